"""Looking at a student's work: what was handed in without asking, a running machine only with their consent."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.marks import write_down
from courses.models import Assignment, Comment, Membership
from courses.permissions import Seat
from courses.roles import STUDENT
from lessons.curriculum import catalogue
from lessons.engines import is_kept
from lessons.keystrokes import cut
from lessons.models import Attempt, Submission
from lessons.presenting import lab_config
from lessons.refusals import Conflict, Forbidden

CONSENT = timedelta(hours=2)
GONE = _("The machine of this attempt is no longer kept here: it can be read as a list, but not replayed.")


@dataclass(frozen=True, slots=True)
class Work:
    """Something handed in for an assignment, and whose."""

    assignment: Assignment
    place: Membership
    submission: Submission

    @property
    def journal(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.submission.journal)
        return found


def find_work(seat: Seat, assignment_id: int, submission_id: uuid.UUID) -> Work:
    """What a student of this course handed in for that assignment. Http404 for anything else."""
    assignment = Assignment.objects.filter(course=seat.course, pk=assignment_id, kind="lesson").first()
    submission = Submission.objects.select_related("attempt").filter(pk=submission_id).first()
    if assignment is None or submission is None or submission.attempt.lesson != assignment.reference:
        raise Http404("Nothing of that kind was handed in here.")
    students = Membership.objects.select_related("learner").filter(course=seat.course, role=STUDENT)
    place = students.filter(learner=submission.attempt.learner_id).first()
    if place is None:
        raise Http404("Nothing of that kind was handed in here.")
    return Work(assignment, place, submission)


def check_own(seat: Seat, work: Work) -> None:
    """A student looks at nobody's work but their own; another's does not exist for them."""
    if not seat.is_staff and (seat.place is None or seat.place.pk != work.place.pk):
        raise Http404("Nothing of that kind was handed in here.")


def review_config(attempt: Attempt, journal: dict[str, Any], name: str) -> dict[str, Any]:
    """The lab page's configuration for somebody who only looks: nothing is typed, nothing is kept.

    Raises Conflict where the lesson or the machine of the attempt is gone.
    """
    try:
        lesson = catalogue().lesson(attempt.lesson)
    except KeyError:
        raise Conflict(str(GONE)) from None
    if lesson.revision != attempt.revision or not is_kept(attempt.engine):
        raise Conflict(str(GONE))
    config = lab_config(lesson, attempt)
    urls = {key: value for key, value in config["urls"].items() if key not in ("journal", "goals", "submit")}
    return {**config, "attempt": name, "journal": journal, "review": True, "urls": urls}


def moment_of(journal: dict[str, Any], inputs: int | None) -> dict[str, Any]:
    return journal if inputs is None else cut(journal, inputs)


def comment(seat: Seat, work: Work, moment: int | None, text: str) -> None:
    with transaction.atomic():
        Comment.objects.create(
            assignment=work.assignment, place=work.place, outcome=str(work.submission.pk), moment=moment, text=text,
            author=seat.learner, name=str(seat.who or ""),
        )  # fmt: skip
        write_down(seat.course.pk, "commented", seat.who, assignment=work.assignment, place=work.place)


def consent(place: Membership, given: bool) -> None:
    """A student lets the staff look at their running machine for a while, or no longer."""
    with transaction.atomic():
        place.watched_until = timezone.now() + CONSENT if given else None
        place.save(update_fields=["watched_until"])
        said = "agreed to be looked at" if given else "no longer agrees to be looked at"
        write_down(place.course_id, said, place, place=place)


def can_watch(place: Membership) -> bool:
    return place.watched_until is not None and place.watched_until > timezone.now()


def watch(seat: Seat, assignment: Assignment, place: Membership) -> Attempt:
    """A student's running attempt, looked at with their consent; the look is written down. Raises Forbidden."""
    if not can_watch(place):
        error = _("%(name)s has not agreed that you look at their machine while they work.")
        raise Forbidden(error % {"name": place.name})
    attempt = Attempt.objects.filter(lesson=assignment.reference, learner=place.learner_id).first()
    if attempt is None or not attempt.journal:
        raise Conflict(_("%(name)s has nothing under way here.") % {"name": place.name})
    write_down(seat.course.pk, "looked at the running machine", seat.who, assignment=assignment, place=place)
    return attempt
