"""Requests on a netlink socket: links, addresses, routes, neighbours.

Models sys/netlink/route/{iface,rt,neigh}.c and iface_drivers.c as ``(request, attributes)`` in place of messages;
leaves out multipath attributes, nexthop objects, notifications, and filters other than by name, family and prefix.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import jailed_without_vnet
from simbsd.kern.kern_priv import priv_check
from simbsd.net.if_vlan import vlan_base
from simbsd.net.netlink_neigh import delneigh, getneigh, newneigh
from simbsd.net.route import MASKS, ifa_ifwithnet, rib_add, rib_del, rib_lookup, rib_prefix, rib_walk
from simbsd.net.vnet_walk import NETLINK, vnet_walk
from simbsd.netinet.in_ import in_aifaddr, in_difaddr
from simbsd.netinet.in_jail import can_prison_ip4, prison_if
from simbsd.sys.errno import (
    EADDRINUSE,
    EADDRNOTAVAIL,
    EDESTADDRREQ,
    EEXIST,
    EINVAL,
    ENODEV,
    EOPNOTSUPP,
    EPERM,
    ESRCH,
    Errno,
)
from simbsd.sys.priv import Priv
from simbsd.sys.records import IfaRecord, IfRecord, RouteRecord
from simbsd.sys.socketvar import AF_INET
from simbsd.sys.vnet import (
    IFF_LOWER_UP,
    IFF_POINTOPOINT,
    IFF_UP,
    RTF_GATEWAY,
    RTF_HOST,
    RTF_PINNED,
    RTF_UP,
    Ifaddr,
    Ifnet,
    Nhop,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred

Attributes = dict[str, Any]


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


def _ifunit(vnet: Vnet, name: str) -> Ifnet:
    ifp = vnet.vnet_names.get(name)
    if ifp is None:
        raise Errno(ENODEV, f"this stack has no interface {name}")
    return ifp


def _getlink(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> list[IfRecord]:
    """Every interface in the kernel's order, or the one named. A jail sees its own addresses only (prison_if)."""
    if "name" in attributes:
        return [if_record(p.p_ucred, _ifunit(vnet, attributes["name"]))]
    return [if_record(p.p_ucred, ifp) for ifp in vnet.vnet_ifnets.values()]


def if_record(cred: Ucred, ifp: Ifnet) -> IfRecord:
    """An interface as programs see it (dump_iface)."""
    base = vlan_base(ifp)  # a vlan's medium is its parent's
    media = base.if_media if base is not None else ""
    active = bool(media) and base is not None and base.if_link_up
    lower_up = active if media or base is None else bool(ifp.if_flags & IFF_UP)
    addrs = tuple(
        IfaRecord(AF_INET, ifa.ia_addr, ifa.ia_plen, ifa.ia_broadcast, ifa.ia_dst)
        for ifa in ifp.if_addrs
        if prison_if(cred, AF_INET, ifa.ia_addr)
    )
    return IfRecord(
        index=ifp.if_index, name=ifp.if_xname, driver=ifp.if_type,
        flags=ifp.if_flags | (IFF_LOWER_UP if lower_up else 0),
        mtu=ifp.if_mtu, metric=ifp.if_metric, lladdr=ifp.if_lladdr, description=ifp.if_description,
        capabilities=ifp.if_capabilities, groups=tuple(ifp.if_groups), nd6_flags=ifp.if_nd6_flags, fib=ifp.if_fib,
        media=media, status=("active" if active else "no carrier") if media else "",
        baudrate=ifp.if_baudrate, addrs=addrs, ipackets=ifp.if_ipackets, ierrors=ifp.if_ierrors, idrops=ifp.if_iqdrops,
        ibytes=ifp.if_ibytes, opackets=ifp.if_opackets, oerrors=ifp.if_oerrors, obytes=ifp.if_obytes,
        collisions=ifp.if_collisions,
    )  # fmt: skip


