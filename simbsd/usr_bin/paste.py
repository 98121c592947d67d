"""paste(1): lines of several files side by side, or the lines of each in one.

Models usr.bin/paste/paste.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.lines import lines_of
from simbsd.lib.output import Output
from simbsd.lib.stdio import STDIN, LineReader, decode
from simbsd.lib.unistd import close, open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY

USAGE = "paste [-s] [-d delimiters] file ..."
ESCAPES = {"n": "\n", "t": "\t", "0": ""}
BREATH = 200


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Join lines with tabs, or in turn with the delimiters given."""
    err = Err(argv)
    options, paths = await getopt(argv, "d:s")
    letters = [letter for letter, _ in options]
    delimiters = ["\t"]
    for letter, text in options:
        if letter == "d":
            delimiters = _delimiters(text)
            if not delimiters:
                await err.errx(1, "no delimiters specified")
    if "?" in letters or not paths:
        await err.usage(USAGE)
    out = Output()
    status = await (_serial if "s" in letters else _parallel)(err, out, paths, delimiters)
    await out.flush()
    return status


def _delimiters(text: str) -> list[str]:
    """Each delimiter; ``\\0`` is none (tr)."""
    found, at = [], 0
    while at < len(text):
        escaped = text[at] == "\\" and at + 1 < len(text)
        at += escaped
        found.append(ESCAPES.get(text[at], text[at]) if escaped else text[at])
        at += 1
    return found


async def _parallel(err: Err, out: Output, paths: list[str], delimiters: list[str]) -> int:
    stdin = LineReader(STDIN)
    readers: list[LineReader | None] = []
    for path in paths:
        try:
            readers.append(stdin if path == "-" else LineReader(await open(path, O_RDONLY)))
        except Errno as error:
            await err.err(1, path, error)
    count = 0
    while True:
        texts: list[str | None] = []
        for at, reader in enumerate(readers):
            line = b"" if reader is None else await reader.line()
            if not line:
                readers[at] = None
            texts.append(decode(line.removesuffix(b"\n")) if line else None)
        if all(text is None for text in texts):
            return 0
        pieces = [texts[0] or ""]
        for at, text in enumerate(texts[1:]):
            pieces.append(delimiters[at % len(delimiters)] + (text or ""))
        await out.put("".join(pieces) + "\n")
        count += 1
        if count % BREATH == 0:
            await tick()


async def _serial(err: Err, out: Output, paths: list[str], delimiters: list[str]) -> int:
    status = 0
    for path in paths:
        try:
            fd = STDIN if path == "-" else await open(path, O_RDONLY)
        except Errno as error:
            await out.flush()
            await err.warn(path, error)
            status = 1
            continue
        at, needs = 0, False
        async for line in lines_of(fd):
            text = line.removesuffix("\n")
            await out.put((delimiters[at] if needs else "") + text)
            at = (at + needs) % len(delimiters)
            needs = line.endswith("\n")
        await out.put("\n" * needs)
        if fd != STDIN:
            await close(fd)
    return status
