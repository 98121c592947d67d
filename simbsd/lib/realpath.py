"""realpath(3): a path without links, dots or double slashes.

Models lib/libc/stdlib/realpath.c.
"""

from __future__ import annotations

from simbsd.lib.files import lstat, readlink
from simbsd.lib.path import dirname, join
from simbsd.lib.unistd import getcwd
from simbsd.sys.errno import ELOOP, ENOTDIR, Errno
from simbsd.sys.fcntl import MAXSYMLINKS, S_IFDIR, S_IFLNK, S_IFMT


async def realpath(path: str) -> str:
    """The absolute path of an existing file. Errors: ENOENT, ENOTDIR, EACCES, ELOOP."""
    done, error = await resolved(path)
    if error is not None:
        raise error
    return done


async def resolved(path: str) -> tuple[str, Errno | None]:
    """How far a path leads, and what was wrong there: realpath(3) leaves the place of the error in its buffer."""
    done = "/" if path.startswith("/") else await getcwd()
    waiting = [part for part in reversed(path.split("/")) if part not in ("", ".")]
    followed = 0
    while waiting:
        part = waiting.pop()
        if part == "..":
            done = dirname(done)
            continue
        step = join(done, part)
        try:
            info = await lstat(step)
        except Errno as error:
            return step, error
        if info.st_mode & S_IFMT == S_IFLNK:
            followed += 1
            if followed > MAXSYMLINKS:
                return step, Errno(ELOOP)
            target = await readlink(step)
            done = "/" if target.startswith("/") else done
            waiting += [word for word in reversed(target.split("/")) if word not in ("", ".")]
            continue
        if waiting and info.st_mode & S_IFMT != S_IFDIR:
            return step, Errno(ENOTDIR)
        done = step
    return done, None
