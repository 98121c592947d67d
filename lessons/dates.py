"""The dated events of a lesson, with their sources: a time line under its introduction.

They are data: `curriculum/timelines/LESSON.toml`; docs/lessons.md has its keys. Most lessons have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from lab.course.toml_reader import CurriculumError, Reader, read_toml
from lessons.topologies import topologies

KEYS = ("when", "title", "text", "source", "try")


@dataclass(frozen=True, slots=True)
class Event:
    """What happened when, and who says so; ``url`` leads to a machine of its time, and ``trial`` says what for."""

    when: str
    title: str
    text: str
    source: str
    release: str
    trial: str
    url: str


@dataclass(frozen=True, slots=True)
class Dates:
    """A time line."""

    title: str
    events: tuple[Event, ...]


def dates_of(slug: str) -> Dates | None:
    """The time line of a lesson, if it has one. Raises CurriculumError for one that cannot be read."""
    path = Path(settings.CURRICULUM_DIR) / "timelines" / f"{slug}.toml"
    return read_dates(path) if path.exists() else None


@lru_cache(maxsize=8)
def read_dates(path: Path) -> Dates:
    """A file's events in their order. Raises CurriculumError, with file and key."""
    reader = read_toml(path, path.parent.parent)
    reader.only(("title", "events"))
    return Dates(reader.text("title"), tuple(_event(one) for one in reader.tables("events")))


def _event(reader: Reader) -> Event:
    reader.only(KEYS)
    trial = reader.inner("try")
    trial.only(("from", "release", "text"))
    start, release = trial.text("from"), trial.text("release")
    made = {one.slug: one.releases for one in topologies()}
    if release not in made.get(start, ()):
        raise CurriculumError(reader.file, "try", f"there is no starting point {start} on {release}")
    query = urlencode({"from": start, "release": release})
    words = (reader.text(key) for key in KEYS[:4])
    return Event(*words, release, trial.text("text"), f"{reverse('lessons:sandbox')}?{query}")
