"""What a page must know of its room beside the log: the same values for the page's first rendering and its socket."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from classroom.models import Lease, Member, Room


def room_state(room: Room) -> dict[str, Any]:
    return {
        "title": room.title,
        "locked": room.locked,
        "paused": room.paused,
        "attention": room.attention,
        "speed": room.speed,
        "closed": not room.is_open,
    }


def member_state(member: Member) -> dict[str, Any]:
    return {
        "id": member.pk,
        "name": member.name,
        "role": member.role,
        "staff": member.is_staff,
        "hand": member.hand is not None,
        "consent": member.consent,
    }


def lease_state(lease: Lease, member: Member) -> dict[str, Any]:
    """Who has the machine; `heard` is the number of the last of the executor's messages that is in the log."""
    return {
        "executor": lease.executor_id,
        "name": lease.executor.name,
        "mine": lease.executor_id == member.pk,
        "generation": lease.generation,
        "heard": lease.heard,
        "alive": lease.expires > timezone.now(),
    }


def welcome(member: Member) -> dict[str, Any]:
    """Everything, as the database has it now."""
    member.refresh_from_db()
    room = Room.objects.select_related("lease__executor").get(pk=member.room_id)
    return {
        "now": int(timezone.now().timestamp() * 1000),
        "you": member_state(member),
        "room": room_state(room),
        "lease": lease_state(room.lease, member),
        "marks": room.marks,
        "last": room.last_seq,
    }
