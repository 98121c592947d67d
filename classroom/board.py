"""The board: how far everybody is, where they are stuck, who is idle, who has a hand up."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from classroom.models import Lease, Member, Room
from classroom.permissions import can
from classroom.sketches import paths_of
from classroom.wire import Work

HERE = timedelta(seconds=45)  # since the last sign of life
IDLE = timedelta(minutes=3)


def report(member: Member, work: Work) -> bool:
    """Notes how far somebody is. False when nothing is new."""
    told: dict[str, Any] = {"held": work.held, "goals": work.goals, "goal": work.goal, "layer": work.layer}
    told["sketch"] = work.sketch
    changed = Member.objects.filter(pk=member.pk).exclude(work=told)
    return bool(changed.update(work=told, active=timezone.now()))


def may_point(member: Member) -> bool:
    return can(member, "point") or Lease.objects.filter(room=member.room_id, executor=member).exists()


def board_context(room: Room, now: datetime | None = None) -> dict[str, Any]:
    """Everybody as the board shows them, hands first; and how many are stuck at which layer."""
    now = now or timezone.now()
    lease = Lease.objects.get(room=room)
    people = room.members.filter(removed=False, role=Member.Role.PARTICIPANT).select_related("fork")
    rows = [row(member, lease, now) for member in people]
    stuck = Counter(one["layer"] for one in rows if one["layer"])
    return {
        "rows": sorted(rows, key=lambda one: (one["hand"] is None, one["hand"] or now, not one["here"])),
        "here": sum(one["here"] for one in rows),
        "hands": sum(one["hand"] is not None for one in rows),
        "done": sum(one["done"] for one in rows),
        "stuck": [{"layer": layer, "count": count} for layer, count in stuck.most_common()],
    }


def row(member: Member, lease: Lease, now: datetime) -> dict[str, Any]:
    """One of the board's lines. `idle` is whole minutes, for those who have a machine and stopped working."""
    fork = getattr(member, "fork", None)
    held, goals = member.work.get("held", 0), member.work.get("goals", 0)
    quiet = now - member.active if fork is not None and member.active else timedelta(0)
    return {
        "member": member,
        "here": member.seen is not None and now - member.seen < HERE,
        "hand": member.hand,
        "marks": [number < held for number in range(goals)],
        "held": held,
        "goals": goals,
        "done": bool(goals) and held == goals,
        "goal": member.work.get("goal", ""),
        "layer": member.work.get("layer", "") if held < goals else "",
        "idle": int(quiet.total_seconds() // 60) if quiet > IDLE else 0,
        "fork": fork,
        "picture": paths_of(member.work.get("sketch", [])),
        "has_machine": lease.executor_id == member.pk,
        "can_open": fork is not None and (member.consent or fork.state == "handed"),
    }
