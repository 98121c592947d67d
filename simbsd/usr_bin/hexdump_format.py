"""Formats of hexdump(1): what of each block of bytes is printed, and how.

Models usr.bin/hexdump (parse.c, display.c, conv.c); leaves out long doubles.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from simbsd.lib.format import float_text, integer_text, padded
from simbsd.lib.stdio import decode
from simbsd.sys.strtol import to_int

ADDRESS, TEXT, CHAR, C, P, U = "address", "text", "char", "c", "p", "u"
INT, UINT, DBL, STR = "int", "uint", "dbl", "str"
_SPEC = "#-+ 0123456789"
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_SPACES = " \t\n\v\f\r"
_SHOWN = {0: "\\0", 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}
_NAMES = (
    "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "lf", "vt", "ff", "cr", "so", "si", "dle",
    "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em", "sub", "esc", "fs", "gs", "rs", "us",
)  # fmt: skip
_SIZES = {INT: (1, 2, 4, 8), UINT: (1, 2, 4, 8), DBL: (4, 8), CHAR: (1,), C: (1,), P: (1,), U: (1,)}
_USUAL = {INT: 4, UINT: 4, DBL: 8, CHAR: 1, C: 1, P: 1, U: 1}
_KINDS = {
    "c": CHAR, "d": INT, "i": INT, "o": UINT, "u": UINT, "x": UINT, "X": UINT, "s": STR, **dict.fromkeys("eEfgG", DBL),
}  # fmt: skip


class BadFormat(Exception):
    """What is wrong with a format; the text is the program's own."""


@dataclass(slots=True)
class Print:
    """One conversion (PR): text before it, the flags, width and precision behind its percent sign, its letter, the
    bytes that it takes. ``blank`` when the data is over: its room alone is printed.
    """

    kind: str
    text: str
    spec: str = ""
    letter: str = ""
    size: int = 0
    blank: bool = False
    left: int = 0


@dataclass(slots=True)
class Unit:
    """A format unit (FU): how often, and of how many bytes (0: what its conversions take)."""

    text: str
    reps: int = 1
    fixed: bool = False
    size: int = 0
    prints: list[Print] = field(default_factory=list)
    nospace: bool = False
    last: bool = False


def parse(text: str) -> list[Unit]:
    """The units of a format as it is written (add). Raises BadFormat."""
    units: list[Unit] = []
    at = _skip(text, 0)
    while at < len(text):
        unit = Unit("")
        end = _digits(text, at)
        if end > at:
            if text[end : end + 1] not in (*_SPACES, "/"):
                raise BadFormat(f'"{text}": bad format')
            unit.reps, unit.fixed = to_int(text[at:end]), True
            at = _skip(text, end + 1)
        if text[at : at + 1] == "/":
            at = _skip(text, at + 1)
        end = _digits(text, at)
        if end > at:
            if text[end : end + 1] not in _SPACES or end == len(text):
                raise BadFormat(f'"{text}": bad format')
            unit.size = to_int(text[at:end])
            at = _skip(text, end)
        close = text.find('"', at + 1)
        if text[at : at + 1] != '"' or close < 0:
            raise BadFormat(f'"{text}": bad format')
        unit.text = _escape(text[at + 1 : close])
        units.append(unit)
        at = _skip(text, close + 1)
    return units


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACES:
        at += 1
    return at


def _digits(text: str, at: int) -> int:
    while at < len(text) and text[at] in "0123456789":
        at += 1
    return at


def _escape(text: str) -> str:
    out, at = "", 0
    while at < len(text):
        char = text[at]
        if char == "\\" and at + 1 < len(text):
            at += 1
            char = _ESCAPES.get(text[at], text[at])
        out += char
        at += 1
    return out


def block_size(units: list[Unit]) -> int:
    """The bytes that a format takes of each block (size). Raises BadFormat."""
    total = 0
    for unit in units:
        split(unit, None)
        total += (unit.size or sum(one.size for one in unit.prints)) * unit.reps
    return total


