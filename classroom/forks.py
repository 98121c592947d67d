"""A machine of one's own in a room: forked from the room's, kept, handed back, opened by staff.

What is handed back is replayed here before anybody else sees it.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classroom.handover import anew
from classroom.journals import check_journal, replayed
from classroom.log import STAFF, only
from classroom.models import Fork, Member, Room
from classroom.nudges import BOARD, nudge_later
from classroom.rooms import check_open, tell
from lessons.refusals import Conflict, Refusal


class NoConsent(Refusal):
    """Its owner has not allowed it."""

    status = 403


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
        raise Conflict(_("There is no machine of your own in this room yet."), "fork")


def hand_back(member: Member, text: str) -> Fork:
    """Replays a member's journal, and only then lets staff know of it."""
    made = Fork.objects.filter(member=member).first()
    if made is None:
        raise Conflict(_("There is no machine of your own in this room yet."), "fork")
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
        raise Conflict(_("%(name)s has no machine of their own.") % {"name": member.name}, "fork")
    if made.state == Fork.State.HANDED:
        return made.handed
    if not member.consent:
        raise NoConsent(_("%(name)s has not allowed others to open their machine.") % {"name": member.name}, "consent")
    if made.journal:
        outcome = replayed(member.room, made.journal)
        if outcome.error:
            raise Conflict(_("The replay refused it: %(why)s") % {"why": outcome.error}, "journal")
    return made.journal


def look(member: Member, owner: Member) -> str:
    """The journal of a machine that staff look at; its owner is told, once for each look."""
    journal = check_may_open(owner)
    tell(member.room, "looked", {"name": member.name}, only(owner))
    return journal


def show(room: Room, member: Member) -> None:
    """Puts a member's machine in the place of the room's, for everybody to see."""
    journal = check_may_open(member)
    with transaction.atomic():
        Room.objects.filter(pk=room.pk).update(journal=journal, trusted=journal)
        anew(room, member.name)


def reset(member: Member) -> None:
    """Begins a member's own machine anew, as the room's stands."""
    if not Fork.objects.filter(member=member).exists():
        raise Conflict(_("%(name)s has no machine of their own.") % {"name": member.name}, "fork")
    with transaction.atomic():
        fork(member)
        tell(member.room, "reset", {}, only(member))
