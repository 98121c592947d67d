"""Layers of Ethernet and IPv4.

Models scapy/layers/l2.py (Ether, Dot1Q, Dot3, LLC, STP, ARP) and inet.py (IP, ICMP, UDP, TCP, and what errors quote);
leaves out all options of IP but the stream's number, and of TCP all but five.
"""

from __future__ import annotations

import struct
from ipaddress import IPv4Address
from typing import Any, ClassVar

from simbsd.atf_python.packet import FlagValue, Packet, Raw, flag_bits

BROADCAST = "ff:ff:ff:ff:ff:ff"
ETH_P_IP, ETH_P_ARP, ETH_P_VLAN, ETH_P_IPV6 = 0x0800, 0x0806, 0x8100, 0x86DD
IP_FLAGS, TCP_FLAGS = ("MF", "DF", "evil"), tuple("FSRPAUECN")
_LEAST_TYPE = 1536  # what is less is a length
icmptypes = {
    0: "echo-reply", 3: "dest-unreach", 4: "source-quench", 5: "redirect", 8: "echo-request", 11: "time-exceeded",
    12: "parameter-problem",
}  # fmt: skip
_NUMBERS = {name: number for number, name in icmptypes.items()}
_ERRORS = (3, 4, 5, 11, 12)

Following = type[Packet] | None


def mac(text: str | None) -> bytes:
    """Six bytes; what is shorter is filled up, for scapy reads as many as there are."""
    return bytes(int(part, 16) for part in (text or BROADCAST).split(":")).ljust(6, b"\0")


def mac_text(data: bytes) -> str:
    """Six bytes as text."""
    return ":".join(f"{octet:02x}" for octet in data)


