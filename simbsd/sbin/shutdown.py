"""shutdown(8), poweroff(8): warn everybody, and take the system down at a given time.

Models sbin/shutdown/shutdown.c; leaves out giving up a wall(1) that does not come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.files import unlink
from simbsd.lib.getopt import getopt
from simbsd.lib.popen import pclose, popen
from simbsd.lib.signal import kill, signal
from simbsd.lib.stdio import STDERR, STDIN, decode, encode, put, puts, read_all
from simbsd.lib.sysctl import sysctl
from simbsd.lib.syslog import Syslog
from simbsd.lib.unistd import close, execve, exit, fork, geteuid, getlogin, gettimeofday, nanosleep, open, setsid
from simbsd.sbin.shutdown_time import BadTime, parse_time
from simbsd.sys.calendar import ctime
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_TRUNC, O_WRONLY
from simbsd.sys.signal import SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH
from simbsd.sys.syslog import LOG_AUTH, LOG_CONS, LOG_NOTICE

USAGE = """\
usage: shutdown [-] [-c | -h | -p | -r | -k] [-o [-n]] time [warning-message ...]
       poweroff
"""
SECOND = 1_000_000
NOLOG_TIME = 5 * 60
NOLOGIN = "/var/run/nologin"
NOMSG = "\n\nNO LOGINS: System going down at "
INIT = 1
_H, _M = 3600, 60
# Seconds left -> seconds until the next warning (tlist).
INTERVALS = (
    (10 * _H, 5 * _H), (5 * _H, 3 * _H), (2 * _H, 1 * _H), (1 * _H, 30 * _M), (30 * _M, 10 * _M), (20 * _M, 10 * _M),
    (10 * _M, 5 * _M), (5 * _M, 3 * _M), (2 * _M, 1 * _M), (1 * _M, 30), (30, 30), (0, 0),
)  # fmt: skip
SIGNALS = {"r": SIGINT, "h": SIGUSR1, "p": SIGUSR2, "c": SIGWINCH, "": SIGTERM}
PROGRAMS = {"r": ["reboot", "-l"], "h": ["halt", "-l"], "p": ["halt", "-l", "-p"], "c": ["halt", "-l", "-c"]}
WALL = "/usr/bin/wall -n"
ENVIRONMENT = {"PATH": "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"}
DONE = {"r": "reboot", "h": "halt", "p": "power-down", "c": "power-cycle", "": "shutdown"}


@dataclass(frozen=True, slots=True)
class Shutdown:
    """What was asked: ``how`` r, h, p, c or empty (single user); when, in seconds since 1970; what to say."""

    how: str
    fake: bool
    direct: bool
    nosync: bool
    offset: int
    when: int
    message: str
    whom: str


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Say when, and leave a process behind that warns and waits."""
    err = Err(argv)
    if await geteuid():
        await err.errx(1, "NOT super-user")
    asked = await _parse(err, argv)
    if asked.offset:
        await puts(f"Shutdown at {ctime(asked.when)[:24]}.\n")
    else:
        await puts("Shutdown NOW!\n")
    await err.errx(0, f"[pid {await fork(_daemon, asked)}]")


async def _usage(err: Err, why: str = "") -> NoReturn:
    if why:
        await err.warnx(why)
    await puts(USAGE, STDERR)
    await exit(1)


async def _parse(err: Err, argv: list[str]) -> Shutdown:
    now = await gettimeofday() // SECOND
    if err.name == "poweroff":
        options, operands = await getopt(argv, "")
        if options or operands:
            await _usage(err)
        return Shutdown("p", False, False, False, 0, now, "", await getlogin())
    options, operands = await getopt(argv, "chknopr")
    letters = "".join(letter for letter, _ in options)
    if operands[:1] == ["-"]:  # a bare dash is an option of its own: the message is on standard input
        letters += "-"
        more, operands = await getopt(operands, "chknopr")
        letters += "".join(letter for letter, _ in more)
    if "?" in letters or not operands:
        await _usage(err)
    ways = [letter for letter in "khrpc" if letter in letters]
    if len(ways) > 1:
        await _usage(err, "incompatible switches -c, -h, -k, -p and -r")
    how = next((way for way in ways if way != "k"), "")
    if "o" in letters and not how:
        await _usage(err, "-o requires -c, -h, -p or -r")
    if "n" in letters and "o" not in letters:
        await _usage(err, "-n requires -o")
    try:
        when = parse_time(operands[0], now)
    except BadTime as bad:
        await err.errx(1, str(bad))
    message = " ".join(operands[1:]) + "\n" if len(operands) > 1 else ""
    if "-" in letters:
        message = decode(await read_all(STDIN))
    return Shutdown(how, "k" in letters, "o" in letters, "n" in letters, when - now, when, message, await getlogin())


