"""Aggregators of LACP: which ports belong together, which of them is used, and the pause before frames change ports.

Models sys/net/ieee8023ad_lacp.c (lacp_select, lacp_unselect, lacp_aggregator_*, lacp_enable_distributing,
lacp_disable_distributing, lacp_suppress_distributing, lacp_select_active_aggregator, lacp_update_portmap).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.if_lagg_port import lagg_link
from simbsd.net.lacp_pdu import lacp_xmit_marker
from simbsd.sys.lacp import (
    LACP_MAX_PORTS,
    LACP_STATE_AGGREGATION,
    LACP_STATE_DEFAULTED,
    LACP_STATE_DISTRIBUTING,
    LACP_TRANSIT_DELAY,
    LacpAggregator,
    LacpPort,
    LacpSoftc,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


def lacp_select(lp: LacpPort) -> None:
    """Find an aggregator for a port that has heard its partner, or make one (lacp_select)."""
    lsc = lp.lp_lsc
    if lp.lp_aggregator is not None or lp.lp_state & LACP_STATE_DEFAULTED:
        return
    la = next((one for one in lsc.lsc_aggregators if _compatible(one, lp)), None)
    if la is None:
        aggregates = bool(lp.lp_state & LACP_STATE_AGGREGATION)
        la = LacpAggregator(lp.lp_actor.system(), lp.lp_partner.system(), aggregates)
        lsc.lsc_aggregators.append(la)
    elif la.la_refcnt == LACP_MAX_PORTS:
        return
    else:
        la.la_refcnt += 1
    lp.lp_aggregator, lp.lp_selected = la, True


def _compatible(la: LacpAggregator, lp: LacpPort) -> bool:
    """Whether a port can join an aggregator (lacp_aggregator_is_compatible)."""
    if not (lp.lp_state & lp.lp_pstate & LACP_STATE_AGGREGATION and la.la_aggregates):
        return False
    return la.la_partner == lp.lp_partner.system() and la.la_actor == lp.lp_actor.system()


def lacp_unselect(lp: LacpPort) -> None:
    """Leave the aggregator, which goes with its last port (lacp_unselect, lacp_aggregator_delref)."""
    la, lp.lp_aggregator = lp.lp_aggregator, None
    if la is not None:
        la.la_refcnt -= 1
        if la.la_refcnt == 0:
            lp.lp_lsc.lsc_aggregators.remove(la)


def lacp_enable_distributing(kernel: Kernel, lp: LacpPort) -> None:
    """Frames leave by this port too, if its aggregator is in use (lacp_enable_distributing)."""
    la, lsc = lp.lp_aggregator, lp.lp_lsc
    if la is None or lp.lp_state & LACP_STATE_DISTRIBUTING:
        return
    la.la_ports.insert(0, lp)
    lp.lp_state |= LACP_STATE_DISTRIBUTING
    if lsc.lsc_active_aggregator is la:
        _suppress_distributing(kernel, lsc)
        _update_portmap(lsc)
    else:
        _select_active_aggregator(kernel, lsc)
    _count(kernel, lsc, la)


def lacp_disable_distributing(kernel: Kernel, lp: LacpPort) -> None:
    """Frames leave by this port no more (lacp_disable_distributing)."""
    la, lsc = lp.lp_aggregator, lp.lp_lsc
    if la is None or not lp.lp_state & LACP_STATE_DISTRIBUTING:
        return
    la.la_ports.remove(lp)
    if lsc.lsc_active_aggregator is la:
        _suppress_distributing(kernel, lsc)
        _select_active_aggregator(kernel, lsc)
        _update_portmap(lsc)
    lp.lp_state &= ~LACP_STATE_DISTRIBUTING
    _count(kernel, lsc, la)


def _count(kernel: Kernel, lsc: LacpSoftc, la: LacpAggregator) -> None:
    """The link is up as long as ports distribute."""
    sc = lsc.lsc_softc
    sc.sc_active = len(la.la_ports)
    lagg_link(kernel, sc.sc_ifp, sc.sc_active > 0)


def _suppress_distributing(kernel: Kernel, lsc: LacpSoftc) -> None:
    """Send nothing until a marker has come back by every port, or for three seconds, so that no frame overtakes another
    (lacp_suppress_distributing).
    """
    lsc.lsc_suppress_distributing = True
    for lp in lsc.lsc_ports:
        lp.lp_mark = lacp_xmit_marker(kernel, lp) == 0
    callout_stop(lsc.lsc_transit_callout)
    lsc.lsc_transit_callout = callout_reset(kernel, LACP_TRANSIT_DELAY, _transit_expire, lsc)


def _transit_expire(kernel: Kernel, lsc: LacpSoftc) -> None:
    lsc.lsc_suppress_distributing = False


def _bandwidth(la: LacpAggregator | None) -> int:
    """Bits a second: the ports of an aggregator have one speed (lacp_aggregator_bandwidth)."""
    return la.la_ports[0].lp_speed * len(la.la_ports) if la is not None and la.la_ports else 0


def _select_active_aggregator(kernel: Kernel, lsc: LacpSoftc) -> None:
    """Use the aggregator with the better partner, the more bandwidth, or none that is no better than the one in use
    (lacp_select_active_aggregator).
    """
    best, best_speed = None, 0
    for la in lsc.lsc_aggregators:
        if not la.la_ports:
            continue
        speed = _bandwidth(la)
        if (
            (best is not None and la.la_partner.prio < best.la_partner.prio)
            or speed > best_speed
            or (speed == best_speed and la is lsc.lsc_active_aggregator)
        ):
            best, best_speed = la, speed
    if lsc.lsc_active_aggregator is not best:
        lsc.lsc_active_aggregator = best
        _update_portmap(lsc)
        if best is not None:
            _suppress_distributing(kernel, lsc)


def _update_portmap(lsc: LacpSoftc) -> None:
    """The ports that frames leave by, and the speed of them all (lacp_update_portmap)."""
    la = lsc.lsc_active_aggregator
    lsc.lsc_map = list(la.la_ports) if la is not None else []
    lsc.lsc_softc.sc_ifp.if_baudrate = _bandwidth(la)
