"""The contexts of the courses' pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from courses.forms import InviteForm, RosterForm, SectionForm
from courses.models import Course, Membership
from courses.permissions import Seat
from courses.presenting_work import work_context
from courses.roles import STAFF, STUDENT
from courses.roster import COLUMNS
from lessons.models import Learner


def index_context(learner: Learner | None) -> dict[str, Any]:
    """The courses of a learner: those that run first, archived ones after."""
    if learner is None:
        return {"running": [], "archived": []}
    places = learner.memberships.select_related("course")
    students = Count("course__memberships", filter=Q(course__memberships__role=STUDENT))
    found = list(places.annotate(students=students).order_by("-course__created"))
    return {
        "running": [place for place in found if place.course.archived is None],
        "archived": [place for place in found if place.course.archived is not None],
    }


def home_context(seat: Seat) -> dict[str, Any]:
    return {"seat": seat, "staff": staff_of(seat.course), **work_context(seat)}


def staff_of(course: Course) -> list[Membership]:
    return list(course.memberships.filter(role__in=STAFF).exclude(role="observer"))


def people_context(seat: Seat, **given: Any) -> dict[str, Any]:
    """Who is in a course; `given` replaces forms that were refused, or adds the complaints of a table."""
    places = list(seat.course.memberships.select_related("section", "learner"))
    return {
        "seat": seat,
        "staff": [place for place in places if place.role != STUDENT],
        "students": [place for place in places if place.role == STUDENT],
        "sections": seat.course.sections.all(),
        "invites": [invite for invite in seat.course.invites.all() if invite.is_open],
        "columns": COLUMNS,
        "roster_form": RosterForm(),
        "invite_form": InviteForm(course=seat.course),
        "section_form": SectionForm(course=seat.course),
        **given,
    }