async def _daemon(asked: Shutdown) -> int:
    """Warn at the times of the list, then do it (loop)."""
    await setsid()
    logged = asked.offset <= NOLOG_TIME
    if logged:
        await _nolog(asked)
    number = 0
    if INTERVALS[0][0] < asked.offset:
        await nanosleep((asked.offset - INTERVALS[0][0]) * SECOND)
    else:
        while INTERVALS[number][0] and asked.offset < INTERVALS[number][0]:
            number += 1
        left, wait = INTERVALS[number]
        if asked.offset > left:
            if asked.offset - left > wait // 5:
                await _warn(asked, asked.offset)
            await nanosleep((asked.offset - left) * SECOND)
    for left, wait in INTERVALS[number:]:
        await _warn(asked, left)
        if not logged and left <= NOLOG_TIME:
            logged = True
            await _nolog(asked)
        await nanosleep(wait * SECOND)
    return await _go_down(asked)


async def _warn(asked: Shutdown, left: int) -> None:
    """One warning, on the terminal of everybody who is logged in (timewarn)."""
    final = "" if left else "FINAL "
    hostname = await sysctl("kern.hostname")
    if left > 10 * 60:
        when = f"at {ctime(asked.when)[11:16]}"
    elif left > 59:
        when = f"in {left // 60} minute{'s' if left > 60 else ''}"
    elif left:
        when = f"in {'less than ' if 0 < asked.offset < 30 else ''}30 seconds"
    else:
        when = "IMMEDIATELY"
    text = f"\a*** {final}System shutdown message from {asked.whom}@{hostname} ***\a\n"
    text += f"System going down {when}\n\n{asked.message}"
    wall = await popen(WALL, False, ENVIRONMENT)
    try:
        await put(wall.fd, encode(text))
    except Errno:
        pass  # there is no wall(1), and sh(1) has said so
    await pclose(wall)


async def _nolog(asked: Shutdown) -> None:
    """No new logins from now on; a signal that ends this process takes that back."""
    for sig in (SIGINT, SIGHUP, SIGQUIT, SIGTERM):
        await signal(sig, _finish if not asked.fake else _finish_fake)
    try:
        fd = await open(NOLOGIN, O_WRONLY | O_CREAT | O_TRUNC, 0o664)
    except Errno:
        return
    await put(fd, encode(f"{NOMSG}{ctime(asked.when)[11:16]}\n\n{asked.message}"))
    await close(fd)


async def _finish(sig: int) -> None:
    try:
        await unlink(NOLOGIN)
    except Errno:
        pass
    await exit(0)


async def _finish_fake(sig: int) -> None:
    await exit(0)


async def _go_down(asked: Shutdown) -> int:
    await Syslog("shutdown", LOG_CONS, LOG_AUTH)(LOG_NOTICE, f"{DONE[asked.how]} by {asked.whom}: {asked.message}")
    await puts("\r\nSystem shutdown time has arrived\a\a\r\n")
    if asked.fake:
        await puts("\rbut you'll have to do it yourself\r\n")
        return 0
    if asked.direct and asked.how:
        words = [*PROGRAMS[asked.how], *(["-n"] if asked.nosync else [])]
        await execve(f"/sbin/{words[0]}", words, {})
    try:
        await kill(INIT, SIGNALS[asked.how])
    except Errno:
        pass  # in a jail there is no init to tell, and nobody is told so
    await _finish(0)
    return 0
