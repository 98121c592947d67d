"""strtonum(3): a number between two limits.

Models lib/libc/stdlib/strtonum.c.
"""

from __future__ import annotations

from simbsd.sys.strtol import is_number, to_int

INT_MAX = 0x7FFFFFFF
BLANKS = " \t\n\v\f\r"


def strtonum(text: str, least: int, most: int) -> int:
    """The number. Raises ValueError with one of the words ``invalid``, ``too small``, ``too large``."""
    body = text.lstrip(BLANKS)
    if not is_number(body[1:] if body[:1] in ("+", "-") else body):
        raise ValueError("invalid")
    number = to_int(body)
    if number < least:
        raise ValueError("too small")
    if number > most:
        raise ValueError("too large")
    return number
