"""Requests about interfaces: each with its privilege, its checks, and what it changes.

Models sys/net/if.c (ifioctl, ifhwioctl, if_vmove_loan, if_vmove_reclaim); leaves out the choice of media,
capabilities' effect, and requests that netlink answers.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import prison_find_child
from simbsd.kern.kern_priv import priv_check
from simbsd.net.ether_frame import ether_setpcp
from simbsd.net.if_ import if_down, if_rename, if_setlladdr, if_up, if_vmove, rt_ifmsg
from simbsd.net.if_bridge_ioctl import BRIDGE_REQUESTS, bridge_ioctl
from simbsd.net.if_clone import if_clone_create, if_clone_destroy, if_cloners, ifunit
from simbsd.net.if_mtu import IF_MAXMTU, IF_MINMTU, check_mtu, set_mtu
from simbsd.net.if_vlan_ioctl import vlan_get, vlan_set, vlan_setpcp
from simbsd.net.vnet_walk import vnet_walk
from simbsd.netinet6.in6_ifstat import icmp6_ifstat, in6_ifstat
from simbsd.netinet6.in6_src_policy import addrsel_add, addrsel_delete
from simbsd.netinet6.nd6_ioctl import (
    nd6_flush_prefixes,
    nd6_flush_routers,
    nd6_getdefif,
    nd6_getinfo,
    nd6_setdefif,
    nd6_setinfo,
)
from simbsd.sys.errno import (
    EBUSY,
    EEXIST,
    EINVAL,
    ENAMETOOLONG,
    ENOENT,
    ENOTTY,
    ENXIO,
    EOPNOTSUPP,
    Errno,
)
from simbsd.sys.priv import Priv
from simbsd.sys.vnet import (
    IFF_ALLMULTI,
    IFF_BROADCAST,
    IFF_LOOPBACK,
    IFF_MULTICAST,
    IFF_POINTOPOINT,
    IFF_PPROMISC,
    IFF_PROMISC,
    IFF_RUNNING,
    IFF_SIMPLEX,
    IFF_UP,
    IFNAMSIZ,
    Ifnet,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.jail import Prison
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

DESCR_MAX = 1024
_SWITCHES_CAPABILITIES = ("em", "lagg", "lo", "tap", "vlan")  # the others end in ether_ioctl or refuse themselves
_CANTCHANGE = (
    IFF_BROADCAST
    | IFF_LOOPBACK
    | IFF_POINTOPOINT
    | IFF_RUNNING
    | IFF_MULTICAST
    | IFF_ALLMULTI
    | IFF_SIMPLEX
    | IFF_PROMISC
)

Request = Callable[..., Any]


def ifioctl(kernel: Kernel, p: Proc, vnet: Vnet, request: str, arguments: tuple[Any, ...]) -> Any:
    """One request on a socket of ``vnet`` (ifioctl). Errors: EPERM, ENXIO (no such interface), ENOTTY, EBUSY, and the
    request's own.
    """
    if vnet.vnet_shutdown:
        raise Errno(EBUSY, "This network stack is shutting down.", "if.c: ifioctl")
    if kernel.watched:
        vnet_walk(kernel, vnet, "V_if_cloners" if request in _BY_CLONER else "V_ifnet")
    if request in _BY_NAME:
        priv, handler = _BY_NAME[request]
        if priv is not None:
            priv_check(kernel, p, priv)
        return handler(kernel, p, vnet, *arguments)
    if request not in _BY_IFNET and request not in BRIDGE_REQUESTS:
        raise Errno(ENOTTY, f"{request} is no request of a socket")
    ifp = ifunit(vnet, arguments[0])
    if ifp is None:
        raise Errno(ENXIO, f"ifunit: this stack has no interface {arguments[0]}")
    if request in BRIDGE_REQUESTS:
        return bridge_ioctl(kernel, p, ifp, request, arguments[1:])
    priv, handler = _BY_IFNET[request]
    if priv is not None:
        priv_check(kernel, p, priv)
    return handler(kernel, p, ifp, *arguments[1:])


def _create(kernel: Kernel, p: Proc, vnet: Vnet, name: str, params: tuple[str, int, int] | None = None) -> str:
    return if_clone_create(kernel, vnet, p.p_ucred, name, params)


def _destroy(kernel: Kernel, p: Proc, vnet: Vnet, name: str) -> None:
    if_clone_destroy(kernel, vnet, name)


def _cloners(kernel: Kernel, p: Proc, vnet: Vnet) -> list[str]:
    return if_cloners(kernel)


def _find_child(kernel: Kernel, p: Proc, jid: int) -> Prison:
    prison = prison_find_child(kernel, p.p_ucred.cr_prison, jid)
    if prison is None:
        raise Errno(ENXIO, f"if_vmove: jail {jid} is not below the caller's")
    return prison


def _setvnet(kernel: Kernel, p: Proc, ifp: Ifnet, jid: int) -> None:
    """Move an interface into a jail's stack (if_vmove_loan)."""
    target = _find_child(kernel, p, jid).pr_vnet
    if target is ifp.if_vnet:
        raise Errno(
            EEXIST, f"Jail {jid} uses the network stack that {ifp.if_xname} is in already.", "if.c: if_vmove_loan"
        )
    if ifunit(target, ifp.if_xname) is not None:
        raise Errno(EEXIST, f"Jail {jid} has an interface {ifp.if_xname} already.", "if.c: if_vmove_loan")
    if target.vnet_shutdown:
        raise Errno(EBUSY, "The network stack of that jail is shutting down.", "if.c: if_vmove_loan")
    if_vmove(kernel, ifp, target)


