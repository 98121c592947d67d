"""A terminal has its size before a shell asks for it; more terminals come while the machine runs."""

from __future__ import annotations

import json

import pytest

from lab import journal as journals
from lab.bridge import Bridge
from lab.replay import replay
from lab.session import Session, SessionError

LONG = "echo " + " ".join(f"word{number}" for number in range(12))


def typed(session: Session, text: str, tty: int = 0) -> None:
    session.type(tty, text)
    assert session.wait(tty, 10_000_000)


def test_a_first_long_line_wraps_at_the_width_that_was_told_before_the_boot() -> None:
    """libedit asks for the size when a line begins (contrib/libedit/read.c: read_prepare), so a later resize is too
    late for the line that is being typed.
    """
    session = Session(None, 1, size=(24, 60))
    session.type(0, LONG)
    session.pump()
    assert session.screen(0) == f"# {LONG}"[:60] + f"# {LONG}"[60:]
    assert "\r\n" not in session.screen(0)
    typed(session, "\rstty size\r")
    assert "24 60" in session.screen(0)


def test_the_size_is_the_journals_first_word_and_a_replay_begins_with_it() -> None:
    session = Session(None, 1, size=(30, 70))
    typed(session, "echo hello\r")
    journal = session.journal()
    assert (journal.inputs[0].at, journal.inputs[0].data) == (0, "30x70")
    again = replay(journals.parse(journal.dump()), None)
    assert again.machine.digest() == session.machine.digest()
    assert again.journal() == journal
    session.reset()
    assert session.journal().size == (30, 70)


def test_undo_goes_back_to_a_machine_of_the_same_size() -> None:
    session = Session(None, 1, size=(30, 70))
    typed(session, "echo hello\r")
    before = session.before_last()
    assert before is not None
    assert [one.data for one in before.inputs] == ["30x70"]
    assert replay(before, None).machine.kernel.ttys[0].t_winsize.ws_col == 70


def test_a_resize_of_the_next_number_attaches_a_terminal_with_a_shell_of_its_own() -> None:
    session = Session(None, 1)
    session.resize(1, 24, 50)
    assert session.wait(1, 10_000_000)
    typed(session, "tty; stty size\r", 1)
    assert session.screen(1).replace("\r\n", "\n").endswith("# tty; stty size\n/dev/ttyv1\n24 50\n# ")
    typed(session, "ps -o tty,command -t v0,v1\r")
    shown = session.screen(0).replace("\r\n", "\n")
    assert "ttyv0 -sh" in shown
    assert "ttyv1 -sh" in shown
    assert replay(session.journal(), None).machine.digest() == session.machine.digest()


def test_a_terminal_after_the_next_is_refused_and_changes_nothing() -> None:
    session = Session(None, 1)
    before = session.machine.digest()
    with pytest.raises(SessionError):
        session.resize(2, 24, 80)
    with pytest.raises(SessionError):
        session.type(1, "x")
    assert session.machine.digest() == before
    assert session.journal().inputs == ()


def test_an_attached_terminal_is_there_after_a_reboot() -> None:
    session = Session(None, 1)
    session.resize(1, 24, 50)
    session.wait(1, 10_000_000)
    session.type(0, "reboot\r")
    assert session.wait(1, 100_000_000)
    assert session.machine.kernel.ttys[1].t_winsize.ws_col == 50


def test_the_bridge_opens_with_a_size_and_says_each_terminals() -> None:
    bridge = Bridge()
    opening = {"v": 1, "type": "open", "lesson": None, "seed": 1, "release": "14.0", "engine": "e", "journal": None}
    answers = [json.loads(text) for text in bridge.handle(json.dumps({**opening, "size": [20, 66]}))]
    screens = [(one["tty"], one["rows"], one["columns"]) for one in answers if one["type"] == "screen"]
    assert screens == [(0, 20, 66)]
    for wrong in ([20], [0, 66], "20x66", [20, 5000], [True, 66]):
        [answer] = [json.loads(text) for text in bridge.handle(json.dumps({**opening, "size": wrong}))]
        assert (answer["type"], answer["where"]) == ("failed", "size")
