"""Passwords, asked for at the terminal and not shown.

Models contrib/openpam/lib/libpam/openpam_ttyconv.c (prompt) and lib/libc/gen/readpassphrase.c. While one is read the
terminal's modes bear SECRET, which is this machine's own: what is typed now need not be written down as it was typed.
"""

from __future__ import annotations

from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDIN, STDOUT, decode
from simbsd.lib.termios import tcgetattr, tcsetattr
from simbsd.lib.unistd import close, open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDWR
from simbsd.sys.termios import ECHO, SECRET


async def ask(prompt: str, required: bool = False) -> str | None:
    """A line typed without being shown, at the terminal if there is one, else from standard input; None at its end,
    and where a terminal is ``required`` (RPP_REQUIRE_TTY) and there is none.
    """
    try:
        fd = await open("/dev/tty", O_RDWR)
        modes = await tcgetattr(fd)
    except Errno:
        if required:
            return None
        await printf(prompt, STDOUT)
        return _line(await _read(STDIN))
    quiet = modes.copy()
    quiet.c_lflag = quiet.c_lflag & ~ECHO | SECRET
    await printf(prompt, fd)
    await tcsetattr(fd, quiet)
    try:
        answer = await _read(fd)
    except Errno:
        answer = b""
    await tcsetattr(fd, modes)
    await printf("\n", fd)
    await close(fd)
    return _line(answer)


async def _read(fd: int) -> bytes:
    """A line, and nothing of what follows it."""
    line = b""
    while not line.endswith(b"\n") and (byte := await read(fd, 1)):
        line += byte
    return line


def _line(answer: bytes) -> str | None:
    return decode(answer).rstrip("\r\n") if answer else None
