"""What can be assigned: lessons here, and whatever a floor above registers (quizzes).

A kind answers four questions: what there is, where a student does it, what they handed in, and where each of them
stands. Marks are made from the answers; nothing here knows what a lesson or a quiz is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.models import Assignment, Course

Promised = str | Promise  # a text, perhaps one that is translated when it is read


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something handed in and judged: by which learner, when, which share of it is right (0 to 1).

    `said` is where it comes from, when that is not the thing assigned itself; `out` when the learner may be told.
    """

    id: str
    learner: int
    at: datetime
    share: Decimal
    said: str = ""
    out: datetime | None = None


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


class Assignable(ABC):
    """One kind of things to assign. What a kind says nothing of is as it is here."""

    kind: str
    title: Promised
    parts: Promised = _("goals")  # what a standing counts
    collects = True  # whether there is unfinished work to hand in
    once = False  # whether a course assigns each of these things once at most

    @abstractmethod
    def choices(self, course: Course | None) -> list[tuple[str, str]]:
        """What there is for a course (None: for any): references with titles, in an order that makes sense."""

    @abstractmethod
    def url(self, reference: str) -> str:
        """Where a student does it; empty where there is nothing to do here."""

    def papers(self, reference: str) -> list[tuple[str, str]]:
        """What there is for those who teach it: titles with addresses."""
        return []

    @abstractmethod
    def outcomes(self, reference: str, learners: Collection[int]) -> Iterable[Outcome]:
        """All that these learners (by primary key) handed in."""

    @abstractmethod
    def standings(self, references: Collection[str], learners: Collection[int]) -> dict[tuple[int, str], Standing]:
        """Where these learners stand at these things, by learner and reference; who did nothing is left out."""

    def review_url(self, course: int, assignment: int, outcome: str) -> str:
        """Where a teacher looks at something handed in; empty where there is nothing to see."""
        return ""

    def collect(self, reference: str, learner: int) -> str:
        """Hands in what is kept of a learner's unfinished work; a sentence that says what came of it."""
        return str(_("There is nothing to collect."))

    def dates(self, reference: str) -> tuple[datetime | None, datetime | None]:
        """Opening and closing that a thing has of itself; taken where a new assignment says neither."""
        return None, None

    def settle(self, assignment: Assignment) -> None:
        """Brings the thing in line with its assignment's dates and extra times, in the transaction of the change."""
        return None  # most things have no dates of their own

    def copy(self, reference: str, course: Course) -> str:
        """What stands for it in a copy of its course; empty where it does not go along."""
        return reference


KINDS: dict[str, Assignable] = {}


def register(assignable: Assignable) -> None:
    """Called once by each app when Django is ready."""
    KINDS[assignable.kind] = assignable


def all_choices(course: Course | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that can be assigned in a course, grouped by kind; a choice is `kind:reference`."""
    groups = [
        (str(one.title), [(f"{one.kind}:{ref}", title) for ref, title in one.choices(course)]) for one in KINDS.values()
    ]
    return [(title, choices) for title, choices in groups if choices]


def title_of(kind: str, reference: str, course: Course | None) -> str:
    """What it is called now; its reference when it is gone."""
    found = KINDS.get(kind)
    return dict(found.choices(course)).get(reference, reference) if found else reference
