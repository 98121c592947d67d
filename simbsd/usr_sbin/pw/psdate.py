"""pw(8): dates of expiry, as they are typed.

Models usr.sbin/pw/psdate.c; UTC is the only zone.
"""

from __future__ import annotations

import re

from simbsd.lib.err import Err
from simbsd.lib.strftime import timegm
from simbsd.lib.strptime import Date, strptime
from simbsd.sys.calendar import gmtime

UNITS = {"h": 3600, "": 60, "m": 60, "s": 1, "d": 86400, "w": 604800}
DATES = ("%d-%b-%y", "%d-%b-%Y", "%d-%m-%y", "%d-%m-%Y")
FORMATS = (
    *DATES,
    *(f"{time} {date}" for time in ("%H:%M", "%H:%M:%S") for date in DATES),
    *(f"{date} {time}" for time in ("%H:%M", "%H:%M:%S") for date in DATES),
    *(f"{time}\t{date}" for time in ("%H:%M", "%H:%M\t%S") for date in DATES),
    *(f"{date}\t{time}" for time in ("%H:%M", "%H:%M:%S") for date in DATES),
)
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def numerics(text: str) -> bool:
    """True of digits alone (and x, for hexadecimal)."""
    return all(letter in "0123456789x" for letter in text)


def strtol(text: str) -> int:
    """The number at the beginning, decimal, octal or hexadecimal; 0 when there is none."""
    found = re.match(r"\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[0-9]+)", text)
    if found is None:
        return 0
    digits = found[2]
    base = 16 if digits[:2] in ("0x", "0X") else 8 if digits.startswith("0") else 10
    return int(digits, base) * (-1 if found[1] == "-" else 1)


async def parse_date(err: Err, now: int, text: str) -> int:
    """Seconds since 1970: a number of them, a time from now (``+3w``), or a date."""
    text = text.lstrip()
    if numerics(text):
        return strtol(text)
    if text[0] in "+-":
        return _later(now, text)
    if text[:3].lower() in DAYS:
        text = re.sub(r"^[A-Za-z]*[,\s]*", "", text)
    while (found := re.search(r" ([(+-][^ ]*|[A-Z]*)$", text)) is not None:  # a zone
        text = text[: found.start()]
    for template in FORMATS:
        read = strptime(text, template, Date(1900, 1, 0, 0, 0, 0))
        if read is not None and not read[1]:
            return read[0].seconds()
    await err.errx(1, "Invalid date")


def _later(now: int, text: str) -> int:
    count = strtol(text)
    unit = re.sub(r"^[-+](0[xX][0-9a-fA-F]+|[0-9]+)", "", text)[:1].lower()
    if unit in UNITS:
        return now + count * UNITS[unit]
    if unit not in ("o", "y"):
        return now
    year, month, day, *rest = gmtime(now)
    months = year * 12 + month - 1 + count * (12 if unit == "y" else 1)
    first = timegm(months // 12, months % 12 + 1, 1, *rest)
    later = first + (day - 1) * 86400
    if gmtime(later)[2] == day:
        return later
    # A month that has no such day: the day before the first of the one that was run into (fixday).
    year, month, *_ = gmtime(later)
    return timegm(year, month, 1, *rest) - 86400
