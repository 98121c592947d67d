"""Frames and packets of everything that the stacks speak, and what chance makes of them."""

from __future__ import annotations

import struct
from random import Random

from simbsd.net.bpf_wire import frame_bytes, in_cksum, ip6_bytes, ip_bytes
from simbsd.net.lacp_pdu import SUBTYPE_LACP
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.mbuf import (
    BSTP_ETHERADDR,
    ETHERTYPE_ARP,
    ETHERTYPE_IP,
    ETHERTYPE_IPV6,
    ETHERTYPE_SLOW,
    Advert,
    Arp,
    Carp,
    Ether,
    Icmp,
    Icmp6,
    Ip,
    Ip6,
    PrefixOption,
    Tag,
    Tcp,
    Udp,
    payload_length,
)

NEAR, FAR, GROUP = 0x0A090001, 0x0A090002, 0xE0000001
MAC, ALL = b"\2\0\0\0\0\x09", b"\xff" * 6
SLOW = bytes.fromhex("0180c2000002")


def six(text: str) -> int:
    """An IPv6 address as an integer."""
    address = inet_pton6(text)
    assert address is not None
    return address


NEAR6, FAR6, LINK6, ALLNODES = six("fd00:9::1"), six("fd00:9::2"), six("fe80::9"), six("ff02::1")


def ip(proto: int, payload: object, dst: int = NEAR, **more: object) -> bytes:
    """A packet for the machine."""
    size = 20 + len(more.get("options", b"")) + payload_length(payload)  # type: ignore[arg-type]
    return ip_bytes(Ip(FAR, dst, proto, int(more.pop("ttl", 64)), payload, size, 7)._replace(**more))  # type: ignore[arg-type, call-overload]


def ip6(proto: int, payload: object, dst: int = NEAR6, src: int = FAR6, ttl: int = 64) -> bytes:
    """A packet of IPv6 for the machine."""
    return ip6_bytes(Ip6(src, dst, proto, ttl, payload, 40 + payload_length(payload)))


def udp6(headers: bytes, first: int) -> bytes:
    """A datagram behind extension headers."""
    inner = ip6(17, Udp(9, 53, b"what"))[40:]
    return ip6(first, headers + inner)


def igmp(kind: int, group: int = 0, more: bytes = b"") -> bytes:
    """A message about groups."""
    head = struct.pack(">BBHI", kind, 10, 0, group) + more
    return head[:2] + in_cksum(head).to_bytes(2, "big") + head[4:]


