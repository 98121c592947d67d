"""A machine of one's own in a room: forked from the room's, kept, handed back, opened by staff.

What is handed back is replayed here before anybody else sees it, and so is what participants did at the room's machine.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from classroom.log import STAFF, dump, only
from classroom.machines import plan_of
from classroom.models import Fork, Lease, Member, Room
from classroom.nudges import BOARD, nudge_later
from classroom.rooms import check_open, hand_over, tell
from lessons import grading
from lessons.journals import read_journal
from lessons.refusals import Conflict, Refusal


class NoConsent(Refusal):
    """Its owner has not allowed it."""

    status = 403


Made = tuple[str, str, int, str | None, int]  # engine, release, seed, lesson, revision


def check_journal(room: Room, text: bytes | str) -> str:
    """A journal of this room's machine, as JSON text. Raises TooLarge, Unreadable or Conflict."""
    return parsed(text, (room.engine, room.release, room.seed, room.lesson, room.revision))


def parsed(text: bytes | str, expected: Made) -> str:
    """A journal of the machine that is expected, as JSON text. Raises TooLarge, Unreadable or Conflict."""
    value, journal = read_journal(text)
    if (journal.engine, journal.release, journal.seed, journal.lesson, journal.revision) != expected:
        raise Conflict("The journal is of another machine.", "journal")
    return dump(value)


def keep_room(member: Member, text: bytes) -> None:
    """Keeps the journal of the room's machine, for its executor. What staff did needs no replay to be trusted."""
    room = member.room
    check_open(room)
    if not Lease.objects.filter(room=room, executor=member).exists():
        raise Conflict("Another page has the room's machine now.", "lease")
    journal = check_journal(room, text)
    kept = {"journal": journal, "trusted": journal} if member.is_staff else {"journal": journal}
    Room.objects.filter(pk=room.pk).update(**kept)


def fork(member: Member) -> Fork:
    """The room's machine as it stands, for this member: theirs from now on."""
    check_open(member.room)
    room = Room.objects.get(pk=member.room_id)
    made, new = Fork.objects.get_or_create(member=member, defaults={"journal": room.journal})
    if not new:
        made.journal, made.state, made.number = room.journal, Fork.State.OWN, made.number + 1
        made.handed = made.reason = ""
        made.save()
    Member.objects.filter(pk=member.pk).update(work={}, active=timezone.now())
    nudge_later(room.pk, BOARD)
    return made


def keep(member: Member, text: bytes) -> None:
    """Keeps the journal of a member's own machine."""
    check_open(member.room)
    journal = check_journal(member.room, text)
    if not Fork.objects.filter(member=member).update(journal=journal):
        raise Conflict("There is no machine of your own in this room yet.", "fork")


def replayed(room: Room, journal: str) -> grading.Outcome:
    """What a replay in the grading pool shows of a journal of this room's machine."""
    return grading.replay_plan(plan_of(room), room.seed, room.engine, json.loads(journal))


def hand_back(member: Member, text: str) -> Fork:
    """Replays a member's journal, and only then lets staff know of it."""
    made = Fork.objects.filter(member=member).first()
    if made is None:
        raise Conflict("There is no machine of your own in this room yet.", "fork")
    check_open(member.room)
    journal = check_journal(member.room, text)
    outcome = replayed(member.room, journal)
    made.journal = journal
    if outcome.error:
        made.state, made.reason = Fork.State.REFUSED, outcome.error
    else:
        made.state, made.handed, made.reason, made.checks = Fork.State.HANDED, journal, "", outcome.checks
    with transaction.atomic():
        made.save()
        if made.state == Fork.State.HANDED:
            tell(member.room, "handed", {"member": member.pk, "name": member.name}, STAFF)
    nudge_later(member.room_id, BOARD)
    return made


def check_may_open(member: Member) -> str:
    """The journal that staff may open: what was handed back, or with consent what is there, if it replays here."""
    made = Fork.objects.filter(member=member).first()
    if made is None:
        raise Conflict(f"{member.name} has no machine of their own.", "fork")
    if made.state == Fork.State.HANDED:
        return made.handed
    if not member.consent:
        raise NoConsent(f"{member.name} has not allowed others to open their machine.", "consent")
    if made.journal:
        outcome = replayed(member.room, made.journal)
        if outcome.error:
            raise Conflict(f"The replay refused it: {outcome.error}", "journal")
    return made.journal


def show(room: Room, member: Member) -> None:
    """Puts a member's machine in the place of the room's, for everybody to see."""
    journal = check_may_open(member)
    with transaction.atomic():
        Room.objects.filter(pk=room.pk).update(journal=journal, trusted=journal)
        anew(room, f"{member.name}'s machine")


def anew(room: Room, why: str) -> None:
    """Whoever has the machine opens it anew, on the journal that the room has now."""
    lease = Lease.objects.select_for_update().get(room=room)
    lease.generation += 1
    lease.heard, lease.page = 0, ""
    lease.save(update_fields=["generation", "heard", "page"])
    tell(room, "control", {**executor_of(lease), "why": why})


def executor_of(lease: Lease) -> dict[str, Any]:
    return {"executor": lease.executor_id, "name": lease.executor.name, "generation": lease.generation}


def take_back(room: Room, member: Member) -> None:
    """Gives the machine back to staff. What a participant did at it goes on only if it replays here."""
    fresh = Room.objects.select_related("lease__executor").get(pk=room.pk)
    if not fresh.lease.executor.is_staff and fresh.journal and fresh.journal != fresh.trusted:
        outcome = replayed(fresh, fresh.journal)
        kept = fresh.trusted if outcome.error else fresh.journal
        Room.objects.filter(pk=room.pk).update(journal=kept, trusted=kept)
    hand_over(room, member)


def reset(member: Member) -> None:
    """Begins a member's own machine anew, as the room's stands."""
    if not Fork.objects.filter(member=member).exists():
        raise Conflict(f"{member.name} has no machine of their own.", "fork")
    with transaction.atomic():
        fork(member)
        tell(member.room, "reset", {}, only(member))