def _setrvnet(kernel: Kernel, p: Proc, vnet: Vnet, name: str, jid: int) -> None:
    """Pull an interface out of a jail's stack into the caller's (if_vmove_reclaim)."""
    source = _find_child(kernel, p, jid).pr_vnet
    ifp = ifunit(source, name)
    if ifp is None:
        raise Errno(ENXIO, f"if_vmove_reclaim: jail {jid} has no interface {name}")
    if source is vnet:
        raise Errno(EEXIST, f"{name} is in this stack already.", "if.c: if_vmove_reclaim")
    if source.vnet_shutdown:
        raise Errno(EBUSY, "The network stack of that jail is shutting down.", "if.c: if_vmove_reclaim")
    if_vmove(kernel, ifp, vnet)


def _setflags(kernel: Kernel, p: Proc, ifp: Ifnet, set_bits: int, clear_bits: int) -> None:
    """Set and clear flags that a program may change; UP starts and stops the interface (SIOCSIFFLAGS)."""
    set_bits &= ~_CANTCHANGE
    clear_bits &= ~_CANTCHANGE
    ifp.if_flags = (ifp.if_flags | set_bits & ~IFF_UP) & ~(clear_bits & ~IFF_UP)
    if set_bits & IFF_PPROMISC:
        ifp.if_flags |= IFF_PROMISC
    elif clear_bits & IFF_PPROMISC and not ifp.if_pcount:
        ifp.if_flags &= ~IFF_PROMISC
    if (set_bits | clear_bits) & IFF_PPROMISC:
        ifp.if_init(kernel, ifp)
    if set_bits & IFF_UP:
        if_up(kernel, ifp)
    elif clear_bits & IFF_UP:
        if_down(kernel, ifp)


def _setmtu(kernel: Kernel, p: Proc, ifp: Ifnet, mtu: int) -> None:
    """Change the MTU; a bridge or a lagg changes it on all its members (SIOCSIFMTU)."""
    if not IF_MINMTU <= mtu <= IF_MAXMTU:
        raise Errno(EINVAL, f"an MTU is between {IF_MINMTU} and {IF_MAXMTU}")
    if ifp.if_bridge is not None:
        raise Errno(
            EOPNOTSUPP, f"ifhwioctl: {ifp.if_xname} is a member of {ifp.if_bridge.if_xname}, which has one MTU for all"
        )
    members = [port.bif_ifp for port in ifp.if_softc.sc_members] if ifp.if_type == "bridge" else []
    if ifp.if_lagg is not None:
        raise Errno(EINVAL, f"lagg_port_ioctl: {ifp.if_xname} is a port of {ifp.if_lagg.lp_softc.sc_ifp.if_xname}")
    if ifp.if_type == "lagg":
        members = [port.lp_ifp for port in ifp.if_softc.sc_ports]
    for one in (ifp, *members):
        check_mtu(one, mtu)
    for one in (ifp, *members):
        set_mtu(one, mtu)
    rt_ifmsg(kernel, ifp)


