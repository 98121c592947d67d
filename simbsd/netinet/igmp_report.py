"""Telling a link's routers which groups of IPv4 an interface listens to.

Models sys/netinet/igmp.c (igmp_change_state, igmp_initial_join, igmp_final_leave, igmp_fasttimo_vnet,
igmp_v3_dispatch_general_query, igmp_v3_encap_report), version 3; leaves out the compatibility with versions 1 and 2,
and sources. A change is told at the next 200 ms and once more after a second, a question answered at the next 200 ms,
where FreeBSD takes chance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_timeout import callout_at, callout_stop
from simbsd.net.bpf_wire import in_cksum
from simbsd.netinet.ip_output import ip_newid
from simbsd.sys.mbuf import IPPROTO_IGMP, Ip
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_RUNNING, IFF_UP, Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

ALLHOSTS, ALLV3ROUTERS = 0xE0000001, 0xE0000016
IGMP_RV, IGMP_URI = 2, 1_000_000
TICK = 200_000  # microseconds between two runs of igmp_fasttimo
MODE_IS_EXCLUDE, CHANGE_TO_INCLUDE, CHANGE_TO_EXCLUDE = 2, 3, 4
V3_REPORT, ROUTER_ALERT, INTERNETCONTROL = 0x22, b"\x94\x04\0\0", 0xC0
_UP_RUNNING = IFF_UP | IFF_RUNNING


@dataclass(slots=True)
class Change:
    """A group that was joined or left: the record's type, when it is told next, how often still (inm_scrv)."""

    kind: int
    due: int
    left: int = IGMP_RV


@dataclass(slots=True)
class IgmpIfsoftc:
    """What an interface has to tell yet: changes, and groups that were asked for."""

    changes: dict[int, Change] = field(default_factory=dict)
    asked: dict[int, bool] = field(default_factory=dict)
    timer: Any = None


def is_reported(ifp: Ifnet, group: int) -> bool:
    """Whether routers are told of a group (igmp_isgroupreported): not of all hosts', nor on a loopback."""
    return group != ALLHOSTS and not ifp.if_flags & IFF_LOOPBACK and ifp.if_vnet.vnet_id >= 0


def igmp_change_state(kernel: Kernel, ifp: Ifnet, group: int, joined: bool) -> None:
    """A group was joined first, or left last (igmp_change_state)."""
    if is_reported(ifp, group):
        kind = CHANGE_TO_EXCLUDE if joined else CHANGE_TO_INCLUDE
        _softc(kernel, ifp).changes[group] = Change(kind, _tick(kernel.now))


def igmp_answer(kernel: Kernel, ifp: Ifnet, group: int) -> None:
    """A router asks for a group, or with 0 for all of them (igmp_input_v3_query)."""
    groups = [one for one in ifp.if_multiaddrs if one >> 28 == 14 and group in (0, one) and is_reported(ifp, one)]
    if groups:
        _softc(kernel, ifp).asked.update(dict.fromkeys(groups, True))


def _softc(kernel: Kernel, ifp: Ifnet) -> IgmpIfsoftc:
    """What the interface has to tell, its timer running."""
    if ifp.if_igmp is None:
        ifp.if_igmp = IgmpIfsoftc()
    igi: IgmpIfsoftc = ifp.if_igmp
    if igi.timer is None or not igi.timer.c_active:
        igi.timer = callout_at(kernel, _tick(kernel.now), igmp_fasttimo, ifp)
    return igi


def _tick(now: int) -> int:
    return (now // TICK + 1) * TICK


def igmp_fasttimo(kernel: Kernel, ifp: Ifnet) -> None:
    """Tell what was asked for and all changes that are due (igmp_fasttimo_vnet)."""
    igi: IgmpIfsoftc = ifp.if_igmp
    asked = [(MODE_IS_EXCLUDE, group) for group in igi.asked if group in ifp.if_multiaddrs]
    igi.asked.clear()
    due = [(group, change) for group, change in igi.changes.items() if change.due <= kernel.now]
    for group, change in due:
        change.left -= 1
        change.due = kernel.now + IGMP_URI
        if not change.left:
            del igi.changes[group]
    for records in (asked, [(change.kind, group) for group, change in due]):
        if records and ifp.if_flags & _UP_RUNNING == _UP_RUNNING:
            _dispatch(kernel, ifp, records)
    if igi.changes:
        soonest = min(change.due for change in igi.changes.values())
        igi.timer = callout_at(kernel, max(soonest, _tick(kernel.now)), igmp_fasttimo, ifp)


def _dispatch(kernel: Kernel, ifp: Ifnet, records: list[tuple[int, int]]) -> None:
    """Send a report, from the interface's first address (igmp_v3_encap_report, igmp_intr)."""
    from simbsd.netinet.in_mcast import ip_moutput

    body = b"".join(bytes((kind, 0, 0, 0)) + group.to_bytes(4, "big") for kind, group in records)
    rest = b"\0\0" + len(records).to_bytes(2, "big") + body
    message = bytes((V3_REPORT, 0)) + in_cksum(bytes((V3_REPORT, 0, 0, 0)) + rest).to_bytes(2, "big") + rest
    src = ifp.if_addrs[0].ia_addr if ifp.if_addrs else 0
    packet = Ip(
        src, ALLV3ROUTERS, IPPROTO_IGMP, 1, message, 24 + len(message), ip_newid(ifp.if_vnet), INTERNETCONTROL,
        options=ROUTER_ALERT,
    )  # fmt: skip
    stats = ifp.if_vnet.vnet_stats
    stats["igmp.igps_snd_reports"] = stats.get("igmp.igps_snd_reports", 0) + 1
    ip_moutput(kernel, ifp.if_vnet, packet, ifp.if_fib, 0, ifp, False)


def igmp_ifdetach(ifp: Ifnet) -> None:
    """The interface leaves its stack: it has no groups, and nothing is told (igmp_ifdetach)."""
    if ifp.if_igmp is not None:
        callout_stop(ifp.if_igmp.timer)
        ifp.if_igmp = None
