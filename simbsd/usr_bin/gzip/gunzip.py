"""Reading gzip's files.

Models gz_uncompress() of usr.bin/gzip/gzip.c.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from simbsd.lib.unistd import tick

MAGIC, DEFLATED = b"\x1f\x8b", 8
FHCRC, FEXTRA, FNAME, FCOMMENT = 2, 4, 8, 16
_PIECE = 65536


class Damaged(Exception):
    """What is no gzip file; the text says what is wrong with it. ``name`` asks for the file's name before it."""

    def __init__(self, why: str, name: bool = False) -> None:
        super().__init__(why)
        self.name = name


class Trailing(Exception):
    """Bytes behind the last member that belong to none."""


def header(data: bytes, at: int) -> tuple[int, int, bytes]:
    """Where a member's blocks begin, its time and its name. Raises Damaged."""
    if data[at + 1 : at + 2] not in (b"\x8b", b"\x9e"):
        raise Damaged("input not gziped (MAGIC1)")
    if data[at + 2 : at + 3] != bytes((DEFLATED,)):
        raise Damaged("unknown compression method")
    if len(data) < at + 10:
        raise Damaged("unexpected end of file", True)
    flags, mtime, name = data[at + 3], int.from_bytes(data[at + 4 : at + 8], "little"), b""
    at += 10
    if flags & FEXTRA:
        at += 2 + int.from_bytes(data[at : at + 2], "little")
    for flag in (FNAME, FCOMMENT):
        if flags & flag:
            end = data.find(b"\0", at)
            if end < 0:
                raise Damaged("unexpected end of file", True)
            name = data[at:end] if flag == FNAME else name
            at = end + 1
    return at + (2 if flags & FHCRC else 0), mtime, name


async def inflate(data: bytes) -> AsyncIterator[bytes]:
    """The contents of all members one after the other, in pieces. Raises Damaged, and Trailing at the end."""
    at = 0
    while at < len(data):
        if data[at : at + 1] != MAGIC[:1]:
            if at:
                raise Trailing
            raise Damaged("input not gziped (MAGIC0)")
        at, _, _ = header(data, at)
        unpacker, crc, size, rest = zlib.decompressobj(-15), 0, 0, data[at:]
        while not unpacker.eof:
            try:
                piece = unpacker.decompress(rest, _PIECE)
            except zlib.error as error:
                raise Damaged("data stream error") from error
            rest = unpacker.unconsumed_tail
            if not piece and not rest and not unpacker.eof:
                raise Damaged("unexpected end of file", True)
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            await tick()
            yield piece
        at = len(data) - len(unpacker.unused_data)
        if len(data) < at + 8:
            raise Damaged("truncated input")
        if int.from_bytes(data[at : at + 4], "little") != crc:
            raise Damaged("invalid compressed data--crc error")
        if int.from_bytes(data[at + 4 : at + 8], "little") != size & 0xFFFFFFFF:
            raise Damaged("invalid compressed data--length error")
        at += 8
