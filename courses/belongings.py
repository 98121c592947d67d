"""What of the courses belongs to a learner: their places."""

from __future__ import annotations

from courses.models import Membership
from courses.roles import OWNER
from lessons.belongings import Belonging, Rows, register
from lessons.models import Learner
from lessons.refusals import Conflict


def count(learner: Learner) -> int:
    return learner.memberships.count()


def export(learner: Learner) -> Rows:
    fields = ("course__title", "course__term", "role", "section__title", "name", "email", "number", "extra_minutes")
    return list(learner.memberships.values(*fields, "joined"))


def join(source: Learner, target: Learner) -> None:
    """Places go along, but nobody has two places in one course: the target's own stays."""
    taken = target.memberships.values_list("course_id", flat=True)
    Membership.objects.filter(learner=source).exclude(course_id__in=list(taken)).update(learner=target)


def check_delete(learner: Learner) -> None:
    """A course with others in it is not left without an owner."""
    for place in learner.memberships.filter(role=OWNER).select_related("course"):
        others = place.course.memberships.exclude(pk=place.pk)
        if others.exists() and not others.filter(role=OWNER).exists():
            raise Conflict(
                f"You are the only owner of “{place.course}”: make somebody else an owner, or delete it first."
            )


register(Belonging("places in courses", count, export, join, check_delete))
