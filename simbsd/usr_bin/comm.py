"""comm(1): lines that two sorted files have, or have not, in common.

Models usr.bin/comm/comm.c; leaves out locales: characters are ordered by their numbers.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.output import Output
from simbsd.lib.stdio import STDIN, LineReader, decode
from simbsd.lib.unistd import open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY

USAGE = "comm [-123i] file1 file2"
BREATH = 200


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print three columns: only in the first file, only in the second, in both; less those left out."""
    err = Err(argv)
    options, operands = await getopt(argv, "123i")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters or len(operands) != 2:
        await err.usage(USAGE)
    heads: list[str | None] = []
    for column in "123":
        heads.append(None if column in letters else "\t" * sum(head is not None for head in heads))
    readers = [await _reader(err, path) for path in operands]
    out = Output()
    lines = [await _line(err, readers, operands, at) for at in (0, 1)]
    count = 0
    while lines[0] is not None or lines[1] is not None:
        which = _which(lines[0], lines[1], "i" in letters)
        head = heads[which]
        if head is not None:
            shown = lines[0] if which != 1 else lines[1]
            await out.put(f"{head}{shown}\n")
        for at in (0, 1):
            if which in (at, 2):
                lines[at] = await _line(err, readers, operands, at)
        count += 1
        if count % BREATH == 0:
            await tick()
    await out.flush()
    return 0


def _which(one: str | None, two: str | None, fold: bool) -> int:
    """0 or 1: the file whose line comes first; 2: they are the same."""
    if one is None or two is None:
        return 0 if two is None else 1
    keys = (one.lower(), two.lower()) if fold else (one, two)
    return 2 if keys[0] == keys[1] else int(keys[0] > keys[1])


async def _reader(err: Err, path: str) -> LineReader:
    try:
        return LineReader(STDIN if path == "-" else await open(path, O_RDONLY))
    except Errno as error:
        await err.err(1, path, error)


async def _line(err: Err, readers: list[LineReader], paths: list[str], at: int) -> str | None:
    try:
        line = await readers[at].line()
    except Errno as error:
        await err.err(1, paths[at], error)
    return decode(line.removesuffix(b"\n")) if line else None
