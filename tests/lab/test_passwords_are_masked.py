"""A password typed at its prompt is in no journal, and replay goes on as if it were (decision 15)."""

from __future__ import annotations

import json

from lab.journal import parse
from lab.masking import Masking, stand_in
from lab.replay import replay
from lab.session import Session

MINUTE = 60_000_000


def typed(session: Session, *lines: str) -> None:
    """Lines, each when the machine waits for it; a line's keys come one at a time."""
    for line in lines:
        for key in line + "\r":
            session.type(0, key)
        while session.running:
            session.advance(1000)
            session.pump()
        session.advance(500_000)
        session.pump()


def test_the_journal_holds_no_password_and_replays_to_the_same_state() -> None:
    session = Session(None, seed=7)
    typed(session, "passwd alice", "hunter2!", "hunter2!", "login", "alice", "wrong-one", "alice", "hunter2!", "id -un")
    screen = session.screen(0)
    assert "Login incorrect" in screen
    assert screen.rstrip().endswith("alice\n$") or "alice\r\n$ " in screen
    text = json.dumps(session.journal().dump())
    keys = "".join(one.data for one in session.inputs)
    assert "hunter2!" not in text + keys
    assert "wrong-one" not in text + keys
    assert keys.count(stand_in("7", "hunter2!")) == 3
    again = replay(parse(json.loads(text)), None)
    assert again.machine.digest() == session.machine.digest()
    assert again.screen(0) == screen


def test_the_same_password_is_right_after_a_replay() -> None:
    session = Session(None, seed=7)
    typed(session, "passwd alice", "hunter2!", "hunter2!")
    again = replay(parse(session.journal().dump()), None)
    typed(again, "login", "alice", "hunter2!", "id -un")
    assert "Login incorrect" not in again.screen(0)


def test_a_line_is_edited_before_it_is_masked() -> None:
    masking = Masking("s")
    assert masking.take("abx\x7fc") == ""
    assert masking.take("\r") == stand_in("s", "abc") + "\r"
    assert masking.take("junk\x15abc\r") == stand_in("s", "abc") + "\r"
    assert masking.take("two words\x17w\r") == stand_in("s", "two w") + "\r"
    assert masking.take("secret\x03") == "\x03"
    assert masking.take("\r") == "\r"
    assert masking.take("abc\rls\r") == stand_in("s", "abc") + "\rls\r"
    assert masking.take("abc\x04") == stand_in("s", "abc") + "\x04"


def test_stand_ins_differ_between_machines_and_passwords() -> None:
    assert stand_in("1", "a") != stand_in("2", "a") != stand_in("2", "b")
    assert stand_in("1", "") == ""


def test_other_input_without_echo_is_what_was_typed() -> None:
    session = Session(None)
    typed(session, "stty -echo; read x; stty echo; echo got $x", "word")
    assert "got word" in session.screen(0)
