"""column(1): a list in columns, or a table.

Models usr.bin/column/column.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.lines import TAB, Files
from simbsd.lib.output import Output
from simbsd.lib.stdio import STDOUT
from simbsd.lib.termios import winsize
from simbsd.sys.errno import Errno
from simbsd.sys.strtol import leading_int

USAGE = "column [-tx] [-c columns] [-s sep] [file ...]"
WIDTH = 80
LONGEST = 2048  # LINE_MAX


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the lines of the files in columns; 1 when a file could not be read."""
    err = Err(argv)
    options, paths = await getopt(argv, "c:s:tx")
    width = await _width(envp)
    separator, letters = "\t ", [letter for letter, _ in options]
    for letter, text in options:
        if letter == "c":
            width = leading_int(text)
        elif letter == "s":
            separator = text
        elif letter == "?":
            await err.usage(USAGE)
    files, entries, status = Files(err, paths), [], 0
    async for line in files.lines():
        if not line.strip():
            continue
        if not line.endswith("\n") or len(line) > LONGEST:
            await err.warnx("line too long")
            status = 1
            continue
        entries.append(line.removesuffix("\n"))
    out = Output()
    if entries:
        await out.put(_laid_out(entries, width, separator, letters))
    await out.flush()
    return status or files.status


async def _width(envp: dict[str, str]) -> int:
    try:
        columns = (await winsize(STDOUT)).ws_col
    except Errno:
        columns = 0
    return columns or (leading_int(envp["COLUMNS"]) if "COLUMNS" in envp else WIDTH)


def _laid_out(entries: list[str], width: int, separator: str, letters: list[str]) -> str:
    longest = (max(map(_columns, entries)) // TAB + 1) * TAB
    if "t" in letters:
        return table(entries, separator)
    if longest >= width:
        return "".join(f"{entry}\n" for entry in entries)
    across = width // longest
    if "x" in letters:
        rows = [entries[at : at + across] for at in range(0, len(entries), across)]
    else:
        down = -(-len(entries) // across)
        rows = [entries[at::down] for at in range(down)]
    return "".join(_row(row, longest) for row in rows)


def _columns(text: str) -> int:
    return sum(letter.isprintable() for letter in text)


def _row(row: list[str], longest: int) -> str:
    """Entries at multiples of ``longest``, with tabs between."""
    out, column = [], 0
    for at, entry in enumerate(row):
        out.append(entry)
        column += _columns(entry)
        if at + 1 == len(row):
            break
        while (column // TAB + 1) * TAB <= longest * (at + 1):
            out.append("\t")
            column = (column // TAB + 1) * TAB
    return "".join(out) + "\n"


def table(entries: list[str], separator: str) -> str:
    """Lines split at any of the separators, their parts under each other (maketbl)."""
    rows = []
    for entry in entries:
        for mark in separator[1:]:
            entry = entry.replace(mark, separator[0])
        rows.append([part for part in entry.split(separator[0]) if part] if separator else [entry])
    widths: list[int] = []
    for row in rows:
        for at, part in enumerate(row):
            if at == len(widths):
                widths.append(0)
            widths[at] = max(widths[at], _columns(part))
    lines = []
    for row in rows:
        padded = [part + " " * (widths[at] - _columns(part) + 2) for at, part in enumerate(row[:-1])]
        lines.append("".join([*padded, *row[-1:]]) + "\n")
    return "".join(lines)
