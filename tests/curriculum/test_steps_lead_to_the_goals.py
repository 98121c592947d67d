"""Whoever types the commands of a guided lesson's steps, in order, reaches every goal; those of a lesson to mend look,
and mend nothing. No command is unknown to the machine.
"""

from __future__ import annotations

import re

import pytest
from lessons_under_test import CASES, missed, session_of

from lab.course.lesson import Lesson
from lab.course.rehearsal import perform
from lab.session import Session

BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
GUIDED = [(lesson, seed) for lesson, seed in CASES if lesson.kind in ("tutorial", "build")]

MEND = [(lesson, seed) for lesson, seed in CASES if lesson.kind == "mend"]


def commands(lesson: Lesson, seed: int) -> list[str]:
    texts = [lesson.text(seed), *(step.text for step in lesson.steps(seed))]
    lines = [line for text in texts for block in BLOCK.findall(text) for line in block.splitlines()]
    assert all(line.startswith("# ") for line in lines)
    return [line[2:] for line in lines]


def typed(lesson: Lesson, seed: int) -> Session:
    """A session in which every command of the steps was typed, in order, and known."""
    session = session_of(lesson, seed)
    for command in commands(lesson, seed):
        printed = perform(session, command)
        assert ": not found\n" not in printed, command
        assert not printed.startswith("usage:"), command
    return session


@pytest.mark.parametrize(("lesson", "seed"), GUIDED, ids=[f"{lesson.slug}-{seed}" for lesson, seed in GUIDED])
def test_following_the_steps_reaches_every_goal(lesson: Lesson, seed: int) -> None:
    assert missed(typed(lesson, seed)) == []


@pytest.mark.parametrize(("lesson", "seed"), MEND, ids=[f"{lesson.slug}-{seed}" for lesson, seed in MEND])
def test_looking_mends_nothing(lesson: Lesson, seed: int) -> None:
    assert missed(typed(lesson, seed)) != []
