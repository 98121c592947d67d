"""A program that takes the whole screen is the command under way: no prompt waits, its keys make no command line."""

from __future__ import annotations

from lab.session import Session


def typed(session: Session, keys: str) -> list[tuple[str, int, str]]:
    session.type(0, keys)
    shown = []
    for _ in range(20):
        session.advance(100_000)
        shown += session.pump().shown
    return [one for one in shown if one[0] == "command"]


def test_a_pager_is_one_command_and_the_next_line_another() -> None:
    session = Session(None, 1)
    assert typed(session, "man jls\r") == [("command", 0, "man jls")]
    assert not session.machine.waiting(0)
    assert typed(session, " ") == []
    assert typed(session, "/HISTORY\r") == []
    assert not session.machine.waiting(0)
    assert typed(session, "q") == []
    assert session.machine.waiting(0)
    assert typed(session, "echo done\r") == [("command", 0, "echo done")]


def test_a_login_over_the_network_is_one_command() -> None:
    session = Session(None, 1)
    typed(session, "echo secret | pw usermod alice -h 0; service sshd onestart\r")
    assert typed(session, "ssh alice@127.0.0.1\r") == [("command", 0, "ssh alice@127.0.0.1")]
    assert [typed(session, keys) for keys in ("yes\r", "secret\r", "tty\r")] == [[], [], []]
    assert session.screen(0).replace("\r", "").endswith("tty\n/dev/pts/0\n$ ")
    assert typed(session, "exit\r") == []
    assert session.machine.waiting(0)
