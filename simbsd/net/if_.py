"""Interfaces: attaching, detaching, up and down, renaming, moving from stack to stack.

Models sys/net/if.c (if_attach, if_detach, if_up, if_down, if_rename, if_vmove, if_index_alloc) without privileges and
lookups by name, which net/if_ioctl.py adds; leaves out queues and link-state daemons. (``if`` is a word of
Python: hence ``if_``.)
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import log
from simbsd.net.bpf import drop
from simbsd.net.bpf_dev import bpfdetach
from simbsd.net.if_bridge_member import bridge_ifdetach, bridge_lladdr
from simbsd.net.if_vlan import vlan_ifdetach
from simbsd.net.route import rt_flushifroutes
from simbsd.netinet.if_ether import arp_free, arp_ifinit, lltable_flush
from simbsd.netinet.in_ import in_ifdown, in_ifup, in_purgeaddrs
from simbsd.netinet6.in6 import in6_purgeaddrs
from simbsd.netinet6.in6_ifattach import in6_if_up, nd6_ifattach
from simbsd.netinet6.nd6 import lltable6_flush, nd6_add_ifa_lle
from simbsd.sys.mbuf import Mbuf
from simbsd.sys.vnet import IFF_UP, Ifnet, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


_CLONED = ("epair", "bridge", "lo", "vlan", "tun", "tap", "gif", "lagg", "stf")


def if_index_alloc(kernel: Kernel) -> int:
    """The lowest free interface index: one table for all stacks (ifindex_alloc)."""
    if kernel.if_freed:
        return heappop(kernel.if_freed)
    kernel.if_index += 1
    return kernel.if_index


def if_attach(kernel: Kernel, ifp: Ifnet, vnet: Vnet) -> None:
    """Put a new interface into a stack, which becomes its home (if_attach, if_alloc)."""
    ifp.if_index = if_index_alloc(kernel)
    ifp.if_home_vnet = vnet
    kernel.ifnets[ifp.if_index] = ifp
    vnet.vnet_homed[ifp.if_index] = ifp
    _link(kernel, ifp, vnet)


def rt_ifmsg(kernel: Kernel, ifp: Ifnet, gone: bool = False) -> None:
    """Tell who wants to know that an interface came, went or changed (rt_ifmsg, ifnet_arrival_event)."""
    if ifp.if_vnet.vnet_netlink:
        from simbsd.net.netlink_group import nl_link_event

        nl_link_event(kernel, ifp, gone)


def _link(kernel: Kernel, ifp: Ifnet, vnet: Vnet) -> None:
    ifp.if_vnet = vnet
    nd6_ifattach(ifp)
    vnet.vnet_ifnets[ifp.if_index] = ifp
    if vnet.vnet_names.setdefault(ifp.if_xname, ifp) is not ifp:
        vnet.vnet_hidden.append(ifp)
    rt_ifmsg(kernel, ifp)


def _unlink(kernel: Kernel, ifp: Ifnet) -> None:
    """Take an interface out of its stack: down, no addresses, no routes, no neighbours, no bridge
    (if_detach_internal).
    """
    vnet = ifp.if_vnet
    bridge_ifdetach(kernel, ifp)
    if ifp.if_lagg is not None:
        from simbsd.net.if_lagg_port import lagg_port_destroy

        lagg_port_destroy(kernel, ifp.if_lagg, True)
    if_down(kernel, ifp)
    in_purgeaddrs(kernel, ifp)
    if ifp.if_igmp is not None:
        from simbsd.netinet.igmp_report import igmp_ifdetach

        igmp_ifdetach(ifp)
    in6_purgeaddrs(kernel, ifp)
    vlan_ifdetach(kernel, ifp)
    rt_flushifroutes(ifp)
    lltable_flush(kernel, ifp, 0, 0, True)
    lltable6_flush(kernel, ifp)
    rt_ifmsg(kernel, ifp, True)
    del vnet.vnet_ifnets[ifp.if_index]
    if vnet.vnet_names.get(ifp.if_xname) is ifp:
        _release_name(vnet, ifp.if_xname)
    else:
        vnet.vnet_hidden.remove(ifp)


def _release_name(vnet: Vnet, name: str) -> None:
    """A name is free, or finds another interface that has it too: one pulled in by -vnet, or returned (ifunit)."""
    del vnet.vnet_names[name]
    for other in vnet.vnet_hidden:
        if other.if_xname == name:
            vnet.vnet_hidden.remove(other)
            vnet.vnet_names[name] = other
            return


def if_detach(kernel: Kernel, ifp: Ifnet) -> None:
    """Take an interface out of the machine; its index is free again (if_detach, if_free)."""
    _unlink(kernel, ifp)
    bpfdetach(kernel, ifp)
    del kernel.ifnets[ifp.if_index]
    del ifp.if_home_vnet.vnet_homed[ifp.if_index]
    heappush(kernel.if_freed, ifp.if_index)
    ifp.if_input = _discard
    ifp.if_index = 0


def _discard(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    drop(kernel, m, None, f"{ifp.if_xname} was destroyed while the packet was under way.")


def if_vmove(kernel: Kernel, ifp: Ifnet, vnet: Vnet) -> None:
    """Move an interface to another stack: it arrives down and bare, with its driver's group only, last in the list
    (if_vmove).
    """
    _unlink(kernel, ifp)
    if ifp.if_type == "bridge":
        bridge_reassign(kernel, ifp)
    if ifp.if_type == "gif":
        from simbsd.net.if_gif import gif_delete

        gif_delete(kernel, None, ifp)
    ifp.if_groups = [ifp.if_type] if ifp.if_type in _CLONED else []
    ifp.if_fib = 0
    _link(kernel, ifp, vnet)


def bridge_reassign(kernel: Kernel, bridge: Ifnet) -> None:
    """A bridge that moves leaves its members behind (bridge_reassign)."""
    for port in (*bridge.if_softc.sc_members, *bridge.if_softc.sc_span):
        bridge_ifdetach(kernel, port.bif_ifp)


def if_up(kernel: Kernel, ifp: Ifnet) -> None:
    """Mark an interface up, start its driver, put its connected routes back (if_up, ifhwioctl SIOCSIFFLAGS)."""
    if ifp.if_flags & IFF_UP:
        return
    ifp.if_flags |= IFF_UP
    ifp.if_init(kernel, ifp)
    _carp_state(kernel, ifp)
    rt_ifmsg(kernel, ifp)
    in_ifup(kernel, ifp)
    for ifa in ifp.if_addrs:
        arp_ifinit(kernel, ifp, ifa)
    in6_if_up(kernel, ifp)


def if_down(kernel: Kernel, ifp: Ifnet) -> None:
    """Mark an interface down, stop its driver, take its connected routes (if_down, if_unroute)."""
    if not ifp.if_flags & IFF_UP:
        return
    ifp.if_flags &= ~IFF_UP
    ifp.if_init(kernel, ifp)
    in_ifdown(kernel, ifp)
    _carp_state(kernel, ifp)
    rt_ifmsg(kernel, ifp)


def _carp_state(kernel: Kernel, ifp: Ifnet) -> None:
    """The virtual hosts of an interface hear that it came up or went down."""
    if ifp.if_carp is not None:
        from simbsd.netinet.ip_carp import carp_linkstate

        carp_linkstate(kernel, ifp)


def if_rename(kernel: Kernel, ifp: Ifnet, name: str) -> None:
    """Give an interface another name; everything else stays (if_rename). The caller has checked that it is free."""
    vnet = ifp.if_vnet
    if ifp.if_xname == name:
        return
    rt_ifmsg(kernel, ifp, True)
    log(kernel, f"{ifp.if_xname}: changing name to '{name}'")
    _release_name(vnet, ifp.if_xname)
    ifp.if_xname = name
    vnet.vnet_names[name] = ifp
    rt_ifmsg(kernel, ifp)


def if_setlladdr(kernel: Kernel, ifp: Ifnet, mac: bytes) -> None:
    """Change the link-level address; neighbours are told, vlan interfaces and ports of a lagg follow (if_setlladdr,
    arp_iflladdr, vlan_iflladdr, lagg_init).
    """
    ifp.if_lladdr = mac
    if ifp.if_bridge is not None:
        bridge_lladdr(ifp.if_bridge)
    if ifp.if_type == "bridge":
        ifp.if_softc.sc_flows.clear()
    for ifa in ifp.if_addrs:
        entry = ifp.if_vnet.vnet_lltable.get((ifp.if_index, ifa.ia_addr))
        if entry is not None:
            arp_free(kernel, entry)
        arp_ifinit(kernel, ifp, ifa)
    for ia in ifp.if_addrs6:
        nd6_add_ifa_lle(kernel, ifp, ia.ia_addr)
    for child in tuple(ifp.if_vlantrunk.values()):
        if_setlladdr(kernel, child, mac)
    if ifp.if_type == "lagg":
        for lp in ifp.if_softc.sc_ports:
            if_setlladdr(kernel, lp.lp_ifp, mac)
