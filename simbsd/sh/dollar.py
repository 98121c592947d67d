"""Reading what follows a dollar sign: a parameter's name and the operator in ``${name op``.

Models bin/sh/parser.c (parsesub in readtoken1); leaves out nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.sh import nodes
from simbsd.sh.errors import SyntaxFault
from simbsd.sh.source import Source

_SPECIAL = "#?$!-*@"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
_DIGITS = "0123456789"
_OPERATORS = {"}": nodes.NORMAL, "-": nodes.MINUS, "+": nodes.PLUS, "?": nodes.QUESTION, "=": nodes.ASSIGN}


@dataclass(frozen=True, slots=True)
class Dollar:
    """A parameter and its operator, as far as the word that may follow. ``line`` is set if the name was LINENO."""

    name: str
    op: str
    colon: bool
    line: int


def read_dollar(source: Source, function_line: int, start: int) -> Dollar | None:
    """Read after a ``$``; None if the dollar sign is an ordinary character, and then nothing has been read."""
    char = source.get_joined()
    if char == "{":
        return _braced(source, function_line, start)
    if char and char in _LETTERS:
        name = _name(source, char)
        return _made(name, nodes.NORMAL, False, source, function_line)
    if char and (char in _DIGITS or char in _SPECIAL):
        return Dollar(char, nodes.NORMAL, False, 0)
    source.unget()
    return None


def _made(name: str, op: str, colon: bool, source: Source, function_line: int) -> Dollar:
    if name != "LINENO":
        return Dollar(name, op, colon, 0)
    # The name is replaced by the line that it stands on, counted from the head of the function.
    line = source.line - function_line + 1 if function_line else source.line
    return Dollar(str(line), op, colon, line)


def _name(source: Source, char: str, allowed: str = _LETTERS + _DIGITS) -> str:
    name = ""
    while char and char in allowed:
        name += char
        char = source.get_joined()
    source.unget()
    return name


def _braced(source: Source, function_line: int, start: int) -> Dollar:
    char = source.get_joined()
    length = False
    if char == "#":
        char = source.get_joined()
        if char and char not in "}-+?=:#%":
            length = True
        else:
            following = source.get_joined()
            source.unget()
            if char != "}" and following == "}":
                length = True
            else:
                source.unget()
                return _operator(source, "#", function_line, start)
    if char and char in _LETTERS:
        name = _name(source, char)
    elif char and char in _DIGITS:
        name = _name(source, char, _DIGITS)
    elif char and char in _SPECIAL:
        name = char
    else:
        return _nameless(source, char, start)
    if not length:
        return _operator(source, name, function_line, start)
    if source.get_joined() != "}":
        source.unget()
        return _made(name, nodes.ERROR, False, source, function_line)
    source.unget()
    return _made(name, nodes.LENGTH, False, source, function_line)


def _nameless(source: Source, char: str, start: int) -> Dollar:
    if char == "}":
        source.unget()
        return Dollar("", nodes.ERROR, False, 0)
    if char in ("", "\n"):
        raise SyntaxFault("Unexpected end of line in substitution", start)
    return Dollar(char, nodes.ERROR, False, 0)


def _operator(source: Source, name: str, function_line: int, start: int) -> Dollar:
    char = source.get_joined()
    if char and char in "#%":
        if source.get_joined() == char:
            return _made(name, char + char, False, source, function_line)
        source.unget()
        return _made(name, char, False, source, function_line)
    colon = char == ":"
    if colon:
        char = source.get_joined()
    if char and char in _OPERATORS:
        # "${x}" closes here, and "${x:}" is an error only for its empty operator: parser.c takes it as "${x}".
        return _made(name, _OPERATORS[char], colon, source, function_line)
    if char in ("", "\n"):
        raise SyntaxFault("Unexpected end of line in substitution", start)
    return Dollar(name + (":" if colon else "") + char, nodes.ERROR, False, 0)
