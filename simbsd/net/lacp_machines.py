"""The machines of a LACP port: receive, multiplex, transmit, and when to speak without being asked.

Models sys/net/ieee8023ad_lacp.c (lacp_sm_rx*, lacp_sm_mux*, lacp_set_mux, lacp_sm_ptx*, lacp_sm_tx, lacp_run_timers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import printf
from simbsd.net.lacp_aggregator import lacp_disable_distributing, lacp_enable_distributing, lacp_unselect
from simbsd.net.lacp_pdu import lacp_xmit_lacpdu
from simbsd.sys.lacp import (
    LACP_AGGREGATE_WAIT_TIME,
    LACP_FAST_PERIODIC_TIME,
    LACP_LONG_TIMEOUT_TIME,
    LACP_MUX_ATTACHED,
    LACP_MUX_COLLECTING,
    LACP_MUX_DETACHED,
    LACP_MUX_DISTRIBUTING,
    LACP_MUX_WAITING,
    LACP_PARTNER_ADMIN,
    LACP_SHORT_TIMEOUT_TIME,
    LACP_SLOW_PERIODIC_TIME,
    LACP_STATE_ACTIVITY,
    LACP_STATE_AGGREGATION,
    LACP_STATE_COLLECTING,
    LACP_STATE_DEFAULTED,
    LACP_STATE_DISTRIBUTING,
    LACP_STATE_EXPIRED,
    LACP_STATE_SYNC,
    LACP_STATE_TIMEOUT,
    LACP_TIMER_CURRENT_WHILE,
    LACP_TIMER_PERIODIC,
    LACP_TIMER_WAIT_WHILE,
    LacpPdu,
    LacpPeer,
    LacpPort,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

SECOND = 1_000_000
_PDUS_A_SECOND = 3
_OPTIMISTIC = LACP_STATE_SYNC | LACP_STATE_AGGREGATION | LACP_STATE_COLLECTING | LACP_STATE_DISTRIBUTING
_TOLD = LACP_STATE_ACTIVITY | LACP_STATE_SYNC | LACP_STATE_AGGREGATION


def lacp_run_timers(kernel: Kernel, lp: LacpPort) -> None:
    """A second has passed; that for the partner's silence runs only while it is silent (lacp_run_timers)."""
    for timer, expired in ((LACP_TIMER_CURRENT_WHILE, _rx_timer), (LACP_TIMER_PERIODIC, _ptx_timer),
                           (LACP_TIMER_WAIT_WHILE, _mux_timer)):  # fmt: skip
        if lp.lp_timer[timer] == 0:
            continue
        if timer != LACP_TIMER_CURRENT_WHILE or kernel.now - lp.lp_last_lacpdu_rx >= SECOND:
            lp.lp_timer[timer] -= 1
        if lp.lp_timer[timer] == 0:
            expired(lp)


def lacp_sm_rx(kernel: Kernel, lp: LacpPort, du: LacpPdu) -> None:
    """The partner has spoken; a frame of one's own is none of its (lacp_sm_rx)."""
    if not lp.lp_state & LACP_STATE_AGGREGATION or du.actor[:2] == lp.lp_actor[:2]:
        return
    lp.lp_last_lacpdu_rx = kernel.now
    _update_selected(lp, du.actor, du.actor_state)
    if lp.lp_actor != du.partner or (lp.lp_state ^ du.partner_state) & _TOLD:
        lp.lp_ntt = True  # lacp_sm_rx_update_ntt
    _record_pdu(lp, du)
    short = lp.lp_state & LACP_STATE_TIMEOUT
    lp.lp_timer[LACP_TIMER_CURRENT_WHILE] = LACP_SHORT_TIMEOUT_TIME if short else LACP_LONG_TIMEOUT_TIME
    lp.lp_state &= ~LACP_STATE_EXPIRED
    lacp_sm_tx(kernel, lp)


