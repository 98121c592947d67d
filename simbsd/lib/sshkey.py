"""Keys of OpenSSH: their files, their one-line form, their fingerprints.

Models crypto/openssh/sshkey.c (the openssh-key-v1 format, sshkey_fingerprint, fingerprint_randomart); leaves out every
type but ED25519, passphrases and certificates.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import new

from simbsd.lib.ed25519 import SEED_SIZE, public_key, sign, verify
from simbsd.lib.syscall import syscall

NAME = "ssh-ed25519"
MAGIC = b"openssh-key-v1\0"
BEGIN, END = "-----BEGIN OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----"
BLOCK, LINE = 8, 70
ART, WIDTH, HEIGHT = " .o+=*BOX@%&#/^SE", 17, 9


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _take(data: bytes) -> tuple[bytes, bytes]:
    """The first string of a buffer, and the rest. Raises ValueError."""
    size = int.from_bytes(data[:4], "big")
    if len(data) < 4 + size:
        raise ValueError("a string runs past the end")
    return data[4 : 4 + size], data[4 + size :]


@dataclass(frozen=True, slots=True)
class Key:
    """A key: its public half, the secret one where it is known, and the comment that stands after it."""

    public: bytes
    seed: bytes = b""
    comment: str = ""

    @property
    def blob(self) -> bytes:
        """The public half as it travels."""
        return _string(NAME.encode()) + _string(self.public)

    @property
    def line(self) -> str:
        """The public half as authorized_keys and known_hosts hold it, without a comment."""
        return f"{NAME} {b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """``SHA256:`` and 43 letters."""
        return self.fingerprint_by("sha256")

    def fingerprint_by(self, name: str) -> str:
        """The fingerprint by another digest; that of md5 in pairs (sshkey_fingerprint)."""
        digest = new(name, self.blob).digest()
        text = digest.hex(":") if name == "md5" else b64encode(digest).decode().rstrip("=")
        return f"{name.upper()}:{text}"

    def sign(self, message: bytes) -> bytes:
        """A signature by the secret half."""
        return sign(self.seed, message)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the secret half has signed a message."""
        return verify(self.public, message, signature)


async def generate(comment: str) -> Key:
    """A new key."""
    seed: bytes = await syscall("getrandom", SEED_SIZE)
    return Key(public_key(seed), seed, comment)


def parse_public(text: str) -> Key | None:
    """``ssh-ed25519 base64 comment``, or None."""
    words = text.split(None, 2)
    if len(words) < 2 or words[0] != NAME:
        return None
    try:
        name, rest = _take(b64decode(words[1], validate=True))
        public, rest = _take(rest)
    except (ValueError, Base64Error):
        return None
    good = name == NAME.encode() and len(public) == SEED_SIZE and not rest
    return Key(public, comment=words[2].strip() if len(words) > 2 else "") if good else None


def format_private(key: Key, check: bytes) -> str:
    """The text of a private key's file, without a passphrase; ``check`` are four bytes by chance."""
    secret = check + check + _string(NAME.encode()) + _string(key.public) + _string(key.seed + key.public)
    secret += _string(key.comment.encode())
    secret += bytes(range(1, 1 + -len(secret) % BLOCK))
    none = _string(b"none")
    data = MAGIC + none + none + _string(b"") + (1).to_bytes(4, "big") + _string(key.blob) + _string(secret)
    text = b64encode(data).decode()
    lines = [text[place : place + LINE] for place in range(0, len(text), LINE)]
    return "\n".join([BEGIN, *lines, END, ""])


def parse_private(text: str) -> Key | None:
    """The key in a private key's file, or None."""
    body = text.partition(BEGIN)[2].partition(END)[0]
    try:
        data = b64decode("".join(body.split()), validate=True)
        if not data.startswith(MAGIC):
            return None
        rest = data.removeprefix(MAGIC)
        for _ in range(3):
            _, rest = _take(rest)
        _, rest = _take(rest[4:])
        secret, _ = _take(rest)
        if secret[:4] != secret[4:8]:
            return None
        _, secret = _take(secret[8:])
        public, secret = _take(secret)
        pair, secret = _take(secret)
        comment, _ = _take(secret)
    except (ValueError, Base64Error):
        return None
    return Key(public, pair[:SEED_SIZE], comment.decode("utf-8", "replace"))


def randomart(key: Key, name: str = "sha256") -> str:
    """The fingerprint as a picture: a bishop's walk over a board, marked by how often it came by."""
    board = [[0] * WIDTH for _ in range(HEIGHT)]
    x, y, last = WIDTH // 2, HEIGHT // 2, len(ART) - 1
    for byte in new(name, key.blob).digest():
        for shift in (0, 2, 4, 6):
            step = byte >> shift
            x = min(max(x + (1 if step & 1 else -1), 0), WIDTH - 1)
            y = min(max(y + (1 if step & 2 else -1), 0), HEIGHT - 1)
            board[y][x] = min(board[y][x] + 1, last - 2)
    board[HEIGHT // 2][WIDTH // 2] = last - 1
    board[y][x] = last
    rows = ["|" + "".join(ART[mark] for mark in row) + "|" for row in board]
    return "\n".join([f"+{'[ED25519 256]':-^{WIDTH}}+", *rows, f"+{f'[{name.upper()}]':-^{WIDTH}}+"])