def _setname(kernel: Kernel, p: Proc, ifp: Ifnet, name: str) -> None:
    """Rename (SIOCSIFNAME)."""
    if not name:
        raise Errno(EINVAL, "ifhwioctl: the new name is empty")
    if len(name) >= IFNAMSIZ:
        raise Errno(ENAMETOOLONG, f"ifhwioctl: a name has at most {IFNAMSIZ - 1} characters")
    if name != ifp.if_xname and ifunit(ifp.if_vnet, name) is not None:
        raise Errno(EEXIST, f"This stack has an interface {name} already.", "if.c: ifhwioctl")
    if_rename(kernel, ifp, name)


def _setlladdr(kernel: Kernel, p: Proc, ifp: Ifnet, mac: bytes) -> None:
    if ifp.if_lladdr is None or len(mac) != 6 or mac[0] & 1:
        raise Errno(EINVAL, f"if_setlladdr: {ifp.if_xname} cannot have this link-level address")
    if_setlladdr(kernel, ifp, mac)


def _setdescr(kernel: Kernel, p: Proc, ifp: Ifnet, text: str) -> None:
    if len(text.encode("utf-8", "surrogateescape")) >= DESCR_MAX:
        raise Errno(ENAMETOOLONG, f"a description has less than {DESCR_MAX} bytes")
    ifp.if_description = text


def _setmetric(kernel: Kernel, p: Proc, ifp: Ifnet, metric: int) -> None:
    ifp.if_metric = metric


def _setfib(kernel: Kernel, p: Proc, ifp: Ifnet, fib: int) -> None:
    if not 0 <= fib < len(ifp.if_vnet.vnet_fibs):
        raise Errno(EINVAL, f"ifhwioctl: net.fibs is {len(ifp.if_vnet.vnet_fibs)}")
    ifp.if_fib = fib


def _setcap(kernel: Kernel, p: Proc, ifp: Ifnet, set_bits: int, clear_bits: int) -> None:
    """Switch capabilities, which do nothing here but to be shown (SIOCSIFCAP). Errors: EINVAL (there is none, or the
    driver cannot switch it).
    """
    if (set_bits | clear_bits) & ~ifp.if_capabilities or ifp.if_type not in _SWITCHES_CAPABILITIES:
        raise Errno(EINVAL, f"ifhwioctl: {ifp.if_xname} has no such capability, or cannot switch it")
    ifp.if_capoff = ifp.if_capoff & ~set_bits | clear_bits


def _addgroup(kernel: Kernel, p: Proc, ifp: Ifnet, group: str) -> None:
    if not group or group[-1].isdigit() or len(group) >= IFNAMSIZ:
        raise Errno(EINVAL, "if_addgroup: a group's name is short and does not end in a digit")
    if group in ifp.if_groups:
        raise Errno(EEXIST, f"{ifp.if_xname} is in group {group} already.", "if.c: if_addgroup")
    ifp.if_groups.append(group)


def _delgroup(kernel: Kernel, p: Proc, ifp: Ifnet, group: str) -> None:
    if group not in ifp.if_groups:
        raise Errno(ENOENT, f"if_delgroup: {ifp.if_xname} is not in group {group}")
    ifp.if_groups.remove(group)


def _setcable(kernel: Kernel, p: Proc, ifp: Ifnet, *properties: int | None) -> None:
    from simbsd.net.cable import cable_set

    cable_set(kernel, p, ifp, *properties)


def _getcable(kernel: Kernel, p: Proc, ifp: Ifnet) -> Any:
    from simbsd.net.cable import cable_get

    return cable_get(kernel, p, ifp)


def _late(module: str, function: str) -> Request:
    """A request about a kind of interface whose driver is imported by the first."""

    def handler(kernel: Kernel, p: Proc, ifp: Ifnet, *arguments: Any) -> Any:
        return getattr(import_module(f"simbsd.net.{module}"), function)(kernel, p, ifp, *arguments)

    return handler


