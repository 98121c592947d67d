"""In a long session a second machine stands ready for undo; what it gives is what a replay would give."""

from __future__ import annotations

from lab.course.rehearsal import perform
from lab.replay import replay
from lab.session import Session


def typed(session: Session, count: int) -> None:
    for number in range(count):
        for key in f"echo {number}\r":
            session.type(0, key)
            session.pump()


def state(session: Session) -> tuple[str, str, object]:
    return session.machine.digest(), session.screen(0), session.journal()


def test_the_prepared_undo_is_the_replayed_one(session: Session) -> None:
    typed(session, 60)
    replayed = Session(None, 3, engine="test")
    typed(replayed, 60)
    for _ in range(50):
        session.idle()
    prepared = session.shadow.behind
    assert prepared is not None
    machine = prepared.machine
    assert session.undo()
    assert session.machine is machine
    assert not replayed.undo()
    journal = replayed.before_last()
    assert journal is not None
    assert state(session) == state(replay(journal, None))


def test_a_second_undo_comes_before_the_machine_is_ready(session: Session) -> None:
    typed(session, 60)
    for _ in range(20):
        session.idle()
    before = state(session)
    perform(session, "touch /root/one")
    session.idle()
    perform(session, "touch /root/two")
    for _ in range(50):
        session.idle()
    assert session.undo()
    assert not session.undo()
    journal = session.before_last()
    assert journal is not None
    assert state(replay(journal, None))[:2] == before[:2]


def test_a_short_session_needs_none(session: Session) -> None:
    typed(session, 2)
    session.idle()
    assert session.shadow.behind is None
