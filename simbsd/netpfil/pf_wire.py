"""What pf reads of a packet that a program has made of bytes: the headers it needs, without looking at sums.

Models sys/netpfil/pf/pf.c (pf_test, pf_test6: pf_pull_hdr and the walk over extension headers); leaves out SCTP.
"""

from __future__ import annotations

import struct
from typing import Any

from simbsd.net.wire_input import Malformed, tcp_options, transport_parse
from simbsd.sys.mbuf import (
    IP6_HDR_LEN,
    IP_HDR_LEN,
    IPPROTO_DSTOPTS,
    IPPROTO_HOPOPTS,
    IPPROTO_ICMP,
    IPPROTO_ICMPV6,
    IPPROTO_ROUTING,
    IPPROTO_TCP,
    IPPROTO_UDP,
    Icmp,
    Icmp6,
    Ip,
    Ip6,
    Tcp,
    Udp,
    payload_length,
)

_LEAST = {IPPROTO_ICMP: 8, IPPROTO_ICMPV6: 8, IPPROTO_UDP: 8, IPPROTO_TCP: 20}


class Refused(Exception):
    """A packet that pf throws away before it asks any rule; the text is the counter."""


def pull(packet: Ip | Ip6) -> tuple[int, Any, bool]:
    """Protocol and value of what a packet carries, and whether extension headers are before it. Raises Refused."""
    proto, data, extended = packet.proto, packet.payload, False
    routed = False
    while type(packet) is Ip6 and proto in (IPPROTO_HOPOPTS, IPPROTO_DSTOPTS, IPPROTO_ROUTING):
        if len(data) < 8:
            raise Refused("short")
        if proto == IPPROTO_ROUTING:
            if routed or data[2] == 0:
                raise Refused("ip-option")
            routed = True
        extended = extended or routed
        proto, data = data[0], data[(data[1] + 1) * 8 :]
    if len(data) < _LEAST.get(proto, 0):
        raise Refused("short")
    if proto == IPPROTO_UDP:
        return proto, _udp(data), extended
    if proto == IPPROTO_TCP:
        sport, dport, seq, ack, offset, flags, win = struct.unpack_from(">HHIIBBH", data)
        size = max(20, (offset >> 4) * 4)
        return proto, Tcp(sport, dport, seq, ack, flags, win, data[size:], *tcp_options(data[20:size])), extended
    if proto == (IPPROTO_ICMP if type(packet) is Ip else IPPROTO_ICMPV6):
        return proto, _icmp(packet._replace(proto=proto), data), extended
    return proto, data, extended


def _udp(data: bytes) -> Udp:
    sport, dport, length = struct.unpack_from(">HHH", data)
    if not dport or not 8 <= length <= len(data):
        raise Refused("short")
    return Udp(sport, dport, data[8:length])


def _icmp(packet: Ip | Ip6, data: bytes) -> Any:
    try:
        return transport_parse(packet, data)
    except Malformed:
        kind, code, _sum, first, second = struct.unpack_from(">BBHHH", data)
        return (Icmp if type(packet) is Ip else Icmp6)(kind, code, first, second, data[8:])


def settle(packet: Ip | Ip6, proto: int, inner: Any) -> Ip | Ip6:
    """The packet with the value in place of its bytes, before it is changed."""
    hlen = IP_HDR_LEN + len(packet.options) if type(packet) is Ip else IP6_HDR_LEN
    return packet._replace(proto=proto, payload=inner, length=hlen + payload_length(inner))
