"""The messages of a room's socket, version 1: what may come in, checked to the last field, and what goes out.

What the room's machine shows travels inside `frames` and `snapshot` as the machine's own messages (lab/wire.py). They
are checked here for kind, fields and size; who may send them, and in which order, is the log's to say.
docs/architecture.md lists the set.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from classroom.sketches import HIGH, KINDS, MOST_SHAPES, NUMBERS, WIDE

VERSION = 1
LONGEST = {"frames": 256 * 1024, "snapshot": 1024 * 1024}  # characters
LONGEST_OTHER = 4 * 1024
LONGEST_MESSAGE = max(LONGEST.values())
LARGEST = 2**53 - 1  # JavaScript holds no larger integer
MOST_ITEMS = 400
LONGEST_NOTE = 120
MOST_GOALS = 64
GRAPHS = ("network", "processes", "structures")
SHAPES = ("pen", "arrow", "label")
MOST_POINTS = 240  # numbers, two for each
SKETCHED = (len(KINDS) - 1, WIDE, HIGH, WIDE, HIGH, 7)  # the largest of each of a shape's numbers
FARTHEST = 20_000  # from an element's corner, in the graph's own units


class Malformed(Exception):
    """A message that is refused: a code that is counted, the field, and what is wrong with it."""

    def __init__(self, code: str, where: str, message: str) -> None:
        super().__init__(f"{code}: {where}: {message}")
        self.code = code
        self.where = where
        self.message = message


@dataclass(frozen=True, slots=True)
class Hello:
    """The first message: up to which entry the page knows the room, which page it is, whether it has the machine."""

    seq: int | None
    page: str
    executes: bool


@dataclass(frozen=True, slots=True)
class Frames:
    """What the executor's machine showed; `n` counts the executor's messages."""

    generation: int
    n: int
    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the executor's machine shows, anew; with `jump`, frames alone would not lead those here to it."""

    generation: int
    n: int
    jump: bool
    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Work:
    """How far somebody is on a machine of their own."""

    held: int
    goals: int
    goal: str
    layer: str
    sketch: list[int]  # a thumbnail of their network (sketches.py)


@dataclass(frozen=True, slots=True)
class Point:
    """Where staff point in a graph; nowhere with an empty element."""

    graph: str
    element: str


@dataclass(frozen=True, slots=True)
class Draw:
    """A mark on a graph: a `pen` stroke (`points` x, y, x, y ... from the corner of `element`), an `arrow` from
    `element` to another, a `label` at it.
    """

    graph: str
    shape: str
    element: str
    to: str
    text: str
    points: list[int]


@dataclass(frozen=True, slots=True)
class Wipe:
    """Takes a graph's marks away, or only the one that was drawn last."""

    graph: str
    last: bool


Message = Hello | Frames | Snapshot | Work | Point | Draw | Wipe
TYPES: dict[str, type[Message]] = {
    "hello": Hello,
    "frames": Frames,
    "snapshot": Snapshot,
    "work": Work,
    "point": Point,
    "draw": Draw,
    "wipe": Wipe,
}

Check = Callable[[Any, str], None]


def _integer(least: int, most: int) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Malformed("field", where, f"not an integer between {least} and {most}")

    return check


def _text(longest: int) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or len(value) > longest:
            raise Malformed("field", where, f"not a string of at most {longest} characters")
        if any(0xD800 <= ord(character) <= 0xDFFF or character == "\0" for character in value):
            raise Malformed("field", where, "a character that no text has")

    return check


def _null_or(check: Check) -> Check:
    def checked(value: Any, where: str) -> None:
        if value is not None:
            check(value, where)

    return checked


def _one_of(names: tuple[str, ...]) -> Check:
    def check(value: Any, where: str) -> None:
        if value not in names:
            raise Malformed("field", where, f"not one of {', '.join(names)}")

    return check


def _kind(kind: type, what: str) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise Malformed("field", where, f"not {what}")

    return check


def _sketch(value: Any, where: str) -> None:
    _kind(list, "a list")(value, where)
    if len(value) > NUMBERS * MOST_SHAPES or len(value) % NUMBERS:
        raise Malformed("field", where, f"not at most {MOST_SHAPES} shapes of {NUMBERS} numbers")
    for at, number in enumerate(value):
        _integer(0, SKETCHED[at % NUMBERS])(number, where)


def _points(value: Any, where: str) -> None:
    _kind(list, "a list")(value, where)
    if len(value) > MOST_POINTS or len(value) % 2:
        raise Malformed("field", where, f"not at most {MOST_POINTS} numbers in pairs")
    for number in value:
        _integer(-FARTHEST, FARTHEST)(number, where)


