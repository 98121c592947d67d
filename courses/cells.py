"""CSV, in and out. A cell that a spreadsheet would run as a formula is given out as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_BYTES = 1_000_000
MOST_ROWS = 5_000


def neutral(value: object) -> str:
    """A cell as text that no spreadsheet takes for a formula. Numbers are numbers, negative ones too."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.lstrip("'").startswith(FORMULA) else text


def plain(text: str) -> str:
    """What `neutral` made of a text, undone: a roster that was given out can be read in again."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text


def write_rows(rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180, with a byte order mark: spreadsheets then read it as UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([neutral(cell) for cell in row] for row in rows)
    return f"\ufeff{out.getvalue()}"


class Unreadable(Exception):
    """Not a table at all; the message says why."""


def read_rows(data: bytes) -> list[list[str]]:
    """The rows of a table separated by commas, semicolons or tabs. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        error = _("The table has %(size)s bytes; at most %(most)s are read.")
        raise Unreadable(error % {"size": len(data), "most": MOST_BYTES})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said = _("The table is not UTF-8: byte %(number)s makes no sense.")
        raise Unreadable(said % {"number": error.start + 1}) from None
    if "\0" in text:
        raise Unreadable(_("The table holds a NUL character: it is not text."))
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Unreadable(_("The table cannot be read: %(error)s.") % {"error": error}) from None
    if len(rows) > MOST_ROWS + 1:
        error = _("The table has %(rows)s rows; at most %(most)s are read.")
        raise Unreadable(error % {"rows": len(rows), "most": MOST_ROWS})
    return [[plain(cell.strip()) for cell in row] for row in rows]
