"""Requests about bridges: members, addresses, parameters.

Models sys/net/if_bridge.c (bridge_control_table and its functions); the spanning tree's part is in
net/if_bridge_stp.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_priv import priv_check
from simbsd.kern.subr_prf import log
from simbsd.net.if_bridge import IFBAF_STATIC, IFBIF_SPAN, SECOND, bridge_rttrim
from simbsd.net.if_bridge_member import bridge_delete_span, bridge_ifdetach, bridge_join, can_member_have_addresses
from simbsd.net.if_bridge_stp import STP_REQUESTS, bridge_member
from simbsd.net.if_mtu import check_mtu, set_mtu
from simbsd.sys.errno import EBUSY, EEXIST, EINVAL, ENOENT, Errno
from simbsd.sys.if_softc import BridgeMember, BridgeRtnode, BridgeSoftc
from simbsd.sys.in6 import is_linklocal
from simbsd.sys.priv import Priv
from simbsd.sys.records import BridgeAddrRecord
from simbsd.sys.vnet import Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_JOINABLE = ("epair", "em", "vlan", "tap", "gif", "lagg")


def bridge_ioctl(kernel: Kernel, p: Proc, bridge: Ifnet, request: str, arguments: tuple[Any, ...]) -> Any:
    """One request about a bridge (bridge_ioctl). Errors: EINVAL (no bridge), EPERM, and the request's own."""
    if bridge.if_type != "bridge":
        raise Errno(EINVAL, f"{bridge.if_xname} is no bridge")
    privileged, handler = BRIDGE_REQUESTS[request]
    if privileged:
        priv_check(kernel, p, Priv.PRIV_NET_BRIDGE)
    bridge.if_softc.sc_flows.clear()
    return handler(kernel, bridge, *arguments)


def _add(kernel: Kernel, bridge: Ifnet, name: str) -> None:
    """Make an interface a member (bridge_ioctl_add); the first one gives the bridge its MTU, later ones take it."""
    sc: BridgeSoftc = bridge.if_softc
    ifp = bridge.if_vnet.vnet_names.get(name)
    if ifp is None:
        raise Errno(ENOENT, f"bridge_ioctl_add: this stack has no interface {name}")
    if bridge in ifp.if_spans:
        raise Errno(EBUSY, f"{name} is a span port of {bridge.if_xname}.", "if_bridge.c: bridge_ioctl_add")
    if ifp.if_bridge is bridge:
        raise Errno(EEXIST, f"{name} is a member already.", "if_bridge.c: bridge_ioctl_add")
    if ifp.if_bridge is not None:
        raise Errno(EBUSY, f"{name} is a member of {ifp.if_bridge.if_xname}.", "if_bridge.c: bridge_ioctl_add")
    if ifp.if_type not in _JOINABLE:
        raise Errno(EINVAL, f"bridge_ioctl_add: {name} is not an Ethernet that can join a bridge")
    if (ifp.if_addrs or ifp.if_addrs6) and not can_member_have_addresses(kernel, bridge):
        raise Errno(EINVAL, f"{name} has an address: give it to the bridge itself.", "if_bridge.c: bridge_ioctl_add")
    _keep_zones_apart(kernel, bridge, ifp)
    if not sc.sc_members:
        set_mtu(bridge, ifp.if_mtu)
    elif ifp.if_mtu != bridge.if_mtu:
        check_mtu(ifp, bridge.if_mtu)
        set_mtu(ifp, bridge.if_mtu)
    bridge_join(kernel, bridge, ifp)


def _keep_zones_apart(kernel: Kernel, bridge: Ifnet, ifp: Ifnet) -> None:
    """A bridge with a link-local address takes IPv6 from its members: one link is one zone (bridge_ioctl_add)."""
    allowed = bridge.if_vnet.vnet_sysctls.get("net.link.bridge.allow_llz_overlap", 0)
    if allowed or not _has_linklocal(bridge):
        return
    from simbsd.netinet6.in6 import in6_purgeaddrs
    from simbsd.netinet6.nd6 import lltable6_flush

    for member in (*(port.bif_ifp for port in bridge.if_softc.sc_members), ifp):
        if _has_linklocal(member):
            in6_purgeaddrs(kernel, member)
            lltable6_flush(kernel, member)
            why = "before adding it as a member to prevent IPv6 address scope violation."
            log(kernel, f"{bridge.if_xname}: IPv6 addresses on {member.if_xname} have been removed {why}")


def _has_linklocal(ifp: Ifnet) -> bool:
    return any(is_linklocal(ia.ia_addr) for ia in ifp.if_addrs6)


def _delete(kernel: Kernel, bridge: Ifnet, name: str) -> None:
    bridge_ifdetach(kernel, bridge_member(bridge, name).bif_ifp)


