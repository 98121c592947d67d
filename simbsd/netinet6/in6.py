"""IPv6 addresses of interfaces: their coming and going, with groups, routes and tests for duplicates.

Models sys/netinet6/in6.c (in6_update_ifa, in6_notify_ifa, in6_broadcast_ifa, in6_purgeaddr, in6_unlink_ifa); leaves
out temporary addresses. Privileges are asked for by the callers (net/netlink_addr.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.route import rib_add, rib_del, rib_prefix
from simbsd.netinet6.nd6 import nd6_add_ifa_lle, nd6_free
from simbsd.netinet6.nd6_dad import nd6_dad_start, nd6_dad_stop
from simbsd.netinet6.nd6_prefix import nd6_prefix_del
from simbsd.sys.in6 import (
    ALLNODES,
    IN6_IFF_DUPLICATED,
    IN6_IFF_TEMPORARY,
    IN6_IFF_TENTATIVE,
    ND6_IFF_IFDISABLED,
    ND6_IFF_NO_DAD,
    ND6_INFINITE_LIFETIME,
    in6_setscope,
    is_linklocal,
    solicited_node,
)
from simbsd.sys.socketvar import AF_INET6
from simbsd.sys.vnet import (
    IFF_LOOPBACK,
    IFF_MULTICAST,
    IFF_POINTOPOINT,
    IFF_UP,
    RTF_HOST,
    RTF_PINNED,
    RTF_STATIC,
    RTF_UP,
    Ifnet,
    In6Ifaddr,
    Nhop,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

SECOND = 1_000_000


def in6ifa_ifpforlinklocal(ifp: Ifnet, ignored: int = 0) -> In6Ifaddr | None:
    """The link-local address of an interface without any of ``ignored`` flags, or None (in6ifa_ifpforlinklocal)."""
    for ia in ifp.if_addrs6:
        if is_linklocal(ia.ia_addr) and not ia.ia6_flags & ignored:
            return ia
    return None


def in6ifa_ifpwithaddr(ifp: Ifnet, address: int) -> In6Ifaddr | None:
    """The address of an interface, or None (in6ifa_ifpwithaddr)."""
    return next((ia for ia in ifp.if_addrs6 if ia.ia_addr == address), None)


def in6_joingroup(kernel: Kernel, ifp: Ifnet, group: int) -> None:
    """Listen to a group on an interface, once more (in6_joingroup)."""
    group = in6_setscope(group, ifp.if_index)
    ifp.if_multiaddrs[group] = count = ifp.if_multiaddrs.get(group, 0) + 1
    if count == 1:
        _tell(kernel, ifp, group, True)


def in6_leavegroup(kernel: Kernel, ifp: Ifnet, group: int) -> None:
    """Listen to a group once less (in6_leavegroup)."""
    group = in6_setscope(group, ifp.if_index)
    ifp.if_multiaddrs[group] -= 1
    if not ifp.if_multiaddrs[group]:
        del ifp.if_multiaddrs[group]
        _tell(kernel, ifp, group, False)


def _tell(kernel: Kernel, ifp: Ifnet, group: int, joined: bool) -> None:
    """Routers are told of a change, but on the loopback there are none, and a machine boots with that alone."""
    if not ifp.if_flags & IFF_LOOPBACK:
        from simbsd.netinet6.mld6 import mld_change_state

        mld_change_state(kernel, ifp, group, joined)


def do_dad(ifp: Ifnet) -> bool:
    """Whether addresses of an interface are tested for duplicates (in6if_do_dad)."""
    tested = ifp.if_flags & (IFF_LOOPBACK | IFF_MULTICAST) == IFF_MULTICAST
    return tested and not ifp.if_nd6_flags & (ND6_IFF_IFDISABLED | ND6_IFF_NO_DAD)


def in6_update_ifa(
    kernel: Kernel, ifp: Ifnet, addr: int, plen: int, flags: int = 0, dst: int | None = None,
    lifetimes: tuple[int, int] = (ND6_INFINITE_LIFETIME, ND6_INFINITE_LIFETIME),
) -> In6Ifaddr:  # fmt: skip
    """Give an interface an address, or an address it has other flags and lifetimes (in6_update_ifa). ``lifetimes`` are
    preferred and valid, in seconds.
    """
    ia = in6ifa_ifpwithaddr(ifp, addr)
    is_new = ia is None
    if ia is None:
        ia = In6Ifaddr(addr, plen, ia_ifp=ifp)
        ifp.if_addrs6.append(ia)
        ifp.if_vnet.vnet_in6addrs.setdefault(addr, ia)
    ia.ia6_flags = flags & ~IN6_IFF_DUPLICATED
    set_lifetimes(kernel, ia, *lifetimes)
    if is_new and do_dad(ifp):
        ia.ia6_flags |= IN6_IFF_TENTATIVE
    if dst is not None:
        ia.ia_dst = dst
    if is_new:
        _notify(kernel, ifp, ia)
        _addrmsg(kernel, ia)
    return ia


def _addrmsg(kernel: Kernel, ia: In6Ifaddr, gone: bool = False) -> None:
    """Tell who wants to know (rt_addrmsg)."""
    if ia.ia_ifp.if_vnet.vnet_netlink:
        from simbsd.net.netlink_group import nl_addr_event

        nl_addr_event(kernel, ia, AF_INET6, gone)


def set_lifetimes(kernel: Kernel, ia: In6Ifaddr, pltime: int, vltime: int) -> None:
    """Count the lifetimes of an address from now; at the end of the valid one it goes (nd6_timer)."""
    ia.ia6_pltime, ia.ia6_vltime, ia.ia6_updatetime = pltime, vltime, kernel.now
    callout_stop(ia.ia6_timer)
    ia.ia6_timer = None
    if ia.ia6_flags & IN6_IFF_TEMPORARY:
        from simbsd.netinet6.in6_tmpaddr import start_timer

        start_timer(kernel, ia)
    elif vltime != ND6_INFINITE_LIFETIME:
        ia.ia6_timer = callout_reset(kernel, vltime * SECOND, in6_purgeaddr, ia)


def _notify(kernel: Kernel, ifp: Ifnet, ia: In6Ifaddr) -> None:
    """What the first sight of an address brings: the interface comes up, routes, neighbour entry, groups, the test
    (in6_notify_ifa, in6_broadcast_ifa).
    """
    if len(ifp.if_addrs6) <= 1:
        ifp.if_flags |= IFF_UP
        ifp.if_init(kernel, ifp)
    vnet: Vnet = ifp.if_vnet
    if ifp.if_flags & IFF_POINTOPOINT and ia.ia_plen == 128 and ia.ia_dst not in (None, ia.ia_addr):
        flags = RTF_UP | RTF_HOST | RTF_PINNED
        rib_add(vnet.vnet_fibs6[ifp.if_fib], Nhop(ia.ia_dst or 0, 128, flags, ifp, None, ia, ifp.if_mtu))
        ia.ia_route = True
    in6_add_loopback_route(vnet, ia)
    nd6_add_ifa_lle(kernel, ifp, ia.ia_addr)
    if ifp.if_flags & IFF_MULTICAST:
        in6_joingroup(kernel, ifp, solicited_node(ia.ia_addr))
        in6_joingroup(kernel, ifp, ALLNODES)
    if ia.ia6_flags & IN6_IFF_TENTATIVE:
        nd6_dad_start(kernel, ia)


def in6_add_loopback_route(vnet: Vnet, ia: In6Ifaddr) -> None:
    """The host route by lo0 to an own address (ifa_add_loopback_route)."""
    rib = vnet.vnet_fibs6[ia.ia_ifp.if_fib]
    if not any(nhop.rt_flags & RTF_PINNED for nhop in rib_prefix(rib, ia.ia_addr, 128)):
        flags = RTF_UP | RTF_HOST | RTF_STATIC | RTF_PINNED
        rib_add(rib, Nhop(ia.ia_addr, 128, flags, vnet.vnet_lo, None, ia, vnet.vnet_lo.if_mtu))


def in6_purgeaddr(kernel: Kernel, ia: In6Ifaddr) -> None:
    """Take an address from its interface; with the last one of a prefix the prefix goes (in6_purgeaddr,
    in6_purgeifaddr).
    """
    ifp: Ifnet = ia.ia_ifp
    vnet = ifp.if_vnet
    if ia.ifa_carp is not None:
        from simbsd.netinet.ip_carp import carp_detach

        carp_detach(kernel, ia)
    nd6_dad_stop(ia)
    callout_stop(ia.ia6_timer)
    _addrmsg(kernel, ia, True)
    ifp.if_addrs6.remove(ia)
    if vnet.vnet_in6addrs.get(ia.ia_addr) is ia:
        del vnet.vnet_in6addrs[ia.ia_addr]
        for other in (one for port in vnet.vnet_ifnets.values() for one in port.if_addrs6):
            if other.ia_addr == ia.ia_addr:
                vnet.vnet_in6addrs[ia.ia_addr] = other
                break
    _drop_routes(ia)
    if ifp.if_flags & IFF_MULTICAST:
        in6_leavegroup(kernel, ifp, solicited_node(ia.ia_addr))
        in6_leavegroup(kernel, ifp, ALLNODES)
    entry = vnet.vnet_lltable6.get((ifp.if_index, ia.ia_addr))
    if entry is not None:
        nd6_free(kernel, entry)
    pr = ia.ia6_ndpr
    if pr is not None:
        pr.ndpr_addrcnt -= 1
        if pr.ndpr_addrcnt == 0 and pr in vnet.vnet_nd_prefixes:
            nd6_prefix_del(kernel, pr)


def _drop_routes(ia: In6Ifaddr) -> None:
    """The routes to an address and to the far end of its link go; others are bound to another address."""
    ifp: Ifnet = ia.ia_ifp
    heir = ifp.if_addrs6[0] if ifp.if_addrs6 else None
    for rib in ifp.if_vnet.vnet_fibs6:
        for nhop in [nhop for hops in rib.rib_table.values() for nhop in hops if nhop.nh_ifa is ia]:
            if nhop.rt_flags & RTF_PINNED and nhop.rt_flags & RTF_HOST:
                rib_del(rib, nhop)
            else:
                nhop.nh_ifa = heir


def in6_purgeaddrs(kernel: Kernel, ifp: Ifnet) -> None:
    """Take every address from an interface, and its prefixes and groups (in6_ifdetach)."""
    for ia in tuple(ifp.if_addrs6):
        in6_purgeaddr(kernel, ia)
    for pr in tuple(ifp.if_vnet.vnet_nd_prefixes):
        if pr.ndpr_ifp is ifp:
            nd6_prefix_del(kernel, pr)
    ifp.if_multiaddrs.clear()
    if ifp.if_mld is not None:
        callout_stop(ifp.if_mld.timer)
        ifp.if_mld = None  # nothing is told (mld_ifdetach)
