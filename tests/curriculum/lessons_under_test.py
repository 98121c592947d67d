"""The lessons and seeds that the suite runs: a few by default, CURRICULUM_SEEDS for many."""

from __future__ import annotations

import os
from pathlib import Path

from lab.lesson import Lesson, load_catalogue
from lab.session import Session

ROOT = Path(__file__).parents[2] / "curriculum"
SEEDS = range(int(os.environ.get("CURRICULUM_SEEDS", "2")))
LESSONS = load_catalogue(ROOT).lessons()
CASES = [(lesson, seed) for lesson in LESSONS for seed in SEEDS]
CASE_IDS = [f"{lesson.slug}-{seed}" for lesson, seed in CASES]


def session_of(lesson: Lesson, seed: int) -> Session:
    """A machine prepared for the lesson, nothing typed yet."""
    return Session(lesson.plan(seed), seed, lesson.release, "test")


def missed(session: Session) -> list[str]:
    """The goals that do not hold, in order."""
    return [goal.id for goal in session.observer.goals() if not goal.holds]
