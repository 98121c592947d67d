"""Assignments and hand-ins for these tests, without a machine: what counts is the rows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from course_cast import Cast
from django.utils import timezone
from work import journal_of, solution

from courses import receivers
from courses.models import Assignment, Context, Membership, Platform
from lessons import attempts
from lessons.curriculum import find_lesson
from lessons.models import Attempt, Submission

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def assign(cast: Cast, reference: str = "first-jail", **fields: Any) -> Assignment:
    return Assignment.objects.create(
        course=cast.course, kind="lesson", reference=reference, **{"title": reference, "points": 10, **fields}
    )


def hand_in(place: Membership, at: datetime, held: int, of: int = 4, reference: str = "first-jail") -> Submission:
    """A judged hand-in at that time, and what follows from it."""
    done = held == of
    state = "confirmed" if done else "refused"
    fields = {"lesson": reference, "revision": 1, "engine": "x", "release": "14.0", "seed": 1, "state": state}
    attempt = Attempt.objects.create(learner=place.learner, held=held, of=of, verified=True, **fields)
    made = Submission.objects.create(attempt=attempt, at=at, done=done, held=held, of=of, engine="x", revision=1)
    receivers.changed("lesson", reference, place.learner_id, handed_in=True)
    return made


def begin(place: Membership, *lines: str, reference: str = "first-jail") -> Attempt:
    """An attempt with a journal that a machine wrote; `{jail}` is the attempt's. Without lines the solution's."""
    lesson = find_lesson(reference)
    attempt = attempts.begin(place.learner, lesson)
    typed = [line.replace("{jail}", str(lesson.values(attempt.seed)["jail"])) for line in lines]
    attempt.journal = json.dumps(journal_of(attempt, *(typed or [solution(attempt)])))
    attempt.save()
    return attempt


def real_hand_in(place: Membership, *lines: str) -> Submission:
    """Handed in and replayed by the grading pool."""
    made = attempts.hand_in_kept(begin(place, *lines), find_lesson("first-jail"))
    assert made is not None
    return made


def watched(place: Membership) -> Membership:
    """A student at work who agreed to be looked at."""
    begin(place)
    place.watched_until = timezone.now() + HOUR
    place.save()
    return place


def context_of(cast: Cast) -> Context:
    """The course at a platform that offers no services."""
    platform = Platform.objects.create(title="P", issuer="i", client="c", login_url="x", token_url="x", keys_url="x")
    return Context.objects.create(platform=platform, name="n", course=cast.course, deployment="d")
