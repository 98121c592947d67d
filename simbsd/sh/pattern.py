"""Shell patterns: ``*``, ``?`` and bracket expressions.

Models bin/sh/expand.c (patmatch, match_charclass, subevalvar_trim); leaves out collation of locales other than C.UTF-8.

A pattern is a string in which ESC makes the next character literal. It is cut at its stars into segments of fixed
length, so that matching takes linear time: the first segment stands at the start, the last at the end, and the others
at the earliest place that is free.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

# A noncharacter of Unicode: it stands for CTLESC.
ESC = "\ufdd0"
SPECIAL = "!*?[]=~:/-^" + ESC
# Scripts ask the same of the same short texts again and again: the answers are remembered.
_SHORT, _REMEMBERED = 256, 4096

_CLASSES: dict[str, Callable[[str], bool]] = {
    "alnum": str.isalnum,
    "alpha": str.isalpha,
    "blank": lambda char: char in " \t",
    "cntrl": lambda char: char < " " or "\x7f" <= char < "\xa0",
    "digit": lambda char: "0" <= char <= "9",
    "graph": lambda char: char.isprintable() and char != " ",
    "lower": str.islower,
    "print": str.isprintable,
    "punct": lambda char: char.isprintable() and char != " " and not char.isalnum(),
    "space": lambda char: char in " \t\n\v\f\r",
    "upper": str.isupper,
    "xdigit": lambda char: char in "0123456789abcdefABCDEF",
}

_ESCAPES = str.maketrans({char: ESC + char for char in SPECIAL})


def escape(text: str) -> str:
    """``text`` as a pattern that matches only itself."""
    return text if text.isalnum() else text.translate(_ESCAPES)


def escape_control(text: str) -> str:
    """``text`` as a pattern in which stars and brackets keep their meaning."""
    return text.replace(ESC, ESC + ESC) if ESC in text else text


def unescape(text: str) -> str:
    """The string that a pattern without special characters stands for (rmescapes)."""
    if ESC not in text:
        return text
    out = []
    chars = iter(text)
    for char in chars:
        out.append(next(chars, "") if char == ESC else char)
    return "".join(out)


def has_magic(text: str) -> bool:
    """Whether ``text`` holds an unescaped ``*``, ``?`` or ``[``."""
    if "*" not in text and "?" not in text and "[" not in text:
        return False
    escaped = False
    for char in text:
        if escaped:
            escaped = False
        elif char == ESC:
            escaped = True
        elif char in "*?[":
            return True
    return False


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket expression: ranges, and names of character classes."""

    invert: bool
    ranges: tuple[tuple[str, str], ...]
    classes: tuple[str, ...]

    def holds(self, char: str) -> bool:
        """Whether the expression matches ``char``."""
        found = any(low <= char <= high for low, high in self.ranges)
        found = found or any(name in _CLASSES and _CLASSES[name](char) for name in self.classes)
        return found != self.invert


Matcher = str | Bracket | None
Segment = tuple[Matcher, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: segments between stars. One segment means that there is no star."""

    segments: tuple[Segment, ...]

    def matches(self, text: str) -> bool:
        """Whether the whole of ``text`` matches."""
        first, last = self.segments[0], self.segments[-1]
        if not _fits(first, text, 0):
            return False
        if len(self.segments) == 1:
            return len(text) == len(first)
        position = _skip(self.segments[1:-1], text, len(first))
        tail = len(text) - len(last)
        return 0 <= position <= tail and _fits(last, text, tail)

    def prefix(self, text: str, longest: bool) -> int:
        """Length of the shortest or longest prefix of ``text`` that matches, or -1."""
        first, last = self.segments[0], self.segments[-1]
        if not _fits(first, text, 0):
            return -1
        if len(self.segments) == 1:
            return len(first)
        position = _skip(self.segments[1:-1], text, len(first))
        if position < 0:
            return -1
        found = _find_last(last, text, position) if longest else _find(last, text, position)
        return -1 if found < 0 else found + len(last)

    def suffix(self, text: str, longest: bool) -> int:
        """Start of the shortest or longest suffix of ``text`` that matches, or -1."""
        mirrored = Pattern(tuple(segment[::-1] for segment in reversed(self.segments)))
        length = mirrored.prefix(text[::-1], longest)
        return -1 if length < 0 else len(text) - length


def compile_pattern(pattern: str) -> Pattern:
    """Cut ``pattern`` (with ESC marks) into segments."""
    return (_compiled if len(pattern) <= _SHORT else _compiled.__wrapped__)(pattern)


@lru_cache(_REMEMBERED)
def _compiled(pattern: str) -> Pattern:
    segments: list[Segment] = []
    current: list[Matcher] = []
    position = 0
    while position < len(pattern):
        char = pattern[position]
        position += 1
        if char == "*":
            if not (segments and not current):
                segments.append(tuple(current))
                current = []
            continue
        if char == "?":
            current.append(None)
        elif char == "[":
            bracket, position = _bracket(pattern, position)
            current.append(bracket or "[")
        elif char == ESC and position < len(pattern):
            current.append(pattern[position])
            position += 1
        else:
            current.append(char)
    segments.append(tuple(current))
    return Pattern(tuple(segments))


def match(pattern: str, text: str) -> bool:
    """Whether ``text`` matches ``pattern`` as a whole."""
    return (_match if len(pattern) + len(text) <= _SHORT else _match.__wrapped__)(pattern, text)


@lru_cache(_REMEMBERED)
def _match(pattern: str, text: str) -> bool:
    if not has_magic(pattern):
        return unescape(pattern) == text
    return compile_pattern(pattern).matches(text)


def trim(value: str, pattern: str, op: str) -> str:
    """``value`` without the prefix or suffix that matches (``#``, ``##``, ``%``, ``%%``).

    A NUL separates the parameters of $@.
    """
    return (_trim if len(value) + len(pattern) <= _SHORT else _trim.__wrapped__)(value, pattern, op)


@lru_cache(_REMEMBERED)
def _trim(value: str, pattern: str, op: str) -> str:
    compiled = compile_pattern(pattern)
    longest = len(op) == 2
    if op[0] == "#":
        first, nul, rest = value.partition("\0")
        length = compiled.prefix(first, longest)
        return value if length < 0 else first[length:] + nul + rest
    rest, nul, last = value.rpartition("\0")
    start = compiled.suffix(last, longest)
    return value if start < 0 else rest + nul + last[:start]


def _bracket(pattern: str, start: int) -> tuple[Bracket | None, int]:
    """Read a bracket expression whose ``[`` has been read; None if it has no end (then ``[`` is literal)."""
    position = start
    invert = pattern[position : position + 1] in ("!", "^") and position < len(pattern)
    position += invert
    ranges: list[tuple[str, str]] = []
    classes: list[str] = []
    first = True
    while position < len(pattern):
        char = pattern[position]
        position += 1
        if char == "]" and not first:
            return Bracket(invert, tuple(ranges), tuple(classes)), position
        first = False
        if char == "[" and pattern[position : position + 1] == ":":
            end = pattern.find(":]", position + 1)
            if position + 1 < end < position + 20:
                classes.append(pattern[position + 1 : end])
                position = end + 2
                continue
        if char == ESC:
            char = pattern[position : position + 1]
            position += 1
        high = char
        following = pattern[position + 1 : position + 2]
        if pattern[position : position + 1] == "-" and following and following != "]":
            position += 1
            position += pattern[position] == ESC
            high = pattern[position : position + 1]
            position += 1
        ranges.append((char, high))
    return None, start


def _fits(segment: Segment, text: str, at: int) -> bool:
    if at < 0 or at + len(segment) > len(text):
        return False
    for offset, matcher in enumerate(segment):
        char = text[at + offset]
        if isinstance(matcher, str):
            if char != matcher:
                return False
        elif "\udc80" <= char <= "\udcff" or (matcher is not None and not matcher.holds(char)):
            # A byte that is no UTF-8 matches only itself and a star.
            return False
    return True


def _literal(segment: Segment) -> str | None:
    """A segment that is nothing but characters, as a string."""
    text = [matcher for matcher in segment if isinstance(matcher, str)]
    return "".join(text) if len(text) == len(segment) else None


def _find(segment: Segment, text: str, start: int) -> int:
    literal = _literal(segment)
    if literal is not None:
        return text.find(literal, start)
    first = segment[0]
    if isinstance(first, str):
        return _find_after(first, segment, text, start)
    for at in range(start, len(text) - len(segment) + 1):
        if _fits(segment, text, at):
            return at
    return -1


def _find_after(first: str, segment: Segment, text: str, start: int) -> int:
    """The same for a segment that begins with a character: only where that stands is it looked for."""
    at = text.find(first, start)
    while at >= 0 and not _fits(segment, text, at):
        at = text.find(first, at + 1)
    return at


def _find_last(segment: Segment, text: str, start: int) -> int:
    literal = _literal(segment)
    if literal is not None:
        return text.rfind(literal, start)
    for at in range(len(text) - len(segment), start - 1, -1):
        if _fits(segment, text, at):
            return at
    return -1


def _skip(segments: Sequence[Segment], text: str, position: int) -> int:
    """Where the text after the earliest places of all ``segments`` begins, or -1."""
    for segment in segments:
        found = _find(segment, text, position)
        if found < 0:
            return -1
        position = found + len(segment)
    return position
