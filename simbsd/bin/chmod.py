"""chmod(1): change modes.

Models bin/chmod/chmod.c; leaves out ACLs and SIGINFO.
"""

from __future__ import annotations

from simbsd.lib.changes import Changes
from simbsd.lib.err import Err
from simbsd.lib.files import chmod
from simbsd.lib.getopt import getopt
from simbsd.lib.mode import ModeError, setmode, strmode
from simbsd.lib.stdio import puts
from simbsd.lib.unistd import umask
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFMT

USAGE = "chmod [-fhv] [-R [-H | -L | -P]] mode file ..."
ALLPERMS = 0o7777
LETTERS = "HLPRfhv"


def split(argv: list[str]) -> list[str]:
    """A mode such as ``-w`` is no option: put ``--`` before it."""
    for index, word in enumerate(argv[1:], 1):
        if word.startswith("-") and len(word) > 1 and all(letter in LETTERS for letter in word[1:]):
            continue
        if word.startswith("-") and word != "--" and word[1:2] in "rwxXstugo":
            return [*argv[:index], "--", *argv[index:]]
        break
    return argv


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Give each file the mode; -R trees, -h the link itself, -v says what changed, -f says nothing."""
    err = Err(argv)
    options, operands = await getopt(split(argv), LETTERS)
    letters = "".join(letter for letter, _ in options)
    if "?" in letters or len(operands) < 2:
        await err.usage(USAGE)
    if "R" in letters and "h" in letters:
        await err.errx(1, "the -R and -h options may not be specified together.")
    text, *paths = operands
    mask = await umask(0)
    await umask(mask)
    try:
        setmode(text, 0, mask)
    except ModeError:
        await err.errx(1, f"invalid file mode: {text}")
    walk = Changes(err, letters, paths, after=False)
    while (entry := await walk.next()) is not None:
        old = entry.info.st_mode
        new = setmode(text, old, mask)
        if new == old & ALLPERMS:
            continue
        try:
            await chmod(entry.fts_path, new, walk.follows(entry))
        except Errno as error:
            if "f" not in letters:
                await err.warn(entry.fts_path, error)
                walk.status = 1
            continue
        if "v" in letters:
            await puts(entry.fts_path + _detail(old, old & S_IFMT | new, letters.count("v")) + "\n")
    return walk.status


def _detail(old: int, new: int, verbose: int) -> str:
    return f": 0{old:o} [{strmode(old)}] -> 0{new:o} [{strmode(new)}]" if verbose > 1 else ""
