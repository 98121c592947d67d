"""IPv4 and IPv6 headers read from bytes, and the Internet checksum.

Models struct ip of sys/netinet/ip.h, struct ip6_hdr and ip6_frag of ip6.h, and contrib/tcpdump/in_cksum.c; leaves out
IP options.
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


class Header6(NamedTuple):
    """An IPv6 header, and the fragment's or the hop-by-hop options' behind it: ``next`` is what follows the header,
    ``proto`` what is carried in the end, ``pieces`` the fragment's offset and flag, ``options`` the options' size.
    """

    tos: int
    flow: int
    length: int
    next: int
    ttl: int
    src: int
    dst: int
    proto: int
    pieces: int
    options: int = 0

    @classmethod
    def parse(cls, data: bytes) -> Header6:
        """The header at the start of ``data``."""
        word, length, following, hlim = struct.unpack_from(">IHBB", data)
        src, dst = (int.from_bytes(data[at : at + 16], "big") for at in (8, 24))
        proto, pieces, options = following, 0, 0
        if following == 0 and len(data) >= 48:
            proto, options = data[40], (data[41] + 1) * 8
        if following == 44 and len(data) >= 48:
            proto, pieces = data[40], int.from_bytes(data[42:44], "big")
        return cls(word >> 20 & 255, word & 0xFFFFF, length, following, hlim, src, dst, proto, pieces, options)

    @property
    def more(self) -> bool:
        """Whether it is a piece of a packet, whose sums cannot be checked."""
        return self.next == 44


def in_cksum(data: bytes) -> int:
    """The checksum of ``data``, in which its own field is zero."""
    total = sum(struct.unpack(f">{(len(data) + 1) // 2}H", data + b"\0" * (len(data) & 1)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return int(~total & 0xFFFF)


def pseudo_cksum(ip: Header | Header6, segment: bytes) -> int:
    """The checksum of a segment whose own field is zero, pseudo header included."""
    if isinstance(ip, Header6):
        ends = ip.src.to_bytes(16, "big") + ip.dst.to_bytes(16, "big")
        return in_cksum(ends + struct.pack(">II", len(segment), ip.proto) + segment)
    return in_cksum(struct.pack(">IIHH", ip.src, ip.dst, ip.proto, len(segment)) + segment)

