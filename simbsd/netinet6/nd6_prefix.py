"""Prefixes that are on a link, and the routes that say so.

Models sys/netinet6/nd6_rtr.c (nd6_prelist_add, nd6_prefix_onlink, nd6_prefix_offlink, nd6_prefix_lookup,
nd6_prefix_del); leaves out detached prefixes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.route import rib_add, rib_del, rib_prefix
from simbsd.netinet6.nd6 import nd6_free
from simbsd.sys.in6 import IN6_IFF_ANYCAST, IN6_IFF_NOTREADY, MASKS6, is_linklocal
from simbsd.sys.vnet import RTF_HOST, RTF_PINNED, RTF_UP, Ifnet, In6Ifaddr, NdPrefix, Nhop, Rib

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


def nd6_prefix_lookup(ifp: Ifnet, address: int, plen: int) -> NdPrefix | None:
    """The prefix of an interface that holds ``address`` with this length, or None (nd6_prefix_lookup)."""
    for pr in ifp.if_vnet.vnet_nd_prefixes:
        if pr.ndpr_ifp is ifp and pr.ndpr_plen == plen and (pr.ndpr_prefix ^ address) & MASKS6[plen] == 0:
            return pr
    return None


def nd6_prelist_add(pr: NdPrefix) -> NdPrefix:
    """Note a prefix, and route it to its link (nd6_prelist_add)."""
    pr.ndpr_ifp.if_vnet.vnet_nd_prefixes.insert(0, pr)
    if pr.ndpr_raf_onlink:
        nd6_prefix_onlink(pr)
    return pr


def _same(one: NdPrefix, other: NdPrefix) -> bool:
    return (one.ndpr_plen, one.ndpr_prefix) == (other.ndpr_plen, other.ndpr_prefix)


def nd6_prefix_onlink(pr: NdPrefix) -> None:
    """Put the route of a prefix into its table, unless an equal one of another interface has done so, or the interface
    has no address to bind it to (nd6_prefix_onlink).
    """
    ifp = pr.ndpr_ifp
    vnet, fib = ifp.if_vnet, ifp.if_fib
    ia = _route_address(ifp)
    if pr.ndpr_onlink or ia is None:
        return
    everywhere = vnet.vnet_sysctls.get("net.add_addr_allfibs")
    for other in vnet.vnet_nd_prefixes:
        together = everywhere or other.ndpr_ifp.if_fib == fib
        if other is not pr and other.ndpr_onlink and together and _same(other, pr):
            return
    flags = RTF_UP | RTF_PINNED | (RTF_HOST if pr.ndpr_plen == 128 else 0)
    done = True
    for rib in _ribs(ifp):
        present = rib_prefix(rib, pr.ndpr_prefix, pr.ndpr_plen)
        if any(nhop.rt_flags & RTF_PINNED for nhop in present):
            done = False
            continue
        for nhop in tuple(present):
            rib_del(rib, nhop)
        rib_add(rib, Nhop(pr.ndpr_prefix, pr.ndpr_plen, flags, ifp, None, ia, ifp.if_mtu))
    pr.ndpr_onlink = done


def _ribs(ifp: Ifnet) -> list[Rib]:
    """The tables that an interface's prefixes go into: its own, or with net.add_addr_allfibs all (nd6.c:
    nd6_prefix_rtrequest by rib_handle_ifaddr_info).
    """
    fibs = ifp.if_vnet.vnet_fibs6
    return fibs if ifp.if_vnet.vnet_sysctls.get("net.add_addr_allfibs") else fibs[ifp.if_fib : ifp.if_fib + 1]


def _route_address(ifp: Ifnet) -> In6Ifaddr | None:
    unusable = IN6_IFF_NOTREADY | IN6_IFF_ANYCAST
    for ia in ifp.if_addrs6:
        if is_linklocal(ia.ia_addr) and not ia.ia6_flags & unusable:
            return ia
    return ifp.if_addrs6[0] if ifp.if_addrs6 else None


def nd6_prefix_offlink(kernel: Kernel, pr: NdPrefix) -> None:
    """Take the route of a prefix back; an equal prefix of another interface inherits it, else its neighbours are
    forgotten (nd6_prefix_offlink).
    """
    if not pr.ndpr_onlink:
        return
    ifp = pr.ndpr_ifp
    vnet = ifp.if_vnet
    for rib in _ribs(ifp):
        for nhop in tuple(rib_prefix(rib, pr.ndpr_prefix, pr.ndpr_plen)):
            if nhop.nh_ifp is ifp and nhop.rt_flags & RTF_PINNED:
                rib_del(rib, nhop)
    pr.ndpr_onlink = False
    heirs = [other for other in vnet.vnet_nd_prefixes if other is not pr and not other.ndpr_onlink and _same(other, pr)]
    for other in heirs:
        nd6_prefix_onlink(other)
    if not any(other.ndpr_onlink for other in heirs):
        _forget_neighbours(kernel, pr)


def _forget_neighbours(kernel: Kernel, pr: NdPrefix) -> None:
    table = pr.ndpr_ifp.if_vnet.vnet_lltable6
    for (index, address), entry in tuple(table.items()):
        inside = index == pr.ndpr_ifp.if_index and (address ^ pr.ndpr_prefix) & MASKS6[pr.ndpr_plen] == 0
        if inside and not entry.lle_ifaddr:
            nd6_free(kernel, entry)


def nd6_prefix_del(kernel: Kernel, pr: NdPrefix) -> None:
    """Forget a prefix (nd6_prefix_unlink, nd6_prefix_del)."""
    pr.ndpr_ifp.if_vnet.vnet_nd_prefixes.remove(pr)
    nd6_prefix_offlink(kernel, pr)
