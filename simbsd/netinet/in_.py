"""IPv4 addresses of interfaces, and the routes that come and go with them.

Models sys/netinet/in.c (in_aifaddr_ioctl, in_difaddr_ioctl, in_addprefix, in_scrubprefix, in_ifnet_event); leaves out
sources of groups. An interface with an address is in the group of all hosts, of which nobody is told. Privileges are
asked for by the callers (net/netlink_route.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.route import MASKS, rib_add, rib_del, rib_prefix, rib_walk_del
from simbsd.netinet.if_ether import arp_free, arp_ifinit, lltable_flush
from simbsd.netinet6.in6_ifattach import in6_if_up
from simbsd.sys.socketvar import AF_INET
from simbsd.sys.vnet import (
    IFF_BROADCAST,
    IFF_LOOPBACK,
    IFF_MULTICAST,
    IFF_POINTOPOINT,
    IFF_UP,
    RTF_HOST,
    RTF_PINNED,
    RTF_STATIC,
    RTF_UP,
    Ifaddr,
    Ifnet,
    Nhop,
    Rib,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

ALLHOSTS = 0xE0000001


def in_ifaddrs(vnet: Vnet) -> list[Ifaddr]:
    """Every IPv4 address of a stack, interface by interface (V_in_ifaddrhead)."""
    return [ifa for ifp in vnet.vnet_ifnets.values() for ifa in ifp.if_addrs]


def in_aifaddr(
    kernel: Kernel, ifp: Ifnet, addr: int, plen: int, broadcast: int | None = None, dst: int | None = None,
    vhid: int = 0,
) -> Ifaddr:  # fmt: skip
    """Give an interface an address, in place of the same one; the interface comes up with it. An address of the virtual
    host ``vhid`` has routes only while it is in use here (in_aifaddr_ioctl). Errors: those of carp_attach; the old
    address is gone then.
    """
    old = next((ifa for ifa in ifp.if_addrs if ifa.ia_addr == addr), None)
    if old is not None:
        in_difaddr(kernel, ifp, old, True)
    ifa = Ifaddr(addr, plen, _broadcast(ifp, addr, plen, broadcast), ia_ifp=ifp)
    if ifp.if_flags & IFF_POINTOPOINT:
        ifa.ia_dst = dst
    vnet = ifp.if_vnet
    if vhid:
        from simbsd.netinet.ip_carp import carp_attach

        carp_attach(kernel, ifa, vhid)
    others = vnet.vnet_inaddrs.get(addr, [])
    if not ifp.if_addrs and ifp.if_flags & IFF_MULTICAST:
        ifp.if_multiaddrs[ALLHOSTS] = ifp.if_multiaddrs.get(ALLHOSTS, 0) + 1
    ifp.if_addrs.append(ifa)
    vnet.vnet_inaddrs.setdefault(addr, []).append(ifa)
    was_up = ifp.if_flags & IFF_UP
    ifp.if_flags |= IFF_UP
    ifp.if_init(kernel, ifp)
    arp_ifinit(kernel, ifp, ifa)
    if not vhid:
        in_addprefix(kernel, ifa)
        if len(others) <= 1:
            ifa_add_loopback_route(vnet, ifa)
    if not was_up:
        if ifp.if_carp is not None:
            from simbsd.netinet.ip_carp import carp_linkstate

            carp_linkstate(kernel, ifp)
        in_ifup(kernel, ifp)
        in6_if_up(kernel, ifp)
    return ifa


def _addrmsg(kernel: Kernel, ifa: Ifaddr, gone: bool = False) -> None:
    """Tell who wants to know (rt_addrmsg)."""
    if ifa.ia_ifp.if_vnet.vnet_netlink:
        from simbsd.net.netlink_group import nl_addr_event

        nl_addr_event(kernel, ifa, AF_INET, gone)


def _broadcast(ifp: Ifnet, addr: int, plen: int, broadcast: int | None) -> int | None:
    if not ifp.if_flags & IFF_BROADCAST:
        return None
    if broadcast is not None:
        return broadcast
    return 0xFFFFFFFF if plen == 31 else addr | ~MASKS[plen] & 0xFFFFFFFF


def in_difaddr(kernel: Kernel, ifp: Ifnet, ifa: Ifaddr, replaced: bool = False) -> None:
    """Take an address from an interface, and every route that was bound to it; with the last address of a virtual host
    that host goes, unless the address is ``replaced`` (in_difaddr_ioctl).
    """
    vnet = ifp.if_vnet
    ifp.if_addrs.remove(ifa)
    if not ifp.if_addrs and ALLHOSTS in ifp.if_multiaddrs:
        ifp.if_multiaddrs[ALLHOSTS] -= 1
        if not ifp.if_multiaddrs[ALLHOSTS]:
            del ifp.if_multiaddrs[ALLHOSTS]
    same = vnet.vnet_inaddrs[ifa.ia_addr]
    same.remove(ifa)
    if not same:
        del vnet.vnet_inaddrs[ifa.ia_addr]
    if _need_loopback_route(ifa):
        ifa_del_loopback_route(vnet, ifa)
        if same:
            ifa_add_loopback_route(vnet, same[0])
    in_scrubprefix(kernel, ifa, True)
    rib_walk_del(vnet, lambda nhop: nhop.nh_ifa is ifa)
    if ifa.ifa_carp is not None:
        from simbsd.netinet.ip_carp import carp_detach

        carp_detach(kernel, ifa, replaced)
    entry = vnet.vnet_lltable.get((ifp.if_index, ifa.ia_addr))
    if entry is not None:
        arp_free(kernel, entry)


def in_purgeaddrs(kernel: Kernel, ifp: Ifnet) -> None:
    """Take every address from an interface (if_purgeaddrs)."""
    for ifa in tuple(ifp.if_addrs):
        in_difaddr(kernel, ifp, ifa)


def in_ifdown(kernel: Kernel, ifp: Ifnet) -> None:
    """The interface went down: its connected routes go, and the dynamic ones bound to its addresses
    (IFNET_EVENT_DOWN).
    """
    for ifa in ifp.if_addrs:
        if ifa.ia_route:
            in_scrubprefix(kernel, ifa, False)
            rib_walk_del(ifp.if_vnet, lambda nhop, ifa=ifa: nhop.nh_ifa is ifa and not nhop.rt_flags & RTF_STATIC)  # type: ignore[misc]


def in_ifup(kernel: Kernel, ifp: Ifnet) -> None:
    """The interface came up: its connected routes are back (IFNET_EVENT_UP)."""
    for ifa in ifp.if_addrs:
        if ifa.ia_route:
            continue
        _addrmsg(kernel, ifa)
        if _add_prefix_route(ifa):
            ifa.ia_route = True


def _rtprefix(ifa: Ifaddr) -> tuple[int, int]:
    """Network and length of the prefix route of an address (ia_getrtprefix)."""
    flags = ifa.ia_ifp.if_flags
    if flags & IFF_POINTOPOINT:
        return ifa.ia_dst or 0, 32
    if flags & IFF_LOOPBACK:
        return ifa.ia_addr, 32
    return ifa.ia_addr & MASKS[ifa.ia_plen], ifa.ia_plen


def _need_loopback_route(ifa: Ifaddr) -> bool:
    flags = ifa.ia_ifp.if_flags
    if flags & IFF_LOOPBACK or ifa.ia_addr == 0:
        return False
    if flags & IFF_POINTOPOINT:
        return ifa.ia_dst != ifa.ia_addr
    return ifa.ia_plen != 32


def ifa_add_loopback_route(vnet: Vnet, ifa: Ifaddr) -> None:
    """The host route by lo0 to an own address, where one is needed (ifa_add_loopback_route)."""
    if not _need_loopback_route(ifa):
        return
    fib = ifa.ia_ifp.if_fib
    if not any(nhop.rt_flags & RTF_PINNED for nhop in rib_prefix(vnet.vnet_fibs[fib], ifa.ia_addr, 32)):
        flags = RTF_UP | RTF_HOST | RTF_STATIC | RTF_PINNED
        rib_add(vnet.vnet_fibs[fib], Nhop(ifa.ia_addr, 32, flags, vnet.vnet_lo, None, ifa, vnet.vnet_lo.if_mtu))


def ifa_del_loopback_route(vnet: Vnet, ifa: Ifaddr) -> None:
    """Take it back (ifa_del_loopback_route)."""
    rib = vnet.vnet_fibs[ifa.ia_ifp.if_fib]
    for nhop in tuple(rib_prefix(rib, ifa.ia_addr, 32)):
        if nhop.nh_ifa is ifa and nhop.nh_ifp is vnet.vnet_lo:
            rib_del(rib, nhop)


def in_addprefix(kernel: Kernel, ifa: Ifaddr) -> None:
    """Route the prefix of an address to its interface, unless another address has done so (in_addprefix)."""
    _addrmsg(kernel, ifa)
    prefix, fib = _rtprefix(ifa), ifa.ia_ifp.if_fib
    for other in in_ifaddrs(ifa.ia_ifp.if_vnet):
        if other.ia_route and other.ia_ifp.if_fib == fib and _rtprefix(other) == prefix:
            return
    ifa.ia_route = _add_prefix_route(ifa)


def _add_prefix_route(ifa: Ifaddr) -> bool:
    """Put the prefix route of an address into its table; a route by hand gives way (rib_handle_ifaddr_info)."""
    ifp: Ifnet = ifa.ia_ifp
    ribs = _ribs(ifp)
    dst, plen = _rtprefix(ifa)
    flags = RTF_UP | RTF_PINNED | (RTF_HOST if plen == 32 else 0)
    if plen == 32 and not ifp.if_flags & (IFF_POINTOPOINT | IFF_LOOPBACK):
        ifp = ifp.if_vnet.vnet_lo
    done = True
    for rib in ribs:
        present = rib_prefix(rib, dst, plen)
        if any(nhop.rt_flags & RTF_PINNED for nhop in present):
            done = False
            continue
        for nhop in tuple(present):
            rib_del(rib, nhop, replaced=True)
        rib_add(rib, Nhop(dst, plen, flags, ifp, None, ifa, ifp.if_mtu))
    return done


def _ribs(ifp: Ifnet) -> list[Rib]:
    """The tables that an interface's prefixes go into: its own, or with net.add_addr_allfibs all
    (rib_handle_ifaddr_info).
    """
    fibs = ifp.if_vnet.vnet_fibs
    return fibs if ifp.if_vnet.vnet_sysctls.get("net.add_addr_allfibs") else fibs[ifp.if_fib : ifp.if_fib + 1]


def _del_prefix_route(ifa: Ifaddr) -> None:
    for rib in _ribs(ifa.ia_ifp):
        for nhop in tuple(rib_prefix(rib, *_rtprefix(ifa))):
            if nhop.nh_ifa is ifa and nhop.rt_flags & RTF_PINNED and not nhop.rt_flags & RTF_STATIC:
                rib_del(rib, nhop)


def in_scrubprefix(kernel: Kernel, ifa: Ifaddr, static: bool) -> None:
    """Take back the prefix route of an address; an equal prefix on an interface that is up inherits it
    (in_scrubprefix).
    """
    if not ifa.ia_route:
        _addrmsg(kernel, ifa, True)
        return
    prefix, heir = _rtprefix(ifa), None
    for other in in_ifaddrs(ifa.ia_ifp.if_vnet):
        if other is not ifa and other.ia_ifp.if_flags & IFF_UP and not other.ia_route and _rtprefix(other) == prefix:
            heir = other
            break
    if heir is None:
        _addrmsg(kernel, ifa, True)
    ifa.ia_route = False
    _del_prefix_route(ifa)
    if heir is not None:
        heir.ia_route = _add_prefix_route(heir)
    if heir is None or heir.ia_ifp is not ifa.ia_ifp:
        lltable_flush(kernel, ifa.ia_ifp, ifa.ia_addr & MASKS[ifa.ia_plen], ifa.ia_plen, static)
