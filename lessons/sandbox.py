"""The sandbox: the lab page without a lesson. Its work stays in the browser; the server keeps no row of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from lab.plan import Plan
from lessons.engines import PYODIDE, current_engine, is_kept
from lessons.presenting import kept_screen, machine_urls
from lessons.topologies import DEFAULT, Topology, find_topology, topologies
from simbsd.release import RELEASES

SEED = 0  # one machine for all: a link that names where it starts is enough to find it again


@dataclass(frozen=True, slots=True)
class Start:
    """Which machine a sandbox opens; `note` says, in a sentence, where that is not the one asked for."""

    topology: Topology
    release: str
    engine: str
    note: str = ""

    @property
    def plan(self) -> Plan:
        return self.topology.plan(self.release)

    @property
    def key(self) -> str:
        """What the browser keeps the work under."""
        return f"{self.plan.slug}.{self.release}"


def parse_start(query: Mapping[str, str]) -> Start:
    """The machine that an address asks for (`from`, `release`, `engine`). Http404 for an unknown start."""
    topology = find_topology(query.get("from") or DEFAULT)
    asked = query.get("release") or topology.releases[0]
    release = asked if asked in topology.releases else topology.releases[0]
    notes = [] if asked == release else [f"“{topology.title}” cannot be made on {asked[:16]}; this is {release}."]
    wanted = query.get("engine") or current_engine()
    engine = wanted if is_engine(wanted) and is_kept(wanted) else current_engine()
    if engine != wanted:
        notes.append("The machine that this was made on is no longer kept here; this is today’s.")
    return Start(topology, release, engine, " ".join(notes))


def is_engine(name: str) -> bool:
    """Whether the name can be an engine's: it becomes part of a path."""
    return len(name) == 16 and all(letter in "0123456789abcdef" for letter in name)


def sandbox_context(start: Start) -> dict[str, Any]:
    """The sandbox's page."""
    return {
        "start": start,
        "topologies": topologies(),
        "releases": release_entries(start),
        "first_screen": kept_screen(start.plan, SEED),
        "lab_config": sandbox_config(start),
    }


def release_entries(start: Start) -> list[dict[str, Any]]:
    """Every release, and whether the start can be made on it."""
    return [
        {"name": release.name, "uname": release.uname, "label": release.label, "can": name in start.topology.releases}
        for name, release in RELEASES.items()
    ]


def sandbox_config(start: Start) -> dict[str, Any]:
    """What the page's script needs; no address to keep work at: it stays in the browser."""
    return {
        "attempt": start.key,
        "lesson": {**start.plan.dump(), "title": start.topology.title},
        "seed": SEED,
        "release": start.release,
        "engine": start.engine,
        "current": current_engine(),
        "version": PYODIDE,
        "journal": None,
        "urls": {"page": f"{reverse('lessons:sandbox')}?from={start.topology.slug}&release={start.release}"}
        | machine_urls(start.engine),
    }
