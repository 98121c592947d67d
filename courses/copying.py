"""A course for the next term: everything that is planned, nobody's work."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from courses.assignables import KINDS
from courses.audience import sections_of, with_sections
from courses.marks import write_down
from courses.models import Course, Membership
from courses.permissions import Seat
from courses.roles import STAFF


def copy_course(seat: Seat, title: str, term: str, days: int) -> Course:
    """The same course with its staff, no students, no invitations, no results; dates move by so many days."""
    course = seat.course
    with transaction.atomic():
        made = Course.objects.create(title=title, term=term, time_zone=course.time_zone, by_name=course.by_name)
        copy_work(course, made, timedelta(days=days))
        for place in course.memberships.filter(role__in=STAFF):
            Membership.objects.create(
                course=made, learner_id=place.learner_id, role=place.role, name=place.name, email=place.email
            )
        write_down(course.pk, "copied", seat.who, after=str(made))
    return made


def copy_work(course: Course, made: Course, moved: timedelta) -> None:
    """Sections, categories and assignments. A date keeps its time of day, whatever summer time does in between."""
    categories = {one.pk: made.categories.create(title=one.title, weight=one.weight) for one in course.categories.all()}
    sections = {one.pk: made.sections.create(title=one.title) for one in course.sections.all()}
    for one in with_sections(course):
        kind = KINDS.get(one.kind)
        reference = kind.copy(one.reference, made) if kind else one.reference
        if not reference:
            continue
        theirs = [sections[pk] for pk in sections_of(one)]
        one.pk, one.course, one.reference = None, made, reference
        one.category = categories.get(one.category_id)
        for name in ("opens", "due", "closes"):
            setattr(one, name, later(getattr(one, name), moved, course))
        one.save(force_insert=True)
        one.sections.set(theirs)
        if kind:
            kind.settle(one)


def later(moment: datetime | None, moved: timedelta, course: Course) -> datetime | None:
    if moment is None:
        return None
    there = moment.astimezone(course.zone)
    return (there.replace(tzinfo=None) + moved).replace(tzinfo=course.zone)
