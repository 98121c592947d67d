"""Pseudo-terminals: a terminal whose keyboard and screen are another process's descriptor.

Models sys/kern/tty_pts.c; leaves out packet mode, /dev/ptmx and BSD pty names. The input that a
terminal cannot hold is dropped with a bell, not waited for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.fs.devfs_devs import destroy_dev, make_dev
from simbsd.kern.kern_descrip import check_falloc, falloc
from simbsd.kern.kern_racct import racct_add, racct_add_cred
from simbsd.kern.kern_resource import lim_of
from simbsd.kern.kern_sig import pgsignal, psignal
from simbsd.kern.kern_synch import selwakeup, wakeup
from simbsd.kern.sys_generic import FILEOPS
from simbsd.kern.tty import IOCTLS, tty_ioctl, tty_open, tty_poll, tty_read, tty_write
from simbsd.kern.tty_ttydisc import ttydisc_rint
from simbsd.sys.conf import Cdev, Cdevsw
from simbsd.sys.errno import EAGAIN, EINVAL, EIO, ENOTTY, ENXIO, Errno
from simbsd.sys.fcntl import O_CLOEXEC, O_NOCTTY, O_NONBLOCK, O_RDWR, S_IFCHR
from simbsd.sys.file import File, Fileops
from simbsd.sys.proc import Proc, Sleep
from simbsd.sys.signal import SIGCONT, SIGHUP
from simbsd.sys.tty import PTS_OUTQ, Pts, Tty
from simbsd.sys.vnode import Stat

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

GID_TTY, MODE, PTS_MAX = 4, 0o620, 1000
NO_PID = 100_000


def sys_posix_openpt(kernel: Kernel, p: Proc, flags: int) -> int:
    """posix_openpt(2): a new pseudo-terminal's master side. Errors: EINVAL, EAGAIN (no number is free), EMFILE."""
    if flags & ~(O_RDWR | O_NOCTTY | O_CLOEXEC):
        raise Errno(EINVAL, "posix_openpt takes O_RDWR, O_NOCTTY and O_CLOEXEC.", "tty_pts.c: sys_posix_openpt")
    check_falloc(kernel, p)
    unit = next((number for number in range(PTS_MAX) if number not in kernel.ptys), -1)
    if unit < 0:
        raise Errno(EAGAIN, f"All {PTS_MAX} pseudo-terminals are in use.", "tty_pts.c: pts_alloc")
    most, uid = lim_of(kernel, p, "npts")[0], p.p_ucred.cr_ruid
    if most and sum(_pts(pty).pts_dev.si_uid == uid for pty in kernel.ptys.values()) >= most:  # chglimit: 0 is none
        raise Errno(EAGAIN, f"The user may have {most} pseudo-terminals, and has them.", "tty_pts.c: pts_alloc")
    if not racct_add(kernel, p, "pseudoterminals", 1):
        raise Errno(EAGAIN, "A resource rule denies another pseudo-terminal.", "tty_pts.c: pts_alloc")
    tty = Tty(-1, f"pts/{unit}")
    dev = make_dev(kernel, PTS_CDEVSW, tty.t_name, p.p_ucred.cr_ruid, GID_TTY, MODE, tty)
    dev.si_cred = p.p_ucred
    tty.t_pts = Pts(unit, dev)
    kernel.ptys[unit] = tty
    return falloc(kernel, p, File("pts", tty, O_RDWR, p.p_ucred), bool(flags & O_CLOEXEC))


def _pts(tty: Tty) -> Pts:
    assert tty.t_pts is not None
    return tty.t_pts


def _wake(kernel: Kernel, tty: Tty) -> None:
    for channel in (tty, _pts(tty)):
        wakeup(kernel, channel)
    selwakeup(kernel)


def _free(kernel: Kernel, tty: Tty) -> None:
    """Both sides are closed: the number is free again (ptsdrv_free)."""
    pts = _pts(tty)
    if kernel.racct_enable and pts.pts_dev.si_cred is not None:
        racct_add_cred(kernel, pts.pts_dev.si_cred, "pseudoterminals", -1)
    destroy_dev(kernel, pts.pts_dev)
    kernel.ptys.pop(pts.pts_unit, None)


def pts_open(kernel: Kernel, p: Proc, dev: Cdev, flags: int) -> None:
    """Open the terminal (ptsdrv_open). Errors: ENXIO when its master is gone."""
    tty_open(kernel, p, dev, flags)
    if dev.si_drv1.t_gone:
        raise Errno(ENXIO, "The master of this pseudo-terminal is closed.", "tty.c: ttydev_open")
    _pts(dev.si_drv1).pts_finished = False


def pts_close(kernel: Kernel, dev: Cdev) -> None:
    """The terminal's last descriptor is closed: the master reads an end (ptsdrv_close)."""
    tty: Tty = dev.si_drv1
    _pts(tty).pts_finished = True
    _wake(kernel, tty)
    if tty.t_gone:
        _free(kernel, tty)


def pts_read(kernel: Kernel, p: Proc, dev: Cdev, nbytes: int, flags: int) -> bytes:
    """Read at the terminal: nothing more comes when the master is gone (ttydev_read)."""
    return b"" if dev.si_drv1.t_gone else tty_read(kernel, p, dev, nbytes, flags)


