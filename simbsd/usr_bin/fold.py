"""fold(1): long lines broken to a width.

Models usr.bin/fold/fold.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.lines import Files, column_after
from simbsd.lib.output import Output
from simbsd.lib.stdio import encode
from simbsd.sys.strtol import is_number, to_int

USAGE = "fold [-bs] [-w width] [file ...]"
WIDTH = 80


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the files with no line longer than the width; 1 when a file could not be read."""
    err = Err(argv)
    options, paths = await getopt(argv, "0123456789bsw:")
    width, before = -1, ""
    for letter, text in options:
        if letter == "w":
            width = to_int(text) if is_number(text) else 0
            if width <= 0:
                await err.errx(1, "illegal width value")
        elif letter.isdigit():
            width = width * 10 + to_int(letter) if before.isdigit() else to_int(letter) if width == -1 else width
        elif letter == "?":
            await err.usage(USAGE)
        before = letter
    letters = [letter for letter, _ in options]
    files, out = Files(err, paths), Output()
    async for line in files.lines():
        await out.put(folded(line, WIDTH if width == -1 else width, "b" in letters, "s" in letters))
    await out.flush()
    return files.status


def folded(line: str, width: int, by_bytes: bool, at_blanks: bool) -> str:
    """A line with newlines put in."""
    out, held, column = [], "", 0
    for letter in line.removesuffix("\n"):
        after = _after(column, letter, by_bytes)
        if after > width:
            place = max(held.rfind(" "), held.rfind("\t")) + 1 if at_blanks else 0
            place = place or len(held)
            out.append(held[:place] + "\n")
            held, column = held[place:], 0
            for kept in held:
                column = _after(column, kept, by_bytes)
            after = _after(column, letter, by_bytes)
        held, column = held + letter, after
    return "".join(out) + held + "\n" * line.endswith("\n")


def _after(column: int, letter: str, by_bytes: bool) -> int:
    return column + len(encode(letter)) if by_bytes else column_after(column, letter)
