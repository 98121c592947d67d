"""col(1): take the motions of a printing terminal out of a text.

Models usr.bin/col/col.c; leaves out that only so many lines are kept (-l is taken): all of the input is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.output import Output
from simbsd.lib.stdio import STDIN, decode, read_all
from simbsd.lib.strtonum import INT_MAX, strtonum
from simbsd.lib.unistd import tick

USAGE = "col [-bfhpx] [-l nline]"
MARGIN, BREATH = 32, 4000
ESCAPES = {"\a": -2, "7": -2, "\b": -1, "8": -1, "\t": 1, "9": 1}  # half lines
SHIFT_IN, SHIFT_OUT = "\017", "\016"
Cell = tuple[int, str, str]  # column, character set, character


@dataclass(slots=True)
class Page:
    """What stands on each half line, and where the next letter goes."""

    fine: bool
    unknown: bool
    lines: dict[int, list[Cell]] = field(default_factory=dict)
    row: int = 0
    column: int = 0
    adjust: int = 0
    lowest: int = 0
    shift: str = SHIFT_IN
    at: int = 0  # the line that was written last

    def take(self, text: str) -> None:
        """Go through a text."""
        place = 0
        while place < len(text):
            letter = text[place]
            place += 1
            if letter == "\033":
                self._down(ESCAPES.get(text[place : place + 1], 0))
                place += 1
            elif not self._moves(letter):
                self._put(letter)

    def _down(self, count: int) -> None:
        self.row += count
        self.lowest = max(self.lowest, self.row)

    def _moves(self, letter: str) -> bool:
        """What is no letter moves, or is passed over."""
        if letter == "\b":
            self.column = max(self.column - 1, 0)
        elif letter in "\r\n":
            self._down(2 if letter == "\n" else 0)
            self.column = 0
        elif letter == "\t":
            self.column = (self.column | 7) + 1
        elif letter == "\v":
            self.row -= 2
        elif letter in (SHIFT_IN, SHIFT_OUT):
            self.shift = letter
        elif letter.isspace():
            self.column += 1
        else:
            return not (letter.isprintable() or self.unknown)
        return True

    def _put(self, letter: str) -> None:
        if self.row + self.adjust != self.at:
            self.adjust = int(not self.fine and self.row % 2 == 1)
            self.at = self.row + self.adjust
        self.lines.setdefault(self.at, []).append((self.column, self.shift, letter))
        self.column += 1 if letter.isprintable() else 0


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    options, operands = await getopt(argv, "bfhl:px")
    letters = [letter for letter, _ in options]
    if "?" in letters or operands:
        await err.usage(USAGE)
    for letter, text in options:
        if letter == "l":
            try:
                strtonum(text, 1, (INT_MAX - MARGIN) // 2)
            except ValueError as error:
                await err.errx(1, f"bad -l argument, {error}: {text}")
    page = Page("f" in letters, "p" in letters)
    text = decode(await read_all(STDIN))
    await tick(1 + len(text) // BREATH)
    page.take(text)
    spread = [letter for letter in letters if letter in "hx"][-1:] == ["x"]
    out = Output()
    await out.put(written(page, spread, "b" in letters))
    await out.flush()
    return 0


def written(page: Page, spread: bool, bare: bool) -> str:
    """All lines: ``spread`` keeps blanks as they are, ``bare`` prints one letter to a column."""
    first, last = min([0, *page.lines]), max([0, *page.lines])
    out, blank, shift = [], 0, SHIFT_IN
    for row in range(first, last + 1):
        if row in page.lines:
            line, shift = _line(page.lines[row], spread, bare, shift)
            out.append(_blanks(blank, page.fine) + line)
            blank = 0
        blank += row < last
    if shift != SHIFT_IN:
        out.append(SHIFT_IN)
    if page.lowest >= last:
        blank = page.lowest - last + page.lowest % 2
    return "".join(out) + _blanks(blank or 2, page.fine)


def _blanks(halves: int, fine: bool) -> str:
    """Line feeds, and a half one (flush_blanks)."""
    whole, half = divmod(halves, 2)
    if half and not fine:
        return "\n" * (whole + 1)
    return "\n" * whole + ("\0339" + ("" if whole else "\r") if half else "")


def _line(cells: list[Cell], spread: bool, bare: bool, shift: str) -> tuple[str, str]:
    """One line (flush_line): its columns in order, what shares one over each other; and the set that it ends in."""
    columns: dict[int, list[Cell]] = {}
    for cell in sorted(cells, key=lambda cell: cell[0]):
        columns.setdefault(cell[0], []).append(cell)
    out, reached = "", 0
    for column, stack in columns.items():
        shown = stack[-1:] if bare else stack
        out += _gap(reached, column, spread)
        for place, (_, wanted, letter) in enumerate(shown):
            if wanted != shift:
                out, shift = out + wanted, wanted
            out += letter + ("\b" if place + 1 < len(shown) else "")
        reached = column + 1
    return out, shift


def _gap(reached: int, column: int, spread: bool) -> str:
    out = ""
    while not spread and column - reached > 1 and (stop := reached + 8 & ~7) <= column:
        out, reached = out + (" " if stop - reached == 1 else "\t"), stop
    return out + " " * (column - reached)
