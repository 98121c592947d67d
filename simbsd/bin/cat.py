"""cat(1): files, one after the other.

Models bin/cat/cat.c; leaves out -l (locking) and sockets.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import STDIN, STDOUT, put
from simbsd.lib.unistd import close, open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY

FLAGS = "belnstuv"
COOKED = frozenset("benstv")
RAW, BUFSIZ = 65536, 1024


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Copy each file (``-`` or none: standard input) to standard output."""
    err = Err(argv)
    options, operands = await getopt(argv, FLAGS)
    flags = {letter for letter, _ in options}
    if "?" in flags:
        await err.usage(f"cat [-{FLAGS}] [file ...]")
    state = Cooking(frozenset(flags)) if flags & COOKED else None
    status = 0
    for path in operands or ["-"]:
        if not await _one(err, path, state):
            status = 1
    return status


async def _one(err: Err, path: str, state: Cooking | None) -> bool:
    name, fd = ("stdin", STDIN) if path == "-" else (path, -1)
    try:
        if fd < 0:
            fd = await open(path, O_RDONLY)
        while data := await read(fd, RAW if state is None else BUFSIZ):
            await put(STDOUT, data if state is None else state.cook(data))
    except Errno as error:
        await err.warn(name, error)
        return False
    if fd != STDIN:
        await close(fd)
    return True


class Cooking:
    """What -b -e -n -s -t -v make of the text; line numbers go on across files."""

    def __init__(self, flags: frozenset[str]) -> None:
        self.ends, self.tabs = "e" in flags, "t" in flags
        self.visible = bool(flags & frozenset("etv"))
        self.nonblank = "b" in flags
        self.numbers = self.nonblank or "n" in flags
        self.squeeze = "s" in flags
        self.line = 0
        self.start = True
        self.blank = False

    def cook(self, data: bytes) -> bytes:
        """The text as it is to be shown."""
        out = bytearray()
        for byte in data:
            self._byte(out, byte)
        return bytes(out)

    def _byte(self, out: bytearray, byte: int) -> None:
        if self.start:
            if byte == 0x0A and self.squeeze and self.blank:
                return
            self.blank = byte == 0x0A
            if self.numbers and not (self.nonblank and self.blank):
                self.line += 1
                out += b"%6d\t" % self.line
            elif self.nonblank and self.ends:
                out += b"      \t"
        self.start = byte == 0x0A
        if byte == 0x0A:
            out += b"$\n" if self.ends else b"\n"
        elif byte == 0x09:
            out += b"^I" if self.tabs else b"\t"
        else:
            out += visible(byte) if self.visible else bytes((byte,))


def visible(byte: int) -> bytes:
    """A byte as cat -v shows it."""
    if byte >= 0x80:
        return b"M-" + visible(byte & 0x7F)
    if byte < 0x20 or byte == 0x7F:
        return bytes((0x5E, byte ^ 0x40))
    return bytes((byte,))
