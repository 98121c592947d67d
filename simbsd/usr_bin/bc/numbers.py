"""bc(1): numbers with so many digits behind the point, and what becomes of these in each operation.

Models contrib/bc/src/num.c (bc_num_add, bc_num_mul, bc_num_div, bc_num_pow, bc_num_sqrt, bc_num_print); leaves out
numbers of more than MOST digits, which end the program as if there were no memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

MOST = 20_000
CHUNK = 4000  # digits that are turned into text at once
LINE = 69
DIGITS = "0123456789ABCDEF"


class MathError(Exception):
    """What has no result, in num.c's words."""


class TooLarge(Exception):
    """More digits than there is memory for."""


@dataclass(frozen=True, slots=True)
class Number:
    """``units`` of the smallest place, which is the ``scale``-th behind the point."""

    units: int
    scale: int = 0

    def rescaled(self, scale: int) -> Number:
        """The same with more or fewer places; what is too small is cut off."""
        if scale >= self.scale:
            return made(self.units * 10 ** (scale - self.scale), scale)
        return Number(quotient(self.units, 10 ** (self.scale - scale)), scale)

    def whole(self) -> int:
        """Without what is behind the point."""
        return quotient(self.units, 10**self.scale)


ZERO, ONE = Number(0), Number(1)


def made(units: int, scale: int) -> Number:
    """A number, unless it is too long. Raises TooLarge."""
    if units.bit_length() > MOST * 10 // 3 or scale > MOST:
        raise TooLarge
    return Number(units, scale)


def quotient(one: int, two: int) -> int:
    """Towards zero."""
    result = abs(one) // abs(two)
    return result if (one < 0) == (two < 0) else -result


def aligned(one: Number, two: Number) -> tuple[int, int, int]:
    """Both in the smaller's units, and the scale."""
    scale = max(one.scale, two.scale)
    return one.units * 10 ** (scale - one.scale), two.units * 10 ** (scale - two.scale), scale


def add(one: Number, two: Number) -> Number:
    """Sum."""
    left, right, scale = aligned(one, two)
    return made(left + right, scale)


def negated(one: Number) -> Number:
    """The same below zero."""
    return Number(-one.units, one.scale)


def multiply(one: Number, two: Number, scale: int) -> Number:
    """Product: as many places as both have together, but not more than the scale or the longer one's."""
    places = one.scale + two.scale
    return made(one.units * two.units, places).rescaled(min(places, max(scale, one.scale, two.scale)))


def divide(one: Number, two: Number, scale: int) -> Number:
    """Quotient with ``scale`` places. Raises MathError."""
    if two.units == 0:
        raise MathError("divide by 0")
    return made(quotient(one.units * 10 ** (scale + two.scale), two.units * 10**one.scale), scale)


def remainder(one: Number, two: Number, scale: int) -> Number:
    """What the quotient with ``scale`` places leaves. Raises MathError."""
    places = max(scale + two.scale, one.scale)
    product = divide(one, two, scale)
    left, right, total = aligned(one, Number(product.units * two.units, product.scale + two.scale))
    return Number(left - right, total).rescaled(places)


def power(one: Number, two: Number, scale: int) -> Number:
    """A whole power. Raises MathError, TooLarge."""
    if two.units % 10**two.scale:
        raise MathError("non-integer number")
    exponent = two.whole()
    if exponent < 0:
        return divide(ONE, power(one, Number(-exponent), max(scale, one.scale)), scale)
    if one.units.bit_length() * exponent > MOST * 4 or one.scale * exponent > MOST * 4:
        raise TooLarge
    places = one.scale * exponent
    return made(one.units**exponent, places).rescaled(min(places, max(scale, one.scale)))


def root(one: Number, scale: int) -> Number:
    """The square root. Raises MathError."""
    if one.units < 0:
        raise MathError("negative number")
    places = max(scale, one.scale)
    return Number(isqrt(one.units * 10 ** (2 * places - one.scale)), places)


def compare(one: Number, two: Number) -> int:
    """Below, at or above zero as one is less, equal or more."""
    left, right, _ = aligned(one, two)
    return (left > right) - (left < right)


def parse(text: str, base: int) -> Number:
    """Digits as they were typed; a single one is itself in any base, one that is too large the largest there is."""
    whole, _, fraction = text.partition(".")
    if base == 10:
        digits = "".join(min(letter, "9") for letter in whole + fraction)
        return made(_integer(digits), len(fraction))
    values = [DIGITS.index(letter) for letter in whole]
    if len(values) == 1 and not fraction:
        return Number(values[0])
    units = 0
    for value in values:
        units = units * base + min(value, base - 1)
    part = 0
    for letter in fraction:
        part = part * base + min(DIGITS.index(letter), base - 1)
    return made(units * 10 ** len(fraction) + part * 10 ** len(fraction) // base ** len(fraction), len(fraction))


def _integer(digits: str) -> int:
    value = 0
    for at in range(0, len(digits), CHUNK):
        part = digits[at : at + CHUNK]
        value = value * 10 ** len(part) + int(part)
    return value


def _decimal(units: int) -> str:
    parts = []
    while units >= 10**CHUNK:
        units, part = divmod(units, 10**CHUNK)
        parts.append(str(part).zfill(CHUNK))
    return "".join([str(units), *reversed(parts)])


def text_of(number: Number, base: int = 10) -> str:
    """A number as it is printed, in lines of at most 70 letters."""
    if number.units == 0:
        return "0"
    sign, units = "-" if number.units < 0 else "", abs(number.units)
    whole, rest = divmod(units, 10**number.scale)
    if base == 10:
        fraction = _decimal(rest).zfill(number.scale) if number.scale else ""
        text = (_decimal(whole) if whole else "") + (f".{fraction}" if fraction else "")
    else:
        text = _in_base(whole, rest, number.scale, base)
    return "\\\n".join(_lines(sign + text))


def _in_base(whole: int, rest: int, scale: int, base: int) -> str:
    width = len(str(base - 1))

    def digit(value: int) -> str:
        return DIGITS[value] if base <= 16 else f" {value:0{width}}"

    digits = []
    while whole:
        whole, value = divmod(whole, base)
        digits.append(digit(value))
    text = "".join(reversed(digits))
    if scale:
        text += "."
        reach = 1
        while reach < 10**scale:  # as many digits as the decimal ones were worth
            value, rest = divmod(rest * base, 10**scale)
            text += digit(value)
            reach *= base
    return text


def _lines(text: str) -> list[str]:
    if len(text) <= LINE:
        return [text]
    return [text[at : at + LINE - 1] for at in range(0, len(text), LINE - 1)]
