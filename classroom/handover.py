"""The room's machine changes hands, in two steps: its holder is asked to give it, and gives it with its last journal.

A holder that is away, or does not answer in time, is not waited for: then the journal that was kept last goes on.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classroom.journals import trusted_journal
from classroom.models import Lease, Member, Room
from classroom.rooms import LEASE, tell
from lessons.refusals import Conflict

HANDING = "handing"
PATIENCE = timedelta(seconds=4)


def check_heir(room: Room, to: Member) -> None:
    """Whether somebody may hold the room's machine. Raises Conflict."""
    if to.room_id != room.pk or to.removed or to.role == Member.Role.PROJECTOR:
        raise Conflict(_("Only somebody in this room can hold its machine."), "member")


def ask(room: Room, to: Member) -> None:
    """The first step: the holder's page is told to give the machine; asked again in vain, it is taken."""
    check_heir(room, to)
    with transaction.atomic():
        lease = locked(room)
        if lease.executor_id == to.pk:
            Lease.objects.filter(pk=lease.pk).update(heir=None, asked=None)
            return
        waits = answers(lease)
        lease.heir, lease.asked = to, lease.asked or timezone.now()
        lease.save(update_fields=["heir", "asked"])
        if waits:
            tell(room, HANDING, {**executor_of(lease), "to": to.pk, "to_name": to.name})
    if not waits:
        complete(room)


def answers(lease: Lease) -> bool:
    """Whether the holder can be expected to give the machine itself."""
    now = timezone.now()
    return bool(lease.page) and lease.expires > now and not is_overdue(lease)


def is_overdue(lease: Lease) -> bool:
    return lease.asked is not None and timezone.now() - lease.asked > PATIENCE


def complete(room: Room) -> None:
    """The second step: the machine goes to whom it was promised; staff get it on a journal that is trusted."""
    lease = Lease.objects.select_related("heir", "executor", "room").get(room=room)
    if lease.heir is None:
        return
    if lease.heir.is_staff and not lease.executor.is_staff:
        kept = trusted_journal(lease.room)  # a replay, so outside of the transaction
        Room.objects.filter(pk=room.pk).update(journal=kept, trusted=kept)
    hand_over(room, lease.heir)


def is_due(room: uuid.UUID) -> bool:
    """For whoever looks from time to time: whether a machine was promised so long ago that it must go now."""
    lease = Lease.objects.filter(room=room).exclude(heir=None).first()
    return lease is not None and is_overdue(lease)


def complete_alone(room: uuid.UUID) -> None:
    """The second step, from a thread of its own, which keeps no connection."""
    try:
        complete(Room.objects.get(pk=room))
    finally:
        connection.close()


def teacher_of(room: Room) -> Member | None:
    return room.members.filter(role=Member.Role.TEACHER, removed=False).first()


def give_back(member: Member) -> None:
    """Gives the machine to the teacher, as if the teacher had asked for it. Raises Conflict for who has it not."""
    teacher = teacher_of(member.room)
    if teacher is None or not Lease.objects.filter(room=member.room, executor=member).exists():
        raise Conflict(_("You do not have the room’s machine."), "lease")
    ask(member.room, teacher)


def give_up(member: Member) -> None:
    """Whoever leaves the room for good leaves its machine to the teacher."""
    teacher = teacher_of(member.room)
    held = Lease.objects.filter(room=member.room, executor=member)
    if teacher is not None and held.update(heir=teacher, asked=timezone.now()):
        complete(member.room)


@transaction.atomic
def hand_over(room: Room, to: Member) -> Lease:
    """Gives the room's machine to a member of it. Whoever held it may not speak for it from now on."""
    check_heir(room, to)
    lease = locked(room)
    lease.heir = lease.asked = None
    if lease.executor_id != to.pk:
        lease.executor = to
        begin(lease)
        tell(room, "control", executor_of(lease))
    else:
        lease.save()
    return lease


def anew(room: Room, shows: str) -> None:
    """Whoever has the machine opens it anew, on the journal that the room has now: somebody's, by name."""
    lease = locked(room)
    begin(lease)
    tell(room, "control", {**executor_of(lease), "shows": shows})


def begin(lease: Lease) -> None:
    """A new generation: nothing that was said in the one before is taken any more."""
    lease.generation += 1
    lease.heard, lease.page = 0, ""
    lease.expires = timezone.now() + LEASE
    lease.save()


def locked(room: Room) -> Lease:
    return Lease.objects.select_for_update().get(room=room)


def executor_of(lease: Lease) -> dict[str, Any]:
    return {"executor": lease.executor_id, "name": lease.executor.name, "generation": lease.generation}
