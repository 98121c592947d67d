"""Words that pfctl's parts share: errors of tables, words of files, dates.

Models sbin/pfctl/pfctl_radix.c (pfr_strerror, pfr_next_token).
"""

from __future__ import annotations

from simbsd.lib.files import stat
from simbsd.lib.stdio import STDIN, decode, read_all
from simbsd.lib.strftime import strftime
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import EISDIR, ENOENT, ESRCH, Errno, strerror
from simbsd.sys.fcntl import O_RDONLY, S_IFDIR, S_IFMT

_TABLE_ERRORS = {ESRCH: "Table does not exist", ENOENT: "Anchor or Ruleset does not exist"}


def pfr_strerror(error: Errno) -> str:
    """What went wrong with a table."""
    return _TABLE_ERRORS.get(error.errno) or strerror(error.errno)


def ctime(seconds: int) -> str:
    """A date, without its newline."""
    return strftime("%a %b %e %H:%M:%S %Y", seconds)


async def read_words(name: str) -> list[str]:
    """The words of a file, comments gone; ``-`` is the standard input. Errors: those of open and read."""
    if name == "-":
        data = await read_all(STDIN)
    else:
        if (await stat(name)).st_mode & S_IFMT == S_IFDIR:
            raise Errno(EISDIR, f"{name} is a directory")
        fd = await open(name, O_RDONLY)
        data = await read_all(fd)
        await close(fd)
    return [word for line in decode(data).split("\n") for word in line.partition("#")[0].split()]
