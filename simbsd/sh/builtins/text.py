"""The echo and let built-ins.

Models bin/sh/bltin/echo.c and letcmd() in arith_yacc.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.sh.arith import Evaluator
from simbsd.sh.state import Shell

_ESCAPES = {
    "a": "\a", "b": "\b", "e": "\033", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\",
}  # fmt: skip


async def echo(sh: Shell, argv: list[str]) -> int:
    """echo [-n | -e] [word ...]"""
    option = argv[1] if len(argv) > 1 and argv[1] in ("-n", "-e") else ""
    text = " ".join(argv[2:] if option else argv[1:])
    if option == "-e":
        text, ended = _unescape(text)
        if ended:
            sh.output.out(text)
            return 0
    sh.output.out(text if option == "-n" else text + "\n")
    return 0


def _unescape(text: str) -> tuple[str, bool]:
    """``text`` with its escapes replaced, and whether a ``\\c`` ended it."""
    out = []
    position = 0
    while position < len(text):
        char = text[position]
        position += 1
        if char != "\\":
            out.append(char)
            continue
        letter = text[position : position + 1]
        position += 1
        if letter == "c":
            return "".join(out), True
        if letter == "0":
            digits = ""
            while len(digits) < 3 and text[position : position + 1] in tuple("01234567"):
                digits += text[position]
                position += 1
            out.append(bytes([int(digits or "0", 8) & 0xFF]).decode("utf-8", "surrogateescape"))
        elif letter in _ESCAPES:
            out.append(_ESCAPES[letter])
        else:
            out.append("\\")
            position -= 1
    return "".join(out), False


async def let(sh: Shell, argv: list[str]) -> int:
    """let expression: print its value; 1 if that is 0."""
    variables = sh.vars

    def assign(name: str, value: str) -> None:
        variables.set(name, value)

    value = Evaluator(" ".join(argv[1:]), variables.get, assign, sh.options["nounset"]).value()
    sh.output.out(f"{value}\n")
    return int(not value)
