"""What of the courses belongs to a learner: their places, marks, comments on their work, and names at platforms."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from courses.models import Comment, Mark, Membership, PlatformUser, Result
from courses.roles import OWNER
from lessons.belongings import Belonging, Rows, go_along, register
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
            error = _("You are the only owner of “%(course)s”: make somebody else an owner, or delete it first.")
            raise Conflict(error % {"course": place.course})


def in_use(learner: Learner) -> bool:
    """A place in a course that runs is not taken away because nobody has come for long."""
    return learner.memberships.filter(course__archived=None).exists()


def count_marks(learner: Learner) -> int:
    return marks_out(learner).count()


def marks_out(learner: Learner) -> QuerySet[Mark]:
    """Marks that their student may be told by now."""
    return Mark.objects.filter(place__learner=learner).exclude(out__gt=timezone.now())


def export_marks(learner: Learner) -> Rows:
    of, fields = ("place__course__title", "assignment__title"), ("points", "late_percent", "override", "excused")
    marks = marks_out(learner).order_by("assignment")
    return list(marks.values(*of, *fields, "reason", "at"))


def count_results(learner: Learner) -> int:
    return Result.objects.filter(place__learner=learner).count()


def export_results(learner: Learner) -> Rows:
    found = Result.objects.filter(place__learner=learner).order_by("at")
    return list(found.values("assignment__title", "source", "points", "possible", "at"))


def count_comments(learner: Learner) -> int:
    return Comment.objects.filter(place__learner=learner).count()


def export_comments(learner: Learner) -> Rows:
    fields = ("assignment__title", "outcome", "moment", "text", "name", "created")
    return list(Comment.objects.filter(place__learner=learner).order_by("created").values(*fields))


def join_platform_users(source: Learner, target: Learner) -> None:
    PlatformUser.objects.filter(learner=source).update(learner=target)


def count_platform_users(learner: Learner) -> int:
    return learner.platform_users.count()


def export_platform_users(learner: Learner) -> Rows:
    return list(learner.platform_users.values("platform__title", "sub"))


register(Belonging(gettext_noop("places in courses"), count, export, join, check_delete, in_use))
register(Belonging(gettext_noop("marks"), count_marks, export_marks, go_along))
register(Belonging(gettext_noop("results from elsewhere"), count_results, export_results, go_along))
register(Belonging(gettext_noop("comments on your work"), count_comments, export_comments, go_along))
PLATFORMS = gettext_noop("names at platforms")
register(Belonging(PLATFORMS, count_platform_users, export_platform_users, join_platform_users))
