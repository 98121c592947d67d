"""What belongs to a learner: each app says here how it is exported, and how it becomes another learner's.

Deletion needs no entry: rows refer to their learner and go with it. What must not go so easily says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

from lessons.models import Attempt, Learner, Submission

Rows = list[dict[str, Any]]


def nothing_against(learner: Learner) -> None:
    """Most things may be deleted with their learner."""


def not_in_use(learner: Learner) -> bool:
    """Most things are only in use while somebody works at them."""
    return False


@dataclass(frozen=True, slots=True)
class Belonging:
    """One kind of things.

    `count` says how many there are; `export` gives them as plain values for JSON; `join(source, target)` moves
    them, in the caller's transaction; `check_delete` raises a Refusal with the reason why the learner cannot go yet.
    """

    name: str
    count: Callable[[Learner], int]
    export: Callable[[Learner], Rows]
    join: Callable[[Learner, Learner], None]
    check_delete: Callable[[Learner], None] = nothing_against
    in_use: Callable[[Learner], bool] = not_in_use


BELONGINGS: list[Belonging] = []


def register(belonging: Belonging) -> None:
    """Called once by each app when Django is ready."""
    BELONGINGS.append(belonging)


def export_attempts(learner: Learner) -> Rows:
    """Each attempt with its journal: every input with its virtual time."""
    fields = ("id", "lesson", "revision", "engine", "release", "seed", "state", "created", "updated", "confirmed_at")
    return list(learner.attempts.order_by("created").values(*fields, "journal"))


def join_attempts(source: Learner, target: Learner) -> None:
    Attempt.objects.filter(learner=source).update(learner=target)


def count_attempts(learner: Learner) -> int:
    return learner.attempts.count()


def count_submissions(learner: Learner) -> int:
    return Submission.objects.filter(attempt__learner=learner).count()


def export_submissions(learner: Learner) -> Rows:
    """What was handed in, with what the server's replay found."""
    fields = ("id", "attempt", "at", "done", "held", "of", "checks", "reasons", "engine", "revision", "journal")
    return list(Submission.objects.filter(attempt__learner=learner).order_by("at").values(*fields))


def go_along(source: Learner, target: Learner) -> None:
    """What hangs on something else that is joined needs no joining of its own."""


register(Belonging(gettext_noop("attempts"), count_attempts, export_attempts, join_attempts))
register(Belonging(gettext_noop("handed in"), count_submissions, export_submissions, go_along))
