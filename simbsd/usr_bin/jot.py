"""jot(1): sequences of numbers, or of one word.

Models usr.bin/jot/jot.c.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import inf, isfinite

from simbsd.lib.err import Err
from simbsd.lib.format import float_text, integer_text, padded
from simbsd.lib.getopt import getopt
from simbsd.lib.mktemp import arc4random_uniform
from simbsd.lib.output import Output
from simbsd.lib.printf import printf
from simbsd.lib.random import Random
from simbsd.lib.unistd import tick
from simbsd.sys.strtol import leading_int

USAGE = "jot [-cnr] [-b word] [-w word] [-s string] [-p precision]\n           [reps [begin [end [s]]]]"
NUMBER = re.compile(r"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
ITEM = re.compile(r"%([-+ #0]*)([0-9]*)(?:\.([0-9]*))?(l?)([A-Za-z])")
REPS = 100
LONG_MIN, LONG_MAX = -(1 << 63), (1 << 63) - 1
BREATH = 200
DIVISOR = 1 << 32


@dataclass(slots=True)
class Shape:
    """How each datum is written: a format with one conversion, or a word as it is."""

    form: str = ""
    plain: bool = False  # -b
    characters: bool = False  # -c
    precision: int = -1
    random: bool = False  # -r
    seed: float | None = None
    formatted: bool = False  # -b, -c, -p or -w: no attempt to make whole numbers equally likely


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print reps numbers from begin to end."""
    err = Err(argv)
    options, words = await getopt(argv, "b:cnp:rs:w:")
    shape, separator, letters = Shape(), "\n", [letter for letter, _ in options]
    for letter, text in options:
        if letter in "bw":
            shape.form, shape.plain = text, shape.plain or letter == "b"
        elif letter == "c":
            shape.characters = True
        elif letter == "p":
            shape.precision = leading_int(text)
            if shape.precision < 0:
                await err.errx(1, "bad precision value")
        elif letter == "s":
            separator = text
        elif letter == "r":
            shape.random = True
        shape.formatted = shape.formatted or letter in "bpw"
    if "?" in letters or not words:
        await err.usage(USAGE)
    if len(words) > 4:
        await err.errx(1, f"too many arguments.  What do you mean by {words[4]}?")
    await _print(err, words, shape, separator)
    await printf("" if "n" in letters else "\n")
    return 0


async def _print(err: Err, words: list[str], shape: Shape, separator: str) -> None:
    reps, begin, step = await _sequence(err, words, shape)
    draw = None
    if shape.random:
        draw, begin, step = _drawing(shape, begin, step)
    await _format(err, shape)
    least, most = _bounds(shape)
    out, count, value = Output(), 0, begin
    while reps == 0 or count < reps:
        if draw is not None:
            value = await draw() * step + begin
        else:
            value = value + step if count else begin  # added up, as rounding tells
        count += 1
        if not least <= value <= most:
            await out.flush()
            await err.errx(1, "range error in conversion")
        await out.put(_shown(shape, value) + ("" if count == reps else separator))
        if count % BREATH == 0:
            await tick(BREATH)
    await out.flush()


async def _sequence(err: Err, words: list[str], shape: Shape) -> tuple[int, float, float]:
    """How often, from where, in which steps."""
    given = [None if word in ("", "-") else word for word in (*words, "", "", "")[:4]]
    values: list[float | None] = []
    for name, word in zip(("reps", "begin", "ender", "s"), given, strict=True):
        found = NUMBER.match(word) if word is not None else None
        if word is None:
            values.append(None)
        elif found is not None and name == "reps":
            values.append(min(max(leading_int(word), LONG_MIN), LONG_MAX))
        elif found is not None:
            values.append(float(found.group()))
        elif name in ("begin", "ender"):
            values.append(float(ord(word[-1])))
        else:
            await err.errx(1, f"bad {name} value: {word}")
    if shape.precision < 0:
        shape.precision = max((_places(word) for word in given[1:3] if word is not None), default=0)
    if shape.random:
        return _random_range(shape, *values)
    return await _completed(err, *values)


def _random_range(
    shape: Shape, reps: float | None, begin: float | None, ender: float | None, seed: float | None
) -> tuple[int, float, float]:
    """With -r: how many, from where to where; what is not given has its default."""
    shape.seed = seed
    if ender is None and begin is None and reps is not None and seed is not None:
        begin = 1.0
    return int(REPS if reps is None else reps), 1.0 if begin is None else begin, 100.0 if ender is None else ender


