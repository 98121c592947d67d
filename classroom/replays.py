"""Pages that replay a machine in the browser of whoever looks: somebody's own machine, and what an answer showed.

Nothing is typed there and nothing kept. A demonstration is stopped behind any of its commands.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from classroom import quiz
from classroom.machines import plan_of
from classroom.models import Asked, Member, Room
from classroom.presenting import page_of
from lab.course.plan import Plan
from lab.items.variant import Variant, stage
from lab.journal import Input, Journal
from lessons.engines import PYODIDE, current_engine
from lessons.presenting import kept_screen, machine_urls
from lessons.rendering import render_markdown

BETWEEN = 4_000_000  # microseconds between two commands of a demonstration


def look_context(room: Room, owner: Member, journal: str) -> dict[str, Any]:
    """Somebody's machine, as staff look at it."""
    return replayed(room, f"look.{owner.pk}", journal, owner.name, _("Their machine, replayed"))


def past_context(room: Room) -> dict[str, Any]:
    """The room's machine as it was shown last: what staff did, or what was replayed here."""
    return replayed(room, f"past.{room.pk}", room.trusted, room.title, _("What was shown, replayed"))


def replayed(room: Room, attempt: str, journal: str, title: str, kicker: str) -> dict[str, Any]:
    """A journal of a machine of the room's kind, replayed in the browser of whoever looks."""
    plan, value = plan_of(room), json.loads(journal) if journal else None
    config = replay_config(attempt, plan, room.seed, room.engine, value)
    return {
        "room": room,
        "title": title,
        "kicker": kicker,
        "lines": [],
        "lesson": page_of(room),
        "first_screen": kept_screen(plan, room.seed),
        "lab_config": config,
    }


def shown_context(asked: Asked, after: int) -> dict[str, Any]:
    """The demonstration of a revealed question: its commands, typed at its own machine up to the one of that number."""
    drawn = quiz.variant_of(asked)
    plan, engine = stage(drawn), current_engine()
    journal = demonstrated(drawn, plan, engine, after).dump()
    return {
        "room": asked.room,
        "title": drawn.item.title,
        "kicker": _("Question %(number)d, shown") % {"number": asked.number},
        "explanation": render_markdown(drawn.explanation),
        "lines": drawn.demonstration,
        "after": after,
        "lesson": {"title": drawn.item.title, "goals": []},
        "first_screen": kept_screen(plan, asked.seed),
        "lab_config": replay_config(f"shown.{asked.pk}", plan, asked.seed, engine, journal),
    }


def demonstrated(drawn: Variant, plan: Plan, engine: str, after: int) -> Journal:
    """The journal of somebody who types that many of the commands that show it, at a calm pace."""
    lines = [Input(at * BETWEEN, 0, "type", f"{line}\n") for at, line in enumerate(drawn.demonstration[:after], 1)]
    end = (len(lines) + 1) * BETWEEN
    return Journal(engine, plan.release, drawn.seed, plan.slug, plan.revision, tuple(lines), end)


def replay_config(attempt: str, plan: Plan, seed: int, engine: str, journal: dict[str, Any] | None) -> dict[str, Any]:
    """What the page's script needs to replay a journal, and do no more."""
    return {
        "attempt": attempt,
        "lesson": {**plan.dump(), "title": plan.slug},
        "seed": seed,
        "release": plan.release,
        "engine": engine,
        "version": PYODIDE,
        "journal": journal,
        "review": True,
        "urls": {"submit": "", **machine_urls(engine)},
    }
