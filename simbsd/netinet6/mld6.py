"""Telling a link's routers which groups an interface listens to.

Models sys/netinet6/mld6.c (mld_change_state, mld_initial_join, mld_final_leave, mld_fasttimo_vnet,
mld_v2_input_query, mld_v2_dispatch_general_query, mld_v2_encap_report), version 2; leaves out the compatibility with
version 1, and sources. A change is told at the next 200 ms and once more after a second, a question is answered at the
next 200 ms, where FreeBSD takes chance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_timeout import callout_at
from simbsd.sys.in6 import (
    ALLNODES,
    IN6_IFF_ANYCAST,
    IN6_IFF_NOTREADY,
    IN6ADDR_ANY,
    in6_addrscope,
    in6_clearscope,
    in6_setscope,
    is_linklocal,
)
from simbsd.sys.mbuf import IP6_HDR_LEN, IPPROTO_ICMPV6, MLDV2_LISTENER_REPORT, Icmp6, Ip6, icmp6_length
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_RUNNING, IFF_UP, Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

ALLV2ROUTERS = 0xFF02 << 112 | 0x16
MLD_RV, MLD_URI = 2, 1_000_000
TICK = 200_000  # microseconds between two runs of mld_fasttimo
MODE_IS_EXCLUDE, CHANGE_TO_INCLUDE, CHANGE_TO_EXCLUDE = 2, 3, 4
QUERY_LEN = 20  # of version 2, behind the ICMPv6 header
ROUTER_ALERT_LEN = 8  # the hop-by-hop header before every report
_UP_RUNNING = IFF_UP | IFF_RUNNING


@dataclass(slots=True)
class Change:
    """A group that was joined or left: the record's type, when it is told next, how often still (in6m_scrv)."""

    kind: int
    due: int
    left: int = MLD_RV


@dataclass(slots=True)
class MldIfsoftc:
    """What an interface has to tell yet: changes by group, and groups that were asked for."""

    changes: dict[int, Change] = field(default_factory=dict)
    asked: dict[int, bool] = field(default_factory=dict)
    timer: Any = None


def mld_change_state(kernel: Kernel, ifp: Ifnet, group: int, joined: bool) -> None:
    """A group was joined first, or left last; lo0 and the groups that all are in are not told of (mld_change_state,
    mld_is_addr_reported).
    """
    if _is_reported(ifp, group):
        kind = CHANGE_TO_EXCLUDE if joined else CHANGE_TO_INCLUDE
        _start(kernel, ifp).changes[group] = Change(kind, _tick(kernel.now))


def _is_reported(ifp: Ifnet, group: int) -> bool:
    silent = in6_addrscope(group) == 1 or in6_clearscope(group) == ALLNODES
    return not (silent or ifp.if_flags & IFF_LOOPBACK or ifp.if_vnet.vnet_id < 0)


def mld_v2_input_query(kernel: Kernel, ifp: Ifnet, ip6: Ip6, icmp: Icmp6) -> None:
    """A router of this link asks for a group, or with :: for all of them (mld_v2_input_query)."""
    data = icmp.data
    if len(data) < QUERY_LEN or not is_linklocal(ip6.src):
        return
    wanted, sources = int.from_bytes(data[:16], "big"), int.from_bytes(data[18:20], "big")
    if len(data) < QUERY_LEN + 16 * sources or (sources and not wanted):
        return
    groups = [group for group in ifp.if_multiaddrs if group >> 120 == 0xFF and _is_reported(ifp, group)]
    if wanted:
        groups = [group for group in groups if group == in6_setscope(wanted, ifp.if_index)]
    if groups:
        _start(kernel, ifp).asked.update(dict.fromkeys(groups, True))


def _tick(now: int) -> int:
    return (now // TICK + 1) * TICK


def _start(kernel: Kernel, ifp: Ifnet) -> MldIfsoftc:
    """What the interface has to tell, its timer running."""
    if ifp.if_mld is None:
        ifp.if_mld = MldIfsoftc()
    mli: MldIfsoftc = ifp.if_mld
    if mli.timer is None or not mli.timer.c_active:
        mli.timer = callout_at(kernel, _tick(kernel.now), mld_fasttimo, ifp)
    return mli


def mld_fasttimo(kernel: Kernel, ifp: Ifnet) -> None:
    """Tell what was asked for, and all changes that are due, each in one report (mld_fasttimo_vnet)."""
    mli: MldIfsoftc = ifp.if_mld
    asked = tuple((MODE_IS_EXCLUDE, in6_clearscope(group)) for group in mli.asked if group in ifp.if_multiaddrs)
    mli.asked.clear()
    if asked and ifp.if_flags & _UP_RUNNING == _UP_RUNNING:
        _dispatch(kernel, ifp, asked)
    records = []
    for group, change in tuple(mli.changes.items()):
        if change.due > kernel.now:
            continue
        records.append((change.kind, in6_clearscope(group)))
        change.left -= 1
        change.due = kernel.now + MLD_URI
        if not change.left:
            del mli.changes[group]
    if records and ifp.if_flags & _UP_RUNNING == _UP_RUNNING:
        _dispatch(kernel, ifp, tuple(records))
    if mli.changes:
        due = min(change.due for change in mli.changes.values())
        mli.timer = callout_at(kernel, max(due, _tick(kernel.now)), mld_fasttimo, ifp)


def _dispatch(kernel: Kernel, ifp: Ifnet, records: tuple[tuple[int, int], ...]) -> None:
    """Send a report, from :: while there is no tested link-local address (mld_v2_encap_report, mld_dispatch_packet)."""
    from simbsd.netinet6.ip6_output import IPV6_NOLOOP, ip6_output

    unusable = IN6_IFF_NOTREADY | IN6_IFF_ANYCAST
    own = (ia.ia_addr for ia in ifp.if_addrs6 if is_linklocal(ia.ia_addr) and not ia.ia6_flags & unusable)
    message = Icmp6(MLDV2_LISTENER_REPORT, 0, records=records)
    length = IP6_HDR_LEN + ROUTER_ALERT_LEN + icmp6_length(message)
    dst = in6_setscope(ALLV2ROUTERS, ifp.if_index)
    packet = Ip6(next(own, IN6ADDR_ANY), dst, IPPROTO_ICMPV6, 1, message, length)
    name = f"icmp6.out.{MLDV2_LISTENER_REPORT}"
    ifp.if_vnet.vnet_stats[name] = ifp.if_vnet.vnet_stats.get(name, 0) + 1
    ip6_output(kernel, ifp.if_vnet, packet, ifp.if_fib, IPV6_NOLOOP, ifp)
