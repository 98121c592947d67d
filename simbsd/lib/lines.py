"""Files as lines of text, one after the other, for programs that go on past one that cannot be read.

Models what programs of usr.bin do with freopen(3), getwc(3) and warn(3).
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from simbsd.lib.err import Err
from simbsd.lib.stdio import STDIN, LineReader, decode
from simbsd.lib.unistd import close, open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY

BREATH = 200  # lines between ticks
TAB = 8


class Files:
    """The operands of a program, standard input without any; ``status`` is 1 once one could not be read."""

    def __init__(self, err: Err, paths: list[str], dash: bool = False) -> None:
        self.err, self.paths, self.dash = err, paths, dash
        self.status = 0

    async def lines(self) -> AsyncIterator[str]:
        """Every line of every file, with its newline where it has one."""
        for path in self.paths or [""]:
            stdin = not path or (self.dash and path == "-")
            try:
                fd = STDIN if stdin else await open(path, O_RDONLY)
                async for line in lines_of(fd):
                    yield line
                if not stdin:
                    await close(fd)
            except Errno as error:
                await self.err.warn(path or "stdin", error)
                self.status = 1


async def lines_of(fd: int) -> AsyncIterator[str]:
    """Every line of a descriptor. Errors: those of read."""
    reader = LineReader(fd)
    count = 0
    while line := await reader.line():
        count += 1
        if count % BREATH == 0:
            await tick()
        yield decode(line)


def column_after(column: int, letter: str) -> int:
    """Where a character leaves the cursor of a terminal."""
    if letter == "\b":
        return max(column - 1, 0)
    if letter == "\r":
        return 0
    if letter == "\t":
        return (column // TAB + 1) * TAB
    return column + letter.isprintable()
