"""The vi keys of the line editor: motions, operators, counts.

Models lib/libedit (vi.c, common.c, map.c: el_map_vi_command); leaves out searches by / and ?, marks, aliases (@), the
command to edit in vi(1), replace mode (R), redo (.) and the undo of undos.
"""

from __future__ import annotations

from collections.abc import Callable

from simbsd.lib.libedit_line import LineBuffer

ESCAPE = "\033"
OPERATORS = "dcy"
PAIRS = {"(": ")", "[": "]", "{": "}", ")": "(", "]": "[", "}": "{"}
OPENING = "([{"
COUNT_DIGITS = 3
HISTORY = {"k": -1, "-": -1, "\x10": -1, "j": 1, "+": 1, "\x0e": 1}
# How a command leaves vi's command mode: where the cursor goes.
INSERTS: dict[str, Callable[[str, int], int]] = {
    "i": lambda text, at: at,
    "a": lambda text, at: min(at + 1, len(text)),
    "I": lambda text, at: 0,
    "A": lambda text, at: len(text),
}
# Commands that are an operator and a motion.
SHORT = {"D": "d$", "C": "c$", "Y": "y$", "x": "dl", "X": "dh", "s": "cl", "S": "cc"}
Place = tuple[int, bool]  # where a motion leads, and whether an operator takes that character too


class ViKeys:
    """Whether keys are commands, and what has been typed of one: count, operator, what wants a character."""

    def __init__(self) -> None:
        self.commanding = False
        self.count, self.operator, self.wanting = "", "", ""
        self.found = ("", "")
        self.undo: tuple[str, int] | None = None

    def begin(self) -> None:
        """A new line begins in insert mode."""
        self.commanding, self.undo = False, None
        self._forget()

    def _forget(self) -> None:
        self.count, self.operator, self.wanting = "", "", ""

    def escape(self, line: LineBuffer) -> bool:
        """ESC: keys are commands from now on, and the cursor stands on a character. False when they were already."""
        self._forget()
        if self.commanding:
            return False
        self.commanding = True
        line.cursor = max(line.cursor - 1, 0)
        return True

    def key(self, char: str, line: LineBuffer) -> bool:
        """Take one key in command mode; False rings the bell."""
        if self.wanting:
            return self._character(char, line)
        if char.isascii() and char.isdigit() and (char != "0" or self.count):
            self.count = (self.count + char)[:COUNT_DIGITS]
            return True
        if char in OPERATORS and not self.operator:
            self.operator = char
            return True
        if char in SHORT and not self.operator:
            self.operator = SHORT[char][0]
            return self.key(SHORT[char][1], line)
        if char in "fFtT" or (char == "r" and not self.operator):
            self.wanting = char
            return True
        if char == self.operator:
            return self._operate(line, 0, len(line.text))
        place = self._motion(char, line)
        return self._go(line, place) if place is not None else self._change(char, line)

    def _times(self) -> int:
        return int(self.count or "1")

    def _character(self, char: str, line: LineBuffer) -> bool:
        """The character that f, F, t, T or r asked for."""
        wanting, self.wanting = self.wanting, ""
        if char == ESCAPE:
            self._forget()
            return True
        if wanting != "r":
            self.found = (wanting, char)
            return self._go(line, self._find(line, wanting, char))
        times = self._times()
        self._forget()
        if line.cursor + times > len(line.text):
            return False
        self.undo = (line.text, line.cursor)
        line.text = line.text[: line.cursor] + char * times + line.text[line.cursor + times :]
        line.cursor += times - 1
        return True

    def _motion(self, char: str, line: LineBuffer) -> Place | None:
        text, at = line.text, line.cursor
        if self.operator == "c" and char in "wW":
            char = {"w": "e", "W": "E"}[char]
        if char in MOTIONS:
            step, inclusive = MOTIONS[char]
            for _ in range(self._times()):
                at = step(text, at)
            return at, inclusive
        if char == "|":
            return min(self._times() - 1, len(text)), False
        if char == "%":
            return _partner(text, at), True
        if char in (";", ",") and self.found[0]:
            wanting, wanted = self.found
            return self._find(line, wanting.swapcase() if char == "," else wanting, wanted)
        return None

    def _find(self, line: LineBuffer, wanting: str, wanted: str) -> Place:
        """The place of the count-th such character to the right (f, t) or the left (F, T); -1 where there is none."""
        at = line.cursor
        for _ in range(self._times()):
            at = line.text.find(wanted, at + 1) if wanting in "ft" else line.text.rfind(wanted, 0, at)
            if at < 0:
                return -1, False
        return at + {"t": -1, "T": 1}.get(wanting, 0), wanting in "ft"

    def _go(self, line: LineBuffer, place: Place) -> bool:
        """Go there, or do the operator's work on the way."""
        target, inclusive = place
        if target < 0:
            self._forget()
            return False
        if self.operator:
            start, end = sorted((line.cursor, target))
            return self._operate(line, start, end + (inclusive and target >= line.cursor))
        self._forget()
        before, line.cursor = line.cursor, min(target, max(len(line.text) - 1, 0))
        return line.cursor != before

    def _operate(self, line: LineBuffer, start: int, end: int) -> bool:
        operator = self.operator
        self._forget()
        if operator == "y":
            line.killed = line.text[start:end]
            line.cursor = start
            return True
        self.undo = (line.text, line.cursor)
        changed = line.delete(start, end, keep=True)
        if operator == "c":
            self.commanding = False
            return True
        line.cursor = min(line.cursor, max(len(line.text) - 1, 0))
        return changed

    def _change(self, char: str, line: LineBuffer) -> bool:
        """What is neither a motion nor an operator."""
        times, operator = self._times(), self.operator
        self._forget()
        if operator:
            return False
        if char in INSERTS:
            self.undo = (line.text, line.cursor)
            line.cursor = INSERTS[char](line.text, line.cursor)
            self.commanding = False
            return True
        if char in HISTORY:
            recalled = line.recall(line.event + HISTORY[char] * times)
            line.cursor = 0
            return recalled
        if char == "G":
            return line.recall(0)
        if char in "pP" and line.killed:
            self.undo = (line.text, line.cursor)
            line.cursor = min(line.cursor + (char == "p"), len(line.text))
            line.insert(line.killed * times)
            line.cursor -= 1
            return True
        if char == "~" and line.text:
            self.undo = (line.text, line.cursor)
            end = min(line.cursor + times, len(line.text))
            line.text = line.text[: line.cursor] + line.text[line.cursor : end].swapcase() + line.text[end:]
            line.cursor = min(end, len(line.text) - 1)
            return True
        if char in "uU" and self.undo is not None:
            here = (line.text, line.cursor)
            (line.text, line.cursor), self.undo = self.undo, here
            return True
        return False


