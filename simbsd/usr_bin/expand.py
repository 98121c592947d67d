"""expand(1), unexpand(1): tabs into blanks and back.

Models usr.bin/expand/expand.c and usr.bin/unexpand/unexpand.c.
"""

from __future__ import annotations

import re

from simbsd.lib.err import Err, progname
from simbsd.lib.getopt import getopt
from simbsd.lib.lines import TAB, Files
from simbsd.lib.output import Output
from simbsd.sys.strtol import is_number, to_int

MOST = 100
INT_MAX = (1 << 31) - 1


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the files with the other kind of space; 1 when a file could not be read."""
    err = Err(argv)
    if progname(argv) == "unexpand":
        return await _unexpand(err, argv)
    words = list(argv)
    stops: list[int] = []
    while len(words) > 1 and words[1][:1] == "-" and words[1][1:2].isdigit():
        stops = await _stops(err, words.pop(1)[1:])
    options, paths = await getopt(words, "t:")
    for letter, text in options:
        if letter == "?":
            await err.usage("expand [-t tablist] [file ...]")
        stops = await _stops(err, text)
    files, out = Files(err, paths), Output()
    async for line in files.lines():
        await out.put(expanded(line, stops))
    await out.flush()
    return files.status


async def _stops(err: Err, text: str) -> list[int]:
    """A list of tab stops (getstops)."""
    stops: list[int] = []
    for part in re.split("[, \t]", text):
        if not is_number(part) or to_int(part) <= 0 or (stops and to_int(part) <= stops[-1]):
            await err.errx(1, "bad tab stop spec")
        if len(stops) == MOST:
            await err.errx(1, "too many tab stops")
        stops.append(to_int(part))
    return stops


def expanded(line: str, stops: list[int]) -> str:
    """A line without tabs; one stop is a width, several are places, past which a tab is one blank."""
    out: list[str] = []
    column = 0
    for letter in line:
        if letter == "\t":
            width = stops[0] if len(stops) == 1 else TAB
            target = next((stop for stop in stops if stop > column), column + 1) if len(stops) > 1 else (
                column // width + 1) * width  # fmt: skip
            out.append(" " * (target - column))
            column = target
            continue
        out.append(letter)
        column = max(column - 1, 0) if letter == "\b" else 0 if letter == "\n" else column + letter.isprintable()
    return "".join(out)


async def _unexpand(err: Err, argv: list[str]) -> int:
    options, paths = await getopt(argv, "at:")
    stops, every = [TAB], False
    for letter, text in options:
        if letter == "?":
            await err.usage("unexpand [-a | -t tablist] [file ...]")
        stops = await _stops(err, text) if letter == "t" else stops
        every = True
    files, out = Files(err, paths), Output()
    async for line in files.lines():
        await out.put(unexpanded(line, stops, every))
    await out.flush()
    return files.status


def unexpanded(line: str, stops: list[int], every: bool) -> str:
    """A line whose blanks, the leading ones or all, are tabs as far as they reach a stop (tabify)."""
    limit = INT_MAX if len(stops) == 1 else stops[-1] - 1
    out: list[str] = []
    done, here, wanted, at = False, 0, 0, 0
    while at < len(line):
        letter = line[at]
        at += 1
        if letter == " " and not done:
            wanted += 1
            done = wanted >= limit
            continue
        if letter == "\t":
            if len(stops) == 1:
                wanted = (1 + wanted // stops[0]) * stops[0]
                continue
            further = [stop for stop in stops[:-1] if stop - 1 >= wanted and stop - 1 < limit]
            if further:
                wanted = further[0]
                continue
            done = True
        text, here = _spaces(here, wanted, stops, limit)
        out.append(text)
        if letter != " " or wanted > limit:
            out.append(letter)
            step = -1 if letter == "\b" and here else int(letter.isprintable())
            here, wanted = here + step, wanted + step
        if letter != "\n" and (not every or wanted >= limit):
            out.append(line[at:])
            break
    return "".join(out)


def _spaces(here: int, wanted: int, stops: list[int], limit: int) -> tuple[str, int]:
    """Tabs and blanks from one column to another, and the column reached."""
    out = ""
    if len(stops) == 1:
        width = stops[0]
        while (here + width) // width <= wanted // width and wanted - here >= 2:
            out += "\t"
            here = (1 + here // width) * width
    else:
        for stop in stops:
            if stop - 1 >= here and here < wanted and here < limit:
                out += "\t"
                here = stop
    while here < wanted and here < limit:
        out += " "
        here += 1
    return out, here
