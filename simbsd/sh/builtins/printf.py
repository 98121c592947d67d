"""The printf built-in, and the formatting it shares with printf(1).

Models usr.bin/printf/printf.c; leaves out long doubles: L is accepted and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from simbsd.lib.format import float_text, integer_text
from simbsd.sh.options import operands
from simbsd.sh.state import Shell

Put = Callable[[str], Awaitable[None]]

_CHUNK = 8192
_INT_MAX = 0x7FFFFFFF
_INTMAX, _UINTMAX = (1 << 63) - 1, (1 << 64) - 1
_SIMPLE = {
    "\\": "\\", "'": "'", "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip
_NUMBER = re.compile(r"[ \t\n\v\f\r]*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)")
_FLOAT = re.compile(
    r"[ \t\n\v\f\r]*[-+]?(?:0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)(?:[pP][-+]?[0-9]+)?"
    r"|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[iI][nN][fF](?:inity)?|[nN][aA][nN])"
)
_USAGE = "usage: printf format [arguments ...]\n"


async def printf(sh: Shell, argv: list[str]) -> int:
    """printf format [argument ...]"""
    words = operands(argv)
    if not words:
        sh.output.err(_USAGE)
        await sh.output.flush_err()
        return 1

    async def put(text: str) -> None:
        sh.output.out(text)
        if sh.output.full:
            await sh.output.flush()
            sh.check_interrupt()

    return await Formatter(words, put, sh.warning).run()


def unescape(text: str, in_format: bool) -> tuple[str, bool]:
    """``text`` with backslash escapes replaced, and whether a ``\\c`` ended it (escape)."""
    out = []
    position = 0
    while position < len(text):
        char = text[position]
        position += 1
        if char != "\\" or position >= len(text):
            out.append(char)
            continue
        letter = text[position]
        if letter in "01234567":
            most = 4 if not in_format and letter == "0" else 3
            digits = re.match(f"[0-7]{{1,{most}}}", text[position:])
            assert digits is not None
            value = int(digits.group(), 8) & 0xFF
            position += digits.end()
            char = bytes([value]).decode("utf-8", "surrogateescape")
            out.append("%%" if in_format and char == "%" else char)
            continue
        position += 1
        if letter == "c" and not in_format:
            return "".join(out), True
        out.append(_SIMPLE.get(letter, letter))
    return "".join(out), False


class _Stop(Exception):
    """The end of all output, with a status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Formatter:
    """One run of printf: ``put`` writes text, ``warn`` prints a message with the program's name."""

    def __init__(self, words: list[str], put: Put, warn: Put) -> None:
        self.format, _ = unescape(words[0], True)
        self.args = words[1:]
        self.put = put
        self.warn = warn
        self.index = 0
        self.base = 0
        self.furthest = 0
        self.status = 0

    async def run(self) -> int:
        """Print everything, the format again and again until the arguments are used up; the exit status."""
        try:
            first = True
            while True:
                self.base = self.furthest = self.index
                converted = await self._once(first)
                first = False
                self.index = max(self.index, self.furthest)
                if self.index >= len(self.args):
                    return self.status
                if not converted:
                    await self.warn("missing format character")
                    return 1
        except _Stop as stop:
            return stop.status

    async def _once(self, converted: bool) -> bool:
        """Print the format once; false if it is a repetition and has no conversion."""
        text, position = self.format, 0
        start = 0
        while (start := text.find("%", position)) >= 0:
            await self.put(text[position:start])
            if text[start + 1 : start + 2] == "%":
                await self.put("%")
                position = start + 2
                continue
            position = await self._conversion(start + 1)
            converted = True
            self.furthest = max(self.furthest, self.index)
        if converted:
            await self.put(text[position:])
        return converted

    async def _fail(self, message: str) -> _Stop:
        await self.warn(message)
        return _Stop(1)

    def _select(self, number: int) -> None:
        """Go to argument ``number`` counted from where this round began."""
        self.index = min(self.base + number - 1, len(self.args)) if number > 0 else self.base
        self.furthest = max(self.furthest, self.index)

    async def _conversion(self, position: int) -> int:
        """One conversion, after its ``%``; where the format goes on."""
        text = self.format
        chosen: int | None = None
        found = re.match(r"([0-9]+)\$", text[position:])
        if found:
            self._select(int(found.group(1)[:9]))
            chosen = self.index
            position += found.end()
        flags = re.match(r"[#'\-+ 0]*", text[position:])
        assert flags is not None
        position += flags.end()
        width, position = await self._size(position, chosen)
        precision: int | None = None
        if text[position : position + 1] == ".":
            precision, position = await self._size(position + 1, chosen)
            precision = 0 if precision is None else precision
        if position >= len(text):
            raise await self._fail("missing format character")
        if text[position] == "L":
            position += 1
            if text[position : position + 1] not in tuple("aAeEfFgG"):
                raise await self._fail(f"bad modifier L for %{text[position : position + 1]}")
        if chosen is not None:
            self.index = chosen
        await self._convert(text[position], flags.group(), width, precision)
        return position + 1

    async def _size(self, position: int, chosen: int | None) -> tuple[int | None, int]:
        """A width or precision, a number or ``*``."""
        text = self.format
        if text[position : position + 1] != "*":
            digits = re.match(r"[0-9]*", text[position:])
            assert digits is not None
            value = int(digits.group()[:10]) if digits.group() else None
            return (None if value is None else min(value, _INT_MAX)), position + digits.end()
        position += 1
        found = re.match(r"([0-9]+)\$", text[position:])
        if bool(found) != (chosen is not None):
            raise await self._fail("incomplete use of n$")
        if found:
            self._select(int(found.group(1)[:9]))
            position += found.end()
        before = self.status
        self.status = 0
        value = await self._integer(True)
        if self.status or not -_INT_MAX - 1 <= value <= _INT_MAX:
            raise _Stop(1)
        self.status = before
        self.furthest = max(self.furthest, self.index)
        return value, position

    def _next(self) -> str | None:
        if self.index >= len(self.args):
            return None
        self.index += 1
        return self.args[self.index - 1]

    async def _convert(self, letter: str, flags: str, width: int | None, precision: int | None) -> None:
        if width is not None and width < 0:
            flags, width = flags + "-", -width
        if precision is not None and precision < 0:
            precision = None
        if letter in "diouxX":
            value = await self._integer(letter in "di")
            await self._padded(*integer_text(value, letter, flags, precision), flags, width, precision is None)
        elif letter in "eEfFgGaA":
            sign, body = float_text(await self._float(), letter, flags, precision)
            await self._padded(sign, body, flags, width, body[-1:].isdigit() or "." in body)
        elif letter == "s":
            await self._string(self._next() or "", flags, width, precision)
        elif letter == "b":
            body, ended = unescape(self._next() or "", False)
            await self._string(body, flags, width, precision)
            if ended:
                raise _Stop(self.status)
        elif letter == "c":
            word = self._next()
            if word:
                await self._string(word[0], flags, width, None)
        else:
            raise await self._fail(f"illegal format character {letter}")

    async def _string(self, body: str, flags: str, width: int | None, precision: int | None) -> None:
        await self._padded("", body if precision is None else body[:precision], flags, width, False)

    async def _padded(self, sign: str, body: str, flags: str, width: int | None, zeros: bool) -> None:
        """Print ``sign`` and ``body`` in a field; the padding in pieces, for it may be enormous."""
        room = (width or 0) - len(sign) - len(body)
        if "-" in flags:
            await self.put(sign + body)
            await self._fill(" ", room)
        elif "0" in flags and zeros:
            await self.put(sign)
            await self._fill("0", room)
            await self.put(body)
        else:
            await self._fill(" ", room)
            await self.put(sign + body)

    async def _fill(self, char: str, count: int) -> None:
        while count > 0:
            piece = min(count, _CHUNK)
            await self.put(char * piece)
            count -= piece

    async def _integer(self, signed: bool) -> int:
        word = self._next()
        if word is None:
            return 0
        if word[:1] in ('"', "'"):
            return ord(word[1]) if len(word) > 1 else 0
        found = _NUMBER.match(word)
        if found is None:
            await self._complain(f"{word}: expected numeric value")
            return 0
        digits = found.group(2)
        base = 16 if digits[:2] in ("0x", "0X") else 8 if digits[0] == "0" else 10
        value = int(digits, base) if len(digits) < 100 else 1 << 80
        if found.end() != len(word):
            await self._complain(f"{word}: not completely converted")
        negative = found.group(1) == "-"
        most = (_INTMAX + negative) if signed else _UINTMAX
        if value > most:
            await self._complain(f"{word}: Result too large")
            value = most
            negative = negative and signed
        value = -value if negative else value
        return value if signed else value & _UINTMAX

    async def _float(self) -> float:
        word = self._next()
        if word is None:
            return 0.0
        if word[:1] in ('"', "'"):
            return float(ord(word[1])) if len(word) > 1 else 0.0
        found = _FLOAT.match(word)
        if found is None:
            await self._complain(f"{word}: expected numeric value")
            return 0.0
        if found.end() != len(word):
            await self._complain(f"{word}: not completely converted")
        text = found.group().strip()
        try:
            value = float.fromhex(text) if "x" in text.lower() else float(text)
        except OverflowError:
            value = float("-inf") if text.startswith("-") else float("inf")
        if value in (float("inf"), float("-inf")) and "n" not in text.lower():
            await self._complain(f"{word}: Result too large")
        return value

    async def _complain(self, message: str) -> None:
        await self.warn(message)
        self.status = 1
