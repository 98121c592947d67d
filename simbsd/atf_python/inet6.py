"""Layers of IPv6 and ICMPv6.

Models scapy/layers/inet6.py and ipsec.py (AH) as far as helpers of tests go; leaves out options that are not padding,
a router's alert or a jumbo length when bytes are read.
"""

from __future__ import annotations

import struct
from ipaddress import IPv6Address
from itertools import count
from typing import Any, ClassVar

from simbsd.atf_python.inet import ICMP, IP, TCP, UDP, Following, ICMPerror, TCPerror, UDPerror, transport_sum
from simbsd.atf_python.packet import Packet, Raw

ICMPV6 = 58


def ip6(text: str | None) -> bytes:
    """Sixteen bytes; a zone is left out."""
    return IPv6Address((text or "::").partition("%")[0]).packed


class IPv6(Packet):
    """A packet of IPv6."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "version": 6, "tc": 0, "fl": 0, "plen": None, "nh": None, "hlim": 64, "src": None, "dst": "::1",
    }  # fmt: skip
    hlim: int

    def __setattr__(self, name: str, value: Any) -> None:
        """Addresses are kept as they are usually written."""
        if name in ("src", "dst") and isinstance(value, str):
            value = str(IPv6Address(value.partition("%")[0]))
        super().__setattr__(name, value)

    def carries(self, payload: Packet) -> None:
        """Neighbour discovery says that it has crossed no router (overload_fields)."""
        if isinstance(payload, ICMPv6ND_NS | ICMPv6ND_Redirect) and self.hlim == self.FIELDS["hlim"]:
            self.hlim = 255

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """40 bytes."""
        first = self.version << 28 | self.tc << 20 | self.fl
        plen = self.plen if self.plen is not None else len(payload)
        return struct.pack(">IHBB", first, plen & 0xFFFF, next_header(self), self.hlim) + ip6(self.src) + ip6(self.dst)

    def pseudo(self, proto: int, length: int) -> bytes:
        """What a transport's checksum covers of it."""
        return ip6(self.src) + ip6(self.dst) + struct.pack(">II", length, proto)

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """40 bytes."""
        first, self.plen, self.nh, self.hlim = struct.unpack_from(">IHBB", data)
        self.version, self.tc, self.fl = first >> 28, first >> 20 & 0xFF, first & 0xFFFFF
        self.src, self.dst = str(IPv6Address(data[8:24])), str(IPv6Address(data[24:40]))
        rest = data[40 : 40 + self.plen]
        return rest, self.following(rest)

    def following(self, rest: bytes) -> Following:
        """What the payload is."""
        return carried(self.nh, rest)


class IPerror6(IPv6):
    """A packet that an error quotes."""

    def following(self, rest: bytes) -> Following:
        """The beginning of a transport."""
        quoted: dict[Any, type[Packet]] = {ICMP: ICMPerror, UDP: UDPerror, TCP: TCPerror}
        found = carried(self.nh, rest)
        return quoted.get(found, found)


class _Extension(Packet):
    """A header that tells what follows it."""

    FIELDS: ClassVar[dict[str, Any]] = {"nh": None}


