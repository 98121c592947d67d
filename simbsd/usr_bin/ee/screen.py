"""The screen of ee(1): the window of keys, the text, one line for messages, and menus over it.

Models contrib/ee/ee.c (paint_info_win, midscreen, draw_line, paint_menu); leaves out highlighting off (-h).
"""

from __future__ import annotations

from simbsd.lib.stdio import encode, put
from simbsd.lib.termios import winsize
from simbsd.usr_bin.ee.words import CANCEL, KEYS, MENUS, SEPARATOR

TAB, INFO = 8, 6
REVERSE, NORMAL = "\033[7m", "\033[m"
ENTER, LEAVE = "\033[?1049h\033[H\033[2J", "\033[?1049l"


def cells(line: str) -> list[str]:
    """What stands for each character of a line."""
    out, column = [], 0
    for letter in line:
        if letter == "\t":
            cell = " " * (TAB - column % TAB)
        elif letter < " " or letter == "\x7f":
            cell = "^" + chr(ord(letter) ^ 0x40)
        else:
            cell = letter
        out.append(cell)
        column += len(cell)
    return out


class Screen:
    """The terminal, and what stands on it."""

    def __init__(self, fd: int, info: bool) -> None:
        self.fd, self.info = fd, info
        self.rows, self.columns = 24, 80
        self.top = self.left = 0
        self.help = KEYS
        self.shown: list[str] = []

    @property
    def height(self) -> int:
        """How many lines of text there are."""
        return max(1, self.rows - 1 - INFO * self.info)

    async def measure(self) -> None:
        """Ask for the terminal's size, and draw everything anew."""
        size = await winsize(self.fd)
        self.rows, self.columns = max(size.ws_row or 24, INFO + 3), size.ws_col or 80
        self.shown = []

    async def draw(self, lines: list[str], row: int, column: int, message: str, at: int | None = None) -> None:
        """Everything that has changed; the cursor in the text, or in the last line."""
        if not self.top <= row < self.top + self.height:
            near = self.top - 2 <= row <= self.top + self.height + 1
            middle = row - self.height // 2
            self.top = max(0, (row if row < self.top else row - self.height + 1) if near else middle)
        across = sum(map(len, cells(lines[row][:column])))
        self.left = 0 if across < self.columns - 1 else across - self.columns // 2
        rows = []
        if self.info:
            place = f"line {row + 1} col {across} lines from top {row + 1} "
            rows += [f"{line[: self.columns]}" for line in self.help]
            rows.append(f"{REVERSE}{(SEPARATOR[:5] + place + SEPARATOR[5 + len(place) :])[: self.columns]}{NORMAL}")
        for number in range(self.top, self.top + self.height):
            text = "".join(cells(lines[number])) if number < len(lines) else ""
            rows.append(text[self.left : self.left + self.columns - 1])
        rows.append(message[: self.columns - 1])
        out = [f"\033[{number + 1};1H{text}\033[K" for number, text in enumerate(rows)
               if number >= len(self.shown) or self.shown[number] != text]  # fmt: skip
        self.shown = rows
        place_row = self.rows if at is not None else row - self.top + INFO * self.info + 1
        place_column = at if at is not None else across - self.left
        await put(self.fd, encode("".join(out) + f"\033[{place_row};{min(place_column, self.columns - 1) + 1}H"))

    async def menu(self, name: str, chosen: int) -> None:
        """A menu in the middle of the screen, its items behind letters."""
        title, items = MENUS[name]
        texts = [f"{chr(97 + number)}) {text}" for number, (text, _) in enumerate(items)]
        warns = name == "changed"
        width = max(len(text) for text in (title, CANCEL, *texts)) + 4
        lines = ["", title, "", *texts, "", *([] if warns else [CANCEL, ""])]
        first, left = max(1, (self.rows - len(lines) - 2) // 2), max(1, (self.columns - width - 2) // 2)
        out = [f"\033[{first};{left}H+{'-' * width}+"]
        out += [f"\033[{first + number + 1};{left}H| {text:<{width - 1}}|" for number, text in enumerate(lines)]
        out.append(f"\033[{first + len(lines) + 1};{left}H+{'-' * width}+")
        out.append(f"\033[{first + 4 + chosen};{left + 2}H")
        self.shown = []
        await put(self.fd, encode("".join(out)))
