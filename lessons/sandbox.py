"""The sandbox: the lab page without a lesson. Its work stays in the browser; the server keeps no row of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lab.course.plan import Plan
from lessons.curriculum import find_lesson, told
from lessons.engines import PYODIDE, current_engine, is_kept
from lessons.presenting import kept_screen, machine_urls, share_urls
from lessons.reference import SANDBOX
from lessons.release_words import note_on, trials_on
from lessons.topologies import DEFAULT, Topology, find_topology, topologies
from simbsd.release import RELEASES

COPY = _("A copy of this lesson’s machine, as somebody shared it. What you do here is yours, and counts for nothing.")
GONE = _("The machine that this was made on is no longer kept here; this is today’s.")
OTHER_RELEASE = _("“%(title)s” cannot be made on %(asked)s; this is %(release)s.")
SEED = 0  # one machine for all: a link that names where it starts is enough to find it again


@dataclass(frozen=True, slots=True)
class Start:
    """Which machine a sandbox opens; `note` says, in a sentence, where that is not the one asked for.

    `topology` is None for a copy of a lesson's machine; `query` leads back here.
    """

    title: str
    summary: str
    plan: Plan
    seed: int
    engine: str
    query: str
    topology: Topology | None = None
    trials: tuple[str, ...] = ()
    note: str = ""

    @property
    def key(self) -> str:
        """What the browser keeps the work under."""
        return f"{self.plan.slug}.{self.plan.release}" if self.topology else f"copy.{self.plan.slug}.{self.seed}"


def parse_start(query: Mapping[str, str]) -> Start:
    """The machine that an address asks for: `from` and `release`, or `lesson` and `seed`; and `engine`.

    Http404 for an unknown start.
    """
    if "lesson" in query:
        seed = query.get("seed", "")
        number = int(seed) if seed.isascii() and seed.isdigit() and len(seed) < 11 else 0
        return lesson_start(query["lesson"], number, query.get("engine"))
    topology = find_topology(query.get("from") or DEFAULT)
    asked = query.get("release") or topology.releases[0]
    release = asked if asked in topology.releases else topology.releases[0]
    other = {"title": topology.title, "asked": asked[:16], "release": release}
    note = "" if asked == release else f"{OTHER_RELEASE % other} "
    engine, gone = known_engine(query.get("engine"))
    return Start(
        title=topology.title,
        summary=topology.summary,
        plan=topology.plan(release),
        seed=SEED,
        engine=engine,
        query=urlencode({"from": topology.slug, "release": release}),
        topology=topology,
        trials=(trials_on(release) if topology.slug == DEFAULT else ()) or topology.trials,
        note=note + gone,
    )


def lesson_start(slug: str, seed: int, wanted: str | None) -> Start:
    """A copy of a lesson's machine, without the lesson's text and goals. Http404 for an unknown lesson."""
    lesson = find_lesson(slug)
    engine, gone = known_engine(wanted)
    return Start(
        title=told(lesson).title,
        summary=str(COPY),
        plan=lesson.plan(seed),
        seed=seed,
        engine=engine,
        query=urlencode({"lesson": slug, "seed": seed}),
        note=gone,
    )


def known_engine(wanted: str | None) -> tuple[str, str]:
    """The engine to use for the one that was asked for, and a sentence where it is another."""
    if not wanted or is_engine(wanted) and is_kept(wanted):
        return wanted or current_engine(), ""
    return current_engine(), str(GONE)


def is_engine(name: str) -> bool:
    """Whether the name can be an engine's: it becomes part of a path."""
    return len(name) == 16 and all(letter in "0123456789abcdef" for letter in name)


def sandbox_context(start: Start, shared: str = "", journal: dict[str, Any] | None = None) -> dict[str, Any]:
    """The sandbox's page; with the journal of a link that is kept here under `shared`, a copy of that."""
    return {
        "start": start,
        "release_note": note_on(start.plan.release),
        "topologies": topologies(),
        "cards": SANDBOX,
        "releases": list(RELEASES.values()),
        "first_screen": kept_screen(start.plan, start.seed),
        "picture": f"{reverse('lessons:start_picture')}?{start.query}",
        "lab_config": sandbox_config(start, shared, journal),
    }


def sandbox_config(start: Start, shared: str = "", journal: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the page's script needs; no address to keep work at: it stays in the browser."""
    page = f"{reverse('lessons:sandbox')}?{start.query}"
    return {
        "attempt": f"shared.{shared}" if shared else start.key,
        "lesson": {**start.plan.dump(), "title": start.title},
        "seed": start.seed,
        "release": start.plan.release,
        "engine": start.engine,
        "current": current_engine(),
        "version": PYODIDE,
        "journal": journal,
        "urls": {"page": page, **share_urls(start.query), **machine_urls(start.engine)},
    }