ECHO = ip(1, Icmp(8, 0, 7, 1, b"hello"))
ADVERT = Advert(64, 0, 1800, 0, 0, (PrefixOption(six("fd00:7::"), 64, True, True, 600, 300),), 1400)
ADVERTISED = Carp(1, 1, 0, 5, bytes(20))
PACKETS = (
    ECHO,
    ip(1, Icmp(13, 0, 7, 1, bytes(12))),
    ip(17, Udp(9, 53, b"what")),
    ip(17, Udp(9, 7, b"?"), GROUP),
    ip(6, Tcp(9, 80, 1, 0, 2, 100, b"", 1460)),
    ip(6, Tcp(9, 80, 2, 1, 16, 100)),
    ip(6, Tcp(9, 80, 2, 1, 4, 100)),
    ip(1, Icmp(3, 3, original=Ip(NEAR, FAR, 17, 64, Udp(7, 8, b"x" * 9), 37, 1))),
    ip(1, Icmp(3, 4, original=Ip(NEAR, FAR, 6, 64, Tcp(80, 9, 1, 2, 16, 1), 40, 1), extra=600)),
    ip(1, Icmp(5, 1, original=Ip(NEAR, FAR, 17, 64, Udp(7, 8, b"x" * 9), 37, 1), extra=FAR)),
    ip(1, Icmp(11, 0, original=Ip(NEAR, FAR, 1, 64, Icmp(8, 0, 1, 1, b"x" * 9), 37, 1))),
    ip(2, igmp(0x11), GROUP, ttl=1),
    ip(2, igmp(0x16, GROUP), GROUP, ttl=1, options=b"\x94\4\0\0"),
    ip(2, igmp(0x11, 0, bytes(4)), GROUP, ttl=1),
    ip(89, b"hello ospf"),
    ip(132, bytes(16)),
    ip(1, b"\x08\0\xf7\xff\0\0\0\0" + b"a" * 8, mf=True),
    ip(1, b"b" * 12, offset=16),
    ip(1, Icmp(8, 0, 1, 1, b""), options=b"\x07\x0b\x04" + bytes(8) + b"\0"),
    ip(1, Icmp(8, 0, 1, 1, b""), options=b"\x44\x0c\x05\x01" + bytes(8)),
    ip(1, Icmp(8, 0, 1, 1, b""), options=b"\x83\x07\x04\x0a\x09\0\x02\0"),
    ip(112, ADVERTISED, 0xE0000012, ttl=255),
    ip(4, ECHO),
    ip(41, ip6(58, Icmp6(128, 0))),
    ip(97, b"\x30\0" + ALL + MAC + b"\x08\0" + ECHO),
    ip(17, Udp(9, 53, b"away"), 0x0A0A0002),
)
PACKETS6 = (
    ip6(58, Icmp6(128, 0, 7, 1, b"hello")),
    ip6(17, Udp(9, 53, b"what")),
    ip6(6, Tcp(9, 80, 1, 0, 2, 100, b"", 1440)),
    ip6(58, Icmp6(135, 0, target=NEAR6, lladdr=MAC), ttl=255),
    ip6(58, Icmp6(135, 0, target=NEAR6), six("ff02::1:ff00:1"), 0, 255),
    ip6(58, Icmp6(136, 0, target=FAR6, lladdr=MAC, flags=0x60), ttl=255),
    ip6(58, Icmp6(133, 0, lladdr=MAC), ALLNODES, LINK6, 255),
    ip6(58, Icmp6(134, 0, advert=ADVERT, lladdr=MAC), ALLNODES, LINK6, 255),
    ip6(58, Icmp6(137, 0, target=LINK6, dst=six("fd00:8::1"), lladdr=MAC), ttl=255),
    ip6(58, Icmp6(1, 4, original=Ip6(NEAR6, FAR6, 17, 64, Udp(7, 8, b"x"), 49))),
    ip6(58, Icmp6(2, 0, original=Ip6(NEAR6, FAR6, 6, 64, Tcp(80, 9, 1, 1, 16, 9), 60), extra=1300)),
    ip6(58, Icmp6(3, 1, original=Ip6(NEAR6, FAR6, 17, 64, Udp(7, 8, b"x"), 49))),
    ip6(58, Icmp6(4, 1, original=Ip6(NEAR6, FAR6, 99, 64, b"", 40), extra=6)),
    ip6(
        0,
        bytes((58, 0, 5, 2, 0, 0, 1, 0)) + ip6(58, Icmp6(130, 0, 100, 0, bytes(16)), ALLNODES, LINK6)[40:],
        ALLNODES,
        LINK6,
        1,
    ),
    ip6(
        0,
        bytes((58, 0, 5, 2, 0, 0, 1, 0)) + ip6(58, Icmp6(131, 0, 0, 0, bytes(16)), ALLNODES, LINK6)[40:],
        ALLNODES,
        LINK6,
        1,
    ),
    udp6(bytes((17, 0, 1, 4, 0, 0, 0, 0)), 0),
    udp6(bytes((17, 0, 0xC3, 4, 0, 0, 0, 0)), 60),
    udp6(bytes((17, 0, 0x83, 0, 0, 0, 0, 0)), 60),
    udp6(bytes((17, 0, 0, 0, 0, 0, 0, 0)), 43),
    udp6(bytes((17, 2, 0, 1, 0, 0, 0, 0)) + bytes(16), 43),
    udp6(bytes((60, 0, 1, 4, 0, 0, 0, 0)) + bytes((43, 0, 1, 4, 0, 0, 0, 0)) + bytes((17, 0, 3, 0, 0, 0, 0, 0)), 0),
    udp6(bytes((17, 0, 0, 0, 0, 0, 0, 1)), 44),
    ip6(44, bytes((17, 0, 0, 1, 0, 0, 0, 2)) + b"a" * 16),
    ip6(44, bytes((17, 0, 0, 16, 0, 0, 0, 2)) + b"b" * 9),
    udp6(bytes((17, 0, 0xC2, 4, 0, 1, 0, 0)), 0),
    ip6(112, ADVERTISED, six("ff02::12"), LINK6, 255),
    ip6(99, b"nobody"),
    ip6(59, b""),
    ip6(58, Icmp6(143, 0, 0, 1, bytes(20)), ALLNODES, LINK6, 1),
    ip6(17, Udp(9, 53, b"away"), six("fd00:10::2")),
)
BPDU = bytes.fromhex(
    "4242030000020002 3c8000020000000009 00000000 8000020000000009 8001 0000 1400 0200 0f00 00".replace(" ", "")
)
LACPDU = (
    bytes((SUBTYPE_LACP, 1, 1, 20)) + bytes(16) + bytes(2) + bytes((2, 20)) + bytes(18) + bytes((3, 16)) + bytes(66)
)


