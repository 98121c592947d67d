"""vis(1): characters that cannot be seen, made visible.

Models contrib/vis/vis.c and foldit.c, and strsenvisx of contrib/libc-vis/vis.c.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.locale import is_utf8
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, put, puts, read_all
from simbsd.lib.unistd import close, open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import atoi

SHELL, GLOB, WHITE = "'`\";&<>()|{}]\\$!^~", "*?[#", " \t\n"
CSTYLE = {"\n": "n", "\r": "r", "\b": "b", "\a": "a", "\v": "v", "\t": "t", "\f": "f", " ": "s"}
_KEPT = frozenset("nrbavtfs0M^$")  # what means something behind a backslash is not written so
_BREATH = 4000


@dataclass(slots=True)
class Style:
    """How characters are written: the options' letters, what is encoded beside, the width of folded lines; ``column``
    is where the output is.
    """

    letters: set[str]
    extra: str
    width: int
    column: int = 0
    wide: bool = True


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Copy files, or standard input, with all that is no plain character in another form."""
    err = Err(argv)
    options, operands = await getopt(argv, "bce:F:fhlMmNnoSstw")
    letters = {letter for letter, _ in options}
    extra, width = "", 80
    for letter, value in options:
        if letter == "?":
            text = f"Usage: {err.name} [-bcfhlMmNnoSstw] [-e extra] [-F foldwidth] [file ...]\n"
            await puts(text, STDERR)
            return 1
        extra = value if letter == "e" else extra
        if letter == "F":
            width = atoi(value)
            letters.add("l")
            if width < 5:
                await err.errx(1, "can't fold lines to less than 5 cols")
        width = 76 if letter == "m" and width == 80 else width
    if {"m", "h"} <= letters:
        await err.errx(1, "Can't specify -m and -h at the same time")
    extra += (WHITE + GLOB + SHELL if "M" in letters else "") + (SHELL if "S" in letters else "")
    extra += (WHITE if "w" in letters else "") + ("\t" if "t" in letters else "") + ("" if "b" in letters else "\\")
    style = Style(letters, extra, width, wide=is_utf8(envp))
    status = 0
    for path in operands or ["-"]:
        try:
            fd = STDIN if not operands else await open(path, O_RDONLY)
            data = await read_all(fd)
            if operands:
                await close(fd)
        except Errno as error:
            await err.warn(path, error)
            status = 1
            continue
        await _process(style, data)
    return status


async def _process(style: Style, data: bytes) -> None:
    """One file; from the first byte on that is no character of UTF-8, each byte is one (as vis.c has it)."""
    text = _characters(data) if style.wide else data.decode("latin-1")
    parts: list[str] = []
    last = ""
    for at, char in enumerate(text):
        if at % _BREATH == _BREATH - 1:
            await tick()
        last = encoded(style, char, text[at + 1 : at + 2] or "\0")
        parts.append(_folded(style, last) if "f" in style.letters else last)
    if "f" in style.letters and last and not last.endswith("\n"):
        parts.append("=\n" if "m" in style.letters else "\\\n")
    await put(STDOUT, "".join(parts).encode("utf-8" if style.wide else "latin-1", "surrogateescape"))


def _characters(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        return data[: error.start].decode() + data[error.start :].decode("ascii", "surrogateescape")


def _folded(style: Style, chunk: str) -> str:
    """A chunk, behind a hidden newline where it does not fit the line (foldit)."""
    text = ""
    while True:
        column = style.column
        for char in chunk:
            if char in "\n\r":
                column = 0
            elif char == "\t":
                column = column + 8 & ~7
            else:
                column = max(0, column - 1) if char == "\b" else column + 1
            if column > style.width - 2:
                break
        else:
            style.column = column
            return text + chunk
        text += "=\n" if "m" in style.letters else "\\\n"
        style.column = 0


def encoded(style: Style, char: str, following: str) -> str:
    """One character as it is written, before another."""
    letters = style.letters
    if "n" in letters:
        return "\\\\" if char == "\\" else char
    if "l" in letters and char == "\n":
        return "$\n" if "b" in letters else "\\$\n"
    code = _code(char)
    if "h" in letters and not (char.isalnum() or char in "$-_.+!*'(),"):
        return f"%{code & 0xFF:02x}"
    if "m" in letters and char != "\n":
        odd = not char.isspace() and (code < 33 or code == 61 or code > 126)
        if odd or (char.isspace() and following in ("\r", "\n")) or char in "#$@[\\]^`{|}~":
            return f"={code & 0xFF:02X}"
    return _svis(style, char, following)


def _code(char: str) -> int:
    """The number of a character; of a byte that is none, the byte."""
    code = ord(char)
    return code & 0xFF if 0xDC80 <= code <= 0xDCFF else code


def _svis(style: Style, char: str, following: str) -> str:
    letters = style.letters
    special = char in style.extra
    code = _code(char)
    graphic = 32 < code < 127 or (code > 160 and code == ord(char) and style.wide and "N" not in letters
                                  and char.isprintable())  # fmt: skip
    if not special and (graphic or char in WHITE or ("s" in letters and char in "\b\a\r")):
        return char
    octets = [code] if code < 256 and not (style.wide and code == ord(char) and "N" in letters) else None
    octets = octets or list(char.encode() if "N" in letters else code.to_bytes((code.bit_length() + 7) // 8, "big"))
    return "".join(_byte(style, octet, following, special) for octet in octets)


def _byte(style: Style, octet: int, following: str, special: bool) -> str:
    """One byte of what is encoded (do_mbyte)."""
    letters, char = style.letters, chr(octet)
    if "c" in letters:
        if char in CSTYLE:
            return f"\\{CSTYLE[char]}"
        if not octet:
            return "\\000" if following in "01234567" and following else "\\0"
        if char not in _KEPT and 32 < octet < 127 and char not in "01234567":
            return f"\\{char}"
    if special or octet & 0x7F == 0x20 or "o" in letters:
        return f"\\{octet:03o}"
    text = ("" if "b" in letters else "\\") + ("M" if octet & 0x80 else "")
    low = octet & 0x7F
    if low < 32 or low == 127:
        return text + "^" + ("?" if low == 127 else chr(low + 64))
    return f"{text}-{chr(low)}"
