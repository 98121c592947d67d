"""Keys of a terminal in raw mode, for programs that take the whole screen.

Models lib/libncursesw's wgetch, as far as a character and an interrupted read go; sequences of keys are the programs'.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simbsd.lib.unistd import read
from simbsd.sys.errno import EINTR, Errno


async def character(fd: int, redraw: Callable[[], Awaitable[None]]) -> bytes:
    """The bytes of one character in UTF-8; none at a hangup. A read that a signal interrupts, as a new size does,
    has the screen drawn anew and goes on.
    """
    while True:
        try:
            data = await read(fd, 1)
        except Errno as error:
            if error.errno != EINTR:
                raise
            await redraw()
            continue
        if data and data[0] >= 0xC0:
            data += await read(fd, (data[0] >= 0xE0) + (data[0] >= 0xF0) + 1)
        return data
