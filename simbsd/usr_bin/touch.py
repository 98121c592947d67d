"""touch(1): set times, make empty files.

Models usr.bin/touch/touch.c.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simbsd.lib.err import Err
from simbsd.lib.files import UTIME_OMIT, lstat, stat, utimens
from simbsd.lib.getopt import getopt
from simbsd.lib.strftime import timegm
from simbsd.lib.unistd import boottime, close, gettimeofday, open
from simbsd.sys.calendar import gmtime
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_CREAT, O_WRONLY
from simbsd.sys.strtol import is_number, to_int

USAGE = (
    "touch [-A [-][[hh]mm]SS] [-achm] [-r file] [-t [[CC]YY]MMDDhhmm[.SS]]\n"
    "       [-d YYYY-MM-DDThh:mm:SS[.frac][tz]] file ..."
)
BAD = "out of range or illegal time specification: "
SECOND = 1_000_000
LEAST_YEAR, CENTURY_PIVOT = 69, 39


@dataclass(slots=True)
class Job:
    """Which times (``a``, ``m``), to what (microseconds since 1970; None: now), offset in seconds (-A), make files?"""

    which: set[str]
    times: tuple[int, int] | None
    offset: int
    make: bool
    follow: bool
    boot: int


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Bring each file's times to now or to what -t, -d, -r say; -A moves them."""
    err = Err(argv)
    options, operands = await getopt(argv, "A:acd:fhmr:t:")
    letters = {letter for letter, _ in options}
    if "?" in letters:
        await err.usage(USAGE)
    job = Job(letters & {"a", "m"} or {"a", "m"}, None, 0, not letters & {"c", "h"}, "h" not in letters, 0)
    now = await gettimeofday() // SECOND
    for letter, text in options:
        if letter == "A":
            job.offset = await _offset(err, text)
        elif letter in CONVERT:
            job.times = await CONVERT[letter](err, text, now)
    if job.times is not None:
        job.times = (job.times[0] + job.offset * SECOND, job.times[1] + job.offset * SECOND)
        job.offset = 0
    elif len(operands) > 1 and is_number(operands[0]) and len(operands[0]) in (8, 10):
        job.times = await _old(err, operands.pop(0), now)
    if not operands:
        await err.usage(USAGE)
    job.boot = await boottime()
    job.make = job.make and not job.offset
    status = 0
    for path in operands:
        try:
            await _touch(job, path)
        except Errno as error:
            await err.warn(path, error)
            status = 1
    return status


async def _touch(job: Job, path: str) -> None:
    try:
        info = await (stat if job.follow else lstat)(path)
    except Errno as error:
        if error.errno != ENOENT:
            raise
        if not job.make:
            return
        await close(await open(path, O_WRONLY | O_CREAT, 0o666))
        if job.times is None:
            return
        info = await stat(path)
    wanted: tuple[int | None, int | None] = (None, None)
    if job.times is not None:
        wanted = (job.times[0] - job.boot, job.times[1] - job.boot)
    elif job.offset:
        wanted = (info.st_atime + job.offset * SECOND, info.st_mtime + job.offset * SECOND)
    atime = wanted[0] if "a" in job.which else UTIME_OMIT
    mtime = wanted[1] if "m" in job.which else UTIME_OMIT
    await utimens(path, atime, mtime, job.follow)


async def _seconds(err: Err, fields: tuple[int, int, int, int, int, int], form: str) -> tuple[int, int]:
    """A date as both times; fields beyond what a calendar has run on, as mktime(3) lets them."""
    year, month, day, hour, minute, second = fields
    years, month = divmod(month - 1, 12)
    when = timegm(year + years, month + 1, day, hour, minute, second)
    if when == -1:
        await err.errx(1, BAD + form)
    return when * SECOND, when * SECOND


async def _stamp(err: Err, text: str, now: int) -> tuple[int, int]:
    """-t ``[[CC]YY]MMDDhhmm[.SS]`` (stime_arg1)."""
    form = "[[CC]YY]MMDDhhmm[.SS]"
    match = re.fullmatch(r"(\d\d)?(\d\d)?(\d{8})(?:\.(\d\d))?", text, re.ASCII)
    if match is None:
        await err.errx(1, BAD + form)
    first, second, rest, seconds = match.groups()
    year = gmtime(now)[0]
    if second is not None:
        year = int(first) * 100 + int(second)
    elif first is not None:
        year = int(first) + (2000 if int(first) < LEAST_YEAR else 1900)
    month, day, hour, minute = (int(rest[place : place + 2]) for place in (0, 2, 4, 6))
    return await _seconds(err, (year, month, day, hour, minute, int(seconds or 0)), form)


async def _old(err: Err, text: str, now: int) -> tuple[int, int]:
    """The first operand of old: ``MMDDhhmm[yy]`` (stime_arg2); the seconds stay those of now."""
    year, _, _, _, _, second = gmtime(now)
    if len(text) == 10:
        year = to_int(text[8:]) + (2000 if to_int(text[8:]) < CENTURY_PIVOT else 1900)
    month, day, hour, minute = (int(text[place : place + 2]) for place in (0, 2, 4, 6))
    return await _seconds(err, (year, month, day, hour, minute, second), "MMDDhhmm[yy]")


async def _date(err: Err, text: str, now: int) -> tuple[int, int]:
    """-d ``YYYY-MM-DDThh:mm:SS[.frac][Z]`` (stime_darg); the time zone is UTC anyway."""
    match = re.fullmatch(r"(\d+)-(\d\d?)-(\d\d?)[T ](\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?Z?", text, re.ASCII)
    form = "YYYY-MM-DDThh:mm:SS[.frac][tz]"
    if match is None:
        await err.errx(1, BAD + form)
    *fields, fraction = match.groups()
    year, month, day, hour, minute, second = map(to_int, fields)
    when, _ = await _seconds(err, (year, month, day, hour, minute, second), form)
    when += to_int((fraction or "0")[:6].ljust(6, "0"))
    return when, when


async def _file(err: Err, path: str, now: int) -> tuple[int, int]:
    """-r: another file's times (stime_file)."""
    try:
        info = await stat(path)
    except Errno as error:
        await err.err(1, path, error)
    boot = await boottime()
    return boot + info.st_atime, boot + info.st_mtime


async def _offset(err: Err, text: str) -> int:
    """-A ``[-][[hh]mm]SS`` in seconds (timeoffset)."""
    digits = text.removeprefix("-")
    if len(digits) not in (2, 4, 6) or not is_number(digits):
        await err.errx(1, "Invalid offset spec, must be [-][[HH]MM]SS")
    total = 0
    for place in range(0, len(digits), 2):
        total = total * 60 + to_int(digits[place : place + 2])
    return -total if text.startswith("-") else total


CONVERT = {"t": _stamp, "d": _date, "r": _file}
