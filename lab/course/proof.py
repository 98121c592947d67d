"""What a lesson promises, proved on the machine for one seed: untouched it fails, its solution solves it, each wrong
answer misses exactly what it names, in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lab.course.lesson import Lesson
from lab.course.rehearsal import play
from lab.course.toml_reader import CurriculumError
from lab.course.transcript import Transcript
from lab.observer import GoalState
from lab.session import Session, SessionError

Diagnosis = tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A promise that is not kept: lesson, seed, file, and a sentence."""

    slug: str
    seed: int
    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: seed {self.seed}: {self.message}"


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of one lesson and seed: machines run, and faults."""

    machines: int
    faults: tuple[Fault, ...]


def prove(lesson: Lesson, seed: int) -> Proof:
    """Everything that the lesson promises, for one seed."""
    try:
        wrong = lesson.wrong(seed)
        faults = tuple(_faults(lesson, seed, wrong))
    except (CurriculumError, SessionError) as error:
        return Proof(0, (Fault(lesson.slug, seed, lesson.file, str(error)),))
    return Proof(2 + len(wrong), faults)


def _faults(lesson: Lesson, seed: int, wrong: tuple[Transcript, ...]) -> Iterator[Fault]:
    nothing = diagnosis(session_of(lesson, seed).observer.goals())
    if not nothing:
        yield Fault(lesson.slug, seed, lesson.file, "the untouched machine fulfils the lesson")
    solution = lesson.solution(seed)
    yield from _played(lesson, seed, solution)[1]
    seen = {nothing: "doing nothing"}
    for transcript in wrong:
        found, faults = _played(lesson, seed, transcript)
        yield from faults
        if found in seen:
            yield Fault(lesson.slug, seed, transcript.file, f"ends as {seen[found]} does: the same diagnosis")
        seen[found] = transcript.file


def _played(lesson: Lesson, seed: int, transcript: Transcript) -> tuple[Diagnosis, list[Fault]]:
    """A transcript on a machine of its own: how it ends, and what it says that is not so."""
    session = session_of(lesson, seed)
    faults = [Fault(lesson.slug, seed, transcript.file, str(one)) for one in play(session, transcript)]
    goals = session.observer.goals()
    missed = sorted(goal.id for goal in goals if not goal.holds)
    if missed != sorted(transcript.fails):
        named = " ".join(sorted(transcript.fails)) or "nothing"
        why = "".join(f"\n    {goal.id}: {goal.fails.sentence}" for goal in goals if goal.fails)
        message = f"misses {' '.join(missed) or 'nothing'}, but says {named}{why}"
        faults.append(Fault(lesson.slug, seed, transcript.file, message))
    return diagnosis(goals), faults


def diagnosis(goals: tuple[GoalState, ...]) -> Diagnosis:
    """What the learner is told of the goals that fail."""
    return tuple((goal.id, goal.fails.sentence, goal.misconception) for goal in goals if goal.fails)


def session_of(lesson: Lesson, seed: int) -> Session:
    """A machine prepared for the lesson, nothing typed yet."""
    return Session(lesson.plan(seed), seed, lesson.release, "test")
