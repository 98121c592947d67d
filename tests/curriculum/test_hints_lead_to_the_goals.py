"""Whoever does not know what to do, and types what the last hint of the first open goal says, gets there: hints fit the
state they are shown in. In a lesson to mend they follow the layer that each cause breaks first, and the last of them
mend it, whichever cause it is.
"""

from __future__ import annotations

import pytest
from lessons_under_test import LESSONS, OWN_WORDS, TYPE, mend_by_hints, missed, session_of

from lab.course.lesson import Lesson
from lab.course.rehearsal import perform

LED = [lesson for lesson in LESSONS if lesson.kind not in ("mend", "scenario")]
MEND = [lesson for lesson in LESSONS if lesson.kind == "mend"]
CAUSES = {
    f"{lesson.slug}-{fault.id}": (lesson, seed)
    for lesson in MEND
    for seed in lesson.seeds(1)
    if (fault := lesson.fault(seed)) is not None
}


@pytest.mark.parametrize("lesson", LED, ids=[lesson.slug for lesson in LED])
def test_typing_what_the_hints_say_reaches_every_goal(lesson: Lesson) -> None:
    session = session_of(lesson, 0)
    typed: list[tuple[str, str]] = []
    for _ in range(3 * len(lesson.goals)):
        hints = [(goal.id, goal.hints[-1]) for goal in session.observer.goals() if not goal.holds]
        tried = typed[-len(hints) :]
        following = next((hint for hint in hints if hint not in tried and OWN_WORDS not in hint[1]), None)
        if following is None:
            break
        typed.append(following)
        printed = perform(session, following[1].partition(TYPE)[2])
        assert ": not found\n" not in printed, following
        assert not printed.startswith("usage:"), following
    own = [goal.id for goal in lesson.goals if OWN_WORDS in goal.hints[-1]]
    assert missed(session) == own


@pytest.mark.parametrize("lesson", MEND, ids=[lesson.slug for lesson in MEND])
def test_hints_follow_the_layer_that_a_cause_breaks(lesson: Lesson) -> None:
    layers: dict[str, list[str]] = {}
    for seed in lesson.seeds(1):
        for goal in session_of(lesson, seed).observer.goals():
            if goal.fails is not None:
                layers.setdefault(goal.id, []).append(goal.fails.layer)
    for goal in lesson.goals:
        without = {layer for layer in layers.get(goal.id, []) if layer not in goal.at}
        assert len(without) <= 1, (goal.id, sorted(without))


@pytest.mark.parametrize(("lesson", "seed"), CAUSES.values(), ids=CAUSES)
def test_last_hints_mend_whatever_the_cause(lesson: Lesson, seed: int) -> None:
    session = session_of(lesson, seed)
    mend_by_hints(session, lesson)
    assert missed(session) == []
