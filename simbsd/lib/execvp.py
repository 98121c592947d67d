"""execvp(3): find a program along PATH and become it.

Models lib/libc/gen/exec.c.
"""

from __future__ import annotations

from typing import NoReturn

from simbsd.lib.unistd import execve
from simbsd.sys.errno import EACCES, ENOENT, ENOEXEC, ENOTDIR, Errno

DEFAULT_PATH = "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"


async def execvpe(name: str, argv: list[str], envp: dict[str, str], path: str | None = None) -> NoReturn:
    """Become ``name``, looked for along PATH unless it holds a slash; a file without a header is given to sh. Errors:
    those of execve.
    """
    if "/" in name:
        places = [name]
    else:
        places = [f"{part or '.'}/{name}" for part in (path or envp.get("PATH", DEFAULT_PATH)).split(":")]
    denied: Errno | None = None
    for place in places:
        try:
            await execve(place, argv, envp)
        except Errno as error:
            if error.errno == ENOEXEC:
                await execve("/bin/sh", ["sh", place, *argv[1:]], envp)
            if error.errno == EACCES:
                denied = error
            elif error.errno not in (ENOENT, ENOTDIR):
                raise
    raise denied or Errno(ENOENT)
