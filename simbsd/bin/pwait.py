"""pwait(1): wait for processes to end.

Models bin/pwait/pwait.c, asking ten times a second where it has kqueue(2); leaves out -t's units other than s, m, h.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.signal import kill
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.unistd import exit, monotonic, nanosleep
from simbsd.sys.errno import ESRCH, Errno
from simbsd.sys.strtol import is_number, to_int

USAGE = "usage: pwait [-t timeout] [-opv] pid ...\n"
EX_USAGE, TIMED_OUT = 64, 124
SECOND, INTERVAL = 1_000_000, 100_000
UNITS = {"s": 1, "m": 60, "h": 3600}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Wait until all the processes have ended; -o: one is enough, -t: at most so long."""
    err = Err(argv)
    options, operands = await getopt(argv, "opt:v")
    given = dict(options)
    if "?" in given or not operands:
        await puts(USAGE, STDERR)
        await exit(EX_USAGE)
    until = await monotonic() + await _timeout(err, given["t"]) if "t" in given else None
    waiting: list[int] = []
    for word in operands:
        if not is_number(word.removeprefix("/proc/")):
            await err.warnx(f"{word}: bad process id")
            continue
        pid = to_int(word.removeprefix("/proc/"))
        if not await _is_alive(pid):
            await err.warn(word, ESRCH)
        elif pid not in waiting:
            waiting.append(pid)
    count = len(waiting)
    while waiting and not ("o" in given and len(waiting) < count):
        if until is not None and await monotonic() >= until:
            return TIMED_OUT
        await nanosleep(INTERVAL)
        waiting = [pid for pid in waiting if await _is_alive(pid)]
    return 0


async def _timeout(err: Err, text: str) -> int:
    unit = UNITS.get(text[-1:], 0)
    digits = text[:-1] if unit else text
    if not is_number(digits):
        await err.errx(EX_USAGE, "timeout value")
    return to_int(digits) * (unit or 1) * SECOND


async def _is_alive(pid: int) -> bool:
    try:
        await kill(pid, 0)
    except Errno as error:
        return error.errno != ESRCH
    return True
