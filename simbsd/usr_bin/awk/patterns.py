"""The regular expressions of awk(1): extended ones with C's escapes, unmatched brackets that are letters, and braces.

Models contrib/one-true-awk/b.c (relex, primary, quoted, cclenter); lib/regex.py does the matching.
"""

from __future__ import annotations

import re

from simbsd.lib.regex import Match, Regex
from simbsd.lib.regex_parse import Node, RegexError, Set
from simbsd.usr_bin.awk.errors import Fatal

CLASSES = ("alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit")
ESCAPES = {"t": "\t", "n": "\n", "f": "\f", "r": "\r", "b": "\b", "v": "\v", "a": "\a", "\\": "\\"}
OCTAL, HEX = re.compile(r"[0-7]{1,3}"), re.compile(r"[0-9a-fA-F]{0,2}")
BOUNDS = re.compile(r"([0-9]+)(,?)([0-9]*)\}")
MOST = 1000  # of a bound; a deeper nest or a wider bound is too big
NESTING = 50


class Reader:
    """One pattern being read."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0

    def whole(self) -> Node:
        """The tree of all of it; an empty one matches everywhere."""
        node = self._alternatives() if self.text else ("cat", ())
        if self.at < len(self.text):
            raise self._bad("syntax error")
        return node

    def _bad(self, what: str) -> Fatal:
        return Fatal(f"{what} in regular expression {self.text} at {self.text[self.at + 1 :]}")

    def _alternatives(self) -> Node:
        branches = [self._branch()]
        while self.text.startswith("|", self.at):
            self.at += 1
            branches.append(self._branch())
        return branches[0] if len(branches) == 1 else ("alt", tuple(branches))

    def _branch(self) -> Node:
        parts = [self._repeated()]
        while self.at < len(self.text) and self.text[self.at] not in "|^" and not self._closes():
            parts.append(self._repeated())
        return ("cat", tuple(parts))

    def _closes(self) -> bool:
        return bool(self.depth) and self.text[self.at] == ")"

    def _repeated(self) -> Node:
        node = self._atom()
        while self.at < len(self.text):
            letter = self.text[self.at]
            limits = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(letter)
            if limits is None and letter == "{" and self.text[self.at + 1 : self.at + 2].isdigit():
                limits = self._bounds()
            elif limits is not None:
                self.at += 1
            if limits is None:
                break
            node = ("repeat", node, *limits)
        return node

    def _bounds(self) -> tuple[int, int | None]:
        found = BOUNDS.match(self.text, self.at + 1)
        if found is None:
            raise Fatal(f"illegal repetition expression: class {self.text[:20]}")
        low = int(found.group(1)[:9])
        high = int(found.group(3)[:9]) if found.group(3) else None if found.group(2) else low
        if high is not None and high < low:
            raise Fatal(f"illegal repetition expression: class {self.text[:20]}")
        if max(low, high or 0) > MOST:
            raise Fatal(f"regular expression too big: out of space in {self.text[:30]}...")
        self.at = found.end()
        return low, high

    def _atom(self) -> Node:
        letter = self.text[self.at : self.at + 1]
        if not letter or letter in "*+?|" or (letter == ")" and self.depth):
            raise self._bad("illegal primary")
        self.at += 1
        if letter == "(":
            return self._group()
        if letter == ".":
            return ("set", Set(any=True))
        if letter in "^$":
            return ("anchor", letter)
        if letter == "[":
            return self._class()
        return ("set", Set(self._quoted() if letter == "\\" else letter))

    def _group(self) -> Node:
        if self.text.startswith(")", self.at):
            self.at += 1
            return ("cat", ())
        self.depth += 1
        if self.depth > NESTING:
            raise Fatal(f"regular expression too big: out of space in {self.text[:30]}...")
        node = self._alternatives()
        if not self.text.startswith(")", self.at):
            raise self._bad("syntax error")
        self.at += 1
        self.depth -= 1
        return node

    def _quoted(self) -> str:
        """What stands behind a backslash."""
        if found := OCTAL.match(self.text, self.at):
            self.at = found.end()
            return chr(int(found.group(), 8) & 0xFF)
        letter = self.text[self.at : self.at + 1]
        self.at += 1
        if letter == "x":
            found = HEX.match(self.text, self.at)
            assert found is not None
            self.at = found.end()
            return chr(int(found.group() or "0", 16))
        return ESCAPES.get(letter, letter) or "\\"

    def _class(self) -> Node:
        negated = self.text.startswith("^", self.at)
        self.at += negated
        letters: list[str] = []
        ranges: list[tuple[str, str]] = []
        classes: list[str] = []
        start = self.at
        while not self.text.startswith("]", self.at) or self.at == start:
            if self.at >= len(self.text):
                raise Fatal(f"nonterminated character class {self.text[:20]}")
            name = next((one for one in CLASSES if self.text.startswith(f"[:{one}:]", self.at)), None)
            if name is not None:
                classes.append(name)
                self.at += len(name) + 4
                continue
            letter = self._letter()
            if self.text.startswith("-", self.at) and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self._letter()
                ranges += [(letter, high)] if high >= letter else []
            else:
                letters.append(letter)
        self.at += 1
        wide = tuple(name for name in classes)
        return ("set", Set("".join(letters), tuple(ranges), wide, negated))

    def _letter(self) -> str:
        for mark in ".=":
            text = self.text[self.at : self.at + 5]
            if text[:2] == "[" + mark and text[3:] == mark + "]":
                self.at += 5
                return text[2]
        self.at += 1
        return self._quoted() if self.text[self.at - 1] == "\\" else self.text[self.at - 1]


def compiled(text: str) -> Regex:
    """A pattern of awk. Raises Fatal."""
    try:
        return Regex(Reader(text).whole())
    except RegexError:
        raise Fatal(f"regular expression too big: out of space in {text[:30]}...") from None


async def nonempty(regex: Regex, text: str, start: int) -> Match | None:
    """The leftmost match of at least one character (nematch)."""
    while start <= len(text):
        found = await regex.find(text, start)
        if found is None or found[1] > found[0]:
            return found
        start = found[0] + 1
    return None
