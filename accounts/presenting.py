"""The contexts of the accounts' pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lessons.belongings import BELONGINGS
from lessons.curriculum import catalogue
from lessons.models import Attempt, Learner
from lessons.presenting import lesson_url


def progress_context(learner: Learner | None) -> dict[str, Any]:
    """The path, module by module, with what was done when and at which try."""
    rows: dict[str, list[Attempt]] = {}
    for attempt in learner.attempts.defer("journal").order_by("created") if learner else ():
        rows.setdefault(attempt.lesson, []).append(attempt)
    modules = [
        {"title": module.title, "lessons": [progress_row(one, rows.get(one.slug, [])) for one in module.lessons]}
        for module in catalogue().modules
    ]
    for module in modules:
        module["done"] = sum(1 for row in module["lessons"] if row["state"] == "done")
    lessons = [row for module in modules for row in module["lessons"]]
    done = [row for row in lessons if row["state"] == "done"]
    minutes = sum(row["minutes"] for row in done)
    return {"modules": modules, "done": len(done), "lessons": len(lessons), "minutes": minutes}


def progress_row(lesson: Any, attempts: list[Attempt]) -> dict[str, Any]:
    confirmed = [one for one in attempts if one.state == Attempt.State.CONFIRMED]
    state = "done" if confirmed else "begun" if attempts else "open"
    return {
        "title": lesson.title,
        "url": lesson_url(lesson),
        "minutes": lesson.minutes,
        "state": state,
        "tries": len(attempts),
        "when": confirmed[0].confirmed_at if confirmed else attempts[-1].updated if attempts else None,
    }


def data_context(learner: Learner | None) -> dict[str, Any]:
    """What the site holds, in numbers, and for how long."""
    kinds = [{"name": _(one.name), "count": one.count(learner) if learner else 0} for one in BELONGINGS]
    days = settings.KEEP_ACCOUNT_DAYS if learner and learner.user_id else settings.KEEP_BROWSER_DAYS
    return {"kinds": kinds, "days": days, "kept": any(kind["count"] for kind in kinds)}
