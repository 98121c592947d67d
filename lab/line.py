"""What a terminal's last line says: follows a line editor's output, so that an accepted command line can be
read off the screen.

Knows the control sequences that line editing uses (carriage return, backspace, newline, CSI A B C D G H J K P
@); others have no effect.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

PIECE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z@])|([\x00-\x1f\x7f])|([^\x00-\x1f\x7f]+)")


@dataclass(slots=True)
class LineScreen:
    """Rows of characters and a cursor, ``columns`` wide; a row that is full goes on in the next."""

    columns: int = 80
    rows: list[list[str]] = field(default_factory=lambda: [[]])
    row: int = 0
    column: int = 0

    def write(self, data: str) -> None:
        """Show ``data``."""
        for match in PIECE.finditer(data):
            argument, final, control, text = match.groups()
            if text is not None:
                for character in text:
                    self._put(character)
            elif control is not None:
                self._control(control)
            elif final in MOVES:
                first = argument.split(";")[0]
                MOVES[final](self, int(first) if first.isdigit() else 0)

    def text(self) -> str:
        """Everything shown, rows that were filled joined to the next."""
        parts: list[str] = []
        for row in self.rows:
            parts.append("".join(row))
            if len(row) < self.columns:
                parts.append("\n")
        return "".join(parts).rstrip("\n")

    def _line(self) -> list[str]:
        while len(self.rows) <= self.row:
            self.rows.append([])
        return self.rows[self.row]

    def _put(self, character: str) -> None:
        if self.column >= self.columns:
            self.row, self.column = self.row + 1, 0
        line = self._line()
        line.extend(" " * (self.column - len(line)))
        line[self.column : self.column + 1] = [character]
        self.column += 1

    def _control(self, control: str) -> None:
        if control == "\r":
            self.column = 0
        elif control == "\n":
            self.row += 1
            self._line()
        elif control == "\b":
            self.column = max(0, min(self.column, self.columns) - 1)


def _up(screen: LineScreen, count: int) -> None:
    screen.row = max(0, screen.row - max(1, count))


def _down(screen: LineScreen, count: int) -> None:
    screen.row += max(1, count)
    screen._line()


def _right(screen: LineScreen, count: int) -> None:
    screen.column = min(screen.columns - 1, screen.column + max(1, count))


def _left(screen: LineScreen, count: int) -> None:
    screen.column = max(0, screen.column - max(1, count))


def _to_column(screen: LineScreen, count: int) -> None:
    screen.column = max(1, count) - 1


def _clear_line(screen: LineScreen, kind: int) -> None:
    if kind == 0:
        del screen._line()[screen.column :]
    elif kind == 2:
        screen._line().clear()


def _clear_below(screen: LineScreen, kind: int) -> None:
    if kind == 0:
        _clear_line(screen, 0)
        del screen.rows[screen.row + 1 :]
    else:
        screen.rows[:] = [[]]
        screen.row = 0


def _home(screen: LineScreen, count: int) -> None:
    screen.row, screen.column = max(1, count) - 1, 0
    screen._line()


def _delete(screen: LineScreen, count: int) -> None:
    del screen._line()[screen.column : screen.column + max(1, count)]


def _insert(screen: LineScreen, count: int) -> None:
    screen._line()[screen.column : screen.column] = [" "] * max(1, count)


MOVES: dict[str, Callable[[LineScreen, int], None]] = {
    "A": _up,
    "B": _down,
    "C": _right,
    "D": _left,
    "G": _to_column,
    "H": _home,
    "J": _clear_below,
    "K": _clear_line,
    "P": _delete,
    "@": _insert,
}
