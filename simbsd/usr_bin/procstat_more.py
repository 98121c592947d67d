"""Limits and signals as procstat(1) words them.

Models usr.bin/procstat/procstat_rlimit.c and procstat_sigs.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from simbsd.sys.resource import RLIM_INFINITY
from simbsd.sys.signal import SIGNAMES

# In the order of their numbers: how procstat calls a limit, and the unit behind it.
RLIMIT_TITLES = (
    ("cputime", "sec"), ("filesize", "B  "), ("datasize", "B  "), ("stacksize", "B  "), ("coredumpsize", "B  "),
    ("memoryuse", "B  "), ("memorylocked", "B  "), ("maxprocesses", "   "), ("openfiles", "   "), ("sbsize", "B  "),
    ("vmemoryuse", "B  "), ("pseudo-terminals", "   "), ("swapuse", "B  "), ("kqueues", "   "), ("umtxp", "   "),
)  # fmt: skip
PREFIXES = ("", "K", "M", "G", "T", "P", "E")
SIG_MAXSIG = 128
# humanize_number(3) into 13 bytes: what is left for digits beside a blank, the unit and the end (baselen).
ROOM = 13 - len("d ") - 1 - len("sec")


def limit_text(value: int, suffix: str) -> str:
    """A limit with its unit, scaled as far as it must be (humanize_rlimit)."""
    if value == RLIM_INFINITY:
        return "infinity     "
    scale = 0
    while value >= 10**ROOM and scale < len(PREFIXES) - 1:
        value = (value + 512) // 1024
        scale += 1
    return f"{value} {PREFIXES[scale]}{suffix}" + (" " if scale == 0 else "")


def signal_lines(sets: tuple[tuple[str, tuple[int, ...]], ...], numbers: bool) -> Iterator[str]:
    """A line for each signal there can be: its name, or number, and a letter for each set that it is in."""
    for sig in range(1, SIG_MAXSIG + 1):
        name = SIGNAMES[sig] if sig < len(SIGNAMES) and not numbers else str(sig)
        yield f"{name:<7}  " + "".join(letter if sig in members else "-" for letter, members in sets)
