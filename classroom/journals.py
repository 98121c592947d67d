"""Journals of a room's machines: whether one is of the machine that it should be, and what a replay here says of it."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils.translation import gettext as _

from classroom.log import dump
from classroom.machines import plan_of
from classroom.models import Lease, Member, Room
from classroom.rooms import check_open
from lessons import grading
from lessons.journals import read_journal
from lessons.refusals import Conflict

Made = tuple[str, str, int, str | None, int]  # engine, release, seed, lesson, revision


def check_journal(room: Room, text: bytes | str) -> str:
    """A journal of this room's machine, as JSON text. Raises TooLarge, Unreadable or Conflict."""
    return parsed(text, (room.engine, room.release, room.seed, room.lesson, room.revision))


def parsed(text: bytes | str, expected: Made) -> str:
    """A journal of the machine that is expected, as JSON text. Raises TooLarge, Unreadable or Conflict."""
    value, journal = read_journal(text)
    if (journal.engine, journal.release, journal.seed, journal.lesson, journal.revision) != expected:
        raise Conflict(_("The journal is of another machine."), "journal")
    return dump(value)


def keep_room(member: Member, generation: int, text: bytes | str) -> None:
    """Keeps the journal of the room's machine, for its executor. What staff did needs no replay to be trusted.

    A page of another generation has another machine by now: what it says is refused.
    """
    room = member.room
    check_open(room)
    journal = check_journal(room, text)
    kept = {"journal": journal, "trusted": journal} if member.is_staff else {"journal": journal}
    with transaction.atomic():
        held = Lease.objects.select_for_update().filter(room=room, executor=member, generation=generation)
        if not held.exists():
            raise Conflict(_("Another page has the room's machine now."), "lease")
        Room.objects.filter(pk=room.pk).update(**kept)


def replayed(room: Room, journal: str) -> grading.Outcome:
    """What a replay in the grading pool shows of a journal of this room's machine."""
    return grading.replay_plan(plan_of(room), room.seed, room.engine, json.loads(journal))


def trusted_journal(room: Room) -> str:
    """The journal that the room goes on with: what a participant did, if it replays here, or what was before it."""
    if not room.journal or room.journal == room.trusted:
        return room.journal
    return room.trusted if replayed(room, room.journal).error else room.journal
