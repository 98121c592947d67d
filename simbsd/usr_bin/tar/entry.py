"""Archive entries, and the bytes of a tar archive: ustar headers, pax attributes where ustar has no room.

Models contrib/libarchive/libarchive/archive_{read_support,write_set}_format_{tar,ustar,pax}.c (the restricted pax
format that bsdtar writes); leaves out GNU extensions, sparse files, ACLs and extended attributes.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.fflags import fflagstostr
from simbsd.lib.stdio import decode, encode
from simbsd.sys.fcntl import S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG

BLOCK = 512
NAME, LINK, PREFIX = 100, 100, 155
TYPES = {S_IFREG: b"0", S_IFLNK: b"2", S_IFCHR: b"3", S_IFDIR: b"5", S_IFIFO: b"6"}
MODES = {typeflag: mode for mode, typeflag in TYPES.items()} | {b"\0": S_IFREG, b"7": S_IFREG}


class FormatError(Exception):
    """Bytes that are no archive; the text is libarchive's."""


@dataclass(slots=True)
class Entry:
    """One member. ``path`` of a directory ends in a slash; ``hole`` zeros follow ``data``; ``mtime`` in seconds since
    1970; ``link`` is the target of a symbolic link, or with ``hard`` the member whose other name this is."""

    path: str
    mode: int
    uid: int
    gid: int
    mtime: int
    uname: str = ""
    gname: str = ""
    data: bytes = b""
    hole: int = 0
    link: str = ""
    hard: bool = False
    flags: str = ""
    pax: bool = False  # it came with a pax header
    nlink: int = 0  # no archive tells it

    @property
    def size(self) -> int:
        """The length of the body."""
        return len(self.data) + self.hole

    @property
    def kind(self) -> int:
        """The file type."""
        return self.mode & S_IFMT


def flags_text(flags: int) -> str:
    """File flags as an archive names them."""
    return fflagstostr(flags)


def pack(entry: Entry, ustar: bool = False) -> bytes:
    """The bytes of a member: a pax header where it is needed, the header, the body in whole blocks. Raises FormatError
    for what has no place in the format that was asked for.
    """
    if entry.kind not in TYPES:
        raise FormatError("tar format cannot archive socket")
    path, link = encode(entry.path), encode(entry.link)
    attributes = []
    prefix, name = _split(path)
    if ustar and (len(name) > NAME or len(link) > LINK):
        raise FormatError("Pathname too long" if len(name) > NAME else "Link contents too long")
    if len(name) > NAME:
        attributes.append((b"path", path))
        prefix, name = b"", path[:NAME]
    if len(link) > LINK:
        attributes.append((b"linkpath", link))
    if entry.flags and not ustar:
        attributes.append((b"SCHILY.fflags", encode(entry.flags)))
    typeflag = b"1" if entry.hard else TYPES[entry.kind]
    head = _header(name, prefix, link[:LINK], typeflag, entry, entry.size)
    body = entry.data + bytes(entry.hole)
    return _pax(attributes, name, entry) + head + _padded(body)


def _split(path: bytes) -> tuple[bytes, bytes]:
    """Prefix and name of a path that is too long for the name's field, where a slash lets it be cut."""
    if len(path) <= NAME:
        return b"", path
    place = path.find(b"/", max(0, len(path) - NAME - 1), min(PREFIX + 1, len(path) - 1))
    return (path[:place], path[place + 1 :]) if place > 0 else (b"", path)


def _pax(attributes: list[tuple[bytes, bytes]], name: bytes, entry: Entry) -> bytes:
    if not attributes:
        return b""
    body = b"".join(_record(key, value) for key, value in attributes)
    directory, _, last = name.rstrip(b"/").rpartition(b"/")
    shown = b"/".join(part for part in (directory, b"PaxHeader", last) if part)[:NAME]
    return _header(shown, b"", b"", b"x", entry, len(body)) + _padded(body)


