"""init(8) as another process than the first: the run levels of System V.

Models sbin/init/init.c (main, COMPAT_SYSV_INIT).
"""

from __future__ import annotations

from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.signal import kill
from simbsd.lib.unistd import exit, getpid, getuid
from simbsd.sys.errno import EPERM, Errno, strerror
from simbsd.sys.signal import SIGEMT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGUSR2

# Halt, single user, reboot, block logins, read /etc/ttys again, another root.
RUN_LEVELS = {"0": SIGUSR2, "1": SIGTERM, "6": SIGINT, "c": SIGTSTP, "q": SIGHUP, "r": SIGEMT}


async def check_first(argv: list[str]) -> None:
    """Go on as the first process only; else send that one the signal of a run level, and exit."""
    err = Err(argv)
    if await getuid() != 0:
        await err.errx(1, strerror(EPERM))
    if await getpid() != 1:
        await _tell(err, argv)


async def _tell(err: Err, argv: list[str]) -> NoReturn:
    if len(argv) < 2:
        await err.errx(1, "already running")
    if argv[1] not in RUN_LEVELS:
        await err.errx(1, f"invalid run-level ``{argv[1]}''")
    try:
        await kill(1, RUN_LEVELS[argv[1]])
    except Errno:
        pass  # nobody looks: the one of a jail cannot reach it
    await exit(0)
