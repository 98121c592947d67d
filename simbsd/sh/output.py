"""What built-in commands print, until it is written.

Models bin/sh/output.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.stdio import encode
from simbsd.lib.unistd import write
from simbsd.sh.errors import ShellError
from simbsd.sh.vars import MEMORY
from simbsd.sys.errno import EINTR, Errno

_FULL = 16384


class Output:
    """Two buffers, for descriptors 1 and 2, and the one that a command substitution collects in."""

    __slots__ = ("_out", "_err", "_size", "memory", "out_to_memory", "err_to_memory", "failed")

    def __init__(self) -> None:
        self._out: list[str] = []
        self._err: list[str] = []
        self._size = 0
        self.memory: list[str] = []
        self.out_to_memory = False
        self.err_to_memory = False
        self.failed = False

    def out(self, text: str) -> None:
        """Print on standard output."""
        self._size += len(text)
        if not self.out_to_memory:
            self._out.append(text)
            return
        if self._size > MEMORY:
            raise ShellError("Out of space")
        self.memory.append(text)

    def err(self, text: str) -> None:
        """Print on standard error."""
        (self.memory if self.err_to_memory else self._err).append(text)

    @property
    def waiting(self) -> bool:
        """Whether there is something to write."""
        return bool(self._out or self._err)

    @property
    def full(self) -> bool:
        """Whether it is time to write what is there."""
        return self._size >= _FULL and not self.out_to_memory

    def discard(self) -> None:
        """Forget what a failed write has left behind (freestdout)."""
        self._out.clear()
        self._size = 0

    async def flush(self) -> None:
        """Write both buffers, standard output first; a failure is kept in ``failed``."""
        if self._out:
            data = encode("".join(self._out))
            self.discard()
            await self._write(1, data)
        if self._err:
            await self.flush_err()

    async def flush_err(self) -> None:
        """Write the buffer of standard error."""
        if self._err:
            data = encode("".join(self._err))
            self._err.clear()
            await self._write(2, data)

    async def _write(self, fd: int, data: bytes) -> None:
        while data:
            try:
                data = data[await write(fd, data) :]
            except Errno as error:
                if error.errno != EINTR:
                    self.failed = self.failed or fd == 1
                    return