_INTEGER, _BOOL = _kind(int, "an integer"), _kind(bool, "true or false")
_LIST, _OBJECT = _kind(list, "a list"), _kind(dict, "an object")
_STRING = _text(LONGEST_MESSAGE)

# The machine's messages that a room shows, and the fields that each must have (lab/wire.py, lab/bridge.py).
SHOWN: dict[str, dict[str, Check]] = {
    "opened": {"engine": _text(64), "release": _text(16), "time": _INTEGER, "hostname": _text(256)},
    "screen": {"tty": _INTEGER, "data": _STRING, "rows": _INTEGER, "columns": _INTEGER},
    "output": {"tty": _INTEGER, "data": _STRING},
    "command": {"tty": _INTEGER, "line": _STRING},
    "graph": {"name": _text(32), "full": _BOOL, "delta": _OBJECT},
    "packets": {"packets": _LIST},
    "trace": {"command": _STRING, "calls": _LIST, "processes": _LIST},
    "goals": {"goals": _LIST, "done": _BOOL},
    "clock": {"time": _INTEGER, "running": _BOOL, "next": _null_or(_INTEGER), "prompt": _BOOL},
}
DELTA = ("add", "change", "remove")


def _items(value: Any, where: str) -> None:
    _LIST(value, where)
    if not 0 < len(value) <= MOST_ITEMS:
        raise Malformed("field", where, f"not between 1 and {MOST_ITEMS} messages")
    for number, item in enumerate(value):
        _shown(item, f"{where}[{number}]")


def _shown(item: Any, where: str) -> None:
    _OBJECT(item, where)
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in SHOWN:
        raise Malformed("field", f"{where}.type", "no message that a room shows")
    wanted = SHOWN[kind]
    for name, check in wanted.items():
        if name not in item:
            raise Malformed("field", f"{where}.{name}", "missing")
        check(item[name], f"{where}.{name}")
    for name in item:
        if name not in wanted and name not in ("v", "type") and not _is_small(item[name]):
            raise Malformed("field", f"{where}.{name[:40]}", "no such field")
    if kind == "graph" and not all(name in DELTA and isinstance(part, list) for name, part in item["delta"].items()):
        raise Malformed("field", f"{where}.delta", "not lists of what to add, change and remove")


def _is_small(value: Any) -> bool:
    """What a machine may come to say beside what every page knows: a number, a word, not a structure."""
    return value is None or isinstance(value, bool | int) or (isinstance(value, str) and len(value) <= LONGEST_NOTE)


CHECKS: dict[str, Check] = {
    "seq": _null_or(_integer(0, LARGEST)),
    "page": _text(32),
    "executes": _BOOL,
    "jump": _BOOL,
    "generation": _integer(1, LARGEST),
    "n": _integer(1, LARGEST),
    "items": _items,
    "held": _integer(0, MOST_GOALS),
    "goals": _integer(0, MOST_GOALS),
    "goal": _text(64),
    "layer": _text(32),
    "sketch": _sketch,
    "graph": _one_of(GRAPHS),
    "element": _text(120),
    "text": _text(LONGEST_NOTE),
    "shape": _one_of(SHAPES),
    "to": _text(120),
    "points": _points,
    "last": _BOOL,
}


def parse(text: str) -> Message:
    """The message in `text`. Raises Malformed for anything that is not exactly one."""
    if len(text) > LONGEST_MESSAGE:
        raise Malformed("oversized", "message", f"longer than {LONGEST_MESSAGE} characters")
    try:
        value = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Malformed("malformed", "message", "not JSON") from error
    if not isinstance(value, dict):
        raise Malformed("malformed", "message", "not an object")
    if value.get("v") != VERSION or isinstance(value["v"], bool):
        raise Malformed("version", "v", f"this room speaks version {VERSION} only")
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        raise Malformed("unknown", "type", "no such message")
    most = LONGEST.get(kind, LONGEST_OTHER)
    if len(text) > most:
        raise Malformed("oversized", "message", f"longer than {most} characters")
    return _build(TYPES[kind], value)


def _no_number(name: str) -> None:
    raise ValueError(name)


def _build(kind: type[Message], value: dict[str, Any]) -> Message:
    names = [field.name for field in fields(kind)]
    for name in value:
        if name not in names and name not in ("v", "type"):
            raise Malformed("field", name[:40], "no such field")
    for name in names:
        if name not in value:
            raise Malformed("field", name, "missing")
        CHECKS[name](value[name], name)
    return kind(**{name: value[name] for name in names})


def say(kind: str, **content: Any) -> str:
    """A message to a page, as JSON text."""
    return json.dumps({"v": VERSION, "type": kind, **content}, ensure_ascii=False, separators=(",", ":"))


def refused(error: Malformed) -> str:
    """The message that something was not accepted."""
    return say("refused", code=error.code, where=error.where, error=error.message)
