"""du(1): how much room files take.

Models usr.bin/du/du.c; leaves out SIGINFO.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn

from simbsd.lib.err import EX_USAGE, Err
from simbsd.lib.fnmatch import fnmatch
from simbsd.lib.fts import FTS_D, FTS_DC, FTS_DNR, FTS_DP, FTS_NS, Fts, Ftsent
from simbsd.lib.getopt import Options
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.humanize import getbsize, humanize_number
from simbsd.lib.output import Output
from simbsd.lib.unistd import tick
from simbsd.sys.errno import strerror
from simbsd.sys.fcntl import UF_NODUMP
from simbsd.sys.strtol import atoi, to_int

USAGE = (
    "du [-Aclnx] [-H | -L | -P] [-g | -h | -k | -m] [-a | -s | -d depth] [-B blocksize] [-I mask] "
    "[-t threshold] [file ...]"
)
NAMES: Names = {"si": ("i", "")}
DEV_BSIZE, INT_MAX = 512, 0x7FFFFFFF
UNITS = {"g": 1 << 30, "k": 1 << 10, "m": 1 << 20}
SCALES = "bkmgtpe"
_EXPANDED = re.compile(r"[ \t\n\v\f\r]*([-+]?[0-9]+)([bkmgtpe]?)\Z", re.ASCII | re.IGNORECASE)


@dataclass(slots=True)
class Job:
    """What was asked. Counted in blocks of ``count`` units, shown in blocks of ``show``: units are bytes or sectors."""

    err: Err
    letters: str
    depth: int = INT_MAX
    count: int = DEV_BSIZE
    show: int = 0
    human: int = 0
    threshold: int = 0
    masks: list[str] = field(default_factory=list)
    links: dict[tuple[int, int], int] = field(default_factory=dict)
    out: Output = field(default_factory=Output)
    status: int = 0


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the room that each directory, or with -a each file, takes."""
    err = Err(argv)
    options, operands = await getopt_long(argv, "+AB:HI:LPasd:cghklmnrt:x", NAMES)
    job = Job(err, "".join(letter for letter, _ in options))
    await _options(job, options)
    if sum(letter in job.letters for letter in "ads") > 1:
        await _usage(job)
    if not job.show:
        _, job.show = await getbsize(err, envp)
    apparent = "A" in job.letters
    if not apparent:
        job.count = -(-job.count // DEV_BSIZE)
        job.show //= DEV_BSIZE
    limit = _quotient(job.threshold, DEV_BSIZE) * job.count
    sign = -1 if job.threshold < 0 else 1
    job.threshold = _howmany(limit, job.show) if job.threshold else 0
    links = next((letter for letter in reversed(job.letters) if letter in "HLP"), "P")
    walk = Fts(operands or ["."], links == "L", links == "H", "x" in job.letters)
    last = 0
    while (entry := await walk.read()) is not None:
        await tick()
        await _entry(job, entry, sign)
        last = entry.fts_parent.fts_number if entry.fts_parent is not None else 0
    if "c" in job.letters:
        await _line(job, last, "total")
    await job.out.flush()
    return job.status


async def _usage(job: Job) -> NoReturn:
    await job.err.usage(USAGE, EX_USAGE)


async def _options(job: Job, options: Options) -> None:
    for letter, text in options:
        if letter == "?":
            await _usage(job)
        elif letter == "I":
            job.masks.insert(0, text)
        elif letter in "Bd":
            number = atoi(text)
            if number < (letter == "B"):
                await job.err.warnx(f"invalid argument to option {letter}: {text}")
                await _usage(job)
            job.count = number if letter == "B" else job.count
            job.depth = number if letter == "d" else job.depth
        elif letter in UNITS:
            job.human, job.show = 0, UNITS[letter]
        elif letter in "hi":
            job.human = 1024 if letter == "h" else 1000
        elif letter == "t":
            job.threshold = _expand(text)
            if not job.threshold:
                await job.err.warnx(f"invalid threshold: {text}")
                await _usage(job)
    if "s" in job.letters:
        job.depth = 0


def _expand(text: str) -> int:
    """expand_number(3), or 0."""
    found = _EXPANDED.match(text)
    if found is None:
        return 0
    number = to_int(found.group(1)) << 10 * SCALES.index(found.group(2).lower() or "b")
    return number if abs(number) < 1 << 63 else 0


def _howmany(number: int, unit: int) -> int:
    """C's howmany(): (number + unit - 1) / unit, cut towards zero."""
    return _quotient(number + unit - 1, unit)


def _quotient(number: int, unit: int) -> int:
    return number // unit if number >= 0 else -(-number // unit)


def _ignored(job: Job, entry: Ftsent) -> bool:
    if "n" in job.letters and entry.info.st_flags & UF_NODUMP:
        return True
    return any(fnmatch(mask, entry.fts_name) for mask in job.masks)


async def _entry(job: Job, entry: Ftsent, sign: int) -> None:
    """Count one file, and print it if it is to be printed."""
    if entry.fts_info in (FTS_DNR, FTS_NS):
        await job.out.flush()
        await job.err.warnx(f"{entry.fts_path}: {strerror(entry.fts_errno)}")
        job.status = 1
        return
    if entry.fts_info == FTS_DC:
        return
    if _ignored(job, entry):
        entry.skip = True
        return
    parent = entry.fts_parent
    assert parent is not None
    if entry.fts_info == FTS_D:
        return
    blocks = _howmany(entry.info.st_size if "A" in job.letters else entry.info.st_blocks, job.count)
    if entry.fts_info == FTS_DP:
        entry.fts_number += blocks
        parent.fts_number += entry.fts_number
        if entry.fts_level <= job.depth and job.threshold <= sign * _howmany(entry.fts_number * job.count, job.show):
            await _line(job, entry.fts_number, entry.fts_path)
        return
    if "l" not in job.letters and entry.info.st_nlink > 1 and _seen(job, entry):
        return
    parent.fts_number += blocks
    if "a" in job.letters or entry.fts_level == 0:
        await _line(job, blocks, entry.fts_path)


def _seen(job: Job, entry: Ftsent) -> bool:
    """Whether another name of a file has been counted (linkchk); a file is forgotten with its last name."""
    key = (entry.info.st_dev, entry.info.st_ino)
    if key not in job.links:
        job.links[key] = entry.info.st_nlink - 1
        return False
    job.links[key] -= 1
    if job.links[key] <= 0:
        del job.links[key]
    return True


async def _line(job: Job, blocks: int, name: str) -> None:
    if job.human:
        size = blocks * job.count * (1 if "A" in job.letters else DEV_BSIZE)
        shown = f"{humanize_number(size, 4, divisor=job.human):>4}"
    else:
        shown = str(_howmany(blocks * job.count, job.show))
    await job.out.put(f"{shown}\t{name}\n")
