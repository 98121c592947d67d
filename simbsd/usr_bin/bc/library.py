"""bc(1): the functions that -l brings: sine, cosine, arc tangent, logarithm, exponential, Bessel functions.

Models contrib/bc/gen/lib.bc in what they are of; each is worked out here from its series, in whole numbers with some
places to spare.
"""

from __future__ import annotations

from simbsd.usr_bin.bc.numbers import MathError, Number, TooLarge, quotient

SPARE = 12
LARGEST = 5000  # of an argument of e
FUNCTIONS = ("s", "c", "a", "l", "e", "j")


def call(name: str, arguments: list[Number], scale: int) -> Number:
    """A function's value with ``scale`` places. Raises MathError, TooLarge."""
    one = 10 ** (places := scale + SPARE)
    if name == "j":
        order, argument = arguments
        return Number(_bessel(order.whole(), argument.rescaled(places).units, one), places).rescaled(scale)
    x = arguments[0].rescaled(max(places, arguments[0].scale)).units
    if arguments[0].scale > places:
        one = 10 ** (places := arguments[0].scale)
    if name == "l":
        if x <= 0:
            # lib.bc answers so of what has no logarithm.
            return Number((1 - 10**scale) * 10**scale if scale else 0, scale)
        return Number(_log(x, one), places).rescaled(scale)
    value = {"s": _sine, "c": _cosine, "a": _arctangent, "e": _exponential}[name](x, one)
    return Number(value, places).rescaled(scale)


def _exponential(x: int, one: int) -> int:
    if abs(x) > LARGEST * one:
        raise TooLarge
    halves = max(abs(x).bit_length() - one.bit_length() + 4, 0)
    extra = 10**8 << (2 * halves)  # each squaring doubles what is wrong
    term = total = one * extra
    small = (x * extra) >> halves
    count = 1
    while term:
        term = quotient(quotient(term * small, one * extra), count)
        total += term
        count += 1
    for _ in range(halves):
        total = total * total // (one * extra)
    return quotient(total, extra)


def _log(x: int, one: int) -> int:
    """Halve until it is near one; then 2 artanh((x-1)/(x+1))."""
    twos = 0
    while x > one * 3 // 2:
        x, twos = x >> 1, twos + 1
    while x < one * 3 // 4:
        x, twos = x << 1, twos - 1
    return 2 * _artanh(x - one, x + one, one) + twos * 2 * _artanh(one, 3 * one, one)


def _artanh(above: int, below: int, one: int) -> int:
    term = quotient(above * one, below)
    square = term * term // one
    total, count = term, 3
    while term:
        term = quotient(term * square, one)
        total += quotient(term, count)
        count += 2
    return total


def _pi(one: int) -> int:
    return 4 * (4 * _arctangent(one // 5, one) - _small(one // 239, one))


def _small(x: int, one: int) -> int:
    """The series of the arc tangent, for what is well below one."""
    term, square, total, count = x, x * x // one, x, 3
    while term:
        term = -quotient(term * square, one)
        total += quotient(term, count)
        count += 2
    return total


def _arctangent(x: int, one: int) -> int:
    if x < 0:
        return -_arctangent(-x, one)
    if x > one:
        return _pi(one) // 2 - _arctangent(one * one // x, one)
    if 5 * x > one:  # of a fifth and what is left
        fifth = one // 5
        return _small(fifth, one) + _arctangent((x - fifth) * one // (one + x * fifth // one), one)
    return _small(x, one)


def _sine(x: int, one: int) -> int:
    turn = 2 * _pi(one)
    if abs(x) > turn:
        grown = 10 ** len(str(abs(x) // one))
        x = quotient(x * grown - quotient(x, turn) * 2 * _pi(one * grown), grown)
    term, total, square, count = x, x, x * x // one, 2
    while term:
        term = -quotient(quotient(term * square, one), count * (count + 1))
        total += term
        count += 2
    return total


def _cosine(x: int, one: int) -> int:
    return _sine(x + _pi(one) // 2, one)


def _bessel(order: int, x: int, one: int) -> int:
    flip = order < 0 and order % 2
    order = abs(order)
    term = one
    for count in range(1, order + 1):
        term = quotient(quotient(term * x, 2 * one), count)
    square, total, count = x * x // one, term, 1
    while term:
        term = -quotient(quotient(term * square, one), 4 * count * (count + order))
        total += term
        count += 1
    return -total if flip else total


__all__ = ["FUNCTIONS", "MathError", "call"]
