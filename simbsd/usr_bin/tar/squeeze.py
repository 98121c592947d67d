"""The containers that an archive travels in: gzip's and xz's, whose blocks are stored as they are.

Models contrib/libarchive/libarchive/archive_write_add_filter_gzip.c and archive_write_add_filter_xz.c; leaves out
compression: what a compressor makes of the same bytes is not the same on every host. bzip2 knows no stored blocks, and
the others no program here that reads them. The xz format's document gives the container's fields.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

STORED = 65535  # the most that a stored deflate block holds
CHUNK = 65536  # and that a chunk of LZMA2 does
GZIP, XZ, XZ_END = b"\x1f\x8b", b"\xfd7zXZ\0", b"YZ"
CRC32_CHECK = b"\0\x01"
LZMA2_HEADER = b"\x02\0\x21\x01\x16\0\0\0"  # a block of 12 bytes: one filter, LZMA2, with a dictionary of 8 MB


class SqueezeError(Exception):
    """Bytes that their container says are damaged; the text is libarchive's."""


def gzipped(data: bytes) -> bytes:
    """A gzip file without a time."""
    parts = [b"\x1f\x8b\x08\0\0\0\0\0\0\x03"]
    for place in range(0, len(data), STORED):
        block = data[place : place + STORED]
        size = len(block).to_bytes(2, "little")
        last = place + STORED >= len(data)
        parts += [bytes((last,)), size, bytes(255 - byte for byte in size), block]
    return b"".join([*parts, zlib.crc32(data).to_bytes(4, "little"), (len(data) & 0xFFFFFFFF).to_bytes(4, "little")])


def _checked(field: bytes) -> bytes:
    return field + zlib.crc32(field).to_bytes(4, "little")


def _vli(value: int) -> bytes:
    """A number in seven bits a byte, the lowest first."""
    made = bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    return bytes((*made, value))


def xzipped(data: bytes) -> bytes:
    """An xz file of one block, checked with CRC32."""
    head = _checked(LZMA2_HEADER)
    body = []
    for place in range(0, len(data), CHUNK):
        chunk = data[place : place + CHUNK]
        body += [b"\x02" if place else b"\x01", (len(chunk) - 1).to_bytes(2, "big"), chunk]
    packed = b"".join(body) + b"\0"
    unpadded = len(head) + len(packed) + 4
    index = b"\0\x01" + _vli(unpadded) + _vli(len(data))
    index = _checked(index + bytes(-len(index) % 4))
    footer = (len(index) // 4 - 1).to_bytes(4, "little") + CRC32_CHECK
    return b"".join(
        (
            XZ, _checked(CRC32_CHECK), head, packed, bytes(-(len(head) + len(packed)) % 4),
            zlib.crc32(data).to_bytes(4, "little"), index, zlib.crc32(footer).to_bytes(4, "little"), footer, XZ_END,
        )
    )  # fmt: skip


def _gunzipped(data: bytes) -> bytes:
    try:
        return zlib.decompress(data, 31)
    except zlib.error:
        raise SqueezeError("truncated gzip input") from None


def _unxzipped(data: bytes) -> bytes:
    """What xzipped() packed. Raises SqueezeError for compressed blocks, which nothing here makes."""
    at, parts = 12 + 12, []
    if data[12:20] != LZMA2_HEADER:
        raise SqueezeError("Unrecognized archive format")
    while at < len(data) and data[at]:
        if data[at] > 2 or at + 3 > len(data):
            raise SqueezeError("Lzma library error: Corrupted input data")
        size = int.from_bytes(data[at + 1 : at + 3], "big") + 1
        parts.append(data[at + 3 : at + 3 + size])
        at += 3 + size
    found = b"".join(parts)
    if at >= len(data):
        raise SqueezeError("truncated input")
    place = at + 1 + -(at + 1) % 4
    if data[place : place + 4] != zlib.crc32(found).to_bytes(4, "little"):
        raise SqueezeError("Lzma library error: Corrupted input data")
    return found


def unsqueezed(data: bytes) -> tuple[bytes, str]:
    """What is in a container, and the name of its filter. Raises SqueezeError."""
    if data.startswith(GZIP):
        return _gunzipped(data), "gzip"
    if data.startswith(XZ):
        return _unxzipped(data), "xz"
    return data, "none"


FILTERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzipped, "xz": xzipped}
