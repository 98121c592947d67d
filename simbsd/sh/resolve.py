"""What a simple command's first word runs, past any `command` and `builtin` in front of it.

Models the search in evalcommand() of bin/sh/eval.c; leaves out nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from simbsd.sh.builtins.table import BUILTINS, NAMES, Builtin
from simbsd.sh.find import BUILTIN, FUNCTION, STANDARD_PATH, Found, find_command
from simbsd.sh.state import Shell


class Resolved(NamedTuple):
    """The command proper. ``path`` is the PATH to search if it is not the shell's own; ``special`` as POSIX has it."""

    argv: list[str]
    found: Found
    builtin: Builtin | None
    special: bool
    path: str | None


_FUNCTION, _BUILTIN = Found(FUNCTION), Found(BUILTIN)
_NOTHING = Resolved([], _BUILTIN, BUILTINS["builtin"], False, None)


def resolve_known(sh: Shell, argv: list[str]) -> Resolved | None:
    """Find a function or a built-in, for which no file is looked at; None if it takes resolve()."""
    if not argv:
        return _NOTHING
    name = argv[0]
    if name in sh.functions and "/" not in name:
        return Resolved(argv, _FUNCTION, None, False, None)
    builtin = BUILTINS.get(name)
    if builtin is None or name in ("builtin", "command"):
        return None
    return Resolved(argv, _BUILTIN, builtin, builtin.special, None)


async def resolve(sh: Shell, argv: list[str], path: str | None) -> Resolved:
    """Find what ``argv`` runs; ``path`` is a PATH assigned for this command alone."""
    if not argv:
        return _NOTHING
    functions = True
    while True:
        found = await find_command(sh, argv[0], NAMES, path, functions)
        if found.kind != BUILTIN:
            return Resolved(argv, found, None, False, path)
        if argv[0] == "builtin" and len(argv) > 1:
            return _builtin_only(argv[1:], functions, path)
        rest = _after_command(argv) if argv[0] == "command" else None
        if rest is None:
            builtin = BUILTINS[argv[0]]
            return Resolved(argv, found, builtin, builtin.special and functions, path)
        if argv[1] == "-p":
            path = STANDARD_PATH
        argv, functions = rest, False


def _builtin_only(argv: list[str], functions: bool, path: str | None) -> Resolved:
    while argv[0] == "builtin" and len(argv) > 1:
        argv = argv[1:]
    builtin = BUILTINS.get(argv[0])
    if builtin is None:
        return Resolved(["builtin", *argv], Found(BUILTIN), BUILTINS["builtin"], False, path)
    return Resolved(argv, Found(BUILTIN), builtin, builtin.special and functions, path)


def _after_command(argv: list[str]) -> list[str] | None:
    """The words that `command` runs, or None if it is to do something else (`command -v`, no words)."""
    rest = argv[1:]
    if rest and rest[0] == "-p":
        rest = rest[1:]
        if rest and rest[0][:1] == "-":
            rest = rest[1:] if rest[0] == "--" else []
    elif rest and rest[0] == "--":
        rest = rest[1:]
    elif rest and rest[0][:1] == "-":
        return None
    return rest or None
