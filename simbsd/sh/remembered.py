"""Commands that were parsed before: their trees are taken again instead of being made again.

Models nothing of FreeBSD: /etc/rc reads rc.subr anew for each script, and parsing is a pure function of its text.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from simbsd.sh.errors import SyntaxFault, TooDeep
from simbsd.sh.nodes import Command, Simple
from simbsd.sh.parser import EndOfInput, parse_command
from simbsd.sh.source import Alias, Source

_COMMANDS, _TEXTS = 4096, 512
# Where a command begins: position and line, whether the text is all of the input, how full the stack is; and the
# command, with the position and line of the next one.
Place = tuple[int, int, bool, int]
Parsed = tuple[Command | EndOfInput | None, int, int]
# What parse_command() is told of the stack where nobody knows: it is as full as it may be (DEPTH of evaluate.py).
_FULL_STACK = 450


def next_command(source: Source, aliases: Mapping[str, Alias], frames: int) -> Command | EndOfInput | None:
    """What parse_command gives and raises. Where aliases could change a text, it is parsed anew."""
    if aliases or source.in_alias:
        return parse_command(source, aliases, frames)
    if source.known_of is not source.text:
        source.known_of, source.known = source.text, _known(source.text)
    place = (source.position, source.line, source.eof, frames)
    found = source.known.get(place)
    if found is None:
        try:
            found = _parsed(source.text, *place)
        except SyntaxFault:
            return parse_command(source, aliases, frames)  # once more, for ``source`` is to stand where the fault is
        source.known[place] = found
    command, source.position, source.line = found
    return command


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
def _known(text: str) -> dict[Place, Parsed]:
    """The commands of a text that have been parsed, by where they begin."""
    return {}


def _parsed(text: str, position: int, line: int, eof: bool, frames: int) -> Parsed:
    source = Source(text, line, eof)
    source.position = position
    return parse_command(source, {}, frames), source.position, source.line
