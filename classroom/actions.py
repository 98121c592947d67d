"""What the buttons of a room do: each named action with what it needs. Who may is in permissions.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from classroom import forks, handover, names, rooms
from classroom.log import only
from classroom.models import Member
from classroom.nudges import BOARD, nudge_later
from classroom.permissions import check
from lessons.refusals import Conflict, Refusal

LONGEST_HINT = 280
Form = Mapping[str, str]


class NoSuchAction(Refusal):
    status = 404


def perform(member: Member, action: str, form: Form) -> None:
    """Does one action for a member. Raises a Refusal, and then nothing has changed."""
    if action not in ACTIONS:
        raise NoSuchAction(_("There is no such action."), "action")
    check(member, action)
    if action != "close":
        rooms.check_open(member.room)
    ACTIONS[action](member, form)


def other(member: Member, form: Form) -> Member:
    """The member of the same room that the form names."""
    number = form.get("member", "")
    found = member.room.members.filter(pk=number, removed=False).first() if number.isdecimal() else None
    if found is None:
        raise Conflict(_("That one is no longer in this room."), "member")
    return found


def is_on(form: Form) -> bool:
    return form.get("on") == "1"


def lock(member: Member, form: Form) -> None:
    rooms.switch(member.room, "lock", is_on(form))


def pause(member: Member, form: Form) -> None:
    rooms.switch(member.room, "pause", is_on(form))


def attention(member: Member, form: Form) -> None:
    rooms.switch(member.room, "attention", is_on(form))


def scores(member: Member, form: Form) -> None:
    rooms.switch(member.room, "scores", is_on(form))


def speed(member: Member, form: Form) -> None:
    text = form.get("speed", "")
    rooms.set_speed(member.room, int(text) if text.isdecimal() else 0)


def rename(member: Member, form: Form) -> None:
    rooms.rename(other(member, form), form.get("name", ""))
    nudge_later(member.room_id, BOARD)


def remove(member: Member, form: Form) -> None:
    away = other(member, form)
    rooms.remove(away)
    handover.give_up(away)
    nudge_later(member.room_id, BOARD)


def control(member: Member, form: Form) -> None:
    """Passes the machine to somebody, whose hand is down then, or takes it back when nobody is named."""
    to = other(member, form) if form.get("member") else member
    handover.ask(member.room, to)
    if to.hand:
        rooms.set_hand(to, False)
        nudge_later(member.room_id, BOARD)


def give(member: Member, form: Form) -> None:
    """Whoever has the machine gives it back to the teacher."""
    handover.give_back(member)


def hint(member: Member, form: Form) -> None:
    text = names.clean(form.get("text", ""), LONGEST_HINT, "hint")
    rooms.tell(member.room, "hint", {"text": text}, only(other(member, form)), member)


def reset(member: Member, form: Form) -> None:
    forks.reset(other(member, form))


def lower(member: Member, form: Form) -> None:
    rooms.set_hand(other(member, form), False)
    nudge_later(member.room_id, BOARD)


def show(member: Member, form: Form) -> None:
    forks.show(member.room, other(member, form))


def hand(member: Member, form: Form) -> None:
    rooms.set_hand(member, is_on(form))
    nudge_later(member.room_id, BOARD)


def consent(member: Member, form: Form) -> None:
    Member.objects.filter(pk=member.pk).update(consent=is_on(form))
    rooms.tell(member.room, "you", {"consent": is_on(form)}, only(member))
    nudge_later(member.room_id, BOARD)


def close(member: Member, form: Form) -> None:
    rooms.close(member.room)


ACTIONS: dict[str, Callable[[Member, Form], None]] = {
    action.__name__: action
    for action in (
        lock, pause, attention, scores, speed, rename, remove, control, give, hint, reset, lower, show, hand, consent,
        close,
    )
}  # fmt: skip
