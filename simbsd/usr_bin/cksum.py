"""cksum(1) and sum(1): checksums and sizes of files.

Models usr.bin/cksum (cksum.c, crc.c, crc32.c, sum1.c, sum2.c, print.c).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.output import Output
from simbsd.lib.stdio import STDIN
from simbsd.lib.unistd import close, open, read, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY

USAGE = "cksum [-o 1 | 2 | 3] [file ...]\n       sum [file ...]"
CHUNK = 8192
_WORD = 0xFFFF_FFFF
_POLYNOMIAL = 0x04C1_1DB7


def _entry(byte: int) -> int:
    value = byte << 24
    for _ in range(8):
        value = (value << 1 ^ _POLYNOMIAL if value & 0x8000_0000 else value << 1) & _WORD
    return value


CRCTAB = tuple(_entry(byte) for byte in range(256))


class Posix:
    """The CRC of POSIX, over the bytes and then over their number (crc.c)."""

    block = 1

    def __init__(self) -> None:
        self.value = 0

    def add(self, data: bytes) -> None:
        """Take more of a file."""
        value = self.value
        for byte in data:
            value = (value << 8 ^ CRCTAB[value >> 24 ^ byte]) & _WORD
        self.value = value

    def total(self, size: int) -> int:
        """The checksum of ``size`` bytes."""
        self.add(size.to_bytes((size.bit_length() + 7) // 8, "little"))
        return ~self.value & _WORD


class Crc32(Posix):
    """The CRC of Ethernet and zip (crc32.c)."""

    def add(self, data: bytes) -> None:
        self.value = zlib.crc32(data, self.value)

    def total(self, size: int) -> int:
        return self.value


class Rotated(Posix):
    """BSD's sum: 16 bits, turned right by one before each byte is added (sum1.c)."""

    block = 1024

    def add(self, data: bytes) -> None:
        value = self.value
        for byte in data:
            value = ((value >> 1 | (value & 1) << 15) + byte) & 0xFFFF
        self.value = value

    def total(self, size: int) -> int:
        return self.value


class Added(Crc32):
    """System V's sum: the bytes added, folded twice to 16 bits (sum2.c)."""

    block = 512

    def add(self, data: bytes) -> None:
        self.value = (self.value + sum(data)) & _WORD

    def total(self, size: int) -> int:
        value = self.value
        for _ in range(2):
            value = (value & 0xFFFF) + (value >> 16)
        return value


ALGORITHMS: dict[str, Callable[[], Posix]] = {"1": Rotated, "2": Added, "3": Crc32}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print checksum, size (sum: in blocks) and name of each file; 1 when one could not be read."""
    err, out, status = Err(argv), Output(), 0
    kind: Callable[[], Posix] = Posix
    names: list[str]
    if err.name == "sum":
        kind, names = Rotated, argv[1:]
    else:
        options, names = await getopt(argv, "o:")
        for letter, value in options:
            if letter != "o":
                await err.usage(USAGE)
            if value not in ALGORITHMS:
                await err.warnx("illegal argument to -o option")
                await err.usage(USAGE)
            kind = ALGORITHMS[value]
    paths: list[str | None] = [*names] or [None]
    for path in paths:
        try:
            fd = STDIN if path is None else await open(path, O_RDONLY)
            found, size = await _sum(kind(), fd)
        except Errno as error:
            await out.flush()
            await err.warn(path or "stdin", error)
            status = 1
            continue
        await out.put(f"{found} {size}" + ("" if path is None else f" {path}") + "\n")
        if path is not None:
            await close(fd)
    await out.flush()
    return status


async def _sum(check: Posix, fd: int) -> tuple[int, int]:
    """Checksum, and size in the blocks of its kind. Errors: those of read(2)."""
    size = 0
    while data := await read(fd, CHUNK):
        check.add(data)
        size += len(data)
        await tick()
    return check.total(size), -(-size // check.block)
