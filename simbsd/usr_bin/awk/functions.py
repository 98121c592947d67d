"""The built-in functions of awk(1), and getline.

Models contrib/one-true-awk/run.c (bltin, substr, sindex, split, sub, gsub, gensub, awkgetline, closefile).
"""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable
from typing import Any

from simbsd.lib.popen import system
from simbsd.lib.strftime import strftime
from simbsd.lib.unistd import gettimeofday, tick
from simbsd.sys.errno import Errno
from simbsd.sys.wait import wexitstatus, wifexited, wtermsig
from simbsd.usr_bin.awk.errors import Fatal
from simbsd.usr_bin.awk.formats import whole
from simbsd.usr_bin.awk.machine import Machine
from simbsd.usr_bin.awk.nodes import FS, RLENGTH, RS, RSTART
from simbsd.usr_bin.awk.random import random, srandom
from simbsd.usr_bin.awk.values import Array, Value, number_of, outside
from simbsd.usr_bin.awk.variables import Bare

MICRO = 1_000_000
BREATH = 200
INT = 1 << 32


def _int(value: Value) -> int:
    """A number as a C int."""
    number = whole(number_of(value))
    return number if -(INT >> 1) <= number < INT >> 1 else -(INT >> 1)


async def builtin(machine: Machine, argument: tuple[str, int]) -> None:
    """Call a function of the table with so many arguments; without any it is given $0."""
    name, count = argument
    values = machine.popped(count)
    machine.stack.append(await FUNCTIONS[name](machine, values))
    most = MOST.get(name, 1)
    if count > most:
        await machine.warning("warning: function has too many arguments")


async def _first(machine: Machine, values: list[Any]) -> Value:
    value: Value = values[0] if values else await machine.whole()
    return value


async def _length(machine: Machine, values: list[Any]) -> Value:
    value = await _first(machine, values)
    if isinstance(value, Array):
        return float(len(value.cells))
    return 0.0 if isinstance(value, Bare) else float(len(machine.text(value)))


def _mathematical(name: str, function: Callable[[float], float]) -> Callable[[Machine, list[Any]], Awaitable[Value]]:
    async def call(machine: Machine, values: list[Any]) -> Value:
        try:
            return function(number_of(await _first(machine, values))) + 0.0
        except ValueError:
            await machine.warning(f"{name} argument out of domain")
        except OverflowError:
            await machine.warning(f"{name} result out of range")
        return 1.0  # errcheck

    return call


def _logarithm(number: float) -> float:
    if number == 0.0:
        raise OverflowError
    return math.log(number)


async def _truncated(machine: Machine, values: list[Any]) -> Value:
    number = number_of(await _first(machine, values))
    return number if number != number or number in (math.inf, -math.inf) else float(math.trunc(number))


def _bitwise(name: str, function: Callable[[int, int], int]) -> Callable[[Machine, list[Any]], Awaitable[Value]]:
    async def call(machine: Machine, values: list[Any]) -> Value:
        if len(values) < 2:
            await machine.warning(f"{name} requires two arguments; returning 0")
            return 0.0
        return float((function(_int(values[0]), _int(values[1])) + (INT >> 1)) % INT - (INT >> 1))

    return call


async def _complement(machine: Machine, values: list[Any]) -> Value:
    return float(~_int(await _first(machine, values)))


async def _arctangent(machine: Machine, values: list[Any]) -> Value:
    if len(values) < 2:
        await machine.warning("atan2 requires two arguments; returning 1.0")
        return 1.0
    return math.atan2(number_of(values[0]), number_of(values[1]))


async def _system(machine: Machine, values: list[Any]) -> Value:
    await machine.files.flush()
    command = machine.text(await _first(machine, values)).encode("latin-1").decode("utf-8", "surrogateescape")
    status = await system(command, machine.files.envp)
    if status < 0:
        return -1.0
    return float(wexitstatus(status) if wifexited(status) else wtermsig(status) + 256)


async def _rand(machine: Machine, _: list[Any]) -> Value:
    if not machine.random:
        machine.random = srandom(int(machine.seed) & 0xFFFFFFFF)
    return random(machine.random) / (1 << 31)