def _record(key: bytes, value: bytes) -> bytes:
    """``LENGTH key=value``, the length counting itself."""
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest)
    while len(str(length)) + len(rest) != length:
        length = len(str(length)) + len(rest)
    return str(length).encode() + rest


def _header(name: bytes, prefix: bytes, link: bytes, typeflag: bytes, entry: Entry, size: int) -> bytes:
    fields = (
        name.ljust(NAME, b"\0"), b"%06o \0" % (entry.mode & 0o7777), b"%06o \0" % min(entry.uid, 0o777777),
        b"%06o \0" % min(entry.gid, 0o777777), b"%011o " % size, b"%011o " % max(entry.mtime, 0), b" " * 8, typeflag,
        link.ljust(LINK, b"\0"), b"ustar\x0000", encode(entry.uname).ljust(32, b"\0"),
        encode(entry.gname).ljust(32, b"\0"), b"000000 \0" * 2, prefix.ljust(PREFIX, b"\0"), bytes(12),
    )  # fmt: skip
    head = b"".join(fields)
    return head[:148] + b"%06o\0 " % sum(head) + head[156:]


def _padded(body: bytes) -> bytes:
    return body + bytes(-len(body) % BLOCK)


ENDING = bytes(2 * BLOCK)  # two empty blocks


def unpack(data: bytes, on: bool = False) -> tuple[list[Entry], int]:
    """The members of an archive, and where its last one ends; ``on``: go on behind an end. Raises FormatError."""
    entries: list[Entry] = []
    attributes: dict[bytes, bytes] = {}
    place = 0
    while place + BLOCK <= len(data):
        head = data[place : place + BLOCK]
        if not any(head):
            if not on:
                break
            place += BLOCK
            continue
        _check_sum(head, first=not place)
        typeflag = head[156:157]
        size = 0 if typeflag in (b"1", b"2", b"5") else _octal(head[124:136])
        body = data[place + BLOCK : place + BLOCK + size]
        if len(body) < size:
            raise FormatError("Truncated input file (needed " + str(size - len(body)) + " bytes, only 0 available)")
        place += BLOCK + size + -size % BLOCK
        if typeflag == b"x":
            attributes = _attributes(body)
        elif typeflag != b"g":
            entries.append(_entry(head, body, attributes))
            attributes = {}
    return entries, place


def _check_sum(head: bytes, first: bool) -> None:
    if head[257:262] != b"ustar" or sum(head[:148]) + 8 * 32 + sum(head[156:]) != _octal(head[148:156]):
        raise FormatError("Unrecognized archive format" if first else "Damaged tar archive")


def _octal(field: bytes) -> int:
    digits = field.strip(b" \0").partition(b"\0")[0]
    if any(digit not in b"01234567" for digit in digits):
        raise FormatError("Damaged tar archive")
    return int(digits or b"0", 8)


def _attributes(body: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    while body:
        length, _, rest = body.partition(b" ")
        if not length.isdigit() or len(length) > 19 or not 0 < int(length) <= len(body):
            raise FormatError("Ignoring malformed pax attributes")
        key, _, value = rest[: int(length) - len(length) - 2].partition(b"=")
        found[key] = value
        body = body[int(length) :]
    return found


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _entry(head: bytes, body: bytes, attributes: dict[bytes, bytes]) -> Entry:
    prefix, name = _text(head[345:500]), _text(head[:100])
    path = attributes.get(b"path") or (prefix + b"/" + name if prefix else name)
    link = attributes.get(b"linkpath") or _text(head[157:257])
    return Entry(
        decode(path),
        MODES.get(head[156:157], S_IFREG) | _octal(head[100:108]) & 0o7777,
        _octal(head[108:116]), _octal(head[116:124]), _octal(head[136:148]),
        decode(_text(head[265:297])), decode(_text(head[297:329])), body,
        link=decode(link), hard=head[156:157] == b"1", flags=decode(attributes.get(b"SCHILY.fflags", b"")),
        pax=bool(attributes),
    )  # fmt: skip
