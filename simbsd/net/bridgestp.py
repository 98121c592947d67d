"""The spanning tree of a bridge: joining and leaving it, its clock of one tick a second, its parameters.

Models sys/net/bridgestp.c (bstp_create, bstp_enable, bstp_disable, bstp_init, bstp_stop, bstp_reinit, bstp_tick,
bstp_ifupdstatus, bstp_set_*). Imported when a bridge's member first joins a tree or is told how to behave in one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.bridgestp_port import set_proto, set_role, set_state, set_tc
from simbsd.net.bridgestp_roles import assign_roles, update_roles, update_state
from simbsd.net.bridgestp_send import bstp_hello_timer_expiry
from simbsd.net.if_bridge_member import bridge_path_cost
from simbsd.sys.bridgestp import (
    DISCARDING,
    INFO_AGED,
    INFO_DISABLED,
    INFO_RECEIVED,
    LINK_TIMER,
    PROTO_RSTP,
    ROLE_DESIGNATED,
    ROLE_DISABLED,
    STP_STATES,
    TC_INACTIVE,
    BstpPort,
    BstpState,
    PriVector,
)
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.if_softc import BridgeMember, BridgeSoftc
from simbsd.sys.vnet import IFF_UP, Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

SECOND = 1_000_000
_SPEAKS = ("epair", "em", "vlan", "tap", "lagg")  # IFT_ETHER and IFT_L2VLAN
EDGE, AUTOEDGE, PTP, AUTOPTP, ADMEDGE, ADMCOST = 0x20, 0x40, 0x80, 0x100, 0x200, 0x400
BSTP_FLAGS = EDGE | AUTOEDGE | PTP | AUTOPTP | ADMEDGE | ADMCOST


def bstp_state(bridge: Ifnet) -> BstpState:
    """The tree of a bridge, made when first asked for (bstp_attach)."""
    sc: BridgeSoftc = bridge.if_softc
    if sc.sc_stp is None:
        sc.sc_stp = BstpState(bridge, bs_running=bool(bridge.if_flags & IFF_UP))
        _no_tree(sc, sc.sc_stp)
    return sc.sc_stp


def bstp_port(bridge: Ifnet, member: BridgeMember) -> BstpPort:
    """A member's port of the tree, made when first asked for (bstp_create)."""
    bs = bstp_state(bridge)
    if member.bif_stp is None:
        member.bif_stp = BstpPort(bs, member)
        set_proto(member.bif_stp, bridge.if_softc.sc_proto)
    return member.bif_stp


def bstp_flags(member: BridgeMember) -> int:
    """A member's flags with those of the tree (bridge_ioctl_gifflags)."""
    bp = member.bif_stp
    if bp is None:
        return member.bif_flags
    bits = (
        (EDGE, bp.bp_operedge), (AUTOEDGE, bp.bp_autoedge), (PTP, bp.bp_ptp_link), (AUTOPTP, bp.bp_autoptp),
        (ADMEDGE, bp.bp_admedge), (ADMCOST, bp.bp_admcost),
    )  # fmt: skip
    return member.bif_flags & ~BSTP_FLAGS | sum(bit for bit, held in bits if held)


def check_bstp(ifp: Ifnet) -> None:
    """Whether an interface can take part in a tree (bstp_enable). Errors: EINVAL."""
    if ifp.if_type not in _SPEAKS:
        raise Errno(EINVAL, f"bstp_enable: {ifp.if_xname} is no Ethernet")


def bstp_enable(kernel: Kernel, bp: BstpPort) -> None:
    """Take part in the tree (bstp_enable, after its check)."""
    bs = bp.bp_bs
    bs.bs_ports.insert(0, bp)
    bp.bp_active = bp.bp_newinfo = True
    bp.bp_member.bif_state = STP_STATES[bp.bp_state]
    bs.bs_bridge.if_softc.sc_flows.clear()
    bstp_reinit(kernel, bs)
    update_roles(kernel, bp)


def bstp_disable(kernel: Kernel, bp: BstpPort) -> None:
    """Leave the tree: frames pass whatever it says (bstp_disable)."""
    bs = bp.bp_bs
    bp.bp_infois = INFO_DISABLED
    bs.bs_ports.remove(bp)
    bp.bp_active = False
    bp.bp_member.bif_state = "forwarding"
    bs.bs_bridge.if_softc.sc_flows.clear()
    bstp_reinit(kernel, bs)


def bstp_init(kernel: Kernel, bs: BstpState) -> None:
    """The bridge is up: the clock runs (bstp_init)."""
    bs.bs_running = True
    bstp_reinit(kernel, bs)


def bstp_stop(kernel: Kernel, bs: BstpState) -> None:
    """The bridge is down: nothing is forwarded, the clock stands (bstp_stop)."""
    for bp in bs.bs_ports:
        set_state(kernel, bp, DISCARDING)
    bs.bs_running = False
    _stop_clock(bs)


def _stop_clock(bs: BstpState) -> None:
    callout_stop(bs.bs_callout)
    bs.bs_callout = None


def _no_tree(sc: BridgeSoftc, bs: BstpState) -> None:
    bs.bs_bridge_pv = bs.bs_root_pv = PriVector(sc.sc_priority << 48, 0, sc.sc_priority << 48, 0, 0)
    bs.bs_root_port = None


