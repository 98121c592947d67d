"""A replay shows what the journal leads to: the same screens, graphs and goals; nothing of what happened on the way."""

from __future__ import annotations

from lab.replay import replay
from lab.session import Session

LINES = ("jail -c name=www path=/ vnet persist", "ifconfig epair create", "jexec www ping -c 1 127.0.0.1", "ls /nope")


def worked() -> Session:
    session = Session(None, 7, "14.0", "test")
    for line in LINES:
        session.type(0, line + "\r")
        for _ in range(200):
            session.advance(50_000)
            session.pump()
    return session


def test_screens_and_tables_are_those_of_the_session() -> None:
    session = worked()
    again = replay(session.journal(), None)
    assert again.screen(0) == session.screen(0)
    assert again.machine.digest() == session.machine.digest()
    again.observer.full = True
    assert again.observer.reply(settled=True).graphs != []
    assert again.observer.graphs == session.observer.graphs
    assert again.last_mark() == session.last_mark()


def test_packets_and_calls_of_the_past_are_not_told() -> None:
    again = replay(worked().journal(), None)
    reply = again.observer.reply(settled=True)
    assert reply.packets == []
    assert again.observer.trace.calls == []


def test_what_comes_after_is_told_again() -> None:
    again = replay(worked().journal(), None)
    again.observer.reply(settled=True)
    again.type(0, "jls\r")
    reply = again.pump()
    while again.running:
        reply = again.pump()
    assert reply.trace is not None
    assert reply.trace["command"] == "jls"
    assert "jail_get" in [call["name"] for call in reply.trace["calls"]]
