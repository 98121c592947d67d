"""Starting points of the sandbox: machines made ready by a set-up, without text and goals.

Each is a TOML file below `curriculum/topologies/`; docs/lessons.md has its keys.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404

from lab.course.lesson_file import Reader
from lab.course.plan import Plan, Setup
from lab.course.toml_reader import CurriculumError
from simbsd.release import RELEASES

KEYS = ("title", "summary", "revision", "place", "releases", "try", "setup")
DEFAULT = "empty"
PREFIX = "sandbox."  # of a plan's slug: no lesson's name has a dot


@dataclass(frozen=True, slots=True)
class Topology:
    """A starting point; `releases` are those whose machines it can be made on, the first by default.

    `trials` are commands worth a try.
    """

    slug: str
    title: str
    summary: str
    revision: int
    place: int
    releases: tuple[str, ...]
    trials: tuple[str, ...]
    setup: Setup

    def plan(self, release: str) -> Plan:
        """What the machine is given: a lesson without goals."""
        return Plan(f"{PREFIX}{self.slug}", self.revision, release, self.setup)


@lru_cache(maxsize=4)
def load(root: Path) -> tuple[Topology, ...]:
    """Every topology below a curriculum, in their order. Raises CurriculumError, with file and key."""
    found = [read(path, root) for path in sorted((root / "topologies").glob("*.toml"))]
    return tuple(sorted(found, key=lambda topology: topology.place))


def read(path: Path, root: Path) -> Topology:
    file = path.relative_to(root.parent).as_posix()
    try:
        reader = Reader(file, tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CurriculumError(file, "TOML", str(error)) from error
    reader.only(KEYS)
    setup = reader.inner("setup")
    setup.only(("userlands", "commands"))
    releases = reader.texts("releases", required=True)
    if unknown := [name for name in releases if name not in RELEASES]:
        raise reader.error("releases", f"there is no release {unknown[0]}")
    return Topology(
        slug=path.stem,
        title=reader.text("title"),
        summary=reader.text("summary"),
        revision=reader.integer("revision", 1),
        place=reader.integer("place", 1),
        releases=releases,
        trials=reader.texts("try"),
        setup=Setup(userlands=setup.texts("userlands"), commands=setup.texts("commands")),
    )


def topologies() -> tuple[Topology, ...]:
    return load(settings.CURRICULUM_DIR)


def find_topology(slug: str) -> Topology:
    """The topology of that name, or a 404."""
    for topology in topologies():
        if topology.slug == slug:
            return topology
    raise Http404(f"There is no starting point {slug!r} here.")