class IPv6ExtHdrFragment(_Extension):
    """The header of a fragment; ``offset`` counts eights of bytes."""

    FIELDS: ClassVar[dict[str, Any]] = {"nh": None, "res1": 0, "offset": 0, "res2": 0, "m": 0, "id": 0}

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Eight bytes."""
        place = (self.offset << 3 | self.res2 << 1 | self.m) & 0xFFFF
        return struct.pack(">BBHI", next_header(self), self.res1, place, self.id)

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """The first fragment has what it carries, the others bytes."""
        self.nh, self.res1, place, self.id = struct.unpack_from(">BBHI", data)
        self.offset, self.res2, self.m = place >> 3, place >> 1 & 3, place & 1
        return data[8:], None if self.offset else carried(self.nh, data[8:])


class _Options(_Extension):
    """A header of options, filled up to a multiple of eight bytes."""

    FIELDS: ClassVar[dict[str, Any]] = {"nh": None, "len": None, "options": []}

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Options one after the other, each where it must stand, and padding."""
        options = self.options if isinstance(self.options, list) else [self.options]
        data = b""
        for option in options:
            step, rest = option.alignment
            data += _padding((rest - len(data) - 2) % step) + bytes(option)
        data += _padding(-(len(data) + 2) % 8)
        return bytes((next_header(self), (len(data) + 2) // 8 - 1 if self.len is None else self.len)) + data

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """The options stay bytes."""
        self.nh, self.len = data[0], data[1]
        size = self.len * 8 + 8
        self.options = [Raw(data[2:size])]
        return data[size:], carried(self.nh, data[size:])


def _padding(size: int) -> bytes:
    return b"" if not size else b"\0" if size == 1 else bytes((1, size - 2)) + bytes(size - 2)


class IPv6ExtHdrHopByHop(_Options):
    """Options for every router."""


class IPv6ExtHdrDestOpt(_Options):
    """Options for the destination."""


class _Option(Packet):
    alignment: ClassVar[tuple[int, int]] = (1, 0)


class PadN(_Option):
    """Padding."""

    FIELDS: ClassVar[dict[str, Any]] = {"optdata": b""}

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Type, length and data."""
        data = self.optdata.encode("latin-1") if isinstance(self.optdata, str) else self.optdata
        return bytes((1, len(data))) + data


class RouterAlert(_Option):
    """A router is to look at the packet."""

    FIELDS: ClassVar[dict[str, Any]] = {"value": 0}
    alignment: ClassVar[tuple[int, int]] = (2, 0)

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Four bytes."""
        return struct.pack(">BBH", 5, 2, self.value)


class Jumbo(_Option):
    """The length of a packet that is longer than 65535 bytes."""

    FIELDS: ClassVar[dict[str, Any]] = {"jumboplen": 0}
    alignment: ClassVar[tuple[int, int]] = (4, 2)

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Six bytes."""
        return struct.pack(">BBI", 0xC2, 4, self.jumboplen)


class IPv6ExtHdrRouting(_Extension):
    """A routing header without addresses."""

    FIELDS: ClassVar[dict[str, Any]] = {"nh": None, "len": None, "type": 0, "segleft": None}

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Eight bytes."""
        return struct.pack(">BBBBI", next_header(self), self.len or 0, self.type, self.segleft or 0, 0)

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """Its addresses are passed over."""
        self.nh, self.len, self.type, self.segleft = data[:4]
        rest = data[self.len * 8 + 8 :]
        return rest, carried(self.nh, rest)


class AH(_Extension):
    """An authentication header without a value."""

    FIELDS: ClassVar[dict[str, Any]] = {"nh": None, "payloadlen": None, "reserved": 0, "spi": 1, "seq": 0}

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Twelve bytes; the length counts four bytes each, two less."""
        size = 1 if self.payloadlen is None else self.payloadlen
        return struct.pack(">BBHII", next_header(self), size, self.reserved, self.spi, self.seq)


class _Message(Packet):
    """A message of ICMPv6: type, code, checksum, and what its kind has."""

    KIND: ClassVar[int]

    @property
    def type(self) -> int:
        """The number of its kind."""
        return self.KIND

    def body(self) -> bytes:
        """What follows the checksum, without the payload."""
        return bytes(4)

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """The whole message but its payload."""
        head, body = bytes((self.KIND, self.code)), self.body()
        total: int | None = self.cksum
        if total is None:
            total = transport_sum(below, ICMPV6, head + b"\0\0" + body + payload)
        return head + total.to_bytes(2, "big") + body

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """The first eight bytes."""
        self.code, self.cksum = struct.unpack_from(">xBH", data)
        return data[8:], None


_FIRST: dict[str, Any] = {"code": 0, "cksum": None}


class _Echo(_Message):
    FIELDS: ClassVar[dict[str, Any]] = _FIRST | {"id": 0, "seq": 0, "data": b""}

    def body(self) -> bytes:
        """Identifier, number and data."""
        return struct.pack(">HH", self.id, self.seq) + self.data

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """All that follows is data."""
        super().dissect(data)
        self.id, self.seq = struct.unpack_from(">HH", data, 4)
        self.data = data[8:]
        return b"", None


class ICMPv6EchoRequest(_Echo):
    """A question for an echo."""

    KIND = 128


class ICMPv6EchoReply(_Echo):
    """An echo."""

    KIND = 129


class _Error(_Message):
    FIELDS: ClassVar[dict[str, Any]] = _FIRST | {"value": 0}

    def body(self) -> bytes:
        """An MTU or a pointer."""
        return struct.pack(">I", self.value)

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """It quotes a packet."""
        super().dissect(data)
        (self.value,) = struct.unpack_from(">I", data, 4)
        return data[8:], IPerror6


class ICMPv6DestUnreach(_Error):
    """The destination cannot be reached."""

    KIND = 1


class ICMPv6PacketTooBig(_Error):
    """The packet does not fit."""

    KIND = 2


class ICMPv6TimeExceeded(_Error):
    """It took too many hops, or too long."""

    KIND = 3


class ICMPv6ParamProblem(_Error):
    """Something in a header is wrong."""

    KIND = 4


class ICMPv6MLQuery(_Message):
    """A question who listens to a group."""

    KIND = 130
    FIELDS: ClassVar[dict[str, Any]] = _FIRST | {"mrd": 10000, "mladdr": "::"}

    def body(self) -> bytes:
        """The longest delay in milliseconds, and the group."""
        return struct.pack(">HH", self.mrd, 0) + ip6(self.mladdr)


class ICMPv6ND_NS(_Message):
    """A neighbour solicitation, with the sender's link-level address where ``lladdr`` says it."""

    KIND = 135
    FIELDS: ClassVar[dict[str, Any]] = _FIRST | {"tgt": "::", "lladdr": None}
    option = 1

    def body(self) -> bytes:
        """The target, and the option of an address."""
        option = bytes((self.option, 1)) + self.lladdr if self.lladdr else b""
        return bytes(4) + ip6(self.tgt) + option

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """The first option alone is looked at."""
        super().dissect(data)
        self.tgt = str(IPv6Address(data[8:24]))
        self.lladdr = data[26:32] if data[24:26] == bytes((self.option, 1)) else None
        return b"", None


class ICMPv6ND_NA(ICMPv6ND_NS):
    """A neighbour advertisement."""

    KIND = 136
    option = 2


class ICMPv6ND_Redirect(_Message):
    """A better first hop."""

    KIND = 137
    FIELDS: ClassVar[dict[str, Any]] = _FIRST | {"tgt": "::", "dst": "::"}

    def body(self) -> bytes:
        """The better hop, and for which destination."""
        return bytes(4) + ip6(self.tgt) + ip6(self.dst)


_HEADERS: dict[int, type[Packet]] = {
    0: IPv6ExtHdrHopByHop, 6: TCP, 17: UDP, 41: IPv6, 43: IPv6ExtHdrRouting, 44: IPv6ExtHdrFragment, 51: AH,
    60: IPv6ExtHdrDestOpt,
}  # fmt: skip
_MESSAGES: dict[int, type[Packet]] = {
    kind.KIND: kind
    for kind in (
        ICMPv6DestUnreach, ICMPv6PacketTooBig, ICMPv6TimeExceeded, ICMPv6ParamProblem, ICMPv6EchoRequest,
        ICMPv6EchoReply, ICMPv6ND_NS, ICMPv6ND_NA,
    )
}  # fmt: skip
NUMBERS: dict[Any, int] = {kind: number for number, kind in _HEADERS.items()}
NUMBERS |= {ICMP: 1, IP: 4, **dict.fromkeys((*_MESSAGES.values(), ICMPv6MLQuery, ICMPv6ND_Redirect), ICMPV6)}


class RandIP6:
    """An address of chance: here the next of a fixed row."""

    row = count(1)

    def __new__(cls) -> str:  # type: ignore[misc]
        return str(IPv6Address(0x2001 << 112 | next(cls.row) * 0x9E3779B97F4A7C15 % (1 << 112)))


def carried(number: int, rest: bytes) -> Following:
    """What follows a header that names it by its number."""
    return _MESSAGES.get(rest[0]) if number == ICMPV6 and rest else _HEADERS.get(number)


def next_header(layer: Any) -> int:
    """The number that a header has for what follows it; 59 is nothing."""
    return int(layer.nh if layer.nh is not None else NUMBERS.get(type(layer.payload), 59))