def _rts(kernel: Kernel, bridge: Ifnet) -> list[BridgeAddrRecord]:
    """The address table, newest first (bridge_ioctl_rts)."""
    sc: BridgeSoftc = bridge.if_softc
    bridge_rttrim(kernel, sc)
    return [
        BridgeAddrRecord(node.brt_addr, node.brt_vlan, node.brt_ifp.if_xname, _left(kernel, node), node.brt_flags)
        for node in reversed(sc.sc_rthash.values())
    ]


def _left(kernel: Kernel, node: BridgeRtnode) -> int:
    return max(0, node.brt_expire // SECOND - kernel.now // SECOND) if node.brt_expire else 0


def _static(kernel: Kernel, bridge: Ifnet, name: str, mac: bytes) -> None:
    """Say for ever behind which member an address is (bridge_ioctl_saddr)."""
    port = bridge_member(bridge, name)
    sc: BridgeSoftc = bridge.if_softc
    if mac[0] & 1 or not any(mac):
        raise Errno(EINVAL, "bridge_rtupdate: not the address of one station")
    sc.sc_rthash.pop((mac, 0), None)
    sc.sc_rthash[mac, 0] = BridgeRtnode(mac, 0, port.bif_ifp, 0, IFBAF_STATIC)


def _deladdr(kernel: Kernel, bridge: Ifnet, mac: bytes) -> None:
    sc: BridgeSoftc = bridge.if_softc
    keys = [key for key in sc.sc_rthash if key[0] == mac]
    if not keys:
        raise Errno(ENOENT, "bridge_rtdaddr: the address is not in the table")
    for key in keys:
        del sc.sc_rthash[key]


def _flush(kernel: Kernel, bridge: Ifnet, everything: bool) -> None:
    sc: BridgeSoftc = bridge.if_softc
    for key in [key for key, node in sc.sc_rthash.items() if everything or not node.brt_flags]:
        del sc.sc_rthash[key]


def _limited(member: str, least: int, most: int) -> Callable[..., None]:
    """A handler that stores a bridge parameter within bounds. Errors: EINVAL."""

    def store(kernel: Kernel, bridge: Ifnet, value: int) -> None:
        if not least <= value <= most:
            raise Errno(EINVAL, f"the value is between {least} and {most}")
        setattr(bridge.if_softc, member, value)

    return store


def _set_cache(kernel: Kernel, bridge: Ifnet, count: int) -> None:
    """How many addresses the table may hold; those beyond go (bridge_ioctl_scache, bridge_rttrim)."""
    sc: BridgeSoftc = bridge.if_softc
    sc.sc_maxaddr = count
    for key in [key for key, node in sc.sc_rthash.items() if not node.brt_flags][: max(0, len(sc.sc_rthash) - count)]:
        del sc.sc_rthash[key]


def _set_addrmax(kernel: Kernel, bridge: Ifnet, name: str, count: int) -> None:
    bridge_member(bridge, name).bif_addrmax = count


def _check_span(bridge: Ifnet, name: str) -> Ifnet:
    """An interface of this stack by name. Errors: ENOENT."""
    ifp = bridge.if_vnet.vnet_names.get(name)
    if ifp is None:
        raise Errno(ENOENT, f"bridge_ioctl_addspan: this stack has no interface {name}")
    return ifp


def _addspan(kernel: Kernel, bridge: Ifnet, name: str) -> None:
    """Let an interface get a copy of all that the bridge handles (bridge_ioctl_addspan)."""
    ifp = _check_span(bridge, name)
    if bridge in ifp.if_spans or ifp.if_bridge is not None:
        raise Errno(EBUSY, f"{name} is in use by a bridge.", "if_bridge.c: bridge_ioctl_addspan")
    if ifp.if_type not in _JOINABLE:
        raise Errno(EINVAL, f"bridge_ioctl_addspan: {name} is not an Ethernet")
    bridge.if_softc.sc_span.insert(0, BridgeMember(ifp, bif_flags=IFBIF_SPAN))
    ifp.if_spans = (*ifp.if_spans, bridge)


def _delspan(kernel: Kernel, bridge: Ifnet, name: str) -> None:
    ifp = _check_span(bridge, name)
    if bridge not in ifp.if_spans:
        raise Errno(ENOENT, f"bridge_ioctl_delspan: {name} is no span port of {bridge.if_xname}")
    bridge_delete_span(bridge, ifp)


# request -> (needs PRIV_NET_BRIDGE, function)
BRIDGE_REQUESTS: dict[str, tuple[bool, Callable[..., Any]]] = {
    "BRDGADD": (True, _add),
    "BRDGDEL": (True, _delete),
    "BRDGRTS": (False, _rts),
    "BRDGSADDR": (True, _static),
    "BRDGDADDR": (True, _deladdr),
    "BRDGFLUSH": (True, _flush),
    "BRDGSTO": (True, _limited("sc_timeout", 0, 0xFFFFFFFF)),
    "BRDGSCACHE": (True, _set_cache),
    "BRDGSIFAMAX": (True, _set_addrmax),
    "BRDGADDS": (True, _addspan),
    "BRDGDELS": (True, _delspan),
    **STP_REQUESTS,
}
