"""Numbers as printf(3) writes them, before they are padded to a width.

Models lib/libc/stdio/vfprintf.c (the conversions d i o u x X, e E f F g G, a A); leaves out digit grouping.
"""

from __future__ import annotations

import re

MOST_ZEROS, MOST_PLACES = 1 << 16, 400


def integer_text(value: int, letter: str, flags: str, precision: int | None) -> tuple[str, str]:
    """Sign (or prefix) and digits of an integer."""
    sign = "-" if value < 0 else ""
    if letter in "di":
        sign = sign or ("+" if "+" in flags else " " if " " in flags else "")
    digits = {"o": f"{abs(value):o}", "x": f"{abs(value):x}", "X": f"{abs(value):X}"}.get(letter, str(abs(value)))
    if precision == 0 and value == 0:
        digits = ""
    if precision is not None:
        digits = digits.rjust(min(precision, MOST_ZEROS), "0")
    if "#" in flags and letter == "o" and digits[:1] != "0":
        digits = "0" + digits
    if "#" in flags and letter in "xX" and value:
        sign = "0" + letter
    return sign, digits


def float_text(value: float, letter: str, flags: str, precision: int | None) -> tuple[str, str]:
    """Sign and digits of a floating-point number."""
    if letter in "aA":
        text = value.hex()
        text = re.sub(r"\.?0*p", "p", text) if precision is None else text
        text = text.upper() if letter == "A" else text
    else:
        places = 6 if precision is None else min(precision, MOST_PLACES)
        text = f"%{'#' if '#' in flags else ''}.{places}{letter}" % value
    sign = "-" if text.startswith("-") else "+" if "+" in flags else " " if " " in flags else ""
    return sign, text.removeprefix("-")


def padded(sign: str, body: str, flags: str, width: int, zeros: bool) -> str:
    """Sign and body in a field of ``width``; ``zeros``: the flag 0 fills with zeros."""
    room = " " * (width - len(sign) - len(body))
    if "-" in flags:
        return sign + body + room
    return sign + "0" * len(room) + body if "0" in flags and zeros else room + sign + body
