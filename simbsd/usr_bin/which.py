"""which(1): where a program is.

Models usr.bin/which/which.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import access, stat
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.unistd import getuid
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import PATH_MAX, S_IFMT, S_IFREG, X_OK


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the first place along PATH (-a: every place); status 1 when a program is nowhere. -s prints nothing."""
    options, names = await getopt(argv, "as")
    letters = {letter for letter, _ in options}
    if "?" in letters or not names:
        await Err(argv).usage("which [-as] program ...")
    if "PATH" not in envp:
        return 1
    status = 0
    for name in names:
        places = [name] if "/" in name else [f"{part or '.'}/{name}" for part in envp["PATH"].split(":")]
        found = False
        for place in places:
            if len(place) >= PATH_MAX or not await _is_there(place):
                continue
            found = True
            if "s" not in letters:
                await printf(f"{place}\n")
            if "a" not in letters:
                break
        status |= not found
    return status


async def _is_there(path: str) -> bool:
    """A file that may be run; the superuser may run what somebody may."""
    try:
        await access(path, X_OK)
        info = await stat(path)
    except Errno:
        return False
    return info.st_mode & S_IFMT == S_IFREG and (await getuid() != 0 or bool(info.st_mode & 0o111))