def _drawing(shape: Shape, begin: float, ender: float) -> tuple[Callable[[], Awaitable[float]], float, float]:
    """Where numbers between 0 and 1 come from, and what they are stretched to: whole numbers are equally likely, the
    last one too.
    """
    whole = not shape.formatted and shape.precision == 0
    divisor = DIVISOR if shape.seed is None else DIVISOR >> 1
    if whole and 0 <= begin < divisor and 0 <= ender < divisor:
        begin, ender = (begin, ender + 1) if begin <= ender else (begin + 1, ender)
        shape.form = "%c" if shape.characters else "%u"
    numbers = Random(_long(shape.seed)) if shape.seed is not None else None

    async def drawn() -> float:
        number = numbers.next() if numbers is not None else await arc4random_uniform(DIVISOR)
        return number / divisor

    return drawn, begin, ender - begin


async def _completed(
    err: Err, reps: float | None, begin: float | None, ender: float | None, step: float | None
) -> tuple[int, float, float]:
    """What is not given follows from the rest."""
    if reps is None and None in (begin, ender):
        reps = float(REPS)
    if reps is None:
        assert begin is not None
        assert ender is not None
        step = (1.0 if ender > begin else -1.0) if step is None else step
        reps = _long((ender - begin + step) / step) if step else 0
        if reps <= 0:
            await err.errx(1, "impossible stepsize")
        return int(reps), begin, step
    count = int(reps)
    if begin is not None and ender is not None:
        if step is None:
            if count == 0:
                await err.errx(1, "infinite sequences cannot be bounded")
            return count, begin, 0.0 if count == 1 else (ender - begin) / (count - 1)
        if step:
            most = _long((ender - begin + step) / step)
            if most <= 0:
                await err.errx(1, "impossible stepsize")
            count = min(most, count) if count else most
        return count, begin, step
    step = 1.0 if step is None else step
    if begin is None and ender is not None:
        if count == 0:
            await err.errx(1, "must specify begin if reps == 0")
        return count, ender - count * step + step, step
    return count, 1.0 if begin is None else begin, step


def _long(value: float) -> int:
    """A double as a long: what does not fit is LONG_MIN, as the processor has it."""
    return int(value) if isfinite(value) and abs(value) < LONG_MAX else LONG_MIN


def _places(word: str) -> int:
    digits = re.search(r"\.([0-9]*)", word)
    return len(digits.group(1)) if digits else 0


async def _format(err: Err, shape: Shape) -> None:
    """A word without a conversion gets one behind it (getformat)."""
    if shape.plain:
        return
    bare = shape.form.replace("%%", "")
    if bare.endswith("%"):  # it cannot end in a single one
        shape.form, bare = f"{shape.form}%", bare[:-1]
    if "%" not in bare:
        shape.form += "%c" if shape.characters else f"%.{shape.precision}f"
        return
    found = ITEM.search(shape.form.replace("%%", "__"))
    if found is None or found.group(5) not in "diouxXDOUcfeEgG":
        await err.errx(1, f"illegal or unsupported format '{shape.form[shape.form.index('%') :]}'")
    if "%" in bare[bare.index("%") + 1 :]:
        await err.errx(1, "too many conversions")


def _bounds(shape: Shape) -> tuple[float, float]:
    """What the conversion can hold (putdata)."""
    found = None if shape.plain else ITEM.search(shape.form.replace("%%", "__"))
    if found is None or found[5] in "fEeGg":
        return -inf, inf
    bits = 64 if found[4] else 32
    if found[5] in "ouxXOU":
        return 0.0, float((1 << bits) - 1)
    return -float(1 << (bits - 1)), float((1 << (bits - 1)) - 1)


def _shown(shape: Shape, value: float) -> str:
    if shape.plain:
        return shape.form

    def one(found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%"
        flags, width, places, letter = found.group(2), found.group(3), found.group(4), found.group(6)
        precision = None if places is None else int(places or "0")
        room = int(width or "0")
        if letter == "c":
            return padded("", chr(int(value) & 0xFF), flags, room, zeros=False)
        if letter in "diouxXDOU":
            letter = {"D": "d", "O": "o", "U": "u"}.get(letter, letter)
            return padded(*integer_text(int(value), letter, flags, precision), flags, room, precision is None)
        return padded(*float_text(value, letter, flags, precision), flags, room, zeros=True)

    return re.sub(r"%%|(%([-+ #0]*)([0-9]*)(?:\.([0-9]*))?(l?)([A-Za-z]))", one, shape.form)
