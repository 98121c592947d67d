"""What of the classroom belongs to a learner: their places in rooms, and the answers given there."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from classroom.models import Member, Reply
from lessons.belongings import Belonging, Rows, register
from lessons.models import Learner
from lessons.refusals import Conflict


def count(learner: Learner) -> int:
    return learner.rooms.count()


def export(learner: Learner) -> Rows:
    """Each place with its answers."""
    fields = ("id", "room__title", "room__lesson", "name", "role", "joined", "work")
    found: Rows = list(learner.rooms.values(*fields))
    for row in found:
        replies = Reply.objects.filter(member=row.pop("id")).order_by("at")
        row["answers"] = list(replies.values("asked__item", "value", "points", "possible", "at"))
    return found


def join(source: Learner, target: Learner) -> None:
    """Places go along, but nobody has two in one room: the target's own stays."""
    taken = target.rooms.values_list("room_id", flat=True)
    Member.objects.filter(learner=source).exclude(room_id__in=list(taken)).update(learner=target)


def check_delete(learner: Learner) -> None:
    """A room is not left without its teacher while others are in it."""
    for place in learner.rooms.filter(role=Member.Role.TEACHER, room__state="open").select_related("room"):
        if place.room.members.exclude(pk=place.pk).exists():
            raise Conflict(_("You teach the open room “%(title)s”: close it first.") % {"title": place.room.title})


register(Belonging(gettext_noop("places in rooms"), count, export, join, check_delete))
