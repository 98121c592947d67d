"""Named pipes.

Models sys/fs/fifofs/fifo_vnops.c; leaves out nothing but the second direction. Whoever opens one side waits for
the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_synch import selwakeup, wakeup
from simbsd.kern.sys_pipe import pipe_put, pipe_ready, pipe_take
from simbsd.sys.errno import ENOTTY, ENXIO, Errno
from simbsd.sys.fcntl import O_ACCMODE, O_NONBLOCK, O_RDONLY, O_WRONLY
from simbsd.sys.file import File, Fileops, Pipe
from simbsd.sys.proc import Call, Proc, Sleep
from simbsd.sys.vnode import Stat, Vnode
from simbsd.vfs.vfs_vnops import vn_stat

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


@dataclass(slots=True, eq=False)
class Fifo:
    """The meeting place of one named pipe: its buffer, how often each side was opened, and who waits in open(2)."""

    fi_pipe: Pipe = field(default_factory=lambda: Pipe(pipe_readers=0, pipe_writers=0))
    fi_rgen: int = 0
    fi_wgen: int = 0
    fi_waiting: list[tuple[Proc, Call]] = field(default_factory=list)


def fifo_of(vp: Vnode) -> Fifo:
    """The meeting place of a file, made when first asked for."""
    lower: Vnode = vp.v_mount.mnt_ops.vop_lower(vp)
    fifos: dict[int, Fifo] = lower.v_mount.mnt_data.fifos
    return fifos.setdefault(lower.v_ino, Fifo())


def _waiting(fifo: Fifo, side: int) -> int:
    """How many processes wait in open(2) for reading (O_RDONLY) or writing; those that gave up are forgotten."""
    fifo.fi_waiting = [(p, call) for p, call in fifo.fi_waiting if p.p_call is call]
    return sum(1 for _, call in fifo.fi_waiting if call.state.get("fifo") == side)


def _readers(fifo: Fifo) -> int:
    return fifo.fi_pipe.pipe_readers + _waiting(fifo, O_RDONLY)


def _writers(fifo: Fifo) -> int:
    return fifo.fi_pipe.pipe_writers + _waiting(fifo, O_WRONLY)


def fifo_open(kernel: Kernel, p: Proc, vp: Vnode, flags: int) -> None:
    """Open one side, or both with O_RDWR; waits for the other side. Errors: ENXIO (write, O_NONBLOCK, no reader)."""
    fifo = fifo_of(vp)
    mode = flags & O_ACCMODE
    if mode == O_RDONLY:
        met = _writers(fifo) > 0 or _generation_passed(p, fifo.fi_wgen)
    else:
        met = mode != O_WRONLY or _readers(fifo) > 0 or _generation_passed(p, fifo.fi_rgen)
    if not met and flags & O_NONBLOCK and mode == O_WRONLY:
        raise Errno(ENXIO, "nobody reads the named pipe")
    if not met and not flags & O_NONBLOCK:
        _wait(p, fifo, mode)
    fifo.fi_waiting = [(q, call) for q, call in fifo.fi_waiting if q is not p]
    if mode != O_WRONLY:
        fifo.fi_pipe.pipe_readers += 1
        fifo.fi_rgen += 1
    if mode != O_RDONLY:
        fifo.fi_pipe.pipe_writers += 1
        fifo.fi_wgen += 1
    wakeup(kernel, fifo)


def _generation_passed(p: Proc, generation: int) -> bool:
    return p.p_call is not None and p.p_call.state.get("generation", generation) != generation


def _wait(p: Proc, fifo: Fifo, mode: int) -> None:
    call = p.p_call
    assert call is not None
    if "fifo" not in call.state:
        call.state["fifo"] = mode
        call.state["generation"] = fifo.fi_wgen if mode == O_RDONLY else fifo.fi_rgen
        fifo.fi_waiting.append((p, call))
    raise Sleep(fifo, "fifoor" if mode == O_RDONLY else "fifoow")


def fifo_read(kernel: Kernel, p: Proc, fp: File, nbytes: int) -> bytes:
    """Read from a named pipe."""
    fifo = fifo_of(fp.f_data)
    return pipe_take(kernel, p, fifo.fi_pipe, fp.f_flag, nbytes, _writers(fifo))


def fifo_write(kernel: Kernel, p: Proc, fp: File, data: bytes) -> int:
    """Write to a named pipe."""
    fifo = fifo_of(fp.f_data)
    return pipe_put(kernel, p, fifo.fi_pipe, fp.f_flag, data, _readers(fifo))


def fifo_ioctl(kernel: Kernel, p: Proc, fp: File, request: str, argument: Any) -> Any:
    """FIONREAD tells how much may be read. Errors: ENOTTY."""
    if request == "FIONREAD":
        return len(fifo_of(fp.f_data).fi_pipe.pipe_buffer)
    raise Errno(ENOTTY, "a named pipe is no terminal")


def fifo_poll(kernel: Kernel, p: Proc, fp: File, events: str) -> str:
    """What is ready."""
    fifo = fifo_of(fp.f_data)
    return pipe_ready(fifo.fi_pipe, events, fp.f_flag, _readers(fifo), _writers(fifo))


def fifo_stat(kernel: Kernel, p: Proc, fp: File) -> Stat:
    """fstat(2)."""
    return vn_stat(kernel, fp.f_data)


def fifo_close(kernel: Kernel, fp: File) -> None:
    """One side is closed; what nobody can read any more is dropped."""
    vp: Vnode = fp.f_data
    fifo = fifo_of(vp)
    pipe, mode = fifo.fi_pipe, fp.f_flag & O_ACCMODE
    pipe.pipe_readers -= mode != O_WRONLY
    pipe.pipe_writers -= mode != O_RDONLY
    if _readers(fifo) == 0:
        pipe.pipe_buffer.clear()
    wakeup(kernel, pipe)
    selwakeup(kernel)
    vp.v_mount.mnt_ops.vop_unref(kernel, vp)


FIFOOPS = Fileops(read=fifo_read, write=fifo_write, ioctl=fifo_ioctl, poll=fifo_poll, stat=fifo_stat, close=fifo_close)