def split(unit: Unit, checked: bool | None) -> None:
    """Give each conversion of a unit its own piece (rewrite); None: only to see how many bytes it takes."""
    unit.prints = []
    text, at, count = unit.text, 0, 0
    while at < len(text):
        percent = text.find("%", at)
        if percent < 0:
            unit.prints.append(Print(TEXT, text[at:]))
            break
        one, at = _conversion(unit, text, at, percent, checked is not None)
        unit.prints.append(one)
        if one.kind == ADDRESS and text[at - 2] == "A":
            unit.last = True
        if checked and one.kind != ADDRESS and unit.size:
            count += 1
            if count > 1:
                raise BadFormat("byte count with multiple conversion characters")


def _conversion(unit: Unit, text: str, start: int, percent: int, strict: bool) -> tuple[Print, int]:
    end = percent + 1
    while end < len(text) and text[end] in _SPEC + ("." if unit.size else ""):
        end += 1
    precision: int | None = None
    if text[end : end + 1] == "." and text[end + 1 : end + 2] in tuple("0123456789"):
        stop = _digits(text, end + 1)
        precision, end = to_int(text[end + 1 : stop]), stop
    if end >= len(text):
        raise BadFormat("missing conversion character")
    one = Print(_KINDS.get(text[end], ""), text[start:percent], text[percent + 1 : end], text[end])
    if text[end] == "_":
        return _special(unit, one, text, end, strict)
    if not one.kind:
        if strict:
            raise BadFormat(f"%{text[end]}: bad conversion character")
        return one, end + 1
    if one.kind == STR:
        if strict and not unit.size and precision is None:
            raise BadFormat("%s: requires a precision or a byte count")
        one.size = unit.size or precision or 0
    else:
        _sized(unit, one, text[end], strict)
    return one, end + 1


def _special(unit: Unit, one: Print, text: str, end: int, strict: bool) -> tuple[Print, int]:
    """The conversions of hexdump's own, which begin with an underscore."""
    letter = text[end + 1 : end + 2]
    if letter in ("a", "A"):
        base = text[end + 2 : end + 3]
        if base not in ("d", "o", "x"):
            raise BadFormat(f"%{text[end : end + 3]}: bad conversion character")
        one.kind, one.letter = ADDRESS, base
        return one, end + 3
    if letter not in ("c", "p", "u"):
        if strict:
            raise BadFormat(f"%{text[end : end + 2]}: bad conversion character")
        return one, end + 2
    one.kind, one.letter = letter, "c"
    _sized(unit, one, text[end : end + 2], strict)
    return one, end + 2


def _sized(unit: Unit, one: Print, name: str, strict: bool) -> None:
    if strict and unit.size and unit.size not in _SIZES[one.kind]:
        raise BadFormat(f"{name}: bad byte count")
    one.size = unit.size or _USUAL[one.kind]


def rewrite(units: list[Unit], size: int, block: int) -> None:
    """Make a format ready: the last unit is repeated to fill the block, and what is repeated ends without its blank
    (rewrite). Raises BadFormat.
    """
    for unit in units:
        split(unit, True)
        unit.size = unit.size or sum(one.size for one in unit.prints)
    if units and size < block and not units[-1].fixed and units[-1].size:
        units[-1].reps += (block - size) // units[-1].size
    for unit in units:
        unit.nospace = unit.reps > 1 and bool(unit.prints) and unit.prints[-1].text[-1:] in tuple(_SPACES)
        unit.nospace = unit.nospace and unit.prints[-1].kind == TEXT


