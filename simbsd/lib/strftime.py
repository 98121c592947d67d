"""strftime(3) of a UTC time in the C locale, and its way back to seconds.

Models lib/libc/stdtime/strftime.c and mktime(3); leaves out %E, %O and locales.
"""

from __future__ import annotations

from collections.abc import Callable

from simbsd.sys.calendar import DAYS, MONTHS, gmtime, weekday

LONG_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_COMPOSED = {
    "+": "%a %b %e %H:%M:%S %Z %Y", "c": "%a %b %e %H:%M:%S %Y", "D": "%m/%d/%y", "F": "%Y-%m-%d", "h": "%b",
    "R": "%H:%M", "r": "%I:%M:%S %p", "T": "%H:%M:%S", "v": "%e-%b-%Y", "X": "%H:%M:%S", "x": "%m/%d/%y",
}  # fmt: skip


def timegm(year: int, month: int, day: int, hour: int, minute: int, second: int) -> int:
    """Seconds since 1970 of a UTC date; days past the end of a month run on."""
    shifted_year = year - (month <= 2)
    era, year_of_era = divmod(shifted_year, 400)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    days = era * 146097 + day_of_era - 719468
    return days * 86400 + hour * 3600 + minute * 60 + second


class _Moment:
    """struct tm: a time in the parts that fields are made of. Months and days of the month count from 1."""

    __slots__ = ("seconds", "year", "month", "day", "hour", "minute", "second")

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self.year, self.month, self.day, self.hour, self.minute, self.second = gmtime(seconds)

    @property
    def tm_wday(self) -> int:
        return weekday(self.seconds)

    @property
    def tm_yday(self) -> int:
        return (self.seconds - timegm(self.year, 1, 1, 0, 0, 0)) // 86400

    @property
    def iso(self) -> tuple[int, int]:
        return _iso_week(self.year, self.tm_yday, self.tm_wday)


_FIELDS: dict[str, Callable[[_Moment], str]] = {
    "%": lambda tm: "%",
    "A": lambda tm: LONG_DAYS[tm.tm_wday],
    "a": lambda tm: DAYS[tm.tm_wday],
    "B": lambda tm: LONG_MONTHS[tm.month - 1],
    "b": lambda tm: MONTHS[tm.month - 1],
    "C": lambda tm: f"{tm.year // 100:02}",
    "d": lambda tm: f"{tm.day:02}",
    "e": lambda tm: f"{tm.day:>2}",
    "G": lambda tm: str(tm.iso[0]),
    "g": lambda tm: f"{tm.iso[0] % 100:02}",
    "H": lambda tm: f"{tm.hour:02}",
    "I": lambda tm: f"{tm.hour % 12 or 12:02}",
    "j": lambda tm: f"{tm.tm_yday + 1:03}",
    "k": lambda tm: f"{tm.hour:>2}",
    "l": lambda tm: f"{tm.hour % 12 or 12:>2}",
    "M": lambda tm: f"{tm.minute:02}",
    "m": lambda tm: f"{tm.month:02}",
    "n": lambda tm: "\n",
    "p": lambda tm: "AM" if tm.hour < 12 else "PM",
    "S": lambda tm: f"{tm.second:02}",
    "s": lambda tm: str(tm.seconds),
    "t": lambda tm: "\t",
    "U": lambda tm: f"{(tm.tm_yday + 7 - tm.tm_wday) // 7:02}",
    "u": lambda tm: str(tm.tm_wday or 7),
    "V": lambda tm: f"{tm.iso[1]:02}",
    "W": lambda tm: f"{(tm.tm_yday + 7 - (tm.tm_wday - 1) % 7) // 7:02}",
    "w": lambda tm: str(tm.tm_wday),
    "Y": lambda tm: str(tm.year),
    "y": lambda tm: f"{tm.year % 100:02}",
    "Z": lambda tm: "UTC",
    "z": lambda tm: "+0000",
}


def strftime(template: str, seconds: int) -> str:
    """A time as text."""
    return _written(template, _Moment(seconds))


def _written(template: str, tm: _Moment) -> str:
    out, place = "", 0
    while place < len(template):
        char = template[place]
        place += 1
        if char != "%" or place == len(template):
            out += char
            continue
        letter = template[place]
        place += 1
        if letter == "-" and place < len(template):
            out += _field(template[place], tm).lstrip("0 ") or "0"
            place += 1
        else:
            out += _written(_COMPOSED[letter], tm) if letter in _COMPOSED else _field(letter, tm)
    return out


def _field(letter: str, tm: _Moment) -> str:
    field = _FIELDS.get(letter)
    return field(tm) if field else letter


def _iso_week(year: int, day_of_year: int, day_of_week: int) -> tuple[int, int]:
    """Year and week by ISO 8601: weeks begin on Monday and belong to the year that has their Thursday."""
    thursday = day_of_year + 3 - (day_of_week - 1) % 7
    days = (timegm(year + 1, 1, 1, 0, 0, 0) - timegm(year, 1, 1, 0, 0, 0)) // 86400
    if thursday < 0:
        before = (timegm(year, 1, 1, 0, 0, 0) - timegm(year - 1, 1, 1, 0, 0, 0)) // 86400
        return year - 1, (thursday + before) // 7 + 1
    return (year + 1, (thursday - days) // 7 + 1) if thursday >= days else (year, thursday // 7 + 1)
