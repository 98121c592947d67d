"""Hints are for the state that one is in: whoever gave a wrong answer, and then types what the last hint of the first
open goal says, again and again, reaches every goal. In a lesson to mend the goals are gone through in turn, for one may
hold only when another does.
"""

from __future__ import annotations

import pytest
from lessons_under_test import LESSONS, OWN_WORDS, TYPE, mend_by_hints, missed, session_of

from lab.course.lesson import Lesson
from lab.course.rehearsal import perform, play
from lab.course.transcript import Transcript

WRONG = [(lesson, answer) for lesson in LESSONS if lesson.kind != "mend" for answer in lesson.wrong(0)]
NAMES = [answer.file.removesuffix(".t") for _, answer in WRONG]
MENDED = {
    answer.file.removesuffix(".t"): (lesson, seed, answer)
    for lesson in LESSONS
    if lesson.kind == "mend"
    for seed in lesson.seeds(1)
    for answer in lesson.wrong(seed)
}


@pytest.mark.parametrize(("lesson", "answer"), WRONG, ids=NAMES)
def test_hints_lead_from_a_wrong_answer_to_every_goal(lesson: Lesson, answer: Transcript) -> None:
    session = session_of(lesson, 0)
    play(session, answer)
    typed: list[tuple[str, str]] = []
    for _ in range(3 * len(lesson.goals)):
        hints = [(goal.id, goal.hints[-1]) for goal in session.observer.goals() if not goal.holds]
        following = next((hint for hint in hints if OWN_WORDS not in hint[1]), None)
        if following is None:
            break
        assert typed.count(following) < 2, f"{following} has been tried"
        typed.append(following)
        perform(session, following[1].partition(TYPE)[2])
    own = [goal.id for goal in lesson.goals if OWN_WORDS in goal.hints[-1]]
    assert [goal for goal in missed(session) if goal not in own] == []


@pytest.mark.parametrize(("lesson", "seed", "answer"), MENDED.values(), ids=MENDED)
def test_hints_mend_what_a_wrong_answer_left(lesson: Lesson, seed: int, answer: Transcript) -> None:
    session = session_of(lesson, seed)
    play(session, answer)
    mend_by_hints(session, lesson)
    assert missed(session) == []
