"""wc(1): count lines, words, bytes.

Models usr.bin/wc/wc.c; leaves out libxo output.
"""

from __future__ import annotations

from codecs import IncrementalDecoder, getincrementaldecoder

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import STDIN, puts
from simbsd.lib.unistd import close, open, read
from simbsd.sys.errno import EILSEQ, Errno
from simbsd.sys.fcntl import O_RDONLY

Counts = tuple[int, int, int, int]
CHUNK = 65536
LATER = bytes(range(0x80, 0xC0))


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the counts of each file, and of all together."""
    err = Err(argv)
    options, operands = await getopt(argv, "clmwL")
    flags = "".join(letter for letter, _ in options) or "lwc"
    if "?" in flags:
        await err.usage("wc [-Lclmw] [file ...]")
    total: Counts = (0, 0, 0, 0)
    status = 0
    for path in operands or [""]:
        try:
            fd = await open(path, O_RDONLY) if path else STDIN
            counted, whole = await _count(fd, flags)
            if not whole:
                await err.warn(path or "stdin", EILSEQ)
            if fd != STDIN:
                await close(fd)
        except Errno as error:
            await err.warn(path or "stdin", error)
            status = 1
            continue
        total = (total[0] + counted[0], total[1] + counted[1], total[2] + counted[2], max(total[3], counted[3]))
        await puts(line(counted, flags, path))
    if len(operands) > 1:
        await puts(line(total, flags, "total"))
    return status


async def _count(fd: int, flags: str) -> tuple[Counts, bool]:
    """Lines, words, bytes (with -m characters), and the length of the longest line in these, of a file however long;
    and with -m whether it is made of characters. Errors: those of read.
    """
    lines = words = size = longest = column = 0
    inside = False
    decoder = getincrementaldecoder("utf-8")() if "m" in flags else None
    measure, whole = (_characters if decoder else len), True
    while data := await read(fd, CHUNK):
        lines += data.count(b"\n")
        words += len(data.split()) - (inside and not data[:1].isspace())
        inside = not data[-1:].isspace()
        first, *others = [measure(part) for part in data.split(b"\n")]
        longest = max(longest, column + first, *others)
        column = others[-1] if others else column + first
        size += measure(data)
        whole = whole and (decoder is None or _decodes(decoder, data))
    return (lines, words, size, longest), whole


def _decodes(decoder: IncrementalDecoder, data: bytes) -> bool:
    try:
        decoder.decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _characters(data: bytes) -> int:
    """How many characters begin in these bytes: all but the later ones of UTF-8 sequences."""
    return len(data.translate(None, LATER))


def line(counted: Counts, flags: str, name: str) -> str:
    """One line of output."""
    text = ""
    for letters, value in (("l", counted[0]), ("w", counted[1]), ("cm", counted[2]), ("L", counted[3])):
        if any(letter in flags for letter in letters):
            text += f" {value:>7}"
    return text + (f" {name}\n" if name else "\n")
