"""fnmatch(3): shell patterns.

Models lib/libc/gen/fnmatch.c; leaves out FNM_LEADING_DIR, character classes (as FreeBSD's does) and locales
other than C.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flags:
    """``pathname``: a slash only matches a slash; ``period``: so does a leading period; ``noescape``,
    ``casefold`` as named."""

    pathname: bool = False
    period: bool = False
    noescape: bool = False
    casefold: bool = False


def fnmatch(pattern: str, text: str, flags: Flags = Flags()) -> bool:
    """True when all of ``text`` matches ``pattern``."""
    if flags.casefold:
        pattern, text = pattern.lower(), text.lower()
    at, here = 0, 0
    star: tuple[int, int] | None = None
    while True:
        if at < len(pattern) and pattern[at] == "*":
            if _guarded(text, here, flags):
                return False
            while at < len(pattern) and pattern[at] == "*":
                at += 1
            star = (at, here)
            continue
        if at == len(pattern) and here == len(text):
            return True
        after = _one(pattern, at, text, here, flags) if at < len(pattern) and here < len(text) else None
        if after is not None:
            at, here = after, here + 1
            continue
        if star is None or star[1] >= len(text) or (flags.pathname and text[star[1]] == "/"):
            return False
        at, here = star[0], star[1] + 1
        star = (at, here)


def _guarded(text: str, here: int, flags: Flags) -> bool:
    """A leading period that only a period matches."""
    leading = here == 0 or (flags.pathname and text[here - 1] == "/")
    return flags.period and leading and text[here : here + 1] == "."


def _one(pattern: str, at: int, text: str, here: int, flags: Flags) -> int | None:
    """Match one character; the place in the pattern after what matched it, or None."""
    letter, special = text[here], pattern[at]
    if special in "?[":
        if (letter == "/" and flags.pathname) or _guarded(text, here, flags):
            return None
        if special == "?":
            return at + 1
        found, after = _bracket(pattern, at + 1, letter, flags)
        if after is not None:
            return after if found else None
    elif special == "\\" and not flags.noescape and at + 1 < len(pattern):
        at += 1
        special = pattern[at]
    return at + 1 if special == letter else None


def _bracket(pattern: str, at: int, letter: str, flags: Flags) -> tuple[bool, int | None]:
    """A bracket expression from after its ``[``: whether it holds ``letter``, and the place after it (None: it
    never ends)."""
    negate = pattern[at : at + 1] in ("!", "^")
    at += negate
    first, found = at, False
    while True:
        if at >= len(pattern):
            return False, None
        if pattern[at] == "]" and at > first:
            return found != negate, at + 1
        if pattern[at] == "/" and flags.pathname:
            return False, at + 1
        low, at = _letter(pattern, at, flags)
        high = low
        if pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] not in ("", "]"):
            high, at = _letter(pattern, at + 1, flags)
        found = found or low <= letter <= high


def _letter(pattern: str, at: int, flags: Flags) -> tuple[str, int]:
    if pattern[at] == "\\" and not flags.noescape and at + 1 < len(pattern):
        at += 1
    return pattern[at], at + 1
