"""What a lesson owes its learner and its teacher beside files that can be read: reasons, predictions, hints in levels,
a walk through the trace, further reading, notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lab.course.finding import Finding
from lab.course.lesson import Lesson, Source
from lab.course.plan import Goal

LEVELS = 3  # of hints: what is missing, where to look, what to type
TYPE = "Type: "
TRACE = re.compile(r"\btrace\b", re.IGNORECASE)
NOTES = ("**Before:**", "**The idea to carry away:**", "**Where they stumble**")
PREDICTION = re.compile(r"\*\*predict", re.IGNORECASE)
COMMANDS = re.compile(r"^```sh$", re.MULTILINE)
NO_REASON = re.compile(r"(?:\A|^(?:#.*|```|\|.*))\s*^```sh$", re.MULTILINE)


def owed(lesson: Lesson) -> Iterator[Finding]:
    """What a lesson fails to give."""
    for goal in lesson.goals:
        yield from _levels(lesson, goal)
    if not lesson.parameters.items:
        yield Finding(lesson.file, "parameters", "names and addresses come from the seed: at least one parameter")
    if not lesson.further:
        yield Finding(lesson.file, "further", "a lesson names what to read next")
    for source in (lesson.introduction, *lesson.step_sources, lesson.closing):
        yield from _reasons(source)
    if not _predicts("\n".join(source.text for source in (lesson.introduction, *lesson.step_sources))):
        yield Finding(lesson.file, "steps", "somewhere a **prediction** is asked for before the commands that show it")
    if not TRACE.search(lesson.closing.text):
        yield Finding(lesson.closing.file, "trace", "the last walk is one through the trace: it has to say so")
    for part in NOTES:
        if part not in lesson.teacher.text:
            yield Finding(lesson.teacher.file, part, "teachers expect this part")


def _levels(lesson: Lesson, goal: Goal) -> Iterator[Finding]:
    for key, hints in (("hints", goal.hints), *((f"at.{layer}", hints) for layer, hints in goal.at.items())):
        where = f"goals.{goal.id}.{key}"
        if len(hints) < LEVELS:
            yield Finding(lesson.file, where, "three levels: what is missing, where to look, what to type")
        elif TYPE not in hints[-1]:
            yield Finding(lesson.file, where, f"the last hint says '{TYPE}' and a command")


def _reasons(source: Source) -> Iterator[Finding]:
    """Every block of commands has words before it."""
    for found in NO_REASON.finditer(source.text):
        line = source.text.count("\n", 0, found.end()) + 1
        yield Finding(source.file, f"line {line}", "commands without a reason before them")


def _predicts(text: str) -> bool:
    first = PREDICTION.search(text)
    return first is not None and COMMANDS.search(text, first.end()) is not None
