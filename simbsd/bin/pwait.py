"""pwait(1): wait for processes to end.

Models bin/pwait/pwait.c, asking ten times a second where it has kqueue(2); leaves out what -v says of an end.
"""

from __future__ import annotations

import re

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.signal import kill
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.unistd import exit, getpid, monotonic, nanosleep
from simbsd.sys.errno import ESRCH, Errno
from simbsd.sys.strtol import is_number, to_int

USAGE = "usage: pwait [-t timeout] [-opv] pid ...\n"
EX_USAGE, EX_DATAERR, TIMED_OUT = 64, 65, 124
SECOND, INTERVAL, LONGEST = 1_000_000, 100_000, 100_000_000
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
NUMBER = re.compile(r"\s*[+]?([0-9]*)(?:\.([0-9]*))?(.?)", re.DOTALL)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Wait until all the processes have ended; -o: one is enough, -t: at most so long."""
    err = Err(argv)
    options, operands = await getopt(argv, "opt:v")
    given = dict(options)
    if "?" in given or not operands:
        await puts(USAGE, STDERR)
        await exit(EX_USAGE)
    wait = await _timeout(err, given["t"]) if "t" in given else 0
    until = await monotonic() + wait if wait else None  # a timer of nothing is none (setitimer)
    waiting: list[int] = []
    for word in operands:
        if not is_number(word.removeprefix("/proc/")):
            await err.warnx(f"{word}: bad process id")
            continue
        pid = to_int(word.removeprefix("/proc/"))
        if pid == await getpid():
            await err.warnx(f"{pid}: skipping my own pid")
        elif not await _is_alive(pid):
            await err.warn(str(pid), ESRCH)
            if "o" in given:
                return 0
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
    found = NUMBER.match(text)
    whole, fraction, unit = found.groups(default="") if found is not None else ("", "", "")
    if not whole + fraction:
        await err.errx(EX_DATAERR, "timeout value")
    if unit not in UNITS:
        await err.errx(EX_DATAERR, "timeout unit")
    microseconds = to_int((whole or "0") + fraction[:6].ljust(6, "0")) * UNITS[unit]
    if microseconds > LONGEST * SECOND:
        await err.errx(EX_DATAERR, "timeout value")
    return microseconds


async def _is_alive(pid: int) -> bool:
    try:
        await kill(pid, 0)
    except Errno as error:
        return error.errno != ESRCH
    return True
