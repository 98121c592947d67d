"""Pages of the accounts that are the site's own: whose work this is, progress, one's data. The rest is allauth's."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import deleting, joining
from accounts.exporting import export
from accounts.forms import DeleteForm
from accounts.presenting import data_context, progress_context
from accounts.signing_in import learner_of
from lessons.learners import find_learner
from lessons.refusals import Refusal


def onward(request: HttpRequest) -> str:
    """Where to go after a question: only to this site."""
    address = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"


def has_account(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """“This browser has work of N lessons. Is it yours?”"""
    if request.method == "POST":
        if request.POST.get("answer") == "mine":
            joining.join(request, learner_of(request.user))
            messages.success(request, _("The work of this browser is now in your account."))
        else:
            joining.leave(request)
        return redirect(onward(request))
    learner = joining.browser_learner(request)
    count = joining.count_lessons(learner) if learner else 0
    return render(request, "accounts/join.html", {"count": count, "next": onward(request)})


@never_cache
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """What was done, when, and at which try."""
    return render(request, "accounts/progress.html", progress_context(find_learner(request)))


@never_cache
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What the site holds of this learner, for how long, and the ways to take it along or delete it."""
    return render(request, "accounts/data.html", {**data_context(find_learner(request)), "form": DeleteForm()})


@never_cache
@require_safe
def take_along(request: HttpRequest) -> HttpResponse:
    """Everything as a ZIP archive."""
    headers = {"Content-Disposition": 'attachment; filename="cellblock-data.zip"'}
    return HttpResponse(export(find_learner(request)), content_type="application/zip", headers=headers)


@never_cache
@require_http_methods(["GET", "POST"])
@reauthentication_required(enabled=has_account, allow_get=True)
def delete(request: HttpRequest) -> HttpResponse:
    """Deletes the learner of this browser; an account asks for the password first."""
    if request.method == "GET":
        return redirect("accounts:data")
    form, learner = DeleteForm(request.POST), find_learner(request)
    if not form.is_valid():
        return render(request, "accounts/data.html", {**data_context(learner), "form": form}, status=422)
    try:
        deleting.delete(learner)
    except Refusal as refusal:
        form.add_error("word", refusal.error)
        return render(request, "accounts/data.html", {**data_context(learner), "form": form}, status=409)
    logout(request)
    messages.success(request, _("Everything that was kept of you here is deleted."))
    return redirect("/")
