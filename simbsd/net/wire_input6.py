"""Bytes that programs hand in, read as packets and messages of IPv6.

Models the checks of sys/netinet6/ip6_input.c (ip6_input), icmp6.c (icmp6_input, icmp6_notify_error), nd6.c
(nd6_option, nd6_options); leaves out node information and router renumbering.
"""

from __future__ import annotations

import struct
from typing import Any

from simbsd.net.bpf_wire import in_cksum, ip6_bytes, pseudo_header
from simbsd.net.wire_input import Malformed, transport_parse
from simbsd.sys.mbuf import (
    ICMP6_DST_UNREACH,
    ICMP6_ECHO_REPLY,
    ICMP6_ECHO_REQUEST,
    ICMP6_PACKET_TOO_BIG,
    ICMP6_PARAM_PROB,
    ICMP6_TIME_EXCEEDED,
    IPPROTO_FRAGMENT,
    IPPROTO_ICMPV6,
    IPPROTO_TCP,
    IPPROTO_UDP,
    ND_NEIGHBOR_ADVERT,
    ND_NEIGHBOR_SOLICIT,
    ND_REDIRECT,
    ND_ROUTER_ADVERT,
    ND_ROUTER_SOLICIT,
    Advert,
    Icmp6,
    Ip,
    Ip6,
    PrefixOption,
)

_SOURCE, _TARGET, _PREFIX, _MTU, _NONCE = 1, 2, 3, 5, 14  # ND_OPT_
_LAST_CODE = {
    ICMP6_DST_UNREACH: 4, ICMP6_TIME_EXCEEDED: 1, ICMP6_PARAM_PROB: 2, ICMP6_ECHO_REQUEST: 0, ICMP6_ECHO_REPLY: 0,
    ND_ROUTER_SOLICIT: 0, ND_ROUTER_ADVERT: 0, ND_NEIGHBOR_SOLICIT: 0, ND_NEIGHBOR_ADVERT: 0, ND_REDIRECT: 0,
}  # fmt: skip
_SIZES = {
    ND_ROUTER_SOLICIT: 8, ND_ROUTER_ADVERT: 16, ND_NEIGHBOR_SOLICIT: 24, ND_NEIGHBOR_ADVERT: 24, ND_REDIRECT: 40,
}  # fmt: skip
_BAD = {
    ND_ROUTER_SOLICIT: "badrs", ND_ROUTER_ADVERT: "badra", ND_NEIGHBOR_SOLICIT: "badns", ND_NEIGHBOR_ADVERT: "badna",
    ND_REDIRECT: "badredirect",
}  # fmt: skip
_LLADDR = {ND_NEIGHBOR_ADVERT: _TARGET, ND_REDIRECT: _TARGET}
_ERRORS = (ICMP6_DST_UNREACH, ICMP6_PACKET_TOO_BIG, ICMP6_TIME_EXCEEDED, ICMP6_PARAM_PROB)
_MAXNDOPT = 10  # net.inet6.icmp6.nd6_maxndopt


def ip6_parse(data: bytes, quoted: bool = False) -> Ip6:
    """An IPv6 packet; a fragment whose header is the first is one of the value's own. What it carries is a value where
    that says exactly the same. Raises Malformed.
    """
    if len(data) < 40:
        raise Malformed("ip6.ip6s_toosmall", "shorter than an IPv6 header")
    first, plen, proto, hlim = struct.unpack_from(">IHBB", data)
    if first >> 28 != 6 and not quoted:
        raise Malformed("ip6.ip6s_badvers", f"IP version {first >> 28}")
    if plen > len(data) - 40 and not quoted:
        raise Malformed("ip6.ip6s_tooshort", f"{len(data)} bytes of a packet of {plen + 40}")
    src, dst = int.from_bytes(data[8:24], "big"), int.from_bytes(data[24:40], "big")
    tos, flow = first >> 20 & 0xFF, first & 0xFFFFF
    packet = Ip6(src, dst, proto, hlim, data[40 : 40 + plen], 40 + plen, tos=tos, flow=flow)
    if proto == IPPROTO_FRAGMENT and plen >= 8:
        part = fragment(packet, packet.payload)
        return part if part.mf or part.offset else packet
    if proto not in (IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP):
        return packet
    try:
        value = transport_parse(packet, packet.payload, quoted)
    except Malformed:
        return packet
    read = packet._replace(payload=value)
    return read if quoted or ip6_bytes(read)[40:] == packet.payload else packet


