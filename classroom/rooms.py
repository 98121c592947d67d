"""What happens to a room: opened, joined, locked, paused, closed. Its machine is handed on in handover.py.

Rules only. Each change and its entry in the log are one transaction; the nudge goes out when it is committed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classroom import limits, names
from classroom.log import CLOSED, EVERYBODY, REMOVED, Draft, append, only
from classroom.models import Lease, Member, Room
from classroom.nudges import nudge_later
from lessons.models import Learner
from lessons.refusals import Conflict, Refusal

LEASE = timedelta(seconds=30)
SPEEDS = (1, 10, 60)
TRIES = 8  # for a code, or a name, that nobody else took in the same moment
SWITCHES = {"lock": "locked", "pause": "paused", "attention": "attention", "scores": "scores"}


class Full(Refusal):
    """There is no place."""

    status = 409


class Locked(Refusal):
    """The door is shut for newcomers."""

    status = 403


def open_room(learner: Learner, name: str, title: str, machine: dict[str, Any]) -> Member:
    """A new room with its teacher, who holds the lease on its machine (columns from machines.py)."""
    own = learner.rooms.filter(role=Member.Role.TEACHER, room__state=Room.State.OPEN)
    if own.count() >= limits.MOST_ROOMS:
        raise Full(_("You have %(most)d open rooms; close one first.") % {"most": limits.MOST_ROOMS})
    title = names.clean(title, limits.LONGEST_TITLE, "title")
    name = names.clean(name, limits.LONGEST_NAME)
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():
                room = Room.objects.create(code=names.make_code(), title=title, **machine)
                teacher = Member.objects.create(room=room, learner=learner, name=name, role=Member.Role.TEACHER)
                Lease.objects.create(room=room, executor=teacher, expires=timezone.now() + LEASE)
                return teacher
        except IntegrityError:
            continue
    raise Full(_("No code is free just now; try again."))


def check_open(room: Room) -> None:
    if not room.is_open:
        raise Conflict(_("This room is closed."), "room")


def check_door(room: Room) -> None:
    """Whether a newcomer may come in. Raises Conflict, Locked or Full."""
    check_open(room)
    if room.locked:
        raise Locked(_("This room is locked; ask the teacher to let you in."), "room")
    if room.members.count() >= limits.MOST_MEMBERS:
        raise Full(_("This room is full: %(most)d are in it.") % {"most": limits.MOST_MEMBERS}, "room")


def join(room: Room, learner: Learner, name: str, role: str = Member.Role.PARTICIPANT) -> Member:
    """This learner's place in the room, taken now or kept from before.

    Raises what `check_door` and the rules of names do.
    """
    name = names.clean(name, limits.LONGEST_NAME)
    for _attempt in range(TRIES):
        known = room.members.filter(learner=learner).first()
        if known is not None:
            return rejoin(known)
        check_door(room)
        taken = set(room.members.values_list("name", flat=True))
        try:
            with transaction.atomic():
                free = names.distinct(name, taken, limits.LONGEST_NAME)
                return Member.objects.create(room=room, learner=learner, name=free, role=role)
        except IntegrityError:
            continue  # two with this name, or two tabs of this browser, in the same moment
    raise Full(_("Somebody else took this name just now; try again."), "name")


def rejoin(member: Member) -> Member:
    if member.removed:
        raise Locked(_("The teacher removed you from this room."), "room")
    return member


def promote(room: Room, learner: Learner, role: str) -> Member:
    """The place of whoever came with a capability. A teacher's own browser keeps its higher role."""
    check_open(room)
    member = room.members.filter(learner=learner).first()
    if member is None:
        return join(room, learner, role.capitalize(), role) if not room.locked else admit(room, learner, role)
    if not member.is_staff or role == Member.Role.TEACHER:
        Member.objects.filter(pk=member.pk).update(role=role, removed=False)
    member.refresh_from_db()
    return member


def admit(room: Room, learner: Learner, role: str) -> Member:
    """Through a locked door: a capability opens it."""
    taken = set(room.members.values_list("name", flat=True))
    name = names.distinct(role.capitalize(), taken, limits.LONGEST_NAME)
    return Member.objects.create(room=room, learner=learner, name=name, role=role)


def tell(room: Room, kind: str, body: dict[str, Any], audience: str = EVERYBODY, author: Member | None = None) -> None:
    """An entry in the log, and a nudge once it is committed."""
    append(room.pk, Draft(kind, body, audience, author.pk if author else None))
    nudge_later(room.pk)


@transaction.atomic
def switch(room: Room, what: str, on: bool) -> None:
    """Locks, pauses or calls for attention, or ends that."""
    field = SWITCHES[what]
    Room.objects.filter(pk=room.pk).update(**{field: on})
    setattr(room, field, on)
    tell(room, "room", {field: on})


@transaction.atomic
def set_speed(room: Room, speed: int) -> None:
    if speed not in SPEEDS:
        raise Refusal(_("Speed is one of %(speeds)s.") % {"speeds": ", ".join(map(str, SPEEDS))}, "speed")
    Room.objects.filter(pk=room.pk).update(speed=speed)
    tell(room, "room", {"speed": speed})


@transaction.atomic
def rename(member: Member, name: str) -> None:
    name = names.clean(name, limits.LONGEST_NAME)
    taken = set(member.room.members.exclude(pk=member.pk).values_list("name", flat=True))
    member.name = names.distinct(name, taken, limits.LONGEST_NAME)
    member.save(update_fields=["name"])
    tell(member.room, "you", {"name": member.name}, only(member))


@transaction.atomic
def remove(member: Member) -> None:
    """Shows somebody the door; the same browser does not come in again."""
    if member.is_staff:
        raise Conflict(_("Staff cannot be removed; revoke their link and close the room instead."), "member")
    Member.objects.filter(pk=member.pk).update(removed=True, hand=None)
    tell(member.room, REMOVED, {}, only(member))


@transaction.atomic
def close(room: Room) -> None:
    """Ends the room; what it was stays readable until retention takes it."""
    tell(room, CLOSED, {})
    Room.objects.filter(pk=room.pk).update(state=Room.State.CLOSED, closed_at=timezone.now())
    room.state = Room.State.CLOSED


@transaction.atomic
def set_hand(member: Member, up: bool) -> None:
    Member.objects.filter(pk=member.pk).update(hand=timezone.now() if up else None)
    tell(member.room, "you", {"hand": up}, only(member))
