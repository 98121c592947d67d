"""A stream's buffer: text is written when there is enough of it, and to a terminal line by line.

Models lib/libc/stdio (fully and line buffered streams); what cannot be written is lost, as printf(3) callers lose it.
"""

from __future__ import annotations

from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDOUT
from simbsd.lib.unistd import isatty

SIZE = 4096


class Output:
    """Text on its way to a descriptor. Whoever puts flushes at the end."""

    def __init__(self, fd: int = STDOUT) -> None:
        self.fd = fd
        self.pieces: list[str] = []
        self.size = 0
        self.terminal: bool | None = None

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
            await printf(text, self.fd)
