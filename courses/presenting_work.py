"""The contexts of pages about what is to be done, and what a student sees of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils import timezone

from courses.assignables import KINDS
from courses.audience import NONE, with_sections
from courses.book import make_book
from courses.forms_work import AssignmentForm, CategoryForm, ExtensionForm
from courses.judging import Dates, dates_of
from courses.matrix import make_square, read_standings
from courses.models import Assignment, Extension
from courses.permissions import Seat
from courses.review import can_watch


def plan_context(seat: Seat, form: CategoryForm) -> dict[str, Any]:
    return {
        "seat": seat,
        "assignments": with_sections(seat.course),
        "categories": seat.course.categories.all(),
        "form": form,
    }


def assignment_context(
    seat: Seat, assignment: Assignment, form: AssignmentForm | None = None, extension_form: ExtensionForm | None = None
) -> dict[str, Any]:
    return {
        "seat": seat,
        "assignment": assignment,
        "form": form or AssignmentForm(instance=assignment, course=seat.course),
        "extensions": assignment.extensions.select_related("place"),
        "extension_form": extension_form or ExtensionForm(assignment=assignment),
        **doors(assignment),
        "collects": assignment.kind in KINDS and KINDS[assignment.kind].collects,
    }


def work_context(seat: Seat) -> dict[str, Any]:
    """A course's assignments; for a student with their own dates, standing and marks."""
    place = seat.place if seat.place is not None and seat.role == "student" else None
    if place is None:
        assignments = list(with_sections(seat.course))
        return {"work": [{"assignment": one, "dates": dates_of(one, 0), **doors(one)} for one in assignments]}
    book = make_book(seat.course, [place], section=place.section_id or NONE, for_student=True)
    standings = read_standings(book.assignments, [place.learner_id])
    extra = dict(Extension.objects.filter(place=place).values_list("assignment", "minutes"))
    reasons = dict(place.marks.exclude(reason="").values_list("assignment", "reason"))
    remarks = dict(place.comments.values_list("assignment").annotate(count=Count("pk")))
    now = timezone.now()
    work = []
    for one, cell in zip(book.assignments, book.rows[0].cells, strict=True):
        dates = dates_of(one, place.extra_minutes + extra.get(one.pk, 0))
        standing = standings.get(one.kind, {}).get((place.learner_id, one.reference))
        work.append({
            "assignment": one, "dates": dates, "url": url_of(one), "cell": cell,
            "reason": "" if cell.waiting else reasons.get(one.pk, ""),
            "square": make_square(standing, now) if standing else None, "review": review_of(one, cell.outcome),
            "comments": remarks.get(one.pk, 0), "parts": parts_of(one), **opening(dates, now),
        })  # fmt: skip
    return {"work": work, "row": book.rows[0], "categories": book.categories, "watched": can_watch(place)}


def review_of(assignment: Assignment, outcome: str) -> str:
    kind = KINDS.get(assignment.kind)
    return kind.review_url(assignment.course_id, assignment.pk, outcome) if kind and outcome else ""


def parts_of(assignment: Assignment) -> str:
    return KINDS[assignment.kind].parts if assignment.kind in KINDS else ""


def opening(dates: Dates, now: Any) -> dict[str, bool]:
    return {
        "closed": dates.closes is not None and now > dates.closes,
        "early": dates.opens is not None and now < dates.opens,
        "late": dates.due is not None and now > dates.due,
    }


def doors(assignment: Assignment) -> dict[str, Any]:
    """Where those who teach go from an assignment."""
    kind = KINDS.get(assignment.kind)
    return {"url": url_of(assignment), "papers": kind.papers(assignment.reference) if kind else []}


def url_of(assignment: Assignment) -> str:
    kind = KINDS.get(assignment.kind)
    return kind.url(assignment.reference) if kind else ""
