"""What the page shows under "Why?": sentences by what the trace names, with the lesson that teaches each."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lab.diagnosis.why import Why, read_why
from lessons.curriculum import catalogue

HOUR = 3600
load = lru_cache(maxsize=4)(read_why)


@require_safe
@cache_control(public=True, max_age=HOUR)
def why(request: HttpRequest) -> JsonResponse:
    """The whole table; it holds no answers."""
    return JsonResponse(why_table(settings.CURRICULUM_DIR))


def why_table(root: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Reasons with their lessons' titles and addresses; a lesson that this server lacks is left out."""
    titles = {lesson.slug: lesson.title for lesson in catalogue().lessons()}
    found: Why = load(root)
    return {
        table: {key: {"why": reason.why, **_lesson(reason.lesson, titles)} for key, reason in reasons.items()}
        for table, reasons in found.items()
    }


def _lesson(slug: str, titles: dict[str, str]) -> dict[str, str]:
    return {"title": titles[slug], "url": reverse("lessons:lab", args=[slug])} if slug in titles else {}
