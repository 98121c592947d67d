"""The lessons and seeds that the suite runs: a few by default, CURRICULUM_SEEDS for many."""

from __future__ import annotations

import os
from pathlib import Path

from lab.course.lesson_file import load_catalogue
from lab.course.proof import session_of
from lab.session import Session

__all__ = ["CASES", "CASE_IDS", "LESSONS", "ROOT", "missed", "session_of"]

ROOT = Path(__file__).parents[2] / "curriculum"
SEEDS = int(os.environ.get("CURRICULUM_SEEDS", "2"))
LESSONS = load_catalogue(ROOT).lessons()
CASES = [(lesson, seed) for lesson in LESSONS for seed in lesson.seeds(SEEDS)]
CASE_IDS = [f"{lesson.slug}-{seed}" for lesson, seed in CASES]


def missed(session: Session) -> list[str]:
    """The goals that do not hold, in order."""
    return [goal.id for goal in session.observer.goals() if not goal.holds]