def checksum(data: bytes) -> int:
    """The Internet checksum."""
    total = sum(struct.unpack(f">{(len(data) + 1) // 2}H", data + bytes(len(data) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return int(~total & 0xFFFF)


def ip4(text: str | None) -> bytes:
    """Four bytes."""
    return IPv4Address(text or "0.0.0.0").packed


def carrier(below: tuple[Packet, ...]) -> Packet | None:
    """The innermost packet of IP that carries a layer."""
    return next((layer for layer in reversed(below) if hasattr(type(layer), "pseudo")), None)


def transport_sum(below: tuple[Packet, ...], proto: int, data: bytes) -> int:
    """The checksum with the header that a transport pretends to have."""
    ip = carrier(below)
    return checksum((ip.pseudo(proto, len(data)) if ip is not None else b"") + data)


class Ether(Packet):
    """An Ethernet frame."""

    FIELDS: ClassVar[dict[str, Any]] = {"dst": None, "src": None, "type": None}
    dst: str | None
    src: str | None
    type: int | None

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """14 bytes. Where nothing is said of the type and the payload has none, it is the payload's length."""
        kind = self.type if self.type is not None else ethertype(self.payload)
        return (
            mac(self.dst) + mac(self.src or "0:0:0:0:0:0") + (len(payload) if kind is None else kind).to_bytes(2, "big")
        )

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """Frames with a length carry LLC."""
        self.dst, self.src = mac_text(data[:6]), mac_text(data[6:12])
        (self.type,) = struct.unpack_from(">H", data, 12)
        if self.type < _LEAST_TYPE:
            return data[14 : 14 + self.type], LLC
        return data[14:], of_ethertype(self.type)


def ethertype(payload: Packet | None) -> int | None:
    """The type that says what a frame carries."""
    from simbsd.atf_python.inet6 import IPv6

    kinds: dict[Any, int | None] = {IP: ETH_P_IP, ARP: ETH_P_ARP, Dot1Q: ETH_P_VLAN, IPv6: ETH_P_IPV6, LLC: None}
    return kinds.get(type(payload), 0x9000)


def of_ethertype(kind: int) -> Following:
    """What a frame of a type carries."""
    from simbsd.atf_python.inet6 import IPv6

    kinds: dict[int, type[Packet]] = {ETH_P_IP: IP, ETH_P_ARP: ARP, ETH_P_VLAN: Dot1Q, ETH_P_IPV6: IPv6}
    return kinds.get(kind)


class Dot1Q(Packet):
    """A VLAN tag."""

    FIELDS: ClassVar[dict[str, Any]] = {"prio": 0, "dei": 0, "vlan": 1, "type": None}

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Four bytes."""
        kind = self.type if self.type is not None else ethertype(self.payload)
        return struct.pack(">HH", self.prio << 13 | self.dei << 12 | self.vlan, kind or 0)

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """Four bytes."""
        info, self.type = struct.unpack_from(">HH", data)
        self.prio, self.dei, self.vlan = info >> 13, info >> 12 & 1, info & 0xFFF
        return data[4:], of_ethertype(self.type)


class LLC(Packet):
    """Logical link control."""

    FIELDS: ClassVar[dict[str, Any]] = {"dsap": 0x42, "ssap": 0x42, "ctrl": 3}

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Three bytes."""
        return bytes((self.dsap, self.ssap, self.ctrl))

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """Three bytes."""
        self.dsap, self.ssap, self.ctrl = data[0], data[1], data[2]
        return data[3:], STP if data[:3] == b"\x42\x42\x03" else None


class STP(Packet):
    """What bridges tell one another; times are in seconds."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "proto": 0, "version": 0, "bpdutype": 0, "bpduflags": 0, "rootid": 0, "rootmac": "00:00:00:00:00:00",
        "pathcost": 0, "bridgeid": 0, "bridgemac": "00:00:00:00:00:00", "portid": 0, "age": 1, "maxage": 20,
        "hellotime": 2, "fwddelay": 15,
    }  # fmt: skip
    _times = ("age", "maxage", "hellotime", "fwddelay")

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """35 bytes; times in 256ths of a second."""
        head = struct.pack(">HBBBH", self.proto, self.version, self.bpdutype, self.bpduflags, self.rootid)
        middle = struct.pack(">IH", self.pathcost, self.bridgeid)
        times = (int(getattr(self, name) * 256) for name in self._times)
        return head + mac(self.rootmac) + middle + mac(self.bridgemac) + struct.pack(">H4H", self.portid, *times)

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """35 bytes."""
        self.proto, self.version, self.bpdutype, self.bpduflags, self.rootid = struct.unpack_from(">HBBBH", data)
        self.rootmac, self.bridgemac = mac_text(data[7:13]), mac_text(data[19:25])
        self.pathcost, self.bridgeid = struct.unpack_from(">IH", data, 13)
        self.portid, *times = struct.unpack_from(">H4H", data, 25)
        for name, value in zip(self._times, times, strict=True):
            setattr(self, name, value / 256)
        return data[35:], None


class ARP(Packet):
    """A question for an address, or its answer."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "op": 1, "hwsrc": "00:00:00:00:00:00", "psrc": "0.0.0.0", "hwdst": "00:00:00:00:00:00", "pdst": "0.0.0.0",
    }  # fmt: skip

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """28 bytes, for IPv4 over Ethernet."""
        ends = mac(self.hwsrc) + ip4(self.psrc) + mac(self.hwdst) + ip4(self.pdst)
        return struct.pack(">HHBBH", 1, ETH_P_IP, 6, 4, self.op) + ends

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """28 bytes."""
        (self.op,) = struct.unpack_from(">H", data, 6)
        self.hwsrc, self.hwdst = mac_text(data[8:14]), mac_text(data[18:24])
        self.psrc, self.pdst = str(IPv4Address(data[14:18])), str(IPv4Address(data[24:28]))
        return data[28:], None


class IPOption(Raw):
    """Options as they are."""


class IPOption_Stream_Id(Packet):
    """The option of a stream's number."""

    FIELDS: ClassVar[dict[str, Any]] = {"security": 0}

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Four bytes: copied, class 0, number 8."""
        return struct.pack(">BBH", 0x88, 4, self.security)


class IP(Packet):
    """A packet of IPv4; ``frag`` counts eights of bytes."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "version": 4, "ihl": None, "tos": 0, "len": None, "id": 1, "flags": 0, "frag": 0, "ttl": 64, "proto": None,
        "chksum": None, "src": None, "dst": "127.0.0.1", "options": [],
    }  # fmt: skip

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """20 bytes and options, filled up to a multiple of four."""
        given = self.options if isinstance(self.options, list) else [self.options]
        options = b"".join(bytes(option) for option in given)
        options += bytes(-len(options) % 4)
        ihl = self.ihl if self.ihl is not None else 5 + len(options) // 4
        length = self.len if self.len is not None else 20 + len(options) + len(payload)
        proto = self.proto if self.proto is not None else protocol(self.payload)
        pieces = flag_bits(self.flags, IP_FLAGS) << 13 | self.frag
        first = struct.pack(">BBHHHBB", self.version << 4 | ihl, self.tos, length, self.id, pieces, self.ttl, proto)
        rest = ip4(self.src) + ip4(self.dst) + options
        total = checksum(first + b"\0\0" + rest) if self.chksum is None else self.chksum
        return first + total.to_bytes(2, "big") + rest

    def pseudo(self, proto: int, length: int) -> bytes:
        """What a transport's checksum covers of it."""
        return ip4(self.src) + ip4(self.dst) + struct.pack(">HH", proto, length)

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """A fragment that is not the first carries bytes."""
        first, self.tos, self.len, self.id, pieces, self.ttl, self.proto, self.chksum = struct.unpack_from(
            ">BBHHHBBH", data
        )
        self.version, self.ihl = first >> 4, first & 15
        self.flags, self.frag = FlagValue(pieces >> 13, IP_FLAGS), pieces & 0x1FFF
        self.src, self.dst = str(IPv4Address(data[12:16])), str(IPv4Address(data[16:20]))
        options = data[20 : self.ihl * 4]
        self.options = [Raw(options)] if options else []
        return data[self.ihl * 4 : self.len], None if self.frag else self.carried()

    def carried(self) -> Following:
        """What its protocol says that it carries."""
        return {1: ICMP, 6: TCP, 17: UDP}.get(self.proto)


class ICMP(Packet):
    """A message of ICMP."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "type": "echo-request", "code": 0, "chksum": None, "id": 0, "seq": 0, "gw": "0.0.0.0", "nexthopmtu": 0,
    }  # fmt: skip

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Eight bytes."""
        kind = _NUMBERS[self.type] if isinstance(self.type, str) else self.type
        middle = struct.pack(">HH", self.id, self.seq)
        if kind in _ERRORS:
            middle = ip4(self.gw) if kind == 5 else struct.pack(">HH", 0, self.nexthopmtu)
        head = bytes((kind, self.code))
        total = checksum(head + b"\0\0" + middle + payload) if self.chksum is None else self.chksum
        return head + total.to_bytes(2, "big") + middle

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """Errors quote a packet."""
        self.type, self.code, self.chksum, self.id, self.seq = struct.unpack_from(">BBHHH", data)
        if self.type in _ERRORS:
            self.gw, self.nexthopmtu, self.id, self.seq = str(IPv4Address(data[4:8])), self.seq, 0, 0
        return data[8:], IPerror if self.type in _ERRORS else None


class UDP(Packet):
    """A datagram."""

    FIELDS: ClassVar[dict[str, Any]] = {"sport": 53, "dport": 53, "len": None, "chksum": None}

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """Eight bytes."""
        length = self.len if self.len is not None else 8 + len(payload)
        head = struct.pack(">HHH", self.sport, self.dport, length)
        total: int | None = self.chksum
        if total is None:
            total = transport_sum(below, 17, head + b"\0\0" + payload) or 0xFFFF
        return head + total.to_bytes(2, "big")

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """What is sent to or from the ports of DHCP is BOOTP."""
        self.sport, self.dport, self.len, self.chksum = struct.unpack_from(">HHHH", data)
        return data[8:], BOOTP if {self.sport, self.dport} <= {67, 68} else None


class BOOTP(Packet):
    """A message of BOOTP or DHCP."""

    FIELDS: ClassVar[dict[str, Any]] = {"op": 1, "htype": 1, "hlen": 6, "hops": 0, "xid": 0}

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """The first eight bytes; the rest is left as it is."""
        self.op, self.htype, self.hlen, self.hops, self.xid = struct.unpack_from(">BBBBI", data)
        return data[8:], None


_OPTIONS = {"EOL": 0, "NOP": 1, "MSS": 2, "WScale": 3, "SAckOK": 4, "Timestamp": 8}
_OPTION_NAMES: dict[int, Any] = {number: name for name, number in _OPTIONS.items()}
_OPTION_FORMS = {"MSS": ">H", "WScale": ">B", "SAckOK": "", "Timestamp": ">II"}


class TCP(Packet):
    """A segment; ``options`` are pairs of a name and a value."""

    FIELDS: ClassVar[dict[str, Any]] = {
        "sport": 20, "dport": 80, "seq": 0, "ack": 0, "dataofs": None, "reserved": 0, "flags": "S", "window": 8192,
        "chksum": None, "urgptr": 0, "options": [],
    }  # fmt: skip

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """20 bytes and options."""
        options = _options_bytes(self.options)
        offset = self.dataofs if self.dataofs is not None else 5 + len(options) // 4
        bits = offset << 12 | flag_bits(self.flags, TCP_FLAGS)
        head = struct.pack(">HHIIHH", self.sport, self.dport, self.seq or 0, self.ack, bits, self.window)
        rest = struct.pack(">H", self.urgptr) + options
        total: int | None = self.chksum
        if total is None:
            total = transport_sum(below, 6, head + b"\0\0" + rest + payload)
        return head + total.to_bytes(2, "big") + rest

    def dissect(self, data: bytes) -> tuple[bytes, Following]:
        """Options as far as they are known."""
        self.sport, self.dport, self.seq, self.ack, bits, self.window, self.chksum, self.urgptr = struct.unpack_from(
            ">HHIIHHHH", data
        )
        self.dataofs, self.flags = bits >> 12, FlagValue(bits & 0x1FF, TCP_FLAGS)
        self.options = _options(data[20 : self.dataofs * 4])
        return data[self.dataofs * 4 :], None


def _options_bytes(options: list[tuple[str, Any]]) -> bytes:
    data = b""
    for name, value in options:
        data += bytes((_OPTIONS[name],))
        if name in _OPTION_FORMS:
            form = _OPTION_FORMS[name]
            values = () if not form else value if isinstance(value, tuple) else (value,)
            packed = struct.pack(form, *values)
            data += bytes((len(packed) + 2,)) + packed
    return data + bytes(-len(data) % 4)


def _options(data: bytes) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    at = 0
    while at < len(data):
        name = _OPTION_NAMES.get(data[at], data[at])
        if name in ("EOL", "NOP"):
            found.append((name, None))
            if name == "EOL":
                break
            at += 1
            continue
        size = data[at + 1] if at + 1 < len(data) else 0
        if size < 2:
            break
        body, form = data[at + 2 : at + size], _OPTION_FORMS.get(name)
        values: Any = struct.unpack(form, body) if form and struct.calcsize(form) == len(body) else body
        found.append((name, values[0] if form and len(values) == 1 else values))
        at += size
    return found


class IPerror(IP):
    """A packet that an error quotes."""

    def carried(self) -> Following:
        """The beginning of a transport."""
        return {1: ICMPerror, 6: TCPerror, 17: UDPerror}.get(self.proto)


class ICMPerror(ICMP):
    """A message that an error quotes."""


class UDPerror(UDP):
    """A datagram that an error quotes."""


class TCPerror(TCP):
    """A segment that an error quotes."""


def protocol(payload: Packet | None) -> int:
    """The number of the protocol that a packet of IP carries."""
    from simbsd.atf_python.inet6 import NUMBERS

    return NUMBERS.get(type(payload), 0)
