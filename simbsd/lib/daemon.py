"""What a program does in the background before anything else.

Models lib/libc/gen/daemon.c (daemon, daemonfd), the child's half; leaves out the signal that the parent's end may send.
"""

from __future__ import annotations

from simbsd.lib.stdio import STDERR, STDIN, STDOUT
from simbsd.lib.unistd import chdir, close, dup2, open, setsid
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDWR


async def detach(nochdir: bool = False, noclose: bool = False) -> None:
    """A session of its own, at the root, nothing to read or write. Where there is no /dev/null, descriptors stay.
    Errors: EPERM for the leader of a process group.
    """
    await setsid()
    if not nochdir:
        await chdir("/")
    if not noclose:
        await _to_null()


async def _to_null() -> None:
    try:
        fd = await open("/dev/null", O_RDWR)
    except Errno:
        return
    for number in (STDIN, STDOUT, STDERR):
        await dup2(fd, number)
    if fd > STDERR:
        await close(fd)
