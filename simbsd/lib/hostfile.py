"""known_hosts: which of its lines are about a host, and names that only a hash tells.

Models crypto/openssh/hostfile.c (host_hash, hostkeys_foreach) and match.c (match_hostname); leaves out several files.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha1

from simbsd.lib.fnmatch import fnmatch
from simbsd.lib.sshkey import Key, parse_public

HASHED, SALT_SIZE, BLOCK = "|1|", 20, 64
MARKERS = {"@cert-authority": "CA", "@revoked": "REVOKED"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: its number, the names it is for, its key (None: the line is not valid)."""

    number: int
    text: str
    names: str = ""
    rest: str = ""
    marker: str = ""
    key: Key | None = None

    @property
    def is_comment(self) -> bool:
        """Nothing stands there, or a remark."""
        return not self.names and self.text.strip()[:1] in ("", "#")


def lines_of(text: str) -> list[Line]:
    """Every line of a file."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if not words or words.startswith("#"):
            found.append(Line(number, line))
            continue
        marker = MARKERS.get(words.partition(" ")[0], "")
        names, _, rest = (words.partition(" ")[2].lstrip() if marker else words).partition(" ")
        found.append(Line(number, line, names, rest.strip(), marker, parse_public(rest)))
    return found


def _hmac(salt: bytes, text: str) -> bytes:
    """HMAC with SHA-1 (RFC 2104)."""
    key = salt.ljust(BLOCK, b"\0")
    inner = sha1(bytes(byte ^ 0x36 for byte in key) + text.encode()).digest()
    return sha1(bytes(byte ^ 0x5C for byte in key) + inner).digest()


def host_hash(host: str, salt: bytes) -> str:
    """A host's name as only those recognise it who know it."""
    return f"{HASHED}{b64encode(salt).decode()}|{b64encode(_hmac(salt, host)).decode()}"


def matches(names: str, host: str) -> bool:
    """Whether a line's names mean a host: hashed, or patterns of which one may say no."""
    host = host.lower()
    if names.startswith(HASHED):
        try:
            return host_hash(host, b64decode(names[len(HASHED) :].partition("|")[0], validate=True)) == names
        except (ValueError, Base64Error):
            return False
    words = names.lower().split(",")
    if any(word.startswith("!") and fnmatch(word[1:], host) for word in words):
        return False
    return any(fnmatch(word, host) or word == host for word in words)
