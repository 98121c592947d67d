"""Grading: replay the learner's journal against the lesson of the attempt, and say which goals hold at its
end.

Trusts nothing that came with the journal: lesson, seed and engine are the attempt's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lab.course.lesson import Lesson
from lab.course.plan import Plan
from lab.journal import Journal
from lab.replay import ReplayError, diverges, replay
from lab.session import SessionError


@dataclass(frozen=True, slots=True)
class Verdict:
    """``done``: every goal holds. ``checks`` by goal id. ``error``: why the journal was refused, else None.

    ``reasons`` gives the first broken layer of each goal that fails, in a sentence; ``layers`` its name.
    ``diverged``: the browser's digests differ. ``seen``: a checksum of all that the terminals showed.
    """

    done: bool
    checks: dict[str, bool] = field(default_factory=dict)
    error: str | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    diverged: bool = False
    layers: dict[str, str] = field(default_factory=dict)
    seen: str = ""


def grade(lesson: Lesson, seed: int, engine: str, journal: Journal) -> Verdict:
    """The verdict on a journal. A journal of something else is refused, with the reason in ``error``."""
    return grade_plan(lesson.plan(seed), seed, engine, journal)


def grade_plan(plan: Plan, seed: int, engine: str, journal: Journal) -> Verdict:
    """The same for a plan that is no lesson's: a quiz item's task."""
    if journal.engine != engine:
        return Verdict(False, error="engine: the journal was made by another version of the machine")
    if journal.seed != seed:
        return Verdict(False, error="seed: the journal is of another variant of the lesson")
    try:
        session = replay(journal, plan, watched=False)
    except (ReplayError, SessionError) as error:
        return Verdict(False, error=str(error))
    goals = session.observer.goals()
    return Verdict(
        done=all(goal.holds for goal in goals),
        checks={goal.id: goal.holds for goal in goals},
        reasons={goal.id: goal.fails.sentence for goal in goals if goal.fails is not None},
        diverged=diverges(journal, session),
        layers={goal.id: goal.fails.layer for goal in goals if goal.fails is not None},
        seen=session.seen(),
    )
