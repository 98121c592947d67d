"""A message on somebody's terminal, as wall(1) and syslogd(8) show it.

Models usr.bin/wall/ttymsg.c; leaves out waiting for a terminal that is full: none here is.
"""

from __future__ import annotations

from simbsd.lib.stdio import puts
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import EACCES, EBUSY, EIO, ENODEV, Errno, strerror
from simbsd.sys.fcntl import O_NONBLOCK, O_WRONLY


async def ttymsg(line: str, text: str) -> str:
    """Show it on a line below /dev; what went wrong, or nothing. A line that is busy, forbidden or gone is no error."""
    path = f"/dev/{line}"
    if "/" in line.removeprefix("pts/"):
        return f"Too many '/' in \"{path}\""
    try:
        fd = await open(path, O_WRONLY | O_NONBLOCK)
    except Errno as error:
        return "" if error.errno in (EBUSY, EACCES) else f"{path}: {strerror(error.errno)}"
    said = ""
    try:
        await puts(text, fd)
    except Errno as error:
        said = "" if error.errno in (ENODEV, EIO) else f"{path}: {strerror(error.errno)}"
    await close(fd)
    return said
