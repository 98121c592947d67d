"""What vi(1) shows: the lines from ``top`` on, and one line for messages.

Models contrib/nvi/vi/vs_refresh.c and vs_line.c; leaves out split screens, lines that do not fit shown in part, and
left-to-right scrolling.
"""

from __future__ import annotations

from simbsd.lib.stdio import encode, put
from simbsd.lib.termios import winsize
from simbsd.usr_bin.vi.text import Place, Text

TAB, NUMBERS = 8, 8
ENTER, LEAVE = "\033[?1049h", "\033[?1049l"
REVERSE, NORMAL = "\033[7m", "\033[m"


class Screen:
    """The terminal: its size, what stands on it, and the first line shown."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.height, self.width = 23, 80
        self.top = 0
        self.numbered = self.listed = False
        self.shown: list[str] = []

    async def measure(self) -> None:
        """Ask for the terminal's size, and draw everything anew."""
        size = await winsize(self.fd)
        self.height, self.width = max((size.ws_row or 24) - 1, 1), size.ws_col or 80
        self.shown = []

    def cells(self, line: str) -> list[str]:
        """What stands for each character of a line."""
        out, column = [], 0
        for letter in line:
            if letter == "\t" and not self.listed:
                cell = " " * (TAB - column % TAB)
            elif letter < " " or letter == "\x7f":
                cell = "^" + chr(ord(letter) ^ 0x40)
            else:
                cell = letter if letter.isprintable() else "".join(f"\\x{byte:02x}" for byte in encode(letter))
            out.append(cell)
            column += len(cell)
        return out + ["$"] * self.listed

    def rows_of(self, row: int, line: str) -> list[str]:
        """The rows that a line takes."""
        text = (f"{row + 1:>{NUMBERS - 1}} " if self.numbered else "") + "".join(self.cells(line))
        return [text[at : at + self.width] for at in range(0, len(text), self.width)] or [""]

    def _column(self, line: str, column: int, after: bool) -> int:
        """Where a character stands: its last cell for a tab, its first when text is being put in before it."""
        cells = self.cells(line)
        before = sum(map(len, cells[:column]))
        width = len(cells[column]) if column < len(line) and line[column] == "\t" and not after else 1
        return before + width - 1 + NUMBERS * self.numbered

    def scroll_to(self, text: Text, row: int) -> None:
        """Move ``top`` so that a line is shown: by lines when it is near, to the middle when it is far."""
        if row < self.top:
            self.top = row if self.top - row < self.height // 2 else max(0, row - self.height // 2)
            return
        if row - self.top > self.height + self.height // 2:
            near_end = len(text.lines) - row < self.height // 2
            self.top = max(0, len(text.lines) - self.height if near_end else row - self.height // 2)
        used = sum(len(self.rows_of(at, text.line(at))) for at in range(self.top, row + 1))
        while self.top < row and used > self.height:
            used -= len(self.rows_of(self.top, text.line(self.top)))
            self.top += 1

    def bottom(self, text: Text) -> int:
        """The last line that is shown whole."""
        used, row = 0, self.top
        while row < len(text.lines):
            used += len(self.rows_of(row, text.line(row)))
            if used > self.height:
                break
            row += 1
        return max(self.top, row - 1)

    async def draw(self, text: Text, place: Place, message: str, at_message: int | None, inserting: bool) -> None:
        """Show everything that has changed, and put the cursor at a place, or into the last line."""
        self.scroll_to(text, place[0])
        rows: list[str] = []
        cursor = (0, 0)
        row = self.top
        while len(rows) < self.height:
            if row >= max(len(text.lines), 1):
                rows.append("~")
                row += 1
                continue
            new = self.rows_of(row, text.line(row))
            if row == place[0]:
                column = self._column(text.line(row), place[1], inserting)
                cursor = (len(rows) + column // self.width, column % self.width)
            if len(rows) + len(new) > self.height and rows:
                new = ["@"] * (self.height - len(rows))
            rows += new
            row += 1
        rows = [*rows[: self.height], message]
        out = [
            f"\033[{at + 1};1H{line}\033[K"
            for at, line in enumerate(rows)
            if at >= len(self.shown) or self.shown[at] != line
        ]
        self.shown = rows
        if at_message is not None:
            cursor = (self.height, min(at_message, self.width - 1))
        out.append(f"\033[{min(cursor[0], self.height) + 1};{cursor[1] + 1}H")
        await put(self.fd, encode("".join(out)))
