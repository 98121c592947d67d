"""Changes of what is to be done; marks follow at once, and each change is written down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from courses.marks import refresh, write_down
from courses.models import Assignment, Extension
from courses.permissions import Seat
from courses.roles import STUDENT

RULES = ("points", "opens", "due", "closes", "late_percent", "late_most", "counting", "most_attempts", "earlier_counts")


def add(seat: Seat, assignment: Assignment) -> None:
    """A new assignment, last of all; what was done before counts at once, if it does."""
    with transaction.atomic():
        last = seat.course.assignments.aggregate(last=Max("position"))["last"] or 0
        assignment.position = last + 1
        assignment.save()
        write_down(seat.course.pk, "assigned", seat.who, assignment=assignment, after=assignment.title)
        refresh_all(assignment)


def change(seat: Seat, assignment: Assignment) -> None:
    with transaction.atomic():
        old = Assignment.objects.select_for_update().get(pk=assignment.pk)
        assignment.save()
        for rule in RULES:
            before, after = getattr(old, rule), getattr(assignment, rule)
            if before != after:
                write_down(
                    seat.course.pk, f"changed {rule.replace('_', ' ')}", seat.who, assignment=assignment,
                    before=shown(before), after=shown(after),
                )  # fmt: skip
        refresh_all(assignment)


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
        refresh(extension.assignment, [extension.place])


def take_back(seat: Seat, extension: Extension) -> None:
    with transaction.atomic():
        write_down(
            seat.course.pk, "took time back", seat.who, assignment=extension.assignment, place=extension.place,
            before=str(extension),
        )  # fmt: skip
        extension.delete()
        refresh(extension.assignment, [extension.place])


def refresh_all(assignment: Assignment) -> None:
    refresh(assignment, assignment.course.memberships.filter(role=STUDENT))


def shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return "none" if value is None else str(value)
