"""Bytes that programs hand in, read as frames and packets; what is malformed is refused where it arrives, and counted.

Models the checks of sys/netinet/ip_input.c (ip_input), ip_icmp.c (icmp_input), udp_usrreq.c (udp_input), tcp_input.c
and if_ether.c (arpintr); IPv6 is in net/wire_input6.py. Of TCP's options only MSS is read.

A frame is read as values as far as they say exactly the same as its bytes; what they would not say stays bytes, and is
read, or found fault with, by the protocol that it is for.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.net.bpf import drop
from simbsd.net.bpf_wire import arp_bytes, in_cksum, ip_bytes, pseudo_header, tcp_mss_option
from simbsd.sys.mbuf import (
    ETHERTYPE_ARP,
    ETHERTYPE_IP,
    ETHERTYPE_IPV6,
    ETHERTYPE_QINQ,
    ETHERTYPE_VLAN,
    ICMP_PARAMPROB,
    ICMP_REDIRECT,
    ICMP_TIMXCEED,
    ICMP_UNREACH,
    IPPROTO_ICMP,
    IPPROTO_ICMPV6,
    IPPROTO_TCP,
    IPPROTO_UDP,
    Arp,
    Ether,
    Icmp,
    Ip,
    Ip6,
    Mbuf,
    Tag,
    Tcp,
    Udp,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

_QUOTES = (ICMP_UNREACH, ICMP_REDIRECT, ICMP_TIMXCEED, ICMP_PARAMPROB)
_LAST_CODE = {ICMP_UNREACH: 15, ICMP_TIMXCEED: 1, ICMP_PARAMPROB: 2, ICMP_REDIRECT: 3}
_ADVLENMIN, _MAXTYPE = 8 + 20 + 8, 40  # ICMP_ADVLENMIN, ICMP_MAXTYPE
_MAXTAGS = 8
_MSS = 2
# what a packet has been counted as before its protocol finds fault with it (udp_input, tcp_input)
_ON_THE_WAY = {"udp": "udp.udps_ipackets", "tcp": "tcp.tcps_rcvtotal"}


class Malformed(Exception):
    """Bytes that are no packet: ``counter`` is the statistic to raise (empty: none), ``kind`` one that the message was
    counted by before; the text says what is wrong.
    """

    def __init__(self, counter: str, why: str, kind: str = "") -> None:
        super().__init__(why)
        self.counter = counter
        self.kind = kind


def malformed(kernel: Kernel, ifp: Ifnet, m: Mbuf, error: Malformed) -> None:
    """Count what is no packet, and say so to watchers."""
    stats = ifp.if_vnet.vnet_stats
    for counter in (error.counter, _ON_THE_WAY.get(error.counter.partition(".")[0], ""), error.kind):
        if counter:
            stats[counter] = stats.get(counter, 0) + 1
    drop(kernel, m, ifp, f"{ifp.if_xname}: what a program sent as bytes is {error}.")


def readable(kernel: Kernel, ifp: Ifnet, m: Mbuf, parse: Callable[[bytes], object]) -> bool:
    """Read the bytes that a program has made a packet of; False, and counted, for nonsense."""
    try:
        m.m_payload = parse(m.m_payload)
    except Malformed as error:
        malformed(kernel, ifp, m, error)
        return False
    return True


def frame_parse(data: bytes) -> Ether:
    """An Ethernet frame with what it carries. Raises Malformed when it has no header."""
    if len(data) < 14:
        raise Malformed("", "shorter than an Ethernet header")
    kind, offset = int.from_bytes(data[12:14], "big"), 14
    tags: list[Tag] = []
    while kind in (ETHERTYPE_VLAN, ETHERTYPE_QINQ) and len(data) >= offset + 4 and len(tags) < _MAXTAGS:
        info, inner = struct.unpack_from(">HH", data, offset)
        tags.append(Tag(kind, info & 0xFFF, info >> 13))
        kind, offset = inner, offset + 4
    payload = exact(kind, data[offset:])
    return Ether(data[:6], data[6:12], kind, payload, tags[0].vid if tags else None, tuple(tags))


def exact(kind: int, data: bytes) -> Any:
    """The value of what an Ethernet type carries, if it stands for exactly these bytes; else the bytes."""
    value: Any = None
    try:
        if kind == ETHERTYPE_IP:
            value = ip_parse(data)
            return value if ip_bytes(value) == data else data
        if kind == ETHERTYPE_ARP:
            value = arp_parse(data)
            return value if arp_bytes(value) == data else data
        if kind == ETHERTYPE_IPV6:
            from simbsd.net.wire_input6 import ip6_exact

            return ip6_exact(data)
    except Malformed:
        return data
    return data


def arp_parse(data: bytes) -> Arp:
    """An ARP message for IPv4 over Ethernet. Raises Malformed, whose text is the one that the console shows."""
    if len(data) < 8:
        raise Malformed("", "packet with short header received on")
    hardware, protocol, hlen, plen, op = struct.unpack_from(">HHBBH", data)
    if len(data) < 8 + 2 * (hlen + plen):
        raise Malformed("", "short packet received on")
    if hardware != 1:
        raise Malformed("", f"packet with unknown hardware format 0x{hardware:02d} received on")
    if hlen != 6:
        raise Malformed("", f"packet with invalid ethernet address length {hlen} received on")
    if protocol != ETHERTYPE_IP:
        raise Malformed("arp.received", "")
    if plen != 4:
        raise Malformed("arp.received", "requested protocol length != 4")
    sender, target = int.from_bytes(data[14:18], "big"), int.from_bytes(data[24:28], "big")
    return Arp(op, data[8:14], sender, data[18:24], target)


def ip_parse(data: bytes, quoted: bool = False) -> Ip:
    """An IPv4 packet; one that an error message quotes may be cut short, and its sums are not looked at. What it
    carries is a value where that says exactly the same. Raises Malformed.
    """
    if len(data) < 20:
        raise Malformed("ip.ips_tooshort", "shorter than an IP header")
    version, hlen = data[0] >> 4, (data[0] & 15) * 4
    tos, length, ident, pieces, ttl, proto, _sum, src, dst = struct.unpack_from(">BHHHBBHII", data, 1)
    if version != 4 and not quoted:
        raise Malformed("ip.ips_badvers", f"IP version {version}")
    if hlen < 20 or (hlen > len(data) and not quoted):
        raise Malformed("ip.ips_badhlen", f"an IP header of {hlen} bytes")
    if not quoted and in_cksum(data[:hlen]):
        raise Malformed("ip.ips_badsum", "a bad sum of the IP header")
    if length < hlen and not quoted:
        raise Malformed("ip.ips_badlen", "a length below that of the header")
    if not quoted and length > len(data):
        raise Malformed("ip.ips_tooshort", f"{len(data)} bytes of a packet of {length}")
    df, mf, offset = bool(pieces & 0x4000), bool(pieces & 0x2000), (pieces & 0x1FFF) * 8
    options = data[20:hlen].ljust(hlen - 20, b"\0")
    head = Ip(src, dst, proto, ttl, data[hlen:length], max(length, hlen), ident, tos, df, mf, offset, options)
    return head._replace(payload=_exact_transport(head, quoted))


def _exact_transport(ip: Ip, quoted: bool) -> Any:
    """What a packet carries, as a value if that says exactly the same; else bytes."""
    data: bytes = ip.payload
    if ip.mf or ip.offset or ip.proto not in (IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP):
        return data
    try:
        value = transport_parse(ip, data, quoted)
    except Malformed:
        return data
    hlen = 20 + len(ip.options)
    if quoted:  # it may be cut short, so nothing can be compared
        return value
    return value if ip_bytes(ip._replace(payload=value))[hlen:] == data else data


def transport_parse(ip: Ip | Ip6, data: bytes, quoted: bool = False) -> Any:
    """What a packet carries, by its protocol; bytes for one not known here. Raises Malformed."""
    if ip.proto == IPPROTO_ICMP and type(ip) is Ip:
        return _icmp(data, quoted)
    if ip.proto == IPPROTO_UDP:
        return _udp(ip, data, quoted)
    if ip.proto == IPPROTO_TCP:
        return _tcp(ip, data, quoted)
    if ip.proto == IPPROTO_ICMPV6 and type(ip) is Ip6:
        from simbsd.net.wire_input6 import icmp6_parse

        return icmp6_parse(ip, data, quoted)
    return data


def _icmp(data: bytes, quoted: bool) -> Any:
    """A message; what is wrong with an error's quotation is found before it is delivered (icmp_input)."""
    if len(data) < 8:
        raise Malformed("icmp.icps_tooshort", "shorter than an ICMP header")
    if not quoted and in_cksum(data):
        raise Malformed("icmp.icps_checksum", "a bad ICMP sum")
    kind, code, _sum, first, second = struct.unpack_from(">BBHHH", data)
    if kind not in _QUOTES or quoted:
        return Icmp(kind, code, first, second, data[8:])
    name = f"icmp.in.{kind}"
    if code > _LAST_CODE[kind]:
        raise Malformed("icmp.icps_badcode", f"an ICMP message of type {kind} with code {code}", name)
    if len(data) < _ADVLENMIN or not data[8] & 15 >= 5 or len(data) < 8 + (data[8] & 15) * 4 + 8:
        raise Malformed("icmp.icps_badlen", "an ICMP error that quotes too little of a packet", name)
    original = ip_parse(data[8:], quoted=True)
    if original.dst >> 28 == 14:
        raise Malformed("icmp.icps_badcode", "an ICMP error about a multicast", name)
    if kind != ICMP_REDIRECT and not (original.src and original.dst):
        raise Malformed("", "an ICMP error about a packet without addresses", name)
    return Icmp(kind, code, original=original, extra=first << 16 | second)


