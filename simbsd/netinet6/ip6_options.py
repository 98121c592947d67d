"""Extension headers of IPv6: options for every hop and for the destination, routing headers, and what follows them.

Models sys/netinet6/ip6_input.c (ip6_input_hbh, ip6_process_hopopts, ip6_unknown_opt and the loop over ip6_protox),
dest6.c (dest6_input) and route6.c (route6_input); leaves out jumbograms of more than 65,535 bytes, which no link here
carries, IPsec and mobility.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.net.wire_input import Malformed, malformed, transport_parse
from simbsd.net.wire_input6 import fragment
from simbsd.netinet6.frag6 import frag6_input
from simbsd.netinet6.icmp6 import icmp6_error
from simbsd.netinet6.in6_ifstat import in6_ifstat_inc
from simbsd.netinet6.raw_ip6 import rip6_input
from simbsd.sys.in6 import is_multicast
from simbsd.sys.mbuf import (
    ICMP6_PARAM_PROB,
    ICMP6_PARAMPROB_HEADER,
    ICMP6_PARAMPROB_OPTION,
    IPPROTO_CARP,
    IPPROTO_DSTOPTS,
    IPPROTO_FRAGMENT,
    IPPROTO_HOPOPTS,
    IPPROTO_ICMPV6,
    IPPROTO_ROUTING,
    IPPROTO_TCP,
    IPPROTO_UDP,
    Ip6,
    Mbuf,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

HDRNESTLIMIT = 15  # net.inet6.ip6.hdrnestlimit
_PAD1, _PADN, _ROUTER_ALERT, _JUMBO = 0x00, 0x01, 0x05, 0xC2
_SIZES = {_ROUTER_ALERT: 4, _JUMBO: 6}
_DISCARD, _FORCEICMP, _ICMP = 0x40, 0x80, 0xC0  # IP6OPT_TYPE
_PLEN = 4  # where the payload length is in a header
_PROTOCOLS = (IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP)


class _Bad(Exception):
    """A header that ends the packet: why, its counter (empty: none), and code and pointer of the answer if any."""

    def __init__(self, why: str, counter: str = "", code: int = -1, pointer: int = 0) -> None:
        super().__init__(why)
        self.counter, self.code, self.pointer = counter, code, pointer


def ip6_input_hbh(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6) -> bool:
    """Look at the options that are for every hop, on the way too; False: the packet has ended."""
    try:
        _hopopts(ip6, ip6.payload)
    except _Bad as bad:
        _end(kernel, ifp, m, ip6, bad)
        return False
    m.m_rtalert = _is_alert(ip6.payload)
    return True


def _is_alert(data: bytes) -> bool:
    """Whether options that were looked at hold a router alert of MLD (ip6_hopopts_input, IP6OPT_RTALERT_MLD)."""
    at, end = 2, (data[1] + 1) * 8
    while at < end:
        if data[at] == _ROUTER_ALERT:
            return data[at + 2 : at + 4] == b"\0\0"
        at += 1 if data[at] == _PAD1 else data[at + 1] + 2
    return False


def _hopopts(ip6: Ip6, data: bytes) -> None:
    size = _size(data)
    _options(ip6, data, 2, size, 40, True)
    if ip6.length == 40:
        raise _Bad("no payload and no jumbo option either", "ip6s_badoptions", ICMP6_PARAMPROB_HEADER, _PLEN)


def _size(data: bytes) -> int:
    """Bytes of a header that begins with the next one's number and its own length."""
    size = (data[1] + 1) * 8 if len(data) >= 2 else 0
    if not size or size > len(data):
        raise _Bad("an extension header that is longer than the packet", "ip6s_exthdrtoolong")
    return size


def _options(ip6: Ip6, data: bytes, at: int, end: int, base: int, hops: bool) -> None:
    """Go through options; ``base`` is the place of the header in the packet, ``hops``: they are for every hop."""
    while at < end:
        kind, left = data[at], end - at
        if kind == _PAD1:
            at += 1
            continue
        short = left < 2 or (not hops and data[at + 1] + 2 > left)
        if short or (hops and left < _SIZES.get(kind, 2)):
            raise _Bad("an option that ends after its header", "ip6s_toosmall")
        size = data[at + 1] + 2
        if hops and kind in _SIZES:
            _known(ip6, kind, size, base + at)
        elif kind != _PADN:
            _unknown(ip6, kind, base + at)
        at += size


def _known(ip6: Ip6, kind: int, size: int, place: int) -> None:
    """A router alert, which is noted, or a jumbo payload, which no packet of these lengths may have."""
    if size != _SIZES[kind]:
        raise _Bad("an option of a wrong length", "", ICMP6_PARAMPROB_HEADER, place + 1)
    if kind == _JUMBO:
        place += 0 if ip6.length > 40 else 2
        raise _Bad("a jumbo payload that is none", "ip6s_badoptions", ICMP6_PARAMPROB_HEADER, place)


def _unknown(ip6: Ip6, kind: int, place: int) -> None:
    """An option that is not known: its first two bits say what is to be done (ip6_unknown_opt)."""
    action = kind & 0xC0
    if action == _DISCARD:
        raise _Bad(f"option {kind:#04x}, which is not known and asks to be thrown away for that")
    if action == _FORCEICMP or (action == _ICMP and not is_multicast(ip6.dst)):
        raise _Bad(f"option {kind:#04x}, which is not known", "ip6s_badoptions", ICMP6_PARAMPROB_OPTION, place)
    if action == _ICMP:
        raise _Bad(f"option {kind:#04x}, which is not known, for a group", "ip6s_badoptions")


