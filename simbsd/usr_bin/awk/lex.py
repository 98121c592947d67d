"""The words of an awk(1) program.

Models contrib/one-true-awk/lex.c; leaves out -d.
"""

from __future__ import annotations

import re

from simbsd.usr_bin.awk.errors import Complaints, Fatal
from simbsd.usr_bin.awk.patterns import compiled

KEYWORDS = {
    "BEGIN", "END", "NF", "break", "close", "continue", "delete", "do", "else", "exit", "for", "func", "function",
    "gensub", "getline", "gsub", "if", "in", "index", "match", "next", "nextfile", "print", "printf", "return",
    "split", "sprintf", "sub", "substr", "while",
}  # fmt: skip
# Functions whose arguments are a plain list (BLTIN).
BUILTINS = (
    "and", "atan2", "compl", "cos", "exp", "fflush", "int", "length", "log", "lshift", "or", "rand", "rshift", "sin",
    "sqrt", "srand", "strftime", "system", "systime", "tolower", "toupper", "xor",
)  # fmt: skip
NUMBER = re.compile(r"[0-9]+\.?[0-9]*(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LONG = ("**=", "&&", "||", "!=", "!~", "<=", "==", ">=", ">>", "++", "+=", "--", "-=", "*=", "**", "%=", "^=")
SINGLE = "()[]{},;+-*/%^!<>|?:~$="
ESCAPES = {"n": "\n", "t": "\t", "f": "\f", "r": "\r", "b": "\b", "v": "\v", "a": "\a", "\\": "\\", '"': '"'}
OCTAL = re.compile(r"[0-7]{1,3}")
HEX = re.compile(r"[0-9a-fA-F]*")


class Lexer:
    """Words of a program, one ahead: ``kind`` and ``value`` are the next one's.

    Kinds: name, call (a name with ``(`` right behind it), builtin, number, string, newline, end, and every keyword and
    operator under its own spelling.
    """

    def __init__(self, complaints: Complaints) -> None:
        self.complaints = complaints
        self.text = complaints.text
        self.at = self.furthest = 0
        self.line = 1
        self.kind, self.value = "", ""
        self.depth = dict.fromkeys("{[(", 0)
        self.closing = False  # a ``;`` has been made before the ``}`` here

    def syntax(self, message: str) -> None:
        """Complain, and go on."""
        self.complaints.syntax(message, self.line, self.at, self.furthest)

    def advance(self) -> None:
        """Read the next word."""
        self.kind, self.value = self._word()
        self.line += self.kind == "newline"
        self.furthest = max(self.furthest, self.at)

    def _blank(self) -> None:
        """Go over blanks, comments and lines that are continued."""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in " \t\r":
                self.at += 1
            elif letter == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text.startswith(("\\\n", "\\\r\n"), self.at):
                self.at += 2 if self.text[self.at + 1] == "\n" else 3
                self.line += 1
            else:
                break

    def _word(self) -> tuple[str, str]:
        if self.closing:
            self.closing = False
            return "}", ""
        self._blank()
        text, at = self.text, self.at
        if at >= len(text):
            return "end", ""
        letter = text[at]
        if found := NAME.match(text, at):
            return self._name(found.group())
        if found := NUMBER.match(text, at):
            self.at = found.end()
            self.furthest = self.at + 1 if self.at < len(text) else self.at
            return "number", found.group()
        if letter == '"':
            return self._string()
        if letter == "\n":
            self.at += 1
            return "newline", ""
        for operator in LONG:
            if text.startswith(operator, at):
                self.at += len(operator)
                return operator.replace("**", "^"), ""
        return self._single(letter)

    def _single(self, letter: str) -> tuple[str, str]:
        if letter == "}":
            # A ; stands before every }, so that the last statement need not end in one.
            self.closing = True
            self.at += 1
            self._close("{", "}")
            return ";", "}"
        self.at += 1
        if letter in "([{":
            self.depth[letter] += 1
        elif letter in ")]":
            self._close("(" if letter == ")" else "[", letter)
        if self.at < len(self.text) and letter in "|!<=>+-*^%":
            self.furthest = max(self.furthest, self.at + 1)
        return (letter, "") if letter in SINGLE else ("?" + letter, "")

    def _close(self, opening: str, closing: str) -> None:
        self.depth[opening] -= 1
        if self.depth[opening] < 0:
            self.furthest = max(self.furthest, self.at)
            self.syntax(f"extra {closing}")

    def _name(self, name: str) -> tuple[str, str]:
        self.at += len(name)
        following = self.text[self.at : self.at + 1]
        self.furthest = self.at + bool(following)
        if name in BUILTINS:
            return "builtin", name
        if name in KEYWORDS:
            return ("function" if name == "func" else name), name
        return ("call" if following == "(" else "name"), name

    def _string(self) -> tuple[str, str]:
        """A string, its quote read: with its escapes replaced."""
        out: list[str] = []
        text, at = self.text, self.at + 1
        while True:
            letter = text[at : at + 1]
            if letter in ("", "\n", "\r"):
                self.at = at + bool(letter)
                self.syntax(f"non-terminated string {''.join(out)[:10]}...")
                if not letter:
                    raise Fatal("giving up")
                self.line += 1
                at += 1
                continue
            at += 1
            if letter == '"':
                self.at = at
                return "string", "".join(out)
            if letter != "\\":
                out.append(letter)
                continue
            piece, at = self._escape(at)
            out.append(piece)

    def _escape(self, at: int) -> tuple[str, int]:
        letter = self.text[at : at + 1]
        if letter == "\n":
            return "", at + 1
        if found := OCTAL.match(self.text, at):
            return chr(int(found.group(), 8) & 0xFF), found.end()
        if letter == "x":
            found = HEX.match(self.text, at + 1)
            assert found is not None
            return chr(int(found.group() or "0", 16) & 0xFF), found.end()
        return ESCAPES.get(letter, letter), at + 1

    def regex(self) -> str:
        """The pattern after a ``/`` that is the next word; goes on behind the closing one. Raises Fatal."""
        out: list[str] = []
        while True:
            letter = self.text[self.at : self.at + 1]
            self.at += len(letter)
            self.furthest = max(self.furthest, self.at)
            if letter == "\\":
                following = self.text[self.at : self.at + 1]
                out.append(letter + following)
                self.at += len(following)
            elif letter == "/":
                break
            elif letter == "\n":
                self.syntax(f"newline in regular expression {''.join(out)[:10]}...")
                self.at -= 1
                break
            elif not letter:
                self.syntax(f"non-terminated regular expression {''.join(out)[:10]}...")
                break
            else:
                out.append(letter)
        text = "".join(out)
        compiled(text)
        self.advance()
        return text
