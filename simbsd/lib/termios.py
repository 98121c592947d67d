"""Terminal control stubs.

Models termios.h and sys/ttycom.h.
"""

from __future__ import annotations

from simbsd.lib.syscall import syscall
from simbsd.sys.termios import Termios, Winsize


async def tcgetattr(fd: int) -> Termios:
    """The modes of a terminal (a copy). Errors: ENOTTY, EBADF."""
    result: Termios = await syscall("ioctl", fd, "TIOCGETA", None)
    return result


async def tcsetattr(fd: int, modes: Termios) -> None:
    """Set the modes of a terminal. Errors: ENOTTY, EBADF, EIO."""
    await syscall("ioctl", fd, "TIOCSETA", modes)


async def tcgetpgrp(fd: int) -> int:
    """The foreground process group. Errors: ENOTTY."""
    return int(await syscall("ioctl", fd, "TIOCGPGRP", None))


async def tcsetpgrp(fd: int, pgid: int) -> None:
    """Set the foreground process group. Errors: ENOTTY, EPERM."""
    await syscall("ioctl", fd, "TIOCSPGRP", pgid)


async def tcsetsid(fd: int) -> None:
    """Make a terminal this session's controlling one (TIOCSCTTY). Errors: EPERM, ENOTTY."""
    await syscall("ioctl", fd, "TIOCSCTTY", None)


async def winsize(fd: int) -> Winsize:
    """The size of a terminal. Errors: ENOTTY."""
    result: Winsize = await syscall("ioctl", fd, "TIOCGWINSZ", None)
    return result


async def ttyname(fd: int) -> str | None:
    """The path of a terminal, or None when the descriptor is none."""
    from simbsd.sys.errno import Errno

    try:
        name: str = await syscall("ioctl", fd, "FIODGNAME", None)
    except Errno:
        return None
    return f"/dev/{name}"
