"""The lessons and seeds that the suite runs: a few by default, CURRICULUM_SEEDS for many."""

from __future__ import annotations

import os
from pathlib import Path

from lab.course.lesson import Lesson
from lab.course.lesson_file import load_catalogue
from lab.course.proof import session_of
from lab.course.rehearsal import perform
from lab.session import Session

__all__ = ["CASES", "CASE_IDS", "LESSONS", "OWN_WORDS", "ROOT", "TYPE", "mend_by_hints", "missed", "session_of"]

ROOT = Path(__file__).parents[2] / "curriculum"
SEEDS = int(os.environ.get("CURRICULUM_SEEDS", "2"))
LESSONS = load_catalogue(ROOT).lessons()
CASES = [(lesson, seed) for lesson in LESSONS for seed in lesson.seeds(SEEDS)]
CASE_IDS = [f"{lesson.slug}-{seed}" for lesson, seed in CASES]
OWN_WORDS = "..."  # stands in a hint where learners write what they think
TYPE = "Type: "
ANY_JAIL = "NAME"  # stands where learners put the jail that they have found
ROUNDS = 4  # of all goals of a lesson to mend


def missed(session: Session) -> list[str]:
    """The goals that do not hold, in order."""
    return [goal.id for goal in session.observer.goals() if not goal.holds]


def mend_by_hints(session: Session, lesson: Lesson) -> None:
    """Type what the last hint of each open goal says, in turn and again: one may hold only when another does."""
    for number in range(ROUNDS * len(lesson.goals)):
        goal = session.observer.goals()[number % len(lesson.goals)]
        if not goal.holds:
            line = goal.hints[-1].partition(TYPE)[2]
            jails = perform(session, "jls name").split() if ANY_JAIL in line else [""]
            for jail in jails:
                perform(session, line.replace(ANY_JAIL, jail))
