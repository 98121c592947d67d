"""What a machine needs to know of a lesson: set-up, goals, release. It comes over the wire, so every field is
checked.

Holds no answers: transcripts of solutions and wrong ways never enter a plan.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from lab import fields
from lab.diagnosis.layers import LAYERS
from lab.facts import FACTS, FactError
from lab.fields import LONGEST_TEXT, PlanError

__all__ = ["LONGEST_TEXT", "Goal", "Misconception", "Plan", "PlanError", "Setup", "SetupFile", "parse"]

MOST_GOALS = 40
MOST_HINTS = 8
MOST_COMMANDS = 60
MOST_FILES = 40
MOST_TTYS = 4
MOST_CPUS = 8


@dataclass(frozen=True, slots=True)
class Goal:
    """A named check: a fact with its arguments, what the learner reads, and hints to be shown one at a time.

    ``at`` has the hints while one layer is the first that is broken; ``hints`` are the others'.
    """

    id: str
    text: str
    fact: str
    arguments: dict[str, str | int] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    at: dict[str, tuple[str, ...]] = field(default_factory=dict)
    step: str = ""

    def hints_at(self, layer: str | None) -> tuple[str, ...]:
        """The hints for the present state."""
        return self.at.get(layer or "", self.hints)


@dataclass(frozen=True, slots=True)
class Misconception:
    """Something that many believe at first: seen in a command line that ``pattern`` finds, told while ``goal`` fails.
    """

    id: str
    goal: str
    pattern: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SetupFile:
    """A file that stands ready; ``mode`` and ``owner`` as chmod(1) and chown(8) take them, empty for the usual."""

    path: str
    content: str
    mode: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Setup:
    """How the machine is prepared before the learner comes: its processors and the lines of its loader.conf, then
    userland trees, cables (lab/course/cables.py), files, and at last commands given to root's shell.
    """

    userlands: tuple[str, ...] = ()
    cables: tuple[str, ...] = ()
    files: tuple[SetupFile, ...] = ()
    commands: tuple[str, ...] = ()
    loader: tuple[str, ...] = ()
    cpus: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """One lesson for one seed, everything filled in."""

    slug: str
    revision: int
    release: str
    setup: Setup = Setup()
    goals: tuple[Goal, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    ttys: int = 1

    def dump(self) -> dict[str, Any]:
        """The plan as the wire carries it; ``parse`` is its inverse."""
        return {
            "slug": self.slug,
            "revision": self.revision,
            "release": self.release,
            "ttys": self.ttys,
            "setup": {
                "userlands": list(self.setup.userlands),
                "cables": list(self.setup.cables),
                "files": [asdict(file) for file in self.setup.files],
                "commands": list(self.setup.commands),
                "loader": list(self.setup.loader),
                "cpus": self.setup.cpus,
            },
            "goals": [_dump_goal(goal) for goal in self.goals],
            "misconceptions": [asdict(one) for one in self.misconceptions],
        }


def _dump_goal(goal: Goal) -> dict[str, Any]:
    return {
        "id": goal.id,
        "text": goal.text,
        "fact": goal.fact,
        "with": goal.arguments,
        "hints": list(goal.hints),
        "at": {layer: list(hints) for layer, hints in goal.at.items()},
        "step": goal.step,
    }


def parse(value: object) -> Plan:
    """The plan in ``value``. Raises PlanError; keys a plan does not know are the page's own and are let be.
    """
    given = fields.table(value, "lesson")
    goals = tuple(
        _goal(goal, f"goals[{number}]")
        for number, goal in enumerate(fields.rows(given.get("goals"), "goals", MOST_GOALS))
    )
    names = [goal.id for goal in goals]
    if len(dict.fromkeys(names)) != len(names):
        raise PlanError("goals", "two goals have one id")
    return Plan(
        slug=fields.text(given.get("slug"), "slug"),
        revision=fields.integer(given.get("revision"), "revision"),
        release=fields.text(given.get("release"), "release"),
        setup=_setup(fields.table(given.get("setup", {}), "setup")),
        goals=goals,
        misconceptions=tuple(
            _misconception(one, f"misconceptions[{number}]", names)
            for number, one in enumerate(fields.rows(given.get("misconceptions", []), "misconceptions", MOST_GOALS))
        ),
        ttys=fields.integer(given.get("ttys", 1), "ttys", 1, MOST_TTYS),
    )


def _setup(given: dict[str, Any]) -> Setup:
    return Setup(
        fields.texts(given.get("userlands", []), "setup.userlands", MOST_COMMANDS),
        fields.texts(given.get("cables", []), "setup.cables", MOST_COMMANDS),
        tuple(
            _file(one, f"setup.files[{number}]")
            for number, one in enumerate(fields.rows(given.get("files", []), "setup.files", MOST_FILES))
        ),
        fields.texts(given.get("commands", []), "setup.commands", MOST_COMMANDS),
        fields.texts(given.get("loader", []), "setup.loader", MOST_COMMANDS),
        fields.integer(given.get("cpus", 1), "setup.cpus", 1, MOST_CPUS),
    )


def _file(value: object, where: str) -> SetupFile:
    given = fields.table(value, where)
    path = fields.text(given.get("path"), f"{where}.path")
    if not path.startswith("/"):
        raise PlanError(f"{where}.path", "not an absolute path")
    rest = (fields.text(given.get(name, ""), f"{where}.{name}", least=0) for name in ("content", "mode", "owner"))
    return SetupFile(path, *rest)


def _goal(value: object, where: str) -> Goal:
    given = fields.table(value, where)
    fact = fields.text(given.get("fact"), f"{where}.fact")
    if fact not in FACTS:
        raise PlanError(f"{where}.fact", f"there is no fact {fact}")
    arguments = fields.table(given.get("with", {}), f"{where}.with")
    try:
        FACTS[fact].read(arguments)
    except FactError as error:
        raise PlanError(f"{where}.with.{error.where}", error.message) from error
    return Goal(
        id=fields.text(given.get("id"), f"{where}.id"),
        text=fields.text(given.get("text"), f"{where}.text"),
        fact=fact,
        arguments=dict(arguments),
        hints=fields.texts(given.get("hints", []), f"{where}.hints", MOST_HINTS),
        at=_at(fields.table(given.get("at", {}), f"{where}.at"), f"{where}.at"),
        step=fields.text(given.get("step", ""), f"{where}.step", least=0),
    )


def _at(given: dict[str, Any], where: str) -> dict[str, tuple[str, ...]]:
    for layer in given:
        if layer not in LAYERS:
            raise PlanError(f"{where}.{layer}", "no such layer")
    return {layer: fields.texts(hints, f"{where}.{layer}", MOST_HINTS) for layer, hints in given.items()}


def _misconception(value: object, where: str, goals: list[str]) -> Misconception:
    given = fields.table(value, where)
    names = ("id", "goal", "pattern", "sentence")
    one = Misconception(*(fields.text(given.get(name), f"{where}.{name}") for name in names))
    if one.goal not in goals:
        raise PlanError(f"{where}.goal", f"there is no goal {one.goal}")
    try:
        re.compile(one.pattern)
    except re.error as error:
        raise PlanError(f"{where}.pattern", "not a regular expression") from error
    return one