_BY_NAME: dict[str, tuple[Priv | None, Request]] = {
    "SIOCIFCREATE2": (Priv.PRIV_NET_IFCREATE, _create),
    "SIOCIFDESTROY": (Priv.PRIV_NET_IFDESTROY, _destroy),
    "SIOCIFGCLONERS": (None, _cloners),
    "SIOCSRTRFLUSH_IN6": (Priv.PRIV_NETINET_ND6, nd6_flush_routers),
    "SIOCSPFXFLUSH_IN6": (Priv.PRIV_NETINET_ND6, nd6_flush_prefixes),
    "SIOCSIFRVNET": (Priv.PRIV_NET_SETIFVNET, _setrvnet),
    "SIOCAADDRCTL_POLICY": (Priv.PRIV_NETINET_ADDRCTRL6, addrsel_add),
    "SIOCDADDRCTL_POLICY": (Priv.PRIV_NETINET_ADDRCTRL6, addrsel_delete),
}
_BY_CLONER = ("SIOCIFCREATE2", "SIOCIFDESTROY", "SIOCIFGCLONERS")
_BY_IFNET: dict[str, tuple[Priv | None, Request]] = {
    "SIOCSIFFLAGS": (Priv.PRIV_NET_SETIFFLAGS, _setflags),
    "SIOCSIFMTU": (Priv.PRIV_NET_SETIFMTU, _setmtu),
    "SIOCSIFNAME": (Priv.PRIV_NET_SETIFNAME, _setname),
    "SIOCSIFVNET": (Priv.PRIV_NET_SETIFVNET, _setvnet),
    "SIOCSIFLLADDR": (Priv.PRIV_NET_SETLLADDR, _setlladdr),
    "SIOCSIFDESCR": (Priv.PRIV_NET_SETIFDESCR, _setdescr),
    "SIOCSIFMETRIC": (Priv.PRIV_NET_SETIFMETRIC, _setmetric),
    "SIOCSIFFIB": (Priv.PRIV_NET_SETIFFIB, _setfib),
    "SIOCSIFCAP": (Priv.PRIV_NET_SETIFCAP, _setcap),
    "SIOCAIFGROUP": (Priv.PRIV_NET_ADDIFGROUP, _addgroup),
    "SIOCDIFGROUP": (Priv.PRIV_NET_DELIFGROUP, _delgroup),
    "SIOCSETVLAN": (Priv.PRIV_NET_HWIOCTL, vlan_set),
    "SIOCGETVLAN": (None, vlan_get),
    "SIOCSVLANPCP": (None, vlan_setpcp),
    "SIOCSLANPCP": (None, ether_setpcp),
    "SIOCSIFPHYADDR": (Priv.PRIV_NET_HWIOCTL, _late("if_gif", "gif_set")),
    "SIOCDIFPHYADDR": (Priv.PRIV_NET_HWIOCTL, _late("if_gif", "gif_delete")),
    "SIOCGIFPHYADDR": (None, _late("if_gif", "gif_get")),
    "STF6RD_SV4NET": (None, _late("if_stf", "stf_set")),
    "STF6RD_SBR": (None, _late("if_stf", "stf_setbr")),
    "STF6RD_GV4NET": (None, _late("if_stf", "stf_get")),
    "SIOCGLAGG": (None, _late("if_lagg_ioctl", "lagg_get")),
    "SIOCSLAGG": (None, _late("if_lagg_ioctl", "lagg_setproto")),
    "SIOCSLAGGHASH": (None, _late("if_lagg_ioctl", "lagg_sethash")),
    "SIOCSLAGGOPTS": (None, _late("if_lagg_ioctl", "lagg_setopts")),
    "SIOCSLAGGPORT": (None, _late("if_lagg_ioctl", "lagg_addport")),
    "SIOCSLAGGDELPORT": (None, _late("if_lagg_ioctl", "lagg_delport")),
    "SIOCSIFMEDIA": (Priv.PRIV_NET_HWIOCTL, _late("if_media", "ifmedia_set")),
    "SIOCSCABLE": (Priv.PRIV_NET_HWIOCTL, _setcable),
    "SIOCGCABLE": (None, _getcable),
    "SIOCGIFINFO_IN6": (None, nd6_getinfo),
    "SIOCGIFSTAT_IN6": (None, in6_ifstat),
    "SIOCGIFSTAT_ICMP6": (None, icmp6_ifstat),
    "SIOCSIFINFO_IN6": (Priv.PRIV_NETINET_ND6, nd6_setinfo),
    "SIOCGDEFIFACE_IN6": (None, nd6_getdefif),
    "SIOCSDEFIFACE_IN6": (Priv.PRIV_NETINET_ND6, nd6_setdefif),
}
IFIOCTLS = frozenset(_BY_NAME) | frozenset(_BY_IFNET) | frozenset(BRIDGE_REQUESTS)
