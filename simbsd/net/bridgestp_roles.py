"""Who is the root, which port leads there, and which ports may forward: the election and its hand-shakes.

Models sys/net/bridgestp.c (bstp_assign_roles, bstp_update_state, bstp_update_roles, bstp_update_info, bstp_info_cmp,
bstp_received_bpdu, bstp_pdu_rcvtype, bstp_input).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bridgestp_port import learn_time, set_proto, set_role, set_state, settle, update_tc
from simbsd.net.bridgestp_send import MSG_CFG, MSG_RSTP, MSG_TCN, bpdu_config, bpdu_header, bstp_transmit
from simbsd.sys.bridgestp import (
    DISCARDING,
    FORWARDING,
    INFO_AGED,
    INFO_DISABLED,
    INFO_MINE,
    INFO_RECEIVED,
    LEARNING,
    MAX_FORWARD_DELAY,
    MAX_HELLO_TIME,
    MAX_MAX_AGE,
    MESSAGE_AGE_INCR,
    MIGRATE_DELAY,
    MIN_FORWARD_DELAY,
    MIN_HELLO_TIME,
    MIN_MAX_AGE,
    PROTO_RSTP,
    PROTO_STP,
    ROLE_ALTERNATE,
    ROLE_BACKUP,
    ROLE_DESIGNATED,
    ROLE_DISABLED,
    ROLE_ROOT,
    TICK,
    BstpPort,
    BstpState,
    ConfigUnit,
    PriVector,
)
from simbsd.sys.if_softc import BridgeSoftc

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf

_ADDRESS = (1 << 48) - 1


def info_cmp(pv: PriVector, other: PriVector) -> int:
    """1 when ``other`` is better, 0 when the same, -1 when worse (bstp_info_cmp)."""
    return (other[:4] < pv[:4]) - (other[:4] > pv[:4])


def same_bridge(one: int, other: int) -> bool:
    """Whether two bridge ids have one address (bstp_same_bridgeid)."""
    return one & _ADDRESS == other & _ADDRESS


def assign_roles(kernel: Kernel, bs: BstpState) -> None:
    """Elect the root from what has been heard, and give every port its role (bstp_assign_roles)."""
    sc: BridgeSoftc = bs.bs_bridge.if_softc
    own = (0, sc.sc_max_age * TICK, sc.sc_forward_delay * TICK, sc.sc_hello_time * TICK)
    bs.bs_root_pv, bs.bs_root_times, bs.bs_root_port = bs.bs_bridge_pv, own, None
    root: BstpPort | None = None
    for bp in bs.bs_ports:
        if bp.bp_infois != INFO_RECEIVED:
            continue
        pv = bp.bp_port_pv._replace(cost=bp.bp_port_pv.cost + bp.bp_member.bif_path_cost)
        if not same_bridge(pv.dbridge_id, bs.bs_bridge_pv.dbridge_id) and info_cmp(bs.bs_root_pv, pv) > 0:
            age, *rest = bp.bp_port_times
            bs.bs_root_pv, bs.bs_root_times = pv, (age + MESSAGE_AGE_INCR, *rest)  # type: ignore[assignment]
            root = bp
    for bp in bs.bs_ports:
        bp.bp_desg_pv = PriVector(
            bs.bs_root_pv.root_id, bs.bs_root_pv.cost, bs.bs_bridge_pv.dbridge_id, bp.bp_port_id, bp.bp_port_id
        )
        bp.bp_desg_times = (*bs.bs_root_times[:3], own[3])
        _assign_role(kernel, bs, bp, root)


def _assign_role(kernel: Kernel, bs: BstpState, bp: BstpPort, root: BstpPort | None) -> None:
    if bp.bp_infois == INFO_DISABLED:
        set_role(kernel, bp, ROLE_DISABLED)
    elif bp.bp_infois in (INFO_AGED, INFO_MINE):
        set_role(kernel, bp, ROLE_DESIGNATED)
        stale = info_cmp(bp.bp_port_pv, bp.bp_desg_pv) != 0 or (
            root is not None and bp.bp_port_times != root.bp_port_times
        )
        if bp.bp_infois == INFO_AGED or stale:
            update_info(bp)
    elif bp is root:
        set_role(kernel, bp, ROLE_ROOT)
        bs.bs_root_port = bp
    elif info_cmp(bp.bp_port_pv, bp.bp_desg_pv) > 0:
        set_role(kernel, bp, ROLE_DESIGNATED)
        update_info(bp)
    elif same_bridge(bp.bp_port_pv.dbridge_id, bs.bs_bridge_pv.dbridge_id):
        set_role(kernel, bp, ROLE_BACKUP)
    else:
        set_role(kernel, bp, ROLE_ALTERNATE)


def update_info(bp: BstpPort) -> None:
    """What this bridge says is now what the port keeps (bstp_update_info)."""
    bp.bp_proposing = bp.bp_proposed = False
    if bp.bp_agreed and not (bp.bp_infois == INFO_MINE and info_cmp(bp.bp_port_pv, bp.bp_desg_pv) >= 0):
        bp.bp_agreed = False
    if bp.bp_synced and not bp.bp_agreed:
        bp.bp_synced = False
        bp.bp_bs.bs_allsynced = False
    bp.bp_port_pv, bp.bp_port_times = bp.bp_desg_pv, bp.bp_desg_times
    bp.bp_infois = INFO_MINE
    bp.bp_newinfo = True


def update_state(kernel: Kernel, bp: BstpPort) -> None:
    """Run a port's machines with what is new (bstp_update_state)."""
    bs = bp.bp_bs
    if not bs.bs_allsynced:
        bs.bs_allsynced = all(port.bp_synced or port.bp_role == ROLE_ROOT for port in bs.bs_ports)
    update_roles(kernel, bp)
    update_tc(kernel, bp)


