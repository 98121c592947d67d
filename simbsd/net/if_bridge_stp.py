"""Requests about a bridge's spanning tree, and the record of a bridge with its members.

Models sys/net/if_bridge.c (bridge_ioctl_gbparam, bridge_ioctl_gifs, bridge_ioctl_sifflags and the functions that set
the tree's parameters) with the bounds of sys/net/bridgestp.h.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.net.if_bridge_member import bridge_path_cost
from simbsd.sys.errno import EINVAL, ENOENT, EPERM, Errno
from simbsd.sys.if_softc import BridgeMember, BridgeSoftc
from simbsd.sys.records import BridgeMemberRecord, BridgeRecord
from simbsd.sys.vnet import IFF_RUNNING, Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_STP, _SPAN, _BSTP_FLAGS = 0x4, 0x8, 0x7E0
_PROTO_STP, _PROTO_RSTP = 0, 2
_ID_MAC = (1 << 48) - 1
_MAX_PRIORITY, _MAX_PORT_PRIORITY, _MAX_PATH_COST, _STP_COST = 61440, 240, 200_000_000, 65535
# The tree's parts are imported by the first bridge that has one: most have none.


def bridge_member(bridge: Ifnet, name: str) -> BridgeMember:
    """A member by name (bridge_lookup_member). Errors: ENOENT."""
    for port in bridge.if_softc.sc_members:
        if port.bif_ifp.if_xname == name:
            found: BridgeMember = port
            return found
    raise Errno(ENOENT, f"bridge_lookup_member: {name} is no member of {bridge.if_xname}")


def _param(kernel: Kernel, bridge: Ifnet) -> BridgeRecord:
    """Parameters and members; without the spanning tree root and bridge ids are zero (bridge_ioctl_gbparam)."""
    sc: BridgeSoftc = bridge.if_softc
    own = root = (sc.sc_priority if bridge.if_flags & IFF_RUNNING else 0) << 48
    cost = port = 0
    if sc.sc_stp is not None:
        bs = sc.sc_stp
        own, root, cost = bs.bs_bridge_pv.dbridge_id, bs.bs_root_pv.root_id, bs.bs_root_pv.cost
        port = bs.bs_root_port.bp_port_id if bs.bs_root_port is not None else 0
    return BridgeRecord(
        (root & _ID_MAC).to_bytes(6, "big"), (own & _ID_MAC).to_bytes(6, "big"), sc.sc_priority, root >> 48,
        sc.sc_hello_time, sc.sc_forward_delay, sc.sc_max_age, sc.sc_hold_count, sc.sc_maxaddr, sc.sc_timeout,
        cost, port, tuple(_member_record(one) for one in (*sc.sc_members, *sc.sc_span)), sc.sc_proto,
    )  # fmt: skip


def _member_record(port: BridgeMember) -> BridgeMemberRecord:
    flags, tree = port.bif_flags, ()
    if port.bif_stp is not None:
        from simbsd.net.bridgestp import bstp_flags

        flags = bstp_flags(port)
        tree = (port.bif_stp.bp_protover, port.bif_stp.bp_role, port.bif_stp.bp_state)  # type: ignore[assignment]
    ifp, span = port.bif_ifp, flags & _SPAN
    numbers = (0, 0) if span else (port.bif_priority, port.bif_path_cost)
    return BridgeMemberRecord(ifp.if_xname, ifp.if_index, flags, *numbers, port.bif_addrmax, *tree)


def _setifflags(kernel: Kernel, bridge: Ifnet, name: str, set_bits: int, clear_bits: int) -> None:
    """Set and clear a member's flags; those of the tree go to its port (bridge_ioctl_sifflags). Errors: EINVAL."""
    port = bridge_member(bridge, name)
    if set_bits & _SPAN:
        raise Errno(EINVAL, "bridge_ioctl_sifflags: a span port is made otherwise")
    if not (set_bits | clear_bits) & (_STP | _BSTP_FLAGS) and port.bif_stp is None:
        port.bif_flags = (port.bif_flags | set_bits) & ~clear_bits
        return
    from simbsd.net.bridgestp import bstp_disable, bstp_enable, bstp_flags, bstp_port, bstp_set_flags, check_bstp

    flags = (bstp_flags(port) | set_bits) & ~clear_bits
    starts, stops = flags & _STP and not port.bif_flags & _STP, port.bif_flags & _STP and not flags & _STP
    if starts:
        check_bstp(port.bif_ifp)
    bp = bstp_port(bridge, port)
    if starts:
        bstp_enable(kernel, bp)
    elif stops:
        bstp_disable(kernel, bp)
    bstp_set_flags(kernel, bp, flags)
    port.bif_flags = flags & ~_BSTP_FLAGS


