"""Netlink's groups: programs that have joined one are told of every change to links, addresses, routes and neighbours.

Models sys/netlink/netlink_domain.c (nl_add_group_locked, nl_send_group, nl_add_msg_info) and the events of
sys/netlink/route/{iface,rt,neigh}.c; leaves out next hops, and neighbours of IPv6. A message is a ``NetlinkEvent``.
Callers look at ``vnet_netlink`` (routing tables at ``rib_notify``) first: where nobody listens, a change costs a look.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.kern.uipc_sockbuf import sbappendaddr
from simbsd.net.netlink_iface import if_record, ifa_record
from simbsd.net.netlink_neigh import neigh_record
from simbsd.net.netlink_route import route_record
from simbsd.net.route import rib_prefix
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.netrecords import NetlinkEvent
from simbsd.sys.socketvar import AF_INET, AF_INET6, Socket

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifaddr, Ifnet, Llentry, Nhop, Rib, Vnet

_LINK, _NEIGH, _NEXTHOP = "RTNLGRP_LINK", "RTNLGRP_NEIGH", "RTNLGRP_NEXTHOP"
_IFADDR = {AF_INET: "RTNLGRP_IPV4_IFADDR", AF_INET6: "RTNLGRP_IPV6_IFADDR"}
_ROUTE = {AF_INET: "RTNLGRP_IPV4_ROUTE", AF_INET6: "RTNLGRP_IPV6_ROUTE"}
_GROUPS = (_LINK, _NEIGH, _NEXTHOP, *_IFADDR.values(), *_ROUTE.values())
_MESSAGE = 256  # bytes that a message takes of a receive buffer


def nl_add_group(kernel: Kernel, so: Socket, group: str) -> None:
    """Let a netlink socket have a group's messages (NETLINK_ADD_MEMBERSHIP). Errors: EINVAL (no such group)."""
    if group not in _GROUPS:
        raise Errno(EINVAL, f"netlink has no group {group}")
    vnet = so.so_vnet
    if so not in vnet.vnet_netlink:
        vnet.vnet_netlink.append(so)
    so.so_options.setdefault("groups", {})[group] = True
    for rib in (*vnet.vnet_fibs, *vnet.vnet_fibs6):
        rib.rib_notify = (nl_route_event, kernel, vnet)


def nl_detach(so: Socket) -> None:
    """The socket is closed: it is told nothing more."""
    vnet = so.so_vnet
    if so in vnet.vnet_netlink:
        vnet.vnet_netlink.remove(so)
    if not vnet.vnet_netlink:
        for rib in (*vnet.vnet_fibs, *vnet.vnet_fibs6):
            rib.rib_notify = None


def _send(kernel: Kernel, vnet: Vnet, group: str, kind: str, record: Callable[[Socket], Any]) -> None:
    """Tell every socket of a group; what has no room is lost (nl_send_group). The process is the one whose netlink
    request is being answered, none when something else made the change.
    """
    for so in tuple(vnet.vnet_netlink):
        if group in so.so_options.get("groups", {}):
            sbappendaddr(kernel, so, NetlinkEvent(kind, kernel.netlink_pid, record(so)), None, _MESSAGE)


def nl_link_event(kernel: Kernel, ifp: Ifnet, gone: bool = False) -> None:
    """An interface came, went, or changed (rtnl_handle_ifevent)."""
    kind = "RTM_DELLINK" if gone else "RTM_NEWLINK"
    _send(kernel, ifp.if_vnet, _LINK, kind, lambda so: if_record(kernel, so.so_cred, ifp))


def nl_addr_event(kernel: Kernel, ifa: Ifaddr, family: int, gone: bool = False) -> None:
    """An interface has an address more, or less (rtnl_handle_ifaddr)."""
    ifp, kind = ifa.ia_ifp, "RTM_DELADDR" if gone else "RTM_NEWADDR"
    _send(kernel, ifp.if_vnet, _IFADDR[family], kind, lambda so: (ifp.if_index, ifa_record(kernel, ifa, family)))


def nl_neigh_event(kernel: Kernel, entry: Llentry, gone: bool = False) -> None:
    """A neighbour was found, or forgotten (rtnl_lle_event)."""
    ifp, kind = entry.lle_ifp, "RTM_DELNEIGH" if gone else "RTM_NEWNEIGH"
    _send(kernel, ifp.if_vnet, _NEIGH, kind, lambda so: (ifp.if_index, neigh_record(kernel, entry)))


def nl_route_event(kernel: Kernel, vnet: Vnet, rib: Rib, nhop: Nhop) -> None:
    """The next hops of a prefix have changed: told are those there are now, or the last one that there was
    (rtnl_handle_route_event).
    """
    hops = rib_prefix(rib, nhop.rt_dst, nhop.rt_plen)
    records = tuple(route_record(kernel, rib, hop) for hop in hops or [nhop])
    tables = vnet.vnet_fibs6 if rib.rib_family == AF_INET6 else vnet.vnet_fibs
    kind = "RTM_NEWROUTE" if hops else "RTM_DELROUTE"
    _send(kernel, vnet, _ROUTE[rib.rib_family], kind, lambda so: (tables.index(rib), records))