def update_roles(kernel: Kernel, bp: BstpPort) -> None:
    """Proposals, agreements and the way to forwarding, by role (bstp_update_roles)."""
    if bp.bp_role == ROLE_DISABLED:
        settle(bp)
    elif bp.bp_role in (ROLE_ALTERNATE, ROLE_BACKUP):
        _agree(bp)
        settle(bp)
    elif bp.bp_role == ROLE_ROOT:
        _update_root(kernel, bp)
    elif bp.bp_role == ROLE_DESIGNATED:
        _update_designated(kernel, bp)
    if bp.bp_newinfo:
        bstp_transmit(kernel, bp)


def _agree(bp: BstpPort) -> None:
    """Answer a proposal: agree once every other port is in step, else bring them there (bstp_set_all_sync)."""
    bs = bp.bp_bs
    if (bs.bs_allsynced and not bp.bp_agree) or (bp.bp_proposed and bp.bp_agree):
        bp.bp_proposed = False
        if bp.bp_role == ROLE_ROOT:
            bp.bp_sync = False
        bp.bp_agree = bp.bp_newinfo = True
    if bp.bp_proposed and not bp.bp_agree:
        for port in bs.bs_ports:
            port.bp_sync, port.bp_synced = True, False
        bs.bs_allsynced = bp.bp_proposed = False


def _update_root(kernel: Kernel, bp: BstpPort) -> None:
    if bp.bp_state != FORWARDING and not bp.bp_reroot:
        for port in bp.bp_bs.bs_ports:
            port.bp_reroot = True
    _agree(bp)
    rerooted = not any(port.bp_recent_root.active for port in bp.bp_bs.bs_ports if port is not bp)
    at_once = rerooted and not bp.bp_recent_backup.active and bp.bp_protover == PROTO_RSTP
    if bp.bp_state != FORWARDING and (not bp.bp_forward_delay.active or at_once):
        set_state(kernel, bp, LEARNING if bp.bp_state == DISCARDING else FORWARDING)
    if bp.bp_state == FORWARDING:
        bp.bp_reroot = False


def _update_designated(kernel: Kernel, bp: BstpPort) -> None:
    if not bp.bp_recent_root.active:
        bp.bp_reroot = False
    in_step = bp.bp_state == DISCARDING or bp.bp_agreed or bp.bp_operedge
    if bp.bp_sync if bp.bp_synced else in_step:
        bp.bp_recent_root.stop()
        bp.bp_synced, bp.bp_sync = True, False
    if bp.bp_state != FORWARDING and not (bp.bp_agreed or bp.bp_proposing or bp.bp_operedge):
        bp.bp_proposing = bp.bp_newinfo = True
        bp.bp_edge_delay.start(MIGRATE_DELAY if bp.bp_ptp_link else bp.bp_desg_times[1])
    may = not bp.bp_forward_delay.active or bp.bp_agreed or bp.bp_operedge
    if bp.bp_state != FORWARDING and may and not (bp.bp_recent_root.active and bp.bp_reroot) and not bp.bp_sync:
        if bp.bp_agreed or bp.bp_operedge or bp.bp_state == LEARNING:
            set_state(kernel, bp, FORWARDING)
            bp.bp_agreed = bp.bp_protover != PROTO_STP
        else:
            set_state(kernel, bp, LEARNING)
    out_of_step = (bp.bp_sync and not bp.bp_synced) or (bp.bp_reroot and bp.bp_recent_root.active)
    if out_of_step and not bp.bp_operedge and bp.bp_state != DISCARDING:
        set_state(kernel, bp, DISCARDING)
        bp.bp_forward_delay.start(learn_time(bp))


