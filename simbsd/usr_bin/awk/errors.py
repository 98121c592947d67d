"""What awk(1) complains of: errors in a program, errors that end a run, and how they are shown.

Models contrib/one-true-awk/lib.c (SYNTAX, FATAL, eprint, bracecheck).
"""

from __future__ import annotations

MOST = 3  # messages about a program
RING = 300  # characters of a program that an error can look back on
PAIRS = (("{", "}"), ("[", "]"), ("(", ")"))


class Fatal(Exception):
    """The run ends with status 2; the text is FATAL's."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SyntaxFault(Exception):
    """The parser cannot go on."""


class Complaints:
    """All that is said of one program while it is read. ``text`` is the program."""

    def __init__(self, name: str, text: str, file: str = "") -> None:
        self.name, self.text, self.file = name, text, file
        self.said: list[str] = []
        self.count = 0
        self.function = ""
        self.shown = False

    def syntax(self, message: str, line: int, at: int, furthest: int) -> None:
        """An error at a line; ``at`` characters of the program have been read, and ``furthest`` looked at."""
        self.count += 1
        if self.count > MOST:
            return
        where = f" in function {self.function}" if self.function else ""
        source = f" source file {self.file}" if self.file else ""
        self.said.append(f"{self.name}: {message} at source line {line}{where}{source}\n")
        self.context(at, furthest)

    def fatal(self, message: str, line: int, at: int, furthest: int) -> None:
        """An error after which nothing more is read."""
        source = f" source file {self.file}" if self.file else ""
        self.said.append(f"{self.name}: {message}\n source line number {line}{source}\n")
        self.count += 1
        self.context(at, furthest)

    def context(self, at: int, furthest: int) -> None:
        """The place of the first error (eprint)."""
        if self.shown or not at:
            return
        self.shown = True
        text, floor = self.text, (at - 1) // RING * RING
        begin = at - 1
        if begin > floor and text[begin] == "\n":
            begin -= 1
        while begin > floor and text[begin] != "\n":
            begin -= 1
        while begin < at and text[begin] == "\n":
            begin += 1
        word = at - 1
        while word >= begin and text[word] not in " \t\n":
            word -= 1
        rest = text[at:].partition("\n")[0] if furthest > at else ""
        word = max(word, begin)
        self.said.append(f" context is\n\t{text[begin:word]} >>> {text[word:at]} <<< {rest}\n")

    def braces(self) -> None:
        """What is missing or too much in the whole program."""
        count = balance(self.text)
        for opening, closing in PAIRS:
            number = count[opening]
            if number:
                kind = "missing" if number > 0 else "extra"
                number = abs(number)
                self.said.append(f"\t{kind} {closing}\n" if number == 1 else f"\t{number} {kind} {closing}'s\n")


def balance(text: str) -> dict[str, int]:
    """How many of each opening bracket are not closed, strings, patterns and comments left out."""
    count = dict.fromkeys("{[(", 0)
    at = 0
    while at < len(text):
        letter = text[at]
        if letter == '"':
            at += 1
            while at < len(text) and text[at] not in '"\n':
                at += 1 + (text[at] == "\\")
        elif letter == "#":
            at = text.find("\n", at)
            at = len(text) if at < 0 else at
        for opening, closing in PAIRS:
            if letter == opening:
                count[opening] += 1
            elif letter == closing:
                count[opening] -= 1
        at += 1
    return count
