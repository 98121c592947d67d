"""Pages of courses as such: one's own, a new one, joining, settings, the next term's copy."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import DeleteForm
from courses import places, shaping
from courses.copying import copy_course
from courses.forms import CopyForm, CourseForm, JoinForm
from courses.permissions import Seat, can_make, check, check_make, in_course
from courses.presenting import home_context, index_context
from lessons.learners import find_learner
from lessons.refusals import Refusal

GET_POST = require_http_methods(["GET", "POST"])


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The courses that one is in, and the ways into others."""
    more = {"form": JoinForm(), "makes": can_make(request.user)}
    return render(request, "courses/index.html", {**index_context(find_learner(request)), **more})


@never_cache
@login_required
@GET_POST
def new(request: HttpRequest) -> HttpResponse:
    check_make(request.user)
    form = CourseForm(request.POST or None)
    if not form.is_valid():
        return render(request, "courses/new.html", {"form": form}, status=422 if form.is_bound else 200)
    course = places.make_course(request.user, **form.cleaned_data)
    return redirect("courses:home", course.pk)


@never_cache
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """From the form with a code to its page."""
    return redirect("courses:join", request.GET.get("code", "").strip().lower()[:32] or "none")


@never_cache
@login_required
@GET_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    """What an invitation is to; then a place."""
    if request.method == "POST":
        place = places.join_by_code(code, request.user)
        return redirect("courses:home", place.course_id)
    return render(request, "courses/join.html", {"invite": places.find_invite(code)})


@never_cache
@GET_POST
def take(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a personal link; the place is taken by the button, not by whoever looks at the link."""
    if request.method == "POST":
        place = places.open_link(request, token)
        return redirect("courses:home", place.course_id)
    return render(request, "courses/take.html", {"place": places.find_link(token)})


@never_cache
@require_POST
def put_down(request: HttpRequest) -> HttpResponse:
    """Whoever took a place by a personal link gives the browser back."""
    request.session.flush()
    messages.success(request, _("This browser has forgotten your place. Your link opens it again."))
    return redirect("/")


@in_course("view course")
@require_safe
def home(request: HttpRequest, seat: Seat) -> HttpResponse:
    return render(request, "courses/home.html", home_context(seat))


@in_course("edit course")
@GET_POST
def settings(request: HttpRequest, seat: Seat) -> HttpResponse:
    form = CourseForm(request.POST or None, instance=seat.course)
    if form.is_valid():
        shaping.change_course(seat, form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect("courses:settings", seat.course.pk)
    seat.course.refresh_from_db()
    context = {"seat": seat, "form": form, "word": DeleteForm()}
    return render(request, "courses/settings.html", context, status=422 if form.is_bound else 200)


@in_course("edit course")
@require_POST
def archive(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Puts the course away, or brings it back."""
    shaping.put_away_or_back(seat)
    return redirect("courses:settings", seat.course.pk)


@in_course("copy course")
@GET_POST
def copy(request: HttpRequest, seat: Seat) -> HttpResponse:
    form = CopyForm(request.POST or None, initial={"title": seat.course.title})
    if not form.is_valid():
        context = {"seat": seat, "form": form}
        return render(request, "courses/copy.html", context, status=422 if form.is_bound else 200)
    return redirect("courses:home", copy_course(seat, **form.cleaned_data).pk)


@in_course("delete course")
@require_POST
def delete(request: HttpRequest, seat: Seat) -> HttpResponse:
    word = DeleteForm(request.POST)
    if not word.is_valid():
        context = {"seat": seat, "form": CourseForm(instance=seat.course), "word": word}
        return render(request, "courses/settings.html", context, status=422)
    seat.course.delete()
    messages.success(request, _("“%(course)s” is deleted.") % {"course": seat.course})
    return redirect("courses:index")


@in_course("leave course")
@require_POST
def leave(request: HttpRequest, seat: Seat) -> HttpResponse:
    if seat.place is None:
        raise Refusal(_("You have no place in this course."))
    check(seat, "leave course")
    places.leave(seat.place)
    return redirect("courses:index")
