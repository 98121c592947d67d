"""Packets as values: the headers a frame carries. Bytes are made only where somebody wants bytes.

Models sys/net/ethernet.h, sys/net/if_arp.h, sys/netinet/{ip,ip_icmp,udp,tcp,ip6,icmp6}.h. A packet made of
bytes carries bytes where a value would not say exactly the same (net/wire_input.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

ETHERTYPE_IP, ETHERTYPE_ARP, ETHERTYPE_VLAN, ETHERTYPE_IPV6 = 0x0800, 0x0806, 0x8100, 0x86DD
ETHERTYPE_QINQ, ETHERTYPE_SLOW = 0x88A8, 0x8809
ETHER_BROADCAST, BSTP_ETHERADDR, NO_MAC = b"\xff" * 6, b"\x01\x80\xc2\0\0\0", bytes(6)
ETHER_HDR_LEN = 14
IP6_HDR_LEN, IPV6_MMTU = 40, 1280
IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_RAW = 1, 6, 17, 255
IPPROTO_HOPOPTS, IPPROTO_FRAGMENT, IPPROTO_ICMPV6, IPPROTO_NONE = 0, 44, 58, 59
IPPROTO_IGMP, IPPROTO_ROUTING, IPPROTO_DSTOPTS, IPPROTO_CARP = 2, 43, 60, 112
CARP_HDR_LEN = 36
IP_HDR_LEN, IPPROTO_IPV4, IPPROTO_IPV6, IPPROTO_ETHERIP = 20, 4, 41, 97
TH_FIN, TH_SYN, TH_RST, TH_PUSH, TH_ACK = 0x01, 0x02, 0x04, 0x08, 0x10

ICMP_TSTAMP, ICMP_MASKREQ = 13, 17
ICMP_ECHOREPLY, ICMP_UNREACH, ICMP_REDIRECT, ICMP_ECHO, ICMP_TIMXCEED, ICMP_PARAMPROB = 0, 3, 5, 8, 11, 12
ICMP_UNREACH_NET, ICMP_UNREACH_HOST, ICMP_UNREACH_PROTOCOL, ICMP_UNREACH_PORT, ICMP_UNREACH_NEEDFRAG = 0, 1, 2, 3, 4
ICMP_UNREACH_SRCFAIL, ICMP_UNREACH_FILTER_PROHIB = 5, 13
ICMP_REDIRECT_HOST = 1
ICMP_TIMXCEED_INTRANS, ICMP_TIMXCEED_REASS = 0, 1

ICMP6_DST_UNREACH, ICMP6_PACKET_TOO_BIG, ICMP6_TIME_EXCEEDED, ICMP6_PARAM_PROB = 1, 2, 3, 4
ICMP6_PARAMPROB_HEADER, ICMP6_PARAMPROB_NEXTHEADER, ICMP6_PARAMPROB_OPTION = 0, 1, 2
ICMP6_ECHO_REQUEST, ICMP6_ECHO_REPLY = 128, 129
MLD_LISTENER_QUERY, MLD_LISTENER_REPORT, MLD_LISTENER_DONE, MLDV2_LISTENER_REPORT = 130, 131, 132, 143
ND_ROUTER_SOLICIT, ND_ROUTER_ADVERT, ND_NEIGHBOR_SOLICIT, ND_NEIGHBOR_ADVERT, ND_REDIRECT = 133, 134, 135, 136, 137
ICMP6_DST_UNREACH_NOROUTE, ICMP6_DST_UNREACH_ADMIN, ICMP6_DST_UNREACH_BEYONDSCOPE = 0, 1, 2
ICMP6_DST_UNREACH_ADDR, ICMP6_DST_UNREACH_NOPORT = 3, 4
ND_NA_FLAG_ROUTER, ND_NA_FLAG_SOLICITED, ND_NA_FLAG_OVERRIDE = 0x80, 0x40, 0x20

# Packets are named tuples, not dataclasses: the forwarding path makes one for each header change, and a tuple is made
# several times faster than a frozen dataclass; by ``made(Ether, (...))``, all fields given, twice as fast again.
made = tuple.__new__


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


class PrefixOption(NamedTuple):
    """The prefix information of a router advertisement; lifetimes in seconds."""

    prefix: int
    plen: int
    onlink: bool
    auto: bool
    vltime: int
    pltime: int


class Advert(NamedTuple):
    """What a router advertises of itself and its link; ``lifetime`` in seconds, ``mtu`` 0 for none."""

    hlim: int
    flags: int
    lifetime: int
    reachable: int
    retrans: int
    prefixes: tuple[PrefixOption, ...]
    mtu: int = 0


class Icmp6(NamedTuple):
    """An ICMPv6 message. ``original`` is the packet an error or a redirect quotes, ``extra`` an MTU or a pointer.

    Neighbour discovery: ``target`` address, link-level address option ``lladdr`` (of the source or the target),
    ``flags`` of a neighbour advertisement, ``dst`` of a redirect, ``advert`` of a router; ``data`` is a solicitation's
    nonce. ``records`` of a listener report: type and group; the packet around it has a router alert, 8 bytes, which is
    part of its length alone.
    """

    type: int
    code: int
    ident: int = 0
    seq: int = 0
    data: bytes = b""
    original: Any = None
    extra: int = 0
    target: int = 0
    lladdr: bytes | None = None
    flags: int = 0
    dst: int = 0
    advert: Advert | None = None
    records: tuple[tuple[int, int], ...] = ()


class Udp(NamedTuple):
    """A UDP datagram."""

    sport: int
    dport: int
    data: bytes


class Tcp(NamedTuple):
    """A TCP segment; sequence numbers modulo 2**32. ``options`` are as on the wire where they are more than the segment
    size ``mss``, which is read from them.
    """

    sport: int
    dport: int
    seq: int
    ack: int
    flags: int
    win: int
    data: bytes = b""
    mss: int = 0
    options: bytes = b""


class Fragment(NamedTuple):
    """A part of an IP packet's payload: ``data`` is the whole payload, of which ``offset``..``offset + size`` is
    carried here.
    """

    payload: Any
    size: int


class Encap(NamedTuple):
    """A packet inside another, or (EtherIP) a frame; ``size`` is that of the payload in bytes."""

    payload: Any
    size: int


class Carp(NamedTuple):
    """An advertisement of CARP (struct carp_header); ``advbase`` in seconds, ``advskew`` in 1/256 of one."""

    vhid: int
    advbase: int
    advskew: int
    counter: int
    md: bytes
    version: int = 2
    type: int = 1
    authlen: int = 7


class Ip(NamedTuple):
    """An IPv4 packet. ``length`` is the total length in bytes, ``offset`` the fragment offset in bytes; ``options`` are
    as on the wire, a multiple of four bytes.
    """

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
    options: bytes = b""


class Ip6(NamedTuple):
    """An IPv6 packet. ``length`` is the total length in bytes, headers included; a fragment has the identification
    ``id`` (else 0), ``mf`` and its ``offset`` in bytes. Other extension headers are the beginning of a payload of
    bytes, and ``proto`` is then the first one's number.
    """

    src: int
    dst: int
    proto: int
    ttl: int
    payload: Any
    length: int
    id: int = 0
    tos: int = 0
    mf: bool = False
    offset: int = 0
    flow: int = 0


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

    ``m_len`` is the length of a frame in bytes, set where the frame is made, ``m_pcp`` the priority its sender
    asked for (802.1Q), ``m_fib`` the routing table that a filter chose (None: the interface's);
    ``m_consumed``: a filter has sent it itself, or keeps it (PFIL_CONSUMED); ``m_rtalert``: an IPv6 packet whose
    hop-by-hop options alert routers of MLD (M_RTALERT_MLD); ``m_taken``: the stack in which a program took it by
    bpf(4).
    """

    m_packet: int
    m_payload: Any
    m_rcvif: Any = None
    m_broadcast: bool = False
    m_hops: int = 0
    m_len: int = 0
    m_pcp: int | None = None
    m_fib: int | None = None
    m_consumed: bool = False
    m_rtalert: bool = False
    m_taken: Any = None


