"""A machine may boot again in the middle of a session: watchers, journal, replay and undo go on as before."""

from __future__ import annotations

from lab.replay import replay
from lab.session import Session

MINUTE = 60_000_000


def typed(session: Session, line: str) -> None:
    session.type(0, line + "\r")
    assert session.wait(0, 10 * MINUTE)


def worked() -> Session:
    session = Session(None)
    typed(session, "jail -c name=www persist; touch /root/kept")
    typed(session, "reboot")
    typed(session, "jls -N; ls /root/kept")
    return session


def test_the_screen_and_the_graphs_go_on():
    session = worked()
    shown = session.screen(0)
    assert "---<<BOOT>>---" in shown
    assert shown.endswith("/root/kept\r\n# ")
    reply = session.pump()
    graphs = {name: delta for name, _, delta in reply.graphs}
    assert "processes" in graphs
    assert "network" in graphs
    assert session.observer.commands == 3


def test_a_replay_reaches_the_same_state():
    session = worked()
    again = replay(session.journal(), None)
    assert again.machine.digest() == session.machine.digest()
    assert again.screen(0) == session.screen(0)


def test_undo_takes_a_reboot_back():
    session = Session(None)
    typed(session, "jail -c name=www persist")
    typed(session, "reboot")
    before = replay(session.before_last(), None)
    typed(before, "jls -N")
    assert "www" in before.screen(0)


def test_a_key_at_a_halted_machine_is_an_input_like_any_other():
    session = Session(None)
    session.type(0, "halt -q\r")
    session.wait(0, MINUTE)
    session.type(0, "x")
    assert session.wait(0, MINUTE)
    typed(session, "uname")
    assert replay(session.journal(), None).machine.digest() == session.machine.digest()
