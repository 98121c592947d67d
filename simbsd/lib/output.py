"""A stream's buffer: text is written when there is enough of it, and to a terminal line by line.

Models lib/libc/stdio (fully and line buffered streams); what cannot be
written is lost, and remembered as ferror(3) remembers it.
"""

from __future__ import annotations

from simbsd.lib.stdio import STDOUT, puts
from simbsd.lib.unistd import isatty
from simbsd.sys.errno import Errno

SIZE = 4096


class Output:
    """Text on its way to a descriptor. Whoever puts flushes at the end."""

    def __init__(self, fd: int = STDOUT) -> None:
        self.fd = fd
        self.pieces: list[str] = []
        self.size = 0
        self.terminal: bool | None = None
        self.failed: Errno | None = None

    async def put(self, text: str) -> None:
        """Add text, and write what is due."""
        if self.terminal is None:
            self.terminal = await isatty(self.fd)
        self.pieces.append(text)
        self.size += len(text)
        if self.size >= SIZE or (self.terminal and "\n" in text):
            await self.flush()

    async def flush(self) -> None:
        """Write everything."""
        if self.size:
            text = "".join(self.pieces)
            self.pieces, self.size = [], 0
            try:
                await puts(text, self.fd)
            except Errno as error:
                self.failed = error
