"""Packets as values: the headers a frame carries. Bytes are made only where somebody wants bytes.

Models sys/net/ethernet.h, sys/net/if_arp.h, sys/netinet/{ip,ip_icmp,udp,tcp}.h; leaves out options of IP and TCP
other than MSS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

ETHERTYPE_IP, ETHERTYPE_ARP, ETHERTYPE_VLAN, ETHERTYPE_IPV6 = 0x0800, 0x0806, 0x8100, 0x86DD
ETHERTYPE_QINQ = 0x88A8
ETHER_BROADCAST = b"\xff" * 6
IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_RAW = 1, 6, 17, 255
TH_FIN, TH_SYN, TH_RST, TH_PUSH, TH_ACK = 0x01, 0x02, 0x04, 0x08, 0x10

ICMP_ECHOREPLY, ICMP_UNREACH, ICMP_REDIRECT, ICMP_ECHO, ICMP_TIMXCEED, ICMP_PARAMPROB = 0, 3, 5, 8, 11, 12
ICMP_UNREACH_NET, ICMP_UNREACH_HOST, ICMP_UNREACH_PROTOCOL, ICMP_UNREACH_PORT, ICMP_UNREACH_NEEDFRAG = 0, 1, 2, 3, 4
ICMP_REDIRECT_HOST = 1
ICMP_TIMXCEED_INTRANS, ICMP_TIMXCEED_REASS = 0, 1

# Packets are named tuples, not dataclasses: the forwarding path makes one for each header change, and a tuple is made
# several times faster than a frozen dataclass.


class Arp(NamedTuple):
    """An ARP request or reply (``op`` 1 or 2); protocol addresses are integers."""

    op: int
    sender_mac: bytes
    sender_ip: int
    target_mac: bytes
    target_ip: int


class Icmp(NamedTuple):
    """An ICMP message; ``original`` is the packet an error message quotes; ``extra`` a redirect's gateway or a next
    hop's MTU.
    """

    type: int
    code: int
    ident: int = 0
    seq: int = 0
    data: bytes = b""
    original: Any = None
    extra: int = 0


class Udp(NamedTuple):
    """A UDP datagram."""

    sport: int
    dport: int
    data: bytes


class Tcp(NamedTuple):
    """A TCP segment; sequence numbers modulo 2**32."""

    sport: int
    dport: int
    seq: int
    ack: int
    flags: int
    win: int
    data: bytes = b""
    mss: int = 0


class Fragment(NamedTuple):
    """A part of an IP packet's payload: ``data`` is the whole payload, of which ``offset``..``offset + size`` is
    carried here.
    """

    payload: Any
    size: int


class Ip(NamedTuple):
    """An IPv4 packet. ``length`` is the total length in bytes, ``offset`` the fragment offset in bytes."""

    src: int
    dst: int
    proto: int
    ttl: int
    payload: Any
    length: int
    id: int = 0
    tos: int = 0
    df: bool = False
    mf: bool = False
    offset: int = 0


class Tag(NamedTuple):
    """A VLAN tag of a frame: its Ethernet type (802.1Q or 802.1ad), VLAN identifier and priority."""

    proto: int
    vid: int
    pcp: int


class Ether(NamedTuple):
    """An Ethernet frame. ``tags`` are its VLAN tags, the outermost first; ``vlan`` is the outermost's VID, or None
    without tags.
    """

    dst: bytes
    src: bytes
    type: int
    payload: Any
    vlan: int | None = None
    tags: tuple[Tag, ...] = ()


@dataclass(slots=True, eq=False)
class Mbuf:
    """A packet on its way: the frame or packet, the number by which watchers follow it, the interface it came in on.

    ``m_len`` is the length of a frame in bytes, set where the frame is made.
    """

    m_packet: int
    m_payload: Any
    m_rcvif: Any = None
    m_broadcast: bool = False
    m_hops: int = 0
    m_len: int = 0


def payload_length(payload: Any) -> int:
    """Bytes of an IP payload on the wire: header and data (an ICMP error quotes the packet it is about)."""
    kind = type(payload)
    if kind is Icmp:
        return 8 + (payload.original.length if payload.original is not None else len(payload.data))
    if kind is Udp:
        return 8 + len(payload.data)
    if kind is Tcp:
        return 20 + (4 if payload.mss else 0) + len(payload.data)
    if kind is Fragment:
        return int(payload.size)
    return len(payload)
