"""tr(1): translate, delete or squeeze characters.

Models usr.bin/tr/tr.c and str.c; leaves out locales: characters are UTF-8's, their classes those below U+0300, and
-C is -c.
"""

from __future__ import annotations

import codecs
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.output import Output
from simbsd.lib.regex_parse import KNOWN_CLASSES, in_class
from simbsd.lib.stdio import STDERR, STDIN, puts
from simbsd.lib.unistd import exit, read, tick
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.strtol import is_number, to_int

USAGE = (
    "usage: tr [-Ccsu] string1 string2\n       tr [-Ccu] -d string1\n"
    "       tr [-Ccu] -s string1\n       tr [-Ccu] -ds string1 string2\n"
)
CHUNK = 8192
CLASS_END, LAST_CHARACTER = 0x300, 0x10FFFF
MOST = 1 << 31
BREATH = 1000
ESCAPES = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
OCTAL = "01234567"


class TrError(ValueError):
    """A string that cannot be understood."""


class Chars:
    """The characters of string1 or string2, one at a time (next() in str.c): ``last`` is the current one's number.

    ``state`` is normal, range, sequence, infinite, set, upper, lower, class or eos; ``count`` counts inside it.
    """

    def __init__(self, text: str, first: bool) -> None:
        self.text, self.first = text, first
        self.at = self.count = self.last = 0
        self.state = "normal"
        self.items: list[int] = []

    def next(self) -> bool:
        """Go on to the next character; False at the end, where ``last`` stays. Raises TrError."""
        while True:
            if self.state in ("eos", "infinite"):
                return self.state == "infinite"
            if self.state == "normal":
                if self._normal():
                    return self.state != "eos" or self.at > len(self.text)
                continue
            if self._inside():
                return True
            self.state = "normal"

    def _inside(self) -> bool:
        """One step in a range, a sequence or a class; False when it is over."""
        if self.state in ("range", "sequence"):
            self.count -= 1
            self.last += self.state == "range" and self.count >= 0
            return self.count >= 0
        if self.count == len(self.items):
            return False
        self.last = self.items[self.count]
        self.count += 1
        return True

    def _normal(self) -> bool:
        """One character or the beginning of something longer: True when ``last`` is to be used, or all is over."""
        if self.at >= len(self.text):
            self.state = "eos"
            return True
        if self.text[self.at] == "\\":
            self.last = self._backslash()
        elif self.text[self.at] == "[" and self._bracket():
            return self.state == "infinite"
        else:
            self.last = ord(self.text[self.at])
            self.at += 1
        return not (self.text[self.at : self.at + 1] == "-" and self._range())

    def _range(self) -> bool:
        start = self.at
        self.at += 1
        if self.text[self.at : self.at + 1] == "\\":
            stop = self._backslash()
        elif self.at < len(self.text):
            stop = ord(self.text[self.at])
            self.at += 1
        else:
            stop = -1
        if stop < self.last:
            self.at = start
            return False
        self.count = stop - self.last + 1
        self.state = "range"
        self.last -= 1
        return True

    def _bracket(self) -> bool:
        """``[:class:]``, ``[=equiv=]`` or ``[#*n]``; False for a plain bracket (bracket)."""
        kind = self.text[self.at + 1 : self.at + 2]
        if kind in (":", "=") and kind:
            end = self.text.find("]", self.at + (2 if kind == ":" else 3))
            if end < 0:
                return False
            if self.text[end - 1] == kind and end - self.at >= 4:
                inner = self.text[self.at + 2 : end - 1]
                self.at += 2
                if kind == ":":
                    self._class(inner)
                    self.at = end + 1
                else:
                    self._equivalent()
                return True
        places = [place for place in (self.text.find(mark, self.at + 2) for mark in "*]") if place >= 0]
        if not places or self.text[min(places)] != "*" or self.text.find("]", min(places)) < 0:
            return False
        self.at += 1
        self._sequence()
        return True

    def _class(self, name: str) -> None:
        if name not in KNOWN_CLASSES or name == "word":
            raise TrError(f"unknown class {name}")
        self.items = [number for number in range(CLASS_END) if in_class(chr(number), name)]
        self.count = 0
        self.state = name if name in ("upper", "lower") else "class"

    def _equivalent(self) -> None:
        self.items, self.count, self.state = [self._one()], 0, "set"
        if self.text[self.at : self.at + 1] != "=":
            raise TrError("misplaced equivalence equals sign")
        self.at += 2

    def _one(self) -> int:
        if self.text[self.at] == "\\":
            return self._backslash()
        self.at += 1
        return ord(self.text[self.at - 1])

    def _sequence(self) -> None:
        if self.first:
            raise TrError("sequences only valid in string2")
        self.last = self._one()
        if self.text[self.at : self.at + 1] != "*":
            raise TrError("misplaced sequence asterisk")
        self.at += 1
        end = self.text.find("]", self.at)
        digits = self.text[self.at : end]
        if self.text[self.at : self.at + 1] == "\\":
            self.count = self._backslash()
        elif end == self.at:
            self.count = 0
            self.at += 1
        elif is_number(digits) and not (digits[0] == "0" and any(letter not in OCTAL for letter in digits)):
            self.count = min(to_int(digits, 8 if digits[0] == "0" else 10), MOST)
            self.at = end + 1
        else:
            raise TrError("illegal sequence count")
        self.state = "sequence" if self.count else "infinite"

    def _backslash(self) -> int:
        """The character that an escape stands for: up to three octal digits, a letter, or itself."""
        self.at += 1
        digits = ""
        while len(digits) < 3 and self.text[self.at : self.at + 1] in tuple(OCTAL):
            digits += self.text[self.at]
            self.at += 1
        if digits:
            return int(digits, 8)
        letter = self.text[self.at : self.at + 1]
        self.at += 1
        if not letter:
            self.state = "eos"
            return ord("\\")
        return ESCAPES.get(letter, ord(letter))


