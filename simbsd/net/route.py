"""Routing tables: longest prefix match, several next hops for one prefix, and what goes when an interface goes.

Models sys/net/route.c, sys/net/route/route_ctl.c (rib_add_route, rib_del_route, rib_lookup),
sys/netinet/in_fib.c (fib4_lookup) and sys/netinet6/in6_fib.c (fib6_lookup); leaves out route expiry and the choice of
lookup algorithms: a table is a dictionary for each prefix length, asked from the longest down, with a cache of answers
that any change empties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from simbsd.net.nhgrp import regroup, weights_of
from simbsd.net.nhop_ctl import link_nhop, unlink_nhop
from simbsd.sys.in6 import MASKS6
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.vnet import Nhop, Rib

if TYPE_CHECKING:
    from simbsd.sys.vnet import Ifaddr, Ifnet, Vnet

MASKS: tuple[int, ...] = tuple(0xFFFFFFFF << (32 - plen) & 0xFFFFFFFF for plen in range(33))
RT_MAXFIBS = 65536
_CACHE_SIZE = 4096
FAMILY_MASKS = {AF_INET: MASKS, AF_INET6: MASKS6}
WIDTHS = {AF_INET: 32, AF_INET6: 128}


def rib_of(vnet: Vnet, fib: int, family: int) -> Rib:
    """A table of a stack (rt_tables_get_rnh)."""
    return (vnet.vnet_fibs6 if family == AF_INET6 else vnet.vnet_fibs)[fib]


def rib_prefix(rib: Rib, dst: int, plen: int) -> list[Nhop]:
    """The next hops of exactly this prefix, oldest first; empty when there is no such route."""
    return rib.rib_table.get((plen, dst & FAMILY_MASKS[rib.rib_family][plen]), [])


def rib_add(rib: Rib, nhop: Nhop) -> None:
    """Put a next hop into a table, beside those its prefix has already (rib_add_route, rib_notify)."""
    link_nhop(rib, nhop)
    hops = rib.rib_table.setdefault((nhop.rt_plen, nhop.rt_dst), [])
    hops.append(nhop)
    if len(hops) > 1:
        regroup(rib, weights_of(hops[:-1]), weights_of(hops))
    lengths = rib.rib_lengths
    if nhop.rt_plen not in lengths:
        lengths.append(nhop.rt_plen)
        lengths.sort(reverse=True)
    rib.rib_cache.clear()
    rib.rib_routes.clear()
    if rib.rib_notify is not None:
        notify, kernel, vnet = rib.rib_notify
        notify(kernel, vnet, rib, nhop)


def rib_del(rib: Rib, nhop: Nhop, replaced: bool = False) -> None:
    """Take a next hop out of a table; one that is ``replaced`` at once is no news (rib_del_route, rib_notify)."""
    table = rib.rib_table
    key = (nhop.rt_plen, nhop.rt_dst)
    hops, before = table[key], weights_of(table[key])
    hops.remove(nhop)
    if before:
        regroup(rib, before, weights_of(hops))
    unlink_nhop(rib, nhop)
    if not hops:
        del table[key]
        if not any(plen == nhop.rt_plen for plen, _ in table):
            rib.rib_lengths.remove(nhop.rt_plen)
    rib.rib_cache.clear()
    rib.rib_routes.clear()
    if rib.rib_notify is not None and not replaced:
        notify, kernel, vnet = rib.rib_notify
        notify(kernel, vnet, rib, nhop)


def rib_lookup(rib: Rib, dst: int) -> list[Nhop] | None:
    """The next hops of the longest prefix that holds ``dst``, or None."""
    cache = rib.rib_cache
    hops = cache.get(dst)
    if hops is not None:
        return hops
    table, masks = rib.rib_table, FAMILY_MASKS[rib.rib_family]
    for plen in rib.rib_lengths:
        hops = table.get((plen, dst & masks[plen]))
        if hops is not None:
            if len(cache) >= _CACHE_SIZE:
                cache.clear()
            cache[dst] = hops
            return hops
    return None


def fib_lookup(rib: Rib, dst: int, src: int = 0) -> Nhop | None:
    """The next hop for a packet; equal routes share the flows by source and destination, each as its weight says
    (fib4_lookup, fib6_lookup, flowid, nhgrp's slots).
    """
    hops = rib_lookup(rib, dst)
    if hops is None:
        return None
    if len(hops) == 1:
        return hops[0]
    flow = (src * 0x9E3779B1 ^ dst * 0x85EBCA6B) & 0xFFFFFFFF
    slot = (flow >> 16) % sum(hop.nh_weight for hop in hops)
    for hop in hops:
        slot -= hop.nh_weight
        if slot < 0:
            return hop
    return hops[-1]


def fib4_lookup(vnet: Vnet, fib: int, dst: int, src: int = 0) -> Nhop | None:
    """The next hop for an IPv4 packet (fib4_lookup)."""
    return fib_lookup(vnet.vnet_fibs[fib], dst, src)


def fib6_lookup(vnet: Vnet, fib: int, dst: int, src: int = 0) -> Nhop | None:
    """The next hop for an IPv6 packet; link-local addresses have their zone inside (fib6_lookup)."""
    return fib_lookup(vnet.vnet_fibs6[fib], dst, src)


def rib_walk(rib: Rib) -> Iterator[Nhop]:
    """Every route in the order of a radix tree walk: by network, and of equal ones the most specific first
    (rn_walktree).
    """
    table = rib.rib_table
    for plen, dst in sorted(table, key=lambda key: (key[1], -key[0])):
        yield from table[plen, dst]


def rib_walk_del(vnet: Vnet, gone: Callable[[Nhop], bool]) -> None:
    """Delete every route of every table that ``gone`` names (rib_walk_del)."""
    for rib in (*vnet.vnet_fibs, *vnet.vnet_fibs6):
        for nhop in [nhop for hops in rib.rib_table.values() for nhop in hops if gone(nhop)]:
            rib_del(rib, nhop)


def rt_flushifroutes(ifp: Ifnet) -> None:
    """Delete all routes through an interface that leaves its stack (rt_flushifroutes)."""
    rib_walk_del(
        ifp.if_vnet, lambda nhop: nhop.nh_ifp is ifp or (nhop.nh_ifa is not None and nhop.nh_ifa.ia_ifp is ifp)
    )


def fib_grow(vnet: Vnet, count: int) -> None:
    """Give a stack ``count`` routing tables in all (rtables_init, grow_rtables)."""
    for _ in range(len(vnet.vnet_fibs), count):
        vnet.vnet_fibs.append(Rib(AF_INET, rib_notify=vnet.vnet_fibs[0].rib_notify))
        vnet.vnet_fibs6.append(Rib(AF_INET6, rib_notify=vnet.vnet_fibs6[0].rib_notify))


def ifa_ifwithnet(vnet: Vnet, address: int, family: int = AF_INET) -> Ifaddr | None:
    """The own address whose network holds ``address``, the most specific one or of two the one that is not
    shared (ifa_ifwithnet)."""
    best: Ifaddr | None = None
    masks = FAMILY_MASKS[family]
    for ifp in vnet.vnet_ifnets.values():
        for ifa in ifp.if_addrs6 if family == AF_INET6 else ifp.if_addrs:
            if ifa.ia_dst == address:
                return ifa
            near = (ifa.ia_addr ^ address) & masks[ifa.ia_plen] == 0
            if near and (best is None or ifa.ia_plen > best.ia_plen or _preferred(best, ifa)):
                best = ifa
    return best


def _preferred(best: Ifaddr, ifa: Ifaddr) -> bool:
    """Whether an address that is as near has the better virtual status (ifa_preferred)."""
    if best.ifa_carp is None:
        return False
    from simbsd.netinet.ip_carp_hooks import ifa_preferred

    return ifa_preferred(best, ifa)
