"""A line being edited, and its history: pure state, no terminal.

Models lib/libedit (emacs.c, common.c, chared.c, hist.c); leaves out macros, marks and case changes.
"""

from __future__ import annotations

WORD_EXTRA = "*?_-.[]~="


class LineBuffer:
    """Text with a cursor, the last killed text, and a place in the history."""

    __slots__ = ("cursor", "event", "history", "killed", "saved", "text")

    def __init__(self, history: list[str]) -> None:
        self.text = ""
        self.cursor = 0
        self.killed = ""
        self.history = history
        self.event = len(history)
        self.saved = ""

    def reset(self, history: list[str]) -> None:
        """Begin a new line; what was killed can still be yanked."""
        self.text, self.cursor = "", 0
        self.history, self.event, self.saved = history, len(history), ""

    def insert(self, text: str) -> None:
        """Insert at the cursor."""
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor += len(text)

    def yank(self) -> bool:
        """Insert what was killed last."""
        self.insert(self.killed)
        return True

    def move(self, to: int) -> bool:
        """Put the cursor at ``to``; false if it cannot be there."""
        if not 0 <= to <= len(self.text):
            return False
        self.cursor = to
        return True

    def delete(self, start: int, end: int, keep: bool) -> bool:
        """Delete from ``start`` to ``end``; with ``keep`` it can be yanked. False if there is nothing to delete."""
        start, end = max(start, 0), min(end, len(self.text))
        if start >= end:
            return False
        if keep:
            self.killed = self.text[start:end]
        self.text = self.text[:start] + self.text[end:]
        self.cursor = start
        return True

    def word_left(self, blanks_only: bool = False) -> int:
        """Where the word left of the cursor begins."""
        position = self.cursor
        while position > 0 and not self._in_word(position - 1, blanks_only):
            position -= 1
        while position > 0 and self._in_word(position - 1, blanks_only):
            position -= 1
        return position

    def word_right(self) -> int:
        """Where the word right of the cursor ends."""
        position = self.cursor
        while position < len(self.text) and not self._in_word(position, False):
            position += 1
        while position < len(self.text) and self._in_word(position, False):
            position += 1
        return position

    def _in_word(self, position: int, blanks_only: bool) -> bool:
        char = self.text[position]
        return not char.isspace() if blanks_only else char.isalnum() or char in WORD_EXTRA

    def transpose(self) -> bool:
        """Exchange the two characters before the cursor (or around it)."""
        at = self.cursor
        if at < len(self.text):
            at += 1
        if at < 2:
            return False
        self.text = self.text[: at - 2] + self.text[at - 1] + self.text[at - 2] + self.text[at:]
        self.cursor = at
        return True

    def recall(self, event: int) -> bool:
        """Show an event of the history; the line that was being typed comes after the last. False beyond the ends."""
        if not 0 <= event <= len(self.history):
            return False
        if self.event == len(self.history):
            self.saved = self.text
        self.event = event
        self.text = self.saved if event == len(self.history) else self.history[event]
        self.cursor = len(self.text)
        return True

    def search(self, wanted: str, start: int) -> int:
        """The latest event up to ``start`` that holds ``wanted``, or -1."""
        for event in range(min(start, len(self.history) - 1), -1, -1):
            if wanted in self.history[event]:
                return event
        return -1
