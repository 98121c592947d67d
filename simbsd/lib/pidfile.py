"""pidfile(3): the file that names a daemon's process.

Models lib/libutil/pidfile.c; leaves out its lock: the file belongs to the process that it names while that one lives.
"""

from __future__ import annotations

from simbsd.lib.files import ftruncate, unlink
from simbsd.lib.pwd import read_file
from simbsd.lib.signal import kill
from simbsd.lib.stdio import encode, put
from simbsd.lib.unistd import close, getpid, lseek, open
from simbsd.sys.errno import ESRCH, Errno
from simbsd.sys.fcntl import O_CLOEXEC, O_CREAT, O_WRONLY
from simbsd.sys.strtol import is_number, to_int


class Pidfile:
    """One pid file, open; made by :func:`pidfile_open`."""

    def __init__(self, path: str, fd: int) -> None:
        self.path = path
        self.fd = fd

    async def write(self) -> None:
        """Name this process in the file."""
        await ftruncate(self.fd, 0)
        await lseek(self.fd, 0, 0)
        await put(self.fd, encode(str(await getpid())))

    async def close(self) -> None:
        """Let go of the file and leave it: what a child that is not the daemon does."""
        await close(self.fd)

    async def remove(self) -> None:
        """Take the file away."""
        await close(self.fd)
        try:
            await unlink(self.path)
        except Errno:
            return


async def owner(path: str) -> int:
    """The living process that a pid file names, or 0."""
    text = await read_file(path)
    if not is_number(text):
        return 0
    pid = to_int(text)
    try:
        await kill(pid, 0)
    except Errno as error:
        return 0 if error.errno == ESRCH else pid
    return pid


async def pidfile_open(path: str, mode: int) -> tuple[Pidfile | None, int]:
    """Take a pid file, empty it; or the pid of the process that has it. Errors: those of open."""
    pid = await owner(path)
    if pid:
        return None, pid
    fd = await open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode)
    await ftruncate(fd, 0)
    return Pidfile(path, fd), 0