def fragment(ip6: Ip6, data: bytes) -> Ip6:
    """A packet whose fragment header ``data`` begins with, as a fragment; headers before it are left behind."""
    proto, _reserved, place, ident = struct.unpack_from(">BBHI", data)
    return ip6._replace(
        proto=proto, payload=data[8:], length=40 + len(data), id=ident, mf=bool(place & 1), offset=place & 0xFFF8
    )


def ip6_exact(data: bytes) -> Any:
    """The value of a packet if it stands for exactly these bytes; else the bytes. Raises Malformed."""
    value = ip6_parse(data)
    return value if ip6_bytes(value) == data else data


def icmp6_parse(ip6: Ip | Ip6, data: bytes, quoted: bool = False) -> Icmp6:
    """A message; one that is quoted may be cut short. Raises Malformed, as icmp6_input finds fault with it."""
    if len(data) < 8:
        raise Malformed("icmp6.icp6s_tooshort", "shorter than an ICMPv6 header")
    if not quoted and in_cksum(pseudo_header(ip6, IPPROTO_ICMPV6, len(data)) + data):
        raise Malformed("icmp6.icp6s_checksum", "a bad ICMPv6 sum")
    kind, code, _sum, first, second = struct.unpack_from(">BBHHH", data)
    if quoted:
        return Icmp6(kind, code, first, second, data[8:])
    name = f"icmp6.in.{kind}"
    if code > _LAST_CODE.get(kind, 255):
        raise Malformed("icmp6.icp6s_badcode", f"an ICMPv6 message of type {kind} with code {code}", name)
    if kind in _SIZES:
        if len(data) < _SIZES[kind]:
            raise Malformed("icmp6.icp6s_badlen", f"a message of neighbour discovery of {len(data)} bytes", name)
        return _discovery(kind, data, name)
    if kind in _ERRORS:
        if len(data) < 48:
            raise Malformed("icmp6.icp6s_tooshort", "an ICMPv6 error that quotes too little of a packet", name)
        return Icmp6(kind, code, original=ip6_parse(data[8:], True), extra=first << 16 | second)
    return Icmp6(kind, code, first, second, data[8:])


def _discovery(kind: int, data: bytes, name: str) -> Icmp6:
    """Neighbour discovery: the fixed part, then options (nd6_rs_input and its like)."""
    options = _options(data[_SIZES[kind] :], name)
    lladdr = next((body for number, body in options if number == _LLADDR.get(kind, _SOURCE)), None)
    if lladdr is not None and len(lladdr) != 6:
        counter = f"icmp6.icp6s_{_BAD[kind]}"
        raise Malformed(counter, "a message of neighbour discovery whose address is no Ethernet address", name)
    if kind == ND_ROUTER_ADVERT:
        return Icmp6(kind, 0, lladdr=lladdr, advert=_advert(data, options))
    if kind == ND_ROUTER_SOLICIT:
        return Icmp6(kind, 0, lladdr=lladdr)
    target = int.from_bytes(data[8:24], "big")
    if kind == ND_REDIRECT:
        return Icmp6(kind, 0, target=target, lladdr=lladdr, dst=int.from_bytes(data[24:40], "big"))
    flags = data[4] if kind == ND_NEIGHBOR_ADVERT else 0
    nonce = next((body for number, body in options if number == _NONCE and kind == ND_NEIGHBOR_SOLICIT), b"")
    return Icmp6(kind, 0, target=target, lladdr=lladdr, flags=flags, data=nonce)


def _options(data: bytes, name: str) -> list[tuple[int, bytes]]:
    """Options by number, without number and length; those beyond the limit are not looked at (nd6_options)."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data) and len(found) <= _MAXNDOPT:
        size = data[at + 1] * 8 if at + 1 < len(data) else 0
        if not size or at + size > len(data):
            raise Malformed("icmp6.icp6s_nd_badopt", "a message of neighbour discovery with a broken option", name)
        found.append((data[at], data[at + 2 : at + size]))
        at += size
    return found


def _advert(data: bytes, options: list[tuple[int, bytes]]) -> Advert:
    hlim, flags, lifetime, reachable, retrans = struct.unpack_from(">BBHII", data, 4)
    prefixes, mtu = [], 0
    for number, body in options:
        if number == _PREFIX and len(body) == 30 and body[0] <= 128:
            plen, bits, vltime, pltime = struct.unpack_from(">BBII", body)
            prefix = int.from_bytes(body[14:30], "big")
            prefixes.append(PrefixOption(prefix, plen, bool(bits & 0x80), bool(bits & 0x40), vltime, pltime))
        elif number == _MTU and len(body) == 6 and not mtu:
            mtu = int.from_bytes(body[2:6], "big")
    return Advert(hlim, flags, lifetime, reachable, retrans, tuple(prefixes), mtu)
