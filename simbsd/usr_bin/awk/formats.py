"""The conversions of awk(1)'s printf and sprintf.

Models contrib/one-true-awk/run.c (format).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from simbsd.lib.format import float_text, integer_text, padded
from simbsd.usr_bin.awk.errors import Fatal
from simbsd.usr_bin.awk.values import Value, number_of

SPECIFICATION = re.compile(r"%([^A-Za-z%$]*[hjLlqtz]*)([A-Za-z$]?)")
PARTS = re.compile(r"([-+ #0]*)([0-9]*)(?:\.(-?[0-9]*))?")
WIDEST = 1 << 20
WORD, SIGN = 1 << 64, 1 << 63


class Formatter:
    """One format with its arguments; ``text`` makes a value a string, ``warn`` says a warning."""

    def __init__(
        self, form: str, values: list[Value], text: Callable[[Value], str], warn: Callable[[str], None]
    ) -> None:
        self.form, self.values, self.text, self.warn = form, values, text, warn

    def _next(self) -> Value:
        if not self.values:
            raise Fatal(f"not enough args in printf({self.form})")
        return self.values.pop(0)

    def run(self) -> str:
        """The whole text. Raises Fatal."""
        out, at, form = [], 0, self.form
        while (start := form.find("%", at)) >= 0:
            out.append(form[at:start])
            if form.startswith("%%", start):
                out.append("%")
                at = start + 2
                continue
            at, piece = self._item(start)
            out.append(piece)
        out.append(form[at:])
        return "".join(out)

    def _item(self, start: int) -> tuple[int, str]:
        found = SPECIFICATION.match(self.form, start)
        if found is None:  # a second % before any letter
            raise Fatal("missing printf conversion specifier")
        marks, letter = found.groups()
        if letter == "$":
            raise Fatal("'$' not permitted in awk formats")
        while "*" in marks:
            marks = marks.replace("*", str(int(number_of(self._next()))), 1)
        if not letter:
            raise Fatal("missing printf conversion specifier")
        return found.end(), self._convert(marks, letter)

    def _convert(self, marks: str, letter: str) -> str:
        shape = PARTS.match(marks)
        assert shape is not None
        flags, width, digits = shape.group(1), int(shape.group(2)[:9] or "0"), shape.group(3)
        precision = None if digits is None or digits.startswith("-") else int(digits[:9] or "0")
        if width > WIDEST or (precision or 0) > WIDEST:
            raise Fatal("out of memory in format4")
        if letter not in "aAfeEgGFdioxXusc":
            self.warn(f"weird printf conversion %{marks}{letter}")
            return f"%{marks}{letter}{self.text(self._next())}"
        value = self._next()
        if letter == "s":
            return padded("", self.text(value)[:precision], flags, width, zeros=False)
        if letter == "c":
            return padded("", self._character(value), flags, width, zeros=False)
        if letter in "dioxXu":
            number = whole(number_of(value))
            number = number if letter in "di" else number % WORD
            return padded(*integer_text(number, letter, flags, precision), flags, width, precision is None)
        sign, body = float_text(number_of(value), letter, flags, precision)
        return padded(sign, body, flags, width, body[-1:].isdigit() or "." in body)

    def _character(self, value: Value) -> str:
        if isinstance(value, str) and not hasattr(value, "number"):
            return value[:1]
        return chr(whole(number_of(value)) & 0xFF)


def whole(number: float) -> int:
    """A number without its fraction as a 64-bit integer; what is none, and what is too big, as amd64 converts it."""
    if number != number or not -SIGN <= number < SIGN:
        return -SIGN
    return int(number)
