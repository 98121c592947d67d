"""Requests on a netlink socket: links, addresses, routes, neighbours.

Models sys/netlink/route/{iface,rt,neigh}.c and iface_drivers.c as ``(request, attributes)`` in place of messages;
leaves out multipath attributes, nexthop objects, notifications, and filters other than by name, family and prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import jailed_without_vnet
from simbsd.kern.kern_priv import priv_check
from simbsd.net.netlink_iface import deladdr, find_link, getlink, newaddr
from simbsd.net.netlink_neigh import delneigh, getneigh, newneigh
from simbsd.net.nhgrp import group_records
from simbsd.net.nhop_ctl import nhop_records
from simbsd.net.route import (
    FAMILY_MASKS,
    WIDTHS,
    ifa_ifwithnet,
    rib_add,
    rib_del,
    rib_lookup,
    rib_of,
    rib_prefix,
    rib_walk,
)
from simbsd.net.vnet_walk import NETLINK, vnet_walk
from simbsd.netinet.in_jail import prison_if
from simbsd.sys.errno import (
    EADDRINUSE,
    EEXIST,
    EINVAL,
    EOPNOTSUPP,
    EPERM,
    EPROTONOSUPPORT,
    ESRCH,
    Errno,
)
from simbsd.sys.in6 import in6_clearscope, in6_getscope
from simbsd.sys.priv import Priv
from simbsd.sys.records import RouteRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.vnet import (
    RTF_BLACKHOLE,
    RTF_GATEWAY,
    RTF_HOST,
    RTF_PINNED,
    RTF_REJECT,
    RTF_UP,
    Ifaddr,
    Ifnet,
    Nhop,
    Rib,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred

Attributes = dict[str, Any]
RT_MAX_WEIGHT = 0xFFFFFF


def netlink_request(kernel: Kernel, p: Proc, vnet: Vnet, request: str, attributes: Attributes) -> Any:
    """Answer one request (nl_receive_message). Errors: EPERM, EOPNOTSUPP (unknown), and the request's own.

    A jail without a network stack of its own may only ask for links and routes (RTNL_F_ALLOW_NONVNET_JAIL).
    """
    if request not in _REQUESTS:
        raise Errno(EOPNOTSUPP, f"netlink knows no {request}")
    priv, in_any_jail, handler = _REQUESTS[request]
    if not in_any_jail and jailed_without_vnet(p.p_ucred):
        raise Errno(
            EPERM,
            f"A jail that shares its parent's network stack may not ask for {request}.",
            "netlink_route.c: rtnl_handle_message",
        )
    if priv is not None:
        priv_check(kernel, p, priv)
    if kernel.watched:
        vnet_walk(kernel, vnet, NETLINK.get(request, "V_ifnet"))
    return handler(kernel, p, vnet, attributes)


def _fib(vnet: Vnet, attributes: Attributes) -> int:
    fib: int = attributes.get("fib", 0)
    if not 0 <= fib < len(vnet.vnet_fibs):
        raise Errno(EINVAL, f"there is no routing table {fib}: net.fibs is {len(vnet.vnet_fibs)}")
    return fib


def _rib(vnet: Vnet, attributes: Attributes) -> Rib:
    """The table of the family and number asked for (RTA_TABLE)."""
    return rib_of(vnet, _fib(vnet, attributes), attributes.get("family", AF_INET))


def route_record(kernel: Kernel, rib: Rib, nhop: Nhop) -> RouteRecord:
    """A route as programs see it (dump_px)."""
    ifp = nhop.nh_ifp
    return RouteRecord(
        rib.rib_family, nhop.rt_dst, nhop.rt_plen, nhop.nh_gateway, nhop.rt_flags, ifp.if_index, ifp.if_xname,
        nhop.nh_mtu, nhop.nh_index, ifp.if_index,
        max(nhop.nh_expire - kernel.now, 0) // 1_000_000 if nhop.nh_expire else 0, nhop.nh_weight,
    )  # fmt: skip


def _exportable(cred: Ucred, rib: Rib, nhop: Nhop) -> bool:
    """A jail on a shared stack sees the host routes to its own addresses, nothing else (rt_is_exportable)."""
    if not jailed_without_vnet(cred):
        return True
    dst = in6_clearscope(nhop.rt_dst) if rib.rib_family == AF_INET6 else nhop.rt_dst
    return nhop.rt_plen == WIDTHS[rib.rib_family] and prison_if(cred, rib.rib_family, dst)


def _getroute(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> Any:
    """The whole table, the route to ``dst``, or with ``plen`` exactly that prefix. Errors: ESRCH, EINVAL."""
    rib = _rib(vnet, attributes)
    if "dst" not in attributes:
        return [route_record(kernel, rib, nhop) for nhop in rib_walk(rib) if _exportable(p.p_ucred, rib, nhop)]
    if "plen" in attributes:
        found = rib_prefix(rib, attributes["dst"], attributes["plen"])
    else:
        found = rib_lookup(rib, attributes["dst"]) or []
    if not found or not _exportable(p.p_ucred, rib, found[0]):
        raise Errno(ESRCH, "There is no such route, or none that this jail may see.", "rt.c: handle_rtm_getroute")
    return route_record(kernel, rib, found[0])


def _getnhops(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> Any:
    """The next hops of a table, in any jail all of them (rtsock.c: sysctl_rtsock, NET_RT_NHOP). Errors: EINVAL."""
    rib = _rib(vnet, attributes)
    return nhop_records(rib, rib_walk(rib))


def _getgroups(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> Any:
    """Its groups of next hops (rtsock.c: sysctl_rtsock, NET_RT_NHGRP). Errors: EINVAL."""
    return group_records(_rib(vnet, attributes))


def _newroute(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> None:
    """Add or change a route (rtnl_handle_newroute). Errors: EINVAL (no way to the gateway), EEXIST, ESRCH (nothing to
    change).
    """
    rib = _rib(vnet, attributes)
    plen: int = attributes["plen"]
    dst = attributes["dst"] & FAMILY_MASKS[rib.rib_family][plen]
    nhop = _finalize_nhop(vnet, rib, dst, plen, attributes)
    nhop.nh_weight = min(attributes.get("weight", 1), RT_MAX_WEIGHT)
    if attributes.get("mtu"):
        nhop.nh_mtu, nhop.nh_fixedmtu = attributes["mtu"], True
    present = rib_prefix(rib, dst, plen)
    if attributes.get("change"):
        if not present:
            raise Errno(ESRCH, "There is no route to this prefix to change.", "route_ctl.c: change_route")
        if any(old.rt_flags & RTF_PINNED for old in present):
            raise Errno(EEXIST, "The route to an own network gives way to no other.", "route_ctl.c: add_route_flags")
        for old in tuple(present):
            rib_del(rib, old, replaced=True)
    elif present:
        _check_multipath(kernel, vnet, nhop, present)
    rib_add(rib, nhop)


def _check_multipath(kernel: Kernel, vnet: Vnet, nhop: Nhop, present: list[Nhop]) -> None:
    """Another way to a prefix may be added if all ways lead by different gateways (nhop_can_multipath)."""
    if not kernel.release.multipath_routes:
        raise Errno(EEXIST, "There is a route to this prefix already.", "route.c: rtrequest1_fib")
    if not vnet.vnet_sysctls.get("net.route.multipath", 1):
        raise Errno(
            EEXIST, "There is a route to this prefix, and net.route.multipath is 0.", "route_ctl.c: add_route_flags"
        )
    if nhop.nh_gateway is None or any(old.nh_gateway is None for old in present):
        raise Errno(EEXIST, "There is a route to this prefix that leads by no gateway.", "route_ctl.c: add_route_flags")
    if any(old.nh_gateway == nhop.nh_gateway and old.nh_ifp is nhop.nh_ifp for old in present):
        raise Errno(EEXIST, "This very route is there already.", "route_ctl.c: add_route_flags")


def _finalize_nhop(vnet: Vnet, rib: Rib, dst: int, plen: int, attributes: Attributes) -> Nhop:
    """Find interface and source address of a new route (finalize_nhop, ifa_ifwithroute). A route that throws packets
    away leads by no gateway, and to lo0 (nhop_set_blackhole). Errors: EINVAL.
    """
    family, gateway = rib.rib_family, attributes.get("gateway")
    flags = attributes.get("flags", 0) | RTF_UP
    flags = flags | RTF_HOST if plen == WIDTHS[family] else flags & ~RTF_HOST
    if gateway is None:
        if "name" not in attributes:
            raise Errno(EINVAL, "finalize_nhop: neither a gateway nor an interface")
        ifp = find_link(vnet, attributes["name"])
        ifa = _ifaof_ifpforaddr(ifp, dst, family)
        flags &= ~RTF_GATEWAY
    else:
        ifp, ifa = _towards(vnet, rib, gateway, attributes.get("name"))
        flags |= RTF_GATEWAY
    if ifa is None:
        version = "IPv6" if family == AF_INET6 else "IPv4"
        raise Errno(EINVAL, f"finalize_nhop: {ifp.if_xname} has no {version} address to send from")
    if flags & (RTF_REJECT | RTF_BLACKHOLE) and family == AF_INET6:
        return Nhop(dst, plen, flags & ~RTF_GATEWAY, vnet.vnet_lo, None, ifa, vnet.vnet_lo.if_mtu)
    return Nhop(dst, plen, flags, ifp, gateway, ifa, ifp.if_mtu)


def _towards(vnet: Vnet, rib: Rib, gateway: int, name: str | None) -> tuple[Ifnet, Ifaddr | None]:
    family = rib.rib_family
    if family == AF_INET6 and in6_getscope(gateway) in vnet.vnet_ifnets:
        name = vnet.vnet_ifnets[in6_getscope(gateway)].if_xname
    if name is not None:
        ifp = find_link(vnet, name)
        return ifp, _ifaof_ifpforaddr(ifp, gateway, family)
    ifa = ifa_ifwithnet(vnet, gateway, family)
    if ifa is not None:
        return ifa.ia_ifp, ifa
    hops = rib_lookup(rib, gateway)
    if not hops or hops[0].rt_plen == 0:
        raise Errno(EINVAL, "ifa_ifwithroute: the gateway is on no network of this stack")
    return hops[0].nh_ifp, hops[0].nh_ifa


def _ifaof_ifpforaddr(ifp: Ifnet, address: int, family: int) -> Ifaddr | None:
    """The address of an interface on the network of ``address``, else its first (ifaof_ifpforaddr)."""
    held: Sequence[Ifaddr] = ifp.if_addrs6 if family == AF_INET6 else ifp.if_addrs
    for ifa in held:
        if (ifa.ia_addr ^ address) & FAMILY_MASKS[family][ifa.ia_plen] == 0:
            return ifa
    return held[0] if held else None


def _delroute(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> RouteRecord:
    """Delete the route to a prefix, or of several the one by ``gateway`` (rtnl_handle_delroute). Errors: ESRCH,
    EADDRINUSE (an own network).
    """
    rib = _rib(vnet, attributes)
    gateway = attributes.get("gateway")
    present = rib_prefix(rib, attributes["dst"], attributes["plen"])
    if not present:
        raise Errno(ESRCH, "There is no route to this prefix.", "route_ctl.c: rib_del_route")
    chosen = [nhop for nhop in present if gateway is None or nhop.nh_gateway == gateway]
    if not chosen:
        raise Errno(
            ESRCH, "The route to this prefix does not lead by that gateway.", "route_ctl.c: rt_delete_conditional"
        )
    if any(nhop.rt_flags & RTF_PINNED for nhop in chosen):
        raise Errno(EADDRINUSE, "rt_delete_conditional: the route belongs to an own address and goes only with it")
    for nhop in chosen:
        rib_del(rib, nhop)
    return route_record(kernel, rib, chosen[0])


def _carp(function: str) -> Callable[..., Any]:
    """A command of the generic family ``carp``, there while its module is. Errors: EPROTONOSUPPORT, its own."""

    def handler(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> Any:
        if "carp" not in kernel.modules:
            raise Errno(EPROTONOSUPPORT, "The module carp is not loaded.", "netlink_generic.c: nlctrl_handle_getfamily")
        return getattr(import_module("simbsd.netinet.ip_carp_ioctl"), function)(kernel, p, vnet, attributes)

    return handler


# request -> (privilege, allowed in a jail on a shared stack, function)
_REQUESTS: dict[str, tuple[Priv | None, bool, Callable[..., Any]]] = {
    "RTM_GETLINK": (None, True, getlink),
    "RTM_NEWADDR": (Priv.PRIV_NET_ADDIFADDR, False, newaddr),
    "RTM_DELADDR": (Priv.PRIV_NET_DELIFADDR, False, deladdr),
    "RTM_GETROUTE": (None, True, _getroute),
    "NET_RT_NHOP": (None, True, _getnhops),
    "NET_RT_NHGRP": (None, True, _getgroups),
    "RTM_NEWROUTE": (Priv.PRIV_NET_ROUTE, False, _newroute),
    "RTM_DELROUTE": (Priv.PRIV_NET_ROUTE, False, _delroute),
    "RTM_GETNEIGH": (None, False, getneigh),
    "RTM_NEWNEIGH": (Priv.PRIV_NET_ROUTE, False, newneigh),
    "RTM_DELNEIGH": (Priv.PRIV_NET_ROUTE, False, delneigh),
    "CARP_NL_CMD_GET": (None, True, _carp("carp_get")),
    "CARP_NL_CMD_SET": (None, True, _carp("carp_set")),
}
