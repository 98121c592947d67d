"""Changes of what is to be done; marks follow at once, and each change is written down."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from courses.assignables import KINDS
from courses.audience import with_sections
from courses.marks import refresh, write_down
from courses.models import Assignment, Extension, Membership, Section
from courses.permissions import Seat
from courses.roles import STUDENT
from lessons.models import Learner

RULES = (
    "reference", "points", "opens", "due", "closes", "late_percent", "late_most", "counting", "most_attempts",
    "earlier_counts",
)  # fmt: skip


def add(seat: Seat, assignment: Assignment, sections: Iterable[Section] = ()) -> None:
    """A new assignment, last of all; what was done before counts at once, if it does."""
    with transaction.atomic():
        put_last(assignment, seat.who)
        assignment.sections.set(sections)
        follow(assignment)


def put_last(assignment: Assignment, who: Membership | Learner | None) -> None:
    """Stores a new assignment at the end of its course's plan. In the caller's transaction."""
    last = assignment.course.assignments.aggregate(last=Max("position"))["last"] or 0
    assignment.position = last + 1
    assignment.save()
    write_down(assignment.course_id, "assigned", who, assignment=assignment, after=assignment.title)


def change(seat: Seat, assignment: Assignment, sections: Iterable[Section] = ()) -> None:
    """Rules, dates, and whom it is for."""
    with transaction.atomic():
        old = Assignment.objects.select_for_update().get(pk=assignment.pk)
        before = {**{rule: getattr(old, rule) for rule in RULES}, "sections": named(old)}
        assignment.save()
        assignment.sections.set(sections)
        after = {**{rule: getattr(assignment, rule) for rule in RULES}, "sections": named(assignment)}
        for rule in before:
            if before[rule] != after[rule]:
                write_down(
                    seat.course.pk, f"changed {rule.replace('_', ' ')}", seat.who, assignment=assignment,
                    before=shown(before[rule]), after=shown(after[rule]),
                )  # fmt: skip
        follow(assignment)


def drop(seat: Seat, assignment: Assignment) -> None:
    with transaction.atomic():
        write_down(seat.course.pk, "dropped", seat.who, before=assignment.title)
        assignment.delete()


def move_up(assignment: Assignment) -> None:
    """Changes places with the one before; the first stays."""
    with transaction.atomic():
        order = list(assignment.course.assignments.select_for_update())
        place = [one.pk for one in order].index(assignment.pk)
        order.insert(max(place - 1, 0), order.pop(place))
        for position, one in enumerate(order, start=1):
            Assignment.objects.filter(pk=one.pk).update(position=position)


def extend(seat: Seat, extension: Extension) -> None:
    with transaction.atomic():
        extension.save()
        write_down(
            seat.course.pk, "gave more time", seat.who, assignment=extension.assignment, place=extension.place,
            after=str(extension), reason=extension.reason,
        )  # fmt: skip
        follow(extension.assignment, [extension.place])


def take_back(seat: Seat, extension: Extension) -> None:
    with transaction.atomic():
        write_down(
            seat.course.pk, "took time back", seat.who, assignment=extension.assignment, place=extension.place,
            before=str(extension),
        )  # fmt: skip
        extension.delete()
        follow(extension.assignment, [extension.place])


def follow(assignment: Assignment, places: Collection[Membership] | None = None) -> None:
    """What follows a change of rules or of extra time: the thing itself, and the marks of these students, or of all."""
    if assignment.kind in KINDS:
        KINDS[assignment.kind].settle(assignment)
    students = assignment.course.memberships.filter(role=STUDENT) if places is None else places
    refresh(assignment, students)


def follow_people(places: Collection[Membership]) -> None:
    """These students of one course have more time than before, or another section."""
    if places:
        for assignment in with_sections(next(iter(places)).course):
            follow(assignment, places)


def named(assignment: Assignment) -> str:
    return ", ".join(str(one) for one in assignment.sections.all())[:120] or "everybody"


def shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return "none" if value is None else str(value)
