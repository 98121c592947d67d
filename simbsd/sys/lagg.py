"""Aggregated links: what a lagg interface keeps, and what it tells programs.

Models sys/net/if_lagg.h; leaves out InfiniBand's parts. What LACP keeps is in sys/lacp.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simbsd.sys.lacp import LacpRequest

LAGG_MAX_PORTS = 32
# protocol -> number, as ``ifconfig laggproto`` spells them; ``default`` is another name for failover
LAGG_PROTO_NONE, LAGG_PROTO_ROUNDROBIN, LAGG_PROTO_FAILOVER = 0, 1, 2
LAGG_PROTO_LOADBALANCE, LAGG_PROTO_LACP, LAGG_PROTO_BROADCAST, LAGG_PROTO_MAX = 3, 4, 5, 6
LAGG_F_HASHL2, LAGG_F_HASHL3, LAGG_F_HASHL4 = 0x1, 0x2, 0x4
LAGG_F_HASHMASK = 0x7
LAGG_PORT_MASTER, LAGG_PORT_ACTIVE, LAGG_PORT_COLLECTING, LAGG_PORT_DISTRIBUTING = 0x1, 0x4, 0x8, 0x10
LAGG_OPT_USE_FLOWID, LAGG_OPT_FLOWIDSHIFT, LAGG_OPT_USE_NUMA = 0x1, 0x2, 0x4
LAGG_OPT_LACP_STRICT, LAGG_OPT_LACP_TXTEST, LAGG_OPT_LACP_RXTEST, LAGG_OPT_LACP_FAST_TIMO = 0x10, 0x20, 0x40, 0x80
LAGG_OPT_FLOWIDSHIFT_MASK = 0x1F


@dataclass(slots=True, eq=False)
class LaggPort:
    """A port: its interface, and what that gets back when it leaves; ``lp_promisc``: the lagg wants it promiscuous;
    ``lp_lacp``: what LACP keeps of it.
    """

    lp_ifp: Any
    lp_softc: LaggSoftc
    lp_lladdr: bytes
    lp_output: Any
    lp_input: Any
    lp_promisc: bool = False
    lp_lacp: Any = None


@dataclass(slots=True, eq=False)
class LaggSoftc:
    """A lagg: its ports in the order of their interface indexes, the first that joined as primary. ``sc_active`` and
    ``sc_flapping`` are LACP's figures, ``sc_lacp`` all else that it keeps.
    """

    sc_ifp: Any = None
    sc_proto: int = LAGG_PROTO_FAILOVER
    sc_flags: int = LAGG_F_HASHMASK
    sc_opts: int = LAGG_OPT_USE_NUMA
    sc_flowid_shift: int = 16
    sc_ports: list[LaggPort] = field(default_factory=list)
    sc_primary: LaggPort | None = None
    sc_seq: int = 0
    sc_stride: int = 1
    sc_destroying: bool = False
    sc_active: int = 0
    sc_flapping: int = 0
    sc_lacp: Any = None


@dataclass(frozen=True, slots=True)
class LaggRecord:
    """What SIOCGLAGG, SIOCGLAGGFLAGS and SIOCGLAGGOPTS give; ``ports`` are names, flags and what LACP says of
    them.
    """

    proto: int
    hash: int
    opts: int
    flowid_shift: int
    stride: int
    active: int
    flapping: int
    lacp: LacpRequest
    ports: tuple[tuple[str, int, LacpRequest], ...]
