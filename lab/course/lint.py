"""Checks a curriculum without running a machine: every file can be read, every name is known, every part is
there.

What needs a machine (that solutions solve, that wrong answers miss what they name) is proved by
tests/curriculum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lab.course.finding import Finding
from lab.course.lesson import Catalogue, Lesson
from lab.course.lesson_file import load_catalogue
from lab.course.plan import Goal
from lab.course.teaching import owed
from lab.course.toml_reader import CurriculumError
from lab.course.transcript import parse_transcript
from lab.course.translation import unlike

__all__ = ["Finding", "lint", "lint_lesson"]

SEEDS = 5
LEAST_FAULTS = 3
LEAST_WRONG = 3
LONGEST_SENTENCE = 45  # words
HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def lint(root: Path) -> list[Finding]:
    """Everything that is wrong in a curriculum folder; nothing for a good one."""
    try:
        catalogue = load_catalogue(root)
    except CurriculumError as error:
        return [Finding(error.file, error.key, error.message)]
    findings = [*_path(catalogue), *_concepts(catalogue)]
    for lesson in catalogue.lessons():
        findings += lint_lesson(lesson)
    return findings


def lint_lesson(lesson: Lesson) -> list[Finding]:
    """Everything that is wrong in one lesson by itself."""
    try:
        return list(_lesson(lesson))
    except CurriculumError as error:
        return [Finding(error.file, error.key, error.message)]


def _path(catalogue: Catalogue) -> Iterator[Finding]:
    """Each lesson stands once on the path, after those that it needs."""
    seen: list[str] = []
    for lesson in catalogue.lessons():
        if lesson.slug in seen:
            yield Finding("curriculum/modules.toml", "lessons", f"the lesson {lesson.slug} stands here twice")
        for need in lesson.needs:
            if need not in seen:
                yield Finding(lesson.file, "needs", f"the lesson {need} does not come before this one")
        seen.append(lesson.slug)


def _concepts(catalogue: Catalogue) -> Iterator[Finding]:
    """Each lesson teaches a concept that no other teaches, and uses such as are taught before it."""
    taught: dict[str, str] = {}
    for lesson in catalogue.lessons():
        first, *used = lesson.concepts
        if first in taught:
            yield Finding(lesson.file, "concepts", f"{first} is taught by {taught[first]} already")
        for concept in used:
            if concept not in taught:
                yield Finding(lesson.file, "concepts", f"no lesson before this one teaches {concept}")
        taught[first] = lesson.slug


def _lesson(lesson: Lesson) -> Iterator[Finding]:
    for seed in lesson.seeds(SEEDS):
        lesson.plan(seed)
        lesson.text(seed)
        lesson.closing_text(seed)
        lesson.teachers_notes(seed)
        lesson.solution(seed)
        lesson.wrong(seed)
    steps = [step.id for step in lesson.steps(0)]
    if not steps:
        yield Finding(lesson.file, "steps", "a lesson needs at least one step in steps/")
    if lesson.kind == "mend" and len(lesson.faults) < LEAST_FAULTS:
        yield Finding(lesson.file, "faults", f"a lesson to mend has at least {LEAST_FAULTS} causes")
    for goal in lesson.goals:
        if goal.step and goal.step not in steps:
            yield Finding(lesson.file, f"goals.{goal.id}.step", f"there is no step {goal.step}")
        yield from _hints(lesson, goal)
    yield from owed(lesson)
    yield from _answers(lesson)
    yield from _misconceptions(lesson)
    yield from (Finding(file, "commands", message) for file, message in unlike(lesson))
    for language in lesson.translations:
        told = lesson.told_in(language)
        told.plan(0), told.text(0), told.steps(0), told.closing_text(0)  # every name in them is known
    for source in (lesson.introduction, *lesson.step_sources, lesson.closing):
        yield from _sentences(source.file, source.text)


def _hints(lesson: Lesson, goal: Goal) -> Iterator[Finding]:
    for key, hints in (("hints", goal.hints), *((f"at.{layer}", hints) for layer, hints in goal.at.items())):
        for number, hint in enumerate(hints):
            if not hint.rstrip().endswith((".", "?")) and "Type: " not in hint:
                yield Finding(
                    lesson.file,
                    f"goals.{goal.id}.{key}[{number}]",
                    "a hint is a sentence and ends like one, or says 'Type: ' and a command",
                )


def _misconceptions(lesson: Lesson) -> Iterator[Finding]:
    """A misconception that is looked for is shown by some wrong answer that misses its goal."""
    shown = {
        one.id: True
        for seed in lesson.seeds(SEEDS)
        for one in lesson.plan(seed).misconceptions
        for transcript in lesson.wrong(seed)
        if one.goal in transcript.fails
        and any(re.search(one.pattern, exchange.command) for exchange in transcript.exchanges)
    }
    for one in lesson.misconceptions:
        if one.id not in shown:
            message = f"no wrong answer shows it: one that misses {one.goal} and types such a command"
            yield Finding(lesson.file, f"misconceptions.{one.id}", message)


def _answers(lesson: Lesson) -> Iterator[Finding]:
    goals = [goal.id for goal in lesson.goals]
    faults = [fault.id for fault in lesson.faults]
    for source in lesson.solution_sources.values():
        if parse_transcript(source.file, source.text).fails:
            yield Finding(source.file, "fails", "a solution fails nothing")
    for fault in faults:
        if fault not in lesson.solution_sources and "" not in lesson.solution_sources:
            yield Finding(lesson.file, "solution", f"no solution mends the fault {fault}")
    wrong = [parse_transcript(source.file, source.text) for source in lesson.wrong_sources]
    if len(wrong) < LEAST_WRONG:
        yield Finding(lesson.file, "wrong", f"a lesson needs at least {LEAST_WRONG} wrong answers in wrong/")
    for transcript in wrong:
        if not transcript.fails:
            yield Finding(transcript.file, "fails", "a wrong answer names the goals that it misses")
        if not transcript.misconception:
            yield Finding(transcript.file, "misconception", "a wrong answer says what whoever gives it believes")
        if transcript.fault and transcript.fault not in faults:
            yield Finding(transcript.file, "fault", f"there is no fault {transcript.fault}")
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
