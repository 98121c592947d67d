"""Next hop groups: the ways of a multipath route, numbered among the next hops of their table.

Models sys/net/route/nhgrp.c (link_nhgrp, unlink_nhgrp) and nhgrp_ctl.c (calc_min_mpath_slots, compile_nhgrp,
dump_nhgrp_entry); leaves out groups that a program numbers itself (nhg_uidx).
"""

from __future__ import annotations

from heapq import heappop, heappush

from simbsd.sys.nhop import NhgrpRecord
from simbsd.sys.vnet import Nhop, Rib

RIB_MAX_MPATH_WIDTH = 64
Weights = tuple[tuple[int, int], ...]  # number of a next hop and its weight, by number


def alloc_idx(rib: Rib) -> int:
    """The lowest number that is free (bitmask_alloc_idx): next hops and groups share them."""
    if rib.rib_nhfree:
        return heappop(rib.rib_nhfree)
    rib.rib_nhindex += 1
    return rib.rib_nhindex


def weights_of(hops: list[Nhop]) -> Weights:
    """What makes a group out of the ways to a prefix; empty for a single one."""
    return tuple(sorted((hop.nh_index, hop.nh_weight) for hop in hops)) if len(hops) > 1 else ()


def regroup(rib: Rib, old: Weights, new: Weights) -> None:
    """A prefix leads by other ways now. The new group has its number before the old one gives up its own
    (change_route_conditional).
    """
    if new:
        group = rib.rib_groups.get(new)
        if group is None:
            rib.rib_groups[new] = group = [alloc_idx(rib), 0]
        group[1] += 1
    if old:
        group = rib.rib_groups[old]
        group[1] -= 1
        if not group[1]:
            heappush(rib.rib_nhfree, rib.rib_groups.pop(old)[0])


def group_records(rib: Rib) -> list[NhgrpRecord]:
    """Every group of a table as netstat -O sees it (nhgrp_dump_sysctl)."""
    return [
        NhgrpRecord(index, refs, tuple((*way, slots) for way, slots in zip(ways, compile_nhgrp(ways), strict=True)))
        for ways, (index, refs) in sorted(rib.rib_groups.items(), key=lambda item: item[1][0])
    ]


def compile_nhgrp(ways: Weights) -> list[int]:
    """How many slots of the group lead each way (compile_nhgrp)."""
    weights = [weight for _, weight in ways]
    total, left, slots = sum(weights), _min_slots(weights), []
    for weight in weights:
        share = weight * left // total if total else 0
        slots.append(share)
        total, left = total - weight, left - share
    return slots


def _min_slots(weights: list[int]) -> int:
    """The fewest slots that keep the proportions, if the least difference of weights divides them all
    (calc_min_mpath_slots_fast), else as many as there may be.
    """
    steps = [0, *sorted(set(weights))]
    unit = min(steps[place] - steps[place - 1] for place in range(1, len(steps)))
    if not unit or any(weight % unit for weight in weights):
        return RIB_MAX_MPATH_WIDTH
    return min(sum(weights) // unit, RIB_MAX_MPATH_WIDTH)
