"""How much and how often.

Sizes of bodies, and rates per browser session (never per address: classrooms share one).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lessons.refusals import Refusal, TooFast, TooLarge

PAGES_OF_REFUSALS = {403: "403.html", 429: "429.html"}
MOST_JOURNAL = 1024 * 1024  # bytes of JSON


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `most` times in each window of `seconds`."""

    name: str
    most: int
    seconds: int


SAVES = Rate("saves", 120, 60)
REPORTS = Rate("reports", 120, 60)
SUBMITS = Rate("submits", 12, 60)
LINKS = Rate("links", 20, 3600)
PAGES = Rate("pages", 60, 60)


def check_rate(rate: Rate, key: uuid.UUID) -> None:
    """Counts one use by the session with that key.

    Raises TooFast with the seconds that are left of the window.
    """
    now = time.time()
    window = int(now // rate.seconds)
    name = f"rate:{rate.name}:{key}:{window}"
    cache.add(name, 0, timeout=2 * rate.seconds)
    try:
        used = cache.incr(name)
    except ValueError:  # evicted between the two calls
        used = 1
    if used > rate.most:
        left = max(1, int((window + 1) * rate.seconds - now + 0.999))
        error = _("More than %(most)s %(what)s in %(seconds)s seconds; wait %(left)s s.")
        values = {"most": rate.most, "what": rate.name, "seconds": rate.seconds, "left": left}
        raise TooFast(error % values, left)


def check_size(text: bytes | str, most: int = MOST_JOURNAL) -> None:
    """Raises TooLarge for a journal of more than `most` bytes."""
    size = len(text if isinstance(text, bytes) else text.encode())
    if size > most:
        error = _("The journal has %(size)s bytes; this server keeps at most %(most)s.")
        raise TooLarge(error % {"size": size, "most": most}, "journal")


class RefusalMiddleware:
    """Turns a Refusal into its answer: JSON for scripts, a page for people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer(request, error) if isinstance(error, Refusal) else None


def answer(request: HttpRequest, error: Refusal) -> HttpResponse:
    if request.method == "PUT" or request.content_type == "application/json":
        response: HttpResponse = JsonResponse({"error": error.error, "where": error.where}, status=error.status)
    else:
        page = PAGES_OF_REFUSALS.get(error.status, "400.html")
        response = render(request, page, {"error": error.error}, status=error.status)
    return with_delay(response, error)


def with_delay(response: HttpResponse, error: Refusal) -> HttpResponse:
    """Adds Retry-After where waiting helps."""
    if isinstance(error, TooFast):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