def frames(own: bytes) -> list[bytes]:
    """Frames for a station."""
    asks, tells = Arp(1, MAC, FAR, bytes(6), NEAR), Arp(2, MAC, FAR, own, NEAR)
    made = [
        frame_bytes(Ether(ALL, MAC, ETHERTYPE_ARP, asks), False),
        own + MAC + b"\x08\6" + frame_bytes(Ether(own, MAC, ETHERTYPE_ARP, tells), False)[14:],
    ]
    made += [frame_bytes(Ether(own, MAC, ETHERTYPE_IP, packet), False) for packet in PACKETS]
    made += [frame_bytes(Ether(own, MAC, ETHERTYPE_IPV6, packet), False) for packet in PACKETS6]
    made += [frame_bytes(Ether(own, MAC, ETHERTYPE_IP, ECHO, 5, (Tag(0x8100, 5, 3),)), False)]
    made += [
        BSTP_ETHERADDR + MAC + struct.pack(">H", len(BPDU)) + BPDU,
        SLOW + MAC + struct.pack(">H", ETHERTYPE_SLOW) + LACPDU,
    ]
    return made


def mutated(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """A packet with some bytes changed, cut, doubled or taken from another."""
    made = bytearray(data)
    for _ in range(random.choice((0, 1, 1, 2, 3, 8))):
        draw, at = random.random(), random.randrange(len(made) + 1)
        if draw < 0.6 and at < len(made):
            made[at] = random.choice((0, 1, 2, 0x7F, 0x80, 0xFF, random.randrange(256)))
        elif draw < 0.75:
            del made[at:]
        elif draw < 0.85:
            made[at:at] = random.randbytes(random.choice((1, 2, 4, 8, 40)))
        elif draw < 0.95:
            other = random.choice(others)
            made[at:] = other[random.randrange(len(other) + 1) :]
        else:
            del made[at : at + random.randrange(9)]
    return bytes(made)


def mended(random: Random, data: bytes) -> bytes:
    """Sums and lengths made right again, most times, so that what is wrong is found further inside."""
    if random.random() < 0.15 or len(data) < 20:
        return data
    made = bytearray(data)
    if made[0] >> 4 == 4:
        hlen = (made[0] & 15) * 4
        if random.random() < 0.9:
            made[2:4] = len(made).to_bytes(2, "big")
        if 20 <= hlen <= len(made):
            pseudo = bytes(made[12:20]) + bytes((0, made[9])) + (len(made) - hlen).to_bytes(2, "big")
            _sum(made, made[9], hlen, b"" if made[9] in (1, 2) else pseudo)
            made[10:12] = bytes(2)
            made[10:12] = in_cksum(bytes(made[:hlen])).to_bytes(2, "big")
    elif made[0] >> 4 == 6 and len(made) >= 40:
        if random.random() < 0.9:
            made[4:6] = (len(made) - 40).to_bytes(2, "big")
        at, proto = 40, made[6]
        while proto in (0, 43, 44, 60) and at + 8 <= len(made):
            proto, at = made[at], at + (8 if proto == 44 else (made[at + 1] + 1) * 8)
        _sum(made, proto, at, bytes(made[8:40]) + struct.pack(">II", max(0, len(made) - at), proto))
    return bytes(made)


_SUMS = {1: 2, 2: 2, 58: 2, 17: 6, 6: 16}


def _sum(made: bytearray, proto: int, at: int, pseudo: bytes) -> None:
    place = at + _SUMS.get(proto, 0)
    if proto in _SUMS and place + 2 <= len(made):
        if proto == 17 and at + 6 <= len(made):
            made[at + 4 : at + 6] = (len(made) - at & 0xFFFF).to_bytes(2, "big")
        made[place : place + 2] = bytes(2)
        made[place : place + 2] = in_cksum(pseudo + bytes(made[at:])).to_bytes(2, "big")
