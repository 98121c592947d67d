"""Pages of looking at work: what was handed in, line by line; its replay; likeness; a running machine with consent."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import review as reviewing
from courses.forms_work import CommentForm
from courses.models import Assignment, Membership
from courses.permissions import Seat, check, in_course
from courses.presenting_review import likeness_context, replay_context, review_context, watch_context
from courses.roles import STUDENT
from courses.views_marks import number

GET_POST = require_http_methods(["GET", "POST"])


@in_course("see work")
@GET_POST
def review(request: HttpRequest, seat: Seat, assignment_id: int, submission_id: uuid.UUID) -> HttpResponse:
    """What was typed, with its times and what teachers said of it; a student sees their own."""
    work = reviewing.find_work(seat, assignment_id, submission_id)
    reviewing.check_own(seat, work)
    form = CommentForm(request.POST or None)
    if request.method == "POST":
        check(seat, "review")
        if form.is_valid():
            reviewing.comment(seat, work, form.cleaned_data["moment"], form.cleaned_data["text"])
            return redirect("courses:review", seat.course.pk, assignment_id, submission_id)
    context = review_context(seat, work, form)
    return render(request, "courses/review.html", context, status=422 if form.is_bound else 200)


@in_course("see work")
@require_safe
def replay(request: HttpRequest, seat: Seat, assignment_id: int, submission_id: uuid.UUID) -> HttpResponse:
    """The lab page with the work replayed in the looker's own browser, whole or up to a line."""
    work = reviewing.find_work(seat, assignment_id, submission_id)
    reviewing.check_own(seat, work)
    return render(request, "courses/replay.html", replay_context(seat, work, number(request, "inputs")))


@in_course("compare")
@require_safe
def likeness(request: HttpRequest, seat: Seat, assignment_id: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment, course=seat.course, pk=assignment_id, kind="lesson")
    return render(request, "courses/likeness.html", likeness_context(seat, assignment))


@in_course("consent")
@require_POST
def consent(request: HttpRequest, seat: Seat) -> HttpResponse:
    """A student lets the staff look at their running machine for two hours, or no longer."""
    assert seat.place is not None
    reviewing.consent(seat.place, request.POST.get("given") == "yes")
    messages.success(request, _("Stored."))
    return redirect("courses:home", seat.course.pk)


@in_course("review")
@require_POST
def watch(request: HttpRequest, seat: Seat, assignment_id: int, place_id: int) -> HttpResponse:
    """A student's machine as it was kept last. It is a form, not a link: each look is written down."""
    assignment = get_object_or_404(Assignment, course=seat.course, pk=assignment_id, kind="lesson")
    place = get_object_or_404(Membership, course=seat.course, pk=place_id, role=STUDENT)
    attempt = reviewing.watch(seat, assignment, place)
    return render(request, "courses/replay.html", watch_context(seat, assignment, place, attempt))