def _reinit(kernel: Kernel, bridge: Ifnet) -> None:
    if bridge.if_softc.sc_stp is not None:
        from simbsd.net.bridgestp import bstp_reinit

        bstp_reinit(kernel, bridge.if_softc.sc_stp)


def _limited(member: str, least: int, most: int, step: int = 1) -> Callable[..., None]:
    """A handler that stores a parameter of the tree within bounds, and begins anew. Errors: EINVAL."""

    def store(kernel: Kernel, bridge: Ifnet, value: int) -> None:
        if not least <= value <= most:
            raise Errno(EINVAL, f"the value is between {least} and {most}")
        setattr(bridge.if_softc, member, value - value % step)
        _reinit(kernel, bridge)

    return store


def _set_hello(kernel: Kernel, bridge: Ifnet, value: int) -> None:
    """The hello time, which is fixed with rapid spanning tree (bstp_set_htime). Errors: EPERM, EINVAL."""
    if bridge.if_softc.sc_proto != _PROTO_STP:
        raise Errno(EPERM, "The hello time can be set with protocol stp only.", "bridgestp.c: bstp_set_htime")
    _limited("sc_hello_time", 1, 2)(kernel, bridge, value)


def _set_hold(kernel: Kernel, bridge: Ifnet, value: int) -> None:
    if not 1 <= value <= 10:
        raise Errno(EINVAL, "bstp_set_holdcount: the value is between 1 and 10")
    sc: BridgeSoftc = bridge.if_softc
    sc.sc_hold_count = value
    for bp in sc.sc_stp.bs_ports if sc.sc_stp is not None else ():
        bp.bp_txcount = 0


def _set_proto(kernel: Kernel, bridge: Ifnet, proto: int) -> None:
    """The protocol of the tree: stp or rstp (bstp_set_protocol). Errors: EINVAL."""
    if proto not in (_PROTO_STP, _PROTO_RSTP):
        raise Errno(EINVAL, "bstp_set_protocol: no such protocol")
    sc: BridgeSoftc = bridge.if_softc
    sc.sc_proto, sc.sc_hello_time = proto, 2
    if sc.sc_stp is not None:
        from simbsd.net.bridgestp import bstp_set_protocol

        bstp_set_protocol(kernel, sc.sc_stp, proto)


def _set_priority(kernel: Kernel, bridge: Ifnet, name: str, value: int) -> None:
    port = bridge_member(bridge, name)
    if not 0 <= value <= _MAX_PORT_PRIORITY:
        raise Errno(EINVAL, f"bstp_set_port_priority: the value is between 0 and {_MAX_PORT_PRIORITY}")
    port.bif_priority = value - value % 16
    _reinit(kernel, bridge)


def _set_cost(kernel: Kernel, bridge: Ifnet, name: str, value: int) -> None:
    """A member's path cost; 0 takes that of its speed again (bstp_set_path_cost). Errors: EINVAL."""
    port = bridge_member(bridge, name)
    if not 0 <= value <= _MAX_PATH_COST:
        raise Errno(EINVAL, f"bstp_set_path_cost: the value is between 0 and {_MAX_PATH_COST}")
    from simbsd.net.bridgestp import bstp_port

    bp = bstp_port(bridge, port)
    most = _STP_COST if bp.bp_protover == _PROTO_STP else _MAX_PATH_COST
    bp.bp_admcost = value != 0
    port.bif_path_cost = min(value or bridge_path_cost(port.bif_ifp), most)
    _reinit(kernel, bridge)


STP_REQUESTS: dict[str, tuple[bool, Callable[..., Any]]] = {
    "BRDGPARAM": (False, _param),
    "BRDGSIFFLGS": (True, _setifflags),
    "BRDGSHT": (True, _set_hello),
    "BRDGSFD": (True, _limited("sc_forward_delay", 4, 30)),
    "BRDGSMA": (True, _limited("sc_max_age", 6, 40)),
    "BRDGSTXHC": (True, _set_hold),
    "BRDGSPRI": (True, _limited("sc_priority", 0, _MAX_PRIORITY, 4096)),
    "BRDGSPROTO": (True, _set_proto),
    "BRDGSIFPRIO": (True, _set_priority),
    "BRDGSIFCOST": (True, _set_cost),
}
