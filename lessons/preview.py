"""What an author sees while writing: a lesson whole, answers and all, as its files stand at this moment, with what lint
has to say of it. It looks again each second. Development only.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lab.course.finding import Finding
from lab.course.lesson import Lesson
from lab.course.lint import lint_lesson
from lab.course.place import place_of
from lab.course.toml_reader import CurriculumError
from lessons.curriculum import load, newest
from lessons.presenting import handout_context
from lessons.rendering import render_markdown


@never_cache
@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The lesson and its findings; 204 to a page that shows this state already."""
    if not settings.DEBUG:
        raise Http404("Lessons are previewed where they are written.")
    stamp = str(newest(settings.CURRICULUM_DIR))
    if request.GET.get("stamp") == stamp:
        return HttpResponse(status=204)
    seed = request.GET.get("seed", "0")
    context = {"slug": slug, "stamp": stamp, **_context(slug, int(seed) if seed.isdecimal() else 0)}
    part = "#state" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"lessons/preview.html{part}", context)


def _context(slug: str, seed: int) -> dict[str, Any]:
    """What there is to show: the whole lesson, or why it cannot be read."""
    try:
        lesson = load(settings.CURRICULUM_DIR).lesson(slug)
        context = {**handout_context(lesson, seed, notes=False), **_answers(lesson, seed)}
        findings = lint_lesson(lesson)
    except KeyError:
        raise Http404(f"There is no lesson {slug!r} here.") from None
    except CurriculumError as error:
        context = {"lesson": None, "seed": seed}
        findings = [Finding(error.file, error.key, error.message)]
    return {**context, "findings": [_told(finding) for finding in findings]}


def _answers(lesson: Lesson, seed: int) -> dict[str, Any]:
    """What learners do not see at once: hints, the notes, the cause that this seed gives."""
    fault = lesson.fault(seed)
    goals = [
        {"id": goal.id, "text": goal.text, "fact": goal.fact, "hints": goal.hints, "at": list(goal.at.items())}
        for goal in lesson.plan(seed).goals
    ]
    return {"goals": goals, "notes": render_markdown(lesson.teachers_notes(seed)), "fault": fault and fault.id}


def _told(finding: Finding) -> str:
    place = place_of(settings.CURRICULUM_DIR.parent, finding.file, finding.key, finding.message)
    return f"{place}: {finding.key}: {finding.message}"
