"""Addresses that a learning platform calls, and a course's page about its platform."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.assignables import all_choices
from courses.lti import launching, linking, services
from courses.lti.tool import public_keys
from courses.marks import write_down
from courses.models import Context
from courses.permissions import Seat, in_course


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    return JsonResponse(public_keys())


@csrf_exempt  # a platform's page sends the browser here; state and nonce take the token's part
@never_cache
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    return launching.login(request)


@csrf_exempt
@never_cache
@require_POST
def launch(request: HttpRequest) -> HttpResponse:
    """A person comes in, or a teacher to choose what a link shall lead to."""
    message = launching.checked(request)
    if message.is_deep_link_launch():
        ticket = linking.begin(message)
        return render(request, "courses/lti_choose.html", {"choices": all_choices(None), "ticket": ticket})
    return redirect(launching.enter(request, message))


@never_cache
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """What was chosen goes back to the platform, by a button that the teacher presses."""
    answer = linking.answer(request.POST.get("ticket", ""), request.POST.getlist("work"), request)
    response = render(request, "courses/lti_answer.html", {"answer": answer})
    request.form_targets = [answer.origin]  # type: ignore[attr-defined]
    return response


@in_course("link platform")
@require_safe
def platform(request: HttpRequest, seat: Seat) -> HttpResponse:
    contexts = seat.course.contexts.select_related("platform")
    return render(request, "courses/platform.html", {"seat": seat, "contexts": contexts})


@in_course("link platform")
@require_POST
def read_people(request: HttpRequest, seat: Seat, context_id: int) -> HttpResponse:
    context = get_object_or_404(Context.objects.select_related("platform"), course=seat.course, pk=context_id)
    new, changed = services.read_people(context)
    write_down(seat.course.pk, "read people", seat.who, after=f"{new} new, {changed} changed")
    messages.success(request, _("%(new)s new, %(changed)s changed.") % {"new": new, "changed": changed})
    return redirect("courses:platform", seat.course.pk)


@in_course("link platform")
@require_POST
def send_marks(request: HttpRequest, seat: Seat, context_id: int) -> HttpResponse:
    context = get_object_or_404(Context.objects.select_related("platform"), course=seat.course, pk=context_id)
    sent = services.send_marks(context)
    write_down(seat.course.pk, "sent marks", seat.who, after=f"{sent} marks")
    messages.success(request, ngettext("%(n)s mark sent.", "%(n)s marks sent.", sent) % {"n": sent})
    return redirect("courses:platform", seat.course.pk)
