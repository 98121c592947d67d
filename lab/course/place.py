"""Where in a file of the curriculum a finding's key stands: an author wants a line."""

from __future__ import annotations

import re
from pathlib import Path

LINE = re.compile(r"line (\d+)")
PART = re.compile(r"([A-Za-z0-9_-]+)(?:\[(\d+)\])?")


def line_of(text: str, key: str, message: str = "") -> int | None:
    """The line, from 1, that a finding is about: one that is named, or where its key or the words it quotes stand."""
    named = LINE.fullmatch(key) or (LINE.search(message) if key == "TOML" else None)
    if named:
        return int(named[1])
    place = _of_key(text, key)
    if place is None:
        words = re.search(r"\s+".join(map(re.escape, key.split())), text)
        place = words.start() if words else None
    return None if place is None else text.count("\n", 0, place) + 1


def place_of(folder: Path, file: str, key: str, message: str = "") -> str:
    """``file:line``, or the file alone where no line is known; ``folder`` is the one that the curriculum lies in."""
    try:
        line = line_of((folder / file).read_text(encoding="utf-8"), key, message)
    except (OSError, UnicodeDecodeError):
        line = None
    return f"{file}:{line}" if line else file


def _of_key(text: str, key: str) -> int | None:
    """Where the innermost part of ``goals[2].with.jail`` or ``goals.made.hints`` that is there stands."""
    found: int | None = None
    array = ""  # its tables are told apart by their ids
    for name, number in PART.findall(key):
        tables = _places(text, rf"^\[\[(?:\w+\.)*{name}\]\]")
        if array:
            places, array = _places(text, rf'^\[\[{array}\]\](?=\s+id = "{name}"$)'), ""
        elif tables:
            places, array = tables[int(number or 0) :], "" if number else name
        else:
            places = _places(text, rf"^\[(?:\w+\.)*{name}\]|(?<![\w-]){name}(?:\.\w+)*\s*=", found or 0)
        if not places:
            break
        found = places[0]
    return found


def _places(text: str, pattern: str, start: int = 0) -> list[int]:
    return [match.start() for match in re.compile(pattern, re.MULTILINE).finditer(text, start)]
