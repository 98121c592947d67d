"""wc(1): count lines, words, bytes.

Models usr.bin/wc/wc.c; leaves out SIGINFO.
"""

from __future__ import annotations

from codecs import IncrementalDecoder, getincrementaldecoder

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.libxo import Value, document, parse_args
from simbsd.lib.stdio import STDIN, puts
from simbsd.lib.unistd import close, open, read
from simbsd.sys.errno import EILSEQ, Errno
from simbsd.sys.fcntl import O_RDONLY

Counts = tuple[int, int, int, int]
USAGE = "wc [-Lclmw] [file ...]"
COLUMNS = (("l", "lines"), ("w", "words"), ("cm", "characters"), ("L", "long-lines"))
CHUNK = 65536
LATER = bytes(range(0x80, 0xC0))


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the counts of each file, and of all together."""
    err = Err(argv)
    try:
        argv, style = parse_args(argv)
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    options, operands = await getopt(argv, "clmwL")
    flags = "".join(letter for letter, _ in options) or "lwc"
    if "?" in flags:
        await err.usage(USAGE)
    total: Counts = (0, 0, 0, 0)
    files: list[dict[str, Value]] = []
    for path in operands or [""]:
        doing = "open"
        files.append({})
        try:
            fd = await open(path, O_RDONLY) if path else STDIN
            doing = "read"
            counted, whole = await _count(fd, flags)
            if not whole:
                await err.warn(path or "stdin", EILSEQ)
            if fd != STDIN:
                await close(fd)
        except Errno as error:
            await err.warn(f"{path or 'stdin'}: {doing}", error)
            continue
        total = (total[0] + counted[0], total[1] + counted[1], total[2] + counted[2], max(total[3], counted[3]))
        files[-1] = fields(counted, flags, path)
        if style is None:
            await puts(line(files[-1]))
    content: dict[str, Value] = {"file": files}
    if len(operands) > 1:
        content["total"] = sums = fields(total, flags, "total")
        if style is None:
            await puts(line(sums))
    if style is not None:
        await puts(document({"wc": content}, style=style))
    return int(not all(files))


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


def fields(counted: Counts, flags: str, name: str) -> dict[str, Value]:
    """What is told of a file, by the names that libxo gives it."""
    told: dict[str, Value] = {
        title: value
        for (letters, title), value in zip(COLUMNS, counted, strict=True)
        if any(letter in flags for letter in letters)
    }
    return {**told, "filename": name} if name else told


def line(told: dict[str, Value]) -> str:
    """One line of output (show_cnt)."""
    text = "".join(f" {value:>7}" for value in told.values() if isinstance(value, int))
    return text + (f" {told['filename']}\n" if "filename" in told else "\n")
