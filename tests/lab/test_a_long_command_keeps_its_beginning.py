"""The trace of a command with more calls than are kept: how it began and how it ended, in order."""

from __future__ import annotations

from lab.course.rehearsal import perform
from lab.session import Session
from lab.trace import FIRST_CALLS, NEWEST_CALLS


def test_a_long_command_keeps_how_it_began_and_how_it_ended() -> None:
    session = Session(None)
    perform(session, "sh -c 'true first; for i in $(jot 900); do umask > /dev/null; done; exec sleep 0'")
    calls = session.observer.trace.dump()["calls"]
    assert len(calls) == FIRST_CALLS + NEWEST_CALLS
    begun = [call["args"][1] for call in calls if call["name"] == "execve"]
    assert "true first" in begun[0]
    assert "sleep" in begun[-1]


def test_a_short_command_is_kept_whole_and_once() -> None:
    session = Session(None)
    perform(session, "for i in $(jot 20); do umask > /dev/null; done")
    calls = session.observer.trace.dump()["calls"]
    assert FIRST_CALLS / 4 < len(calls) < FIRST_CALLS + NEWEST_CALLS
    assert len([call for call in calls if call["name"] == "execve"]) == 1
