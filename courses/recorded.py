"""Marks from elsewhere: lines of the book that are fed by what happened in another place, such as a live room.

Who has results calls `make_line` once and `record_marks` as they come; the same source told again replaces what it
told before. Dates, attempts counted, a teacher's word, the audit and platforms hold here as for any assignment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import consumers
from courses.assignables import Assignable, Outcome, Standing, register
from courses.marks import lock, refresh, write_down
from courses.models import Assignment, Course, Mark, Membership, Result
from courses.permissions import ARCHIVED
from courses.planning import put_last
from courses.roles import STUDENT
from lessons.models import Learner
from lessons.refusals import Conflict, Refusal

BY_HAND = "by-hand"
LONGEST_KEY = 40
MOST_POINTS = Decimal(99_999)


class Recorded(Assignable):
    """Columns of the book whose points come from elsewhere, or from a teacher's hand alone."""

    kind = "recorded"
    title = gettext_lazy("Marked outside")
    collects = False

    def choices(self, course: Course | None) -> list[tuple[str, str]]:
        """A platform has columns of its own; lines that something feeds are made by it."""
        return [(BY_HAND, _("Something marked by hand"))] if course is not None else []

    def copy(self, reference: str, course: Course) -> str:
        """What is fed by something is of one course."""
        return reference if reference == BY_HAND else ""

    def url(self, reference: str) -> str:
        return ""

    def outcomes(self, reference: str, learners: Collection[int]) -> Iterable[Outcome]:
        for pk, learner, at, points, possible, source in results([reference], learners).values_list(
            "pk", "place__learner", "at", "points", "possible", "source"
        ):
            yield Outcome(str(pk), learner, at, points / possible if possible else Decimal(0), source)

    def standings(self, references: Collection[str], learners: Collection[int]) -> dict[tuple[int, str], Standing]:
        found = results(references, learners).values_list("place__learner", "assignment__reference", "at")
        return {(learner, ref): Standing("done", touched=at, begun=at, verified=True) for learner, ref, at in found}


def results(references: Collection[str], learners: Collection[int]) -> QuerySet[Result]:
    return Result.objects.filter(
        assignment__kind=Recorded.kind, assignment__reference__in=references, place__learner__in=learners
    )


def make_line(
    course: Course, key: str, title: str, points: Decimal, category: str = "", who: Membership | Learner | None = None
) -> Assignment:
    """The course's line of that key, as it is; a new one, last of all in the plan, where there is none."""
    if not 0 < len(key) <= LONGEST_KEY:
        raise ValueError(f"a key has 1 to {LONGEST_KEY} characters")
    reference = f"{course.pk}/{key}"
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=course.pk)
        check_running(course)
        found = course.assignments.filter(kind=Recorded.kind, reference=reference).first()
        if found is not None:
            return found
        kept = course.categories.get_or_create(title=category)[0] if category else None
        made = Assignment(course=course, kind=Recorded.kind, reference=reference, title=title[:120])
        made.points, made.category = points, kept
        put_last(made, who)
    return made


def record_mark(
    course: Course, line: Assignment, learner: int, points: Decimal, source: str,
    who: Membership | Learner | None = None,
) -> Mark:  # fmt: skip
    """One learner's points for a line, from that source. Raises Refusal for who is no student of the course."""
    if line.course_id != course.pk:
        raise ValueError("the line is another course's")
    if learner not in record_marks(line, {learner: points}, source, who):
        raise Refusal(_("Only a student of the course has marks in it."))
    return Mark.objects.get(assignment=line, place__learner=learner)


def record_marks(
    line: Assignment, earned: Mapping[int, Decimal], source: str, who: Membership | Learner | None = None
) -> list[int]:
    """Points by learner (primary key), of the line's points now; the learners that are students here and got them.

    Raises Refusal for points that are none, Conflict for an archived course; then nothing is stored.
    """
    wrong = [points for points in earned.values() if not 0 <= points <= MOST_POINTS]
    if wrong:
        error = _("%(points)s are no points: they are from 0 to %(most)s.")
        raise Refusal(error % {"points": wrong[0], "most": MOST_POINTS})
    check_running(line.course)
    with transaction.atomic():
        students = Membership.objects.filter(course=line.course_id, role=STUDENT, learner__in=list(earned))
        places = list(students.order_by("pk"))
        if not places:
            return []
        lock([place.pk for place in places])
        Result.objects.bulk_create(
            [
                Result(
                    assignment=line, place=place, source=source[:120], points=earned[place.learner_id],
                    possible=line.points,
                )
                for place in places
            ],
            update_conflicts=True, unique_fields=["assignment", "place", "source"],
            update_fields=["points", "possible", "at"],
        )  # fmt: skip
        count = f"{len(places)} result{'' if len(places) == 1 else 's'}"
        write_down(line.course_id, "recorded", who, assignment=line, after=count, reason=source[:120])
        refresh(line, places)
        transaction.on_commit(lambda: consumers.nudge(line.course_id))
    return [place.learner_id for place in places]


def check_running(course: Course) -> None:
    """Raises Conflict for an archived course."""
    if course.archived is not None:
        raise Conflict(str(ARCHIVED))


register(Recorded())
