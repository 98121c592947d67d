"""Pipes.

Models sys/kern/sys_pipe.c; leaves out direct writes, buffers that grow, and the second direction of FreeBSD's pipes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_descrip import check_falloc, falloc
from simbsd.kern.kern_sig import psignal
from simbsd.kern.kern_synch import selwakeup, wakeup
from simbsd.sys.errno import EAGAIN, ENOTTY, EPIPE, Errno
from simbsd.sys.fcntl import (
    O_ACCMODE,
    O_CLOEXEC,
    O_NONBLOCK,
    O_RDONLY,
    O_WRONLY,
    PIPE_BUF,
    PIPE_SIZE,
    S_IFIFO,
)  # fmt: skip
from simbsd.sys.file import File, Fileops, Pipe
from simbsd.sys.proc import Sleep
from simbsd.sys.signal import SIGPIPE
from simbsd.sys.vnode import Stat

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


def sys_pipe2(kernel: Kernel, p: Proc, flags: int) -> tuple[int, int]:
    """pipe2(2): (read end, write end). Errors: EMFILE, ENFILE."""
    check_falloc(kernel, p, 2)
    pipe = Pipe()
    status, cloexec = flags & O_NONBLOCK, bool(flags & O_CLOEXEC)
    reader = falloc(kernel, p, File("pipe", pipe, O_RDONLY | status, p.p_ucred), cloexec)
    writer = falloc(kernel, p, File("pipe", pipe, O_WRONLY | status, p.p_ucred), cloexec)
    return reader, writer


def pipe_take(kernel: Kernel, p: Proc, pipe: Pipe, flags: int, nbytes: int, writers: int) -> bytes:
    """Bytes out of a buffer; empty when no writer is left. Sleeps, or EAGAIN."""
    if pipe.pipe_buffer:
        data = bytes(pipe.pipe_buffer[:nbytes])
        del pipe.pipe_buffer[:nbytes]
        _changed(kernel, pipe)
        return data
    if writers == 0 or nbytes == 0:
        return b""
    if flags & O_NONBLOCK:
        raise Errno(EAGAIN, "The pipe is empty, and the descriptor does not block.", "sys_pipe.c: pipe_read")
    raise Sleep(pipe, "piperd")


def pipe_put(kernel: Kernel, p: Proc, pipe: Pipe, flags: int, data: bytes, readers: int) -> int:
    """Bytes into a buffer, all of them unless O_NONBLOCK; PIPE_BUF or fewer go in one piece. Errors: EPIPE with
    SIGPIPE, EAGAIN."""
    call = p.p_call
    done = call.state.get("written", 0) if call is not None else 0
    if readers == 0:
        psignal(kernel, p, SIGPIPE)
        raise Errno(EPIPE, "nobody has the read end of the pipe open")
    room = PIPE_SIZE - len(pipe.pipe_buffer)
    left = len(data) - done
    if left > room and len(data) <= PIPE_BUF:
        room = 0
    if room:
        pipe.pipe_buffer += data[done : done + room]
        done += min(room, left)
        _changed(kernel, pipe)
    if done == len(data) or (done and flags & O_NONBLOCK):
        return done
    if flags & O_NONBLOCK:
        raise Errno(EAGAIN, "The pipe is full, and the descriptor does not block.", "sys_pipe.c: pipe_write")
    if call is not None:
        call.state["written"] = done
    raise Sleep(pipe, "pipewr")


def _changed(kernel: Kernel, pipe: Pipe) -> None:
    wakeup(kernel, pipe)
    selwakeup(kernel)


def pipe_ready(pipe: Pipe, events: str, flags: int, readers: int, writers: int) -> str:
    """Which of ``r`` and ``w`` would not block on this end."""
    ready = ""
    mode = flags & O_ACCMODE
    if "r" in events and mode != O_WRONLY and (pipe.pipe_buffer or writers == 0):
        ready += "r"
    if "w" in events and mode != O_RDONLY and (PIPE_SIZE - len(pipe.pipe_buffer) >= PIPE_BUF or readers == 0):
        ready += "w"
    return ready


def pipe_read(kernel: Kernel, p: Proc, fp: File, nbytes: int) -> bytes:
    """Read from a pipe."""
    pipe: Pipe = fp.f_data
    return pipe_take(kernel, p, pipe, fp.f_flag, nbytes, pipe.pipe_writers)


def pipe_write(kernel: Kernel, p: Proc, fp: File, data: bytes) -> int:
    """Write to a pipe."""
    pipe: Pipe = fp.f_data
    return pipe_put(kernel, p, pipe, fp.f_flag, data, pipe.pipe_readers)


def pipe_ioctl(kernel: Kernel, p: Proc, fp: File, request: str, argument: Any) -> Any:
    """FIONREAD tells how much may be read. Errors: ENOTTY."""
    if request == "FIONREAD":
        return len(fp.f_data.pipe_buffer)
    raise Errno(ENOTTY, "a pipe is no terminal")


def pipe_poll(kernel: Kernel, p: Proc, fp: File, events: str) -> str:
    """What is ready."""
    pipe: Pipe = fp.f_data
    return pipe_ready(pipe, events, fp.f_flag, pipe.pipe_readers, pipe.pipe_writers)


def pipe_stat(kernel: Kernel, p: Proc, fp: File) -> Stat:
    """fstat(2) of a pipe: a FIFO of mode 0, owned by who made it."""
    size = len(fp.f_data.pipe_buffer)
    cred = fp.f_cred
    return Stat(0, 0, S_IFIFO, 1, cred.cr_uid, cred.cr_gid, size, 0, "", 0, kernel.now, kernel.now, kernel.now, 0)


def pipe_close(kernel: Kernel, fp: File) -> None:
    """One end is closed: the other side hears of it."""
    pipe: Pipe = fp.f_data
    if fp.f_flag & O_ACCMODE == O_RDONLY:
        pipe.pipe_readers -= 1
    else:
        pipe.pipe_writers -= 1
    _changed(kernel, pipe)


PIPEOPS = Fileops(read=pipe_read, write=pipe_write, ioctl=pipe_ioctl, poll=pipe_poll, stat=pipe_stat, close=pipe_close)

SYSCALLS = {"pipe2": sys_pipe2}
