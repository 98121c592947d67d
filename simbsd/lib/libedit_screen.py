"""What to write to a terminal so that it shows a prompt and a line, wrapped at its width.

Models lib/libedit/refresh.c and terminal.c with the capabilities of xterm; leaves out prompts at the right.
"""

from __future__ import annotations

import unicodedata

CLEAR_DOWN = "\033[J"
CLEAR_SCREEN = "\033[H\033[2J"


def visible(text: str) -> str:
    """``text`` with control characters as ``^X``."""
    if text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    if char < " " or char == "\x7f":
        return "^" + chr(ord(char) ^ 0x40)
    if "\udc80" <= char <= "\udcff":
        return f"\\{ord(char) & 0xFF:03o}"
    return char


def width(text: str) -> int:
    """How many columns ``text`` takes."""
    if text.isascii():
        return len(text)
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def prompt_shown(prompt: str) -> str:
    """What of a prompt is seen: not what stands between two \\001."""
    return "".join(prompt.split("\001")[::2])


class Screen:
    """The part of the terminal that the editor has written since ``start``.

    ``row`` is the cursor's row, counted from that of the prompt's last line.
    """

    __slots__ = ("_columns", "_row", "_shown", "_start", "_at")

    def __init__(self, columns: int) -> None:
        self._columns = max(columns, 2)
        self._start = 0
        self._shown = ""
        self._row = 0
        self._at = 0

    def start(self, prompt: str) -> str:
        """Write the prompt."""
        self._start = width(prompt_shown(prompt).rpartition("\n")[2])
        self._shown = ""
        self._at = self._start
        self._row = self._at // self._columns
        return prompt.replace("\001", "")

    def resize(self, columns: int) -> None:
        """The terminal has another width; it has rewrapped what it shows."""
        self._columns = max(columns, 2)
        self._row = self._at // self._columns

    def update(self, text: str, cursor: int) -> str:
        """Show ``text`` with the cursor before its character number ``cursor``."""
        shown = visible(text)
        same = _common(shown, self._shown)
        out = ""
        if same < len(shown) or same < len(self._shown):
            out = self._go(self._start + width(shown[:same])) + shown[same:]
            self._at = self._start + width(shown)
            if same < len(shown) and self._at % self._columns == 0:
                # Make the terminal wrap now, so that the cursor is where we think it is.
                out += " \r"
            self._row = self._at // self._columns
            if width(self._shown) > width(shown):
                out += CLEAR_DOWN
            self._shown = shown
        return out + self._go(self._start + width(visible(text[:cursor])))

    def end(self) -> str:
        """Leave the line: go to its end, and to a new line."""
        return self._go(self._start + width(self._shown)) + "\n"

    def _go(self, to: int) -> str:
        """Move the cursor to column ``to``, counted through the wrapped rows."""
        if to == self._at:
            return ""
        row, column = divmod(to, self._columns)
        out = ""
        if row < self._row:
            out += f"\033[{self._row - row}A"
        elif row > self._row:
            out += "\n" * (row - self._row)
        back = self._at - to
        if row == self._row and 0 < back <= 4:
            out += "\b" * back
        else:
            out += "\r" + (f"\033[{column}C" if column else "")
        self._at, self._row = to, row
        return out


def _common(left: str, right: str) -> int:
    """The length of the common beginning of two strings."""
    if right and left.startswith(right):
        return len(right)
    length = min(len(left), len(right))
    for index in range(length):
        if left[index] != right[index]:
            return index
    return length
