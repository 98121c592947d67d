"""Pseudo-terminals for programs.

Models lib/libutil/pty.c (openpty), lib/libc/stdlib/ptsname.c and lib/libutil/login_tty.c.
"""

from __future__ import annotations

from simbsd.lib.syscall import syscall
from simbsd.lib.termios import tcsetsid, ttyname
from simbsd.lib.unistd import close, dup2, ioctl, open, setsid
from simbsd.sys.fcntl import O_NOCTTY, O_RDWR
from simbsd.sys.termios import Winsize


async def posix_openpt(flags: int = O_RDWR | O_NOCTTY) -> int:
    """The master side of a new pseudo-terminal. Errors: EAGAIN, EMFILE."""
    return int(await syscall("posix_openpt", flags))


async def ptsname(fd: int) -> str:
    """The path of a master's terminal."""
    return str(await ttyname(fd))


async def openpty(size: Winsize | None = None) -> tuple[int, int, str]:
    """A new pseudo-terminal: (master, slave, the slave's path). Errors: EAGAIN, EMFILE."""
    master = await posix_openpt()
    path = await ptsname(master)
    slave = await open(path, O_RDWR | O_NOCTTY)
    if size is not None:
        await ioctl(slave, "TIOCSWINSZ", size)
    return master, slave, path


async def login_tty(fd: int) -> None:
    """Make a terminal this process's own: a new session, input, output and errors. Errors: EPERM."""
    await setsid()
    await tcsetsid(fd)
    for number in (0, 1, 2):
        await dup2(fd, number)
    if fd > 2:
        await close(fd)
