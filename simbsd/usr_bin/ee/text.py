"""The text of ee(1): its lines, the cursor, and what the keys do to them.

Models contrib/ee/ee.c (insert, insert_line, delete, del_char, del_word, del_line, undel_*, left, right, adv_word).
"""

from __future__ import annotations

MOST = 1 << 20  # characters of a text


class Text:
    """Lines, the cursor's place in them, and what was deleted last."""

    def __init__(self) -> None:
        self.lines = [""]
        self.row = self.column = 0
        self.changed = False
        self.message = ""
        self.deleted = {"char": "", "word": "", "line": ""}

    def insert(self, text: str) -> None:
        """Put text in at the cursor."""
        if sum(map(len, self.lines)) > MOST:
            self.message = "unable to allocate memory"
            return
        line = self.lines[self.row]
        first, *others = (line[: self.column] + text + line[self.column :]).split("\n") if "\n" in text else [
            line[: self.column] + text + line[self.column :]]  # fmt: skip
        self.lines[self.row : self.row + 1] = [first, *others]
        behind = len(line) - self.column
        self.row += len(others)
        self.column = len(self.lines[self.row]) - behind
        self.changed = True

    async def newline(self) -> None:
        """Enter."""
        self.insert("\n")

    async def backspace(self) -> None:
        """^h: take away the character before the cursor."""
        if self.column:
            self.column -= 1
        elif self.row:
            self.row -= 1
            self.column = len(self.lines[self.row])
        else:
            return
        await self.delete_char()

    async def delete_char(self) -> None:
        """^d."""
        line = self.lines[self.row]
        if self.column < len(line):
            self.deleted["char"] = line[self.column]
            self.lines[self.row] = line[: self.column] + line[self.column + 1 :]
        elif self.row + 1 < len(self.lines):
            self.deleted["char"] = "\n"
            self.lines[self.row : self.row + 2] = [line + self.lines[self.row + 1]]
        else:
            return
        self.changed = True

    async def delete_word(self) -> None:
        """^w: to the beginning of the next word."""
        line = self.lines[self.row]
        at = self.column
        while at < len(line) and not line[at].isspace():
            at += 1
        while at < len(line) and line[at].isspace():
            at += 1
        if at > self.column:
            self.deleted["word"] = line[self.column : at]
            self.lines[self.row] = line[: self.column] + line[at:]
            self.changed = True

    async def delete_line(self) -> None:
        """^k: the rest of the line, and its end when the cursor stands at the beginning."""
        line = self.lines[self.row]
        self.deleted["line"] = line[self.column :] + "\n"
        if self.column == 0 and self.row + 1 < len(self.lines):
            del self.lines[self.row]
        else:
            self.lines[self.row] = line[: self.column]
        self.changed = True

    def restore(self, kind: str) -> None:
        """Put back what was deleted; a line as a line."""
        text = self.deleted[kind]
        if kind != "line":
            self.insert(text)
        elif text:
            row, column = self.row, self.column
            self.insert(text)
            self.row, self.column = row, column

    def move(self, rows: int) -> None:
        """Up or down."""
        self.row = max(0, min(self.row + rows, len(self.lines) - 1))
        self.column = min(self.column, len(self.lines[self.row]))

    async def left(self) -> None:
        """^b."""
        if self.column:
            self.column -= 1
        elif self.row:
            self.row -= 1
            self.column = len(self.lines[self.row])

    async def right(self) -> None:
        """^f."""
        if self.column < len(self.lines[self.row]):
            self.column += 1
        elif self.row + 1 < len(self.lines):
            self.row, self.column = self.row + 1, 0

    async def next_word(self) -> None:
        """^z."""
        line = self.lines[self.row]
        while self.column < len(line) and not line[self.column].isspace():
            self.column += 1
        while self.column < len(line) and line[self.column].isspace():
            self.column += 1
