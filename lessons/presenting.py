"""The contexts of the lesson pages.

Plain values for templates, and the configuration that the page's script reads.
"""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.templatetags.static import static
from django.urls import reverse

from lab.course.lesson import Lesson, Module
from lab.course.params import fill
from lab.course.plan import Plan
from lab.session import first_screen
from lessons.attempts import mark_of
from lessons.curriculum import catalogue, following, module_title, told, told_modules
from lessons.dates import dates_of
from lessons.earlier import earlier_work
from lessons.engines import PYODIDE, bundle_name, bundle_rest, current_engine
from lessons.glossary import Marker
from lessons.models import Attempt
from lessons.rendering import render_markdown

SCREEN_SECONDS = 24 * 3600


def catalogue_context(key: uuid.UUID) -> dict[str, Any]:
    """The path, with this learner's state at each lesson, and where to go on."""
    states = lesson_states(key)
    modules = [module_entry(module, states) for module in told_modules()]
    return {"modules": modules, "next": next_entry([lesson for module in modules for lesson in module["lessons"]])}


def module_entry(module: Module, states: dict[str, str]) -> dict[str, Any]:
    lessons = [lesson_entry(lesson, states.get(lesson.slug, "open")) for lesson in module.lessons]
    return {
        "slug": module.slug,
        "title": module.title,
        "summary": module.summary,
        "lessons": lessons,
        "done": sum(lesson["state"] == "done" for lesson in lessons),
    }


def next_entry(lessons: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What was begun first, or else the first that was not; None when all is done."""
    for state in ("begun", "open"):
        for lesson in lessons:
            if lesson["state"] == state:
                return lesson
    return None


def lesson_states(key: uuid.UUID) -> dict[str, str]:
    """`begun` or `done` by lesson. Done once is done: a later attempt takes nothing back."""
    states: dict[str, str] = {}
    attempts = Attempt.objects.filter(learner__key=key).values_list("lesson", "state").order_by()
    for slug, state in attempts.distinct():
        if state == Attempt.State.CONFIRMED:
            states[slug] = "done"
        else:
            states.setdefault(slug, "begun")
    return states


def lesson_entry(lesson: Lesson, state: str) -> dict[str, Any]:
    return {
        "slug": lesson.slug,
        "title": told(lesson).title,
        "summary": told(lesson).summary,
        "language": told(lesson).language,
        "minutes": lesson.minutes,
        "state": state,
        "url": lesson_url(lesson),
    }


def lab_context(lesson: Lesson, attempt: Attempt) -> dict[str, Any]:
    """The lab page of one attempt."""
    lesson = told(lesson)
    return {
        "lesson": with_terms(lesson_page(lesson, attempt.seed)),
        "attempt": {"id": str(attempt.id), "seed": attempt.seed, "state": attempt.state},
        "first_screen": kept_screen(lesson.plan(attempt.seed), attempt.seed),
        "lab_config": lab_config(lesson, attempt),
        "earlier": earlier_work(attempt, lesson),
    }


def lesson_page(lesson: Lesson, seed: int) -> dict[str, Any]:
    after, lesson = following(lesson), told(lesson)
    return {
        "title": lesson.title,
        "language": lesson.language,
        "minutes": lesson.minutes,
        "module": module_title(lesson),
        "text_html": render_markdown(lesson.text(seed)),
        "dates": dates_of(lesson.slug),
        "steps": [
            {"id": step.id, "title": step.title, "html": render_markdown(step.text)} for step in lesson.steps(seed)
        ],
        "closing_html": render_markdown(lesson.closing_text(seed)),
        "goals": [{"id": goal.id, "text": goal.text} for goal in lesson.plan(seed).goals],
        "man": lesson.man,
        "paper": lesson.paper,
        "further": lesson.further,
        "handout": reverse("lessons:handout", args=[lesson.slug]),
        "next": {"title": after.title, "url": lesson_url(after)} if after else None,
    }


def with_terms(page: dict[str, Any]) -> dict[str, Any]:
    """A lesson's page with first uses of terms as buttons, and the terms themselves under `terms`."""
    marker = Marker()
    text = marker.mark(page["text_html"])
    steps = [{**step, "html": marker.mark(step["html"])} for step in page["steps"]]
    return {**page, "text_html": text, "steps": steps, "terms": marker.used}


def handout_context(lesson: Lesson, seed: int, notes: bool) -> dict[str, Any]:
    """A lesson on paper, with one seed's names; with ``notes``, the teacher's notes instead of the steps."""
    lesson = told(lesson)
    return {
        "lesson": {
            **lesson_page(lesson, seed),
            "url": lesson_url(lesson),
            "summary": lesson.summary,
            "objectives": lesson.objectives,
            "simplifies": lesson.simplifies,
            "needs": [told(catalogue().lesson(need)).title for need in lesson.needs],
            "causes": [fill(fault.sentence, lesson.values(seed)) for fault in lesson.faults],
            "notes_html": render_markdown(lesson.teachers_notes(seed)) if notes else None,
        },
        "seed": seed,
    }


def offline_url() -> str | None:
    """The service worker's script; none where files change under their names."""
    return None if settings.PLAIN_STATIC else "/sw.js"


def machine_urls(engine: str) -> dict[str, str | None]:
    """What the worker starts from; ``rest`` is None where the bundle holds everything."""
    rest = bundle_rest(engine)
    return {
        "worker": static("js/machine/worker.js"),
        "bundle": static(bundle_name(engine)),
        "rest": static(rest) if rest else None,
        "pyodide": static(f"vendor/pyodide/{PYODIDE}/"),
        "offline": offline_url(),
        "why": reverse("lessons:why"),
        "sandbox": f"{reverse('lessons:sandbox')}#import",
    }


def share_urls(query: str) -> dict[str, str]:
    """Where a link to a state leads (its journal comes behind `#`), and where long ones are kept."""
    return {
        "shared": f"{reverse('lessons:sandbox')}?{query}",
        "embedded": f"{reverse('lessons:embed')}?{query}",
        "share": reverse("lessons:share"),
    }


def lab_config(lesson: Lesson, attempt: Attempt) -> dict[str, Any]:
    """What the page's script needs to open the machine of this attempt."""
    return {
        "attempt": str(attempt.id),
        "lesson": lesson.public(attempt.seed),
        "seed": attempt.seed,
        "release": attempt.release,
        "engine": attempt.engine,
        "version": PYODIDE,
        "journal": json.loads(attempt.journal) if attempt.journal else None,
        "mark": mark_of(attempt),
        "urls": {
            "journal": reverse("lessons:journal", args=[attempt.id]),
            "goals": reverse("lessons:goals", args=[attempt.id]),
            "submit": reverse("lessons:submit", args=[attempt.id]),
            **share_urls(urlencode({"lesson": lesson.slug, "seed": attempt.seed})),
            **machine_urls(attempt.engine),
        },
    }


def kept_screen(plan: Plan, seed: int) -> str:
    """The terminal at its first prompt, for the page to show until the browser has one."""
    name = f"screen:{current_engine()}:{plan.slug}:{plan.revision}:{plan.release}:{seed}"
    screen: str | None = cache.get(name)
    if screen is None:
        screen = first_screen(plan, seed)
        cache.set(name, screen, SCREEN_SECONDS)
    return screen


def lesson_url(lesson: Lesson) -> str:
    return reverse("lessons:lab", args=[lesson.slug])
