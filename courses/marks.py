"""Marks: made from what was handed in, changed by teachers, every change written down.

A teacher's word stands above the computed points; taking it back lets them show again. Who changes a mark names the
version that they saw: of two who change one mark at once, the second is told what the first did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.assignables import KINDS, Outcome
from courses.audience import is_for, sections_of
from courses.audit_words import translated
from courses.judging import Judged, dates_of, judge
from courses.models import Assignment, Change, Extension, Mark, Membership
from courses.roles import STUDENT
from lessons.models import Learner
from lessons.refusals import Conflict


class Overtaken(Conflict):
    """Somebody else changed the mark meanwhile; `mark` is as they left it."""

    def __init__(self, error: str, mark: Mark) -> None:
        super().__init__(error)
        self.mark = mark


def write_down(course_id: int, what: str, who: Membership | Learner | None = None, **fields: Any) -> None:
    """One line of the audit, in the caller's transaction."""
    learner = who.learner if isinstance(who, Membership) else who
    name = who.name if isinstance(who, Membership) else str(getattr(learner, "user", None) or "")
    Change.objects.create(course_id=course_id, what=what, who=learner, name=name, **fields)


def refresh(assignment: Assignment, places: Iterable[Membership]) -> list[Mark]:
    """Computes the marks of these students anew; those that changed.

    Their places are locked before anything is read: of two hand-ins at once the later computes last.
    """
    students = [place for place in places if place.role == STUDENT]
    sections = sections_of(assignment)
    with transaction.atomic():
        lock([place.pk for place in students])
        by_learner = outcomes_by_learner(assignment, [place.learner_id for place in students])
        extra = dict(Extension.objects.filter(assignment=assignment).values_list("place", "minutes"))
        found = Mark.objects.select_for_update().filter(assignment=assignment, place__in=students)
        marks = {mark.place_id: mark for mark in found}
        changed = []
        for place in students:
            dates = dates_of(assignment, place.extra_minutes + extra.get(place.pk, 0))
            outcomes = by_learner.get(place.learner_id, ()) if is_for(sections, place) else ()
            judged = judge(assignment, dates, outcomes)
            changed.append(set_points(assignment, place.pk, marks.get(place.pk), judged))
    return [mark for mark in changed if mark is not None]


def lock(places: Collection[int]) -> None:
    list(Membership.objects.select_for_update().filter(pk__in=places).order_by("pk").values_list("pk"))


def outcomes_by_learner(assignment: Assignment, learners: Collection[int]) -> dict[int, list[Outcome]]:
    kind = KINDS.get(assignment.kind)
    found: dict[int, list[Outcome]] = {}
    for outcome in kind.outcomes(assignment.reference, learners) if kind and learners else ():
        found.setdefault(outcome.learner, []).append(outcome)
    return found


def set_points(assignment: Assignment, place_id: int, mark: Mark | None, judged: Judged | None) -> Mark | None:
    """Stores computed points; None when nothing changed. The outcome may change while the points stay."""
    points, late = (judged.points, judged.late_percent) if judged else (None, 0)
    outcome, out = (judged.outcome.id, judged.outcome.out) if judged else ("", None)
    if mark is None and judged is None:
        return None
    mark = mark or Mark(assignment=assignment, place_id=place_id)
    before = mark.points
    if mark.pk and (before, mark.late_percent, mark.outcome, mark.out) == (points, late, outcome, out):
        return None
    mark.points, mark.late_percent, mark.outcome, mark.out = points, late, outcome, out
    mark.at = judged.outcome.at if judged else None
    mark.version += before != points
    mark.save()
    if before != points:
        write_down(
            assignment.course_id, "computed", assignment=assignment, place_id=place_id,
            before=shown(before), after=shown(points),
        )  # fmt: skip
    return mark


def override(
    assignment: Assignment, place: Membership, version: int, who: Membership | Learner, points: Decimal | None,
    excused: bool, reason: str,
) -> Mark:  # fmt: skip
    """A teacher's word on a mark; `points` None takes it back. Raises Overtaken; then nothing changed."""
    with transaction.atomic():
        mark, _made = Mark.objects.select_for_update().get_or_create(assignment=assignment, place=place)
        if mark.version != version:
            raise Overtaken(overtaken_by(mark), mark)
        before = described(mark)
        mark.override, mark.excused, mark.reason = points, excused, reason
        after = described(mark)
        if before == after:
            return mark
        mark.version += 1
        mark.save()
        write_down(
            assignment.course_id, "marked", who, assignment=assignment, place=place,
            before=before, after=after, reason=reason,
        )  # fmt: skip
    return mark


def overtaken_by(mark: Mark) -> str:
    last = Change.objects.filter(assignment=mark.assignment, place=mark.place).first()
    who = (last.name or _("The site")) if last else _("Somebody")
    told = {"who": who, "mark": translated(described(mark))}
    return _("%(who)s has changed this mark meanwhile: it is %(mark)s now. Yours was not stored.") % told


def described(mark: Mark) -> str:
    """A mark in words, for the audit: what stands, and whether it was computed or said."""
    if mark.excused:
        return "excused"
    return shown(mark.points) if mark.override is None else f"{shown(mark.override)} (by hand)"


def shown(points: Decimal | None) -> str:
    return "none" if points is None else f"{points.normalize():f}"


def handed_in(kind: str, reference: str, learner_id: int) -> list[Assignment]:
    """Called when a learner has handed something in: computes their marks in every course that assigned it."""
    assigned = Assignment.objects.filter(
        kind=kind, reference=reference, course__archived=None,
        course__memberships__learner=learner_id, course__memberships__role=STUDENT,
    )  # fmt: skip
    found = list(assigned)
    for assignment in found:
        refresh(assignment, Membership.objects.filter(course=assignment.course_id, learner=learner_id))
    return found
