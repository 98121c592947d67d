"""Transcripts (.t): prose, commands typed at the terminal, exactly what they print, and their status.

Indented by two blanks: ``$ COMMAND`` (whatever the prompt is), the lines it prints, and ``[N]`` for a status
other than 0, or ``[running]`` for a command that is still at it; ``2$ COMMAND`` is typed at the second terminal, and
the command ``^C`` interrupts. A printed line that ends in `` (glob)`` is a pattern with ``*`` and ``?``; the line
``...`` stands for any lines. All else is prose, but for ``fails: ID ...``, ``misconception: SENTENCE`` and
``fault: ID`` in a wrong answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

INDENT = "  "
COMMAND = re.compile(r"  ([1-9]?)\$ (.*)")
RUNNING = "[running]"
HEAD = re.compile(r"(fails|misconception|fault):\s*(.*)")
STATUS = re.compile(r"\[(\d{1,3})\]")
GLOB = " (glob)"
ELISION = "..."


class TranscriptError(Exception):
    """A transcript that cannot be read: the line's number and what is wrong there."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command: what is typed and at which terminal, the lines and the status expected (None: it goes on running),
    and where it stands.
    """

    command: str
    output: tuple[str, ...]
    status: int | None
    line: int
    tty: int = 0


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole transcript; ``fails`` names the goals that a wrong answer misses, ``misconception`` what whoever gives it
    believes, ``fault`` the one that it is about, if it is about one.
    """

    file: str
    exchanges: tuple[Exchange, ...]
    fails: tuple[str, ...]
    misconception: str = ""
    fault: str = ""


def parse_transcript(file: str, text: str) -> Transcript:
    """The transcript in ``text``. Raises TranscriptError."""
    exchanges: list[Exchange] = []
    head = {"fails": "", "misconception": "", "fault": ""}
    block: list[str] = []
    start = 0
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if COMMAND.match(line):
            _close(exchanges, block, start)
            block, start = [line], number
        elif line.startswith(INDENT) and line.strip():
            if not block:
                raise TranscriptError(number, "output without a command before it")
            block.append(line[len(INDENT) :])
        elif not line.strip() and block and _goes_on(lines, number):
            block.append("")
        else:
            _close(exchanges, block, start)
            block = []
            if match := HEAD.fullmatch(line):
                head[match[1]] = f"{head[match[1]]} {match[2]}".strip()
    _close(exchanges, block, start)
    fails = tuple(head["fails"].split())
    return Transcript(file, tuple(exchanges), fails, head["misconception"], head["fault"])


def _goes_on(lines: list[str], number: int) -> bool:
    """Whether an empty line (the one before index ``number``) is part of output: more output follows it."""
    for line in lines[number:]:
        if line.strip():
            return line.startswith(INDENT) and not COMMAND.match(line)
    return False


def _close(exchanges: list[Exchange], block: list[str], start: int) -> None:
    if not block:
        return
    command, *output = block
    match = COMMAND.fullmatch(command)
    assert match is not None
    status: int | None = 0
    if output and (code := STATUS.fullmatch(output[-1])):
        status = int(code.group(1))
        output.pop()
    elif output and output[-1] == RUNNING:
        status = None
        output.pop()
    exchanges.append(Exchange(match[2], tuple(output), status, start, int(match[1] or 1) - 1))


def matches(expected: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Whether the lines printed are the lines expected; ``...`` stands for any number of lines."""
    if ELISION not in expected:
        return len(expected) == len(printed) and all(map(_fits, expected, printed))
    cut = expected.index(ELISION)
    head, tail = expected[:cut], expected[cut + 1 :]
    if len(printed) < cut or not all(map(_fits, head, printed)):
        return False
    return any(matches(tail, printed[start:]) for start in range(cut, len(printed) + 1))


def _fits(pattern: str, line: str) -> bool:
    return fnmatchcase(line, pattern.removesuffix(GLOB)) if pattern.endswith(GLOB) else line == pattern
