"""Checks a curriculum without running a machine: every file can be read, every name is known, every part is
there.

What needs a machine (that solutions solve, that wrong answers miss what they name) is proved by
tests/curriculum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lab.lesson import Lesson, LessonError, load_catalogue

SEEDS = range(5)
LEAST_WRONG = 3
LONGEST_SENTENCE = 45  # words
HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: the file, the key or line in it, and a sentence."""

    file: str
    key: str
    message: str


def lint(root: Path) -> list[Finding]:
    """Everything that is wrong in a curriculum folder; nothing for a good one."""
    try:
        catalogue = load_catalogue(root)
    except LessonError as error:
        return [Finding(error.file, error.key, error.message)]
    findings: list[Finding] = []
    seen: dict[str, bool] = {}
    for lesson in catalogue.lessons():
        if lesson.slug in seen:
            findings.append(
                Finding("curriculum/modules.toml", "lessons", f"the lesson {lesson.slug} stands here twice")
            )
        seen[lesson.slug] = True
        try:
            findings += _lesson(lesson)
        except LessonError as error:
            findings.append(Finding(error.file, error.key, error.message))
    return findings


def _lesson(lesson: Lesson) -> Iterator[Finding]:
    for seed in SEEDS:
        lesson.plan(seed)
        lesson.text(seed)
        lesson.teachers_notes(seed)
    steps = [step.id for step in lesson.steps(0)]
    if not steps:
        yield Finding(lesson.file, "steps", "a lesson needs at least one step in steps/")
    for goal in lesson.goals:
        if goal.step and goal.step not in steps:
            yield Finding(lesson.file, f"goals.{goal.id}.step", f"there is no step {goal.step}")
        for number, hint in enumerate(goal.hints):
            if not hint.rstrip().endswith((".", "?")) and "Type: " not in hint:
                yield Finding(
                    lesson.file,
                    f"goals.{goal.id}.hints[{number}]",
                    "a hint is a sentence and ends like one, or says 'Type: ' and a command",
                )
    yield from _answers(lesson)
    for source in (lesson.introduction, *lesson.step_sources):
        yield from _sentences(source.file, source.text)


def _answers(lesson: Lesson) -> Iterator[Finding]:
    goals = [goal.id for goal in lesson.goals]
    solution = lesson.solution(0)
    if solution.fails:
        yield Finding(solution.file, "fails", "a solution fails nothing")
    wrong = lesson.wrong(0)
    if len(wrong) < LEAST_WRONG:
        yield Finding(lesson.file, "wrong", f"a lesson needs at least {LEAST_WRONG} wrong answers in wrong/")
    for transcript in wrong:
        if not transcript.fails:
            yield Finding(transcript.file, "fails", "a wrong answer names the goals that it misses")
        for name in transcript.fails:
            if name not in goals:
                yield Finding(transcript.file, "fails", f"there is no goal {name}")
    missed = [name for transcript in wrong for name in transcript.fails]
    for name in goals:
        if name not in missed:
            yield Finding(
                lesson.file,
                f"goals.{name}",
                "no wrong answer misses this goal, so nothing shows that it can fail",
            )


def _sentences(file: str, text: str) -> Iterator[Finding]:
    """Sentences of a learner's text that are too long to be read once."""
    prose = HEADING.sub("", FENCED.sub("", text))
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*|]|\d+\.)\s)", prose):
        for sentence in re.split(r"(?<=[.!?:;])\s+", paragraph.replace("\n", " ")):
            words = len(sentence.split())
            if words > LONGEST_SENTENCE:
                start = " ".join(sentence.split()[:6])
                yield Finding(file, start, f"a sentence of {words} words: say it in two")
