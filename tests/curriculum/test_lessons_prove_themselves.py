"""Every lesson, for several seeds: untouched it fails, its solution solves it, and each wrong answer misses
what it names.
"""

from __future__ import annotations

import pytest
from lessons_under_test import CASE_IDS, CASES, LESSONS, ROOT, missed, session_of

from lab.lesson import Lesson
from lab.lint import lint
from lab.rehearsal import play


def test_the_curriculum_has_no_findings() -> None:
    assert lint(ROOT) == []


@pytest.mark.parametrize(("lesson", "seed"), CASES, ids=CASE_IDS)
def test_the_untouched_machine_fulfils_no_lesson(lesson: Lesson, seed: int) -> None:
    assert missed(session_of(lesson, seed)) != []


@pytest.mark.parametrize(("lesson", "seed"), CASES, ids=CASE_IDS)
def test_the_solution_prints_what_it_says_and_reaches_every_goal(lesson: Lesson, seed: int) -> None:
    session = session_of(lesson, seed)
    mismatches = play(session, lesson.solution(seed))
    assert "\n".join(map(str, mismatches)) == ""
    assert missed(session) == []


WRONG = [(lesson, seed, number) for lesson, seed in CASES for number in range(len(lesson.wrong_sources))]
WRONG_IDS = [f"{lesson.slug}-{seed}-{number}" for lesson, seed, number in WRONG]


@pytest.mark.parametrize(("lesson", "seed", "number"), WRONG, ids=WRONG_IDS)
def test_each_wrong_answer_misses_exactly_what_it_names(lesson: Lesson, seed: int, number: int) -> None:
    session = session_of(lesson, seed)
    transcript = lesson.wrong(seed)[number]
    mismatches = play(session, transcript)
    assert "\n".join(map(str, mismatches)) == ""
    assert sorted(missed(session)) == sorted(transcript.fails)


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.slug for lesson in LESSONS])
def test_every_goal_is_missed_by_some_wrong_answer(lesson: Lesson) -> None:
    named = [name for transcript in lesson.wrong(0) for name in transcript.fails]
    assert [goal.id for goal in lesson.goals if goal.id not in named] == []


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.slug for lesson in LESSONS])
def test_what_the_browser_gets_holds_no_answers(lesson: Lesson) -> None:
    public = lesson.public(3)
    assert sorted(public) == ["goals", "release", "revision", "setup", "slug", "title"]
    for goal in public["goals"]:
        assert sorted(goal) == ["fact", "hints", "id", "step", "text", "with"]