def _record_pdu(lp: LacpPort, du: LacpPdu) -> None:
    """Keep what the partner says of itself; it is in step when it knows this port (lacp_sm_rx_record_pdu)."""
    before, theirs = lp.lp_pstate, du.partner_state
    active = du.actor_state & LACP_STATE_ACTIVITY or lp.lp_state & theirs & LACP_STATE_ACTIVITY
    lp.lp_partner, lp.lp_pstate = du.actor, du.actor_state
    known = not (lp.lp_state ^ theirs) & LACP_STATE_AGGREGATION and lp.lp_actor == du.partner
    if active and (known or not theirs & LACP_STATE_AGGREGATION):
        if lp.lp_lsc.lsc_strict_mode:
            lp.lp_pstate |= LACP_STATE_SYNC
    else:
        lp.lp_pstate &= ~LACP_STATE_SYNC
    lp.lp_state &= ~LACP_STATE_DEFAULTED
    _ptx_update_timeout(lp, before)


def _admin_state(lp: LacpPort) -> int:
    return 0 if lp.lp_lsc.lsc_strict_mode else _OPTIMISTIC


def lacp_sm_rx_record_default(lp: LacpPort) -> None:
    """Nobody speaks: take the partner for what the administrator says (lacp_sm_rx_record_default)."""
    before = lp.lp_pstate
    lp.lp_partner, lp.lp_pstate = LACP_PARTNER_ADMIN, _admin_state(lp)
    lp.lp_state |= LACP_STATE_DEFAULTED
    _ptx_update_timeout(lp, before)


def _update_selected(lp: LacpPort, peer: LacpPeer, state: int) -> None:
    """Another partner: another aggregator (lacp_sm_rx_update_selected_from_peerinfo)."""
    if lp.lp_partner != peer or (lp.lp_pstate ^ state) & LACP_STATE_AGGREGATION:
        lp.lp_selected = False


def lacp_sm_rx_set_expired(lp: LacpPort) -> None:
    """The partner is silent: ask it to speak fast, three seconds long (lacp_sm_rx_set_expired)."""
    lp.lp_pstate = lp.lp_pstate & ~LACP_STATE_SYNC | LACP_STATE_TIMEOUT
    lp.lp_timer[LACP_TIMER_CURRENT_WHILE] = LACP_SHORT_TIMEOUT_TIME
    lp.lp_state |= LACP_STATE_EXPIRED


def _rx_timer(lp: LacpPort) -> None:
    """From current to expired, from there to the default (lacp_sm_rx_timer)."""
    if not lp.lp_state & LACP_STATE_EXPIRED:
        lacp_sm_rx_set_expired(lp)
        return
    _update_selected(lp, LACP_PARTNER_ADMIN, _admin_state(lp))
    lacp_sm_rx_record_default(lp)
    lp.lp_state &= ~LACP_STATE_EXPIRED


def _next_mux(lp: LacpPort) -> int:
    """The state that follows from what is known now (lacp_sm_mux)."""
    selected, sync = lp.lp_selected, lp.lp_pstate & LACP_STATE_SYNC
    collecting = lp.lp_pstate & LACP_STATE_COLLECTING
    state = lp.lp_mux_state
    if state == LACP_MUX_DETACHED:
        return LACP_MUX_WAITING if selected else state
    if state == LACP_MUX_WAITING:
        if not selected:
            return LACP_MUX_DETACHED
        assert lp.lp_aggregator is not None
        return state if lp.lp_aggregator.la_pending else LACP_MUX_ATTACHED
    if state == LACP_MUX_ATTACHED:
        return LACP_MUX_DETACHED if not selected else LACP_MUX_COLLECTING if sync else state
    if state == LACP_MUX_COLLECTING:
        return LACP_MUX_ATTACHED if not selected or not sync else LACP_MUX_DISTRIBUTING if collecting else state
    return state if selected and sync and collecting else LACP_MUX_COLLECTING


def lacp_sm_mux(kernel: Kernel, lp: LacpPort) -> None:
    """Go as far towards distributing, or away from it, as what is known allows (lacp_sm_mux)."""
    while (state := _next_mux(lp)) != lp.lp_mux_state:
        if lp.lp_mux_state == LACP_MUX_DISTRIBUTING:
            printf(kernel, f"{lp.lp_lagg.lp_ifp.if_xname}: Interface stopped DISTRIBUTING, possible flapping")
            lp.lp_lsc.lsc_softc.sc_flapping += 1
        lacp_set_mux(kernel, lp, state)


