"""The book of marks: every student by every assignment, categories and totals by weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone

from courses.audience import for_section, is_for, sections_of, with_sections
from courses.cells import write_rows
from courses.judging import dates_of
from courses.models import Assignment, Course, Extension, Mark, Membership
from courses.roles import STUDENT

TENTH = Decimal("0.1")
HUNDRED = Decimal(100)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One mark as the book shows it. `final` None: nothing yet. `missing`: the time is over, it counts as nothing.

    `apart`: it is for other sections. `waiting`: it is there, but its student is not told yet.
    """

    final: Decimal | None = None
    by_hand: bool = False
    excused: bool = False
    late_percent: int = 0
    version: int = 0
    outcome: str = ""
    missing: bool = False
    apart: bool = False
    waiting: bool = False


@dataclass(slots=True)
class Row:
    """One student: cells in the order of the assignments (`pairs` has both), percent by category, and in all."""

    place: Membership
    cells: list[Cell] = field(default_factory=list)
    parts: list[Decimal | None] = field(default_factory=list)
    total: Decimal | None = None
    pairs: list[tuple[Assignment, Cell]] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """`categories` holds (title, weight); assignments of none stand in one of weight 1 with an empty title."""

    assignments: list[Assignment]
    categories: list[tuple[str, Decimal]]
    rows: list[Row]


def make_book(
    course: Course, places: Sequence[Membership] | None = None, now: datetime | None = None, *,
    section: int | None = None, for_student: bool = False,
) -> Book:  # fmt: skip
    """The book for these students, or for all; with a section only what its students have to do.

    `for_student`: as the student may see it: what is not out yet is left out of the totals too.
    """
    now = now or timezone.now()
    assignments = for_section(list(with_sections(course)), section)
    if places is None:
        places = list(course.memberships.filter(role=STUDENT).select_related("section"))
    marks = read_marks(course, places, now if for_student else None)
    sections = [(one, sections_of(one)) for one in assignments]
    over = closed_without_extra(assignments, now)
    extra = {(a, p): minutes for a, p, minutes in extensions_of(course)}
    kinds = {one.category.title: one.category.weight for one in assignments if one.category}
    if any(one.category is None for one in assignments):
        kinds[""] = Decimal(1)
    categories = list(kinds.items())
    rows = []
    for place in places:
        row = Row(place)
        for assignment, only in sections:
            if not is_for(only, place):
                row.cells.append(APART)
                continue
            cell = marks.get((assignment.pk, place.pk), NOTHING)
            if cell.final is None and not cell.excused and not cell.waiting and assignment.pk in over:
                minutes = place.extra_minutes + extra.get((assignment.pk, place.pk), 0)
                cell = MISSING if not minutes or is_over(assignment, minutes, now) else cell
            row.cells.append(cell)
        row.pairs = list(zip(assignments, row.cells, strict=True))
        weigh(row, assignments, categories)
        rows.append(row)
    return Book(assignments, categories, rows)


NOTHING, MISSING, APART, WAITING = Cell(), Cell(missing=True), Cell(apart=True), Cell(waiting=True)


def read_marks(
    course: Course, places: Sequence[Membership], told_at: datetime | None
) -> dict[tuple[int, int], Cell]:
    """Cells by assignment and place; with `told_at` those that are not out by then only wait."""
    marks = Mark.objects.filter(assignment__course=course)
    if len(places) <= 200:
        marks = marks.filter(place__in=[place.pk for place in places])
    fields = ("assignment", "place", "points", "override", "excused", "late_percent", "version", "outcome", "out")
    return {
        (a, p): WAITING if told_at and out and out > told_at
        else Cell(points if said is None else said, said is not None, excused, late, version, outcome)
        for a, p, points, said, excused, late, version, outcome, out in marks.values_list(*fields)
    }  # fmt: skip


def extensions_of(course: Course) -> Any:
    return Extension.objects.filter(assignment__course=course).values_list("assignment", "place", "minutes")


def is_over(assignment: Assignment, minutes: int, now: datetime) -> bool:
    dates = dates_of(assignment, minutes)
    end = dates.closes or dates.due
    return end is not None and end < now


def closed_without_extra(assignments: Sequence[Assignment], now: datetime) -> set[int]:
    return {one.pk for one in assignments if is_over(one, 0, now)}


def weigh(row: Row, assignments: Sequence[Assignment], categories: Sequence[tuple[str, Decimal]]) -> None:
    """Percent of what counts so far, by category and, by the categories' weights, in all."""
    got = {title: ZERO for title, _ in categories}
    possible = dict(got)
    for cell, assignment in zip(row.cells, assignments, strict=True):
        if cell.excused or (cell.final is None and not cell.missing):
            continue
        title = assignment.category.title if assignment.category else ""
        got[title] += cell.final or ZERO
        possible[title] += assignment.points
    shares = {title: got[title] / possible[title] for title, _ in categories if possible[title]}
    row.parts = [percent(shares[title]) if title in shares else None for title, _ in categories]
    weight = sum((weight for title, weight in categories if title in shares), ZERO)
    if weight:
        row.total = percent(sum((shares[t] * w for t, w in categories if t in shares), ZERO) / weight)


def percent(share: Decimal) -> Decimal:
    return (share * HUNDRED).quantize(TENTH, ROUND_HALF_UP)


def give_out(book: Book) -> str:
    """The book as a table: one row for each student, points for each assignment, percent for categories and in all."""
    heads = [f"{one.title} ({one.points.normalize():f})" for one in book.assignments]
    parts = [f"{title or 'other'} %" for title, _ in book.categories] if len(book.categories) > 1 else []
    rows: list[Sequence[object]] = [["name", "email", "number", "section", *heads, *parts, "total %"]]
    for row in book.rows:
        place = row.place
        cells = [said(cell) for cell in row.cells]
        shares = [part if part is not None else "" for part in row.parts] if parts else []
        section = place.section.title if place.section else ""
        total = row.total if row.total is not None else ""
        rows.append([place.name, place.email, place.number, section, *cells, *shares, total])
    return write_rows(rows)


def said(cell: Cell) -> object:
    if cell.excused:
        return "excused"
    return 0 if cell.missing else "" if cell.final is None else cell.final
