"""touch(1): set times, make empty files.

Models usr.bin/touch/touch.c; leaves out -A, -d, -r and -t: the time set is always now.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import lstat, stat, utimens
from simbsd.lib.getopt import getopt
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_CREAT, O_WRONLY

USAGE = (
    "touch [-A [-][[hh]mm]SS] [-achm] [-r file] [-t [[CC]YY]MMDDhhmm[.SS]]\n"
    "       [-d YYYY-MM-DDThh:mm:SS[.frac][tz]] file ..."
)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Bring each file's times to now (-a access, -m modification), making it unless -c."""
    err = Err(argv)
    options, operands = await getopt(argv, "acfhm")
    flags = {letter for letter, _ in options}
    if "?" in flags or not operands:
        await err.usage(USAGE)
    status = 0
    for path in operands:
        try:
            await _touch(path, flags)
        except Errno as error:
            await err.warn(path, error)
            status = 1
    return status


async def _touch(path: str, flags: set[str]) -> None:
    follow = "h" not in flags
    try:
        info = await (stat if follow else lstat)(path)
    except Errno as error:
        if error.errno != ENOENT:
            raise
        if not flags & {"c", "h"}:
            await close(await open(path, O_WRONLY | O_CREAT, 0o666))
        return
    only = flags & {"a", "m"}
    if not only or len(only) == 2:
        await utimens(path, None, None, follow)
    elif "a" in only:
        await utimens(path, None, info.st_mtime, follow)
    else:
        await utimens(path, info.st_atime, None, follow)
