"""Numbers in text, as C reads them: ASCII digits only, and as long as anybody likes to type them.

Models lib/libc/stdlib/strtol.c and its kernel twin, and atoi.c; leaves out errno: beyond every C type there is
``BEYOND``, for the caller's own check of the range (int() refuses more than 4300 digits, and takes all scripts').
"""

from __future__ import annotations

BEYOND = 1 << 80
LONG_MAX = (1 << 63) - 1
ULONG_MAX = (1 << 64) - 1
INT_SIGN = 1 << 31
_SHORT = 100


def is_number(text: str) -> bool:
    """True for one or more of the digits 0 to 9, and nothing else."""
    return text.isascii() and text.isdigit()


def is_whole(text: str) -> bool:
    """True when strtol(3) takes the whole of a text that is not empty: blanks, a sign, digits."""
    body = text.lstrip(" \t\n\v\f\r")
    return is_number(body[1:] if body[:1] in ("-", "+") else body)


def to_int(text: str, base: int = 10) -> int:
    """The value of a text known to be a number: blanks, a sign, digits, behind a prefix for a base of 0 or 16."""
    if len(text) > _SHORT:
        body = text.strip()
        negative = body.startswith("-")
        body = body.lstrip("+-0")
        if len(body) > _SHORT:
            return -BEYOND if negative else BEYOND
        text = ("-" if negative else "") + ("0" + body if body[:1] in ("x", "X") else body or "0")
    return int(text, base)


def leading_int(text: str) -> int:
    """The number that a text begins with, 0 without one, however large."""
    body = text.lstrip(" \t\n\v\f\r")
    sign = body[:1] if body[:1] in ("+", "-") else ""
    end = len(sign)
    while body[end : end + 1] and body[end] in "0123456789":
        end += 1
    return to_int(body[:end]) if end > len(sign) else 0


def atoi(text: str) -> int:
    """The number that a text begins with, as an int holds it: what strtol(3) gives, a long, cut to 32 bits."""
    number = max(-LONG_MAX - 1, min(leading_int(text), LONG_MAX))
    return ((number + INT_SIGN) & 0xFFFF_FFFF) - INT_SIGN


def strtoul(text: str) -> int:
    """The number that a text begins with, as an unsigned long holds it; a minus sign counts from the other end."""
    number = leading_int(text)
    return ULONG_MAX if abs(number) > ULONG_MAX else number & ULONG_MAX