def _newaddr(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> None:
    """Give an interface an address (rtnl_handle_newaddr). Errors: ENODEV, EINVAL, EDESTADDRREQ."""
    ifp = _ifunit(vnet, attributes["name"])
    plen = attributes.get("plen", 32)
    if not 0 <= plen <= 32:
        raise Errno(EINVAL, f"a prefix has 0 to 32 bits, not {plen}")
    dst = attributes.get("dst")
    if ifp.if_flags & IFF_POINTOPOINT and not dst:
        raise Errno(EDESTADDRREQ, "in_aifaddr_ioctl: a point-to-point interface needs the other end's address")
    in_aifaddr(kernel, ifp, attributes["addr"], plen, attributes.get("broadcast"), dst)


def _deladdr(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> None:
    """Take an address from an interface (rtnl_handle_deladdr). Errors: ENODEV, EADDRNOTAVAIL."""
    ifp = _ifunit(vnet, attributes["name"])
    addr = attributes.get("addr")
    for ifa in ifp.if_addrs:
        if addr in (None, ifa.ia_addr) and can_prison_ip4(p.p_ucred, ifa.ia_addr):
            in_difaddr(kernel, ifp, ifa)
            return
    raise Errno(
        EADDRNOTAVAIL, f"{ifp.if_xname} has no such address, or none that this jail may see.", "in.c: in_difaddr_ioctl"
    )


def _fib(vnet: Vnet, attributes: Attributes) -> int:
    fib: int = attributes.get("fib", 0)
    if not 0 <= fib < len(vnet.vnet_fibs):
        raise Errno(EINVAL, f"there is no routing table {fib}: net.fibs is {len(vnet.vnet_fibs)}")
    return fib


def route_record(nhop: Nhop) -> RouteRecord:
    """A route as programs see it (dump_px)."""
    ifp = nhop.nh_ifp
    return RouteRecord(
        AF_INET, nhop.rt_dst, nhop.rt_plen, nhop.nh_gateway, nhop.rt_flags, ifp.if_index, ifp.if_xname, nhop.nh_mtu,
        nhop.nh_index, ifp.if_index,
    )  # fmt: skip


def _exportable(cred: Ucred, nhop: Nhop) -> bool:
    """A jail on a shared stack sees the host routes to its own addresses, nothing else (rt_is_exportable)."""
    if not jailed_without_vnet(cred):
        return True
    return nhop.rt_plen == 32 and prison_if(cred, AF_INET, nhop.rt_dst)


def _getroute(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> Any:
    """The whole table, the route to ``dst``, or with ``plen`` exactly that prefix. Errors: ESRCH, EINVAL."""
    fib = _fib(vnet, attributes)
    if "dst" not in attributes:
        return [route_record(nhop) for nhop in rib_walk(vnet, fib) if _exportable(p.p_ucred, nhop)]
    if "plen" in attributes:
        found = rib_prefix(vnet, fib, attributes["dst"], attributes["plen"])
    else:
        found = rib_lookup(vnet, fib, attributes["dst"]) or []
    if not found or not _exportable(p.p_ucred, found[0]):
        raise Errno(ESRCH, "There is no such route, or none that this jail may see.", "rt.c: handle_rtm_getroute")
    return route_record(found[0])


def _newroute(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> None:
    """Add or change a route (rtnl_handle_newroute). Errors: EINVAL (no way to the gateway), EEXIST, ESRCH (nothing to
    change).
    """
    fib = _fib(vnet, attributes)
    plen: int = attributes["plen"]
    dst = attributes["dst"] & MASKS[plen]
    nhop = _finalize_nhop(vnet, fib, dst, plen, attributes)
    present = rib_prefix(vnet, fib, dst, plen)
    if attributes.get("change"):
        if not present:
            raise Errno(ESRCH, "There is no route to this prefix to change.", "route_ctl.c: change_route")
        if any(old.rt_flags & RTF_PINNED for old in present):
            raise Errno(EEXIST, "The route to an own network gives way to no other.", "route_ctl.c: add_route_flags")
        for old in tuple(present):
            rib_del(vnet, fib, old)
    elif present:
        _check_multipath(kernel, vnet, nhop, present)
    rib_add(vnet, fib, nhop)


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


def _finalize_nhop(vnet: Vnet, fib: int, dst: int, plen: int, attributes: Attributes) -> Nhop:
    """Find interface and source address of a new route (finalize_nhop, ifa_ifwithroute). Errors: EINVAL."""
    gateway = attributes.get("gateway")
    flags = attributes.get("flags", 0) | RTF_UP
    flags = flags | RTF_HOST if plen == 32 else flags & ~RTF_HOST
    if gateway is None:
        if "name" not in attributes:
            raise Errno(EINVAL, "finalize_nhop: neither a gateway nor an interface")
        ifp = _ifunit(vnet, attributes["name"])
        ifa = _ifaof_ifpforaddr(ifp, dst)
        flags &= ~RTF_GATEWAY
    else:
        ifp, ifa = _towards(vnet, fib, gateway, attributes.get("name"))
        flags |= RTF_GATEWAY
    if ifa is None:
        raise Errno(EINVAL, f"finalize_nhop: {ifp.if_xname} has no IPv4 address to send from")
    return Nhop(dst, plen, flags, ifp, gateway, ifa, ifp.if_mtu)


def _towards(vnet: Vnet, fib: int, gateway: int, name: str | None) -> tuple[Ifnet, Ifaddr | None]:
    if name is not None:
        ifp = _ifunit(vnet, name)
        return ifp, _ifaof_ifpforaddr(ifp, gateway)
    ifa = ifa_ifwithnet(vnet, gateway)
    if ifa is not None:
        return ifa.ia_ifp, ifa
    hops = rib_lookup(vnet, fib, gateway)
    if not hops or hops[0].rt_plen == 0:
        raise Errno(EINVAL, "ifa_ifwithroute: the gateway is on no network of this stack")
    return hops[0].nh_ifp, hops[0].nh_ifa


def _ifaof_ifpforaddr(ifp: Ifnet, address: int) -> Ifaddr | None:
    """The address of an interface on the network of ``address``, else its first (ifaof_ifpforaddr)."""
    for ifa in ifp.if_addrs:
        if (ifa.ia_addr ^ address) & MASKS[ifa.ia_plen] == 0:
            return ifa
    return ifp.if_addrs[0] if ifp.if_addrs else None


def _delroute(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> RouteRecord:
    """Delete the route to a prefix, or of several the one by ``gateway`` (rtnl_handle_delroute). Errors: ESRCH,
    EADDRINUSE (an own network).
    """
    fib = _fib(vnet, attributes)
    gateway = attributes.get("gateway")
    present = rib_prefix(vnet, fib, attributes["dst"], attributes["plen"])
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
        rib_del(vnet, fib, nhop)
    return route_record(chosen[0])


# request -> (privilege, allowed in a jail on a shared stack, function)
_REQUESTS: dict[str, tuple[Priv | None, bool, Callable[..., Any]]] = {
    "RTM_GETLINK": (None, True, _getlink),
    "RTM_NEWADDR": (Priv.PRIV_NET_ADDIFADDR, False, _newaddr),
    "RTM_DELADDR": (Priv.PRIV_NET_DELIFADDR, False, _deladdr),
    "RTM_GETROUTE": (None, True, _getroute),
    "RTM_NEWROUTE": (Priv.PRIV_NET_ROUTE, False, _newroute),
    "RTM_DELROUTE": (Priv.PRIV_NET_ROUTE, False, _delroute),
    "RTM_GETNEIGH": (None, False, getneigh),
    "RTM_NEWNEIGH": (Priv.PRIV_NET_ROUTE, False, newneigh),
    "RTM_DELNEIGH": (Priv.PRIV_NET_ROUTE, False, delneigh),
}
