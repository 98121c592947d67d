"""Records about the network beside those of interfaces, routes and sockets: messages of netlink, and netstat's tables.

Models sys/netlink/netlink_route.h, struct uma_type_header, xbpf_d of sys/net/bpfdesc.h and sysctl_netisr_work; plain
values only, as in records.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class NetlinkEvent:
    """A message to a netlink group: ``kind`` (``RTM_NEWLINK`` ...), the process whose request made the change (0: none
    did), and what it is about: an ``IfRecord``; interface index and ``IfaRecord``; index and ``NeighRecord``; number of
    the routing table and ``RouteRecord`` values.
    """

    kind: str
    pid: int
    record: Any


@dataclass(frozen=True, slots=True)
class ZoneRecord:
    """A zone of the kernel's allocator as sysctl vm.zone_stats gives it: ``count`` pieces of ``size`` bytes in use."""

    name: str
    count: int
    limit: int
    size: int


@dataclass(frozen=True, slots=True)
class BpfRecord:
    """A listener as sysctl net.bpf.stats gives it (struct xbpf_d)."""

    pid: int
    ifname: str
    promisc: bool
    immediate: bool
    rcount: int
    dcount: int
    fcount: int
    slen: int
    hlen: int


@dataclass(frozen=True, slots=True)
class NetisrRecord:
    """A protocol behind netisr(9), and the packets it has had (sysctl net.isr.proto and net.isr.work)."""

    name: str
    proto: int
    qlimit: int
    policy: str
    dispatch: str
    dispatched: int
    queued: int
    handled: int
