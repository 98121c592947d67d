"""Questions at the terminal, whatever standard input is.

Models crypto/openssh/readpass.c; leaves out ssh-askpass.
"""

from __future__ import annotations

from simbsd.lib.printf import printf
from simbsd.lib.stdio import LineReader, decode
from simbsd.lib.termios import tcgetattr, tcsetattr
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDWR
from simbsd.sys.termios import ECHO


async def ask(prompt: str, echo: bool) -> str | None:
    """A line typed at /dev/tty; None without a terminal (read_passphrase)."""
    try:
        fd = await open("/dev/tty", O_RDWR)
        modes = await tcgetattr(fd)
    except Errno:
        return None
    if not echo:
        quiet = modes.copy()
        quiet.c_lflag &= ~ECHO
        await tcsetattr(fd, quiet)
    await printf(prompt, fd)
    try:
        answer = await LineReader(fd).line()
    except Errno:
        answer = b""
    if not echo:
        await tcsetattr(fd, modes)
        await printf("\n", fd)
    await close(fd)
    return decode(answer).rstrip("\n") if answer else None
