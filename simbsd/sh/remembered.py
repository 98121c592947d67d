"""Commands that were parsed before: their trees are taken again instead of being made again.

Models nothing of FreeBSD: /etc/rc reads rc.subr anew for each script, and parsing is a pure function of its text.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from simbsd.sh.errors import SyntaxFault, TooDeep
from simbsd.sh.nodes import Command, Literal, QuoteMark, Simple
from simbsd.sh.parser import EndOfInput, parse_command
from simbsd.sh.source import Alias, Source

_COMMANDS, _TEXTS = 4096, 512
# Where a command begins: position and line, whether the text is all of the input, how full the stack is; and the
# command, with the position and line of the next one.
Place = tuple[int, int, bool, int]
Parsed = tuple[Command | EndOfInput | None, int, int]
# Assignments of constants that follow one another: name, value, and the position and line after each.
Constants = tuple[tuple[str, str, int, int], ...]
# What parse_command() is told of the stack where nobody knows: it is as full as it may be (DEPTH of evaluate.py).
_FULL_STACK = 450


def next_command(source: Source, aliases: Mapping[str, Alias], frames: int) -> Command | EndOfInput | None:
    """What parse_command gives and raises. Where aliases could change a text, it is parsed anew."""
    if aliases or source.in_alias:
        return parse_command(source, aliases, frames)
    known, place = _look(source, frames)
    found = known.get(place)
    if found is None:
        try:
            found = _parsed(source.text, *place)
        except SyntaxFault:
            return parse_command(source, aliases, frames)  # once more, for ``source`` is to stand where the fault is
        known[place] = found
    command, source.position, source.line = found
    return command


def _look(source: Source, frames: int) -> tuple[dict[Place, Parsed], Place]:
    """What is known of the text, and the place where its next command begins."""
    if source.known_of is not source.text:
        source.known_of, (source.known, source.constants) = source.text, _known(source.text)
    return source.known, (source.position, source.line, source.eof, frames)


def known_command(source: Source, frames: int) -> Parsed | None:
    """The next command if it was parsed before, with the position and line after it. No alias is in sight."""
    known, place = _look(source, frames)
    return known.get(place)


def next_constants(source: Source, frames: int) -> Constants:
    """The assignments of constants that come next, as far as they were parsed before. No alias is in sight."""
    known, place = _look(source, frames)
    found: Constants | None = source.constants.get(place)
    if found is None:
        if place not in known:
            return ()
        found = source.constants[place] = _constants(known, place)
    return found


def _constants(known: dict[Place, Parsed], place: Place) -> Constants:
    made: list[tuple[str, str, int, int]] = []
    while (found := known.get(place)) is not None:
        command, position, line = found
        if command is not None:
            constant = _constant(command) if isinstance(command, Simple) else None
            if constant is None:
                break
            made.append((*constant, position, line))
        place = (position, line, *place[2:])
    return tuple(made)


def _constant(command: Simple) -> tuple[str, str] | None:
    """The name and the value of a command that is nothing but one assignment of a constant; None for another."""
    if len(command.args) != 1 or command.redirs or not command.args[0].assignment:
        return None
    text = ""
    for part in command.args[0].parts:
        if isinstance(part, Literal) and (part.quoted or "~" not in part.text):
            text += part.text
        elif not isinstance(part, QuoteMark):
            return None
    name, _, value = text.partition("=")
    return name, value


@lru_cache(_COMMANDS)
def only_command(text: str) -> Simple | None:
    """The one simple command that ``text`` is, for a shell without aliases; None if it is anything else."""
    source = Source(text)
    try:
        command = parse_command(source, {}, _FULL_STACK)
        alone = isinstance(parse_command(source, {}, _FULL_STACK), EndOfInput)
    except (SyntaxFault, TooDeep):
        return None
    return command if alone and isinstance(command, Simple) else None


@lru_cache(_TEXTS)
def _known(text: str) -> tuple[dict[Place, Parsed], dict[Place, Constants]]:
    """The commands of a text that have been parsed, and its runs of constants, by where they begin."""
    return {}, {}


def _parsed(text: str, position: int, line: int, eof: bool, frames: int) -> Parsed:
    source = Source(text, line, eof)
    source.position = position
    return parse_command(source, {}, frames), source.position, source.line
