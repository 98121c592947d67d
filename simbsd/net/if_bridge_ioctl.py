"""Requests about bridges: members, addresses, parameters.

Models sys/net/if_bridge.c (bridge_control_table and its functions); leaves out span ports, and lets the spanning
tree's parameters be set but do nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_priv import priv_check
from simbsd.net.if_bridge import IFBAF_STATIC, IFBIF_SPAN, SECOND, bridge_rttrim
from simbsd.net.if_bridge_member import bridge_ifdetach, bridge_join, can_member_have_addresses
from simbsd.net.if_mtu import check_mtu
from simbsd.sys.errno import EBUSY, EEXIST, EINVAL, ENOENT, Errno
from simbsd.sys.priv import Priv
from simbsd.sys.records import BridgeAddrRecord, BridgeMemberRecord, BridgeRecord
from simbsd.sys.vnet import IFF_RUNNING, BridgeMember, BridgeRtnode, BridgeSoftc, Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_JOINABLE = ("epair", "em", "vlan")


def bridge_ioctl(kernel: Kernel, p: Proc, bridge: Ifnet, request: str, arguments: tuple[Any, ...]) -> Any:
    """One request about a bridge (bridge_ioctl). Errors: EINVAL (no bridge), EPERM, and the request's own."""
    if bridge.if_type != "bridge":
        raise Errno(EINVAL, f"{bridge.if_xname} is no bridge")
    privileged, handler = BRIDGE_REQUESTS[request]
    if privileged:
        priv_check(kernel, p, Priv.PRIV_NET_BRIDGE)
    return handler(kernel, bridge, *arguments)


def _member(bridge: Ifnet, name: str) -> BridgeMember:
    for port in bridge.if_softc.sc_members:
        if port.bif_ifp.if_xname == name:
            found: BridgeMember = port
            return found
    raise Errno(ENOENT, f"bridge_lookup_member: {name} is no member of {bridge.if_xname}")


def _add(kernel: Kernel, bridge: Ifnet, name: str) -> None:
    """Make an interface a member (bridge_ioctl_add); the first one gives the bridge its MTU, later ones take it."""
    sc: BridgeSoftc = bridge.if_softc
    ifp = bridge.if_vnet.vnet_names.get(name)
    if ifp is None:
        raise Errno(ENOENT, f"bridge_ioctl_add: this stack has no interface {name}")
    if ifp.if_bridge is bridge:
        raise Errno(EEXIST, f"{name} is a member already.", "if_bridge.c: bridge_ioctl_add")
    if ifp.if_bridge is not None:
        raise Errno(EBUSY, f"{name} is a member of {ifp.if_bridge.if_xname}.", "if_bridge.c: bridge_ioctl_add")
    if ifp.if_type not in _JOINABLE:
        raise Errno(EINVAL, f"bridge_ioctl_add: {name} is not an Ethernet that can join a bridge")
    if (ifp.if_addrs or ifp.if_addrs6) and not can_member_have_addresses(kernel, bridge):
        raise Errno(EINVAL, f"{name} has an address: give it to the bridge itself.", "if_bridge.c: bridge_ioctl_add")
    if not sc.sc_members:
        bridge.if_mtu = ifp.if_mtu
    elif ifp.if_mtu != bridge.if_mtu:
        check_mtu(ifp, bridge.if_mtu)
        ifp.if_mtu = bridge.if_mtu
    bridge_join(kernel, bridge, ifp)


def _delete(kernel: Kernel, bridge: Ifnet, name: str) -> None:
    bridge_ifdetach(kernel, _member(bridge, name).bif_ifp)


def _param(kernel: Kernel, bridge: Ifnet) -> BridgeRecord:
    """Parameters and members; without the spanning tree root and bridge ids are zero (bridge_ioctl_gbparam)."""
    sc: BridgeSoftc = bridge.if_softc
    root = sc.sc_priority if bridge.if_flags & IFF_RUNNING else 0
    members = tuple(
        BridgeMemberRecord(
            port.bif_ifp.if_xname, port.bif_ifp.if_index, port.bif_flags, port.bif_priority, port.bif_path_cost
        )
        for port in sc.sc_members
    )
    return BridgeRecord(
        bytes(6), bytes(6), sc.sc_priority, root, sc.sc_hello_time, sc.sc_forward_delay, sc.sc_max_age,
        sc.sc_hold_count, sc.sc_maxaddr, sc.sc_timeout, 0, 0, members,
    )  # fmt: skip


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
    port = _member(bridge, name)
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


def _setifflags(kernel: Kernel, bridge: Ifnet, name: str, set_bits: int, clear_bits: int) -> None:
    port = _member(bridge, name)
    if set_bits & IFBIF_SPAN:
        raise Errno(EINVAL, "bridge_ioctl_sifflags: a span port is made otherwise")
    port.bif_flags = (port.bif_flags | set_bits) & ~clear_bits


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


def _set_member(member: str, most: int) -> Callable[..., None]:
    def store(kernel: Kernel, bridge: Ifnet, name: str, value: int) -> None:
        port = _member(bridge, name)
        if not 0 <= value <= most:
            raise Errno(EINVAL, f"the value is between 0 and {most}")
        setattr(port, member, value)

    return store


# request -> (needs PRIV_NET_BRIDGE, function); the bounds are those of sys/net/bridgestp.h.
BRIDGE_REQUESTS: dict[str, tuple[bool, Callable[..., Any]]] = {
    "BRDGADD": (True, _add),
    "BRDGDEL": (True, _delete),
    "BRDGPARAM": (False, _param),
    "BRDGRTS": (False, _rts),
    "BRDGSADDR": (True, _static),
    "BRDGDADDR": (True, _deladdr),
    "BRDGFLUSH": (True, _flush),
    "BRDGSIFFLGS": (True, _setifflags),
    "BRDGSTO": (True, _limited("sc_timeout", 0, 0xFFFFFFFF)),
    "BRDGSCACHE": (True, _set_cache),
    "BRDGSHT": (True, _limited("sc_hello_time", 1, 2)),
    "BRDGSFD": (True, _limited("sc_forward_delay", 4, 30)),
    "BRDGSMA": (True, _limited("sc_max_age", 6, 40)),
    "BRDGSTXHC": (True, _limited("sc_hold_count", 1, 10)),
    "BRDGSPRI": (True, _limited("sc_priority", 0, 61440)),
    "BRDGSIFPRIO": (True, _set_member("bif_priority", 240)),
    "BRDGSIFCOST": (True, _set_member("bif_path_cost", 200_000_000)),
}