async def _srand(machine: Machine, values: list[Any]) -> Value:
    seed = number_of(values[0]) if values else float(await gettimeofday() // MICRO)
    before, machine.seed = machine.seed, seed
    machine.random = srandom(whole(seed) & 0xFFFFFFFF)
    return before


async def _upper(machine: Machine, values: list[Any]) -> Value:
    return _cased(machine.text(await _first(machine, values)), str.upper)


async def _lower(machine: Machine, values: list[Any]) -> Value:
    return _cased(machine.text(await _first(machine, values)), str.lower)


def _cased(text: str, change: Callable[[str], str]) -> str:
    letters = text.encode("latin-1").decode("utf-8", "surrogateescape")
    return "".join(
        changed if len(changed := change(letter)) == 1 else letter for letter in letters
    ).encode("utf-8", "surrogateescape").decode("latin-1")  # fmt: skip


async def _fflush(machine: Machine, values: list[Any]) -> Value:
    name = machine.text(values[0]) if values else ""
    keys = machine.files.named(name) if name else list(machine.files.open)
    for key in keys:
        try:
            await machine.files.open[key].flush()
        except Errno:
            return -1.0
    return 0.0 if keys else -1.0


async def _close(machine: Machine, values: list[Any]) -> Value:
    return 0.0 if await machine.files.close(machine.text(values[0])) else -1.0


async def _systime(machine: Machine, values: list[Any]) -> Value:
    return float(await gettimeofday() // MICRO)


async def _strftime(machine: Machine, values: list[Any]) -> Value:
    seconds = whole(number_of(values[1])) if len(values) > 1 else await gettimeofday() // MICRO
    if abs(seconds) > 1 << 40:
        raise Fatal(f"bad time {seconds}")
    return strftime(machine.text(values[0]) if values else "%a %b %d %H:%M:%S %Z %Y", seconds)


async def _sprintf(machine: Machine, values: list[Any]) -> Value:
    machine.stack += values
    return await machine.formatted(len(values))


async def _substr(machine: Machine, values: list[Any]) -> Value:
    text = machine.text(values[0])
    begin = max(1, min(_int(values[1]), len(text) + 1))
    count = _int(values[2]) if len(values) > 2 else len(text)
    return text[begin - 1 : begin - 1 + max(count, 0)]


async def _index(machine: Machine, values: list[Any]) -> Value:
    text, wanted = machine.text(values[0]), machine.text(values[1])
    return float(text.find(wanted) + 1) if text else 0.0


async def _match(machine: Machine, values: list[Any]) -> Value:
    found = await machine.regex(machine.text(values[1])).find(machine.text(values[0]))
    begin, length = (found[0] + 1, found[1] - found[0]) if found else (0, -1)
    machine.globals[RSTART], machine.globals[RLENGTH] = float(begin), float(length)
    return float(begin)


async def _gensub(machine: Machine, values: list[Any]) -> Value:
    pattern, replacement, which = (machine.text(value) for value in values[:3])
    text = machine.text(values[3] if len(values) > 3 else await machine.whole())
    chosen = 0 if which[:1] in ("g", "G") else max(1, _int(values[2]))
    if re.search(r"\\[0-9]", replacement):
        raise Fatal(f'gensub doesn\'t support backreferences (subst "{replacement}")')
    changed, _ = await _replaced(machine, pattern, replacement, text, chosen)
    return changed


FUNCTIONS: dict[str, Callable[[Machine, list[Any]], Awaitable[Value]]] = {
    "and": _bitwise("and", lambda left, right: left & right), "atan2": _arctangent, "close": _close,
    "compl": _complement, "cos": _mathematical("cos", math.cos), "exp": _mathematical("exp", math.exp),
    "fflush": _fflush, "gensub": _gensub, "index": _index, "int": _truncated, "length": _length,
    "log": _mathematical("log", _logarithm), "lshift": _bitwise("lshift", lambda left, right: left << (right & 31)),
    "match": _match, "or": _bitwise("or", lambda left, right: left | right), "rand": _rand,
    "rshift": _bitwise("rshift", lambda left, right: left >> (right & 31)), "sin": _mathematical("sin", math.sin),
    "sprintf": _sprintf, "sqrt": _mathematical("sqrt", math.sqrt), "srand": _srand, "strftime": _strftime,
    "substr": _substr, "system": _system, "systime": _systime, "tolower": _lower, "toupper": _upper,
    "xor": _bitwise("xor", lambda left, right: left ^ right),
}  # fmt: skip
# How many arguments a function looks at, where it is not one.
MOST = {"and": 2, "or": 2, "xor": 2, "lshift": 2, "rshift": 2, "atan2": 2, "strftime": 2, "index": 2, "match": 2,
        "substr": 3, "gensub": 4, "sprintf": 50}  # fmt: skip


async def split(machine: Machine, kind: str) -> None:
    """The text, a separator unless it is the default, and an array, popped; pushes how many parts there are."""
    array: Array = machine.stack.pop()
    separator = machine.setting(FS) if kind == "default" else machine.text(machine.stack.pop())
    text = machine.text(machine.stack.pop())
    if kind == "regex" and separator and text:
        parts = await machine.cut_by(text, machine.regex(separator))
    else:
        parts = await machine.cut(text, separator, lines=True)
    array.clear()
    for number, part in enumerate(parts, 1):
        array.set(str(number), outside(part))
    await tick(1 + len(parts) // BREATH)
    machine.stack.append(float(len(parts)))


async def substitute(machine: Machine, argument: tuple[tuple[str, int], bool]) -> None:
    """sub and gsub: pattern, replacement and the target's operands, popped; pushes how many were replaced."""
    place, everywhere = argument
    operands = machine.popped({"element": 2, "field": 1}.get(place[0], 0))
    replacement, pattern = machine.text(machine.stack.pop()), machine.text(machine.stack.pop())
    machine.stack += operands
    await machine.load(place)
    text = machine.text(machine.stack.pop())
    changed, count = await _replaced(machine, pattern, replacement, text, 0 if everywhere else 1)
    if count:
        machine.stack += [changed, *operands]
        await machine.store(place)
        machine.stack.pop()
    machine.stack.append(float(count))


async def _replaced(machine: Machine, pattern: str, replacement: str, text: str, which: int) -> tuple[str, int]:
    """A text with the matches of a pattern replaced, all of them or only number ``which``; and how many were."""
    regex = machine.regex(pattern)
    out: list[str] = []
    at = count = seen = 0
    after_match = False
    while at <= len(text) and (found := await regex.find(text, at)) is not None:
        begin, end = found
        empty = begin == end
        out.append(text[at:begin])
        if not (empty and after_match and begin == at):
            seen += 1
            wanted = which in (0, seen)
            count += wanted
            out.append(expanded(replacement, text[begin:end]) if wanted else text[begin:end])
        if which == seen and which:
            at = end
            break
        at, after_match = end, not empty
        if empty:
            out.append(text[at : at + 1])
            at += 1
    out.append(text[at:])
    return machine.joined_text(out), count


def expanded(replacement: str, matched: str) -> str:
    """A replacement with ``&`` put in (backsub)."""
    if "&" not in replacement and "\\" not in replacement:
        return replacement
    out, at = [], 0
    while at < len(replacement):
        letter = replacement[at]
        if letter == "&":
            out.append(matched)
            at += 1
        elif replacement.startswith("\\\\\\&", at):
            out.append("\\&")
            at += 4
        elif replacement.startswith("\\\\&", at):
            out.append("\\")
            at += 2
        elif replacement.startswith("\\\\", at):
            out.append("\\\\")
            at += 2
        elif replacement.startswith("\\&", at):
            out.append("&")
            at += 2
        else:
            out.append(letter)
            at += 1
    return "".join(out)


async def getline(machine: Machine, argument: tuple[str, tuple[str, int] | None]) -> None:
    """Every form of getline; pushes 1, 0 at the end, -1 when a file or command cannot be read."""
    source, place = argument
    operands = machine.popped({"element": 2, "field": 1}.get(place[0], 0)) if place else []
    await machine.files.flush()
    record: str | None
    if source:
        name = machine.text(machine.stack.pop())
        stream = await machine.files.get(name, "|<" if source == "|" else "<")
        if stream is None:
            machine.stack.append(-1.0)
            return
        record = await stream.record(machine.setting(RS))
    else:
        await machine.prepare()
        record = await machine.next_record()
    if record is None:
        machine.stack.append(0.0)
        return
    value = outside(record)
    if place is None:
        machine.set_record(value)
    else:
        machine.stack += [value, *operands]
        await machine.store(place)
        machine.stack.pop()
    machine.stack.append(1.0)
