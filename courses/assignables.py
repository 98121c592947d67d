"""What can be assigned: lessons here, and whatever a floor above registers (quizzes).

A kind answers four questions: what there is, where a student does it, what they handed in, and where each of them
stands. Marks are made from the answers; nothing here knows what a lesson or a quiz is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something handed in and judged: by which learner, when, which share of it is right (0 to 1)."""

    id: str
    learner: int
    at: datetime
    share: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands at something: `state` is begun or done; goals held of all; the first that does not
    hold, its first broken layer, since when; when the work began and was last touched. `verified`: by the server.
    """

    state: str
    held: int = 0
    of: int = 0
    goal: str = ""
    layer: str = ""
    since: datetime | None = None
    begun: datetime | None = None
    touched: datetime | None = None
    verified: bool = False
    review: str = ""  # the id of what a teacher can look at, empty when nothing was handed in


class Assignable(Protocol):
    """One kind of things to assign."""

    kind: str
    title: str

    def choices(self) -> list[tuple[str, str]]:
        """What there is: references with titles, in an order that makes sense."""

    def url(self, reference: str) -> str:
        """Where a student does it."""

    def outcomes(self, reference: str, learners: Collection[int]) -> Iterable[Outcome]:
        """All that these learners (by primary key) handed in."""

    def standings(self, references: Collection[str], learners: Collection[int]) -> dict[tuple[int, str], Standing]:
        """Where these learners stand at these things, by learner and reference; who did nothing is left out."""

    def review_url(self, course: int, assignment: int, outcome: str) -> str:
        """Where a teacher looks at something handed in; empty where there is nothing to see."""

    def collect(self, reference: str, learner: int) -> str:
        """Hands in what is kept of a learner's unfinished work; a sentence that says what came of it."""


KINDS: dict[str, Assignable] = {}


def register(assignable: Assignable) -> None:
    """Called once by each app when Django is ready."""
    KINDS[assignable.kind] = assignable


def all_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that can be assigned, grouped by kind; a choice is `kind:reference`."""
    return [(one.title, [(f"{one.kind}:{ref}", title) for ref, title in one.choices()]) for one in KINDS.values()]


def title_of(kind: str, reference: str) -> str:
    """What it is called now; its reference when it is gone."""
    found = KINDS.get(kind)
    return dict(found.choices()).get(reference, reference) if found else reference
