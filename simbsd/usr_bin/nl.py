"""nl(1): lines with numbers.

Models usr.bin/nl/nl.c.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.lines import lines_of
from simbsd.lib.output import Output
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import STDIN
from simbsd.lib.unistd import open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import to_int

USAGE = (
    "nl [-p] [-b type] [-d delim] [-f type] [-h type] [-i incr] [-l num]\n"
    "          [-n format] [-s sep] [-v startnum] [-w width] [file]"
)
SECTIONS = {"b": "body", "f": "footer", "h": "header"}
ORDER = ("footer", "body", "header")
WORDS = {"i": "incr argument", "l": "num argument", "v": "startnum value", "w": "width value"}
NUMBER = re.compile(r"\s*[-+]?[0-9]+\Z", re.ASCII)


@dataclass(slots=True)
class Job:
    """How lines are numbered."""

    kinds: dict[str, str] = field(default_factory=lambda: {"footer": "n", "body": "t", "header": "n"})
    patterns: dict[str, Regex] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=lambda: {"i": 1, "l": 1, "v": 1, "w": 6})
    form: str = "rn"
    separator: str = "\t"
    delimiter: str = "\\:"
    restart: bool = True


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the file, its lines numbered as asked, page by page."""
    err = Err(argv)
    options, paths = await getopt(argv, "pb:d:f:h:i:l:n:s:v:w:")
    job = Job()
    for letter, text in options:
        if letter == "?":
            await err.usage(USAGE)
        await _option(err, job, letter, text)
    if len(paths) > 1:
        await err.usage(USAGE)
    fd = STDIN
    try:
        if paths and paths[0] != "-":
            fd = await open(paths[0], O_RDONLY)
    except Errno as error:
        await err.err(1, paths[0], error)
    await _filter(job, fd)
    return 0


async def _option(err: Err, job: Job, letter: str, text: str) -> None:
    if letter in SECTIONS:
        await _kind(err, job, SECTIONS[letter], text)
    elif letter in WORDS:
        if NUMBER.match(text) is None:
            await err.errx(1, f"invalid {WORDS[letter]} -- {text}")
        job.numbers[letter] = to_int(text.strip())
        if letter == "w" and job.numbers["w"] <= 0:
            await err.errx(1, f"width argument must be > 0 -- {job.numbers['w']}")
    elif letter == "d":
        if len(text) > 2:
            await err.errx(1, f"invalid delim argument -- {text}")
        job.delimiter = text + job.delimiter[len(text) :]
    elif letter == "n":
        if text not in ("ln", "rn", "rz"):
            await err.errx(1, f"illegal format -- {text}")
        job.form = text
    elif letter == "s":
        job.separator = text
    else:
        job.restart = False


async def _kind(err: Err, job: Job, section: str, text: str) -> None:
    if text[:1] not in ("a", "n", "t", "p"):
        await err.errx(1, f"illegal {section} line numbering type -- {text}")
    job.kinds[section] = text[0]
    if text[0] == "p":
        try:
            job.patterns[section] = Regex(text[1:])
        except RegexError as error:
            await err.errx(1, f"{section} expr: {error} -- {text[1:]}")


async def _filter(job: Job, fd: int) -> None:
    out = Output()
    number, section, blank, width = job.numbers["v"], "body", 0, job.numbers["w"]
    async for line in lines_of(fd):
        times = len(line) // len(job.delimiter)
        if 1 <= times <= len(ORDER) and line == job.delimiter * times + "\n":
            section, blank = ORDER[times - 1], 0
            number = job.numbers["v"] if job.restart else number
            continue
        kind, empty = job.kinds[section], line == "\n"
        counted = kind == "a" or (kind == "t" and not empty)
        if kind == "a" and empty:
            blank += 1
            counted = blank >= job.numbers["l"]
        blank = 0 if counted else blank
        if kind == "p":
            counted = await job.patterns[section].find(line.removesuffix("\n")) is not None
        await out.put((shown(number, width, job.form) if counted else " " * width) + job.separator + line)
        number += job.numbers["i"] * counted
    await out.flush()


def shown(number: int, width: int, form: str) -> str:
    """A number in its columns, its last digits when there are too many."""
    text = f"{number:<{width}}" if form == "ln" else f"{number:{'0' if form == 'rz' else ''}{width}}"
    return text[-width:]
