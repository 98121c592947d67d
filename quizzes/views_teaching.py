"""Pages of those who teach: examinations of a course, results with statistics, regrades, the bank with its answers."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.permissions import Seat, in_course
from lessons.learners import make_learner
from quizzes import regrade as regrading
from quizzes import teaching
from quizzes.bank import bank as whole_bank
from quizzes.bank import find_item, seed_of
from quizzes.exchange.formats import FORMATS, Format, exported
from quizzes.forms import ExamForm
from quizzes.models import Exam, Sitting
from quizzes.permissions import check_teaches_somewhere
from quizzes.sittings import end_overdue


@require_safe
@in_course("see marks")
def exams(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The examinations of a course."""
    end_overdue(Sitting.objects.filter(exam__course=seat.course), timezone.now())
    return render(request, "quizzes/exams.html", {**teaching.exams_context(seat.course), "seat": seat})


@require_http_methods(["GET", "HEAD", "POST"])
@in_course("edit assignments")
def new_exam(request: HttpRequest, seat: Seat) -> HttpResponse:
    """A new examination."""
    form = ExamForm(request.POST if request.method == "POST" else None, course=seat.course)
    if request.method == "POST" and form.is_valid():
        exam = form.make(make_learner(request))
        about = {"title": exam.title, "count": len(exam.items)}
        messages.success(request, _("“%(title)s” has %(count)s questions.") % about)
        return redirect("quizzes:exams", seat.course.pk)
    status = 422 if form.errors else 200
    return render(request, "quizzes/new_exam.html", {"form": form, "course": seat.course}, status=status)


def exam_of(seat: Seat, exam_id: uuid.UUID) -> Exam:
    return get_object_or_404(Exam, pk=exam_id, course=seat.course)


@require_safe
@in_course("see marks")
def exam_results(request: HttpRequest, seat: Seat, exam_id: uuid.UUID) -> HttpResponse:
    """Who reached what, and the statistics of the items."""
    found = exam_of(seat, exam_id)
    end_overdue(found.sittings.all(), timezone.now())
    context = teaching.results_context(seat.course, found)
    return render(request, "quizzes/exam_results.html", {**context, "seat": seat})


@require_http_methods(["GET", "HEAD", "POST"])
@in_course("regrade")
def regrade(request: HttpRequest, seat: Seat, exam_id: uuid.UUID, slug: str) -> HttpResponse:
    """What judging an item again would change; a POST changes it."""
    exam, item = exam_of(seat, exam_id), find_item(slug)
    changes = regrading.preview(item, teaching.sittings_of(exam))
    if request.method == "POST":
        changed = regrading.apply(changes)
        messages.success(request, f"{changed} mark{'' if changed == 1 else 's'} changed.")
        return redirect("quizzes:exam_results", seat.course.pk, exam.pk)
    return render(request, "quizzes/regrade.html", teaching.regrade_context(seat.course, exam, item, changes))


@never_cache
@require_safe
def bank(request: HttpRequest) -> HttpResponse:
    """Every item."""
    check_teaches_somewhere(request)
    return render(request, "quizzes/bank.html", teaching.bank_context())


@never_cache
@require_safe
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The bank as a file for another system."""
    check_teaches_somewhere(request)
    form = FORMATS.get(name)
    if form is None:
        raise Http404("There is no such format.")
    data, _ = exported(whole_bank().items, 0, form)
    return as_file(data, form, "cellblock")


def as_file(data: bytes, form: Format, name: str) -> HttpResponse:
    """A file of a format, to be kept."""
    disposition = f'attachment; filename="{name}.{form.ending}"'
    return HttpResponse(data, content_type=form.media, headers={"Content-Disposition": disposition})


@never_cache
@require_safe
def item(request: HttpRequest, slug: str) -> HttpResponse:
    """One variant of an item with its answers, by seed."""
    check_teaches_somewhere(request)
    seed = seed_of(request.GET.get("seed", "0"))
    if seed is None:
        raise Http404("There is no such variant.")
    try:
        found = whole_bank().item(slug)
    except KeyError:
        raise Http404("There is no such item in the bank.") from None
    return render(request, "quizzes/item.html", teaching.item_context(found, seed))
