"""Escape sequences in $'...'.

Models bin/sh/parser.c (readcstyleesc); leaves out locales other than UTF-8.
"""

from __future__ import annotations

from simbsd.sh.errors import SyntaxFault
from simbsd.sh.source import Source

_SIMPLE = {
    "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "e": "\033", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
    "v": "\v",
}  # fmt: skip
_OCTAL, _HEX = "01234567", "0123456789abcdefABCDEF"
_LONGEST = 1 << 16


def read_escape(source: Source, start: int) -> str:
    """The text that a sequence stands for; its backslash has been read. Raises SyntaxFault for line ``start``."""
    char = source.get()
    if char == "":
        raise SyntaxFault("Unterminated quoted string", start)
    if char == "\n":
        source.line += 1
        return ""
    if char in _SIMPLE:
        return _SIMPLE[char]
    if char in _OCTAL:
        return _byte(int(char + _digits(source, _OCTAL, 2), 8))
    if char == "x":
        return _byte(int(_digits(source, _HEX, _LONGEST) or "0", 16))
    if char == "c":
        return _control(source, start)
    if char in "uU":
        return _unicode(source, 8 if char == "U" else 4, start)
    raise SyntaxFault("Bad escape sequence", start)


def skip_quotation(source: Source, start: int) -> None:
    """Read over the rest of the quotation: a NUL ends its text."""
    while (char := source.get()) != "'":
        if char == "\\":
            char = source.get()
        if char == "":
            raise SyntaxFault("Unterminated quoted string", start)
        source.line += char == "\n"
    source.unget()


def _byte(value: int) -> str:
    """One byte of a string: a byte above 0x7f that stands alone is kept as a surrogate."""
    return bytes([value & 0xFF]).decode("utf-8", "surrogateescape")


def _digits(source: Source, allowed: str, most: int) -> str:
    digits = ""
    while len(digits) < most:
        char = source.get()
        if char == "" or char not in allowed:
            source.unget()
            break
        digits += char
    return digits


def _control(source: Source, start: int) -> str:
    char = source.get()
    if not "?" <= char <= "z" or char == "`" or (char == "\\" and source.get() != "\\"):
        raise SyntaxFault("Bad escape sequence", start)
    return "\x7f" if char == "?" else chr(ord(char) & 0x1F)


def _unicode(source: Source, length: int, start: int) -> str:
    digits = _digits(source, _HEX, length)
    code = int(digits, 16) if len(digits) == length else 0
    if code == 0 or 0xD800 <= code <= 0xDFFF:
        raise SyntaxFault("Bad escape sequence", start)
    return chr(code) if code <= 0x10FFFF else "?"
