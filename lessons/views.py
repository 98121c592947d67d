"""Pages of the lessons: each parses its request, asks the rules, and says what came of it."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons import attempts, limits, sharing
from lessons import reference as cards
from lessons.attempts import Verdict
from lessons.curriculum import find_lesson
from lessons.grading import pool
from lessons.learners import learner_key, make_learner, remember
from lessons.permissions import check_attempt, check_teaches
from lessons.presenting import catalogue_context, handout_context, lab_context
from lessons.refusals import Overtaken, Refusal
from lessons.sandbox import parse_start, sandbox_context
from lessons.sharing import PICTURE_SECONDS

VERDICT = "lessons/lab.html#verdict"


@never_cache
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The path with what is done, begun and open."""
    return render(request, "lessons/catalogue.html", catalogue_context(remember(request)))


@never_cache
@require_safe
def lab(request: HttpRequest, slug: str) -> HttpResponse:
    """The lab page of this browser's attempt, which is begun now if there is none."""
    lesson = find_lesson(slug)
    limits.check_rate(limits.PAGES, remember(request))
    attempt = attempts.find_or_begin(make_learner(request), lesson)
    pool().warm()
    return render(request, "lessons/lab.html", lab_context(lesson, attempt))


@never_cache
@require_safe
def handout(request: HttpRequest, slug: str) -> HttpResponse:
    """The lesson on paper, with the names of this browser's attempt, or of the first variant."""
    lesson = find_lesson(slug)
    context = handout_context(lesson, attempts.seed_of(learner_key(request.session), lesson), notes=False)
    return render(request, "lessons/handout.html", context)


@never_cache
@require_safe
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """The teacher's notes; a 404 for those who do not teach."""
    check_teaches(request)
    return render(request, "lessons/handout.html", handout_context(find_lesson(slug), 0, notes=True))


@never_cache
@require_safe
def sandbox(request: HttpRequest) -> HttpResponse:
    """The lab page without a lesson. Nothing of it is stored here."""
    limits.check_rate(limits.PAGES, remember(request))
    return render(request, "lessons/sandbox.html", sandbox_context(parse_start(request.GET)))


def embeddable(response: HttpResponse) -> HttpResponse:
    """A page that may stand in another site's frame; jailsite/security.py reads it."""
    response.embeddable = response.xframe_options_exempt = True  # type: ignore[attr-defined]
    return response


@never_cache
@require_safe
def embed(request: HttpRequest) -> HttpResponse:
    """The sandbox in a frame of another site's page: terminal and graph only."""
    limits.check_rate(limits.PAGES, remember(request))
    context = sandbox_context(parse_start(request.GET))
    return embeddable(render(request, "lessons/embed.html", context))


@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Keeps a journal that is too long for a link: JSON with the addresses where it is found for some time."""
    limits.check_rate(limits.LINKS, remember(request))
    kept = sharing.share(request.body)
    addresses = {name: reverse(f"lessons:{name}", args=[kept.id]) for name in ("shared", "embedded")}
    return JsonResponse({**addresses, "expires": kept.expires.date().isoformat()}, status=201)


@never_cache
@require_safe
def shared(request: HttpRequest, shared_id: str) -> HttpResponse:
    """A copy of what a link leads to."""
    limits.check_rate(limits.PAGES, remember(request))
    return render(request, "lessons/sandbox.html", sharing.shared_context(shared_id))


@require_safe
def shared_picture(request: HttpRequest, shared_id: str) -> HttpResponse:
    """The picture of what a link leads to, for where the link is passed on."""
    limits.check_rate(limits.PAGES, remember(request))
    return picture(sharing.shared_picture(shared_id))


@require_safe
def start_picture(request: HttpRequest) -> HttpResponse:
    """The picture of a starting point."""
    limits.check_rate(limits.PAGES, remember(request))
    return picture(sharing.start_picture(parse_start(request.GET)))


def picture(content: bytes) -> HttpResponse:
    """A picture that other sites may show; it is of one state for good."""
    response = HttpResponse(content, content_type="image/png")
    patch_cache_control(response, public=True, max_age=PICTURE_SECONDS)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@never_cache
@require_safe
def embedded(request: HttpRequest, shared_id: str) -> HttpResponse:
    """The same in a frame."""
    limits.check_rate(limits.PAGES, remember(request))
    return embeddable(render(request, "lessons/embed.html", sharing.shared_context(shared_id)))


@require_safe
def reference(request: HttpRequest, page: str) -> HttpResponse:
    """The SYNOPSIS of a manual page that a lesson or the sandbox names, as a fragment; a 404 for others."""
    if page not in cards.pages():
        raise Http404("No lesson names this page.")
    limits.check_rate(limits.PAGES, remember(request))
    return render(request, "lessons/card.html", {"synopsis": cards.synopsis_of(page)})


@require_POST
def again(request: HttpRequest, slug: str) -> HttpResponse:
    """A new attempt with another seed."""
    lesson = find_lesson(slug)
    limits.check_rate(limits.PAGES, remember(request))
    attempts.begin(make_learner(request), lesson)
    return redirect("lessons:lab", slug=lesson.slug)


@require_http_methods(["PUT"])
def journal(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """Keeps the journal in progress: 204 with its tag, or JSON that says what is wrong with it.

    With If-Match 412, and what is kept, where another device has worked on it meanwhile.
    """
    attempt = check_attempt(request, attempt_id)
    limits.check_rate(limits.SAVES, attempt.learner.key)
    try:
        mark = attempts.keep(attempt, request.body, request.headers.get("If-Match"))
    except Overtaken as other:
        answer = {"error": other.error, "where": other.where, "journal": other.journal}
        return JsonResponse(answer, status=other.status, headers={"ETag": other.mark})
    return HttpResponse(status=204, headers={"ETag": mark})


@require_http_methods(["PUT"])
def goals(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """Notes where the work stands by the browser's word: 204, or JSON that says what is wrong."""
    attempt = check_attempt(request, attempt_id)
    limits.check_rate(limits.REPORTS, attempt.learner.key)
    attempts.report(attempt, find_lesson(attempt.lesson), request.body)
    return HttpResponse(status=204)


@require_POST
def submit(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """Has an attempt confirmed by the server's own replay.

    Answers with the verdict's fragment, refusals too.
    """
    attempt = check_attempt(request, attempt_id)
    try:
        limits.check_rate(limits.SUBMITS, attempt.learner.key)
        verdict = attempts.hand_in(attempt, find_lesson(attempt.lesson), request.POST.get("journal", ""))
    except Refusal as refusal:
        verdict = Verdict("refused", [refusal.error])
        response = render(request, VERDICT, {"verdict": verdict}, status=refusal.status)
        return limits.with_delay(response, refusal)
    return render(request, VERDICT, {"verdict": verdict})
