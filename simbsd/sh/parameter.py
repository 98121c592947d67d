"""Special and positional parameters.

Models bin/sh/expand.c (varisset, varvalue); leaves out nothing.
"""

from __future__ import annotations

from simbsd.sh.nodes import Param
from simbsd.sh.state import Shell
from simbsd.sys.strtol import is_number, to_int

_SPECIAL = "#?$!-*@"


def is_special(name: str) -> bool:
    """Whether ``name`` is no variable's name but a special or positional parameter."""
    return name == "" or name[0] in _SPECIAL or is_number(name[0])


def special_is_set(sh: Shell, name: str, colon: bool) -> bool:
    """Whether a special parameter is set; with ``colon`` also not empty (varisset)."""
    if name == "!":
        return sh.jobs.background_pid != -1
    if name in ("@", "*"):
        values = sh.params.values
        return any(values) if colon else bool(values)
    if is_number(name[:1]):
        value = _positional(sh, name)
        return value is not None and not (colon and value == "")
    return True


def special_values(sh: Shell, name: str) -> tuple[str, ...]:
    """The value of a special parameter: one string, or for ``@`` and ``*`` all positional parameters (varvalue)."""
    match name:
        case "@" | "*":
            return sh.params.values
        case "#":
            return (str(len(sh.params.values)),)
        case "?":
            return (str(sh.old_status),)
        case "$":
            return (str(sh.root_pid),)
        case "!":
            if sh.jobs.background is not None and not sh.vars.force_local:
                sh.jobs.background.remembered = True
            return (str(sh.jobs.background_pid),)
        case "-":
            return (sh.options.letters(),)
    return (_positional(sh, name) or "",)


def _positional(sh: Shell, name: str) -> str | None:
    # A bad substitution such as ${1!} is asked for before it is refused: the digits at its beginning count (strtoul).
    index = to_int(name[: len(name) - len(name.lstrip("0123456789"))])
    if index == 0:
        return sh.arg0
    return sh.params.values[index - 1] if index <= len(sh.params.values) else None


def unset_message(part: Param) -> str:
    """What ``${name?}`` says."""
    return f"{part.name}: parameter {'null or ' if part.colon else ''}not set"
