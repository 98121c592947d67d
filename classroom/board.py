"""The board: how far everybody is, where they are stuck, who is idle, who has a hand up."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from classroom.models import Lease, Member
from classroom.permissions import can
from classroom.wire import Work


def report(member: Member, work: Work) -> bool:
    """Notes how far somebody is. False when nothing is new."""
    told: dict[str, Any] = {"held": work.held, "goals": work.goals, "goal": work.goal, "layer": work.layer}
    changed = Member.objects.filter(pk=member.pk).exclude(work=told)
    return bool(changed.update(work=told, active=timezone.now()))


def may_point(member: Member) -> bool:
    return can(member, "point") or Lease.objects.filter(room=member.room_id, executor=member).exists()
