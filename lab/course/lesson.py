"""Lessons: data in a folder, with seeded parameters. What the site shows, what the machine is given, what the
suite proves.

docs/lessons.md describes the format; ``lab/course/lesson_file.py`` reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from lab.course import plan as plans
from lab.course.params import Generator, Parameters, UnknownName, Values, fill, fill_all
from lab.course.plan import Goal, Misconception, Plan, PlanError, Setup, SetupFile
from lab.course.toml_reader import CurriculumError
from lab.course.transcript import Transcript, TranscriptError, parse_transcript
from lab.course.translation import Translation, told_in

T = TypeVar("T")
MOST_SEEDS = 400  # looked at
FAULT_STREAM = 0x5EED_FA17  # so that a lesson's parameters do not move when a fault is added


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
class Fault:
    """One cause of a symptom: what is done to the machine after the set-up, and what it was, in a sentence.

    Of a lesson's faults one is drawn by the seed, ``weight`` times as often as one of weight 1.
    """

    id: str
    weight: int
    sentence: str
    files: tuple[SetupFile, ...]
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. Texts with a seed are filled in; ``goals`` are as written, ``plan(seed)`` has them filled in.

    ``concepts`` names first the one that the lesson teaches, then those that it uses; ``covers`` the documented
    confusions that it clears up.
    """

    slug: str
    module: str
    file: str
    title: str
    summary: str
    kind: str
    minutes: int
    release: str
    ttys: int
    revision: int
    needs: tuple[str, ...]
    concepts: tuple[str, ...]
    covers: tuple[int, ...]
    objectives: tuple[str, ...]
    man: tuple[str, ...]
    paper: tuple[str, ...]
    further: tuple[str, ...]
    simplifies: tuple[str, ...]
    parameters: Parameters
    setup: Setup
    faults: tuple[Fault, ...]
    goals: tuple[Goal, ...]
    misconceptions: tuple[Misconception, ...]
    introduction: Source
    closing: Source
    teacher: Source
    step_sources: tuple[Source, ...]
    solution_sources: dict[str, Source]
    wrong_sources: tuple[Source, ...]
    language: str = "en"
    translations: dict[str, Translation] = field(default_factory=dict)

    def told_in(self, language: str) -> Lesson:
        """The same lesson in that language's words; as it was written where it has none."""
        return told_in(self, language)

    def values(self, seed: int) -> Values:
        """The parameters' values for a seed."""
        return self.parameters.values(seed)

    def text(self, seed: int) -> str:
        """The introduction, as Markdown."""
        return self._filled(self.introduction, seed)

    def closing_text(self, seed: int) -> str:
        """What the kernel did: the last words, as Markdown."""
        return self._filled(self.closing, seed)

    def teachers_notes(self, seed: int) -> str:
        """The teacher's notes, as Markdown."""
        return self._filled(self.teacher, seed)

    def steps(self, seed: int) -> tuple[Step, ...]:
        """The steps, in the order of their files' names."""
        return tuple(_step(source.file, self._filled(source, seed)) for source in self.step_sources)

    def fault(self, seed: int) -> Fault | None:
        """The fault that a seed gives, as written; None in a lesson without."""
        if not self.faults:
            return None
        place = Generator(seed ^ FAULT_STREAM).below(sum(fault.weight for fault in self.faults))
        by_weight = [fault for fault in self.faults for _ in range(fault.weight)]
        return by_weight[place]

    def seeds(self, number: int) -> list[int]:
        """The first ``number`` seeds, and after them the first that gives each fault which those do not."""
        found: list[int] = []
        missing = {fault.id: True for fault in self.faults}
        for seed in range(MOST_SEEDS):
            fault = self.fault(seed)
            if seed < number or fault is not None and fault.id in missing:
                found.append(seed)
            if fault is not None:
                missing.pop(fault.id, None)
            if seed >= number and not missing:
                break
        return found

    def plan(self, seed: int) -> Plan:
        """Set-up and goals for a seed. Raises CurriculumError where a filled-in goal is no goal."""
        setup = _with_fault(self.setup, self.fault(seed))
        written = Plan(
            self.slug, self.revision, self.release, setup, self.goals, self.misconceptions, self.ttys
        ).dump()
        filled = self._told(lambda: fill_all(written, self.values(seed)), self.file)
        try:
            return plans.parse(filled)
        except PlanError as error:
            raise CurriculumError(self.file, error.where, error.message) from error

    def public(self, seed: int) -> dict[str, Any]:
        """The lesson as the browser may see it: the plan and nothing that answers it."""
        return {**self.plan(seed).dump(), "title": self.title}

    def solution(self, seed: int) -> Transcript:
        """The transcript that reaches every goal, whichever fault the seed gives. Raises CurriculumError."""
        fault = self.fault(seed)
        source = self.solution_sources.get(fault.id if fault else "") or self.solution_sources.get("")
        if source is None:
            raise CurriculumError(self.file, "solution", f"no solution mends the fault {fault.id if fault else ''}")
        return self._transcript(source, seed)

    def wrong(self, seed: int) -> tuple[Transcript, ...]:
        """Transcripts that miss exactly the goals they name; those of other faults are left out."""
        fault = self.fault(seed)
        found = (self._transcript(source, seed) for source in self.wrong_sources)
        return tuple(one for one in found if not one.fault or fault is not None and one.fault == fault.id)

    def _transcript(self, source: Source, seed: int) -> Transcript:
        try:
            return parse_transcript(source.file, self._filled(source, seed))
        except TranscriptError as error:
            raise CurriculumError(source.file, f"line {error.line}", error.message) from error

    def _filled(self, source: Source, seed: int) -> str:
        return self._told(lambda: fill(source.text, self.values(seed)), source.file)

    def _told(self, make: Callable[[], T], file: str) -> T:
        try:
            return make()
        except UnknownName as error:
            raise CurriculumError(file, error.name, "the lesson has no parameter of this name") from error


def _with_fault(setup: Setup, fault: Fault | None) -> Setup:
    if fault is None:
        return setup
    return replace(setup, files=setup.files + fault.files, commands=setup.commands + fault.commands)


def _step(file: str, text: str) -> Step:
    first, _, rest = text.partition("\n")
    if not first.startswith("# "):
        raise CurriculumError(file, "line 1", "a step begins with its title: '# Title'")
    return Step(Path(file).name.split(".")[0], first[2:].strip(), rest.strip() + "\n")


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
    told: dict[str, tuple[Module, ...]] = field(default_factory=dict)

    def modules_in(self, language: str) -> tuple[Module, ...]:
        """The modules with titles and summaries in that language, where it has them."""
        return self.told.get(language, self.modules)

    def lessons(self) -> tuple[Lesson, ...]:
        """Every lesson, in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    def lesson(self, slug: str) -> Lesson:
        """The lesson with this name. Raises KeyError."""
        for lesson in self.lessons():
            if lesson.slug == slug:
                return lesson
        raise KeyError(slug)
