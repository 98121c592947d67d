"""The matrix of progress: every student by every assignment, where they stand and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from courses.assignables import KINDS, Standing
from courses.audience import for_section, is_for, sections_of, with_sections
from courses.models import Assignment, Course, Membership
from courses.roles import STUDENT

PAGE = 100  # students on one page: a table of more is no longer read
STILL = timedelta(minutes=15)  # for so long after the last sign of life somebody is at it


@dataclass(frozen=True, slots=True)
class Square:
    """One student at one assignment; `state` is begun, done, or apart: it is for other sections.

    `minutes`: at the present goal if they are at it, else at the work in all.
    """

    state: str
    held: int
    of: int
    goal: str
    layer: str
    minutes: int
    active: bool
    verified: bool
    review: str


APART = Square("apart", 0, 0, "", "", 0, False, False, "")


@dataclass(slots=True)
class Line:
    place: Membership
    squares: list[Square | None]
    done: int


@dataclass(slots=True)
class Matrix:
    """`layers` counts, over the students that are at it now, the first broken layers of each assignment."""

    assignments: list[Assignment]
    lines: list[Line]
    pages: int
    page: int
    done: list[int]
    stuck: list[list[tuple[str, int]]]


def make_matrix(course: Course, page: int = 1, section: int | None = None, now: datetime | None = None) -> Matrix:
    """One page of students, in the order of their names."""
    now = now or timezone.now()
    assignments = for_section(list(with_sections(course)), section)
    places = course.memberships.filter(role=STUDENT)
    if section is not None:
        places = places.filter(section=section)
    pages = max(1, -(-places.count() // PAGE))
    page = min(max(page, 1), pages)
    shown = list(places[(page - 1) * PAGE : page * PAGE])
    standings = read_standings(assignments, [place.learner_id for place in shown])
    columns_for = [(one, sections_of(one)) for one in assignments]
    lines = [make_line(place, columns_for, standings, now) for place in shown]
    columns = range(len(assignments))
    done = [sum(1 for line in lines if is_done(line.squares[column])) for column in columns]
    stuck = [count_layers([line.squares[column] for line in lines]) for column in columns]
    return Matrix(assignments, lines, pages, page, done, stuck)


def read_standings(
    assignments: Sequence[Assignment], learners: Sequence[int]
) -> dict[str, dict[tuple[int, str], Standing]]:
    references: dict[str, set[str]] = {}
    for one in assignments:
        references.setdefault(one.kind, set()).add(one.reference)
    return {
        kind: KINDS[kind].standings(sorted(found), learners) for kind, found in references.items() if kind in KINDS
    }


def make_line(
    place: Membership,
    assignments: Sequence[tuple[Assignment, frozenset[int]]],
    standings: dict[str, dict[tuple[int, str], Standing]],
    now: datetime,
) -> Line:
    squares: list[Square | None] = []
    for one, sections in assignments:
        standing = standings.get(one.kind, {}).get((place.learner_id, one.reference))
        if not is_for(sections, place):
            squares.append(APART)
        else:
            squares.append(make_square(standing, now) if standing else None)
    return Line(place, squares, sum(1 for square in squares if is_done(square)))


def make_square(standing: Standing, now: datetime) -> Square:
    active = standing.state != "done" and standing.touched is not None and now - standing.touched < STILL
    if active and standing.since:
        spent = now - standing.since
    else:
        spent = (standing.touched - standing.begun) if standing.touched and standing.begun else timedelta()
    return Square(
        standing.state, standing.held, standing.of, standing.goal, standing.layer,
        max(0, int(spent.total_seconds() // 60)), active, standing.verified, standing.review,
    )  # fmt: skip


def is_done(square: Square | None) -> bool:
    return square is not None and square.state == "done"


def count_layers(squares: Sequence[Square | None]) -> list[tuple[str, int]]:
    """Layers with how many are stuck there now, the commonest first."""
    found: dict[str, int] = {}
    for square in squares:
        if square is not None and square.active and square.layer:
            found[square.layer] = found.get(square.layer, 0) + 1
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
