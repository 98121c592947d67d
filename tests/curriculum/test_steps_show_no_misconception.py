"""Whoever types a step's commands as they stand is not told of a misconception when the step is done: a belief is
seen in what a lesson does not ask for. A step may ask for a wrong try, and mends it before it ends.
"""

from __future__ import annotations

import re

import pytest
from lessons_under_test import CASES, session_of

from lab.course.lesson import Lesson
from lab.course.rehearsal import perform

BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
READ = [(lesson, seed) for lesson, seed in CASES if lesson.misconceptions]


def lines(text: str) -> list[str]:
    return [line.removeprefix("# ") for block in BLOCK.findall(text) for line in block.splitlines()]


@pytest.mark.parametrize(("lesson", "seed"), READ, ids=[f"{lesson.slug}-{seed}" for lesson, seed in READ])
def test_a_step_that_is_followed_shows_no_misconception(lesson: Lesson, seed: int) -> None:
    session = session_of(lesson, seed)
    told: list[tuple[str, str]] = []
    for step in lesson.steps(seed):
        for command in lines(step.text):
            perform(session, re.sub(r"^less ", "cat ", command))  # a pager would wait for keys
        told += [(step.id, goal.misconception) for goal in session.observer.goals() if goal.misconception]
    assert told == []