class Table(dict[int, int]):
    """A translation: numbers that it does not hold become ``default``, or stay."""

    default: int | None = None

    def __missing__(self, number: int) -> int:
        return number if self.default is None else self.default


class Chosen:
    """A set of characters, or with ``but`` all others."""

    def __init__(self, but: bool = False) -> None:
        self.held: dict[int, bool] = {}
        self.but = but

    def has(self, number: int) -> bool:
        """True of a member."""
        return (number in self.held) != self.but


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Copy the input: characters of string1 become those of string2, or go (-d); runs become one (-s)."""
    err = Err(argv)
    options, words = await getopt(argv, "Ccdsu")
    letters = {letter for letter, _ in options}
    delete, squeeze, other = "d" in letters, "s" in letters, "c" in letters or "C" in letters
    if "?" in letters or len(words) not in (1, 2):
        await _usage()
    if (delete and (len(words) == 2) != squeeze) or (not delete and not squeeze and len(words) == 1):
        await _usage()
    gone: Chosen | None = None
    once: Chosen | None = None
    table: Table | None = None
    try:
        if delete:
            gone = await _chosen(words[0], other)
            once = await _chosen(words[1], False) if squeeze else None
        elif len(words) == 1:
            once = await _chosen(words[0], other)
        else:
            table, once = await _translation(words[0], words[1], other, squeeze)
        await _copy(gone, once, table)
    except TrError as error:
        await err.errx(1, str(error))
    except Errno as error:
        await err.errx(1, strerror(error.errno))
    return 0


async def _usage() -> NoReturn:
    await puts(USAGE, STDERR)
    await exit(1)


async def _chosen(text: str, but: bool) -> Chosen:
    chars, chosen, count = Chars(text, first=True), Chosen(but), 0
    while chars.next():
        chosen.held[chars.last] = True
        count += 1
        if count % BREATH == 0:
            await tick()
    return chosen


async def _translation(one: str, two: str, other: bool, squeeze: bool) -> tuple[Table, Chosen | None]:
    """What each character of string1 becomes; string2's last serves all that are left over."""
    table, once = Table(), Chosen()
    first, second = Chars(one, first=True), Chars(two, first=False)
    if not second.next():
        raise TrError("empty string2")
    count, going = 0, first.next()
    while going:
        count += 1
        if count % BREATH == 0:
            await tick()
        states = (first.state, second.state)
        if states in (("lower", "upper"), ("upper", "lower")) and first.count == second.count == 1:
            going = _case(first, second, table, once)
            continue
        table[first.last] = second.last
        once.held[second.last] = True
        second.next()
        going = first.next()
    if other:
        await _others(table, once, two)
    return table, once if squeeze else None


def _case(first: Chars, second: Chars, table: Table, once: Chosen) -> bool:
    """One case into the other, class against class; False when string1 is over."""
    states = (first.state, second.state)
    while True:
        letter = chr(first.last)
        changed = letter.upper() if states[1] == "upper" else letter.lower()
        table[first.last] = ord(changed) if len(changed) == 1 else first.last
        once.held[table[first.last]] = True
        if not first.next():
            return False
        if first.state != states[0] or first.count <= 1:
            break
    while second.next() and second.state == states[1] and second.count > 1:
        pass
    return True


async def _others(table: Table, once: Chosen, two: str) -> None:
    """-c: what string1 does not hold becomes string2 in order, then its last; what it holds stays."""
    second = Chars(two, first=False)
    greatest = max(table, default=0)
    for number in range(LAST_CHARACTER + 1):
        if number % BREATH == BREATH - 1:
            await tick()
        if number in table:
            table[number] = number
        elif second.next():
            table[number] = second.last
            once.held[second.last] = True
        if second.state in ("eos", "infinite") and number >= greatest:
            break
    table.default = second.last


async def _copy(gone: Chosen | None, once: Chosen | None, table: Table | None) -> None:
    out, last = Output(), -1
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    while True:
        data = await read(STDIN, CHUNK)
        text = decoder.decode(data, final=not data)
        await tick()
        if gone is not None:
            text = "".join(letter for letter in text if not gone.has(ord(letter)))
        if table is not None:
            text = text.translate(table)
        if once is not None:
            kept = []
            for letter in text:
                if ord(letter) != last or not once.has(last):
                    kept.append(letter)
                last = ord(letter)
            text = "".join(kept)
        await out.put(text)
        if not data:
            break
    await out.flush()
