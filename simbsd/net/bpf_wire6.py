"""ICMPv6 messages as the bytes that would be on the wire.

Models sys/netinet/icmp6.h; leaves out node information and listener messages of version 1.
"""

from __future__ import annotations

import struct

from simbsd.net.bpf_wire import ip6_bytes
from simbsd.sys.mbuf import (
    IP6_HDR_LEN,
    IPV6_MMTU,
    ND_NEIGHBOR_ADVERT,
    ND_NEIGHBOR_SOLICIT,
    ND_REDIRECT,
    ND_ROUTER_SOLICIT,
    Advert,
    Icmp6,
)

_SOURCE, _TARGET, _PREFIX, _REDIRECTED, _MTU, _NONCE = 1, 2, 3, 4, 5, 14


def icmp6_body(icmp: Icmp6) -> bytes:
    """What follows type, code and checksum."""
    if icmp.type == ND_NEIGHBOR_SOLICIT:
        nonce = bytes((_NONCE, 1)) + icmp.data if icmp.data else b""
        return bytes(4) + icmp.target.to_bytes(16, "big") + _lladdr(_SOURCE, icmp) + nonce
    if icmp.type == ND_NEIGHBOR_ADVERT:
        return bytes((icmp.flags, 0, 0, 0)) + icmp.target.to_bytes(16, "big") + _lladdr(_TARGET, icmp)
    if icmp.records:
        rows = (bytes((kind, 0, 0, 0)) + group.to_bytes(16, "big") for kind, group in icmp.records)
        return struct.pack(">HH", 0, len(icmp.records)) + b"".join(rows)
    if icmp.type == ND_ROUTER_SOLICIT:
        return bytes(4) + _lladdr(_SOURCE, icmp)
    if icmp.advert is not None:
        return _advert(icmp.advert) + _lladdr(_SOURCE, icmp)
    if icmp.type == ND_REDIRECT:
        ends = icmp.target.to_bytes(16, "big") + icmp.dst.to_bytes(16, "big")
        return bytes(4) + ends + _lladdr(_TARGET, icmp) + _redirected(icmp)
    if icmp.original is not None:
        return icmp.extra.to_bytes(4, "big") + ip6_bytes(icmp.original)[: IPV6_MMTU - IP6_HDR_LEN - 8]
    return struct.pack(">HH", icmp.ident & 0xFFFF, icmp.seq & 0xFFFF) + icmp.data


def _lladdr(kind: int, icmp: Icmp6) -> bytes:
    return bytes((kind, 1)) + icmp.lladdr if icmp.lladdr is not None else b""


def _advert(advert: Advert) -> bytes:
    data = struct.pack(">BBHII", advert.hlim, advert.flags, advert.lifetime, advert.reachable, advert.retrans)
    for one in advert.prefixes:
        flags = one.onlink << 7 | one.auto << 6
        data += struct.pack(">BBBBIII", _PREFIX, 4, one.plen, flags, one.vltime, one.pltime, 0)
        data += one.prefix.to_bytes(16, "big")
    return data + (struct.pack(">BBHI", _MTU, 1, 0, advert.mtu) if advert.mtu else b"")


def _redirected(icmp: Icmp6) -> bytes:
    if icmp.original is None:
        return b""
    room = (IPV6_MMTU - IP6_HDR_LEN - 48) // 8 * 8
    data = ip6_bytes(icmp.original)[:room]
    data += bytes(-len(data) % 8)
    return bytes((_REDIRECTED, len(data) // 8 + 1)) + bytes(6) + data
