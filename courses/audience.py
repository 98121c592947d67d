"""Whom an assignment is for: everybody in the course, or the students of some sections."""

from __future__ import annotations

from django.db.models import QuerySet

from courses.models import Assignment, Course, Membership

NONE = 0  # the section of who has none


def with_sections(course: Course) -> QuerySet[Assignment]:
    """A course's assignments with all that tells whom they are for."""
    return course.assignments.select_related("category").prefetch_related("sections")


def sections_of(assignment: Assignment) -> frozenset[int]:
    """The sections that it is for, by primary key; none: it is for everybody."""
    return frozenset(one.pk for one in assignment.sections.all())


def is_for(sections: frozenset[int], place: Membership) -> bool:
    return not sections or place.section_id in sections


def students_of(assignment: Assignment) -> QuerySet[Membership]:
    """The students that it is for."""
    students = assignment.course.memberships.filter(role="student")
    sections = sections_of(assignment)
    return students.filter(section__in=sections) if sections else students


def for_section(assignments: list[Assignment], section: int | None) -> list[Assignment]:
    """Those that students of a section have to do; all, without a section."""
    if section is None:
        return assignments
    return [one for one in assignments if not (only := sections_of(one)) or section in only]


def is_asked_of(course: int, kind: str, reference: str, place: Membership) -> bool:
    """Whether somebody of a course has something to do there: where nobody assigned it, whoever is in the course."""
    assigned = Assignment.objects.filter(course=course, kind=kind, reference=reference).prefetch_related("sections")
    found = list(assigned)
    return place.role != "student" or not found or any(is_for(sections_of(one), place) for one in found)
