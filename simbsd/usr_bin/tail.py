"""tail(1): the last lines or bytes, and what is added later.

Models usr.bin/tail; leaves out -b and -F; -f looks again every second, as the real one does where kqueue cannot.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.stdio import STDIN, STDOUT, put, puts, read_all
from simbsd.lib.unistd import nanosleep, open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number, to_int

USAGE = "tail [-F | -f | -r] [-q] [-b # | -c # | -n #] [file ...]"
SECOND = 1_000_000
NAMES: Names = {"bytes": ("c", ":"), "lines": ("n", ":"), "quiet": ("q", ""), "silent": ("q", "")}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the last ten lines of each file, or as -n and -c say (+N: from there on), -r in reverse, -f for ever."""
    err = Err(argv)
    options, operands = await getopt_long(_modern(argv), "+c:fn:qr", NAMES, "POSIXLY_CORRECT" in envp)
    flags = dict(options)
    if "?" in flags or ("f" in flags and "r" in flags):
        await err.usage(USAGE)
    unit = "c" if "c" in flags else "n"
    count, from_start = await _offset(err, flags.get(unit, "all" if "r" in flags else "10"))
    status, first, opened = 0, True, []
    for path in operands or [""]:
        try:
            fd = await open(path, O_RDONLY) if path else STDIN
            data = await read_all(fd)
        except Errno as error:
            await err.warn(path or "stdin", error)
            status = 1
            continue
        if len(operands) > 1 and "q" not in flags:
            await puts(f"{'' if first else chr(10)}==> {path} <==\n")
        first = False
        await put(STDOUT, cut(data, unit, count, from_start, "r" in flags))
        opened.append(fd)
    while "f" in flags and opened:
        for fd in opened:
            while data := await read(fd, 65536):
                await put(STDOUT, data)
        await nanosleep(SECOND)
    return status


def _modern(argv: list[str]) -> list[str]:
    """``-5`` and ``+5`` are old ways to write ``-n5`` and ``-n+5``."""
    words = list(argv)
    if len(words) > 1 and words[1][:1] in ("-", "+") and is_number(words[1][1:]):
        words[1] = f"-n{words[1][1:] if words[1][0] == '-' else words[1]}"
    return words


async def _offset(err: Err, text: str) -> tuple[int | None, bool]:
    """The count (None: everything) and whether it counts from the start."""
    if text == "all":
        return None, False
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not is_number(digits):
        await err.errx(1, f"illegal offset -- {text}")
    return to_int(digits), text.startswith("+")


def cut(data: bytes, unit: str, count: int | None, from_start: bool, reverse: bool) -> bytes:
    """The part of a text that is asked for."""
    parts = [data[i : i + 1] for i in range(len(data))] if unit == "c" else data.splitlines(keepends=True)
    if count is not None:
        parts = parts[max(count - 1, 0) :] if from_start else parts[len(parts) - min(count, len(parts)) :]
    return b"".join(reversed(parts) if reverse else parts)