def bstp_input(kernel: Kernel, bp: BstpPort, m: Mbuf) -> bool:
    """A frame for the bridges' group address came in (bstp_input); False when it is no BPDU that can be used."""
    pdu, length = m.m_payload.payload, m.m_payload.type
    header = bpdu_header(pdu[:length]) if isinstance(pdu, bytes) else None
    if not bp.bp_active or header is None:
        return False
    version, message = header
    if version not in (PROTO_STP, PROTO_RSTP):
        return False
    if version != bp.bp_protover:
        if not bp.bp_canmigrate:
            return False
        set_proto(bp, version)
    bp.bp_operedge = False
    bp.bp_edge_delay.start(MIGRATE_DELAY)
    if version == PROTO_STP and message == MSG_TCN:
        bp.bp_rcvdtcn = True
        update_tc(kernel, bp)
        return True
    unit = bpdu_config(pdu[:length], version, bp.bp_port_id)
    if unit is None or message != (MSG_RSTP if version == PROTO_RSTP else MSG_CFG):
        return False
    return _received(kernel, bp, unit)


def _received(kernel: Kernel, bp: BstpPort, unit: ConfigUnit) -> bool:
    """Take in what a neighbour says, and run the machines (bstp_received_bpdu)."""
    in_range = (
        unit.message_age < unit.max_age
        and MIN_MAX_AGE <= unit.max_age <= MAX_MAX_AGE
        and MIN_FORWARD_DELAY <= unit.forward_delay <= MAX_FORWARD_DELAY
        and MIN_HELLO_TIME <= unit.hello_time <= MAX_HELLO_TIME
    )
    if bp.bp_infois in (INFO_DISABLED, INFO_AGED) or not in_range:
        return False
    if unit.role == ROLE_DESIGNATED:
        _from_designated(kernel, bp, unit)
    elif unit.role < 0 or info_cmp(bp.bp_port_pv, unit.pv) > 0:
        return False
    else:
        bp.bp_agreed = unit.agree and bp.bp_ptp_link
        if bp.bp_agreed:
            bp.bp_proposing = False
        _note_changes(bp, unit)
    update_state(kernel, bp)
    return True


def _note_changes(bp: BstpPort, unit: ConfigUnit) -> None:
    bp.bp_rcvdtc = bp.bp_rcvdtc or unit.topology_change
    bp.bp_rcvdtca = bp.bp_rcvdtca or unit.topology_change_ack


def _from_designated(kernel: Kernel, bp: BstpPort, unit: ConfigUnit) -> None:
    """A designated port speaks: better than what is kept, the same again, or worse (bstp_pdu_rcvtype)."""
    times = (unit.message_age, unit.max_age, unit.forward_delay, unit.hello_time)
    kept, better = bp.bp_port_pv, info_cmp(bp.bp_port_pv, unit.pv)
    sender = same_bridge(kept.dbridge_id, unit.pv.dbridge_id) and not (kept.dport_id ^ unit.pv.dport_id) & 0xFFF
    if better < 0 and not sender:
        if unit.learning:
            bp.bp_agreed, bp.bp_proposing = True, False
        return
    superior = better > 0 or sender or bp.bp_port_times != times
    if superior:
        bp.bp_bs.bs_allsynced = bp.bp_agreed = bp.bp_proposing = False
    bp.bp_proposed = bp.bp_proposed or (unit.proposal and not unit.forwarding)
    _note_changes(bp, unit)
    if superior:
        if bp.bp_agree and not (bp.bp_infois == INFO_RECEIVED and info_cmp(kept, unit.pv) >= 0):
            bp.bp_agree = False
        bp.bp_port_pv = unit.pv
        bp.bp_port_times = (*times[:3], max(unit.hello_time, MIN_HELLO_TIME))
    _start_message_age(bp)
    if superior:
        bp.bp_infois = INFO_RECEIVED
        assign_roles(kernel, bp.bp_bs)


def _start_message_age(bp: BstpPort) -> None:
    """What was heard is good for three hello times, unless it is too old already (bstp_set_timer_msgage)."""
    age, max_age, _delay, hello = bp.bp_port_times
    bp.bp_message_age.start(hello * 3 if age + MESSAGE_AGE_INCR <= max_age else 0)
