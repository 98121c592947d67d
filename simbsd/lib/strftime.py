"""strftime(3) of a UTC time in the C locale, and its way back to seconds.

Models lib/libc/stdtime/strftime.c and mktime(3); leaves out %E, %O and locales.
"""

from __future__ import annotations

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


def strftime(template: str, seconds: int) -> str:
    """A time as text."""
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
            out += _field(template[place], seconds).lstrip("0 ") or "0"
            place += 1
        else:
            out += strftime(_COMPOSED[letter], seconds) if letter in _COMPOSED else _field(letter, seconds)
    return out


def _field(letter: str, seconds: int) -> str:
    year, month, day, hour, minute, second = gmtime(seconds)
    day_of_week = weekday(seconds)
    day_of_year = (seconds - timegm(year, 1, 1, 0, 0, 0)) // 86400
    week_year, week = _iso_week(year, day_of_year, day_of_week)
    fields: dict[str, str] = {
        "G": str(week_year), "g": f"{week_year % 100:02}", "V": f"{week:02}",
        "%": "%", "n": "\n", "t": "\t", "A": LONG_DAYS[day_of_week], "a": DAYS[day_of_week],
        "B": LONG_MONTHS[month - 1], "b": MONTHS[month - 1], "C": f"{year // 100:02}", "d": f"{day:02}",
        "e": f"{day:>2}", "H": f"{hour:02}", "I": f"{hour % 12 or 12:02}", "j": f"{day_of_year + 1:03}",
        "k": f"{hour:>2}", "l": f"{hour % 12 or 12:>2}", "M": f"{minute:02}", "m": f"{month:02}",
        "p": "AM" if hour < 12 else "PM", "S": f"{second:02}", "s": str(seconds),
        "U": f"{(day_of_year + 7 - day_of_week) // 7:02}", "u": str(day_of_week or 7),
        "W": f"{(day_of_year + 7 - (day_of_week - 1) % 7) // 7:02}", "w": str(day_of_week), "Y": str(year),
        "y": f"{year % 100:02}", "Z": "UTC", "z": "+0000",
    }  # fmt: skip
    return fields.get(letter, letter)


def _iso_week(year: int, day_of_year: int, day_of_week: int) -> tuple[int, int]:
    """Year and week by ISO 8601: weeks begin on Monday and belong to the year that has their Thursday."""
    thursday = day_of_year + 3 - (day_of_week - 1) % 7
    days = (timegm(year + 1, 1, 1, 0, 0, 0) - timegm(year, 1, 1, 0, 0, 0)) // 86400
    if thursday < 0:
        before = (timegm(year, 1, 1, 0, 0, 0) - timegm(year - 1, 1, 1, 0, 0, 0)) // 86400
        return year - 1, (thursday + before) // 7 + 1
    return (year + 1, (thursday - days) // 7 + 1) if thursday >= days else (year, thursday // 7 + 1)
