"""Replay of 200 typical commands."""

from __future__ import annotations

from benchmarks.bar import Bar, median
from lab.journal import Journal
from lab.replay import replay
from lab.session import Session

COMMANDS = (
    "ls", "ls -l /etc", "pwd", "cat /etc/passwd", "ps", "ps aux", "id", "ifconfig", "netstat -rn", "jls",
    "jail -c name=w{n} path=/ persist", "jls -n name jid", "jexec w{n} ps", "jexec w{n} hostname", "jail -r w{n}",
    "mkdir /tmp/d{n}", "echo hello > /tmp/d{n}/f", "cat /tmp/d{n}/f | wc", "grep root /etc/passwd", "rm -r /tmp/d{n}",
)  # fmt: skip


def journal(count: int = 200) -> Journal:
    """The journal of so many commands, typed a line at a time."""
    session = Session(None, 0, "14.0", "bench")
    for number in range(count):
        session.type(0, COMMANDS[number % len(COMMANDS)].format(n=number // len(COMMANDS)) + "\r")
        while session.running:
            session.pump()
        session.advance(100_000)
        while session.running:
            session.pump()
    return session.journal()


def main() -> None:
    """Record once, replay several times."""
    recorded = journal()
    print(Bar("replay of 200 typical commands, CPython", "ms", 100).line(median(lambda: replay(recorded, None)) * 1000))
