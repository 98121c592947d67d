"""LACP on an aggregated link: beginning, ending, its tick of one second, its ports, and the frames that are its own.

Models sys/net/ieee8023ad_lacp.c (lacp_attach, lacp_detach, lacp_init, lacp_stop, lacp_tick, lacp_port_create,
lacp_port_destroy, lacp_linkstate, lacp_compose_key, lacp_input, lacp_pdu_input, lacp_marker_input, lacp_req,
lacp_portreq); leaves out what net.link.lagg.lacp.debug prints. Imported by the first lagg that speaks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.bpf import drop
from simbsd.net.lacp_aggregator import lacp_disable_distributing, lacp_select, lacp_unselect
from simbsd.net.lacp_machines import (
    lacp_run_timers,
    lacp_set_mux,
    lacp_sm_mux,
    lacp_sm_ptx_tx_schedule,
    lacp_sm_rx,
    lacp_sm_rx_record_default,
    lacp_sm_rx_set_expired,
    lacp_sm_tx,
)
from simbsd.net.lacp_pdu import (
    MARKER_TYPE_INFO,
    SLOW_ETHERADDR,
    SUBTYPE_LACP,
    SUBTYPE_MARKER,
    lacp_decode,
    lacp_decode_marker,
    lacp_marker_info,
    lacp_marker_response,
)
from simbsd.sys.lacp import (
    LACP_MUX_DETACHED,
    LACP_PORT_PRIO,
    LACP_STATE_AGGREGATION,
    LACP_STATE_COLLECTING,
    LACP_STATE_EXPIRED,
    LACP_SYSTEM_PRIO,
    LacpPeer,
    LacpPort,
    LacpRequest,
    LacpSoftc,
)
from simbsd.sys.lagg import LaggPort, LaggSoftc
from simbsd.sys.vnet import IFF_RUNNING

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf
    from simbsd.sys.vnet import Ifnet

SECOND = 1_000_000
_STRICT = "net.link.lagg.lacp.default_strict_mode"
# active medium -> the subtype that stands for its speed in keys, and the speed (if_media.h)
_MEDIA = {"10Gbase-T": (18, 10_000_000_000), "1000baseT": (11, 1_000_000_000)}
_UNIQUE = 0x8000


def lacp_attach(kernel: Kernel, sc: LaggSoftc) -> None:
    """The lagg speaks LACP from now on, by all its ports (lagg_lacp_attach, lacp_attach)."""
    sc.sc_lacp = LacpSoftc(sc, bool(sc.sc_ifp.if_vnet.vnet_sysctls.get(_STRICT, 1)))
    if sc.sc_ifp.if_flags & IFF_RUNNING:
        lacp_init(kernel, sc.sc_lacp)
    for port in sc.sc_ports:
        lacp_port_create(kernel, port)


def lacp_detach(kernel: Kernel, sc: LaggSoftc) -> None:
    """It speaks LACP no more (lagg_lacp_detach, lacp_detach)."""
    for port in sc.sc_ports:
        lacp_port_destroy(kernel, port)
    lacp_stop(sc.sc_lacp)
    sc.sc_lacp = None


def lacp_init(kernel: Kernel, lsc: LacpSoftc) -> None:
    """The lagg is up: the clock runs (lacp_init)."""
    callout_stop(lsc.lsc_callout)
    lsc.lsc_callout = callout_reset(kernel, SECOND, _tick, lsc)


def lacp_stop(lsc: LacpSoftc) -> None:
    """The lagg is down: the clock stands (lacp_stop)."""
    callout_stop(lsc.lsc_transit_callout)
    callout_stop(lsc.lsc_callout)


def lacp_lladdr(kernel: Kernel, sc: LaggSoftc) -> None:
    """The lagg has another address, so that its ports begin anew (lagg_lacp_lladdr)."""
    for port in sc.sc_ports:
        lacp_port_destroy(kernel, port)
    for port in sc.sc_ports:
        lacp_port_create(kernel, port)


def _tick(kernel: Kernel, lsc: LacpSoftc) -> None:
    for lp in lsc.lsc_ports:
        if lp.lp_state & LACP_STATE_AGGREGATION:
            lacp_run_timers(kernel, lp)
            lacp_select(lp)
            lacp_sm_mux(kernel, lp)
            lacp_sm_tx(kernel, lp)
            lacp_sm_ptx_tx_schedule(lp)
    lsc.lsc_callout = callout_reset(kernel, SECOND, _tick, lsc)


def lacp_port_create(kernel: Kernel, port: LaggPort) -> None:
    """A port more (lacp_port_create)."""
    lsc: LacpSoftc = port.lp_softc.sc_lacp
    actor = LacpPeer(LACP_SYSTEM_PRIO, lsc.lsc_softc.sc_ifp.if_lladdr, 0, LACP_PORT_PRIO, port.lp_ifp.if_index)
    port.lp_lacp = LacpPort(port, lsc, actor)
    lsc.lsc_ports.insert(0, port.lp_lacp)
    lacp_sm_rx_set_expired(port.lp_lacp)
    lacp_linkstate(kernel, port)


def lacp_port_destroy(kernel: Kernel, port: LaggPort) -> None:
    """A port less; an aggregator that waited for it goes on waiting, as in FreeBSD (lacp_port_destroy)."""
    lp: LacpPort = port.lp_lacp
    lp.lp_state &= ~LACP_STATE_COLLECTING
    lacp_disable_distributing(kernel, lp)
    lacp_unselect(lp)
    lp.lp_lsc.lsc_ports.remove(lp)
    port.lp_lacp = None


def _medium(ifp: Ifnet) -> tuple[int, int] | None:
    """The medium of a port that has a link and is full duplex, with its key and its speed. A vlan has its parent's."""
    card = ifp
    while card.if_type == "vlan" and card.if_softc.ifv_parent is not None:
        card = card.if_softc.ifv_parent
    if not ifp.if_link_up or "full-duplex" not in card.if_media:
        return None
    return next((found for name, found in _MEDIA.items() if name in card.if_media), None)


