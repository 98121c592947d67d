"""The time operand of shutdown(8).

Models getoffset of sbin/shutdown/shutdown.c; the machine's time zone is UTC.
"""

from __future__ import annotations

import re

from simbsd.lib.strftime import timegm
from simbsd.sys.calendar import gmtime
from simbsd.sys.strtol import to_int

UNITS = {
    "": 60, "m": 60, "min": 60, "mins": 60, "h": 3600, "hour": 3600, "hours": 3600, "s": 1, "sec": 1, "secs": 1,
}  # fmt: skip
DAY = 86400
LONG_MAX = (1 << 63) - 1
_RELATIVE = re.compile(r"\+([0-9]+)(.*)", re.DOTALL)


class BadTime(Exception):
    """The operand is no time; what the program says then."""


def parse_time(text: str, now: int) -> int:
    """The moment meant, in seconds since 1970: ``now``, ``+minutes``, ``+10sec``, ``hh:mm``, ``[[yy]mm]ddhhmm``. Raises
    BadTime.
    """
    if text.lower() == "now":
        return now
    relative = _RELATIVE.fullmatch(text)
    if relative is not None:
        unit = UNITS.get(relative[2].lower())
        if unit is None or to_int(relative[1]) >= LONG_MAX:
            raise BadTime("bad time format")
        return now + to_int(relative[1]) * unit
    if len(text) >= 3 and text[-3] == ":":
        text = text[:-3] + text[-2:]
    if len(text) not in (4, 6, 8, 10) or not (text.isascii() and text.isdigit()):
        raise BadTime("bad time format")
    return _absolute([int(text[i : i + 2]) for i in range(0, len(text), 2)], now)


def _absolute(pairs: list[int], now: int) -> int:
    year, month, day, *_ = gmtime(now)
    today = len(pairs) == 2
    minute, hour = pairs.pop(), pairs.pop()
    if pairs:
        day = pairs.pop()
    if pairs:
        month = pairs.pop()
    if pairs:
        short = pairs.pop()
        year = year - year % 100 + short + (100 if short < year % 100 - 1 else 0)
    if not 1 <= month <= 12 or not 1 <= day <= 31 or hour > 23 or minute > 59:
        raise BadTime("bad time format")
    when = timegm(year, month, day, hour, minute, 0)
    if when < now and not today:
        raise BadTime("that time is already past.")
    return when + DAY if when < now else when
