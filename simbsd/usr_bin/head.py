"""head(1): the first lines or bytes.

Models usr.bin/head/head.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.stdio import STDIN, STDOUT, LineReader, put, puts
from simbsd.lib.unistd import close, open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number
from simbsd.usr_bin.truncate import expand_number

DEFAULT_LINES = 10
NAMES: Names = {
    "bytes": ("c", ":"), "lines": ("n", ":"), "quiet": ("q", ""), "silent": ("q", ""), "verbose": ("v", ""),
}  # fmt: skip


def modern(argv: list[str]) -> list[str]:
    """``-5`` is an old way to write ``-n5`` (obsolete())."""
    words = list(argv)
    for index, word in enumerate(words[1:], 1):
        if not word.startswith("-") or word in ("-", "--"):
            break
        if is_number(word[1:]):
            words[index] = f"-n{word[1:]}"
    return words


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the first ten lines of each file, or as -n and -c say."""
    err = Err(argv)
    options, operands = await getopt_long(modern(argv), "+n:c:qv", NAMES, "POSIXLY_CORRECT" in envp)
    flags = dict(options)
    if "?" in flags:
        await err.usage("head [-n lines | -c bytes] [file ...]")
    lines = await _count(err, flags.get("n"), "line")
    octets = await _count(err, flags.get("c"), "byte")
    if lines is not None and octets is not None:
        await err.errx(1, "can't combine line and byte counts")
    headed = "v" in flags or (len(operands) > 1 and "q" not in flags)
    status = 0
    first = True
    for path in operands or [""]:
        try:
            fd = await open(path, O_RDONLY) if path else STDIN
            if headed and path:
                await puts(f"{'' if first else chr(10)}==> {path} <==\n")
                first = False
            await (_lines(fd, lines or DEFAULT_LINES) if octets is None else _bytes(fd, octets))
            if fd != STDIN:
                await close(fd)
        except Errno as error:
            await err.warn(path or "stdin", error)
            status = 1
    return status


async def _count(err: Err, text: str | None, what: str) -> int | None:
    if text is None:
        return None
    count = expand_number(text)
    if not count:
        await err.errx(1, f"illegal {what} count -- {text}")
    return count


async def _lines(fd: int, count: int) -> None:
    reader = LineReader(fd)
    kept = []
    for _ in range(count):
        line = await reader.line()
        if not line:
            break
        kept.append(line)
    await put(STDOUT, b"".join(kept))


async def _bytes(fd: int, count: int) -> None:
    while count > 0 and (data := await read(fd, min(count, 4096))):
        await put(STDOUT, data)
        count -= len(data)