def lacp_linkstate(kernel: Kernel, port: LaggPort) -> None:
    """A port's link came, went or changed: it can be aggregated, or not (lacp_linkstate, lacp_port_enable,
    lacp_port_disable, lacp_compose_key).
    """
    lp: LacpPort = port.lp_lacp
    before = lp.lp_state, lp.lp_actor.key
    medium = _medium(port.lp_ifp)
    if medium is None:
        lacp_set_mux(kernel, lp, LACP_MUX_DETACHED)
        lp.lp_state &= ~LACP_STATE_AGGREGATION
        lp.lp_selected = False
        lacp_sm_rx_record_default(lp)
        lp.lp_pstate &= ~LACP_STATE_AGGREGATION
        lp.lp_state &= ~LACP_STATE_EXPIRED
        key = port.lp_ifp.if_index & 0xFFFF | _UNIQUE
    else:
        lp.lp_state |= LACP_STATE_AGGREGATION
        key = medium[0] | port.lp_softc.sc_ifp.if_index << 5 & 0x7FE0
    lp.lp_speed = medium[1] if medium is not None else 0
    lp.lp_actor = lp.lp_actor._replace(key=key)
    if before != (lp.lp_state, key):
        lp.lp_selected = False


def lacp_input(kernel: Kernel, port: LaggPort, m: Mbuf) -> bool:
    """A frame of the slow protocols came in (lacp_input); whether it is nothing of LACP's and goes on."""
    pdu = m.m_payload.payload
    kind = pdu[0] if isinstance(pdu, bytes) and pdu else 0
    if kind == SUBTYPE_LACP:
        understood = _pdu_input(kernel, port.lp_lacp, m)
    elif kind == SUBTYPE_MARKER:
        understood = _marker_input(kernel, port.lp_lacp, m)
    else:
        return True
    if not understood:
        name = port.lp_ifp.if_xname
        drop(kernel, m, port.lp_ifp, f"{name}: LACP cannot use this frame of the slow protocols.")
    return False


def _pdu_input(kernel: Kernel, lp: LacpPort, m: Mbuf) -> bool:
    du = lacp_decode(m.m_payload.payload)
    tested = lp.lp_lsc.lsc_rx_test and lp.lp_lagg.lp_ifp.if_unit == 0
    if du is None or m.m_payload.dst != SLOW_ETHERADDR or tested:
        return False
    lacp_sm_rx(kernel, lp, du)
    return True


def _marker_input(kernel: Kernel, lp: LacpPort, m: Mbuf) -> bool:
    """Send the partner's marker back; when all own ones are back, frames leave again (lacp_marker_input)."""
    found = lacp_decode_marker(m.m_payload.payload)
    if found is None or m.m_payload.dst != SLOW_ETHERADDR:
        return False
    kind, info = found
    if kind == MARKER_TYPE_INFO:
        lacp_marker_response(kernel, lp, info)
        return True
    if info != lacp_marker_info(lp):
        return False
    lp.lp_mark = False
    if not any(other.lp_mark for other in lp.lp_lsc.lsc_ports):
        lp.lp_lsc.lsc_suppress_distributing = False
    return True


def lacp_req(lsc: LacpSoftc) -> LacpRequest:
    """What programs are told of the aggregator in use (lacp_req)."""
    la = lsc.lsc_active_aggregator
    if la is None:
        return LacpRequest()
    return LacpRequest(la.la_actor, la.la_partner, LACP_STATE_AGGREGATION if la.la_aggregates else 0)


def lacp_portreq(lp: LacpPort) -> LacpRequest:
    """What programs are told of a port (lacp_portreq)."""
    return LacpRequest(lp.lp_actor, lp.lp_partner, lp.lp_state)
