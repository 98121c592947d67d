"""env(1) -S: one string as several arguments, as the first line of a script needs it.

Models usr.bin/env/envopts.c (split_spaces, expand_vars).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from simbsd.lib.err import Refused

SPACES = " \t\n\v\f\r"
PLAIN = "\"#$'\\"  # stand for themselves after a backslash
ESCAPES = {"f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def split(text: str, environment: Mapping[str, str]) -> list[str]:
    """The arguments: blanks part them, quotes and backslashes hold them together, ``${NAME}`` stands for a variable.
    Raises Refused.
    """
    found: list[str] = []
    word: str | None = None
    quote, opened, place = "", 0, 0
    while place < len(text):
        char, after = text[place], text[place + 1 : place + 2]
        place += 1
        added: str | None = char
        if quote == "'" and char != "'":
            if char == "\\" and after in ("'", "\\"):
                added, place = after, place + 1
        elif char in "\"'" and (not quote or char == quote):
            opened = place - 1 if not quote else opened
            quote, added = ("" if quote else char), ""
        elif char == "$":
            name = re.match(r"\{([A-Za-z_][A-Za-z0-9_]*)\}", text[place:])
            if name is None:
                raise Refused(f"Only ${{VARNAME}} expansion is supported, error at: {text[place - 1 :]}")
            added, place = environment.get(name[1]) or None, place + name.end()
        elif char == "\\":
            place += 1
            if after == "c":
                if quote:
                    raise Refused("Sequence '\\c' is not allowed in quoted strings")
                break
            added = _escape(after, bool(quote))
        elif not quote and char in SPACES:
            added = " parts"
        elif not quote and char == "#" and word is None:
            break
        if added == " parts":
            found += [word] if word is not None else []
            word = None
            place = len(text) - len(text[place:].lstrip(SPACES))
        elif added is not None:
            word = (word or "") + added
    if quote:
        raise Refused(f"No terminating quote for string: {text[opened:]}")
    return found + ([word] if word is not None else [])


def _escape(letter: str, quoted: bool) -> str:
    """What a backslash and a letter stand for; `` parts`` ends the argument. Raises Refused."""
    if letter == "_":
        return " " if quoted else " parts"
    if letter and letter in PLAIN + SPACES:
        return letter
    if letter not in ESCAPES:
        raise Refused(f"Invalid sequence '\\{letter}' in -S")
    return ESCAPES[letter]
