"""Text in and out: whole writes, lines read.

Models stdio.h as far as programs here need it: output is composed and written once, as a full buffer would be.
"""

from __future__ import annotations

from simbsd.lib.unistd import read, write
from simbsd.limits import Limits
from simbsd.sys.errno import ENOMEM, Errno

STDIN, STDOUT, STDERR = 0, 1, 2
MEMORY = Limits().memory


def encode(text: str) -> bytes:
    """Text to bytes; bytes that were not UTF-8 come back as they were."""
    return text.encode("utf-8", "surrogateescape")


def decode(data: bytes) -> str:
    """Bytes to text, losslessly."""
    return data.decode("utf-8", "surrogateescape")


async def put(fd: int, data: bytes) -> None:
    """Write all of ``data``. Errors: those of write."""
    while data:
        data = data[await write(fd, data) :]


async def puts(text: str, fd: int = STDOUT) -> None:
    """Write text, nothing added."""
    await put(fd, encode(text))


async def read_all(fd: int, limit: int | None = None) -> bytes:
    """Everything up to the end of file, at most ``limit`` bytes.

    Errors: those of read, and without a limit ENOMEM beyond MEMORY.
    """
    parts: list[bytes] = []
    size = 0
    while limit is None or size < limit:
        part = await read(fd, 65536)
        if not part:
            break
        if limit is None and size + len(part) > MEMORY:
            raise Errno(ENOMEM, f"the program may hold {MEMORY} bytes")
        parts.append(part)
        size += len(part)
    return b"".join(parts)


class LineReader:
    """Lines of a descriptor, one at a time, each with its newline; the last may lack it."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.buffer = b""
        self.ended = False

    async def line(self) -> bytes:
        """The next line, or empty at the end."""
        while b"\n" not in self.buffer and not self.ended:
            part = await read(self.fd, 4096)
            self.ended = not part
            self.buffer += part
        head, newline, self.buffer = self.buffer.partition(b"\n")
        return head + newline
