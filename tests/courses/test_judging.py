"""From hand-ins to points: closing, lateness, extra time, best or last, summer time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from course_work import DAY, HOUR, NOON

from courses.assignables import Outcome
from courses.judging import dates_of, judge
from courses.models import Assignment

SECOND = timedelta(seconds=1)


def outcome(at: datetime, share: str, name: str = "a") -> Outcome:
    return Outcome(name, 1, at, Decimal(share))


def points(assignment: Assignment, *outcomes: Outcome, extra: int = 0) -> str | None:
    judged = judge(assignment, dates_of(assignment, extra), outcomes)
    return None if judged is None else str(judged.points)


def make(**fields: object) -> Assignment:
    return Assignment(**{"points": Decimal(10), "late_percent": 10, **fields})


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON - DAY, "10.00"),
        (NOON, "10.00"),
        (NOON + SECOND, "9.00"),
        (NOON + DAY, "9.00"),
        (NOON + DAY + SECOND, "8.00"),
        (NOON + 30 * DAY, "5.00"),
    ],
)
def test_each_day_begun_costs_up_to_a_most(at: datetime, expected: str) -> None:
    assert points(make(due=NOON, late_most=50), outcome(at, "1")) == expected


def test_after_closing_nothing_counts() -> None:
    assignment = make(due=NOON, closes=NOON + DAY)
    assert points(assignment, outcome(NOON + DAY, "1")) == "9.00"
    assert points(assignment, outcome(NOON + DAY + SECOND, "1")) is None


def test_extra_time_moves_due_and_closing() -> None:
    assignment = make(due=NOON, closes=NOON + HOUR)
    late = outcome(NOON + 2 * HOUR, "1")
    assert points(assignment, late) is None
    assert points(assignment, late, extra=60) == "9.00"
    assert points(assignment, late, extra=120) == "10.00"


def test_what_was_done_before_opening_counts_if_it_should() -> None:
    early = outcome(NOON - DAY, "1")
    assert points(make(opens=NOON), early) == "10.00"
    assert points(make(opens=NOON, earlier_counts=False), early) is None


def test_the_best_or_the_last_counts() -> None:
    tries = outcome(NOON, "0.75"), outcome(NOON + HOUR, "0.5")
    assert points(make(), *tries) == "7.50"
    assert points(make(counting="last"), *reversed(tries)) == "5.00"


def test_the_best_is_best_after_lateness() -> None:
    assignment = make(due=NOON, late_percent=50)
    assert points(assignment, outcome(NOON, "0.75"), outcome(NOON + HOUR, "1")) == "7.50"


def test_attempts_beyond_the_most_do_not_count() -> None:
    tries = [outcome(NOON + number * HOUR, f"0.{number}") for number in (1, 2, 3)]
    assert points(make(most_attempts=2), *tries) == "2.00"


def test_of_equals_the_earlier_counts() -> None:
    assignment = make()
    judged = judge(assignment, dates_of(assignment, 0), [outcome(NOON + HOUR, "1", "b"), outcome(NOON, "1", "a")])
    assert judged is not None
    assert judged.outcome.id == "a"


def test_halves_are_rounded_up() -> None:
    assert points(make(points=Decimal("0.01"), late_percent=0), outcome(NOON, "0.5")) == "0.01"


def test_a_day_is_24_hours_even_when_the_clock_jumps() -> None:
    """The night of 27 to 28 March 2027 has an hour less in Zurich: due at midnight, a day later is 24 hours later."""
    due = datetime(2027, 3, 28, 0, 0, tzinfo=ZoneInfo("Europe/Zurich"))
    assignment = make(due=due.astimezone(UTC))
    assert points(assignment, outcome(due.astimezone(UTC) + timedelta(hours=24), "1")) == "9.00"
    assert points(assignment, outcome(due.astimezone(UTC) + timedelta(hours=24, seconds=1), "1")) == "8.00"


def test_nothing_handed_in_is_no_mark() -> None:
    assert points(make()) is None
