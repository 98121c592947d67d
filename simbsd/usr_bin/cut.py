"""cut(1): parts of lines.

Models usr.bin/cut/cut.c; leaves out locales: characters are UTF-8's, and -n changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.getopt import Options, getopt
from simbsd.lib.output import Output
from simbsd.lib.stdio import STDERR, STDIN, LineReader, decode, puts
from simbsd.lib.unistd import close, exit, open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import to_int

USAGE = (
    "usage: cut -b list [-n] [file ...]\n       cut -c list [file ...]\n"
    "       cut -f list [-s] [-w | -d delim] [file ...]\n"
)
MOST = 1 << 31
BREATH = 200  # lines between ticks
_ITEM = re.compile(r"(-?)([0-9]*)(?:-([0-9]*)(-?))?\Z", re.ASCII)


@dataclass(slots=True)
class List:
    """The places chosen: ranges of numbers from 1, and where everything after begins (0: nowhere)."""

    ranges: list[tuple[int, int]]
    rest: int = 0

    @property
    def last(self) -> int:
        """The greatest place that is looked at by itself (maxval)."""
        most = max((high for _, high in self.ranges), default=0)
        return min(most, self.rest) if self.rest else most

    def has(self, number: int) -> bool:
        """True when a place is chosen."""
        return bool(self.rest and number >= self.rest) or any(low <= number <= high for low, high in self.ranges)


@dataclass(slots=True)
class Job:
    """What was asked: ``kind`` is b, c or f."""

    err: Err
    kind: str
    chosen: List
    delimiter: str
    suppress: bool
    blanks: bool
    out: Output


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the chosen bytes, characters or fields of each line."""
    err = Err(argv)
    options, paths = await getopt(argv, "b:c:d:f:snw")
    job = await _job(err, options)
    status = 0
    for path in paths or ["-"]:
        fd = STDIN
        try:
            if path != "-":
                fd = await open(path, O_RDONLY)
            await _file(job, LineReader(fd))
            if fd != STDIN:
                await close(fd)
        except Errno as error:
            await job.out.flush()
            await err.warn("stdin" if path == "-" else path, error)
            status = 1
    await job.out.flush()
    return status


async def _usage() -> NoReturn:
    await puts(USAGE, STDERR)
    await exit(1)


async def _job(err: Err, options: Options) -> Job:
    letters = "".join(letter for letter, _ in options)
    chosen, delimiter = List([]), "\t"
    for letter, argument in options:
        if letter in "bcf":
            await _list(err, chosen, argument)
        elif letter == "d":
            if len(argument) != 1:
                await err.errx(1, "bad delimiter")
            delimiter = argument
    has = {letter: letter in letters for letter in "?bcdfsnw"}
    if has["?"]:
        await _usage()
    if has["f"]:
        if has["b"] or has["c"] or has["n"] or (has["w"] and has["d"]):
            await _usage()
    elif not (has["b"] or has["c"]) or has["d"] or has["s"] or has["w"] or (has["n"] and not has["b"]):
        await _usage()
    kind = "f" if has["f"] else "c" if has["c"] else "b"
    return Job(err, kind, chosen, delimiter, has["s"], has["w"], Output())


async def _list(err: Err, chosen: List, text: str) -> None:
    """Add a list of numbers and ranges (get_list)."""
    for item in re.split("[, \t]", text):
        found = _ITEM.match(item)
        if found is None:
            await err.errx(1, "[-bcf] list: illegal list value")
        first, start, stop, last = found.groups()
        low = min(to_int(start), MOST) if start else 0
        high = min(to_int(stop), MOST) if stop else low
        if not low or not high:
            await err.errx(1, "[-bcf] list: values may not include zero")
        if stop == "" or last:
            chosen.rest = min(chosen.rest or high, high)
        chosen.ranges.append((1 if first else low, max(low, high) if first else high))


async def _file(job: Job, lines: LineReader) -> None:
    count = 0
    while line := await lines.line():
        count += 1
        if count % BREATH == 0:
            await tick()
        whole = line.endswith(b"\n")
        body = line.removesuffix(b"\n")
        if job.kind == "f":
            await job.out.put(_fields(job, decode(body), whole))
        elif job.kind == "c":
            await job.out.put(_places(job, decode(body), whole))
        else:
            kept = bytes(ord(byte) for byte in _places(job, body.decode("latin-1"), whole))
            await job.out.put(decode(kept))


def _places(job: Job, line: str, whole: bool) -> str:
    """The chosen places of a line; the last line gets a newline once all that was asked for has been seen (b_cut)."""
    kept = "".join(letter for at, letter in enumerate(line, 1) if job.chosen.has(at))
    return kept + "\n" * (whole or len(line) >= job.chosen.last)


def _fields(job: Job, line: str, whole: bool) -> str:
    """The chosen fields of a line; a line without delimiters as it is, or not at all with -s (f_cut)."""
    parts = re.split("[ \t]+", line) if job.blanks else line.split(job.delimiter)
    if len(parts) == 1:
        return "" if job.suppress else line + "\n" * whole
    joint = "\t" if job.blanks else job.delimiter
    return joint.join(part for at, part in enumerate(parts, 1) if job.chosen.has(at)) + "\n"
