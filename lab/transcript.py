"""Transcripts (.t): prose, commands typed at the terminal, exactly what they print, and their status.

Indented by two blanks: ``$ COMMAND`` (whatever the prompt is), the lines it prints, and ``[N]`` for a status
other than 0. A printed line that ends in `` (glob)`` is a pattern with ``*`` and ``?``. Everything else is
prose, but for ``fails: ID ...`` in a wrong answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

INDENT = "  "
STATUS = re.compile(r"\[(\d{1,3})\]")
GLOB = " (glob)"


class TranscriptError(Exception):
    """A transcript that cannot be read: the line's number and what is wrong there."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command: what is typed, the lines expected, the status expected, and where it stands."""

    command: str
    output: tuple[str, ...]
    status: int
    line: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole transcript; ``fails`` names the goals that a wrong answer misses."""

    file: str
    exchanges: tuple[Exchange, ...]
    fails: tuple[str, ...]


def parse_transcript(file: str, text: str) -> Transcript:
    """The transcript in ``text``. Raises TranscriptError."""
    exchanges: list[Exchange] = []
    fails: list[str] = []
    block: list[str] = []
    start = 0
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.startswith(f"{INDENT}$ "):
            _close(exchanges, block, start)
            block, start = [line[len(INDENT) + 2 :]], number
        elif line.startswith(INDENT) and line.strip():
            if not block:
                raise TranscriptError(number, "output without a command before it")
            block.append(line[len(INDENT) :])
        elif not line.strip() and block and _goes_on(lines, number):
            block.append("")
        else:
            _close(exchanges, block, start)
            block = []
            if line.startswith("fails:"):
                fails += line[len("fails:") :].split()
    _close(exchanges, block, start)
    return Transcript(file, tuple(exchanges), tuple(fails))


def _goes_on(lines: list[str], number: int) -> bool:
    """Whether an empty line (the one before index ``number``) is part of output: more output follows it."""
    for line in lines[number:]:
        if line.strip():
            return line.startswith(INDENT) and not line.startswith(f"{INDENT}$ ")
    return False


def _close(exchanges: list[Exchange], block: list[str], start: int) -> None:
    if not block:
        return
    command, *output = block
    status = 0
    if output and (match := STATUS.fullmatch(output[-1])):
        status = int(match.group(1))
        output.pop()
    exchanges.append(Exchange(command, tuple(output), status, start))


def matches(expected: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Whether the lines printed are the lines expected."""
    return len(expected) == len(printed) and all(
        fnmatchcase(line, pattern[: -len(GLOB)]) if pattern.endswith(GLOB) else line == pattern
        for pattern, line in zip(expected, printed, strict=True)
    )
