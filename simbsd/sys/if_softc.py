"""What the drivers of network interfaces keep: epair, bridge, vlan, gif, stf, tun and the wires beyond the machine.

Models sys/net/if_bridgevar.h and the softc of sys/net/if_epair.c, if_vlan.c, if_gif.c, if_stf.c and if_tuntap.c;
leaves out locks and what no driver here looks at (lagg's is in sys/lagg.py, a port's spanning tree in
sys/bridgestp.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simbsd.sys.bridgestp import BstpPort, BstpState
    from simbsd.sys.vnet import Ifnet


@dataclass(slots=True, eq=False)
class Cable:
    """What the way out of an epair end does to frames (linkctl): ``loss`` in millionths, ``delay`` in microseconds,
    ``bandwidth`` in bits a second (0: any), how many frames may wait. ``free`` is the virtual time at which the last
    one has left, ``starts`` those at which the waiting ones go.
    """

    loss: int = 0
    delay: int = 0
    bandwidth: int = 0
    queue: int = 50
    free: int = 0
    starts: list[int] = field(default_factory=list)
    sent: int = 0
    lost: int = 0
    overflowed: int = 0


@dataclass(slots=True, eq=False)
class EpairSoftc:
    """An epair end: the other end; the cable's properties in this direction, if it has any."""

    oifp: Ifnet | None = None
    cable: Cable | None = None


@dataclass(slots=True, eq=False)
class Segment:
    """A wire beyond the machine: who is on it, and the microseconds from one to another. ``leases`` is what its DHCP
    server has given away: link-level address -> IPv4 address. ``speaks6``: the machines there have IPv6 (they get it
    with the first frame of it).
    """

    delay: int
    ports: list[Ifnet] = field(default_factory=list)
    leases: dict[bytes, int] = field(default_factory=dict)
    speaks6: bool = False


@dataclass(slots=True, eq=False)
class TunSoftc:
    """A tun or tap: its device, whether and by whom that is open, and the packets that wait to be read."""

    tun_dev: Any = None
    tun_open: bool = False
    tun_pid: int = 0
    tun_dying: bool = False
    tun_queue: list[bytes] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class GifSoftc:
    """A gif: the outer addresses of its tunnel, 0 without one."""

    gif_src: int = 0
    gif_dst: int = 0


@dataclass(slots=True, eq=False)
class StfSoftc:
    """A stf: by 6rd the border relay, the own IPv4 address, and how many of its bits all have in common (0: nothing is
    given); the routing table that what it sends goes by.
    """

    braddr: int = 0
    srcv4_addr: int = 0
    v4prefixlen: int = 0
    sc_fibnum: int = 0


@dataclass(slots=True, eq=False)
class VlanSoftc:
    """A vlan interface: its parent (None while it has none), tag, and which flags it has asked the parent for."""

    ifv_parent: Ifnet | None = None
    ifv_vid: int = 0
    ifv_proto: int = 0
    ifv_pcp: int = 0
    ifv_mtufudge: int = 0
    ifv_pflags: int = 0


@dataclass(slots=True, eq=False)
class BridgeMember:
    """A member port of a bridge, or (IFBIF_SPAN) one that gets a copy of everything. ``bif_state`` says whether frames
    pass, ``bif_stp`` is the port's part in the spanning tree once that was asked for; ``bif_addrmax`` limits what is
    learned behind it (0: no limit).
    """

    bif_ifp: Ifnet
    bif_flags: int = 0x43
    bif_priority: int = 128
    bif_path_cost: int = 2000
    bif_state: str = "forwarding"
    bif_stp: BstpPort | None = None
    bif_addrmax: int = 0


@dataclass(slots=True, eq=False)
class BridgeRtnode:
    """A learned or static address of a bridge: which member port it is behind, until when (0: static)."""

    brt_addr: bytes
    brt_vlan: int
    brt_ifp: Ifnet
    brt_expire: int
    brt_flags: int = 0


@dataclass(slots=True, eq=False)
class BridgeSoftc:
    """A bridge: its ports (newest first) and what it has learned.

    ``sc_ports`` finds a port by interface index, ``sc_macs`` a member by its own address. ``sc_span`` lists the ports
    that get a copy of everything, ``sc_stp`` is the spanning tree once a member has to do with it; times in seconds.
    ``sc_flows`` keeps how the last frame from one address to another went, until a member, its state or what is known
    of an address changes (no state of the machine): the member it came by, what is known of its sender and of its
    receiver, the member it left by. ``sc_ifaddr`` is the member whose address the bridge has taken, ``sc_defaddr`` the
    address it was made with.
    """

    sc_members: list[BridgeMember] = field(default_factory=list)
    sc_ports: dict[int, BridgeMember] = field(default_factory=dict)
    sc_macs: dict[bytes, Ifnet] = field(default_factory=dict)
    sc_rthash: dict[tuple[bytes, int], BridgeRtnode] = field(default_factory=dict)
    sc_flows: dict[tuple[bytes, bytes], tuple[Ifnet, BridgeRtnode, BridgeRtnode, Ifnet]] = field(default_factory=dict)
    sc_priority: int = 32768
    sc_hello_time: int = 2
    sc_forward_delay: int = 15
    sc_max_age: int = 20
    sc_hold_count: int = 6
    sc_maxaddr: int = 2000
    sc_timeout: int = 1200
    sc_proto: int = 2
    sc_span: list[BridgeMember] = field(default_factory=list)
    sc_stp: BstpState | None = None
    sc_ifaddr: Ifnet | None = None
    sc_defaddr: bytes | None = None
