"""The characters that the lexer reads: a text, aliases pushed in front of it, and the line number.

Models bin/sh/input.c (pgetc, pungetc, pushstring, popstring); leaves out reading: that is input.py.
"""

from __future__ import annotations

from typing import Any

from simbsd.sh.errors import NeedMore, SyntaxFault


class Alias:
    """One alias. While its text is being read it is not expanded again."""

    __slots__ = ("name", "value", "in_use")

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self.value = value
        self.in_use = False


class _Pushed:
    """A text to come back to when an alias in front of it has been read."""

    __slots__ = ("text", "position", "alias")

    def __init__(self, text: str, position: int, alias: Alias) -> None:
        self.text = text
        self.position = position
        self.alias = alias


class Source:
    """A stream of characters over a text that may still grow.

    ``get`` gives one character, "" at the end of the input; it raises NeedMore where the text ends but ``eof`` is not
    set. ``unget`` takes back the last character (or the end). ``known`` and ``constants`` are what remembered.py knows
    of the text ``known_of``.
    """

    __slots__ = (
        "text", "position", "line", "eof", "force_alias", "echoed", "known", "constants", "known_of", "_pushed",
        "_mark",
    )  # fmt: skip

    def __init__(self, text: str, line: int = 1, eof: bool = True) -> None:
        self.text = text
        self.position = 0
        self.line = line
        self.eof = eof
        self.force_alias = False
        self.echoed = 0
        self.known: dict[Any, Any] = {}
        self.constants: dict[Any, Any] = {}
        self.known_of: str | None = None
        self._pushed: list[_Pushed] = []
        self._mark = (0, line)

    def get(self) -> str:
        """The next character."""
        position = self.position
        self.position = position + 1
        if position < len(self.text):
            return self.text[position]
        return self._refill()

    def unget(self) -> None:
        """Take back what ``get`` gave last."""
        self.position -= 1

    def get_joined(self) -> str:
        """The next character after any line continuations (pgetc_linecont)."""
        while True:
            char = self.get()
            if char != "\\":
                return char
            if self.get() != "\n":
                self.unget()
                return "\\"
            self.line += 1

    def push_alias(self, alias: Alias) -> None:
        """Read the text of ``alias`` next."""
        alias.in_use = True
        self._pushed.append(_Pushed(self.text, self.position, alias))
        self.text, self.position = alias.value, 0

    def set_mark(self) -> None:
        """Remember where a command begins, and forget the text before it."""
        if self._pushed:
            self._flatten()
        elif self.position > 4096:
            self.echoed = max(0, self.echoed - self.position)
            self.text, self.position = self.text[self.position :], 0
        self._mark = (self.position, self.line)

    def _flatten(self) -> None:
        """An alias has more than one command: from here on what is left of it is ordinary text."""
        rest = self.text[self.position :]
        while self._pushed:
            self._pop()
        line = self.text.find("\n", self.position) + 1 or len(self.text)
        self.echoed = len(rest) + line - self.position
        self.text, self.position = rest + self.text[self.position :], 0
        self.force_alias = False

    def rewind(self) -> None:
        """Go back to the beginning of the command."""
        while self._pushed:
            self._pop()
        self.position, self.line = self._mark
        self.force_alias = False

    def consumed(self) -> str:
        """The lines that have been read since the last call, for ``set -v``."""
        under: Source | _Pushed = self._pushed[0] if self._pushed else self
        text, position = under.text, under.position
        end = min(position, len(text))
        if end > 0 and text[end - 1] != "\n":
            found = text.find("\n", end)
            end = len(text) if found < 0 else found + 1
        lines = text[self.echoed : end]
        self.echoed = max(self.echoed, end)
        return lines

    def pass_over(self) -> None:
        """Let the lines that have been read not come from ``consumed``; whole lines have been, but for an alias's."""
        if self._pushed:
            self.consumed()
        else:
            end = min(self.position, len(self.text))
            if self.echoed < end:
                self.echoed = end

    @property
    def in_alias(self) -> bool:
        """Whether the text of an alias is being read, or is to be looked for in what follows it."""
        return bool(self._pushed) or self.force_alias

    @property
    def at_end(self) -> bool:
        """Whether it is certain that nothing follows (preadateof)."""
        return self.eof and not self._pushed and self.position >= len(self.text)

    def discard(self) -> None:
        """Forget all text (resetinput)."""
        while self._pushed:
            self._pop()
        self.text, self.position, self.echoed = "", 0, 0

    def _refill(self) -> str:
        while self._pushed:
            if self.position == len(self.text) + 1:
                # An extra blank keeps the alias in use while its last word is read.
                return " "
            self._pop()
            position = self.position
            self.position = position + 1
            if position < len(self.text):
                return self.text[position]
        if not self.eof:
            self.position -= 1
            raise NeedMore
        return ""

    def _pop(self) -> None:
        pushed = self._pushed.pop()
        if self.text[-1:] in (" ", "\t") and self.position > 0:
            self.force_alias = True
        pushed.alias.in_use = False
        self.text, self.position = pushed.text, pushed.position


def read_backquoted(source: Source, in_double_quotes: bool) -> str:
    """The text up to the closing backquote, without one level of backslashes; raises SyntaxFault (parsebackq)."""
    text = []
    while (char := source.get_joined()) != "`":
        if char == "":
            raise SyntaxFault("EOF in backquote substitution", source.line)
        if char == "\\":
            char = source.get()
            if char not in ("\\", "`", "$") and not (in_double_quotes and char == '"'):
                text.append("\\")
        elif char == "\n":
            source.line += 1
        text.append(char)
    return "".join(text)
