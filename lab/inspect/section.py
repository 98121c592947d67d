"""A section of what the inspector shows: fields of a record, or a table with named columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Section:
    """A title and rows of texts: pairs of field and value without ``columns``, else one text for each column."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...] = ()

    def dump(self) -> dict[str, Any]:
        """The section as the wire carries it; ``more`` counts the rows beyond the first MOST_ROWS."""
        rows = [list(row) for row in self.rows[:MOST_ROWS]]
        more = max(0, len(self.rows) - MOST_ROWS)
        return {"title": self.title, "columns": list(self.columns), "rows": rows, "more": more}


def fields(title: str, values: dict[str, object]) -> Section:
    """A record's fields, in the order given."""
    return Section(title, tuple((name, text(value)) for name, value in values.items()))


def table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Section:
    """A table; an empty one is told too."""
    return Section(title, tuple(tuple(text(value) for value in row) for row in rows), columns)


def text(value: object) -> str:
    """A value as a reader may see it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return "none"
    return str(value)
