"""Words of jail.conf(5): strings, variables, punctuation.

Models usr.sbin/jail/jaillex.l.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BLANK = re.compile(r"[ \t\r\n]+|#.*|//.*|/\*(?:[^*]|\*+[^*/])*\*+/")
_ATOM = re.compile(r"[A-Za-z0-9_!%&()\-.:<>?@\[\]^`|~]+|\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.|\n)")
_SINGLE = re.compile(r"'((?:[^'\\]|\\(?:.|\n))*)'")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\(?:.|\n))*)"')
_NAME = re.compile(r"\$([A-Za-z_][A-Za-z_0-9]*)")
_BRACED = re.compile(r"\$\{((?:[^\n{}]|\\(?:.|\n))*)\}")
_BRACED_QUOTED = re.compile(r'\$\{((?:[^\n"{}]|\\(?:.|\n))*)\}')
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.|\n))")
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\n": "", "x": "\0"}
_UNTERMINATED = (
    (re.compile(r"/\*(?:[^*]|\*+[^*/])*\**"), "comment"),
    (re.compile(r"'(?:[^\n'\\]|\\.)*"), "string"),
    (re.compile(r'"(?:[^\n"\\]|\\.)*'), "string"),
    (re.compile(r"\$\{(?:[^\n{}]|\\.)*"), "variable"),
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word. ``kind``: ``str``, ``var``, a punctuation sign, ``+=`` or ``end``; ``joined``: it continues a string.

    ``text`` is the value, ``source`` how it stands in the file, ``line`` where it ends.
    """

    kind: str
    text: str
    source: str
    line: int
    joined: bool = False


class Lexer:
    """The tokens of one file. ``complaints`` are (line, text) of what is not closed."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.place = 0
        self.line = 1
        self.in_string = False
        self.quoted_until = -1
        self.complaints: list[tuple[int, str]] = []

    def next(self) -> Token:
        """The next token; ``end`` at the end of the file."""
        while True:
            if self.place < self.quoted_until:
                return self._inside_quotes()
            if self.place == self.quoted_until:
                self._take(1)
                self.quoted_until = -1
            blank = _BLANK.match(self.source, self.place)
            if blank is not None:
                self._take(len(blank.group()))
                self.in_string = False
                continue
            if self.place >= len(self.source):
                return Token("end", "", "", self.line)
            token = self._outside_quotes()
            if token is not None:
                return token

    def _take(self, length: int) -> str:
        taken = self.source[self.place : self.place + length]
        self.place += length
        self.line += taken.count("\n")
        return taken

    def _value(self, kind: str, text: str, length: int) -> Token:
        source = self._take(length)
        joined, self.in_string = self.in_string, True
        return Token(kind, text.partition("\0")[0], source, self.line, joined)  # strings end there in C

    def _outside_quotes(self) -> Token | None:
        here = self.source[self.place]
        if self.source.startswith("+=", self.place) or here in ",;={}":
            self.in_string = False
            sign = self._take(2 if here == "+" else 1)
            return Token(sign, sign, sign, self.line)
        for pattern, kind in ((_NAME, "var"), (_BRACED, "var"), (_SINGLE, "str")):
            found = pattern.match(self.source, self.place)
            if found is not None:
                return self._value(kind, unescape(found.group(1)), len(found.group()))
        found = _DOUBLE.match(self.source, self.place)
        if found is not None:
            return self._double(found.end() - 1)
        atom = _ATOM.match(self.source, self.place)
        if atom is not None:
            return self._value("str", unescape(atom.group()), len(atom.group()))
        return self._odd(here)

    def _odd(self, here: str) -> Token | None:
        for pattern, what in _UNTERMINATED:
            found = pattern.match(self.source, self.place)
            if found is not None:
                self._take(len(found.group()))
                self.complaints.append((self.line, f"unterminated {what}"))
                return None
        if here in "$*+/\\":
            return self._value("str", here, 1)
        self._take(1)
        return Token("odd", here, here, self.line)

    def _double(self, end: int) -> Token:
        """A double-quoted string up to its end, or up to the first variable in it."""
        dollar = _first_dollar(self.source, self.place + 1, end)
        if dollar < 0:
            body = self.source[self.place + 1 : end]
            return self._value("str", unescape(body), end + 1 - self.place)
        body = self.source[self.place + 1 : dollar]
        token = self._value("str", unescape(body), dollar - self.place)
        self.quoted_until = end
        return token

    def _inside_quotes(self) -> Token:
        for pattern in (_NAME, _BRACED_QUOTED):
            found = pattern.match(self.source, self.place, self.quoted_until)
            if found is not None:
                return self._value("var", unescape(found.group(1)), len(found.group()))
        start = self.place + 1 if self.source[self.place] == "$" else self.place
        dollar = _first_dollar(self.source, start, self.quoted_until)
        stop = dollar if dollar >= 0 else self.quoted_until
        return self._value("str", unescape(self.source[self.place : stop]), stop - self.place)


def _first_dollar(source: str, start: int, end: int) -> int:
    """The place of the first ``$`` that no backslash precedes, or -1."""
    place = start
    while place < end:
        if source[place] == "\\":
            place += 1
        elif source[place] == "$":
            return place
        place += 1
    return -1


def unescape(text: str) -> str:
    """Backslash escapes as C has them; a backslash before a newline joins lines."""
    return _ESCAPE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    octal, hexadecimal, char = found.groups()
    if octal is not None:
        return chr(int(octal, 8) & 0xFF)
    if hexadecimal is not None:
        return chr(int(hexadecimal, 16))
    return _ESCAPES.get(char, char)
