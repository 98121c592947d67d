"""Calendar dates, without a host's clock or time zone.

Models gmtime(3); the machine's time zone is UTC.
"""

from __future__ import annotations

DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def gmtime(seconds: int) -> tuple[int, int, int, int, int, int]:
    """Seconds since 1970 as (year, month 1..12, day, hour, minute, second)."""
    days, rest = divmod(seconds, 86400)
    era_day = days + 719468  # days since 0000-03-01
    era, day_of_era = divmod(era_day, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (month <= 2)
    return year, month, day_of_year - (153 * shifted + 2) // 5 + 1, rest // 3600, rest % 3600 // 60, rest % 60


def weekday(seconds: int) -> int:
    """Day of the week, Sunday 0."""
    return (seconds // 86400 + 4) % 7


def ctime(seconds: int) -> str:
    """``Fri Mar  1 12:00:00 2024``."""
    year, month, day, hour, minute, second = gmtime(seconds)
    return f"{DAYS[weekday(seconds)]} {MONTHS[month - 1]} {day:>2} {hour:02}:{minute:02}:{second:02} {year}"
