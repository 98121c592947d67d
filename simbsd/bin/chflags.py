"""chflags(1): change file flags.

Models bin/chflags/chflags.c; leaves out SIGINFO.
"""

from __future__ import annotations

from simbsd.lib.changes import Changes
from simbsd.lib.err import Err
from simbsd.lib.fflags import strtofflags
from simbsd.lib.files import chflags
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.sys.errno import ERANGE, Errno
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
    await _check(err, text)
    walk = Changes(err, letters, paths, after=True)
    while (entry := await walk.next()) is not None:
        old = entry.info.st_flags
        new = apply(text, old)
        if new == old:
            continue
        try:
            await chflags(entry.fts_path, new, walk.follows(entry))
        except Errno as error:
            if "f" not in letters:
                await err.warn(entry.fts_path, error)
                walk.status = 1
            continue
        if "v" in letters:
            detail = f": 0{old:o} -> 0{new:o}" if letters.count("v") > 1 else ""
            await puts(f"{entry.fts_path}{detail}\n")
    return walk.status


async def _check(err: Err, text: str) -> None:
    if text[:1] in tuple(OCTAL):
        if any(digit not in OCTAL for digit in text):
            await err.errx(1, f"invalid flags: {text}")
        if to_int(text, 8) > LONG_MAX:
            await err.err(1, f"invalid flags: {text}", ERANGE)
        return
    unknown = next((word for word in text.split(",") if strtofflags(word, 0) is None), None)
    if unknown is not None:
        await err.errx(1, f"invalid flag: {unknown}")


def apply(text: str, flags: int) -> int:
    """The flags that ``text`` makes of ``flags``."""
    if text[:1] in tuple(OCTAL):
        return to_int(text, 8)
    new = strtofflags(text, flags)
    assert new is not None, "the words have been looked at"
    return new
