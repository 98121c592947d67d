"""The messages between page and machine, version 1: what may come in, checked to the last field, and what
goes out.

The same set is spoken by the web worker and by a server's socket; docs/architecture.md lists it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from typing import Any

VERSION = 1
LONGEST_MESSAGE = 4_000_000  # characters
LONGEST_INPUT = 64 * 1024
LONGEST_STEP = 24 * 3600 * 1_000_000  # virtual microseconds
MOST_TTYS = 8
LONGEST_SIDE = 1000
LONGEST_NAME = 120
MOST_GRAPHS = 8
MOST_OPENED = 100


class WireError(Exception):
    """A message that cannot be one: ``where`` names the field, ``message`` what is wrong with it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


@dataclass(frozen=True, slots=True)
class Open:
    """Boot; give the lesson's machine its set-up; replay the journal if there is one.

    ``size`` is the first terminal's, ``[rows, columns]``, before the machine boots; with a journal it is the journal's.
    """

    lesson: dict[str, Any] | None
    seed: int
    release: str
    engine: str
    journal: dict[str, Any] | None
    size: list[int] | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """Keystrokes, as the terminal sent them (``input`` on the wire)."""

    tty: int
    data: str


@dataclass(frozen=True, slots=True)
class Resize:
    """A terminal's new size."""

    tty: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Advance:
    """Let virtual time pass."""

    us: int


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last command line."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Start again."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Which graphs, besides those that always come, the page shows, and which elements were opened in them."""

    graphs: list[str]
    opened: list[str]


@dataclass(frozen=True, slots=True)
class Inspect:
    """Ask what stands behind an element."""

    id: str


@dataclass(frozen=True, slots=True)
class Export:
    """Ask for the present state in a form for a real host."""

    format: str


@dataclass(frozen=True, slots=True)
class Import:
    """Try a real host's files in a machine of their own; ``imported`` says what came of it."""

    jail_conf: str
    rc_conf: str


@dataclass(frozen=True, slots=True)
class Recall:
    """Ask for what happened since the machine's start, from its beginning; ``recalled`` tells a part, and whether it is
    the last.
    """


@dataclass(frozen=True, slots=True)
class Save:
    """Ask for the journal."""


Message = Open | Typed | Resize | Advance | Undo | Reset | Save | Watch | Inspect | Export | Import | Recall
TYPES: dict[str, type[Message]] = {
    "open": Open,
    "input": Typed,
    "resize": Resize,
    "advance": Advance,
    "undo": Undo,
    "reset": Reset,
    "save": Save,
    "watch": Watch,
    "inspect": Inspect,
    "export": Export,
    "import": Import,
    "recall": Recall,
}

Check = Callable[[Any, str], None]


def _integer(least: int, most: int) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise WireError(where, f"not an integer between {least} and {most}")

    return check


def _text(longest: int) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or len(value) > longest:
            raise WireError(where, f"not a string of at most {longest} characters")
        if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
            raise WireError(where, "half of a surrogate pair")

    return check


def _texts(most: int, longest: int) -> Check:
    one = _text(longest)

    def check(value: Any, where: str) -> None:
        if not isinstance(value, list) or len(value) > most:
            raise WireError(where, f"not a list of at most {most} strings")
        for text in value:
            one(text, where)

    return check


def _object_or_null(value: Any, where: str) -> None:
    if value is not None and not isinstance(value, dict):
        raise WireError(where, "neither an object nor null")


def _size_or_null(value: Any, where: str) -> None:
    if value is None:
        return
    if not isinstance(value, list) or len(value) != 2:
        raise WireError(where, "neither [rows, columns] nor null")
    for side in value:
        _integer(1, LONGEST_SIDE)(side, where)


CHECKS: dict[str, Check] = {
    "lesson": _object_or_null,
    "seed": _integer(0, 2**63 - 1),
    "release": _text(16),
    "engine": _text(64),
    "journal": _object_or_null,
    "size": _size_or_null,
    "tty": _integer(0, MOST_TTYS - 1),
    "data": _text(LONGEST_INPUT),
    "rows": _integer(1, LONGEST_SIDE),
    "columns": _integer(1, LONGEST_SIDE),
    "us": _integer(0, LONGEST_STEP),
    "graphs": _texts(MOST_GRAPHS, LONGEST_NAME),
    "opened": _texts(MOST_OPENED, LONGEST_NAME),
    "id": _text(LONGEST_NAME),
    "format": _text(LONGEST_NAME),
    "jail_conf": _text(LONGEST_INPUT),
    "rc_conf": _text(LONGEST_INPUT),
}


def parse(text: str) -> Message:
    """The message in ``text``. Raises WireError for anything that is not exactly one."""
    if len(text) > LONGEST_MESSAGE:
        raise WireError("message", f"longer than {LONGEST_MESSAGE} characters")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WireError("message", "not JSON") from error
    if not isinstance(value, dict):
        raise WireError("message", "not an object")
    if value.get("v") != VERSION or isinstance(value["v"], bool):
        raise WireError("v", f"this machine speaks version {VERSION} only")
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        raise WireError("type", "no such message")
    return _build(TYPES[kind], value)


def _build(kind: type[Message], value: dict[str, Any]) -> Message:
    known = {field.name: field for field in fields(kind)}
    for name in value:
        if name not in known and name not in ("v", "type"):
            raise WireError(name[:40], "no such field")
    for name, field in known.items():
        if name in value:
            CHECKS[name](value[name], name)
        elif field.default is MISSING:
            raise WireError(name, "missing")
    return kind(**{name: value[name] for name in known if name in value})


def say(kind: str, **content: Any) -> str:
    """A message to the page, as JSON text."""
    return json.dumps({"v": VERSION, "type": kind, **content}, ensure_ascii=False, separators=(",", ":"))


def failed(error: str, where: str, fatal: bool = False) -> str:
    """The message that something could not be done; after a fatal one the machine is gone."""
    return say("failed", error=error, where=where, fatal=fatal)
