"""Pages of what is to be done: assignments, categories, more time, what is handed in unfinished."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses import marks, planning, shaping
from courses.assignables import KINDS
from courses.audience import is_for, sections_of, students_of
from courses.forms_work import AssignmentForm, CategoryForm, ExtensionForm
from courses.models import Assignment, Category, Extension
from courses.permissions import Seat, in_course
from courses.presenting_work import assignment_context, plan_context
from lessons import limits

GET_POST = require_http_methods(["GET", "POST"])


def find_assignment(seat: Seat, assignment_id: int) -> Assignment:
    return get_object_or_404(Assignment.objects.select_related("course"), course=seat.course, pk=assignment_id)


@in_course("edit assignments")
@GET_POST
def plan(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All assignments with their dates; a new category."""
    form = CategoryForm(request.POST or None, course=seat.course)
    if form.is_valid():
        shaping.save_category(seat, form.save(commit=False))
        return redirect("courses:plan", seat.course.pk)
    context = plan_context(seat, form)
    return render(request, "courses/plan.html", context, status=422 if form.is_bound else 200)


@in_course("edit assignments")
@GET_POST
def new_assignment(request: HttpRequest, seat: Seat) -> HttpResponse:
    chosen = {"work": request.GET.get("work", "")}
    form = AssignmentForm(request.POST or None, course=seat.course, initial=chosen)
    if not form.is_valid():
        context = {"seat": seat, "form": form}
        return render(request, "courses/assignment.html", context, status=422 if form.is_bound else 200)
    planning.add(seat, form.save(commit=False), form.cleaned_data.get("sections", ()))
    return redirect("courses:plan", seat.course.pk)


@in_course("edit assignments")
@GET_POST
def assignment(request: HttpRequest, seat: Seat, assignment_id: int) -> HttpResponse:
    """Dates and rules; marks follow a change at once."""
    found = find_assignment(seat, assignment_id)
    form = AssignmentForm(request.POST or None, instance=found, course=seat.course)
    if form.is_valid():
        planning.change(seat, form.save(commit=False), form.cleaned_data.get("sections", ()))
        return redirect("courses:plan", seat.course.pk)
    context = assignment_context(seat, find_assignment(seat, assignment_id), form=form)
    return render(request, "courses/assignment.html", context, status=422 if form.is_bound else 200)


@in_course("edit assignments")
@require_POST
def drop_assignment(request: HttpRequest, seat: Seat, assignment_id: int) -> HttpResponse:
    found = find_assignment(seat, assignment_id)
    planning.drop(seat, found)
    said = _("“%(title)s” and its marks are gone; the students' work is not.")
    messages.success(request, said % {"title": found.title})
    return redirect("courses:plan", seat.course.pk)


@in_course("edit assignments")
@require_POST
def move_assignment(request: HttpRequest, seat: Seat, assignment_id: int) -> HttpResponse:
    """One place up."""
    planning.move_up(find_assignment(seat, assignment_id))
    return redirect("courses:plan", seat.course.pk)


@in_course("edit assignments")
@GET_POST
def category(request: HttpRequest, seat: Seat, category_id: int) -> HttpResponse:
    found = get_object_or_404(Category, course=seat.course, pk=category_id)
    form = CategoryForm(request.POST or None, instance=found, course=seat.course)
    if form.is_valid():
        shaping.save_category(seat, form.save(commit=False))
        return redirect("courses:plan", seat.course.pk)
    context = {"seat": seat, "form": form, "category": found}
    return render(request, "courses/category.html", context, status=422 if form.is_bound else 200)


@in_course("edit assignments")
@require_POST
def drop_category(request: HttpRequest, seat: Seat, category_id: int) -> HttpResponse:
    shaping.drop_category(seat, get_object_or_404(Category, course=seat.course, pk=category_id))
    return redirect("courses:plan", seat.course.pk)


@in_course("edit assignments")
@require_POST
def extend(request: HttpRequest, seat: Seat, assignment_id: int) -> HttpResponse:
    """More time for one student at one assignment."""
    found = find_assignment(seat, assignment_id)
    form = ExtensionForm(request.POST, assignment=found)
    if not form.is_valid() or Extension.objects.filter(assignment=found, place=form.cleaned_data["place"]).exists():
        context = assignment_context(seat, found, extension_form=form)
        return render(request, "courses/assignment.html", context, status=422)
    planning.extend(seat, form.save(commit=False))
    return redirect("courses:assignment", seat.course.pk, found.pk)


@in_course("edit assignments")
@require_POST
def take_back(request: HttpRequest, seat: Seat, assignment_id: int, extension_id: int) -> HttpResponse:
    found = find_assignment(seat, assignment_id)
    planning.take_back(seat, get_object_or_404(Extension, assignment=found, pk=extension_id))
    return redirect("courses:assignment", seat.course.pk, found.pk)


@in_course("hand in")
@require_POST
def hand_in(request: HttpRequest, seat: Seat, assignment_id: int) -> HttpResponse:
    """A student hands in what is kept of their work, unfinished."""
    found = find_assignment(seat, assignment_id)
    assert seat.place is not None
    if not is_for(sections_of(found), seat.place):
        raise Http404("This is for other sections.")
    limits.check_rate(limits.SUBMITS, seat.place.learner.key)
    said = KINDS[found.kind].collect(found.reference, seat.place.learner_id)
    messages.success(request, f"{found.title}: {said}")
    return redirect("courses:home", seat.course.pk)


@in_course("mark")
@require_POST
def collect(request: HttpRequest, seat: Seat, assignment_id: int) -> HttpResponse:
    """Hands in for every student what is kept of their unfinished work."""
    found = find_assignment(seat, assignment_id)
    places = list(students_of(found))
    for place in places:
        KINDS[found.kind].collect(found.reference, place.learner_id)
    with transaction.atomic():
        marks.refresh(found, places)
        marks.write_down(seat.course.pk, "collected", seat.who, assignment=found, after=f"of {len(places)} students")
    said = ngettext(
        "What %(n)s student had kept of “%(title)s” is graded.",
        "What %(n)s students had kept of “%(title)s” is graded.",
        len(places),
    )
    messages.success(request, said % {"n": len(places), "title": found.title})
    return redirect("courses:marks", seat.course.pk)
