"""What was typed, read from a journal as lines with their times.

A line is told as it was typed, with what was rubbed out gone; a shell's own history and completion are not undone
here. Passwords were masked before the journal left the machine: there is nothing to hide here, and nothing to show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ESCAPE = re.compile("\x1b(\\[[0-9;?]*[ -/]*[@-~]|O.|.)?")  # arrows and their like: a terminal's keys
RUBOUT, KILL, WORD, BREAK, END = "\x7f\b", "\x15", "\x17", "\x03", "\x04"
PASTED = 12  # characters that came at once: more than a key, or an arrow, sends


@dataclass(frozen=True, slots=True)
class Line:
    """One line: virtual microseconds of its first and last key, terminal, text, and whether much of it came at once.

    `inputs` is how many inputs of the journal lie before the line's end: a replay of so many shows what it did.
    """

    at: int
    until: int
    tty: int
    text: str
    pasted: bool
    keys: int
    inputs: int


def lines(journal: Mapping[str, Any]) -> list[Line]:
    """The lines of a journal in the order in which they were ended, the last one unfinished perhaps."""
    return Reader().read(journal["inputs"])


class Reader:
    """Follows each terminal's line as it grows."""

    def __init__(self) -> None:
        self.found: list[Line] = []
        self.open: dict[int, _Open] = {}

    def read(self, inputs: Sequence[Sequence[Any]]) -> list[Line]:
        for number, (at, tty, kind, data) in enumerate(inputs, start=1):
            if kind == "type":
                self.take(at, tty, data, number)
        for tty, line in sorted(self.open.items()):
            self.end(line, tty, len(inputs))
        return self.found

    def take(self, at: int, tty: int, data: str, number: int) -> None:
        text = ESCAPE.sub("", data)
        for character in text:
            line = self.open.setdefault(tty, _Open(at))
            line.until, line.keys = at, line.keys + 1
            line.pasted = line.pasted or len(text) > PASTED
            if character in "\r\n":
                self.end(self.open.pop(tty), tty, number)
            else:
                line.key(character)

    def end(self, line: _Open, tty: int, number: int) -> None:
        text = "".join(line.text)
        if text.strip():
            self.found.append(Line(line.at, line.until, tty, text, line.pasted, line.keys, number))


class _Open:
    """A line that is being typed."""

    def __init__(self, at: int) -> None:
        self.at = self.until = at
        self.text: list[str] = []
        self.keys = 0
        self.pasted = False

    def key(self, character: str) -> None:
        if character in RUBOUT:
            del self.text[-1:]
        elif character == KILL:
            self.text.clear()
        elif character == WORD:
            kept = "".join(self.text).rstrip().rpartition(" ")
            self.text = list(kept[0] + kept[1])
        elif character in (BREAK, END):
            self.text.extend(f"^{chr(ord(character) + 64)}")
        elif character.isprintable():
            self.text.append(character)


def clock(us: int) -> str:
    """Virtual time as people read it: minutes, seconds, tenths."""
    return f"{us // 60_000_000}:{us // 1_000_000 % 60:02d}.{us // 100_000 % 10}"


def cut(journal: Mapping[str, Any], inputs: int) -> dict[str, Any]:
    """The journal as it was after so many inputs, until just before the next."""
    kept = list(journal["inputs"][:inputs])
    after = journal["inputs"][inputs : inputs + 1]
    end = after[0][0] if after else journal["end"]
    digests = [pair for pair in journal["digests"] if pair[0] <= len(kept)]
    return {**journal, "inputs": kept, "end": end, "digests": digests}
