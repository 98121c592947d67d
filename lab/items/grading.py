"""Grading: a variant and an answer give points by part, and what is said to each.

An answer that cannot be one (a word where a number belongs, nothing chosen) is ``WrongShape``: no answer at all, and
no attempt. Answers are plain values, as JSON has them; indexes count what the variant shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lab.items.item import Blank, Blanks, Body, Choice, Matching, Ordering, Pointing, Task, Told
from lab.items.variant import Variant, broken

LONGEST = 2000  # characters of one field
NUMBER = re.compile(r"[+-]?\d{1,18}")


class WrongShape(Exception):
    """No answer to this question: ``where`` names the field, ``message`` says what is wanted."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the mark. A wrong pick costs: ``earned`` is then below zero, ``possible`` zero."""

    name: str
    label: str
    earned: int
    possible: int
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer is worth, in whole points."""

    parts: tuple[Part, ...]

    @property
    def possible(self) -> int:
        """The most that can be had."""
        return sum(part.possible for part in self.parts)

    @property
    def points(self) -> int:
        """What was had: never below zero."""
        return max(0, sum(part.earned for part in self.parts))

    @property
    def right(self) -> bool:
        """Whether nothing is missing."""
        return self.points == self.possible

    @property
    def feedback(self) -> tuple[str, ...]:
        """What is said, each sentence once."""
        return tuple(dict.fromkeys(part.feedback for part in self.parts if part.feedback))


def grade(variant: Variant, answer: object) -> Outcome:
    """What the answer is worth. Raises WrongShape."""
    return Outcome(tuple(GRADERS[type(variant.body)](variant.body, answer)))


def _choice(body: Choice, answer: object) -> list[Part]:
    picked = _indexes(answer, "choice", len(body.options))
    if len(dict.fromkeys(picked)) != len(picked):
        raise WrongShape("choice", "An option is chosen twice.")
    if not body.many:
        if len(picked) != 1:
            raise WrongShape("choice", "Choose one.")
        option = body.options[picked[0]]
        return [Part("choice", option.told.text, int(option.correct), 1, option.feedback)]
    if not picked:
        raise WrongShape("choice", "Choose at least one.")
    parts: list[Part] = []
    for number, option in enumerate(body.options):
        taken = number in picked
        earned = int(taken) if option.correct else -int(taken)
        feedback = "" if taken == option.correct else option.feedback
        parts.append(Part(f"option-{number}", option.told.text, earned, int(option.correct), feedback))
    return parts


def _blanks(body: Blanks, answer: object) -> list[Part]:
    fields = _table(answer, "answer", [blank.id for blank in body.blanks])
    return [_blank(blank, _text(fields[blank.id], blank.id)) for blank in body.blanks]


def _blank(blank: Blank, text: str) -> Part:
    if not text:
        raise WrongShape(blank.id, "Something must stand here.")
    if blank.number and not NUMBER.fullmatch(text):
        raise WrongShape(blank.id, "A whole number must stand here.")
    if any(_same(blank, one, text) for one in blank.accept):
        return Part(blank.id, blank.label, 1, 1)
    for one in blank.wrong:
        if _same(blank, one.told, text):
            return Part(blank.id, blank.label, 0, 1, one.feedback)
    return Part(blank.id, blank.label, 0, 1, blank.otherwise)


def _same(blank: Blank, told: Told, text: str) -> bool:
    if blank.number and NUMBER.fullmatch(told.text):
        return abs(int(told.text) - int(text)) <= (blank.tolerance if told in blank.accept else 0)
    return plain(told.text) == plain(text)


def plain(text: str) -> str:
    """A text as answers are compared: blanks at the ends and doubled ones do not count."""
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))


def _ordering(body: Ordering, answer: object) -> list[Part]:
    places = _indexes(answer, "order", len(body.entries))
    if sorted(places) != list(range(len(body.entries))):
        raise WrongShape("order", "Each line must stand there once.")
    order = [body.entries[place] for place in places]
    parts: list[Part] = []
    for entry in order:
        if entry.after:
            late = broken(order, entry)
            earned = len(entry.after) - len(late)
            parts.append(Part(entry.id, entry.text, earned, len(entry.after), entry.feedback if late else ""))
    return parts


def _matching(body: Matching, answer: object) -> list[Part]:
    if not isinstance(answer, list) or len(answer) != len(body.pairs):
        raise WrongShape("match", "One for each line is wanted.")
    parts: list[Part] = []
    for pair, taken in zip(body.pairs, answer, strict=True):
        if type(taken) is not int or not 0 <= taken < len(body.rights):
            raise WrongShape(pair.id, "Choose what belongs to it.")
        right = body.rights[taken] == pair.right
        parts.append(Part(pair.id, pair.left, int(right), 1, "" if right else pair.feedback))
    return parts


def _pointing(body: Pointing, answer: object) -> list[Part]:
    labels = {one.id: one.label for one in body.shown}
    if not isinstance(answer, str) or answer not in labels:
        raise WrongShape("element", "Point at something in the graph.")
    right = answer == body.answer
    feedback = "" if right else body.told.get(answer, body.otherwise)
    return [Part("element", labels[answer], int(right), 1, feedback)]


def _task(body: Task, answer: object) -> list[Part]:
    """``answer`` says of each goal whether a replay on this server found it to hold: never what a browser says."""
    fields = _table(answer, "goals", [goal.id for goal in body.goals])
    missed = [goal.id for goal in body.goals if fields[goal.id] is not True]
    told = next((way.feedback for way in body.wrong if sorted(way.fails) == sorted(missed)), "")
    return [
        Part(goal.id, goal.text, int(goal.id not in missed), 1, told if goal.id in missed else "")
        for goal in body.goals
    ]


GRADERS: dict[type[Body], Callable[[Any, object], list[Part]]] = {
    Choice: _choice,
    Blanks: _blanks,
    Ordering: _ordering,
    Matching: _matching,
    Pointing: _pointing,
    Task: _task,
}


def _indexes(answer: object, where: str, bound: int) -> list[int]:
    if not isinstance(answer, list) or not all(type(one) is int and 0 <= one < bound for one in answer):
        raise WrongShape(where, "These are no places in this question.")
    return answer


def _table(answer: object, where: str, names: list[str]) -> dict[str, Any]:
    if not isinstance(answer, dict) or sorted(map(str, answer)) != sorted(names):
        raise WrongShape(where, "Each field must be there once, and no other.")
    return answer


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise WrongShape(where, f"A text of at most {LONGEST} characters must stand here.")
    return value.strip()
