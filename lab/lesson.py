"""Lessons: data in a folder, with seeded parameters. What the site shows, what the machine is given, what the
suite proves.

docs/lessons.md describes the format; ``lab/lesson_file.py`` reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from lab import plan as plans
from lab.params import Parameters, UnknownName, Values, fill, fill_all
from lab.plan import Goal, Plan, PlanError, Setup
from lab.transcript import Transcript, TranscriptError, parse_transcript

T = TypeVar("T")


class LessonError(Exception):
    """A lesson that cannot be used: the file, the key in it, and what is wrong in one sentence."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"{file}: {key}: {message}")
        self.file = file
        self.key = key
        self.message = message


@dataclass(frozen=True, slots=True)
class Source:
    """A text of a lesson as it stands in its file, parameters not filled in."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lesson: an id (its file's name), a title, Markdown text."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. Texts with a seed are filled in; ``goals`` are as written, ``plan(seed)`` has them filled in.
    """

    slug: str
    module: str
    file: str
    title: str
    summary: str
    kind: str
    minutes: int
    release: str
    revision: int
    needs: tuple[str, ...]
    objectives: tuple[str, ...]
    man: tuple[str, ...]
    paper: tuple[str, ...]
    simplifies: tuple[str, ...]
    parameters: Parameters
    setup: Setup
    goals: tuple[Goal, ...]
    introduction: Source
    teacher: Source
    step_sources: tuple[Source, ...]
    solution_source: Source
    wrong_sources: tuple[Source, ...]

    def values(self, seed: int) -> Values:
        """The parameters' values for a seed."""
        return self.parameters.values(seed)

    def text(self, seed: int) -> str:
        """The introduction, as Markdown."""
        return self._filled(self.introduction, seed)

    def teachers_notes(self, seed: int) -> str:
        """The teacher's notes, as Markdown."""
        return self._filled(self.teacher, seed)

    def steps(self, seed: int) -> tuple[Step, ...]:
        """The steps, in the order of their files' names."""
        return tuple(_step(source.file, self._filled(source, seed)) for source in self.step_sources)

    def plan(self, seed: int) -> Plan:
        """Set-up and goals for a seed. Raises LessonError where a filled-in goal is no goal."""
        written = Plan(self.slug, self.revision, self.release, self.setup, self.goals).dump()
        filled = self._told(lambda: fill_all(written, self.values(seed)), self.file)
        try:
            return plans.parse(filled)
        except PlanError as error:
            raise LessonError(self.file, error.where, error.message) from error

    def public(self, seed: int) -> dict[str, Any]:
        """The lesson as the browser may see it: the plan and nothing that answers it."""
        return {**self.plan(seed).dump(), "title": self.title}

    def solution(self, seed: int) -> Transcript:
        """The transcript that reaches every goal."""
        return self._transcript(self.solution_source, seed)

    def wrong(self, seed: int) -> tuple[Transcript, ...]:
        """Transcripts that miss exactly the goals they name."""
        return tuple(self._transcript(source, seed) for source in self.wrong_sources)

    def _transcript(self, source: Source, seed: int) -> Transcript:
        try:
            return parse_transcript(source.file, self._filled(source, seed))
        except TranscriptError as error:
            raise LessonError(source.file, f"line {error.line}", error.message) from error

    def _filled(self, source: Source, seed: int) -> str:
        return self._told(lambda: fill(source.text, self.values(seed)), source.file)

    def _told(self, make: Callable[[], T], file: str) -> T:
        try:
            return make()
        except UnknownName as error:
            raise LessonError(file, error.name, "the lesson has no parameter of this name") from error


def _step(file: str, text: str) -> Step:
    first, _, rest = text.partition("\n")
    if not first.startswith("# "):
        raise LessonError(file, "line 1", "a step begins with its title: '# Title'")
    return Step(Path(file).stem, first[2:].strip(), rest.strip() + "\n")


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the course: lessons in the order to take them."""

    slug: str
    title: str
    summary: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every module, in order."""

    modules: tuple[Module, ...]

    def lessons(self) -> tuple[Lesson, ...]:
        """Every lesson, in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    def lesson(self, slug: str) -> Lesson:
        """The lesson with this name. Raises KeyError."""
        for lesson in self.lessons():
            if lesson.slug == slug:
                return lesson
        raise KeyError(slug)


def load_catalogue(root: Path) -> Catalogue:
    """The catalogue in a curriculum folder. Raises LessonError at the first file that is wrong."""
    from lab.lesson_file import read_catalogue

    return read_catalogue(root)
