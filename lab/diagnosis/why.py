"""Why something was refused, lost or empty: a sentence and the lesson that teaches it, by what the trace names.

The data is ``curriculum/why.toml``; the page takes the longest key that fits.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = "why.toml"
TABLES = ("privilege", "function", "lost", "empty")
LONGEST_SENTENCE = 300


class WhyError(Exception):
    """The file cannot be used: the table and key, and what is wrong there."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{FILE}: {where}: {message}")
        self.where = where
        self.message = message


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence, and the lesson's name."""

    why: str
    lesson: str


Why = dict[str, dict[str, Reason]]  # table -> key -> reason


def read_why(root: Path) -> Why:
    """The file of a curriculum folder; empty tables where it has none. Raises WhyError."""
    path = root / FILE
    if not path.exists():
        return {table: {} for table in TABLES}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WhyError("file", f"not TOML: {error}") from error
    for table in values:
        if table not in TABLES:
            raise WhyError(table, f"no such table; there are {', '.join(TABLES)}")
    return {table: _reasons(table, values.get(table, {})) for table in TABLES}


def _reasons(table: str, values: object) -> dict[str, Reason]:
    if not isinstance(values, dict):
        raise WhyError(table, "not a table")
    return {key: _reason(f"{table}.{key}", value) for key, value in values.items()}


def _reason(where: str, value: object) -> Reason:
    if not isinstance(value, dict) or sorted(value) != ["lesson", "why"]:
        raise WhyError(where, "must have a lesson and a why, and nothing else")
    why, lesson = value["why"], value["lesson"]
    if not isinstance(why, str) or not isinstance(lesson, str):
        raise WhyError(where, "not texts")
    if not why.endswith((".", "?")) or len(why) > LONGEST_SENTENCE:
        raise WhyError(where, f"the why is not a sentence of at most {LONGEST_SENTENCE} characters")
    return Reason(why, lesson)
