"""get_date: a date as people write it (``2024-03-01 12:00``, ``1 Mar``, ``3 days ago``, ``last monday``).

Models usr.bin/find/getdate.y (contrib/libarchive/libarchive/archive_getdate.c is its child); leaves out summer time
and the zones of it, zones by name but GMT, UT and UTC, and comments in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from simbsd.lib.strftime import timegm
from simbsd.sys.calendar import gmtime

DAY, HOUR, EPOCH, LAST_YEAR = 86400, 60, 1970, 2038
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
OTHER_DAYS = {"tues": 2, "wednes": 3, "thur": 4, "thurs": 4}
# Kinds of token: u and s numbers without and with a sign, m a unit of minutes, c of seconds, o of months.
UNITS = {
    "year": ("o", 12), "month": ("o", 1), "fortnight": ("m", 14 * 24 * 60), "week": ("m", 7 * 24 * 60),
    "day": ("m", 24 * 60), "hour": ("m", 60), "minute": ("m", 1), "min": ("m", 1), "second": ("c", 1), "sec": ("c", 1),
}  # fmt: skip
OTHERS = {
    "tomorrow": ("m", 24 * 60), "yesterday": ("m", -24 * 60), "today": ("m", 0), "now": ("m", 0), "last": ("u", -1),
    "this": ("m", 0), "next": ("u", 2), "first": ("u", 1), "third": ("u", 3), "fourth": ("u", 4), "fifth": ("u", 5),
    "sixth": ("u", 6), "seventh": ("u", 7), "eighth": ("u", 8), "ninth": ("u", 9), "tenth": ("u", 10),
    "eleventh": ("u", 11), "twelfth": ("u", 12), "ago": ("A", 1),
}  # fmt: skip
MERIDIANS = {"am": ("M", 0), "a.m.": ("M", 0), "pm": ("M", 12), "p.m.": ("M", 12)}
_TOKEN = re.compile(r"\s*(?:([-+]?)[-+]*([0-9]+)|([A-Za-z][A-Za-z.]*)|[-+]|(.))", re.ASCII)
MER24 = -1  # no a.m. and no p.m.
Token = tuple[str, int]


@dataclass(slots=True)
class _Date:
    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0
    meridian: int = MER24
    zone: int = 0  # minutes west of Greenwich
    seconds: int = 0  # what is to be added
    months: int = 0
    ordinal: int = 0
    weekday: int = 0
    have_date: int = 0
    have_time: int = 0
    have_zone: int = 0
    have_day: int = 0
    have_rel: int = 0


_Rule = Callable[[_Date, list[int]], None]


def get_date(text: str, now: int) -> int | None:
    """The seconds since 1970 that ``text`` means at ``now``; None for what is no date. The zone is Greenwich's."""
    tokens = _tokens(text)
    date = _Date(*gmtime(now)[:3])
    if tokens is None or not _parse(tokens, date):
        return None
    if max(date.have_time, date.have_zone, date.have_date, date.have_day) > 1:
        return None
    if date.have_date or date.have_time or date.have_day:
        start = _convert(date, date.year, date.month, date.day, (date.hour, date.minute, date.second), date.meridian)
        if start is None:
            return None
    else:
        start = now if date.have_rel else now - now % DAY
    start += date.seconds
    if date.months:
        year, month, day, *clock = gmtime(start)
        count = 12 * year + month - 1 + date.months
        moved = _convert(date, count // 12, count % 12 + 1, day, (clock[0], clock[1], clock[2]), MER24)
        start += -1 - start if moved is None else moved - start
    if date.have_day and not date.have_date:
        today = (start // DAY + 4) % 7
        start += DAY * ((date.weekday - today) % 7)
        start += 7 * DAY * (date.ordinal if date.ordinal <= 0 else date.ordinal - 1)
    return start


def _tokens(text: str) -> list[Token] | None:
    found: list[Token] = []
    for match in _TOKEN.finditer(text.rstrip()):
        sign, digits, word, mark = match.groups()
        if digits:
            value = int(digits[:18])
            found.append(("s", -value if sign == "-" else value) if sign else ("u", value))
        elif word:
            token = _word(word.lower())
            if token is None:
                return None
            found.append(token)
        elif mark:
            found.append((mark, 0))
    return found


def _word(word: str) -> Token | None:
    """LookupWord: a month, a day, a unit, in whole or as its first three letters."""
    if word in MERIDIANS:
        return MERIDIANS[word]
    short = word.removesuffix(".") if len(word) == 4 else word
    for kind, names in (("N", MONTHS), ("D", DAYS)):
        for number, name in enumerate(names):
            if word == name or len(short) == 3 and name.startswith(short):
                return kind, number + (kind == "N")
    if word in OTHER_DAYS or word == "sept":
        return ("N", 9) if word == "sept" else ("D", OTHER_DAYS[word])
    if word.replace(".", "") in ("gmt", "ut", "utc"):
        return "Z", 0
    token = UNITS.get(word) or UNITS.get(word.removesuffix("s")) or OTHERS.get(word)
    return token or (_military(word) if len(word) == 1 else None)


def _military(letter: str) -> Token | None:
    place = "abcdefghiklm".find(letter) + 1 or -("nopqrstuvwxy".find(letter) + 1)
    return ("Z", place * HOUR) if place or letter == "z" else None


def _parse(tokens: list[Token], date: _Date) -> bool:
    """The longest rule that fits, one after the other, as yacc(1) shifts where it might reduce."""
    at = 0
    kinds = "".join(kind if len(kind) == 1 else "?" for kind, _ in tokens)
    while at < len(tokens):
        for pattern, rule in _RULES:
            if kinds.startswith(pattern, at):
                rule(date, [value for _, value in tokens[at : at + len(pattern)]])
                at += len(pattern)
                break
        else:
            return False
    return True


def _time(hour: int, minute: int | None, second: int | None, meridian: int | None, zone: int | None) -> _Rule:
    """A rule for the time of day: the places of its parts."""

    def rule(date: _Date, values: list[int]) -> None:
        date.hour, date.minute = values[hour], values[minute] if minute else 0
        date.second = date.second if zone is not None and second is None else values[second] if second else 0
        date.meridian = MER24 if meridian is None else values[meridian]
        if zone is not None:
            west = abs(values[zone])
            date.zone = (-1 if values[zone] > 0 else 1) * (west % 100 + west // 100 * 60)
        date.have_time += 1

    return rule


def _calendar(year: int | None, month: int, day: int) -> _Rule:
    def rule(date: _Date, values: list[int]) -> None:
        date.month, date.day = abs(values[month]), abs(values[day])
        if year is not None:
            date.year = abs(values[year])
        date.have_date += 1

    return rule


def _slashes(date: _Date, values: list[int]) -> None:
    """Y/M/D where the first is no month, else M/D/Y."""
    (_calendar(0, 2, 4) if values[0] >= 100 else _calendar(4, 0, 2))(date, values)


def _relative(factor: int | None, unit: int, kind: str, ago: bool = False) -> _Rule:
    def rule(date: _Date, values: list[int]) -> None:
        count = (1 if factor is None else values[factor]) * values[unit]
        if kind == "o":
            date.months += count
        else:
            date.seconds += count * (60 if kind == "m" else 1)
        if ago:
            date.seconds, date.months = -date.seconds, -date.months
        date.have_rel += 1

    return rule


def _weekday(ordinal: int | None, day: int) -> _Rule:
    def rule(date: _Date, values: list[int]) -> None:
        date.ordinal, date.weekday = 1 if ordinal is None else values[ordinal], values[day]
        date.have_day += 1

    return rule


def _zone(date: _Date, values: list[int]) -> None:
    date.zone = values[0]
    date.have_zone += 1


def _number(date: _Date, values: list[int]) -> None:
    """A number alone: the year after a date and a time, 20240301, 1200 or 12."""
    value = values[0]
    if date.have_time and date.have_date and not date.have_rel:
        date.year = value
    elif value > 10000:
        date.year, date.month, date.day = value // 10000, value // 100 % 100, value % 100
        date.have_date += 1
    else:
        date.hour, date.minute = (value, 0) if 0 <= value < 100 else divmod(value, 100)
        date.second, date.meridian = 0, MER24
        date.have_time += 1


_RULES: tuple[tuple[str, _Rule], ...] = tuple(
    sorted(
        {
            "uM": _time(0, None, None, 1, None), "u:u": _time(0, 2, None, None, None),
            "u:uM": _time(0, 2, None, 3, None), "u:us": _time(0, 2, None, None, 3),
            "u:u:u": _time(0, 2, 4, None, None), "u:u:uM": _time(0, 2, 4, 5, None),
            "u:u:us": _time(0, 2, 4, None, 5), "Z": _zone, "D": _weekday(None, 0), "D,": _weekday(None, 0),
            "uD": _weekday(0, 1), "u/u": _calendar(None, 0, 2), "u/u/u": _slashes, "uss": _calendar(0, 1, 2),
            "uNs": _calendar(2, 1, 0), "Nu": _calendar(None, 0, 1), "Nu,u": _calendar(3, 0, 1),
            "uN": _calendar(None, 1, 0), "uNu": _calendar(2, 1, 0), "u": _number,
            **{f"{sign}{kind}{ago}": _relative(0, 1, kind, bool(ago))
               for sign in "us" for kind in "moc" for ago in ("", "A")},
            **{f"{kind}{ago}": _relative(None, 0, kind, bool(ago)) for kind in "moc" for ago in ("", "A")},
        }.items(),
        key=lambda rule: -len(rule[0]),
    )
)  # fmt: skip


def _convert(date: _Date, year: int, month: int, day: int, clock: tuple[int, int, int], meridian: int) -> int | None:
    """Convert: a date and a time in seconds; None for what no calendar has."""
    hour, minute, second = clock
    year = year + 2000 if year < 69 else year + 1900 if year < 100 else year
    if not EPOCH <= year <= LAST_YEAR or not 1 <= month <= 12 or minute > 59 or second > 59:
        return None
    length = (timegm(year + month // 12, month % 12 + 1, 1, 0, 0, 0) - timegm(year, month, 1, 0, 0, 0)) // DAY
    if not 1 <= day <= length or not (0 <= hour <= 23 if meridian == MER24 else 1 <= hour <= 12):
        return None
    if meridian != MER24:
        hour = hour % 12 + meridian
    return timegm(year, month, day, hour, minute, second) + date.zone * 60
