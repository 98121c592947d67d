"""The contexts of the pages about marks and progress."""

from __future__ import annotations

from typing import Any

from courses.assignables import KINDS, Assignable
from courses.book import make_book
from courses.forms_work import MarkForm
from courses.matrix import PAGE, Matrix, make_matrix
from courses.models import Assignment, Mark, Membership
from courses.permissions import Seat
from courses.review import can_watch
from courses.roles import STUDENT

LINES = 100  # of the audit on one page


def progress_context(seat: Seat, page: int, section: int | None) -> dict[str, Any]:
    matrix = make_matrix(seat.course, page, section)
    sections = list(seat.course.sections.all())
    columns = [
        {"assignment": one, "done": done, "stuck": stuck[:2]}
        for one, done, stuck in zip(matrix.assignments, matrix.done, matrix.stuck, strict=True)
    ]
    return {
        "seat": seat, "matrix": matrix, "columns": columns, "sections": sections, "section": section,
        "numbers": range(1, matrix.pages + 1), "at_it": at_it(matrix), "socket": f"/ws/courses/{seat.course.pk}/",
    }  # fmt: skip


def at_it(matrix: Matrix) -> int:
    return sum(1 for line in matrix.lines if any(square and square.active for square in line.squares))


def marks_context(seat: Seat, page: int, section: int | None) -> dict[str, Any]:
    places = seat.course.memberships.filter(role=STUDENT).select_related("section")
    if section is not None:
        places = places.filter(section=section)
    pages = max(1, -(-places.count() // PAGE))
    page = min(max(page, 1), pages)
    shown = list(places[(page - 1) * PAGE : page * PAGE])
    return {
        "seat": seat, "book": make_book(seat.course, shown, section=section), "page": page,
        "numbers": range(1, pages + 1), "sections": list(seat.course.sections.all()), "section": section,
    }  # fmt: skip


def mark_context(
    seat: Seat, assignment: Assignment, place: Membership, form: MarkForm | None = None, said: str = "",
    overtaken: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The form holds the version that stands now: who was overtaken has seen it, and may go on from it."""
    mark = Mark.objects.filter(assignment=assignment, place=place).first() or Mark(assignment=assignment, place=place)
    if form is not None and overtaken:
        form = MarkForm(None, initial={**form.cleaned_data, "version": mark.version})
    elif form is None:
        by_hand = None if mark.override is None else f"{mark.override.normalize():f}"
        form = MarkForm(initial={
            "points": by_hand, "excused": mark.excused, "reason": mark.reason, "version": mark.version,
        })  # fmt: skip
    kind = KINDS.get(assignment.kind)
    outcomes = list(kind.outcomes(assignment.reference, [place.learner_id])) if kind else []
    return {
        "seat": seat, "assignment": assignment, "place": place, "mark": mark, "form": form, "said": said,
        "overtaken": overtaken, "watchable": can_watch(place),
        "changes": assignment.changes.filter(place=place)[:LINES],
        "outcomes": [
            {"outcome": one, "percent": int(one.share * 100), "url": look(kind, assignment, one.id)}
            for one in reversed(outcomes)
        ],
    }  # fmt: skip


def look(kind: Assignable | None, assignment: Assignment, outcome: str) -> str:
    return kind.review_url(assignment.course_id, assignment.pk, outcome) if kind else ""


def audit_context(seat: Seat, page: int) -> dict[str, Any]:
    changes = seat.course.changes.select_related("place", "assignment")
    pages = max(1, -(-changes.count() // LINES))
    page = min(max(page, 1), pages)
    return {
        "seat": seat, "changes": changes[(page - 1) * LINES : page * LINES], "page": page,
        "numbers": range(1, pages + 1),
    }  # fmt: skip
