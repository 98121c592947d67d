"""A journal from anywhere: replayed within limits, or refused with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.course.plan import Plan
from lab.course.rehearsal import perform
from lab.journal import Input, Journal
from lab.replay import ReplayError, diverges, replay
from lab.session import Session, SessionError

PLAN = Plan("some-lesson", 2, "14.0")


def typed(session: Session, *lines: str) -> Journal:
    for line in lines:
        perform(session, line)
    return session.journal()


def test_a_replay_ends_in_the_same_state(session: Session) -> None:
    journal = typed(session, "touch /tmp/a", "echo hi > /tmp/b", "ls -l /tmp", "false", "cat /nope")
    again = replay(journal, None)
    assert again.machine.digest() == session.machine.digest()
    assert again.screen(0) == session.screen(0)
    assert again.journal() == journal


def test_an_endless_loop_is_stopped(session: Session) -> None:
    session.type(0, "while :; do :; done\r")
    session.pump()
    journal = replace(session.journal(), end=3_600_000_000)
    with pytest.raises(ReplayError, match="the machine has more to do than a replay may take"):
        replay(journal, None, max_busy=500_000)


def test_an_idle_day_costs_nothing(session: Session) -> None:
    journal = replace(session.journal(), end=24 * 3600 * 1_000_000)
    assert replay(journal, None, max_busy=0).time == journal.end


def test_an_input_before_the_first_prompt_is_refused() -> None:
    journal = Journal("", "14.0", 3, inputs=(Input(0, 0, "type", "ls\r"),), end=10_000_000)
    with pytest.raises(ReplayError, match=r"^inputs\[0\]: comes before the machine was ready for it$"):
        replay(journal, None)


def test_an_unknown_terminal_is_refused() -> None:
    journal = Journal("", "14.0", 3, inputs=(Input(5_000_000, 6, "type", "ls\r"),), end=10_000_000)
    with pytest.raises(SessionError, match=r"^tty: the machine has no terminal 6$"):
        replay(journal, None)


def test_an_unknown_release_is_refused() -> None:
    with pytest.raises(SessionError, match=r"^release: there is no release 9\.9$"):
        replay(Journal("", "9.9", 3), None)


@pytest.mark.parametrize(
    ("journal", "where"),
    [
        (Journal("", "14.0", 3), "lesson"),
        (Journal("", "14.0", 3, "other", 2), "lesson"),
        (Journal("", "14.0", 3, "some-lesson", 1), "revision"),
        (Journal("", "13.0", 3, "some-lesson", 2), "release"),
    ],
)
def test_a_journal_of_something_else_is_refused(journal: Journal, where: str) -> None:
    with pytest.raises(ReplayError) as caught:
        replay(journal, PLAN)
    assert caught.value.where == where


def test_digests_that_differ_are_seen() -> None:
    session = Session(None, 3)
    for _ in range(520):
        session.type(0, "x")
        session.pump()
        session.type(0, "\x7f")
        session.pump()
    journal = session.journal()
    assert len(journal.digests) == 1
    again = replay(journal, None)
    assert not diverges(journal, again)
    forged = replace(journal, digests=((1024, "0" * 64),))
    assert diverges(forged, again)


def test_a_full_journal_takes_no_more(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.session.MAX_BYTES", 20)
    session.type(0, "x" * 15)
    with pytest.raises(SessionError, match="the journal is full: no more can be typed at this machine"):
        session.type(0, "y" * 6)
    session.type(0, "y" * 5)
    assert [one.data for one in session.journal().inputs] == ["x" * 15, "y" * 5]
