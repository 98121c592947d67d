"""strptime(3) in the C locale: a text read as a date by a template.

Models lib/libc/stdtime/strptime.c; leaves out %U, %W (their range alone matters there), names of zones but UTC and GMT.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simbsd.lib.strftime import LONG_DAYS, LONG_MONTHS, timegm
from simbsd.sys.calendar import gmtime

# The fields that are plain numbers: most digits, least and greatest value, the field of Date.
NUMBERS: dict[str, tuple[int, int, int, str]] = {
    "C": (2, 0, 99, "century"), "j": (3, 1, 366, "yearday"), "M": (2, 0, 59, "minute"), "S": (2, 0, 60, "second"),
    "H": (2, 0, 23, "hour"), "I": (2, 1, 12, "hour"), "k": (2, 0, 23, "hour"), "l": (2, 1, 12, "hour"),
    "d": (2, 1, 31, "day"), "e": (2, 1, 31, "day"), "m": (2, 1, 12, "month"), "u": (1, 1, 7, ""), "w": (1, 0, 6, ""),
    "U": (2, 0, 53, ""), "W": (2, 0, 53, ""), "y": (2, 0, 99, "short"), "Y": (4, 0, 9999, "year"),
}  # fmt: skip
COMPOSED = {
    "+": "%a %b %e %H:%M:%S %Z %Y", "c": "%a %b %e %H:%M:%S %Y", "D": "%m/%d/%y", "F": "%Y-%m-%d", "R": "%H:%M",
    "r": "%I:%M:%S %p", "T": "%H:%M:%S", "X": "%H:%M:%S", "x": "%m/%d/%y",
}  # fmt: skip
MAY_BE_MISSING = "MSYy"
MAY_BE_PADDED = "kle"


@dataclass(frozen=True, slots=True)
class Date:
    """A broken-down time. Fields that the calendar does not know (an hour of 25) run on when it becomes seconds."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    century: int = -1
    short: int = -1
    yearday: int = 0

    @classmethod
    def of(cls, seconds: int) -> Date:
        """The UTC date of seconds since 1970."""
        return cls(*gmtime(seconds))

    def seconds(self) -> int:
        """Seconds since 1970, as mktime(3)."""
        return timegm(self.year, self.month, self.day, self.hour, self.minute, self.second)


def strptime(text: str, template: str, start: Date) -> tuple[Date, str] | None:
    """The date, and what of the text is left; None when it is not of that form. What the template does not name stays
    as it is in ``start``.
    """
    date, rest, place = start, text, 0
    while place < len(template):
        letter = template[place]
        place += 1
        if letter != "%":
            if letter.isspace():
                rest = rest.lstrip()
            elif rest.startswith(letter):
                rest = rest[1:]
            else:
                return None
            continue
        while template[place : place + 1] in ("E", "O"):
            place += 1
        found = _field(template[place : place + 1], date, rest)
        if found is None:
            return None
        date, rest = found
        place += 1
    return _settled(date), rest


def _settled(date: Date) -> Date:
    """Centuries and years as one; a day of the year, given alone, as month and day."""
    if date.century >= 0 or date.short >= 0:
        short = max(date.short, 0)
        century = date.century if date.century >= 0 else 20 if short < 69 else 19
        date = replace(date, year=century * 100 + short)
    if date.yearday:
        year, month, day, *_ = gmtime(timegm(date.year, 1, 1, 0, 0, 0) + (date.yearday - 1) * 86400)
        date = replace(date, year=year, month=month, day=day)
    return replace(date, century=-1, short=-1, yearday=0)


def _field(letter: str, date: Date, rest: str) -> tuple[Date, str] | None:
    if letter in COMPOSED and letter:
        return strptime(rest, COMPOSED[letter], date)
    if letter in NUMBERS:
        return _number(letter, date, rest)
    if letter == "%":
        return (date, rest[1:]) if rest.startswith("%") else None
    if letter in ("n", "t"):
        return date, rest.lstrip()
    if letter in ("A", "a", "B", "b", "h"):
        return _name(letter, date, rest)
    if letter == "p":
        return _half(date, rest)
    if letter == "s":
        digits = len(rest) - len(rest.lstrip("0123456789"))
        return (Date.of(int(rest[:digits])), rest[digits:]) if digits else None
    if letter in ("Z", "z"):
        return _zone(letter, date, rest)
    return None


def _number(letter: str, date: Date, rest: str) -> tuple[Date, str] | None:
    if letter in MAY_BE_MISSING and (not rest or rest[0].isspace()):
        return date, rest
    most, least, greatest, field = NUMBERS[letter]
    if letter in MAY_BE_PADDED and rest[:1].isspace():
        rest, most = rest[1:], most if letter == "e" else 1
    count = 0
    while count < most and rest[count : count + 1].isdigit():
        count += 1
    if not count or not least <= int(rest[:count]) <= greatest:
        return None
    value = int(rest[:count])
    if field == "year":
        date = replace(date, century=value // 100, short=value % 100)
    elif field:
        date = replace(date, **{field: value})
    return date, rest[count:]


def _name(letter: str, date: Date, rest: str) -> tuple[Date, str] | None:
    names = LONG_DAYS if letter in "Aa" else LONG_MONTHS
    for width in (None, 3):
        for index, name in enumerate(names):
            if rest.lower().startswith(name[:width].lower()):
                return (date if letter in "Aa" else replace(date, month=index + 1)), rest[len(name[:width]) :]
    return None


def _half(date: Date, rest: str) -> tuple[Date, str] | None:
    half = rest[:2].upper()
    if date.hour > 12 or half not in ("AM", "PM"):
        return None
    return replace(date, hour=date.hour % 12 + (12 if half == "PM" else 0)), rest[2:]


def _zone(letter: str, date: Date, rest: str) -> tuple[Date, str] | None:
    if letter == "Z":
        name = rest[: len(rest) - len(rest.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
        return (date, rest[len(name) :]) if name in ("", "GMT", "UTC") else None
    sign, digits = rest[:1], rest[1:5]
    if sign not in ("+", "-") or not digits[:2].isdigit() or len(digits) < 2:
        return None
    if not digits.isdigit() or len(digits) < 4:
        digits = digits[:2]
    value = int(digits.ljust(4, "0"))
    if value > (1400 if sign == "+" else 1200) or value % 100 >= 60:
        return None
    way = -1 if sign == "+" else 1
    return replace(date, hour=date.hour + way * (value // 100), minute=date.minute + way * (value % 100)), (
        rest[1 + len(digits) :]
    )
