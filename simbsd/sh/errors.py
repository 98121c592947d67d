"""The shell's own exceptions.

Models bin/sh/error.h (EXERROR, EXINT, EXEXIT); leaves out nothing.
"""

from __future__ import annotations

import re


class ShellError(Exception):
    """EXERROR: a command failed in a way that may end the shell. ``message`` is None if it has been printed already."""

    def __init__(self, message: str | None, status: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class SyntaxFault(ShellError):
    """A syntax error and the line it was found in; printed with another prefix than other errors."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class NestedFault(SyntaxFault):
    """A syntax error inside a command substitution: two messages are printed."""

    def __init__(self, inner: SyntaxFault, line: int) -> None:
        super().__init__("Error in command substitution", line)
        self.inner = inner


class Interrupt(Exception):
    """EXINT: an interrupt reached a shell that reads commands from a person."""


class ShellExit(Exception):
    """EXEXIT: leave the shell with the status that is set."""


class NeedMore(Exception):
    """The parser has used up its text and the input may have more: read on, then parse the command again."""


class TooDeep(Exception):
    """Nesting beyond the stack: the C program would run off it, so the shell kills itself with SIGSEGV."""


def quote_text(text: str) -> str:
    """``text`` as it can be given to the shell again (output.c: outqstr)."""
    if not text:
        return "''"
    if _IN_DOLLAR_QUOTES.search(text):
        return "$'" + "".join(_dollar_quoted(char) for char in text) + "'"
    if text == "[" or not _QUOTED.search(text):
        return text
    return "'" + text + "'"


_IN_DOLLAR_QUOTES = re.compile(r"[^\n -&(-\x7f]")
_QUOTED = re.compile(r'[|&;<>()$`\\" \n*?[~#=]')
_NAMED = {"\n": "\n", "\r": "\\r", "\t": "\\t", "'": "\\'", "\\": "\\\\"}


def _dollar_quoted(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    if char.isprintable():
        return char
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogateescape"))
