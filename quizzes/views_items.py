"""Pages on which teachers write items for their course: a form for each kind, a preview by seed, a proof over seeds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.permissions import Seat, in_course
from lessons import limits
from lessons.learners import make_learner
from lessons.refusals import Refusal, Unreadable
from quizzes.authoring import files, store, writing
from quizzes.authoring.form import blank_table, read_form
from quizzes.authoring.kinds import KINDS, Kind
from quizzes.bank import seed_of
from quizzes.exchange.formats import FORMATS
from quizzes.exchange.plain import CannotRead
from quizzes.forms import ImportForm
from quizzes.models import WrittenItem
from quizzes.views_teaching import as_file

PAGE = "quizzes/written.html"
TRIALS = limits.Rate("trials", 90, 60)


def row_of(seat: Seat, slug: str) -> WrittenItem:
    """The item, if it is this course's. Http404 otherwise."""
    return get_object_or_404(WrittenItem, course=seat.course, slug=slug)


def kind_of(name: str) -> Kind:
    """Raises Unreadable for what is no kind."""
    if name not in KINDS:
        raise Unreadable("There is no such kind of item.", "kind")
    return KINDS[name]


@require_safe
@in_course("edit assignments")
def items(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The items that a course has of its own."""
    return render(request, "quizzes/items.html", {**writing.items_context(seat.course), "seat": seat})


@require_http_methods(["GET", "HEAD", "POST"])
@in_course("edit assignments")
def new_item(request: HttpRequest, seat: Seat, kind: str) -> HttpResponse:
    """The form of a new item."""
    return edit(request, seat, kind_of(kind), None)


@require_http_methods(["GET", "HEAD", "POST"])
@in_course("edit assignments")
def written_item(request: HttpRequest, seat: Seat, slug: str) -> HttpResponse:
    """The form of an item that is there."""
    row = row_of(seat, slug)
    return edit(request, seat, kind_of(row.draft["kind"]), row)


def edit(request: HttpRequest, seat: Seat, kind: Kind, row: WrittenItem | None) -> HttpResponse:
    """Shows a form; a POST stores it, or gives it one more row."""
    if request.method != "POST":
        table = row.draft if row is not None else blank_table(kind)
        return render(request, PAGE, writing.form_context(seat, kind, table, row))
    table, more = read_form(kind, request.POST.dict()), request.POST.get("more", "")
    if more:
        return render(request, PAGE, writing.form_context(seat, kind, table, row, more=more))
    return keep(request, seat, kind, table, row)


def keep(request: HttpRequest, seat: Seat, kind: Kind, table: store.Table, row: WrittenItem | None) -> HttpResponse:
    """Stores what was written; what is refused comes back with its reasons."""
    author = make_learner(request)
    limits.check_rate(TRIALS, author.key)
    try:
        kept = store.write(seat.course, author, table, row)
    except store.Refused as refused:
        context = writing.form_context(seat, kind, table, row, refused.findings)
        return render(request, PAGE, context, status=422)
    messages.success(request, _("Stored. It is asked once it is proved."))
    return redirect("quizzes:written_item", seat.course.pk, kept.slug)


@require_POST
@in_course("edit assignments")
def preview(request: HttpRequest, seat: Seat, kind: str) -> HttpResponse:
    """A variant of what stands in the form, or why there is none."""
    limits.check_rate(TRIALS, make_learner(request).key)
    found = kind_of(kind)
    table, slug = read_form(found, request.POST.dict()), request.POST.get("item", "")
    context = writing.preview_context(found, table, seed_of(request.POST.get("seed", "")) or 0, slug)
    return render(request, "quizzes/preview.html", context)


@require_POST
@in_course("edit assignments")
def prove(request: HttpRequest, seat: Seat, slug: str) -> HttpResponse:
    """Proves an item further: a fragment that asks again until the proof is done."""
    row = row_of(seat, slug)
    limits.check_rate(TRIALS, make_learner(request).key)
    findings = store.prove_on(row) if row.proved < store.PROVED else []
    context: dict[str, Any] = writing.proof_context(seat, row, findings)
    if not getattr(request, "htmx", False):
        return redirect("quizzes:written_item", seat.course.pk, slug)
    return render(request, "quizzes/proof.html", {**context, "going": not findings})


@require_POST
@in_course("edit assignments")
def remove(request: HttpRequest, seat: Seat, slug: str) -> HttpResponse:
    """Takes an item away, unless it was asked."""
    try:
        store.remove(row_of(seat, slug))
    except Refusal as refusal:
        messages.error(request, refusal.error)
        return redirect("quizzes:written_item", seat.course.pk, slug)
    messages.success(request, _("The item is gone."))
    return redirect("quizzes:items", seat.course.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@in_course("edit assignments")
def take_in(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Questions of another system: a POST with a file takes all of them in, or says why none."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {"form": form, "seat": seat}
    if request.method != "POST" or not form.is_valid():
        return render(request, "quizzes/import.html", context, status=422 if form.errors else 200)
    author, file = make_learner(request), form.cleaned_data["file"]
    limits.check_rate(TRIALS, author.key)
    try:
        rows = files.take_in(seat.course, author, file.name, file.read(), FORMATS[form.cleaned_data["format"]])
    except CannotRead as error:
        return render(request, "quizzes/import.html", {**context, "refused": error}, status=422)
    return render(request, "quizzes/import.html", {**context, **writing.items_context(seat.course, rows)})


@require_safe
@in_course("edit assignments")
def give_out(request: HttpRequest, seat: Seat, name: str) -> HttpResponse:
    """The course's own items as a file for another system."""
    form = FORMATS.get(name)
    if form is None:
        raise Http404("There is no such format.")
    return as_file(files.give_out(seat.course, form), form, f"course-{seat.course.pk}")
