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

_COMMANDS = 4096
# What parse_command() is told of the stack where nobody knows: it is as full as it may be (DEPTH of evaluate.py).
_FULL_STACK = 450


def next_command(source: Source, aliases: Mapping[str, Alias], frames: int) -> Command | EndOfInput | None:
    """What parse_command gives and raises. Where aliases could change a text, it is parsed anew."""
    if aliases or source.in_alias:
        return parse_command(source, aliases, frames)
    try:
        command, source.position, source.line = _parsed(
            source.text, source.position, source.line, source.eof, frames
        )
    except SyntaxFault:
        return parse_command(source, aliases, frames)  # once more, for ``source`` is to stand where the fault is
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


@lru_cache(_COMMANDS)
def _parsed(
    text: str, position: int, line: int, eof: bool, frames: int
) -> tuple[Command | EndOfInput | None, int, int]:
    """The command at ``position``, and where the next one begins: position and line."""
    source = Source(text, line, eof)
    source.position = position
    return parse_command(source, {}, frames), source.position, source.line
