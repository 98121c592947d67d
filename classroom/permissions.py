"""Who may do what in a room. `can_` asks, `check_` raises; a room does not exist for who was removed from it."""

from __future__ import annotations

import hashlib
import secrets
import uuid

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from classroom.limits import check_guess
from classroom.models import Capability, Member, Room
from classroom.names import ROLES
from lessons.learners import learner_key
from lessons.refusals import Refusal

TEACHERS = (Member.Role.TEACHER,)
STAFF = (Member.Role.TEACHER, Member.Role.CO_TEACHER)
PEOPLE = (*STAFF, Member.Role.PARTICIPANT)
ANYBODY = (*PEOPLE, Member.Role.PROJECTOR)

# Every action of the classroom, and who may do it.
MAY: dict[str, tuple[Member.Role, ...]] = {
    "close": TEACHERS,
    "invite": TEACHERS,
    "lock": STAFF,
    "pause": STAFF,
    "attention": STAFF,
    "speed": STAFF,
    "rename": STAFF,
    "remove": STAFF,
    "control": STAFF,
    "hint": STAFF,
    "reset": STAFF,
    "lower": STAFF,
    "ask": STAFF,
    "scores": STAFF,
    "board": STAFF,
    "point": STAFF,
    "show": STAFF,
    "hand": (Member.Role.PARTICIPANT,),
    "answer": (Member.Role.PARTICIPANT,),
    "fork": PEOPLE,
    "give": PEOPLE,
    "consent": (Member.Role.PARTICIPANT,),
    "watch": ANYBODY,
}


class NotYours(Refusal):
    """The action is not this member's to do."""

    status = 403


def can(member: Member, action: str) -> bool:
    return not member.removed and member.role in MAY[action]


def check(member: Member, action: str) -> None:
    if not can(member, action):
        raise NotYours(_("A %(role)s may not do that in this room.") % {"role": ROLES[member.role]}, action)


def find_room(request: HttpRequest, code: str) -> Room:
    """The room with that code. Http404 otherwise, and the guess is counted."""
    room = Room.objects.filter(code=code.upper()).first()
    if room is None:
        check_guess(request)
        raise Http404("There is no room with this code.")
    return room


def find_member(key: uuid.UUID | None, code: str) -> Member | None:
    """The member that this browser is in that room, unless removed."""
    if key is None:
        return None
    members = Member.objects.select_related("room", "learner")
    return members.filter(room__code=code.upper(), learner__key=key, removed=False).first()


def check_member(request: HttpRequest, code: str, action: str = "watch") -> Member:
    """This browser's member of that room, if it may do the action. Http404 for strangers."""
    member = find_member(learner_key(request.session), code)
    if member is None:
        check_guess(request)
        raise Http404("There is no such room here.")
    check(member, action)
    return member


def digest(token: str) -> str:
    """What is kept of a capability. The token is random and long, so a plain digest tells nothing of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_capability(room: Room, role: str) -> str:
    """A new token that gives that role in the room; the only time that it can be read."""
    token = secrets.token_urlsafe(24)
    Capability.objects.create(room=room, role=role, digest=digest(token))
    return token


def check_capability(request: HttpRequest, room: Room, token: str) -> Capability:
    """The capability behind a token of this room. Http404 otherwise, and the guess is counted."""
    found = Capability.objects.filter(room=room, digest=digest(token), revoked=False).first()
    if found is None:
        check_guess(request, room.pk)
        raise Http404("This link opens nothing here.")
    return found
