"""Plays a transcript at a session, by the learner's own door: typed at the terminal, read off it.

The status of each command is asked by a probe line that leaves ``$?`` as it was.
"""

from __future__ import annotations

from dataclasses import dataclass

from lab.course.transcript import Exchange, Transcript, matches
from lab.session import Session

LIMIT = 600_000_000  # virtual microseconds that one command may take
MOMENT = 2_000_000  # what a command that goes on running is given
INTERRUPT = "^C"
PROBE = "(s=$?; echo $s; exit $s)"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A command that did not do what the transcript says."""

    file: str
    line: int
    command: str
    expected: str
    printed: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.command}\n  expected {self.expected!r}\n  printed  {self.printed!r}"


def play(session: Session, transcript: Transcript) -> list[Mismatch]:
    """Type every command of a transcript; what differed from it."""
    found: list[Mismatch] = []
    for exchange in transcript.exchanges:
        found += _play_one(session, transcript.file, exchange)
    return found


def _play_one(session: Session, file: str, exchange: Exchange) -> list[Mismatch]:
    if exchange.status is None:
        printed, status = start(session, exchange.command, exchange.tty), None
    else:
        printed = perform(session, exchange.command, exchange.tty)
        status = int(perform(session, PROBE, exchange.tty).strip() or -1)
    found: list[Mismatch] = []
    lines = tuple(printed.removesuffix("\n").split("\n")) if printed else ()
    if not matches(exchange.output, lines):
        expected = "\n".join(exchange.output)
        found.append(Mismatch(file, exchange.line, exchange.command, expected, printed.removesuffix("\n")))
    if status != exchange.status:
        found.append(Mismatch(file, exchange.line, exchange.command, f"status {exchange.status}", f"status {status}"))
    return found


def perform(session: Session, command: str, tty: int = 0) -> str:
    """Type one command line (``^C`` interrupts) and wait for the next prompt; what it printed, line ends plain."""
    terminal = session.observer.terminals[tty]
    session.type(tty, "\x03" if command == INTERRUPT else f"{command}\r")
    session.wait(tty, LIMIT)
    return terminal.take_printed()


def start(session: Session, command: str, tty: int = 0) -> str:
    """Type one command line and let it run for a moment; what it has printed so far."""
    session.type(tty, f"{command}\r")
    session.wait(tty, MOMENT)
    return session.observer.terminals[tty].take_printed()
