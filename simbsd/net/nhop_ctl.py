"""Next hops: routes that lead the same way share one, with one number in their table.

Models sys/net/route/nhop.c (link_nhop, unlink_nhop) and nhop_ctl.c (cmp_priv, get_aifp, dump_nhop_entry); leaves out
the count of packets by next hop (nh_pksent), prepended headers, and references that sockets hold by their own routes.
"""

from __future__ import annotations

from heapq import heappush
from typing import TYPE_CHECKING, Any

from simbsd.net.nhgrp import alloc_idx
from simbsd.sys.nhop import NHOP_RTFLAGS, NhopRecord
from simbsd.sys.socketvar import AF_INET6
from simbsd.sys.vnet import IFF_LOOPBACK, RTF_HOST, RTF_UP, Ifaddr, Ifnet, Nhop, Rib

if TYPE_CHECKING:
    from collections.abc import Iterable


def link_nhop(rib: Rib, nhop: Nhop) -> None:
    """Give a next hop the number of its like, or the lowest that is free (nhop_get_nhop, link_nhop)."""
    way = _way(rib, nhop)
    index = rib.rib_nhops.get(way)
    if index is None:
        rib.rib_nhops[way] = index = alloc_idx(rib)
        rib.rib_nhrefs[index] = [0, way]
    rib.rib_nhrefs[index][0] += 1
    nhop.nh_index = index


def unlink_nhop(rib: Rib, nhop: Nhop) -> None:
    """The number is free once no route leads this way (nhop_free, unlink_nhop)."""
    refs = rib.rib_nhrefs[nhop.nh_index]
    refs[0] -= 1
    if not refs[0]:
        del rib.rib_nhops[refs[1]], rib.rib_nhrefs[nhop.nh_index]
        heappush(rib.rib_nhfree, nhop.nh_index)


def _way(rib: Rib, nhop: Nhop) -> tuple[Any, ...]:
    """What next hops are compared by (cmp_priv); RTF_HOST is of it (nhop_set_pxtype_flag)."""
    flags, default = nhop.rt_flags & ~RTF_UP, not nhop.rt_plen
    return nhop.nh_ifp, _ifa(rib, nhop), _aifp(nhop), nhop.nh_gateway, nhop.nh_mtu, flags, default


def _aifp(nhop: Nhop) -> Ifnet:
    """The interface whose address a route over the loopback is for, else the one it leaves by (get_aifp)."""
    ifp, ifa = nhop.nh_ifp, nhop.nh_ifa
    loops = ifp.if_flags & IFF_LOOPBACK and nhop.rt_flags & RTF_HOST and nhop.nh_gateway is None
    return ifa.ia_ifp if loops and ifa is not None else ifp


def _ifa(rib: Rib, nhop: Nhop) -> Ifaddr | None:
    """The address to send from. A route to an own address has the loopback's (if.c: ifa_maintain_loopback_route)."""
    if _aifp(nhop) is nhop.nh_ifp:
        return nhop.nh_ifa
    held = nhop.nh_ifp.if_addrs6 if rib.rib_family == AF_INET6 else nhop.nh_ifp.if_addrs
    return next(iter(held), nhop.nh_ifa)


def nhop_records(rib: Rib, hops: Iterable[Nhop]) -> list[NhopRecord]:
    """Every next hop of the routes of a table, by number, as netstat -o sees it (dump_nhop_entry). A route holds its
    next hop, a group each of its own.
    """
    found: dict[int, Nhop] = {}
    refs: dict[int, int] = {}
    for hop in hops:
        found.setdefault(hop.nh_index, hop)
        single = len(rib.rib_table[hop.rt_plen, hop.rt_dst]) == 1
        refs[hop.nh_index] = refs.get(hop.nh_index, 0) + single
    for ways in rib.rib_groups:
        for index, _ in ways:
            refs[index] += 1
    return [_record(rib, found[index], refs[index]) for index in sorted(found)]


def _record(rib: Rib, nhop: Nhop, refs: int) -> NhopRecord:
    ifa, flags = _ifa(rib, nhop), nhop.rt_flags & NHOP_RTFLAGS
    return NhopRecord(
        nhop.nh_index, flags, ifa.ia_addr if ifa is not None else None, nhop.nh_gateway,
        nhop.nh_ifp.if_xname, _aifp(nhop).if_xname, nhop.nh_mtu, refs,
    )  # fmt: skip
