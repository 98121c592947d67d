"""Bytes that programs hand in, read as frames and packets; what is malformed is refused, and counted.

Models the checks of sys/netinet/ip_input.c (ip_input), ip_icmp.c (icmp_input), udp_usrreq.c (udp_input), tcp_input.c
and if_ether.c (arpintr, in_arpinput); leaves out IPv6 (frames made of bytes are refused), IP options and fragments.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from simbsd.net.bpf import drop
from simbsd.net.bpf_wire import in_cksum, pseudo_header
from simbsd.sys.mbuf import (
    ETHERTYPE_ARP,
    ETHERTYPE_IP,
    ETHERTYPE_IPV6,
    ETHERTYPE_QINQ,
    ETHERTYPE_VLAN,
    ICMP_ECHO,
    ICMP_ECHOREPLY,
    ICMP_PARAMPROB,
    ICMP_REDIRECT,
    ICMP_TIMXCEED,
    ICMP_UNREACH,
    IPPROTO_ICMP,
    IPPROTO_TCP,
    IPPROTO_UDP,
    Arp,
    Ether,
    Icmp,
    Ip,
    Mbuf,
    Tag,
    Tcp,
    Udp,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

_QUOTES = (ICMP_UNREACH, ICMP_REDIRECT, ICMP_TIMXCEED, ICMP_PARAMPROB)
_MAXTAGS = 8
_MSS = 2
# what a packet has been counted as before a protocol finds fault with it (ip_input, udp_input, tcp_input)
_ON_THE_WAY = {
    "ip": ("ip.ips_total",), "icmp": ("ip.ips_total", "ip.ips_delivered"),
    "udp": ("ip.ips_total", "ip.ips_delivered", "udp.udps_ipackets"),
    "tcp": ("ip.ips_total", "ip.ips_delivered", "tcp.tcps_rcvtotal"),
}  # fmt: skip


class Malformed(Exception):
    """Bytes that are no packet: ``counter`` is the statistic to raise (empty: none), the text says what is wrong."""

    def __init__(self, counter: str, why: str) -> None:
        super().__init__(why)
        self.counter = counter


def malformed(kernel: Kernel, ifp: Ifnet, m: Mbuf, error: Malformed) -> None:
    """Count what is no packet, and say so to watchers."""
    stats = ifp.if_vnet.vnet_stats
    for counter in (error.counter, *_ON_THE_WAY.get(error.counter.partition(".")[0], ())) if error.counter else ():
        stats[counter] = stats.get(counter, 0) + 1
    if error.counter == "ip.ips_fragdropped":
        stats["ip.ips_fragments"] += 1
    drop(kernel, m, ifp, f"{ifp.if_xname}: what a program sent as bytes is {error}.")


def frame_parse(data: bytes) -> Ether:
    """An Ethernet frame with what it carries. Raises Malformed."""
    if len(data) < 14:
        raise Malformed("", "shorter than an Ethernet header")
    kind, offset = int.from_bytes(data[12:14], "big"), 14
    tags: list[Tag] = []
    while kind in (ETHERTYPE_VLAN, ETHERTYPE_QINQ) and len(data) >= offset + 4 and len(tags) < _MAXTAGS:
        info, inner = struct.unpack_from(">HH", data, offset)
        tags.append(Tag(kind, info & 0xFFF, info >> 13))
        kind, offset = inner, offset + 4
    payload: Any = data[offset:]
    if kind == ETHERTYPE_IP:
        payload = ip_parse(payload)
    elif kind == ETHERTYPE_ARP:
        payload = arp_parse(payload)
    elif kind == ETHERTYPE_IPV6:
        raise Malformed("", "an IPv6 packet made of bytes, which is not read here")
    return Ether(data[:6], data[6:12], kind, payload, tags[0].vid if tags else None, tuple(tags))


def arp_parse(data: bytes) -> Arp:
    """An ARP message for IPv4 over Ethernet. Raises Malformed."""
    if len(data) < 28 or data[:6] != b"\0\1\x08\0\6\4":
        raise Malformed("arp.dropped", "no ARP message for IPv4 over Ethernet")
    op = int.from_bytes(data[6:8], "big")
    if op not in (1, 2):
        raise Malformed("arp.dropped", f"an ARP message of kind {op}")
    sender, target = int.from_bytes(data[14:18], "big"), int.from_bytes(data[24:28], "big")
    return Arp(op, data[8:14], sender, data[18:24], target)


def ip_parse(data: bytes, quoted: bool = False) -> Ip:
    """An IPv4 packet; one that an error message quotes may be cut short, and its sums are not looked at. Raises
    Malformed.
    """
    if len(data) < 20:
        raise Malformed("ip.ips_toosmall", "shorter than an IP header")
    version, hlen = data[0] >> 4, (data[0] & 15) * 4
    tos, length, ident, pieces, ttl, proto, _sum, src, dst = struct.unpack_from(">BHHHBBHII", data, 1)
    if version != 4:
        raise Malformed("ip.ips_badvers", f"IP version {version}")
    if hlen < 20 or hlen > len(data):
        raise Malformed("ip.ips_badhlen", f"an IP header of {hlen} bytes")
    if not quoted and in_cksum(data[:hlen]):
        raise Malformed("ip.ips_badsum", "a bad sum of the IP header")
    if length < hlen:
        raise Malformed("ip.ips_badlen", "a length below that of the header")
    if not quoted and length > len(data):
        raise Malformed("ip.ips_tooshort", f"{len(data)} bytes of a packet of {length}")
    if pieces & 0x3FFF and not quoted:
        raise Malformed("ip.ips_fragdropped", "a fragment made of bytes, which is not reassembled here")
    head = Ip(src, dst, proto, ttl, b"", length - hlen + 20, ident, tos, bool(pieces & 0x4000))
    return head._replace(payload=transport_parse(head, data[hlen:length], quoted))


def transport_parse(ip: Ip, data: bytes, quoted: bool = False) -> Any:
    """What a packet carries, by its protocol; bytes for one not known here. Raises Malformed."""
    if ip.proto == IPPROTO_ICMP:
        return _icmp(data, quoted)
    if ip.proto == IPPROTO_UDP:
        return _udp(ip, data, quoted)
    if ip.proto == IPPROTO_TCP:
        return _tcp(ip, data, quoted)
    return data


def _icmp(data: bytes, quoted: bool) -> Any:
    if len(data) < 8:
        raise Malformed("icmp.icps_tooshort", "shorter than an ICMP header")
    if not quoted and in_cksum(data):
        raise Malformed("icmp.icps_checksum", "a bad ICMP sum")
    kind, code, _sum, first, second = struct.unpack_from(">BBHHH", data)
    if kind in _QUOTES:
        return Icmp(kind, code, original=ip_parse(data[8:], quoted=True), extra=first << 16 | second)
    if kind not in (ICMP_ECHO, ICMP_ECHOREPLY) and not quoted:
        raise Malformed("", f"an ICMP message of kind {kind}, which nobody here answers")
    return Icmp(kind, code, first, second, data[8:])


def _udp(ip: Ip, data: bytes, quoted: bool) -> Udp:
    if len(data) < 8:
        raise Malformed("udp.udps_hdrops", "shorter than a UDP header")
    sport, dport, length, check = struct.unpack_from(">HHHH", data)
    if not quoted and not 8 <= length <= len(data):
        raise Malformed("udp.udps_badlen", f"a UDP length of {length}")
    if check and not quoted and _bad(ip, IPPROTO_UDP, data[:length]):
        raise Malformed("udp.udps_badsum", "a bad UDP sum")
    return Udp(sport, dport, data[8:length])


def _bad(ip: Ip, proto: int, data: bytes) -> bool:
    return in_cksum(pseudo_header(ip, proto, len(data)) + data) != 0


def _tcp(ip: Ip, data: bytes, quoted: bool) -> Tcp:
    if quoted and len(data) >= 8:
        sport, dport, seq = struct.unpack_from(">HHI", data)
        return Tcp(sport, dport, seq, 0, 0, 0)
    if len(data) < 20:
        raise Malformed("tcp.tcps_rcvshort", "shorter than a TCP header")
    sport, dport, seq, ack, offset, flags, win = struct.unpack_from(">HHIIBBH", data)
    size = (offset >> 4) * 4
    if not 20 <= size <= len(data):
        raise Malformed("tcp.tcps_rcvbadoff", f"a TCP header of {size} bytes")
    if _bad(ip, IPPROTO_TCP, data):
        raise Malformed("tcp.tcps_rcvbadsum", "a bad TCP sum")
    return Tcp(sport, dport, seq, ack, flags, win, data[size:], _mss(data[20:size]))


def _mss(options: bytes) -> int:
    """The segment size among TCP's options, 0 without; nonsense ends the search (tcp_dooptions)."""
    at = 0
    while at + 1 < len(options) and options[at]:
        size = 1 if options[at] == 1 else options[at + 1]
        if size < 1 or at + size > len(options):
            return 0
        if options[at] == _MSS and size == 4:
            return int.from_bytes(options[at + 2 : at + 4], "big")
        at += size
    return 0
