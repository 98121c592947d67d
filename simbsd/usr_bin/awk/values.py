"""The values of awk(1): numbers, strings, strings that look like numbers, and arrays.

Models contrib/one-true-awk/tran.c (getfval, getsval, the symbol tables) and lib.c (is_valid_number). Text is one
character per byte (latin-1), as this awk counts. An array is gone through in the very order of its hash table; leaves
out that reading a string variable as a number makes it one.
"""

from __future__ import annotations

import math
import re

NUMBER = re.compile(
    r"[ \t\n\v\f\r]*([-+]?(?:0[xX][0-9a-fA-F]+|[0-9]+\.?[0-9]*(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?)"
    r"|[-+](?:[iI][nN][fF]|[nN][aA][nN])(?=[ \t\n\v\f\r]|\Z))"
)
SPACES = " \t\n\v\f\r"
BUCKETS, FULL, GROWTH = 50, 2, 4  # NSYMTAB, FULLTAB, GROWTAB
DIGITS = 30  # of a whole number (%.30g)
WIDEST = 255  # characters of a converted number


class StrNum(str):
    """A string from outside that looks like a number, and is both."""

    __slots__ = ("number",)

    number: float


Value = float | str


def text_of(number: float, form: str) -> str:
    """A number as a string: whole ones exactly, others by CONVFMT or OFMT."""
    if number != number:
        return "-nan" if math.copysign(1.0, number) < 0 else "+nan"
    if number in (math.inf, -math.inf):
        return "+inf" if number > 0 else "-inf"
    if number == int(number):
        return f"%.{DIGITS}g" % number if abs(number) >= 1e15 else str(int(number))
    return (form % number)[:WIDEST]


def leading(text: str) -> tuple[float, bool]:
    """The number that a string begins with, 0 without one, and whether nothing but blanks follows it."""
    found = NUMBER.match(text)
    if found is None:
        return 0.0, False
    digits = found.group(1)
    try:
        number = float.fromhex(digits) if "x" in digits.lower() else float(digits)
    except OverflowError:
        return 0.0, False
    if number in (math.inf, -math.inf) and "i" not in digits.lower():
        return 0.0, False  # strtod(3)'s ERANGE
    return number, not text[found.end() :].strip(SPACES)


def outside(text: str) -> str:
    """A string that comes from input, an argument or the environment: a number too when it looks like one."""
    first = text[:1]
    if first and (first in "0123456789.+-" or first in SPACES):
        number, whole = leading(text)
        if whole and NUMBER.match(text):
            both = StrNum(text)
            both.number = number
            return both
    return text


def number_of(value: Value) -> float:
    """A value as a number (getfval)."""
    if isinstance(value, float):
        return value
    if isinstance(value, StrNum):
        return value.number
    return leading(value)[0] if value else 0.0


UNSET = StrNum("")
UNSET.number = 0.0


def is_true(value: Value) -> bool:
    """What a condition makes of a value: a number that is not 0, or else a string that is not empty."""
    if isinstance(value, float):
        return value != 0.0
    return value.number != 0.0 if isinstance(value, StrNum) else value != ""


class Array:
    """Elements by subscript."""

    def __init__(self) -> None:
        self.cells: dict[str, Value] = {}
        self.buckets: list[list[str]] = [[] for _ in range(BUCKETS)]

    def get(self, key: str) -> Value:
        """An element, which is made when it is not there."""
        value = self.cells.get(key)
        if value is None:
            self.set(key, UNSET)
            return UNSET
        return value

    def set(self, key: str, value: Value) -> None:
        """Give an element a value."""
        if key not in self.cells:
            self.cells[key] = value
            if len(self.cells) > FULL * len(self.buckets):
                self._rehash()
            self.buckets[_place(key, len(self.buckets))].insert(0, key)
        self.cells[key] = value

    def remove(self, key: str) -> None:
        """Take an element away, if it is there."""
        if self.cells.pop(key, None) is not None:
            self.buckets[_place(key, len(self.buckets))].remove(key)

    def clear(self) -> None:
        """Take all elements away."""
        self.cells.clear()
        self.buckets = [[] for _ in range(BUCKETS)]

    def keys(self) -> list[str]:
        """All subscripts, in the order in which ``for (k in a)`` meets them."""
        return [key for bucket in self.buckets for key in bucket]

    def _rehash(self) -> None:
        size = len(self.buckets) * GROWTH
        grown: list[list[str]] = [[] for _ in range(size)]
        for bucket in self.buckets:
            for key in bucket:
                grown[_place(key, size)].insert(0, key)
        self.buckets = grown


def _place(key: str, size: int) -> int:
    """The bucket of a subscript (tran.c: hash; a char of amd64 is signed)."""
    value = 0
    for letter in key:
        code = ord(letter)
        value = ((code - 256 if code > 127 else code) + 31 * value) & 0xFFFFFFFF
    return value % size
