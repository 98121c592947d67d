"""The ulimit built-in.

Models ulimitcmd() in bin/sh/miscbltin.c; leaves out nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from simbsd.lib.resource import getrlimit, setrlimit
from simbsd.sh.errors import ShellError
from simbsd.sh.options import NextOption
from simbsd.sh.state import Shell
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.resource import RLIM_INFINITY
from simbsd.sys.strtol import is_number, to_int


class Limit(NamedTuple):
    """A limit: what it is called, the unit it is shown in, its name in sys/resource.py, and the size of that unit."""

    title: str
    units: str
    name: str
    factor: int


LIMITS = {
    "t": Limit("cpu time", "seconds", "cpu", 1),
    "f": Limit("file size", "512-blocks", "fsize", 512),
    "d": Limit("data seg size", "kbytes", "data", 1024),
    "s": Limit("stack size", "kbytes", "stack", 1024),
    "c": Limit("core file size", "512-blocks", "core", 512),
    "m": Limit("max memory size", "kbytes", "rss", 1024),
    "l": Limit("locked memory", "kbytes", "memlock", 1024),
    "u": Limit("max user processes", "", "nproc", 1),
    "n": Limit("open files", "", "nofile", 1),
    "v": Limit("virtual mem size", "kbytes", "vmem", 1024),
    "w": Limit("swap limit", "kbytes", "swap", 1024),
    "b": Limit("socket buffer size", "bytes", "sbsize", 1),
    "p": Limit("pseudo-terminals", "", "npts", 1),
    "k": Limit("kqueues", "", "kqueues", 1),
    "o": Limit("umtx shared locks", "", "umtxp", 1),
}


async def ulimit(sh: Shell, argv: list[str]) -> int:
    """ulimit [-HSabcdfklmnopstuvw] [limit]"""
    options = NextOption(argv, "HSatfdsmcnuvlbpwko")
    how, every, letter = "", False, "f"
    for option in options:
        if option in "HS":
            how = option
        elif option == "a":
            every = True
        else:
            letter = option
    if options.rest and (every or len(options.rest) > 1):
        raise ShellError("too many arguments")
    if every:
        for key, limit in LIMITS.items():
            units = f"({limit.units}, -{key}) " if limit.units else f"(-{key}) "
            sh.output.out(f"{limit.title:<18} {units:>18} {_shown(limit, how, await getrlimit(limit.name))}\n")
        return 0
    limit = LIMITS[letter]
    value = _number(options.rest[0], limit.factor) if options.rest else 0
    soft, hard = await getrlimit(limit.name)
    if not options.rest:
        sh.output.out(f"{_shown(limit, how, (soft, hard))}\n")
        return 0
    try:
        await setrlimit(limit.name, soft if how == "H" else value, hard if how == "S" else value)
    except Errno as error:
        raise ShellError(f"bad limit: {strerror(error.errno)}") from None
    return 0


def _shown(limit: Limit, how: str, values: tuple[int, int]) -> str:
    """A limit in its unit; the soft one unless the hard one is asked for (printlimit)."""
    value = values[how == "H"]
    return "unlimited" if value == RLIM_INFINITY else str(value // limit.factor)


def _number(text: str, factor: int) -> int:
    """What a limit is set to."""
    if text == "unlimited":
        return RLIM_INFINITY
    value = to_int(text) * factor if is_number(text) else RLIM_INFINITY
    if value >= RLIM_INFINITY:
        raise ShellError("bad number")
    return value