def _hop(ip6: Ip6, data: bytes, place: int) -> int:
    """Options for every hop, that were looked at as the first header, or stand where they may not be: FreeBSD has no
    protocol of that number but raw sockets.
    """
    return _size(data) if place == 40 else 0


def _dest6(ip6: Ip6, data: bytes, place: int) -> int:
    """Options for the destination (dest6_input)."""
    size = _size(data)
    _options(ip6, data, 2, size, place, False)
    return size


def _route6(ip6: Ip6, data: bytes, place: int) -> int:
    """A routing header of any type is passed over if nothing is left of it, and refused otherwise (route6_input)."""
    if len(data) < 4:
        raise _Bad("an extension header that is longer than the packet", "ip6s_exthdrtoolong")
    if data[3]:
        why = f"a routing header of type {data[2]} with {data[3]} segments left"
        raise _Bad(why, "ip6s_badoptions", ICMP6_PARAMPROB_HEADER, place + 2)
    return (data[1] + 1) * 8


_HEADERS: dict[int, Callable[[Ip6, bytes, int], int]] = {
    IPPROTO_HOPOPTS: _hop, IPPROTO_DSTOPTS: _dest6, IPPROTO_ROUTING: _route6,
}  # fmt: skip


def ip6_lasthdr(ip6: Ip6) -> tuple[int, bytes]:
    """The protocol behind all extension headers and what it has to read (ip6_lasthdr); the last that can be read."""
    proto, data = ip6.proto, ip6.payload
    while proto in (*_HEADERS, IPPROTO_FRAGMENT) and len(data) >= 8:
        size = 8 if proto == IPPROTO_FRAGMENT else (data[1] + 1) * 8
        proto, data = data[0], data[size:]
    return proto, data


def ip6_chain(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6) -> Ip6 | None:
    """Go through the headers of a packet for this stack; what its protocol is given, or None: it has ended."""
    whole, proto, data, place, previous = ip6, ip6.proto, ip6.payload, 40, 6
    nested = 1
    while proto in _HEADERS or proto == IPPROTO_FRAGMENT:
        try:
            if nested > int(ifp.if_vnet.vnet_sysctls.get("net.inet6.ip6.hdrnestlimit", HDRNESTLIMIT)):
                raise _Bad("more extension headers than net.inet6.ip6.hdrnestlimit", "ip6s_toomanyhdr")
            if proto == IPPROTO_FRAGMENT:
                found = _fragment(kernel, ifp, m, whole, data, place)
                if found is None:
                    return None
                proto, data = found.proto, found.payload
                if type(data) is not bytes:
                    return found
                nested += 1
                continue
            size = _HEADERS[proto](whole, data, place)
            if size > len(data):
                raise _Bad("an extension header that is longer than the packet", "ip6s_tooshort")
        except _Bad as bad:
            _end(kernel, ifp, m, whole, bad)
            return None
        if not size:
            break
        previous, proto, data, place = place, data[0], data[size:], place + size
        nested += 1
    return _last(kernel, ifp, m, whole, whole._replace(proto=proto, payload=data, length=40 + len(data)), previous)


def _fragment(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6, data: bytes, place: int) -> Ip6 | None:
    """A fragment header that is not the first header, or that holds the whole packet (RFC 6946)."""
    if len(data) < 8:
        raise _Bad("an extension header that is longer than the packet", "ip6s_exthdrtoolong")
    part = fragment(ip6, data)
    if not part.mf and not part.offset:
        stats = ifp.if_vnet.vnet_stats
        for name in ("ip6s_fragments", "ip6s_atomicfrags"):
            stats[f"ip6.{name}"] = stats.get(f"ip6.{name}", 0) + 1
        ia = ifp.if_vnet.vnet_in6addrs.get(ip6.dst)
        for name in ("reass_reqd", "reass_ok"):
            in6_ifstat_inc(ia.ia_ifp if ia is not None else None, name)
        return part._replace(length=part.length - 8, id=0)
    m.m_payload = part
    return frag6_input(kernel, ifp, m, ip6, place)


def _last(kernel: Kernel, ifp: Ifnet, m: Mbuf, whole: Ip6, inner: Ip6, previous: int) -> Ip6 | None:
    """What is behind the last header: read, or given to raw sockets if no protocol here takes it."""
    if inner.proto not in _PROTOCOLS and (inner.proto != IPPROTO_CARP or "carp" not in kernel.modules):
        m.m_payload = inner
        rip6_input(kernel, ifp, m, whole, previous)
        return None
    try:
        return inner._replace(payload=transport_parse(inner, inner.payload))
    except Malformed as error:
        m.m_payload = inner
        malformed(kernel, ifp, m, error)
        return None


def _end(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6, bad: _Bad) -> None:
    """The packet ends: count and tell; its sender hears of it if the header asks for that."""
    if bad.counter:
        stats, name = ifp.if_vnet.vnet_stats, f"ip6.{bad.counter}"
        stats[name] = stats.get(name, 0) + 1
    drop(kernel, m, ifp, f"{ifp.if_xname}: the packet has {bad}.")
    if bad.code >= 0:
        icmp6_error(kernel, ifp, m, ip6, ICMP6_PARAM_PROB, bad.code, bad.pointer)
