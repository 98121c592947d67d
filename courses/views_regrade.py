"""Pages of regrading: start a run, watch it, see whose mark would change, apply."""

from __future__ import annotations

import threading

from django.conf import settings
from django.contrib import messages
from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses import regrading
from courses.models import Assignment, Regrade
from courses.permissions import Seat, in_course
from courses.presenting_regrade import regrade_context, regrades_context

GET_POST = require_http_methods(["GET", "POST"])


@in_course("regrade")
@GET_POST
def regrades(request: HttpRequest, seat: Seat, assignment_id: int) -> HttpResponse:
    """Runs so far; a form starts a new one, which goes on by itself."""
    assignment = get_object_or_404(Assignment, course=seat.course, pk=assignment_id, kind="lesson")
    if request.method == "GET":
        return render(request, "courses/regrades.html", regrades_context(seat, assignment))
    run = regrading.begin(assignment, seat.learner, str(seat.who or ""))
    start(run)
    return redirect("courses:regrade", seat.course.pk, assignment.pk, run.pk)


def start(run: Regrade) -> None:
    """In a thread of this process: a class of hundreds takes longer than a page may."""
    if settings.REGRADE_AT_ONCE:
        go(run)
    else:
        threading.Thread(target=go_apart, args=(run,), daemon=True, name=f"regrade-{run.pk}").start()


def go(run: Regrade) -> None:
    """Finds; what breaks it off is written into the run, where the page shows it."""
    try:
        regrading.find(run)
    except Exception as error:
        run.failed = f"It broke off: {error}"[:300]
        run.save(update_fields=["failed"])
        raise


def go_apart(run: Regrade) -> None:
    close_old_connections()
    try:
        go(run)
    finally:
        connection.close()


@in_course("regrade")
@GET_POST
def regrade(request: HttpRequest, seat: Seat, assignment_id: int, regrade_id: int) -> HttpResponse:
    """How far a run is, then what it found."""
    run = get_object_or_404(Regrade, assignment=assignment_id, assignment__course=seat.course, pk=regrade_id)
    part = "#state" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"courses/regrade.html{part}", regrade_context(seat, run))


@in_course("regrade")
@require_POST
def apply_regrade(request: HttpRequest, seat: Seat, assignment_id: int, regrade_id: int) -> HttpResponse:
    run = get_object_or_404(Regrade, assignment=assignment_id, assignment__course=seat.course, pk=regrade_id)
    done = regrading.apply(run, seat)
    said = ngettext("Applied: %(n)s mark changed.", "Applied: %(n)s marks changed.", len(done))
    messages.success(request, said % {"n": len(done)})
    return redirect("courses:regrade", seat.course.pk, assignment_id, regrade_id)
