"""From what was handed in to points: dates, lateness, which attempt counts. Pure rules, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from courses.assignables import Outcome
from courses.models import Assignment

DAY = timedelta(days=1)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Dates:
    """An assignment's dates for one student, their extra time added; None is never."""

    opens: datetime | None
    due: datetime | None
    closes: datetime | None


@dataclass(frozen=True, slots=True)
class Judged:
    """Points for one outcome, and by how many percent they were cut for lateness."""

    points: Decimal
    late_percent: int
    outcome: Outcome


def dates_of(assignment: Assignment, extra_minutes: int) -> Dates:
    """Extra time moves the end, never the beginning."""
    extra = timedelta(minutes=extra_minutes)
    due = assignment.due + extra if assignment.due else None
    closes = assignment.closes + extra if assignment.closes else None
    return Dates(assignment.opens, due, closes)


def late_percent(assignment: Assignment, dates: Dates, at: datetime) -> int:
    """So much for each day begun after the due date, up to a most."""
    if dates.due is None or at <= dates.due:
        return 0
    days = -((dates.due - at) // DAY)
    return min(assignment.late_percent * days, assignment.late_most)


def counts(assignment: Assignment, dates: Dates, at: datetime) -> bool:
    """Whether something handed in at that time counts at all."""
    if dates.closes is not None and at > dates.closes:
        return False
    return assignment.earlier_counts or dates.opens is None or at >= dates.opens


def judge(assignment: Assignment, dates: Dates, outcomes: Iterable[Outcome]) -> Judged | None:
    """What counts of all that was handed in, or None. Of equals the earlier counts."""
    counting = sorted((one for one in outcomes if counts(assignment, dates, one.at)), key=lambda one: one.at)
    if assignment.most_attempts is not None:
        counting = counting[: assignment.most_attempts]
    judged = [judge_one(assignment, dates, one) for one in counting]
    if not judged:
        return None
    return judged[-1] if assignment.counting == Assignment.Counting.LAST else max(judged, key=lambda one: one.points)


def judge_one(assignment: Assignment, dates: Dates, outcome: Outcome) -> Judged:
    late = late_percent(assignment, dates, outcome.at)
    points = assignment.points * outcome.share * (100 - late) / 100
    return Judged(points.quantize(CENT, ROUND_HALF_UP), late, outcome)
