"""The server looks at less than the page does; it sees the same goals hold, and says the same of those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.course.lesson import Lesson
from lab.course.lesson_file import load_catalogue
from lab.course.plan import Goal, Plan
from lab.course.rehearsal import perform
from lab.course.transcript import Transcript
from lab.facts import FACTS
from lab.grade import grade, grade_plan
from lab.replay import replay
from lab.session import Session

CATALOGUE = load_catalogue(Path(__file__).parents[2] / "curriculum")


def witnessed(lesson: Lesson) -> set[str]:
    return {goal.fact for goal in lesson.plan(0).goals if FACTS[goal.fact].witnessed}


def one_lesson_for_each() -> list[str]:
    """The first lesson that asks for each fact that a witness tells."""
    found: dict[str, str] = {}
    for lesson in CATALOGUE.lessons():
        for fact in witnessed(lesson):
            found.setdefault(fact, lesson.slug)
    return sorted(set(found.values()))


def attempts(lesson: Lesson) -> list[Transcript]:
    return [lesson.solution(0), *lesson.wrong(0)]


def said(session: Session) -> dict[str, str | None]:
    """Each goal, and what is said of it where it fails."""
    return {goal.id: goal.fails and goal.fails.sentence for goal in session.observer.goals()}


@pytest.mark.parametrize("slug", one_lesson_for_each())
def test_right_and_wrong_ways_end_in_the_same_verdict(slug: str) -> None:
    lesson = CATALOGUE.lesson(slug)
    for way in attempts(lesson):
        session = Session(lesson.plan(0), 0, lesson.release, "one")
        for exchange in way.exchanges:
            perform(session, exchange.command, exchange.tty)
        journal = session.journal()
        shown = said(replay(journal, lesson.plan(0)))
        verdict = grade(lesson, 0, "one", journal)
        assert {name: verdict.reasons.get(name) for name in verdict.checks} == shown
        assert shown == said(session)


def test_what_no_lesson_asks_for_is_seen_too() -> None:
    """Calls that went well are told only where a goal names them."""
    goals = (
        Goal("called", "chroot(2)", "call_granted", {"jail": "host", "call": "chroot"}),
        Goal("never", "mount(2)", "call_granted", {"jail": "host", "call": "nmount"}),
        Goal("granted", "the privilege", "was_granted", {"jail": "host", "privilege": "PRIV_VFS_CHROOT"}),
    )
    plan = Plan("x", 1, "14.0", goals=goals)
    session = Session(plan, 0, "14.0", "one")
    perform(session, "chroot / /usr/bin/true", 0)
    verdict = grade_plan(plan, 0, "one", session.journal())
    assert verdict.checks == {"called": True, "never": False, "granted": True}
    assert {name for name, fact in FACTS.items() if fact.witnessed} == {
        *(goal.fact for goal in goals),
        *(fact for slug in one_lesson_for_each() for fact in witnessed(CATALOGUE.lesson(slug))),
    }