def payload_length(payload: Any) -> int:
    """Bytes of an IP payload on the wire: header and data (an ICMP error quotes the packet it is about)."""
    kind = type(payload)
    if kind is Icmp:
        return 8 + (payload.original.length if payload.original is not None else len(payload.data))
    if kind is Udp:
        return 8 + len(payload.data)
    if kind is Tcp:
        return 20 + (len(payload.options) or (4 if payload.mss else 0)) + len(payload.data)
    if kind is Fragment or kind is Encap:
        return int(payload.size)
    if kind is Icmp6:
        return icmp6_length(payload)
    return CARP_HDR_LEN if kind is Carp else len(payload)


def icmp6_length(icmp: Icmp6) -> int:
    """Bytes of an ICMPv6 message; an error quotes as much as fits the least MTU (icmp6_error2)."""
    option = 8 if icmp.lladdr is not None else 0
    if icmp.type in (ND_NEIGHBOR_SOLICIT, ND_NEIGHBOR_ADVERT):
        return 24 + option + (8 if icmp.data else 0)
    if icmp.type == ND_ROUTER_SOLICIT:
        return 8 + option
    if icmp.records:
        return 8 + 20 * len(icmp.records)
    if icmp.advert is not None:
        return 16 + option + 32 * len(icmp.advert.prefixes) + (8 if icmp.advert.mtu else 0)
    if icmp.original is not None:
        head = 48 + option if icmp.type == ND_REDIRECT else 8
        return int(head + min(icmp.original.length, IPV6_MMTU - IP6_HDR_LEN - head))
    return 40 + option if icmp.type == ND_REDIRECT else 8 + len(icmp.data)
