"""join(1): lines of two sorted files that have a field in common.

Models usr.bin/join/join.c; leaves out the historic forms of -a, -j and -o.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.output import Output
from simbsd.lib.stdio import STDIN, LineReader, decode
from simbsd.lib.unistd import open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number, to_int

USAGE = "join [-a fileno | -v fileno ] [-e string] [-1 field] [-2 field]\n            [-o list] [-t char] file1 file2"
Line = list[str]


@dataclass(slots=True)
class Input:
    """One file: its lines with the same join field, and the line that comes after them."""

    reader: LineReader
    place: int = 0
    unpaired: bool = False
    group: list[Line] = field(default_factory=list)
    ahead: Line | None = None


@dataclass(slots=True)
class Job:
    """How the fields are told apart and put together."""

    err: Err
    out: Output
    tab: str = ""
    empty: str = ""
    fields: list[tuple[int, int]] = field(default_factory=list)  # (file, field), (0, 0) the join field
    pairs: bool = True


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the joined lines."""
    err = Err(argv)
    options, paths = await getopt(argv, "a:e:j:1:2:o:t:v:")
    job = Job(err, Output())
    places, unpaired = [0, 0], [False, False]
    for letter, text in options:
        if letter == "?":
            await err.usage(USAGE)
        elif letter in "12j":
            number = await _number(err, text, letter)
            places = [number if letter in ("j", mark) else places[at] for at, mark in enumerate("12")]
        elif letter in "av":
            if text not in ("1", "2"):
                await err.errx(1, f"-{letter} option file number not 1 or 2")
            unpaired[to_int(text) - 1] = True
            job.pairs = job.pairs and letter == "a"
        elif letter == "e":
            job.empty = text
        elif letter == "t":
            if len(text) != 1:
                await err.errx(1, "illegal tab character specification")
            job.tab = text
        else:
            await _list(job, text)
    letters = [letter for letter, _ in options]
    if "a" in letters and "v" in letters:
        await err.errx(1, "the -a and -v options are mutually exclusive")
    if len(paths) != 2:
        await err.usage(USAGE)
    if paths == ["-", "-"]:
        await err.errx(1, "only one input file may be stdin")
    inputs = [Input(await _reader(err, path), places[at], unpaired[at]) for at, path in enumerate(paths)]
    await _join(job, *inputs)
    await job.out.flush()
    return 0


async def _number(err: Err, text: str, letter: str) -> int:
    if not is_number(text):
        await err.errx(1, f"illegal field number -- {text}")
    if to_int(text) < 1:
        await err.errx(1, f"-{letter} option field number less than 1")
    return to_int(text) - 1


async def _list(job: Job, text: str) -> None:
    for item in text.replace(",", " ").split():
        head, dot, number = item.partition(".")
        if item[0] == "0":
            job.fields.append((0, 0))
        elif head not in ("1", "2") or not dot or not is_number(number or "0"):
            await job.err.errx(1, "malformed -o option field")
        elif to_int(number or "0") == 0:
            await job.err.errx(1, "field numbers are 1 based")
        else:
            job.fields.append((to_int(head), to_int(number) - 1))


async def _reader(err: Err, path: str) -> LineReader:
    try:
        return LineReader(STDIN if path == "-" else await open(path, O_RDONLY))
    except Errno as error:
        await err.err(1, path, error)


def _key(line: Line, place: int) -> tuple[int, str]:
    """What lines are compared by; one without the field comes first."""
    return (1, line[place]) if place < len(line) else (0, "")


async def _next(job: Job, source: Input) -> Line | None:
    line = await source.reader.line()
    if not line:
        return None
    text = decode(line.removesuffix(b"\n"))
    return text.split(job.tab) if job.tab else [part for part in text.replace("\t", " ").split(" ") if part]


async def _slurp(job: Job, source: Input) -> None:
    """All lines that have the same join field as the next one."""
    source.group = []
    line = source.ahead or await _next(job, source)
    source.ahead = None
    while line is not None:
        if source.group and _key(line, source.place) != _key(source.group[0], source.place):
            source.ahead = line
            break
        source.group.append(line)
        line = await _next(job, source)
    await tick()


async def _join(job: Job, one: Input, two: Input) -> None:
    await _slurp(job, one)
    await _slurp(job, two)
    while one.group or two.group:
        if one.group and two.group:
            keys = (_key(one.group[0], one.place), _key(two.group[0], two.place))
            first = 2 if keys[0] == keys[1] else int(keys[0] > keys[1])
        else:
            first = 0 if one.group else 1
        if first == 2 and job.pairs:
            for left in one.group:
                for right in two.group:
                    await job.out.put(_both(job, left, one.place, right, two.place))
        for number, source in enumerate((one, two)):
            if first == number and source.unpaired:
                for line in source.group:
                    await job.out.put(_single(job, line, number + 1, source.place))
            if first in (number, 2):
                await _slurp(job, source)


def _field(job: Job, line: Line, place: int) -> str:
    return line[place] if place < len(line) else job.empty


def _both(job: Job, left: Line, place: int, right: Line, other: int) -> str:
    if job.fields:
        parts = [_field(job, left, place) if file == 0 else _field(job, (left, right)[file - 1], number)
                 for file, number in job.fields]  # fmt: skip
    else:
        parts = [_field(job, left, place), *_others(left, place), *_others(right, other)]
    return (job.tab or " ").join(parts) + "\n"


def _single(job: Job, line: Line, file: int, place: int) -> str:
    if job.fields:
        parts = [_field(job, line, place if wanted == 0 else number) if wanted in (0, file) else job.empty
                 for wanted, number in job.fields]  # fmt: skip
    else:
        parts = [_field(job, line, place), *_others(line, place)]
    return (job.tab or " ").join(parts) + "\n"


def _others(line: Line, place: int) -> Line:
    return [part for at, part in enumerate(line) if at != place]
