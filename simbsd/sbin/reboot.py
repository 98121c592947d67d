"""reboot(8), halt(8), fastboot(8), fasthalt(8): stop every process, and the machine.

Models sbin/reboot/reboot.c; leaves out swapping (nothing is ever paged in).
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.pwd import getpwuid
from simbsd.lib.signal import kill, signal
from simbsd.lib.stdio import STDERR, encode, put, puts
from simbsd.lib.syscall import syscall
from simbsd.lib.syslog import Syslog
from simbsd.lib.unistd import close, exit, geteuid, getlogin, getuid, nanosleep, open
from simbsd.lib.utmpx import record
from simbsd.sys.errno import EPERM, ESRCH, Errno, strerror
from simbsd.sys.fcntl import O_CREAT, O_TRUNC, O_WRONLY
from simbsd.sys.reboot import RB_DUMP, RB_HALT, RB_NOSYNC, RB_POWERCYCLE, RB_POWEROFF, RB_REROOT
from simbsd.sys.signal import SIG_IGN, SIGEMT, SIGHUP, SIGINT, SIGKILL, SIGPIPE, SIGQUIT, SIGTERM, SIGTSTP
from simbsd.sys.syslog import LOG_CRIT
from simbsd.sys.utmpx import SHUTDOWN_TIME, Utmpx

HALT_USAGE, REBOOT_USAGE = "halt [-clNnpq] [-k kernel]", "reboot [-cdlNnpqr] [-k kernel]"
SECOND = 1_000_000
FLAGS = {"c": RB_POWERCYCLE, "d": RB_DUMP, "n": RB_NOSYNC, "p": RB_POWEROFF, "r": RB_REROOT}
INIT = 1
TRIES = 6
NEXTBOOT = "/boot/nextboot.conf"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Check the options, then stop init, everybody, and the kernel."""
    err = Err(argv)
    halting = "halt" in err.name
    options, operands = await getopt(argv, "cdk:lNnpqr")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters or operands:
        await err.usage(HALT_USAGE if halting else REBOOT_USAGE)
    howto = RB_HALT if halting else 0
    for letter in letters:
        howto |= FLAGS.get(letter, 0)
    await _check(err, letters, howto)
    if "q" in letters:
        await _reboot(err, howto)
    for letter, kernel in options:
        if letter == "k":
            await _nextboot(kernel)
    if "l" not in letters:
        await _log(halting, howto)
    await record(Utmpx(SHUTDOWN_TIME))
    for sig in (SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGPIPE):
        await signal(sig, SIG_IGN)
    if howto & RB_REROOT:
        await _tell_init(err, SIGEMT, "SIGEMT init")
        return 0
    await _tell_init(err, SIGTSTP, "SIGTSTP init")
    try:
        await kill(-1, SIGTERM)
    except Errno as error:
        if error.errno != ESRCH:
            await err.err(1, "SIGTERM processes", error)
    await nanosleep(2 * SECOND)
    await nanosleep(3 * SECOND)
    await _kill_all(err)
    await _reboot(err, howto)
    return 1


async def _check(err: Err, letters: str, howto: int) -> None:
    if howto & RB_DUMP and howto & RB_HALT:
        await err.errx(1, "cannot dump (-d) when halting; must reboot instead")
    if "N" in letters and howto & RB_NOSYNC:
        await err.errx(1, "-N cannot be used with -n")
    if howto & RB_POWEROFF and howto & RB_POWERCYCLE:
        await err.errx(1, "-c and -p cannot be used together")
    if howto & RB_REROOT and howto != RB_REROOT:
        await err.errx(1, "-r cannot be used with -c, -d, -n, or -p")
    if await geteuid():
        await err.errx(1, strerror(EPERM))


async def _reboot(err: Err, howto: int) -> None:
    try:
        await syscall("reboot", howto)
    except Errno as error:
        await err.errx(1, strerror(error.errno))


async def _log(halting: bool, howto: int) -> None:
    """One line for the log; a facility that is none (LOG_AUTH | LOG_CONS) leaves it with that of users."""
    account = await getpwuid(await getuid())
    user = await getlogin() or (account.pw_name if account is not None else "???")
    name, done = "reboot", "rebooted"
    if halting:
        name, done = "halt", "halted"
    elif howto & RB_REROOT:
        name, done = "reroot", "rerooted"
    elif howto & RB_POWEROFF:
        done = "powered off"
    elif howto & RB_POWERCYCLE:
        done = "power cycled"
    await Syslog(name)(LOG_CRIT, f"{done} by {user}")


async def _nextboot(kernel: str) -> None:
    """The kernel of the next boot alone; who cannot write it down is not told."""
    try:
        fd = await open(NEXTBOOT, O_WRONLY | O_CREAT | O_TRUNC, 0o444)
    except Errno:
        return
    await put(fd, encode(f'nextboot_enable="YES"\nkernel="{kernel}"\n'))
    await close(fd)


async def _tell_init(err: Err, sig: int, what: str) -> None:
    try:
        await kill(INIT, sig)
    except Errno as error:
        await err.err(1, what, error)


async def _kill_all(err: Err) -> None:
    """SIGKILL until nobody is left; init goes on if that is refused."""
    for number in range(1, TRIES + 1):
        try:
            await kill(-1, SIGKILL)
        except Errno as error:
            if error.errno == ESRCH:
                return
            await _restart(err, error)
        if number == TRIES:
            await puts("WARNING: some process(es) wouldn't die\n", STDERR)
            return
        await nanosleep(2 * number * SECOND)


async def _restart(err: Err, error: Errno) -> None:
    prefix = ""
    try:
        await kill(INIT, SIGHUP)
    except Errno:
        prefix = "(can't restart init): "
    await err.errx(1, f"{prefix}{strerror(error.errno)}")
    await exit(1)
