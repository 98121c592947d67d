"""What a machine needs to know of a lesson: set-up, goals, release. It comes over the wire, so every field is
checked.

Holds no answers: transcripts of solutions and wrong ways never enter a plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lab.facts import FACTS, FactError

MOST_GOALS = 40
MOST_HINTS = 8
MOST_COMMANDS = 60
LONGEST_TEXT = 4000


class PlanError(Exception):
    """A lesson object that cannot be one: ``where`` names the key, ``message`` what is wrong with it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


@dataclass(frozen=True, slots=True)
class Goal:
    """A named check: a fact with its arguments, what the learner reads, and hints to be shown one at a time.
    """

    id: str
    text: str
    fact: str
    arguments: dict[str, str | int] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    step: str = ""


@dataclass(frozen=True, slots=True)
class Setup:
    """How the machine is prepared before the learner comes: userland trees, then commands given to root's
    shell.
    """

    userlands: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One lesson for one seed, everything filled in."""

    slug: str
    revision: int
    release: str
    setup: Setup = Setup()
    goals: tuple[Goal, ...] = ()

    def dump(self) -> dict[str, Any]:
        """The plan as the wire carries it; ``parse`` is its inverse."""
        return {
            "slug": self.slug,
            "revision": self.revision,
            "release": self.release,
            "setup": {"userlands": list(self.setup.userlands), "commands": list(self.setup.commands)},
            "goals": [
                {
                    "id": goal.id,
                    "text": goal.text,
                    "fact": goal.fact,
                    "with": goal.arguments,
                    "hints": list(goal.hints),
                    "step": goal.step,
                }
                for goal in self.goals
            ],
        }


def parse(value: object) -> Plan:
    """The plan in ``value``. Raises PlanError; keys a plan does not know are the page's own and are let be.
    """
    fields = _table(value, "lesson")
    setup = _table(fields.get("setup", {}), "setup")
    goals = tuple(
        _goal(goal, f"goals[{number}]") for number, goal in enumerate(_list(fields.get("goals"), "goals", MOST_GOALS))
    )
    names = [goal.id for goal in goals]
    if len(dict.fromkeys(names)) != len(names):
        raise PlanError("goals", "two goals have one id")
    revision = fields.get("revision")
    if not isinstance(revision, int) or isinstance(revision, bool) or revision < 0:
        raise PlanError("revision", "not a number")
    return Plan(
        slug=_text(fields.get("slug"), "slug"),
        revision=revision,
        release=_text(fields.get("release"), "release"),
        setup=Setup(
            _texts(setup.get("userlands", []), "setup.userlands", MOST_COMMANDS),
            _texts(setup.get("commands", []), "setup.commands", MOST_COMMANDS),
        ),
        goals=goals,
    )


def _goal(value: object, where: str) -> Goal:
    fields = _table(value, where)
    fact = _text(fields.get("fact"), f"{where}.fact")
    if fact not in FACTS:
        raise PlanError(f"{where}.fact", f"there is no fact {fact}")
    arguments = _table(fields.get("with", {}), f"{where}.with")
    try:
        FACTS[fact].read(arguments)
    except FactError as error:
        raise PlanError(f"{where}.with.{error.where}", error.message) from error
    return Goal(
        id=_text(fields.get("id"), f"{where}.id"),
        text=_text(fields.get("text"), f"{where}.text"),
        fact=fact,
        arguments=dict(arguments),
        hints=_texts(fields.get("hints", []), f"{where}.hints", MOST_HINTS),
        step=_text(fields.get("step", ""), f"{where}.step", least=0),
    )


def _table(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PlanError(where, "not a table")
    return value


def _list(value: object, where: str, most: int) -> list[Any]:
    if not isinstance(value, list):
        raise PlanError(where, "not a list")
    if len(value) > most:
        raise PlanError(where, f"more than {most} items")
    return value


def _texts(value: object, where: str, most: int) -> tuple[str, ...]:
    return tuple(_text(item, f"{where}[{number}]") for number, item in enumerate(_list(value, where, most)))


def _text(value: object, where: str, least: int = 1) -> str:
    if not isinstance(value, str):
        raise PlanError(where, "not a text")
    if not least <= len(value) <= LONGEST_TEXT:
        raise PlanError(where, "empty" if not value else f"longer than {LONGEST_TEXT} characters")
    return value
