"""A course for the next term: everything that is planned, nobody's work."""

from __future__ import annotations

from django.db import transaction

from courses.models import Course, Membership
from courses.roles import STAFF


def copy_course(course: Course, title: str, term: str, days: int) -> Course:
    """The same course with its staff, no students, no invitations; dates move by so many days."""
    with transaction.atomic():
        made = Course.objects.create(title=title, term=term, time_zone=course.time_zone, by_name=course.by_name)
        for section in course.sections.all():
            made.sections.create(title=section.title)
        for place in course.memberships.filter(role__in=STAFF):
            Membership.objects.create(
                course=made, learner_id=place.learner_id, role=place.role, name=place.name, email=place.email
            )
    return made
