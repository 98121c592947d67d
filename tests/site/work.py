"""What a learner's browser would send: journals made by the machine itself, and where they go."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from lab.session import Session
from lessons.curriculum import find_lesson
from lessons.models import Attempt

CURRICULUM = Path(__file__).parent / "curriculum"


def journal_of(attempt: Attempt, *lines: str) -> dict[str, Any]:
    """The journal of an attempt after these command lines, as the browser's machine would write it."""
    lesson = find_lesson(attempt.lesson)
    session = Session(lesson.plan(attempt.seed), attempt.seed, attempt.release, attempt.engine)
    for line in lines:
        session.type(0, line + "\n")
        session.pump()
    return session.journal().dump()


def solution(attempt: Attempt) -> str:
    """The command that reaches every goal of the attempt."""
    return f"jail -c name={find_lesson(attempt.lesson).values(attempt.seed)['jail']} persist"


def journal_url(attempt_id: uuid.UUID) -> str:
    return f"/attempts/{attempt_id}/journal"


def submit_url(attempt_id: uuid.UUID) -> str:
    return f"/attempts/{attempt_id}/submit"
