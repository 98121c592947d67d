"""The lines of a text as a terminal shows them, and finding in them.

Models contrib/less/line.c: overstruck characters are bold or underlined, control characters are shown as ``^X``, long
lines go on below; leaves out horizontal scrolling and colours of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

BOLD, UNDERLINE, REVERSE, NORMAL = "\033[1m", "\033[4m", "\033[7m", "\033[m"
TAB = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """One column: a character and how it is shown."""

    letter: str
    style: str = ""


def cells(line: str, raw: bool) -> list[Cell]:
    """A line as columns; with ``raw`` escape sequences pass as they are (-R)."""
    out: list[Cell] = []
    at = 0
    while at < len(line):
        letter = line[at]
        if letter == "\b" and out and at + 1 < len(line):
            under, over = out.pop(), line[at + 1]
            style = UNDERLINE if under.letter == "_" and over != "_" else BOLD
            out.append(Cell(over, style))
            at += 2
            continue
        if letter == "\t":
            out += [Cell(" ")] * (TAB - len(out) % TAB)
        elif letter == "\033" and raw:
            end = line.find("m", at)
            end = len(line) - 1 if end < 0 else end
            out.append(Cell("", line[at : end + 1]))
            at = end
        elif letter < " " or letter == "\x7f":
            out += [Cell("^" + chr(ord(letter) ^ 0x40), REVERSE)]
        else:
            out.append(Cell(letter))
        at += 1
    return out


def rows(line: str, columns: int, raw: bool) -> list[str]:
    """What a terminal of that width is sent for one line: a string for each row."""
    shown = cells(line, raw)
    parts = [shown[at : at + columns] for at in range(0, len(shown), columns)] or [[]]
    return [drawn(part) for part in parts]


def drawn(part: list[Cell]) -> str:
    """One row with its styles switched on and off."""
    out, style = [], ""
    for cell in part:
        if cell.style != style:
            out.append((NORMAL if style else "") + cell.style)
            style = cell.style
        out.append(cell.letter)
    return "".join(out) + (NORMAL if style else "")


def plain(line: str) -> str:
    """A line as it is searched: without what is struck over."""
    out: list[str] = []
    at = 0
    while at < len(line):
        if line[at] == "\b" and out and at + 1 < len(line):
            out[-1] = line[at + 1]
            at += 2
        else:
            out.append(line[at])
            at += 1
    return "".join(out)


def squeezed(lines: list[str]) -> list[str]:
    """Blank lines that follow each other made one (-s)."""
    return [line for at, line in enumerate(lines) if line or at == 0 or lines[at - 1]]
