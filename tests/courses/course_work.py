"""Assignments and hand-ins for these tests, without a machine: what counts is the rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from course_cast import Cast

from courses import receivers
from courses.models import Assignment, Membership
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