def bstp_reinit(kernel: Kernel, bs: BstpState) -> None:
    """Begin anew with the least address among the members as this bridge's (bstp_reinit)."""
    sc: BridgeSoftc = bs.bs_bridge.if_softc
    macs = [
        port.bif_ifp.if_lladdr
        for port in sc.sc_members
        if port.bif_ifp.if_type in _SPEAKS and port.bif_ifp.if_lladdr and any(port.bif_ifp.if_lladdr)
    ]
    if not bs.bs_ports or not macs:
        _no_tree(sc, bs)
        for bp in bs.bs_ports:
            bp.bp_infois = INFO_DISABLED
            set_role(kernel, bp, ROLE_DISABLED)
        _stop_clock(bs)
        return
    own = sc.sc_priority << 48 | int.from_bytes(min(macs), "big")
    bs.bs_bridge_pv = PriVector(own, 0, own, 0, 0)
    if bs.bs_running and bs.bs_callout is None:
        bs.bs_callout = callout_reset(kernel, SECOND, bstp_tick, bs)
    for bp in bs.bs_ports:
        bp.bp_port_id = bp.bp_member.bif_priority << 8 | bp.ifp.if_index & 0xFFF
        callout_reset(kernel, 0, bstp_ifupdstatus, bp)
    assign_roles(kernel, bs)
    bs.bs_link.start(LINK_TIMER)


def bstp_ifupdstatus(kernel: Kernel, bp: BstpPort) -> None:
    """Look at a port's link: up, full duplex, its speed (bstp_ifupdstatus)."""
    if not bp.bp_active:
        return
    ifp, member, changed = bp.ifp, bp.bp_member, False
    if not ifp.if_flags & IFF_UP or not ifp.if_link_up:
        if bp.bp_infois != INFO_DISABLED:
            bp.bp_infois = INFO_DISABLED
            bp.bp_operedge = bp.bp_operedge or (bp.bp_admedge and bp.bp_protover == PROTO_RSTP)
            changed = True
    else:
        if bp.bp_autoptp and not bp.bp_ptp_link:
            bp.bp_ptp_link = changed = True
        if bp.bp_pndcost:
            bp.bp_pndcost = False
            changed = changed or member.bif_path_cost != bridge_path_cost(ifp)
            member.bif_path_cost = bridge_path_cost(ifp)
        if bp.bp_role == ROLE_DISABLED:
            bp.bp_infois = INFO_AGED
            changed = True
    if changed:
        assign_roles(kernel, bp.bp_bs)


def bstp_tick(kernel: Kernel, bs: BstpState) -> None:
    """Once a second: every port's timers, then its machines (bstp_tick)."""
    bs.bs_callout = None
    if not bs.bs_running:
        return
    if bs.bs_link.expired():
        for bp in bs.bs_ports:
            callout_reset(kernel, 0, bstp_ifupdstatus, bp)
        bs.bs_link.start(LINK_TIMER)
    for bp in tuple(bs.bs_ports):
        for timer in (bp.bp_tc, bp.bp_recent_root, bp.bp_forward_delay, bp.bp_recent_backup):
            timer.expired()
        if bp.bp_hello.expired():
            bstp_hello_timer_expiry(kernel, bp)
        if bp.bp_message_age.expired() and bp.bp_infois == INFO_RECEIVED:
            bp.bp_infois = INFO_AGED
            assign_roles(kernel, bs)
        if bp.bp_migrate_delay.expired():
            bp.bp_canmigrate = True
        if bp.bp_edge_delay.expired():
            _edge_delay_expiry(bp)
        update_state(kernel, bp)
        bp.bp_txcount = max(0, bp.bp_txcount - 1)
    bs.bs_callout = callout_reset(kernel, SECOND, bstp_tick, bs)


def _edge_delay_expiry(bp: BstpPort) -> None:
    """Nobody has answered: there is no bridge at the other end (bstp_edge_delay_expiry)."""
    if bp.bp_autoedge and bp.bp_protover == PROTO_RSTP and bp.bp_proposing and bp.bp_role == ROLE_DESIGNATED:
        bp.bp_operedge = True


def bstp_set_flags(kernel: Kernel, bp: BstpPort, flags: int) -> None:
    """How a port takes its link: edge or not, point to point or shared (bstp_set_edge, _autoedge, _ptp, _autoptp)."""
    bp.bp_operedge = bp.bp_admedge = bool(flags & EDGE)
    bp.bp_autoedge = bool(flags & AUTOEDGE)
    if bp.bp_autoedge and not bp.bp_edge_delay.active:
        _edge_delay_expiry(bp)
    bp.bp_ptp_link = bool(flags & PTP)
    bp.bp_autoptp = bool(flags & AUTOPTP)
    if bp.bp_autoptp and bp.bp_role != ROLE_DISABLED:
        callout_reset(kernel, 0, bstp_ifupdstatus, bp)


def bstp_set_protocol(kernel: Kernel, bs: BstpState, proto: int) -> None:
    """Every port begins anew with the protocol (bstp_set_protocol)."""
    for bp in bs.bs_ports:
        bp.bp_infois = INFO_DISABLED
        bp.bp_txcount = 0
        set_proto(bp, proto)
        set_role(kernel, bp, ROLE_DISABLED)
        set_tc(kernel, bp, TC_INACTIVE)
        bp.bp_recent_backup.stop()
    bstp_reinit(kernel, bs)
