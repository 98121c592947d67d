"""date(1): print or set the time.

Models bin/date/date.c; leaves out time zones: the machine's is UTC, and so is every other that -z names.
"""

from __future__ import annotations

from typing import NoReturn

from simbsd.bin.date_vary import vary
from simbsd.lib.err import Err
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.strftime import strftime, timegm
from simbsd.lib.strptime import Date, strptime
from simbsd.lib.syscall import syscall
from simbsd.lib.unistd import boottime, exit, getlogin, gettimeofday
from simbsd.sys.calendar import gmtime
from simbsd.sys.errno import Errno
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.syslog import LOG_AUTH, LOG_NOTICE
from simbsd.sys.utmpx import NEW_TIME, OLD_TIME, Utmpx

USAGE = """\
usage: date [-jnRu] [-I[date|hours|minutes|seconds]] [-f input_fmt]
            [ -z output_zone ] [-r filename|seconds] [-v[+|-]val[y|m|w|d|H|M|S]]
            [[[[[[cc]yy]mm]dd]HH]MM[.SS] | new_date] [+output_fmt]
"""
ISO_FORMATS = {"date": "%Y-%m-%d", "hours": "%Y-%m-%dT%H", "minutes": "%Y-%m-%dT%H:%M", "seconds": "%Y-%m-%dT%H:%M:%S"}
RFC2822 = "%a, %d %b %Y %T %z"
SECOND = 1_000_000


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the time as the format says, or set it."""
    err = Err(argv)
    options, operands = await getopt(argv, "f:I::jnRr:uv:z:")
    given = dict(options)
    if "?" in given:
        await _usage()
    if "I" in given and ("R" in given or any(word.startswith("+") for word in operands[:2])):
        await err.errx(1, "multiple output formats specified")
    template = await _template(err, given)
    seconds = await _start(given["r"]) if "r" in given else await gettimeofday() // SECOND
    if operands and operands[0].startswith("+"):
        template, operands = operands[0][1:], operands[1:]
    if operands:
        seconds = await _set(err, operands[0], seconds, given)
        operands = operands[1:]
    elif "f" in given:
        await _usage()
    if operands and operands[0].startswith("+"):
        template = operands[0][1:]
    date = Date.of(seconds)
    for step in [value for letter, value in options if letter == "v"]:
        varied = vary(date, step)
        if varied is None:
            await puts(f"{step}: Cannot apply date adjustment\n", STDERR)
            await _usage()
        date = varied
    shown = strftime(template, date.seconds())
    try:
        await puts((shown + "+00:00" if "I" in given and "T" in template else shown) + "\n")
    except Errno as error:
        await err.err(1, "stdout", error)
    return 0


async def _usage() -> NoReturn:
    await puts(USAGE, STDERR)
    await exit(1)


async def _template(err: Err, given: dict[str, str]) -> str:
    if "I" not in given:
        return RFC2822 if "R" in given else "%+"
    name = given["I"] or "date"
    if name not in ISO_FORMATS:
        await err.errx(1, f"invalid argument '{name}' for -I")
    return ISO_FORMATS[name]


async def _start(text: str) -> int:
    """-r: seconds since 1970, or a file's time of modification."""
    digits = text.removeprefix("-")
    if is_number(digits):
        return to_int(text)
    try:
        found = await stat(text)
    except Errno:
        await _usage()
    boot = await boottime()
    return (boot + found.st_mtime) // SECOND


async def _set(err: Err, text: str, now: int, given: dict[str, str]) -> int:
    """The time that an operand names, by -f's template or the usual one; it becomes the machine's without -j."""
    if "f" in given:
        found = strptime(text, given["f"], Date.of(now))
        if found is None:
            await puts(f"Failed conversion of ``{text}'' using format ``{given['f']}''\n", STDERR)
            await _bad(err)
        date, rest = found
        if rest:
            await puts(f"Warning: Ignoring {len(rest)} extraneous characters in date string ({rest})\n", STDERR)
        seconds = date.seconds()
    else:
        seconds = await _usual(err, text, now)
    if "j" not in given:
        from simbsd.lib.syslog import Syslog
        from simbsd.lib.utmpx import record

        await record(Utmpx(OLD_TIME))
        try:
            await syscall("settimeofday", seconds * SECOND)
        except Errno as error:
            await err.err(1, "settimeofday (timeval)", error)
        await record(Utmpx(NEW_TIME))
        await Syslog("date")(LOG_AUTH | LOG_NOTICE, f"date set by {await getlogin() or '???'}")
    return seconds


async def _usual(err: Err, text: str, now: int) -> int:
    """``[[[[[cc]yy]mm]dd]HH]MM[.SS]``: what is not given stays as it is."""
    head, dot, tail = text.partition(".")
    if not is_number(head) or len(head) % 2 or not 2 <= len(head) <= 12:
        await _bad(err)
    if dot and not (len(tail) == 2 and is_number(tail) and int(tail) <= 61):
        await _bad(err)
    year, month, day, hour, minute, _ = gmtime(now)
    pairs = [int(head[i : i + 2]) for i in range(0, len(head), 2)]
    minute = pairs.pop()
    hour = pairs.pop() if pairs else hour
    day = pairs.pop() if pairs else day
    month = pairs.pop() if pairs else month
    if pairs:
        short = pairs.pop()
        year = pairs.pop() * 100 + short if pairs else short + (2000 if short < 69 else 1900)
    if month > 12 or day > 31 or hour > 23 or minute > 59:
        await _bad(err)
    return timegm(year, month, day, hour, minute, int(tail) if dot else 0)


async def _bad(err: Err) -> NoReturn:
    await err.warnx("illegal time format")
    await _usage()