def pts_write(kernel: Kernel, p: Proc, dev: Cdev, data: bytes, flags: int) -> int:
    """Write at the terminal; waits while the master has not read (ttydisc_write). Errors: ENXIO, EAGAIN."""
    tty: Tty = dev.si_drv1
    if tty.t_gone:
        raise Errno(ENXIO, "The master of this pseudo-terminal is closed.", "tty.c: ttydev_write")
    if len(_pts(tty).pts_outq) >= PTS_OUTQ:
        if flags & O_NONBLOCK:
            raise Errno(EAGAIN, "The master has not read what was written.", "tty_ttydisc.c: ttydisc_write")
        raise Sleep(_pts(tty), "ttyout")
    return tty_write(kernel, p, dev, data, flags)


def pts_poll(kernel: Kernel, p: Proc, dev: Cdev, events: str) -> str:
    """Which of ``r`` and ``w`` would not block at the terminal."""
    return events if dev.si_drv1.t_gone else tty_poll(kernel, p, dev, events)


def pts_ioctl(kernel: Kernel, p: Proc, dev: Cdev, request: str, argument: Any, flags: int) -> Any:
    """A terminal request. Errors: ENXIO, and those of a terminal."""
    if dev.si_drv1.t_gone:
        raise Errno(ENXIO, "The master of this pseudo-terminal is closed.", "tty.c: ttydev_ioctl")
    return tty_ioctl(kernel, p, dev, request, argument, flags)


PTS_CDEVSW = Cdevsw(
    open=pts_open, close=pts_close, read=pts_read, write=pts_write, ioctl=pts_ioctl, poll=pts_poll
)  # fmt: skip


def ptsdev_read(kernel: Kernel, p: Proc, fp: File, nbytes: int) -> bytes:
    """Read what was shown; empty when nobody has the terminal open any more. Errors: EAGAIN."""
    tty: Tty = fp.f_data
    pts = _pts(tty)
    if pts.pts_outq:
        data = bytes(pts.pts_outq[:nbytes])
        del pts.pts_outq[:nbytes]
        _wake(kernel, tty)
        return data
    if pts.pts_finished:
        return b""
    if fp.f_flag & O_NONBLOCK:
        raise Errno(EAGAIN, "Nothing has been shown on this pseudo-terminal.", "tty_pts.c: ptsdev_read")
    raise Sleep(pts, "ptsout")


def ptsdev_write(kernel: Kernel, p: Proc, fp: File, data: bytes) -> int:
    """Type. Errors: EIO when nobody has the terminal open."""
    if _pts(fp.f_data).pts_finished:
        raise Errno(EIO, "Nobody has this pseudo-terminal open.", "tty_pts.c: ptsdev_write")
    ttydisc_rint(kernel, fp.f_data, data)
    return len(data)


def ptsdev_ioctl(kernel: Kernel, p: Proc, fp: File, request: str, argument: Any) -> Any:
    """The master's requests; most are the terminal's own, asked without its rules of foreground. Errors: ENOTTY."""
    tty: Tty = fp.f_data
    if request == "TIOCPTMASTER":
        return None
    if request == "FIONREAD":
        return len(_pts(tty).pts_outq)
    if request == "TIOCGPGRP":
        return tty.t_pgrp.pg_id if tty.t_pgrp is not None else NO_PID
    if request == "TIOCSIG":
        pgsignal(kernel, tty.t_pgrp, argument)
        return None
    handler = IOCTLS.get(request)
    if handler is None or request in ("TIOCSCTTY", "TIOCSPGRP"):
        raise Errno(ENOTTY, f"The master of a pseudo-terminal knows no {request}.", "tty_pts.c: ptsdev_ioctl")
    return handler(kernel, p, tty, argument)


def ptsdev_poll(kernel: Kernel, p: Proc, fp: File, events: str) -> str:
    """What is ready: all is when nobody has the terminal open (a hang-up)."""
    pts = _pts(fp.f_data)
    if pts.pts_finished:
        return events
    return "".join(event for event in events if event == "w" or pts.pts_outq)


def ptsdev_stat(kernel: Kernel, p: Proc, fp: File) -> Stat:
    """fstat(2): a character device without a node of its own (ptsdev_stat)."""
    dev = _pts(fp.f_data).pts_dev
    return Stat(0, dev.si_ino, S_IFCHR | MODE, 1, dev.si_uid, dev.si_gid, 0, 0, dev.si_name, 0, 0, 0, 0, 0)


def ptsdev_close(kernel: Kernel, fp: File) -> None:
    """The master is closed: the session's leader is told, readers get an end (ptsdev_close, tty_rel_gone)."""
    tty: Tty = fp.f_data
    tty.t_gone = True
    leader = tty.t_session.s_leader if tty.t_session is not None else None
    if leader is not None:
        psignal(kernel, leader, SIGHUP)
        psignal(kernel, leader, SIGCONT)
    _wake(kernel, tty)
    if _pts(tty).pts_dev.si_usecount == 0:
        _free(kernel, tty)


FILEOPS["pts"] = Fileops(ptsdev_read, ptsdev_write, ptsdev_ioctl, ptsdev_poll, ptsdev_stat, ptsdev_close)

SYSCALLS = {"posix_openpt": sys_posix_openpt}
