"""LACP: what an aggregated link and its ports keep to agree with whoever is at the other end.

Models sys/net/ieee8023ad_lacp.h (lacp_peerinfo, lacp_port, lacp_aggregator, lacp_softc, lacp_opreq); leaves out NUMA
domains. A peer's state is kept beside it, not in it. Timers count seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

LACP_STATE_ACTIVITY, LACP_STATE_TIMEOUT, LACP_STATE_AGGREGATION, LACP_STATE_SYNC = 0x01, 0x02, 0x04, 0x08
LACP_STATE_COLLECTING, LACP_STATE_DISTRIBUTING, LACP_STATE_DEFAULTED, LACP_STATE_EXPIRED = 0x10, 0x20, 0x40, 0x80
LACP_SYSTEM_PRIO = LACP_PORT_PRIO = 0x8000
LACP_TIMER_CURRENT_WHILE, LACP_TIMER_PERIODIC, LACP_TIMER_WAIT_WHILE = 0, 1, 2
LACP_FAST_PERIODIC_TIME, LACP_SLOW_PERIODIC_TIME = 1, 30
LACP_SHORT_TIMEOUT_TIME, LACP_LONG_TIMEOUT_TIME = 3 * LACP_FAST_PERIODIC_TIME, 3 * LACP_SLOW_PERIODIC_TIME
LACP_AGGREGATE_WAIT_TIME = 2
LACP_TRANSIT_DELAY = 3_000_000  # microseconds
LACP_MUX_DETACHED, LACP_MUX_WAITING, LACP_MUX_ATTACHED, LACP_MUX_COLLECTING, LACP_MUX_DISTRIBUTING = range(5)
LACP_MAX_PORTS = 32
_LONG_AGO = -1_000_000


class LacpPeer(NamedTuple):
    """Who speaks: a system and one of its ports; ports with the same key can be aggregated."""

    prio: int = 0
    mac: bytes = bytes(6)
    key: int = 0
    portprio: int = 0
    portno: int = 0

    def system(self) -> LacpPeer:
        """The same without the port: what an aggregator has in common (lacp_fill_aggregator_id_peer)."""
        return LacpPeer(self.prio, self.mac, self.key)


LACP_NOBODY = LacpPeer()
LACP_PARTNER_ADMIN = LacpPeer(0xFFFF, portprio=0xFFFF)  # who is thought to be there when nobody speaks


class LacpPdu(NamedTuple):
    """What a port says: who it is and in which state, and what it knows of its partner."""

    actor: LacpPeer
    actor_state: int
    partner: LacpPeer
    partner_state: int


@dataclass(slots=True, eq=False)
class LacpAggregator:
    """Ports that lead to the same partner; ``la_ports`` are those that distribute, ``la_refcnt`` counts all."""

    la_actor: LacpPeer
    la_partner: LacpPeer
    la_aggregates: bool
    la_refcnt: int = 1
    la_ports: list[LacpPort] = field(default_factory=list)
    la_pending: int = 0


@dataclass(slots=True, eq=False)
class LacpPort:
    """A port's machines; ``lp_state`` is the actor's, ``lp_pstate`` the partner's; ``lp_sent`` counts the LACPDUs of
    the second that began at ``lp_last_lacpdu``.
    """

    lp_lagg: Any
    lp_lsc: LacpSoftc
    lp_actor: LacpPeer
    lp_state: int = LACP_STATE_ACTIVITY
    lp_partner: LacpPeer = LACP_NOBODY
    lp_pstate: int = 0
    lp_marker: int = 0
    lp_mark: bool = False
    lp_ntt: bool = False
    lp_selected: bool = False
    lp_mux_state: int = LACP_MUX_DETACHED
    lp_speed: int = 0
    lp_timer: list[int] = field(default_factory=lambda: [0, 0, 0])
    lp_last_lacpdu: int = _LONG_AGO
    lp_last_lacpdu_rx: int = _LONG_AGO
    lp_sent: int = 0
    lp_aggregator: LacpAggregator | None = None


@dataclass(slots=True, eq=False)
class LacpSoftc:
    """LACP of one lagg: the port that joined last comes first; ``lsc_map`` are the ports that frames leave by."""

    lsc_softc: Any
    lsc_strict_mode: bool = True
    lsc_fast_timeout: bool = False
    lsc_rx_test: bool = False
    lsc_tx_test: bool = False
    lsc_ports: list[LacpPort] = field(default_factory=list)
    lsc_aggregators: list[LacpAggregator] = field(default_factory=list)
    lsc_active_aggregator: LacpAggregator | None = None
    lsc_suppress_distributing: bool = False
    lsc_map: list[LacpPort] = field(default_factory=list)
    lsc_callout: Any = None
    lsc_transit_callout: Any = None


class LacpRequest(NamedTuple):
    """What programs are told of a port or of the active aggregator: both ends and the actor's state."""

    actor: LacpPeer = LACP_NOBODY
    partner: LacpPeer = LACP_NOBODY
    state: int = 0
