"""A port of the spanning tree: its state, its role, and the topology changes it detects and passes on.

Models sys/net/bridgestp.c (bstp_set_port_state, bstp_set_port_role, bstp_set_port_proto, bstp_set_port_tc,
bstp_update_tc, bstp_set_timer_tc, bstp_notify_state, bstp_notify_rtage) and sys/net/if_bridge.c (bridge_state_change,
bridge_rtable_expire).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import log
from simbsd.net.bridgestp_send import bstp_transmit
from simbsd.sys.bridgestp import (
    DEFAULT_FORWARD_DELAY,
    DISCARDING,
    FORWARDING,
    LEARNING,
    MIGRATE_DELAY,
    PROTO_RSTP,
    PROTO_STP,
    ROLE_ALTERNATE,
    ROLE_BACKUP,
    ROLE_DESIGNATED,
    ROLE_DISABLED,
    ROLE_ROOT,
    STP_STATES,
    TC_ACK,
    TC_ACTIVE,
    TC_DETECTED,
    TC_INACTIVE,
    TC_LEARNING,
    TC_PROPAG,
    TC_TC,
    TC_TCN,
    TICK,
    BstpPort,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_STP_COST = 65535
_SECOND = 1_000_000


def set_state(kernel: Kernel, bp: BstpPort, state: int) -> None:
    """Discard, learn or forward; the bridge is told (bstp_set_port_state, bridge_state_change)."""
    if bp.bp_state == state:
        return
    bp.bp_state = state
    if state == LEARNING:
        bp.bp_forward_delay.start(learn_time(bp))
    elif state == FORWARDING:
        bp.bp_forward_delay.stop()
    if not bp.bp_active:
        return
    bp.bp_member.bif_state = STP_STATES[state]
    bp.bp_bs.bs_bridge.if_softc.sc_flows.clear()
    if bp.ifp.if_vnet.vnet_sysctls.get("net.link.bridge.log_stp"):
        log(kernel, f"{bp.bp_bs.bs_bridge.if_xname}: state changed to {STP_STATES[state]} on {bp.ifp.if_xname}")


def learn_time(bp: BstpPort) -> int:
    """How long a port waits in a state: a hello time with rapid spanning tree, else the forward delay."""
    return bp.desg_hello if bp.bp_protover == PROTO_RSTP else bp.bp_desg_times[2]


def set_role(kernel: Kernel, bp: BstpPort, role: int) -> None:
    """Leave a role for another (bstp_set_port_role)."""
    if bp.bp_role == role:
        return
    _leave_role(bp)
    bp.bp_role = role
    bp.bp_proposing = False
    bp.bp_bs.bs_allsynced = False
    if role in (ROLE_DISABLED, ROLE_ALTERNATE, ROLE_BACKUP):
        set_state(kernel, bp, DISCARDING)
        bp.bp_recent_root.stop()
        bp.bp_forward_delay.latch()
        settle(bp)
    elif role == ROLE_ROOT:
        set_state(kernel, bp, DISCARDING)
        bp.bp_recent_root.latch()
    elif role == ROLE_DESIGNATED:
        bp.bp_hello.start(bp.desg_hello)
        bp.bp_agree = False
    update_tc(kernel, bp)


def _leave_role(bp: BstpPort) -> None:
    _age, max_age, delay, hello = bp.bp_desg_times
    if bp.bp_role == ROLE_DISABLED:
        bp.bp_forward_delay.start(max_age)
    elif bp.bp_role == ROLE_ROOT:
        bp.bp_recent_root.start(DEFAULT_FORWARD_DELAY)
    elif bp.bp_role in (ROLE_BACKUP, ROLE_ALTERNATE):
        if bp.bp_role == ROLE_BACKUP:
            bp.bp_recent_backup.start(hello * 2)
        bp.bp_forward_delay.start(delay)
        settle(bp)


def settle(bp: BstpPort) -> None:
    """A port that forwards nothing is in step with the tree."""
    bp.bp_sync = bp.bp_reroot = False
    bp.bp_synced = True


def set_proto(bp: BstpPort, proto: int) -> None:
    """Speak the old or the rapid protocol (bstp_set_port_proto)."""
    if proto == PROTO_STP:
        bp.bp_migrate_delay.stop()
        bp.bp_operedge = False
        bp.bp_member.bif_path_cost = min(bp.bp_member.bif_path_cost, _STP_COST)
    elif proto == PROTO_RSTP:
        bp.bp_migrate_delay.start(MIGRATE_DELAY)
    else:
        return
    bp.bp_protover = proto
    bp.bp_canmigrate = False


def set_tc(kernel: Kernel, bp: BstpPort, state: int) -> None:
    """Enter a topology change state; those that detect or pass on end as active (bstp_set_port_tc)."""
    bp.bp_tcstate = state
    if state == TC_INACTIVE:
        bp.bp_tc.stop()
        _flush(kernel, bp)
        bp.bp_tc_ack = False
        return
    if state == TC_LEARNING:
        bp.bp_rcvdtc = bp.bp_rcvdtcn = bp.bp_rcvdtca = bp.bp_tc_prop = False
        return
    if state in (TC_DETECTED, TC_TCN, TC_PROPAG):
        if state == TC_PROPAG:
            _flush(kernel, bp)
            bp.bp_tc_prop = False
        _start_tc(bp)
    if state in (TC_TCN, TC_TC):
        bp.bp_rcvdtc = bp.bp_rcvdtcn = False
        bp.bp_tc_ack = bp.bp_tc_ack or bp.bp_role == ROLE_DESIGNATED
    if state in (TC_DETECTED, TC_TCN, TC_TC):
        for other in bp.bp_bs.bs_ports:
            if other is not bp:
                other.bp_tc_prop = True
    if state == TC_DETECTED:
        bp.bp_newinfo = True
        bstp_transmit(kernel, bp)
    if state == TC_ACK:
        bp.bp_tc.stop()
        bp.bp_rcvdtca = False
    bp.bp_tcstate = TC_ACTIVE


def _start_tc(bp: BstpPort) -> None:
    """How long the change is told (bstp_set_timer_tc)."""
    if bp.bp_tc.active:
        return
    if bp.bp_protover == PROTO_RSTP:
        bp.bp_tc.start(bp.desg_hello + TICK)
        bp.bp_newinfo = True
    else:
        times = bp.bp_bs.bs_root_times
        bp.bp_tc.start(times[1] + times[2])


def _flush(kernel: Kernel, bp: BstpPort) -> None:
    """What was learned behind this port is stale: forgotten at once, or with the old protocol after the forward delay
    (bstp_notify_rtage, bridge_rtable_expire).
    """
    if not bp.bp_active:
        return
    bp.bp_bs.bs_bridge.if_softc.sc_flows.clear()
    table = bp.bp_bs.bs_bridge.if_softc.sc_rthash
    mine = [key for key, node in table.items() if node.brt_ifp is bp.ifp and not node.brt_flags]
    latest = kernel.now + bp.bp_desg_times[2] // TICK * _SECOND
    for key in mine:
        if bp.bp_protover == PROTO_RSTP:
            del table[key]
        else:
            table[key].brt_expire = min(table[key].brt_expire, latest)


def update_tc(kernel: Kernel, bp: BstpPort) -> None:
    """Go on from the topology change state the port is in (bstp_update_tc)."""
    in_tree = bp.bp_role in (ROLE_DESIGNATED, ROLE_ROOT)
    if bp.bp_tcstate == TC_ACTIVE:
        if not in_tree or bp.bp_operedge:
            set_tc(kernel, bp, TC_LEARNING)
        if bp.bp_rcvdtcn:
            set_tc(kernel, bp, TC_TCN)
        if bp.bp_rcvdtc:
            set_tc(kernel, bp, TC_TC)
        if bp.bp_tc_prop and not bp.bp_operedge:
            set_tc(kernel, bp, TC_PROPAG)
        if bp.bp_rcvdtca:
            set_tc(kernel, bp, TC_ACK)
    elif bp.bp_tcstate == TC_INACTIVE:
        if bp.bp_state in (LEARNING, FORWARDING):
            set_tc(kernel, bp, TC_LEARNING)
    else:
        if bp.bp_rcvdtc or bp.bp_rcvdtcn or bp.bp_rcvdtca or bp.bp_tc_prop:
            set_tc(kernel, bp, TC_LEARNING)
        elif not in_tree and bp.bp_state == DISCARDING:
            set_tc(kernel, bp, TC_INACTIVE)
        if in_tree and bp.bp_state == FORWARDING and not bp.bp_operedge:
            set_tc(kernel, bp, TC_DETECTED)
