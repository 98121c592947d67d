"""Every lesson, for several seeds: untouched it fails, its solution solves it, and each wrong answer misses
what it names, in its own way.
"""

from __future__ import annotations

import pytest
from lessons_under_test import CASE_IDS, CASES, LESSONS, ROOT

from lab.course.lesson import Lesson
from lab.course.lint import lint
from lab.course.proof import prove


def test_the_curriculum_has_no_findings() -> None:
    assert lint(ROOT) == []


@pytest.mark.parametrize(("lesson", "seed"), CASES, ids=CASE_IDS)
def test_a_lesson_keeps_what_it_promises(lesson: Lesson, seed: int) -> None:
    """Untouched, solution and every wrong answer: see lab/course/proof.py."""
    proof = prove(lesson, seed)
    assert "\n".join(map(str, proof.faults)) == ""
    assert proof.machines == 2 + len(lesson.wrong(seed)) >= 3


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.slug for lesson in LESSONS])
def test_every_goal_is_missed_by_some_wrong_answer(lesson: Lesson) -> None:
    named = [name for seed in lesson.seeds(2) for transcript in lesson.wrong(seed) for name in transcript.fails]
    assert [goal.id for goal in lesson.goals if goal.id not in named] == []


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.slug for lesson in LESSONS])
def test_what_the_browser_gets_holds_no_answers(lesson: Lesson) -> None:
    public = lesson.public(3)
    assert sorted(public) == [
        "goals", "misconceptions", "release", "revision", "setup", "slug", "title", "ttys"
    ]  # fmt: skip
    for goal in public["goals"]:
        assert sorted(goal) == ["at", "fact", "hints", "id", "step", "text", "with"]
