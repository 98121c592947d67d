"""Grading: the attempt fixes lesson, seed and engine; what came with the journal is compared, never believed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lab.course.lesson import Lesson
from lab.course.lesson_file import load_catalogue
from lab.course.rehearsal import play
from lab.grade import Verdict, grade
from lab.journal import Input, Journal
from lab.session import Session, first_screen


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return load_catalogue(Path(__file__).parents[2] / "curriculum").lesson("first-jail")


@pytest.fixture(scope="module")
def solved(lesson: Lesson) -> Journal:
    session = Session(lesson.plan(9), 9, lesson.release, "e1")
    play(session, lesson.solution(9))
    return session.journal()


def test_a_solved_lesson_is_confirmed(lesson: Lesson, solved: Journal) -> None:
    verdict = grade(lesson, 9, "e1", solved)
    assert (verdict.done, verdict.error) == (True, None)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"engine": "e2"}, "engine: the journal was made by another version of the machine"),
        ({"seed": 8}, "seed: the journal is of another variant of the lesson"),
        ({"lesson": "own-stack"}, "lesson: the journal is of another lesson"),
        ({"lesson": None}, "lesson: the journal is of another lesson"),
        ({"revision": 99}, "revision: the journal is of another revision of the lesson"),
        ({"release": "8.0"}, "release: the journal is of another release"),
        ({"inputs": (Input(0, 0, "type", "jls\r"),)}, "inputs[0]: comes before the machine was ready for it"),
        ({"inputs": (Input(10_000_000, 5, "type", "jls\r"),), "end": 10_000_000}, "tty: the machine has no terminal 5"),
    ],
)
def test_what_does_not_belong_is_refused(
    lesson: Lesson, solved: Journal, changes: dict[str, object], error: str
) -> None:
    assert grade(lesson, 9, "e1", replace(solved, **changes)) == Verdict(False, error=error)


def test_half_the_work_says_what_is_missing(lesson: Lesson, solved: Journal) -> None:
    half = replace(solved, inputs=solved.inputs[:10], end=solved.inputs[10].at)
    verdict = grade(lesson, 9, "e1", half)
    assert not verdict.done
    assert verdict.error is None
    assert not verdict.checks["inside"]
    jail = lesson.values(9)["jail"]
    assert verdict.reasons["inside"] == f"No process sleep runs in jail {jail}."


def test_the_first_screen_is_the_prompt(lesson: Lesson) -> None:
    assert first_screen(lesson.plan(9), 9) == Session(lesson.plan(9), 9).screen(0)
    assert first_screen(lesson.plan(9), 9).endswith("# ")


def test_the_authors_page_names_every_fact() -> None:
    from lab.facts import FACTS

    page = (Path(__file__).parents[2] / "docs" / "lessons.md").read_text()
    assert [name for name in FACTS if f"`{name}`" not in page] == []