def lacp_set_mux(kernel: Kernel, lp: LacpPort, state: int) -> None:
    """Enter a state of the multiplexer (lacp_set_mux)."""
    la = lp.lp_aggregator
    if lp.lp_mux_state == state:
        return
    if state == LACP_MUX_DETACHED:
        lp.lp_state &= ~LACP_STATE_SYNC
        lacp_disable_distributing(kernel, lp)
        lp.lp_state &= ~LACP_STATE_COLLECTING
        if lp.lp_timer[LACP_TIMER_WAIT_WHILE]:
            assert la is not None
            la.la_pending -= 1
            lp.lp_timer[LACP_TIMER_WAIT_WHILE] = 0
        lacp_unselect(lp)
    elif state == LACP_MUX_WAITING:
        assert la is not None
        lp.lp_timer[LACP_TIMER_WAIT_WHILE] = LACP_AGGREGATE_WAIT_TIME
        la.la_pending += 1
    elif state == LACP_MUX_ATTACHED:
        lp.lp_state = (lp.lp_state | LACP_STATE_SYNC) & ~LACP_STATE_COLLECTING
    elif state == LACP_MUX_COLLECTING:
        lp.lp_state |= LACP_STATE_COLLECTING
        lacp_disable_distributing(kernel, lp)
    else:
        lacp_enable_distributing(kernel, lp)
    if state in (LACP_MUX_DETACHED, LACP_MUX_ATTACHED, LACP_MUX_COLLECTING):
        lp.lp_ntt = True
    lp.lp_mux_state = state


def _mux_timer(lp: LacpPort) -> None:
    assert lp.lp_aggregator is not None
    lp.lp_aggregator.la_pending -= 1


def _ptx_update_timeout(lp: LacpPort, before: int) -> None:
    """The partner wants to hear more often, or less (lacp_sm_ptx_update_timeout)."""
    if (before ^ lp.lp_pstate) & LACP_STATE_TIMEOUT:
        lp.lp_timer[LACP_TIMER_PERIODIC] = 0
        if lp.lp_pstate & LACP_STATE_TIMEOUT:
            lp.lp_ntt = True


def lacp_sm_ptx_tx_schedule(lp: LacpPort) -> None:
    """Speak as often as the partner wants, when one of the two is active (lacp_sm_ptx_tx_schedule)."""
    if not (lp.lp_state | lp.lp_pstate) & LACP_STATE_ACTIVITY:
        lp.lp_timer[LACP_TIMER_PERIODIC] = 0
    elif not lp.lp_timer[LACP_TIMER_PERIODIC]:
        fast = lp.lp_pstate & LACP_STATE_TIMEOUT
        lp.lp_timer[LACP_TIMER_PERIODIC] = LACP_FAST_PERIODIC_TIME if fast else LACP_SLOW_PERIODIC_TIME


def _ptx_timer(lp: LacpPort) -> None:
    lp.lp_ntt = True


def lacp_sm_tx(kernel: Kernel, lp: LacpPort) -> None:
    """Say what there is to say, three times a second at most (lacp_sm_tx, ppsratecheck)."""
    if not lp.lp_state & LACP_STATE_AGGREGATION or not (lp.lp_state | lp.lp_pstate) & LACP_STATE_ACTIVITY:
        lp.lp_ntt = False
    if not lp.lp_ntt:
        return
    if kernel.now - lp.lp_last_lacpdu >= SECOND:
        lp.lp_last_lacpdu, lp.lp_sent = kernel.now, 0
    lp.lp_sent += 1
    if lp.lp_sent > _PDUS_A_SECOND:
        return
    tested = lp.lp_lsc.lsc_tx_test and lp.lp_lagg.lp_ifp.if_unit == 0
    if tested or lacp_xmit_lacpdu(kernel, lp) == 0:
        lp.lp_ntt = False
