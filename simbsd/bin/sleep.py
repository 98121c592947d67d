"""sleep(1): wait.

Models bin/sleep/sleep.c.
"""

from __future__ import annotations

import re
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.signal import signal
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.unistd import exit, monotonic, nanosleep
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.signal import SIGINFO

USAGE = """\
usage: sleep number[unit] ...
Unit can be 's' (seconds, the default), m (minutes), h (hours), or d (days).
"""
_NUMBER = re.compile(r"\s*([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?(.?)", re.DOTALL)
_HEX = "[0-9a-fA-F]"
_HEXADECIMAL = re.compile(rf"\s*([+-]?)0[xX]({_HEX}*)(?:\.({_HEX}*))?(?:[pP]([+-]?[0-9]{{1,3}}))?([^0-9a-fA-F]?)")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
INT_MAX = 2**31 - 1
SECOND = 1_000_000
MAX_DIGITS = 400


async def _usage() -> NoReturn:
    await puts(USAGE, STDERR)
    await exit(1)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Sleep for the sum of the times; SIGINFO tells what is left."""
    if len(argv) < 2:
        await _usage()
    total = 0
    for word in argv[1:]:
        us = microseconds(word)
        if us is None:
            await _usage()
        total += us
    if total > INT_MAX * SECOND:
        await _usage()
    if total > 0:
        await _sleep(Err(argv), total)
    return 0


def microseconds(word: str) -> int | None:
    """A number with an optional unit, in microseconds; None when it is none, or longer than any time."""
    found = _HEXADECIMAL.fullmatch(word)
    if found is not None and len(word) <= MAX_DIGITS:
        return _hexadecimal(*found.groups(default=""))
    found = _NUMBER.fullmatch(word)
    if found is None or len(word) > MAX_DIGITS:
        return None
    sign, whole, fraction, exponent, unit = found.groups(default="")
    if unit not in _UNITS or not whole + fraction:
        return None
    power = int(exponent or 0) - len(fraction) + 6
    value = int(whole + fraction) * _UNITS[unit]
    value = value * int(10**power) if power >= 0 else value // int(10**-power)
    return -value if sign == "-" else value


def _hexadecimal(sign: str, whole: str, fraction: str, exponent: str, unit: str) -> int | None:
    """sscanf(3)'s %lf takes hexadecimal numbers too; of a digit that is a unit's letter it makes a digit."""
    if unit not in _UNITS or not whole + fraction:
        return None
    power = int(exponent or 0) - 4 * len(fraction)
    value = int(whole + fraction, 16) * _UNITS[unit] * SECOND
    value = value << power if power >= 0 else value >> -power
    return -value if sign == "-" else value


async def _sleep(err: Err, us: int) -> None:
    asked: list[int] = []
    await signal(SIGINFO, asked.append)
    until = await monotonic() + us
    while (left := until - await monotonic()) > 0:
        try:
            await nanosleep(left)
        except Errno as error:
            if error.errno != EINTR:
                await err.err(1, "nanosleep", error)
        if asked:
            asked.clear()
            left = max(until - await monotonic(), 0)
            await err.warnx(f"about {left // SECOND} second(s) left out of the original {us // SECOND}")
