"""chmod(1): change modes.

Models bin/chmod/chmod.c; leaves out -H, -L, -P (a tree's links are not followed).
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import chmod, lstat, stat
from simbsd.lib.getopt import getopt
from simbsd.lib.mode import ModeError, setmode, strmode
from simbsd.lib.path import join, names
from simbsd.lib.stdio import puts
from simbsd.lib.unistd import umask
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import S_IFDIR, S_IFMT

USAGE = "chmod [-fhv] [-R [-H | -L | -P]] mode file ..."
ALLPERMS = 0o7777


def split(argv: list[str]) -> list[str]:
    """A mode such as ``-w`` is no option: put ``--`` before it."""
    for index, word in enumerate(argv[1:], 1):
        if word.startswith("-") and len(word) > 1 and all(letter in "Rfhv" for letter in word[1:]):
            continue
        if word.startswith("-") and word != "--" and word[1:2] in "rwxXstugo":
            return [*argv[:index], "--", *argv[index:]]
        break
    return argv


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Give each file the mode; -R trees, -h the link itself, -v says what changed, -f says nothing."""
    err = Err(argv)
    options, operands = await getopt(split(argv), "Rfhv")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters or len(operands) < 2:
        await err.usage(USAGE)
    text, *paths = operands
    mask = await umask(0)
    await umask(mask)
    try:
        setmode(text, 0, mask)
    except ModeError:
        await err.errx(1, f"invalid file mode: {text}")
    status = 0
    for path in paths:
        status |= await _change(err, path, text, mask, letters)
    return status


async def _change(err: Err, path: str, text: str, mask: int, letters: str) -> int:
    follow = not any(letter in letters for letter in "hR")
    try:
        info = await (stat if follow else lstat)(path)
    except Errno as error:
        await err.warnx(f"{path}: {strerror(error.errno)}")
        return 1
    new = setmode(text, info.st_mode, mask)
    status = 0
    if new != info.st_mode & ALLPERMS:
        status = await _set(err, path, info.st_mode, new, follow, letters)
    if "R" in letters and info.st_mode & S_IFMT == S_IFDIR:
        try:
            children = await names(path)
        except Errno as error:
            await err.warnx(f"{path}: {strerror(error.errno)}")
            return 1
        for name in children:
            status |= await _change(err, join(path, name), text, mask, letters)
    return status


async def _set(err: Err, path: str, old: int, new: int, follow: bool, letters: str) -> int:
    try:
        await chmod(path, new, follow)
    except Errno as error:
        if "f" in letters:
            return 0
        await err.warn(path, error)
        return 1
    if "v" in letters:
        detail = f": 0{old:o} [{strmode(old)}] -> 0{old & S_IFMT | new:o} [{strmode(old & S_IFMT | new)}]"
        await puts(path + (detail if letters.count("v") > 1 else "") + "\n")
    return 0
