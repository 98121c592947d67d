"""What a script of sed(1) is compiled to: a flat list of commands, each knowing where to go on.

Models usr.bin/sed/defs.h.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.regex import Regex


@dataclass(slots=True)
class Address:
    """``kind`` is line, last, relative (``+N``) or regex; a regex of None is the last one used."""

    kind: str
    number: int = 0
    regex: Regex | None = None


@dataclass(slots=True)
class Substitution:
    """The s command: ``parts`` are text and numbers of groups; ``count`` 0 is every match, N the Nth."""

    regex: Regex | None
    parts: list[str | int]
    line: int
    count: int = 1
    prints: bool = False
    file: str = ""
    most: int = 0  # the greatest group that the replacement names


@dataclass(slots=True)
class Command:
    """One command. ``text`` is what a, c, i print, the file of r and w, the label of b, t and ``:``."""

    code: str
    first: Address | None = None
    second: Address | None = None
    inverted: bool = False
    start: int = 0  # the line on which the range that is under way began
    text: str = ""
    substitution: Substitution | None = None
    table: dict[int, str] = field(default_factory=dict)
    target: int = -1  # of b and t; the command after the group that ``{`` opens


# Command letter -> how many addresses it may have, and what follows it.
FORMATS: dict[str, tuple[int, str]] = {
    "{": (2, "group"), "}": (0, "end"), "a": (1, "text"), "b": (2, "branch"), "c": (2, "text"), "d": (2, "empty"),
    "D": (2, "empty"), "g": (2, "empty"), "G": (2, "empty"), "h": (2, "empty"), "H": (2, "empty"), "i": (1, "text"),
    "l": (2, "empty"), "n": (2, "empty"), "N": (2, "empty"), "p": (2, "empty"), "P": (2, "empty"), "q": (1, "empty"),
    "r": (1, "read"), "s": (2, "substitute"), "t": (2, "branch"), "w": (2, "write"), "x": (2, "empty"),
    "y": (2, "transform"), "!": (2, "invert"), ":": (0, "label"), "#": (0, "comment"), "=": (1, "empty"),
}  # fmt: skip
