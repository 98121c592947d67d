"""date(1): -v, one step of the calendar after the other.

Models bin/date/vary.c; leaves out hours that summer time skips: the machine's time zone is UTC.
"""

from __future__ import annotations

from dataclasses import replace

from simbsd.lib.strftime import LONG_DAYS, LONG_MONTHS, timegm
from simbsd.lib.strptime import Date
from simbsd.sys.calendar import weekday
from simbsd.sys.strtol import atoi

UNITS = {"S": ("second", 1, 59), "M": ("minute", 60, 59), "H": ("hour", 3600, 23), "d": ("day", 86400, 0)}


def vary(date: Date, step: str) -> Date | None:
    """The date after one ``[+|-]val[ymwdHMS]`` or ``[+|-]name``; None when it cannot be applied."""
    sign, word = (step[0], step[1:]) if step[:1] in ("+", "-") else ("", step)
    if len(word) < 2:
        return None
    digits, letter = word[:-1], word[-1]
    if digits.isascii() and digits.isdigit():
        return _by_number(date, sign, atoi(digits), letter)
    day = _which(LONG_DAYS, word)
    if day is not None:
        return _weekday(date, sign, day)
    month = _which(LONG_MONTHS, word)
    return _named_month(date, sign, month + 1) if month is not None else None


def _which(names: tuple[str, ...], word: str) -> int | None:
    """Three letters are enough, and whatever follows them does not matter."""
    return next((index for index, name in enumerate(names) if word[:3].lower() == name[:3].lower()), None)


def _by_number(date: Date, sign: str, value: int, letter: str) -> Date | None:
    if value < 0 and letter != "y":
        return None  # more than an int holds
    signed = -value if sign == "-" else value
    if letter == "y":
        if not sign:
            year = value if value > 1900 else value + (2000 if value < 69 else 1900)
            return _real(replace(date, year=year))
        return _real(replace(date, year=date.year + signed))
    if letter == "m":
        if sign:
            return _months(date, signed)
        return _clipped(replace(date, month=value)) if 1 <= value <= 12 else None
    if letter == "w":
        return _days(date, 7 * signed) if sign else _weekday(date, "", value)
    if letter not in UNITS:
        return None
    field, size, most = UNITS[letter]
    if sign:
        return Date.of(date.seconds() + signed * size)
    if letter == "d":
        return replace(date, day=value) if 0 < value <= _length(date.year, date.month) else None
    return replace(date, **{field: value}) if value <= most else None


def _weekday(date: Date, sign: str, wanted: int) -> Date | None:
    """That day of this week; with a sign the next or the last one, today when it is today."""
    today = weekday(date.seconds())
    if not sign:
        return _days(date, wanted - today) if wanted <= 6 else None
    return _days(date, (wanted - today) % 7 if sign == "+" else -((today - wanted) % 7))


def _named_month(date: Date, sign: str, month: int) -> Date:
    if not sign:
        return _clipped(replace(date, month=month))
    return _months(date, (month - date.month) % 12 if sign == "+" else -((date.month - month) % 12))


def _months(date: Date, count: int) -> Date:
    months = date.year * 12 + date.month - 1 + count
    return _clipped(replace(date, year=months // 12, month=months % 12 + 1))


def _days(date: Date, count: int) -> Date:
    return Date.of(date.seconds() + count * 86400)


def _length(year: int, month: int) -> int:
    return (timegm(year + month // 12, month % 12 + 1, 1, 0, 0, 0) - timegm(year, month, 1, 0, 0, 0)) // 86400


def _clipped(date: Date) -> Date:
    """A month back from the 31st of March is the last day of February."""
    return replace(date, day=min(date.day, _length(date.year, date.month)))


def _real(date: Date) -> Date:
    """The 29th of February of a year without one is the first of March, as mktime(3) has it."""
    return Date.of(date.seconds())
