"""The journal: everything that a learner did at a machine, from which `replay` makes the machine again.

A journal is data from outside: `parse` trusts nothing, checks every field and every bound, and names what is
wrong. A password is not in it, but what stands in for it (`masking`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FORMAT = 1
DIGEST_EVERY = 1024  # inputs between two state digests
MAX_INPUTS = 50_000
MAX_BYTES = 1_000_000  # of all input data together
MAX_END = 48 * 3600 * 1_000_000  # virtual microseconds
MAX_TTY = 7
MAX_SIDE = 1000  # rows or columns
KINDS = ("type", "resize")


class JournalError(Exception):
    """A journal that cannot be one: ``where`` names the field (``inputs[3][0]``), ``message`` what is wrong
    with it.
    """

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


@dataclass(frozen=True, slots=True)
class Input:
    """One thing the learner did: at which virtual time, on which terminal; ``data`` is text, or
    ``ROWSxCOLUMNS``.
    """

    at: int
    tty: int
    kind: str
    data: str

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of a ``resize``."""
        rows, columns = self.data.split("x")
        return int(rows), int(columns)


@dataclass(frozen=True, slots=True)
class Journal:
    """What a learner did. ``digests`` holds ``(inputs so far, state digest)``; ``end`` is the time reached.
    """

    engine: str
    release: str
    seed: int
    lesson: str | None = None
    revision: int = 0
    inputs: tuple[Input, ...] = ()
    end: int = 0
    digests: tuple[tuple[int, str], ...] = ()

    @property
    def size(self) -> tuple[int, int] | None:
        """The first terminal's before the machine booted: a resize at time 0, when no other input can be; else None.
        """
        first = self.inputs[0] if self.inputs else None
        return first.size if first is not None and (first.at, first.tty, first.kind) == (0, 0, "resize") else None

    def dump(self) -> dict[str, Any]:
        """The journal as plain values for JSON; ``parse`` is its inverse."""
        return {
            "format": FORMAT,
            "engine": self.engine,
            "release": self.release,
            "seed": self.seed,
            "lesson": self.lesson,
            "revision": self.revision,
            "inputs": [[one.at, one.tty, one.kind, one.data] for one in self.inputs],
            "end": self.end,
            "digests": [[count, digest] for count, digest in self.digests],
        }


def parse(value: object) -> Journal:
    """The journal in ``value`` (decoded JSON). Raises JournalError for anything that is not exactly one."""
    fields = _object(value)
    if fields["format"] != FORMAT or isinstance(fields["format"], bool):
        raise JournalError("format", f"this machine reads format {FORMAT} only")
    end = _integer(fields["end"], "end", 0, MAX_END)
    inputs = _inputs(fields["inputs"], end)
    return Journal(
        engine=_text(fields["engine"], "engine", 64),
        release=_text(fields["release"], "release", 16),
        seed=_integer(fields["seed"], "seed", 0, 2**63 - 1),
        lesson=None if fields["lesson"] is None else _text(fields["lesson"], "lesson", 64),
        revision=_integer(fields["revision"], "revision", 0, 2**31 - 1),
        inputs=inputs,
        end=end,
        digests=_digests(fields["digests"], len(inputs)),
    )


FIELDS = ("format", "engine", "release", "seed", "lesson", "revision", "inputs", "end", "digests")


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise JournalError("journal", "not an object")
    for name in value:
        if name not in FIELDS:
            raise JournalError(str(name)[:40], "no such field")
    for name in FIELDS:
        if name not in value:
            raise JournalError(name, "missing")
    return value


def _inputs(value: object, end: int) -> tuple[Input, ...]:
    rows = _list(value, "inputs", MAX_INPUTS)
    found: list[Input] = []
    earliest = size = 0
    for number, row in enumerate(rows):
        one = _input(row, f"inputs[{number}]", earliest, end)
        earliest = one.at
        size += len(one.data)
        if size > MAX_BYTES:
            raise JournalError(f"inputs[{number}]", f"more than {MAX_BYTES} characters typed in all")
        found.append(one)
    return tuple(found)


def _input(row: object, where: str, earliest: int, end: int) -> Input:
    fields = _list(row, where, 4)
    if len(fields) != 4:
        raise JournalError(where, "not [time, tty, kind, data]")
    at = _integer(fields[0], f"{where}[0]", earliest, end)
    tty = _integer(fields[1], f"{where}[1]", 0, MAX_TTY)
    kind = _text(fields[2], f"{where}[2]", 16)
    if kind not in KINDS:
        raise JournalError(f"{where}[2]", "neither type nor resize")
    data = _text(fields[3], f"{where}[3]", MAX_BYTES)
    CHECKS[kind](data, f"{where}[3]")
    return Input(at, tty, kind, data)


def _check_typed(data: str, where: str) -> None:
    if not data:
        raise JournalError(where, "empty")


def _check_size(data: str, where: str) -> None:
    sides = data.split("x")
    if len(sides) != 2 or not all(side.isascii() and side.isdigit() and len(side) < 5 for side in sides):
        raise JournalError(where, "not ROWSxCOLUMNS")
    if not all(1 <= int(side) <= MAX_SIDE for side in sides):
        raise JournalError(where, f"a side is not between 1 and {MAX_SIDE}")


CHECKS: dict[str, Callable[[str, str], None]] = {"type": _check_typed, "resize": _check_size}


def _digests(value: object, inputs: int) -> tuple[tuple[int, str], ...]:
    found: list[tuple[int, str]] = []
    for number, row in enumerate(_list(value, "digests", MAX_INPUTS)):
        where = f"digests[{number}]"
        pair = _list(row, where, 2)
        if len(pair) != 2:
            raise JournalError(where, "not [inputs, digest]")
        least = found[-1][0] + 1 if found else 1
        found.append((_integer(pair[0], where, least, inputs), _text(pair[1], where, 64)))
    return tuple(found)


def _list(value: object, where: str, most: int) -> list[Any]:
    if not isinstance(value, list):
        raise JournalError(where, "not a list")
    if len(value) > most:
        raise JournalError(where, f"more than {most} items")
    return value


def _integer(value: object, where: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise JournalError(where, "not an integer")
    if not least <= value <= most:
        raise JournalError(where, f"not between {least} and {most}")
    return value


def _text(value: object, where: str, longest: int) -> str:
    if not isinstance(value, str):
        raise JournalError(where, "not a string")
    if len(value) > longest:
        raise JournalError(where, f"longer than {longest} characters")
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise JournalError(where, "half of a surrogate pair")
    return value
