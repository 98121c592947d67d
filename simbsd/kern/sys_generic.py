"""Reading, writing, asking and waiting, whatever the descriptor is.

Models sys/kern/sys_generic.c; leaves out vectored I/O, positioned I/O on anything but files, and kqueue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.fs.fifofs import FIFOOPS
from simbsd.kern.kern_descrip import getfile
from simbsd.kern.kern_synch import SELECT
from simbsd.kern.sys_pipe import PIPEOPS
from simbsd.net.bpf_dev import BPFOPS
from simbsd.sys.errno import EBADF, Errno
from simbsd.sys.fcntl import O_ACCMODE, O_RDONLY, O_WRONLY
from simbsd.sys.file import Fileops
from simbsd.sys.proc import Sleep
from simbsd.vfs.vfs_vnops import VNOPS

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

# Operations by File.f_type; the socket layer adds its own (uipc_syscalls.py).
FILEOPS: dict[str, Fileops] = {"vnode": VNOPS, "pipe": PIPEOPS, "fifo": FIFOOPS, "bpf": BPFOPS}


def sys_read(kernel: Kernel, p: Proc, fd: int, nbytes: int) -> bytes:
    """read(2). Errors: EBADF, EISDIR, EAGAIN, and the file's own."""
    fp = getfile(kernel, p, fd)
    if fp.f_flag & O_ACCMODE == O_WRONLY:
        raise Errno(EBADF, f"descriptor {fd} is open for writing only")
    return FILEOPS[fp.f_type].read(kernel, p, fp, max(0, nbytes))


def sys_write(kernel: Kernel, p: Proc, fd: int, data: bytes) -> int:
    """write(2). Errors: EBADF, EPIPE, ENOSPC, EFBIG, EAGAIN, and the file's own."""
    fp = getfile(kernel, p, fd)
    if fp.f_flag & O_ACCMODE == O_RDONLY:
        raise Errno(EBADF, f"descriptor {fd} is open for reading only")
    return FILEOPS[fp.f_type].write(kernel, p, fp, data)


def sys_ioctl(kernel: Kernel, p: Proc, fd: int, request: str, argument: Any) -> Any:
    """ioctl(2), with the request by name. Errors: EBADF, ENOTTY, and the request's own."""
    fp = getfile(kernel, p, fd)
    return FILEOPS[fp.f_type].ioctl(kernel, p, fp, request, argument)


def sys_poll(kernel: Kernel, p: Proc, fds: dict[int, str], timeout: int | None) -> dict[int, str]:
    """poll(2): what of ``r`` and ``w`` is ready, by descriptor (``n``: not open). ``timeout`` in microseconds,
    None for ever."""
    ready: dict[int, str] = {}
    for fd, events in fds.items():
        fp = p.p_fd.fd_files.get(fd)
        found = "n" if fp is None else FILEOPS[fp.f_type].poll(kernel, p, fp, events)
        if found:
            ready[fd] = found
    if ready or timeout == 0:
        return ready
    until = None
    if timeout is not None:
        assert p.p_call is not None
        until = p.p_call.state.setdefault("until", kernel.now + timeout)
        if kernel.now >= until:
            return {}
    raise Sleep(SELECT, "select", until)


SYSCALLS = {"read": sys_read, "write": sys_write, "ioctl": sys_ioctl, "poll": sys_poll}
