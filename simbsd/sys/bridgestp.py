"""The spanning tree's numbers and tables: one state for a bridge, one port for each member that takes part.

Models sys/net/bridgestp.h; leaves out the counter of transitions. Times are in 256ths of a second, as BPDUs carry them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from simbsd.sys.if_softc import BridgeMember
    from simbsd.sys.vnet import Ifnet

TICK = 256
PROTO_STP, PROTO_RSTP = 0, 2
STP_STATES = ("disabled", "listening", "learning", "forwarding", "blocking", "discarding")
LEARNING, FORWARDING, DISCARDING = 2, 3, 5
ROLE_DISABLED, ROLE_ROOT, ROLE_DESIGNATED, ROLE_ALTERNATE, ROLE_BACKUP = range(5)
TC_ACTIVE, TC_DETECTED, TC_INACTIVE, TC_LEARNING, TC_PROPAG, TC_ACK, TC_TC, TC_TCN = range(1, 9)
INFO_RECEIVED, INFO_MINE, INFO_AGED, INFO_DISABLED = range(1, 5)
DEFAULT_MAX_AGE, DEFAULT_HELLO_TIME, DEFAULT_FORWARD_DELAY = 20 * TICK, 2 * TICK, 15 * TICK
MIGRATE_DELAY, LINK_TIMER, MESSAGE_AGE_INCR = 3 * TICK, 15 * TICK, TICK
MIN_HELLO_TIME, MAX_HELLO_TIME = 1 * TICK, 2 * TICK
MIN_MAX_AGE, MAX_MAX_AGE, MIN_FORWARD_DELAY, MAX_FORWARD_DELAY = 6 * TICK, 40 * TICK, 4 * TICK, 30 * TICK
MAX_PATH_COST = 200_000_000


class PriVector(NamedTuple):
    """A priority vector: the lower, the better; ``port_id`` of the receiver is not compared."""

    root_id: int
    cost: int
    dbridge_id: int
    dport_id: int
    port_id: int


class ConfigUnit(NamedTuple):
    """What a configuration BPDU says."""

    pv: PriVector
    message_age: int
    max_age: int
    hello_time: int
    forward_delay: int
    topology_change_ack: bool
    topology_change: bool
    proposal: bool
    agree: bool
    learning: bool
    forwarding: bool
    role: int


@dataclass(slots=True, eq=False)
class BstpTimer:
    """A timer that counts down by ticks; a latched one stays active."""

    value: int = 0
    active: bool = False
    latched: bool = False

    def start(self, value: int) -> None:
        """Run for ``value`` 256ths of a second (bstp_timer_start)."""
        self.value, self.active, self.latched = value, True, False

    def stop(self) -> None:
        """Stop (bstp_timer_stop)."""
        self.value, self.active, self.latched = 0, False, False

    def latch(self) -> None:
        """Be active until started or stopped (bstp_timer_latch)."""
        self.latched = self.active = True

    def expired(self) -> bool:
        """Count one tick down; True when that was the last (bstp_timer_dectest)."""
        if not self.active or self.latched:
            return False
        self.value -= TICK
        if self.value > 0:
            return False
        self.stop()
        return True


_NOTHING = PriVector(0, 0, 0, 0, 0)


@dataclass(slots=True, eq=False)
class BstpPort:
    """A member's part in the tree (struct bstp_port). ``bp_member`` holds its priority, path cost and the state
    that the bridge's forwarding asks for. The times are of the information kept (``port``) and of what is sent
    (``desg``): message age, maximum age, forward delay, hello time.
    """

    bp_bs: BstpState
    bp_member: BridgeMember
    bp_active: bool = False
    bp_protover: int = PROTO_RSTP
    bp_state: int = DISCARDING
    bp_role: int = ROLE_DISABLED
    bp_tcstate: int = TC_INACTIVE
    bp_infois: int = INFO_DISABLED
    bp_port_id: int = 0
    bp_port_pv: PriVector = _NOTHING
    bp_desg_pv: PriVector = _NOTHING
    bp_port_times: tuple[int, int, int, int] = (0, 0, 0, 0)
    bp_desg_times: tuple[int, int, int, int] = (0, 0, 0, 0)
    bp_edge_delay: BstpTimer = field(default_factory=BstpTimer)
    bp_forward_delay: BstpTimer = field(default_factory=BstpTimer)
    bp_hello: BstpTimer = field(default_factory=BstpTimer)
    bp_message_age: BstpTimer = field(default_factory=BstpTimer)
    bp_migrate_delay: BstpTimer = field(default_factory=BstpTimer)
    bp_recent_backup: BstpTimer = field(default_factory=BstpTimer)
    bp_recent_root: BstpTimer = field(default_factory=BstpTimer)
    bp_tc: BstpTimer = field(default_factory=BstpTimer)
    bp_canmigrate: bool = False
    bp_newinfo: bool = False
    bp_admcost: bool = False
    bp_autoedge: bool = True
    bp_autoptp: bool = True
    bp_admedge: bool = False
    bp_pndcost: bool = False
    bp_tc_ack: bool = False
    bp_tc_prop: bool = False
    bp_ptp_link: bool = False
    bp_agree: bool = False
    bp_agreed: bool = False
    bp_sync: bool = False
    bp_synced: bool = False
    bp_proposing: bool = False
    bp_proposed: bool = False
    bp_operedge: bool = False
    bp_reroot: bool = False
    bp_rcvdtc: bool = False
    bp_rcvdtca: bool = False
    bp_rcvdtcn: bool = False
    bp_txcount: int = 0

    @property
    def ifp(self) -> Ifnet:
        """The member's interface."""
        return self.bp_member.bif_ifp

    @property
    def desg_hello(self) -> int:
        """The hello time of what is sent."""
        return self.bp_desg_times[3]


@dataclass(slots=True, eq=False)
class BstpState:
    """A bridge's tree (struct bstp_state): ports newest first, the root as far as known, the clock that ticks while
    there are ports and the bridge runs.
    """

    bs_bridge: Ifnet
    bs_ports: list[BstpPort] = field(default_factory=list)
    bs_running: bool = False
    bs_bridge_pv: PriVector = _NOTHING
    bs_root_pv: PriVector = _NOTHING
    bs_root_times: tuple[int, int, int, int] = (0, 0, 0, 0)
    bs_root_port: BstpPort | None = None
    bs_allsynced: bool = False
    bs_link: BstpTimer = field(default_factory=BstpTimer)
    bs_callout: Any = None
