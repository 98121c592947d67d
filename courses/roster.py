"""The roster as a table: read in whole or not at all, and given out so that it can be read in again."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from courses import cells
from courses.marks import write_down
from courses.models import Course, Membership, Section
from courses.places import make_place, note_changes
from courses.planning import follow_people
from courses.roles import NAMES, STUDENT, Role
from lessons.models import Learner

COLUMNS = ("name", "email", "number", "section", "extra_minutes")
MOST_EXTRA = 100_000
LONGEST = {"name": 120, "email": 254, "number": 40, "section": 60}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one cell: the row as a spreadsheet counts it, the column's name, the reason."""

    row: int
    column: str
    reason: str


class BadRoster(Exception):
    """A table that was not read in; nothing changed."""

    def __init__(self, complaints: list[Complaint]) -> None:
        super().__init__(f"{len(complaints)} cells are wrong")
        self.complaints = complaints


@dataclass(slots=True)
class Entry:
    """One student as the table has them."""

    row: int
    name: str = ""
    email: str = ""
    number: str = ""
    section: str = ""
    extra_minutes: int = 0


@dataclass(slots=True)
class Reading:
    """Rows read so far, with every complaint."""

    entries: list[Entry] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def complain(self, row: int, column: str, reason: str) -> None:
        self.complaints.append(Complaint(row, column, reason))


def read(data: bytes) -> list[Entry]:
    """The students of a table. Raises BadRoster with every cell that is wrong."""
    try:
        rows = cells.read_rows(data)
    except cells.Unreadable as error:
        raise BadRoster([Complaint(0, "", str(error))]) from None
    if not rows or not any(rows[0]):
        raise BadRoster([Complaint(1, "", _("The table is empty; its first row names the columns."))])
    reading = Reading()
    columns = read_head(rows[0], reading)
    for number, cells_of_row in enumerate(rows[1:], start=2):
        if any(cells_of_row):
            read_row(number, cells_of_row, columns, reading)
    if not reading.entries and not reading.complaints:
        reading.complain(2, "", _("The table names no student."))
    if reading.complaints:
        raise BadRoster(reading.complaints)
    return reading.entries


def read_head(row: list[str], reading: Reading) -> list[str]:
    columns = [cell.lower().replace(" ", "_") for cell in row]
    for column in columns:
        if column not in COLUMNS:
            said = _("There is no such column; there are %(columns)s.") % {"columns": ", ".join(COLUMNS)}
            reading.complain(1, column[:40], said)
        elif columns.count(column) > 1:
            reading.complain(1, column, _("The column is there twice."))
    if "name" not in columns:
        reading.complain(1, "name", _("The column is missing."))
    return columns


def read_row(number: int, row: list[str], columns: list[str], reading: Reading) -> None:
    if len(row) > len(columns):
        said = _("The row has %(cells)s cells, but there are %(columns)s columns.")
        reading.complain(number, "", said % {"cells": len(row), "columns": len(columns)})
    entry = Entry(number)
    for column, cell in zip(columns, row, strict=False):
        check = CHECKS.get(column)
        reason = check(entry, cell) if check else None
        if reason:
            reading.complain(number, column, reason)
    if not entry.name and "name" in columns:
        reading.complain(number, "name", _("The name is missing."))
    for column, value in (("email", entry.email), ("number", entry.number)):
        before = reading.seen.setdefault((column, value), number) if value else number
        if before != number:
            reading.complain(number, column, _("Row %(number)s has the same.") % {"number": before})
    reading.entries.append(entry)


def take_text(column: str) -> Callable[[Entry, str], str | None]:
    def take(entry: Entry, cell: str) -> str | None:
        setattr(entry, column, cell)
        if any(ord(character) < 32 for character in cell):
            return _("The cell holds a control character.")
        too_long = len(cell) > LONGEST[column]
        return _("Longer than %(most)s characters.") % {"most": LONGEST[column]} if too_long else None

    return take


def take_email(entry: Entry, cell: str) -> str | None:
    entry.email = cell.lower()
    try:
        if cell:
            validate_email(cell)
    except ValidationError:
        return _("This is no e-mail address.")
    return None


def take_extra(entry: Entry, cell: str) -> str | None:
    if cell and not (cell.isascii() and cell.isdecimal() and int(cell[:9]) <= MOST_EXTRA and len(cell) < 9):
        return _("This is no whole number of minutes from 0 to %(most)s.") % {"most": MOST_EXTRA}
    entry.extra_minutes = int(cell or 0)
    return None


CHECKS: dict[str, Callable[[Entry, str], str | None]] = {
    "name": take_text("name"),
    "email": take_email,
    "number": take_text("number"),
    "section": take_text("section"),
    "extra_minutes": take_extra,
}


def apply(course: Course, entries: list[Entry], who: Membership | Learner | None = None) -> tuple[int, int]:
    """Makes or changes the places of these students, known by number or address; how many are new, how many changed.

    Raises BadRoster, and then nothing changed, where a row is somebody who is no student of this course.
    """
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=course.pk)
        known = list(Membership.objects.filter(course=course).select_related("course", "section"))
        by_number = {place.number: place for place in known if place.number}
        by_email = {place.email: place for place in known if place.email}
        found = [(entry, by_number.get(entry.number) or by_email.get(entry.email)) for entry in entries]
        check_found(found, by_email)
        titles = sorted({entry.section for entry in entries if entry.section})
        sections = {title: Section.objects.get_or_create(course=course, title=title)[0] for title in titles}
        moved = [set_place(course, entry, place, sections.get(entry.section), who) for entry, place in found]
        follow_people([place for place in moved if place is not None])
        new = sum(1 for _entry, place in found if place is None)
        changed = len(found) - new
        write_down(course.pk, "read a roster in", who, after=f"{new} new, {changed} changed")
    return new, changed


def check_found(found: list[tuple[Entry, Membership | None]], by_email: dict[str, Membership]) -> None:
    complaints = []
    for entry, place in found:
        other = by_email.get(entry.email) if entry.email else None
        if place is not None and place.role != STUDENT:
            told = {"name": place.name, "role": NAMES[Role(place.role)]}
            complaints.append(Complaint(entry.row, "email", _("%(name)s is in this course as %(role)s.") % told))
        elif other is not None and other is not place:
            told = {"name": other.name}
            complaints.append(Complaint(entry.row, "email", _("This is the address of %(name)s.") % told))
    if complaints:
        raise BadRoster(complaints)


def set_place(
    course: Course, entry: Entry, place: Membership | None, section: Section | None, who: Membership | Learner | None
) -> Membership | None:
    """The place as the table has it; returned when its marks may change by that."""
    old = copy(place)
    place = place or make_place(course, entry.name, STUDENT)
    place.name, place.section, place.extra_minutes = entry.name, section, entry.extra_minutes
    place.email = entry.email or place.email
    place.number = entry.number or place.number
    place.save()
    return place if old is not None and note_changes(old, place, who) else None


def give_out(course: Course) -> str:
    """The students as a table that `read` reads."""
    places = course.memberships.filter(role=STUDENT).select_related("section")
    rows = [(p.name, p.email, p.number, p.section.title if p.section else "", p.extra_minutes) for p in places]
    return cells.write_rows([COLUMNS, *rows])
