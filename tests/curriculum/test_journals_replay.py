"""The laws of the machine under a learner's hands, on every solution: replay, undo, deltas, slices."""

from __future__ import annotations

import pytest
from lessons_under_test import LESSONS, missed, session_of

from lab import journal as journals
from lab.course.lesson import Lesson
from lab.course.rehearsal import PROBE, perform
from lab.grade import grade
from lab.graph.delta import apply
from lab.graph.model import Graph
from lab.observer import PROJECTIONS
from lab.replay import replay
from lab.session import Session

IDS = [lesson.slug for lesson in LESSONS]


def played(lesson: Lesson) -> Session:
    session = session_of(lesson, 1)
    for exchange in lesson.solution(1).exchanges:
        perform(session, exchange.command, exchange.tty)
    return session


@pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
def test_a_journal_replays_to_the_same_state(lesson: Lesson) -> None:
    session = played(lesson)
    journal = journals.parse(session.journal().dump())
    again = replay(journal, lesson.plan(1))
    assert again.machine.digest() == session.machine.digest()
    assert again.screen(0) == session.screen(0)
    assert again.journal() == journal


@pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
def test_the_server_confirms_what_the_learner_did(lesson: Lesson) -> None:
    journal = played(lesson).journal()
    verdict = grade(lesson, 1, "test", journal)
    assert (verdict.done, verdict.error, verdict.reasons, verdict.diverged) == (True, None, {}, False)
    assert verdict.checks == {goal.id: True for goal in lesson.goals}


@pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
def test_deltas_rebuild_each_graph_after_every_command(lesson: Lesson) -> None:
    session = session_of(lesson, 1)
    page: dict[str, Graph] = {name: {} for name in PROJECTIONS}
    for exchange in lesson.solution(1).exchanges:
        perform(session, exchange.command, exchange.tty)
        for name, full, delta in session.observer.reply(settled=True).graphs:
            page[name] = apply({} if full else page[name], delta)
        assert page == {name: project(session.machine.kernel) for name, project in PROJECTIONS.items()}


@pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
def test_undo_takes_back_each_command_line(lesson: Lesson) -> None:
    session = session_of(lesson, 1)
    states = []
    for exchange in lesson.solution(1).exchanges[:4]:
        states.append((session.screen(0), missed(session), session.machine.digest()))
        perform(session, exchange.command, exchange.tty)
    for state in reversed(states):
        journal = session.before_last()
        assert journal is not None
        session = replay(journal, lesson.plan(1))
        assert (session.screen(0), missed(session), session.machine.digest()) == state
    assert session.before_last() is None


@pytest.mark.parametrize("lesson", LESSONS, ids=IDS)
def test_small_slices_give_the_same_machine(lesson: Lesson) -> None:
    """Typed key by key and run in slices of a few steps, the journal that comes out replays to the same
    state.
    """
    session = session_of(lesson, 1)
    for exchange in lesson.solution(1).exchanges[:3]:
        for key in f"{exchange.command}\r":
            session.type(0, key)
            session.pump(50)
        while session.running:
            session.pump(50)
    again = replay(session.journal(), lesson.plan(1))
    assert again.machine.digest() == session.machine.digest()


def test_the_probe_leaves_the_status_as_it_was() -> None:
    session = Session(None)
    perform(session, "sh -c 'exit 3'")
    assert [perform(session, PROBE) for _ in range(3)] == ["3\n"] * 3
