"""chflags(1): change file flags.

Models bin/chflags/chflags.c; leaves out -H, -L, -x and SIGINFO (a tree's links are not followed).
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.fflags import strtofflags
from simbsd.lib.files import chflags, lstat, stat
from simbsd.lib.getopt import getopt
from simbsd.lib.path import join, names
from simbsd.lib.stdio import puts
from simbsd.sys.errno import ERANGE, Errno, strerror
from simbsd.sys.fcntl import S_IFDIR, S_IFMT
from simbsd.sys.strtol import to_int

OCTAL = "01234567"
LONG_MAX = (1 << 63) - 1
USAGE = "chflags [-fhvx] [-R [-H | -L | -P]] flags file ..."


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Give each file the flags (octal, or words such as ``schg``, ``noschg``); -R trees, -h the link itself."""
    err = Err(argv)
    options, operands = await getopt(argv, "HLPRfhvx")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters or len(operands) < 2:
        await err.usage(USAGE)
    if "R" in letters and "h" in letters:
        await err.errx(1, "the -R and -h options may not be specified together.")
    text, *paths = operands
    if text[:1] in tuple(OCTAL):
        if any(digit not in OCTAL for digit in text):
            await err.errx(1, f"invalid flags: {text}")
        if to_int(text, 8) > LONG_MAX:
            await err.err(1, f"invalid flags: {text}", ERANGE)
    else:
        unknown = next((word for word in text.split(",") if strtofflags(word, 0) is None), None)
        if unknown is not None:
            await err.errx(1, f"invalid flag: {unknown}")
    status = 0
    for path in paths:
        status |= await _change(err, path, text, letters)
    return status


def apply(text: str, flags: int) -> int:
    """The flags that ``text`` makes of ``flags``."""
    if text[:1] in tuple(OCTAL):
        return to_int(text, 8)
    new = strtofflags(text, flags)
    assert new is not None, "the words have been looked at"
    return new


async def _change(err: Err, path: str, text: str, letters: str) -> int:
    """One file; a directory's children come before it (FTS_DP)."""
    follow = "h" not in letters and "R" not in letters
    try:
        info = await (stat if follow else lstat)(path)
    except Errno as error:
        await err.warnx(f"{path}: {strerror(error.errno)}")
        return 1
    status = 0
    if "R" in letters and info.st_mode & S_IFMT == S_IFDIR:
        try:
            for name in await names(path):
                status |= await _change(err, join(path, name), text, letters)
        except Errno as error:
            await err.warnx(f"{path}: {strerror(error.errno)}")
            status = 1
    new = apply(text, info.st_flags)
    if new == info.st_flags:
        return status
    try:
        await chflags(path, new, follow)
    except Errno as error:
        if "f" not in letters:
            await err.warn(path, error)
            return 1
        return status
    if "v" in letters:
        detail = f": 0{info.st_flags:o} -> 0{new:o}" if letters.count("v") > 1 else ""
        await puts(f"{path}{detail}\n")
    return status
