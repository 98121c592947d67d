"""Regrading: after a lesson or the machine was mended, what was handed in is replayed by today's and judged again.

Three steps. *Find* replays every journal in the grading pool and stores what it found; *preview* says whose mark
would change and how; *apply* changes submissions and marks in one transaction, with a line in the audit for each mark.
A replay in which the terminals showed something else than before diverges: the student may have acted on what they saw
then. It is listed for a person and not applied. Progress is never withdrawn: a confirmed attempt stays confirmed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assignables import Outcome
from courses.audience import students_of
from courses.judging import dates_of, judge
from courses.marks import outcomes_by_learner, refresh, write_down
from courses.models import Assignment, Extension, Finding, Mark, Membership, Regrade
from courses.permissions import Seat
from courses.roles import STUDENT
from lab.course.lesson import Lesson
from lessons.curriculum import catalogue
from lessons.engines import current_engine
from lessons.grading import Outcome as Verdict
from lessons.grading import pool
from lessons.models import Attempt, Submission
from lessons.refusals import Conflict

SEEN_OTHER = "The terminals show something else than they did when it was handed in."


@dataclass(frozen=True, slots=True)
class Effect:
    """What applying would do to one student's mark. `word`: a teacher's word stands above it and hides the change."""

    place: Membership
    before: Decimal | None
    after: Decimal | None
    word: Decimal | None


def find_lesson_of(assignment: Assignment) -> Lesson:
    """Raises Conflict for what cannot be regraded."""
    if assignment.kind != "lesson":
        raise Conflict(_("Only lessons are graded again here."))
    try:
        return catalogue().lesson(assignment.reference)
    except KeyError:
        raise Conflict(_("The lesson is no longer here.")) from None


def begin(assignment: Assignment, who: Any = None, name: str = "") -> Regrade:
    """A new run over everything that students of the course handed in. Raises Conflict when there is nothing."""
    find_lesson_of(assignment)
    total = submissions_of(assignment).count()
    if not total:
        raise Conflict(_("Nothing was handed in yet."))
    return Regrade.objects.create(assignment=assignment, who=who, name=name, total=total)


def submissions_of(assignment: Assignment) -> Any:
    students = students_of(assignment).values("learner")
    found = Submission.objects.filter(attempt__lesson=assignment.reference, attempt__learner__in=students)
    return found.select_related("attempt").order_by("pk")


def find(regrade: Regrade) -> None:
    """Replays all, as many at once as there are graders, and stores what each showed."""
    assignment = regrade.assignment
    lesson = find_lesson_of(assignment)
    students = Membership.objects.filter(course=assignment.course_id, role=STUDENT)
    places = dict(students.values_list("learner", "pk"))
    with ThreadPoolExecutor(settings.GRADING_WORKERS) as threads:
        todo = list(submissions_of(assignment))
        verdicts = threads.map(lambda one: replay(one, lesson), todo)
        for submission, verdict in zip(todo, verdicts, strict=True):
            make_finding(regrade, submission, places[submission.attempt.learner_id], verdict).save()
    regrade.finished = timezone.now()
    regrade.save(update_fields=["finished"])


def replay(submission: Submission, lesson: Lesson) -> Verdict:
    """The journal by today's machine and lesson: the same inputs at the same times. No database in here."""
    engine = current_engine()
    journal = {**json.loads(submission.journal), "engine": engine, "revision": lesson.revision}
    job = {"lesson": lesson.slug, "seed": submission.attempt.seed, "engine": engine, "journal": journal}
    return pool().run(job)


def make_finding(regrade: Regrade, submission: Submission, place_id: int, verdict: Verdict) -> Finding:
    return Finding(
        regrade=regrade,
        submission=submission,
        place_id=place_id,
        done=verdict.done,
        held=sum(verdict.checks.values()),
        of=len(verdict.checks),
        checks=verdict.checks,
        reasons=verdict.reasons,
        layers=verdict.layers,
        seen=verdict.seen,
        divergence=divergence(submission, verdict),
    )


def divergence(submission: Submission, verdict: Verdict) -> str:
    if verdict.error:
        return verdict.error[:300]
    return SEEN_OTHER if submission.seen and submission.seen != verdict.seen else ""


def changed(regrade: Regrade) -> list[Finding]:
    """Findings that say something new and can be applied."""
    found = regrade.findings.filter(divergence="").select_related("submission__attempt", "place")
    return [one for one in found if one.checks != one.submission.checks or one.done != one.submission.done]


def diverged(regrade: Regrade) -> list[Finding]:
    return list(regrade.findings.exclude(divergence="").select_related("submission", "place"))


def effects(regrade: Regrade) -> list[Effect]:
    """Whose computed mark would change, and how."""
    assignment = regrade.assignment
    new = {str(one.submission_id): share_of(one) for one in changed(regrade)}
    touched = {one.place_id: one.place for one in changed(regrade)}
    by_learner = outcomes_by_learner(assignment, [place.learner_id for place in touched.values()])
    extra = dict(Extension.objects.filter(assignment=assignment).values_list("place", "minutes"))
    marks = {mark.place_id: mark for mark in Mark.objects.filter(assignment=assignment, place__in=list(touched))}
    found = []
    for pk, place in sorted(touched.items(), key=lambda pair: pair[1].name):
        dates = dates_of(assignment, place.extra_minutes + extra.get(pk, 0))
        judged = judge(assignment, dates, with_new(by_learner.get(place.learner_id, ()), new))
        mark = marks.get(pk)
        before, after = (mark.points if mark else None), (judged.points if judged else None)
        if before != after:
            found.append(Effect(place, before, after, mark.override if mark else None))
    return found


def with_new(outcomes: Iterable[Outcome], new: dict[str, Decimal]) -> list[Outcome]:
    return [replace(one, share=new.get(one.id, one.share)) for one in outcomes]


def share_of(finding: Finding) -> Decimal:
    return Decimal(1) if finding.done else Decimal(finding.held) / finding.of if finding.of else Decimal(0)


def apply(regrade: Regrade, seat: Seat | None = None) -> list[Effect]:
    """Changes submissions and marks as found; what it did. Raises Conflict for a run that is not ready, or applied."""
    with transaction.atomic():
        locked = Regrade.objects.select_for_update().get(pk=regrade.pk)
        if locked.finished is None or locked.applied is not None:
            raise Conflict(_("This run was applied already.") if locked.applied else _("This run is not finished yet."))
        done = effects(locked)
        for finding in changed(locked):
            apply_finding(finding)
        refresh(locked.assignment, {one.place_id: one.place for one in changed_places(locked)}.values())
        locked.applied = timezone.now()
        locked.save(update_fields=["applied"])
        told = {"assignment": locked.assignment, "after": f"{len(done)} marks"}
        write_down(locked.assignment.course_id, "regraded", seat.who if seat else None, **told)
    return done


def changed_places(regrade: Regrade) -> list[Finding]:
    return list(regrade.findings.filter(divergence="").select_related("place"))


def apply_finding(finding: Finding) -> None:
    submission, lesson = finding.submission, catalogue().lesson(finding.submission.attempt.lesson)
    for name in ("done", "held", "of", "checks", "reasons", "layers", "seen"):
        setattr(submission, name, getattr(finding, name))
    submission.engine, submission.revision = current_engine(), lesson.revision
    submission.save()
    if finding.done:
        now = timezone.now()
        Attempt.objects.filter(pk=submission.attempt_id).exclude(state=Attempt.State.CONFIRMED).update(
            state=Attempt.State.CONFIRMED, confirmed_at=now
        )
