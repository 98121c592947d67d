"""seq(1): numbers from first to last.

Models usr.bin/seq/seq.c; leaves out long options and the formats %a and %A.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from simbsd.lib.err import Err, Refused
from simbsd.lib.printf import printf
from simbsd.lib.unistd import tick

USAGE = "usage: seq [-w] [-f format] [-s string] [-t string] [first [incr]] last\n"
CHUNK = 500  # numbers between two writes, so that an endless sequence is scheduled and can be interrupted
_NUMERIC = re.compile(r"[+-]?(?:[0-9.]|[eE][+-]?)*")
_FLOAT = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_FORMAT = re.compile(r"%(?:%|([#0\- +']*)([0-9]*)(\.[0-9]*)?([eEfFgG])|)")
_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
}


@dataclass
class Arguments:
    """A parsed command line."""

    first: float = 1.0
    increment: float = 0.0
    last: float = 0.0
    form: str | None = None
    separator: str = "\n"
    terminator: str = ""
    equalize: int = 0


def unescape(text: str) -> str:
    """C's escapes in a string."""

    def one(found: re.Match[str]) -> str:
        code = found.group(1)
        if code[0] == "x":
            return chr(int(code[1:], 16))
        return chr(int(code, 8) & 0xFF) if code[0].isdigit() else _ESCAPES.get(code, "\\" + code)

    return re.sub(r"\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)", one, text, flags=re.DOTALL)


def atof(text: str) -> float:
    """A number. Raises Refused."""
    if not _FLOAT.fullmatch(text):
        raise Refused(f"invalid floating point argument: {text}", 2)
    value = float(text)
    if math.isinf(value):
        raise Refused(f"{text}: Result too large", 2)
    return value + 0.0  # zero has no sign


def parse(argv: list[str]) -> Arguments:
    """Read the command line; negative numbers are no options. Raises Refused."""
    arguments = Arguments()
    words = argv[1:]
    while words and words[0][:1] == "-" and len(words[0]) > 1 and not _NUMERIC.fullmatch(words[0]):
        word = words.pop(0)
        if word == "--":
            break
        while word := word[1:]:
            if word[0] == "w":
                arguments.equalize += arguments.form is None
                continue
            if word[0] not in "fst":
                raise Refused(f"invalid option -- {word[0]}\n{USAGE.rstrip()}" if word[0] != "h" else "")
            if not word[1:] and not words:
                raise Refused(f"option requires an argument -- {word[0]}\n{USAGE.rstrip()}")
            _option(arguments, word[0], word[1:] or words.pop(0))
            break
    if not 1 <= len(words) <= 3:
        raise Refused
    _range(arguments, [atof(word) for word in (words[-1], *words[:-1])])
    if arguments.form is not None and not valid_format(arguments.form):
        raise Refused(f"invalid format string: `{arguments.form}'")
    return arguments


def _option(arguments: Arguments, letter: str, value: str) -> None:
    if letter == "f":
        arguments.form, arguments.equalize = value, 0
    elif letter == "s":
        arguments.separator = unescape(value)
    else:
        arguments.terminator = unescape(value)


def _range(arguments: Arguments, numbers: list[float]) -> None:
    arguments.last = numbers[0]
    if len(numbers) > 1:
        arguments.first = numbers[1]
    up = arguments.first < arguments.last
    if len(numbers) > 2:
        arguments.increment = numbers[2]
        if arguments.increment == 0.0:
            raise Refused(f"zero {'in' if up else 'de'}crement")
    if arguments.increment == 0.0:
        arguments.increment = 1.0 if up else -1.0
    if arguments.increment <= 0.0 and up:
        raise Refused("needs positive increment")
    if arguments.increment >= 0.0 and arguments.first > arguments.last:
        raise Refused("needs negative decrement")


def valid_format(form: str) -> bool:
    """Whether a format has exactly one conversion, of a kind for numbers."""
    found = [match for match in _FORMAT.finditer(form) if match.group() != "%%"]
    return len(found) == 1 and bool(found[0].group(4))


def make_format(arguments: Arguments) -> str:
    """generate_format(): -w makes all numbers as wide as the widest."""
    if arguments.form is not None:
        return unescape(arguments.form).replace("'", "")
    if not arguments.equalize:
        return "%g"
    first, step, last = arguments.first, arguments.increment, arguments.last
    last = first + step * math.floor((last - first) / step)
    texts = [f"{number:g}" for number in (step, first, last)]
    if any("e" in text for text in texts):
        return "%g"
    places = max(len(text.partition(".")[2]) for text in texts)
    width = max(len(text.partition(".")[0]) for text in texts[1:])
    pad = "0" if arguments.equalize == 1 else " "
    return f"%{pad}{width + 1 + places}.{places}f" if places else f"%{pad}{width}g"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    try:
        arguments = parse(argv)
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    await _print(arguments, make_format(arguments))
    return 0


async def _print(arguments: Arguments, form: str) -> None:
    first, step, last = arguments.first, arguments.increment, arguments.last
    current, count, previous, text = first, 0, 0.0, ""
    while current <= last if step > 0 else current >= last:
        text += form % current + arguments.separator
        previous = current
        count += 1
        current = first + step * count
        if count % CHUNK == 0:
            await tick(CHUNK)
            await printf(text)
            text = ""
    # the last number, where rounding alone ended the loop before it
    if form % current == form % last != form % previous:
        text += form % last + arguments.separator
    await printf(text + arguments.terminator)