def _udp(ip: Ip | Ip6, data: bytes, quoted: bool) -> Udp:
    if len(data) < 8:
        raise Malformed("udp.udps_hdrops" if type(ip) is Ip else "ip6.ip6s_exthdrtoolong", "shorter than a UDP header")
    sport, dport, length, check = struct.unpack_from(">HHHH", data)
    if not quoted and (not 8 <= length <= len(data) or (type(ip) is Ip6 and length != len(data))):
        raise Malformed("udp.udps_badlen", f"a UDP length of {length}")
    if not quoted and type(ip) is Ip6 and not check:
        raise Malformed("udp.udps_nosum", "a UDP datagram without a sum, which IPv6 does not allow")
    if not quoted and not dport:
        raise Malformed("", "a UDP datagram for port 0")
    if check and not quoted and _bad(ip, IPPROTO_UDP, data[:length]):
        raise Malformed("udp.udps_badsum", "a bad UDP sum")
    return Udp(sport, dport, data[8:length])


def _bad(ip: Ip | Ip6, proto: int, data: bytes) -> bool:
    return in_cksum(pseudo_header(ip, proto, len(data)) + data) != 0


def _tcp(ip: Ip | Ip6, data: bytes, quoted: bool) -> Tcp:
    if quoted and len(data) >= 8:
        sport, dport, seq = struct.unpack_from(">HHI", data)
        return Tcp(sport, dport, seq, 0, 0, 0)
    if len(data) < 20:
        raise Malformed("tcp.tcps_rcvshort", "shorter than a TCP header")
    if _bad(ip, IPPROTO_TCP, data):
        raise Malformed("tcp.tcps_rcvbadsum", "a bad TCP sum")
    if not ip.src:
        raise Malformed("ip.ips_badaddr" if type(ip) is Ip else "ip6.ip6s_badscope", "a TCP segment of nobody")
    sport, dport, seq, ack, offset, flags, win = struct.unpack_from(">HHIIBBH", data)
    size = (offset >> 4) * 4
    if not 20 <= size <= len(data):
        raise Malformed("tcp.tcps_rcvbadoff", f"a TCP header of {size} bytes")
    return Tcp(sport, dport, seq, ack, flags, win, data[size:], *tcp_options(data[20:size]))


def tcp_options(options: bytes) -> tuple[int, bytes]:
    """The segment size, 0 without one, and the options where they are more than that."""
    at = tcp_mss_at(options)
    mss = int.from_bytes(options[at : at + 2], "big") if at else 0
    return mss, options if options != (tcp_mss_option(mss) if mss else b"") else b""


def tcp_mss_at(options: bytes) -> int:
    """Where TCP's options have the segment size, 0 without; nonsense ends the search (tcp_dooptions)."""
    at = 0
    while at + 1 < len(options) and options[at]:
        size = 1 if options[at] == 1 else options[at + 1]
        if size < 1 or at + size > len(options):
            return 0
        if options[at] == _MSS and size == 4:
            return at + 2
        at += size
    return 0
