"""The trap and times built-ins.

Models bin/sh/trap.c (trapcmd, printsignals) and timescmd() in eval.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.unistd import getrusage
from simbsd.sh.errors import quote_text
from simbsd.sh.options import NextOption
from simbsd.sh.signals import set_signal, signal_number
from simbsd.sh.state import Shell
from simbsd.sys.signal import SIGNAMES

_WIDTH = 71


async def trap(sh: Shell, argv: list[str]) -> int:
    """trap [-l] [action] signal ..."""
    options = NextOption(argv, "l")
    for _ in options:
        sh.output.out(_signal_list())
        return 0
    words = options.rest
    if not words:
        for sig in sorted(sh.traps):
            sh.output.out(f"trap -- {quote_text(sh.traps[sig])} {SIGNAMES[sig] if sig else 'EXIT'}\n")
        return 0
    action: str | None = None
    if not (words[0].isascii() and words[0].isdigit()):
        action = None if words[0] == "-" else words[0]
        words = words[1:]
    status = 0
    for name in words:
        sig = signal_number(name)
        if sig < 0:
            await sh.warning(f"bad signal {name}")
            status = 1
            continue
        if action is None:
            sh.traps.pop(sig, None)
        else:
            sh.traps[sig] = action
        if sig:
            await set_signal(sh, sig)
    return status


def _signal_list() -> str:
    """The names of all signals in lines (printsignals of trap.c)."""
    out, length = "", 0
    for index, name in enumerate(SIGNAMES[1:], 1):
        length += len(name) + 1
        last = length > _WIDTH or index == len(SIGNAMES) - 1
        out += name + ("\n" if last else " ")
        length = 0 if last else length
    return out


async def times(sh: Shell, argv: list[str]) -> int:
    """times: user and system time of the shell, then of its children."""
    for who in ("RUSAGE_SELF", "RUSAGE_CHILDREN"):
        usage = await getrusage(who)
        sh.output.out(f"{_time(usage.ru_utime)} {_time(usage.ru_stime)}\n")
    return 0


def _time(microseconds: int) -> str:
    minutes, rest = divmod(microseconds, 60_000_000)
    milliseconds = (rest + 500) // 1000
    return f"{minutes}m{milliseconds // 1000}.{milliseconds % 1000:03d}s"
