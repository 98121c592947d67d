"""An IPv4 header read from bytes, and the Internet checksum.

Models struct ip of sys/netinet/ip.h and contrib/tcpdump/in_cksum.c; leaves out IP options.
"""

from __future__ import annotations

import struct
from typing import NamedTuple


class Header(NamedTuple):
    """An IPv4 header; ``pieces`` are the flags and offset as they are on the wire."""

    tos: int
    length: int
    id: int
    pieces: int
    ttl: int
    proto: int
    sum: int
    src: int
    dst: int

    @classmethod
    def parse(cls, data: bytes) -> Header:
        """The header at the start of ``data``."""
        return cls(*struct.unpack_from(">xBHHHBBHII", data))

    @property
    def offset(self) -> int:
        """Where this piece belongs, in bytes."""
        return (self.pieces & 0x1FFF) * 8

    @property
    def more(self) -> bool:
        """Whether more pieces follow."""
        return bool(self.pieces & 0x2000)


def in_cksum(data: bytes) -> int:
    """The checksum of ``data``, in which its own field is zero."""
    total = sum(struct.unpack(f">{(len(data) + 1) // 2}H", data + b"\0" * (len(data) & 1)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return int(~total & 0xFFFF)


def pseudo_cksum(ip: Header, segment: bytes) -> int:
    """The checksum of a TCP or UDP segment whose own field is zero, pseudo header included."""
    return in_cksum(struct.pack(">IIHH", ip.src, ip.dst, ip.proto, len(segment)) + segment)