class Display:
    """Formats at work on a file's bytes; ``od`` has names of its own for some characters."""

    def __init__(self, formats: list[list[Unit]], od: bool, wide: bool) -> None:
        sizes = [block_size(units) for units in formats]
        self.block = max(sizes, default=0)
        for units, size in zip(formats, sizes, strict=True):
            rewrite(units, size, self.block)
        self.formats, self.od, self.wide = formats, od, wide
        self.data = b""
        self.start = 0
        self.end: int | None = None

    def lines(self, data: bytes, start: int, every: bool) -> Iterator[str]:
        """What is printed of each block of ``data``, whose first byte is at ``start``."""
        self.data, self.start = data, start
        previous, starred = None, False
        for at in range(0, len(data), self.block) if self.block else ():
            piece = data[at : at + self.block]
            if piece == previous and not every:
                if not starred:
                    yield "*\n"
                starred = True
                continue
            previous, starred = piece, False
            if len(piece) < self.block:
                self.end = start + len(data)
            yield "".join(self._format(units, piece, start + at) for units in self.formats)
        yield self._last(start + len(data))

    def _last(self, end: int) -> str:
        """The line that tells where the data ends."""
        unit = next((one for units in reversed(self.formats) for one in reversed(units) if one.last), None)
        if unit is None or not end:
            return ""
        return "".join(
            one.text + (_number(one, end) if one.kind == ADDRESS else "")
            for one in unit.prints if one.kind in (ADDRESS, TEXT)
        )  # fmt: skip

    def _format(self, units: list[Unit], piece: bytes, address: int) -> str:
        out, at = [], 0
        for unit in units:
            if unit.last:
                break
            for turn in range(unit.reps, 0, -1):
                for one in unit.prints:
                    if self.end is not None and address >= self.end and one.kind != TEXT:
                        one.blank = True
                    cut = turn == 1 and unit.nospace and one is unit.prints[-1]
                    out.append(self._print(one, piece[at : at + one.size], address, cut))
                    address += one.size
                    at += one.size
        return "".join(out)

    def _print(self, one: Print, data: bytes, address: int, cut: bool) -> str:
        if one.kind == TEXT:
            return one.text[:-1] if cut else one.text
        if one.blank:
            return one.text + _text(one, "", one.spec.lstrip(" -0+#"))
        if one.kind == ADDRESS:
            return one.text + _number(one, address)
        data = data.ljust(one.size, b"\0")
        if one.kind in (INT, UINT):
            return one.text + _number(one, int.from_bytes(data, "little", signed=one.kind == INT))
        if one.kind == DBL:
            value = struct.unpack("<f" if one.size == 4 else "<d", data)[0]
            flags, width, precision = _fields(one.spec)
            zeros = value - value == 0
            return one.text + padded(*float_text(value, one.letter, flags, precision), flags, width, zeros)
        if one.kind == STR:
            return one.text + _text(one, decode(data.partition(b"\0")[0]))
        if one.kind == CHAR:
            return one.text + _text(one, decode(data))
        byte = data[0]
        if one.kind == P:
            return one.text + _text(one, chr(byte) if 32 <= byte < 127 else ".")
        return one.text + (self._name(one, byte) if one.kind == U else self._character(one, byte, address))

    def _name(self, one: Print, byte: int) -> str:
        """A control character by its name (conv_u)."""
        if byte < 32:
            return _text(one, "nl" if self.od and byte == 10 else _NAMES[byte])
        if byte == 127:
            return _text(one, "del")
        if self.od and byte == 32:
            return _text(one, " sp")
        return _text(one, chr(byte)) if byte < 127 else _number(one, byte, "x")

    def _character(self, one: Print, byte: int, address: int) -> str:
        """A byte as a character, or as C writes it; od shows what takes several bytes as one, and its other bytes as
        stars (conv_c).
        """
        if one.left:
            one.left -= 1
            return _text(one, "**")
        if byte in _SHOWN:
            return _text(one, _SHOWN[byte])
        if byte < 127:
            return _text(one, chr(byte) if byte >= 32 else f"{byte:03o}")
        if not self.wide or not self.od:
            raw = self.wide and byte >= 160
            return _text(one, decode(bytes((byte,))) if raw else f"{byte:03o}")
        at = address - self.start
        for size in range(2, 5):
            try:
                letter = self.data[at : at + size].decode()
            except UnicodeDecodeError:
                continue
            if len(letter) == 1 and letter.isprintable():
                one.left = size - 1
                return _text(one, letter)
        return _text(one, f"{byte:03o}")


def _fields(spec: str) -> tuple[str, int, int | None]:
    """Flags, width and precision of what stands behind a percent sign."""
    body = spec.lstrip("#-+ 0")
    width, dot, precision = body.partition(".")
    return spec[: len(spec) - len(body)], to_int(width) if width else 0, to_int(precision or "0") if dot else None


def _number(one: Print, value: int, letter: str = "") -> str:
    flags, width, precision = _fields(one.spec)
    sign, digits = integer_text(value, letter or one.letter, flags, precision)
    return padded(sign, digits, flags, width, precision is None)


def _text(one: Print, text: str, spec: str | None = None) -> str:
    flags, width, precision = _fields(one.spec if spec is None else spec)
    text = text if precision is None or one.kind != STR else text[:precision]
    return text.ljust(width) if "-" in flags else text.rjust(width)