def _kind(char: str, big: bool) -> int:
    """Blanks, words and what stands between words are three kinds; for the capital motions two."""
    if char.isspace():
        return 0
    return 1 if big or char.isalnum() or char == "_" else 2


def _next_word(text: str, at: int, big: bool) -> int:
    if at < len(text):
        kind = _kind(text[at], big)
        while at < len(text) and _kind(text[at], big) == kind != 0:
            at += 1
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _word_before(text: str, at: int, big: bool) -> int:
    while at > 0 and text[at - 1].isspace():
        at -= 1
    kind = _kind(text[at - 1], big) if at else 0
    while at > 0 and _kind(text[at - 1], big) == kind:
        at -= 1
    return at


def _word_end(text: str, at: int, big: bool) -> int:
    at += 1
    while at < len(text) and text[at].isspace():
        at += 1
    if at >= len(text):
        return max(len(text) - 1, 0)
    kind = _kind(text[at], big)
    while at + 1 < len(text) and _kind(text[at + 1], big) == kind:
        at += 1
    return at


def _partner(text: str, at: int) -> int:
    """The bracket that belongs to the first one at or after the cursor, -1 where there is none."""
    while at < len(text) and text[at] not in PAIRS:
        at += 1
    if at == len(text):
        return -1
    own, other, step, level = text[at], PAIRS[text[at]], 1 if text[at] in OPENING else -1, 0
    while 0 <= at < len(text):
        level += (text[at] == own) - (text[at] == other)
        if level == 0:
            return at
        at += step
    return -1


MOTIONS: dict[str, tuple[Callable[[str, int], int], bool]] = {
    "h": (lambda text, at: max(at - 1, 0), False),
    "\x08": (lambda text, at: max(at - 1, 0), False),
    "\x7f": (lambda text, at: max(at - 1, 0), False),
    "l": (lambda text, at: min(at + 1, len(text)), False),
    " ": (lambda text, at: min(at + 1, len(text)), False),
    "0": (lambda text, at: 0, False),
    "^": (lambda text, at: len(text) - len(text.lstrip()), False),
    "$": (lambda text, at: max(len(text) - 1, 0), True),
    "w": (lambda text, at: _next_word(text, at, False), False),
    "W": (lambda text, at: _next_word(text, at, True), False),
    "b": (lambda text, at: _word_before(text, at, False), False),
    "B": (lambda text, at: _word_before(text, at, True), False),
    "e": (lambda text, at: _word_end(text, at, False), True),
    "E": (lambda text, at: _word_end(text, at, True), True),
}
