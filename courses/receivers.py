"""What a course hears of its students' work: marks follow what is handed in, open pages are told to look again."""

from __future__ import annotations

from typing import Any

from courses import consumers, lesson_kind, marks
from courses.models import Assignment
from courses.roles import STUDENT
from lessons.models import Attempt, Submission
from lessons.signals import work_changed

KIND = lesson_kind.LessonKind.kind


def connect() -> None:
    work_changed.connect(lesson_changed, sender=Attempt, dispatch_uid="courses.lesson_changed")


def lesson_changed(attempt: Attempt, submission: Submission | None, **kwargs: Any) -> None:
    changed(KIND, attempt.lesson, attempt.learner_id, handed_in=submission is not None)


def changed(kind: str, reference: str, learner: int, handed_in: bool) -> None:
    """Work of a learner at something changed. Kinds of floors above call this as their work changes."""
    if handed_in:
        marks.handed_in(kind, reference, learner)
    for course in courses_with(kind, reference, learner):
        consumers.nudge(course)


def courses_with(kind: str, reference: str, learner: int) -> list[int]:
    """The courses in which this learner has that to do."""
    assigned = Assignment.objects.filter(
        kind=kind, reference=reference, course__archived=None,
        course__memberships__learner=learner, course__memberships__role=STUDENT,
    )  # fmt: skip
    return list(assigned.values_list("course", flat=True).order_by("course").distinct())
