"""A lesson for tests: the first jail, as it stands in the curriculum."""

from __future__ import annotations

from pathlib import Path

from lab.course.lesson import Lesson
from lab.course.lesson_file import load_catalogue


def lesson() -> Lesson:
    """The lesson first-jail."""
    return load_catalogue(Path(__file__).parents[2] / "curriculum").lesson("first-jail")
