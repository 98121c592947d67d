"""Pages of what came of it: the matrix of progress, the book of marks, one mark, the audit, and files of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses import book, statements
from courses import marks as marking
from courses.downloads import download
from courses.forms_work import MarkForm
from courses.models import Assignment, Membership
from courses.permissions import Seat, check, in_course
from courses.presenting_marks import audit_context, mark_context, marks_context, progress_context
from courses.roles import STUDENT

GET_POST = require_http_methods(["GET", "POST"])
CONFLICT, UNPROCESSABLE = 409, 422


def number(request: HttpRequest, name: str) -> int | None:
    """A whole number of the address's query, or None."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@in_course("see marks")
@require_safe
def progress(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Where everybody stands; a page that is open asks for its table again when something changes."""
    context = progress_context(seat, number(request, "page") or 1, number(request, "section"))
    part = "#table" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"courses/progress.html{part}", context)


@in_course("see marks")
@require_safe
def marks(request: HttpRequest, seat: Seat) -> HttpResponse:
    context = marks_context(seat, number(request, "page") or 1, number(request, "section"))
    return render(request, "courses/marks.html", context)


@in_course("export")
@require_safe
def marks_out(request: HttpRequest, seat: Seat) -> HttpResponse:
    return download(seat.course, "marks", book.give_out(book.make_book(seat.course)))


@in_course("export")
@require_safe
def statements_out(request: HttpRequest, seat: Seat) -> HttpResponse:
    home = f"{request.scheme}://{request.get_host()}"
    return download(seat.course, "xapi", statements.give_out(seat.course, home), "json")


@in_course("see marks")
@GET_POST
def mark(request: HttpRequest, seat: Seat, assignment_id: int, place_id: int) -> HttpResponse:
    """One mark with its history; whoever may marks by hand."""
    assignment = get_object_or_404(Assignment, course=seat.course, pk=assignment_id)
    place = get_object_or_404(Membership, course=seat.course, pk=place_id, role=STUDENT)
    if request.method == "GET":
        return render(request, "courses/mark.html", mark_context(seat, assignment, place))
    check(seat, "mark")
    return change_mark(request, seat, assignment, place)


def change_mark(request: HttpRequest, seat: Seat, assignment: Assignment, place: Membership) -> HttpResponse:
    """Whoever was overtaken sees what the other did, and their own words kept in the form."""
    form = MarkForm(request.POST)
    said, status = "", UNPROCESSABLE
    if form.is_valid():
        try:
            marking.override(assignment, place, who=seat.who, **form.cleaned_data)
            form, said, status = None, _("Stored."), 200
        except marking.Overtaken as overtaken:
            said, status = overtaken.error, CONFLICT
    context = mark_context(seat, assignment, place, form, said, overtaken=status == CONFLICT)
    return render(request, "courses/mark.html", context, status=status)


@in_course("see audit")
@require_safe
def audit(request: HttpRequest, seat: Seat) -> HttpResponse:
    return render(request, "courses/audit.html", audit_context(seat, number(request, "page") or 1))
