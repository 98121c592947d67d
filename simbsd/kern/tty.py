"""Terminals as devices.

Models sys/kern/tty.c; leaves out call-in and call-out devices, and revoke(2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simbsd.kern.kern_priv import can_priv
from simbsd.kern.kern_proc import is_orphaned
from simbsd.kern.kern_sig import action_of, pgsignal
from simbsd.kern.tty_ttydisc import ttydisc_canonicalise, ttydisc_read, ttydisc_rint, ttydisc_unread, ttydisc_write
from simbsd.sys.conf import D_TTY, Cdev, Cdevsw
from simbsd.sys.errno import EACCES, EAGAIN, EINVAL, EIO, ENOTTY, ENXIO, EPERM, Errno
from simbsd.sys.event import TtyMode
from simbsd.sys.fcntl import O_NONBLOCK
from simbsd.sys.kernel import Kernel
from simbsd.sys.priv import Priv
from simbsd.sys.proc import Pgrp, Proc, Sleep
from simbsd.sys.signal import SIGTTIN, SIGTTOU, SIGWINCH, Action
from simbsd.sys.termios import ICANON, TOSTOP, Termios, Winsize
from simbsd.sys.tty import Tty


def tty_alloc(kernel: Kernel, number: int, name: str) -> Tty:
    """A terminal of the machine; its node is /dev/``name``."""
    tty = Tty(number, name)
    kernel.ttys[number] = tty
    return tty


def tty_resize(kernel: Kernel, tty: Tty, rows: int, columns: int) -> None:
    """Set the size; the foreground group gets SIGWINCH when it changed."""
    if (tty.t_winsize.ws_row, tty.t_winsize.ws_col) != (rows, columns):
        tty.t_winsize = Winsize(rows, columns)
        pgsignal(kernel, tty.t_pgrp, SIGWINCH)


def uprintf(kernel: Kernel, p: Proc, text: str) -> None:
    """Print a kernel message on a process's controlling terminal (subr_prf.c)."""
    tty = p.p_pgrp.pg_session.s_ttyp
    if tty is not None:
        ttydisc_write(kernel, tty, text.encode(), 0)


def _lookup(kernel: Kernel, p: Proc, dev: Cdev) -> Tty:
    if dev.si_name == "tty":
        tty = p.p_pgrp.pg_session.s_ttyp
        if tty is None:
            raise Errno(ENXIO, "the process has no controlling terminal")
        return tty
    tty = dev.si_drv1
    if not isinstance(tty, Tty):
        raise Errno(ENXIO, f"there is no terminal {dev.si_name}")
    return tty


def tty_open(kernel: Kernel, p: Proc, dev: Cdev, flags: int) -> None:
    """Open a terminal; it becomes a session's controlling one by TIOCSCTTY only. Errors: ENXIO."""
    _lookup(kernel, p, dev)


def _set_controlling(tty: Tty, p: Proc) -> None:
    session = p.p_pgrp.pg_session
    session.s_ttyp = tty
    tty.t_session = session
    tty.t_pgrp = p.p_pgrp


def tty_read(kernel: Kernel, p: Proc, dev: Cdev, nbytes: int, flags: int) -> bytes:
    """Read: SIGTTIN for a background process. Errors: EIO, EAGAIN, EINTR."""
    tty = _lookup(kernel, p, dev)
    _wait_background(kernel, p, tty, SIGTTIN)
    tty.t_atime = kernel.now
    if tty.t_termios.c_lflag & ICANON or tty.t_termios.c_cc["VMIN"]:
        data = ttydisc_read(tty, nbytes)
        if data is None:
            if flags & O_NONBLOCK:
                raise Errno(
                    EAGAIN, "Nothing has been typed, and the descriptor does not block.", "tty_ttydisc.c: ttydisc_read"
                )
            raise Sleep(tty, "ttyin")
        return data
    return ttydisc_read(tty, nbytes) or b""


def tty_write(kernel: Kernel, p: Proc, dev: Cdev, data: bytes, flags: int) -> int:
    """Write: SIGTTOU for a background process where TOSTOP is set."""
    tty = _lookup(kernel, p, dev)
    if tty.t_termios.c_lflag & TOSTOP:
        _wait_background(kernel, p, tty, SIGTTOU)
    tty.t_mtime = kernel.now
    ttydisc_write(kernel, tty, data, p.p_pid)
    return len(data)


def _in_background(p: Proc, tty: Tty) -> bool:
    return p.p_pgrp.pg_session.s_ttyp is tty and tty.t_pgrp is not p.p_pgrp


def _wait_background(kernel: Kernel, p: Proc, tty: Tty, sig: int) -> None:
    """Stop a background process that touches its terminal (tty_wait_background). Errors: EIO for an orphaned group."""
    if not _in_background(p, tty):
        return
    if action_of(p, sig) is Action.IGNORE or sig in p.p_sigmask:
        if sig == SIGTTOU:
            return
        raise Errno(EIO, "a background process that ignores SIGTTIN cannot read its terminal")
    if is_orphaned(p.p_pgrp):
        raise Errno(EIO, "an orphaned background group cannot use the terminal")
    pgsignal(kernel, p.p_pgrp, sig)
    raise Sleep(tty, "ttybg")


def tty_poll(kernel: Kernel, p: Proc, dev: Cdev, events: str) -> str:
    """Which of ``r`` and ``w`` would not block."""
    tty = _lookup(kernel, p, dev)
    ready = "r" if "r" in events and tty.t_input else ""
    return ready + ("w" if "w" in events else "")


def tty_ioctl(kernel: Kernel, p: Proc, dev: Cdev, request: str, argument: Any, flags: int) -> Any:
    """Terminal requests. Errors: ENOTTY for an unknown one, EPERM, EINVAL."""
    tty = _lookup(kernel, p, dev)
    handler = IOCTLS.get(request)
    if handler is None:
        raise Errno(ENOTTY, f"a terminal knows no {request}")
    return handler(kernel, p, tty, argument)


def _getattr(kernel: Kernel, p: Proc, tty: Tty, argument: Any) -> Termios:
    return tty.t_termios.copy()


def _setattr(kernel: Kernel, p: Proc, tty: Tty, modes: Termios) -> None:
    _wait_background(kernel, p, tty, SIGTTOU)
    was = tty.t_termios.c_lflag & ICANON
    tty.t_termios = modes.copy()
    now = modes.c_lflag & ICANON
    if was != now:
        ttydisc_canonicalise(tty, was)
        if tty.t_pts is None:
            kernel.emit_tty(TtyMode(kernel.now, tty.t_number, p.p_pid, bool(now), p.p_comm))


def _getpgrp(kernel: Kernel, p: Proc, tty: Tty, argument: Any) -> int:
    if p.p_pgrp.pg_session.s_ttyp is not tty:
        raise Errno(ENOTTY, "not the controlling terminal")
    return tty.t_pgrp.pg_id if tty.t_pgrp is not None else 100_000  # NO_PID


def _setpgrp(kernel: Kernel, p: Proc, tty: Tty, pgid: int) -> None:
    _wait_background(kernel, p, tty, SIGTTOU)
    session = p.p_pgrp.pg_session
    if session.s_ttyp is not tty:
        raise Errno(ENOTTY, "not the controlling terminal")
    pgrp: Pgrp | None = kernel.pgrps.get(pgid)
    if pgid < 0:
        raise Errno(EINVAL)
    if pgrp is None or pgrp.pg_session is not session:
        raise Errno(EPERM, f"Process group {pgid} is not in the session of this terminal.", "tty.c: tty_generic_ioctl")
    tty.t_pgrp = pgrp


def _set_ctty(kernel: Kernel, p: Proc, tty: Tty, argument: Any) -> None:
    session = p.p_pgrp.pg_session
    if tty.t_session is session:
        return
    if session.s_leader is not p or session.s_ttyp is not None or tty.t_session is not None:
        raise Errno(
            EPERM,
            "Only a session leader without a terminal takes one, and only one that no session has.",
            "tty.c: tty_generic_ioctl",
        )
    _set_controlling(tty, p)


def _simulate_input(kernel: Kernel, p: Proc, tty: Tty, data: bytes) -> None:
    """TIOCSTI: as if ``data`` had been typed; at another terminal than one's own with PRIV_TTY_STI only."""
    if p.p_pgrp.pg_session.s_ttyp is not tty and not can_priv(kernel, p.p_ucred, Priv.PRIV_TTY_STI):
        raise Errno(
            EACCES,
            "Input is made up at the own controlling terminal only, or with PRIV_TTY_STI.",
            "tty.c: tty_generic_ioctl",
        )
    if tty.t_termios.c_lflag & ICANON:
        ttydisc_rint(kernel, tty, data)
    else:
        ttydisc_unread(kernel, tty, data)


def _getwinsize(kernel: Kernel, p: Proc, tty: Tty, argument: Any) -> Winsize:
    return Winsize(tty.t_winsize.ws_row, tty.t_winsize.ws_col)


def _setwinsize(kernel: Kernel, p: Proc, tty: Tty, size: Winsize) -> None:
    tty_resize(kernel, tty, size.ws_row, size.ws_col)


def _device_name(kernel: Kernel, p: Proc, tty: Tty, argument: Any) -> str:
    return tty.t_name


IOCTLS: dict[str, Callable[[Kernel, Proc, Tty, Any], Any]] = {
    "TIOCGETA": _getattr,
    "TIOCSETA": _setattr,
    "TIOCGPGRP": _getpgrp,
    "TIOCSPGRP": _setpgrp,
    "TIOCSCTTY": _set_ctty,
    "TIOCSTI": _simulate_input,
    "TIOCGWINSZ": _getwinsize,
    "TIOCSWINSZ": _setwinsize,
    "FIODGNAME": _device_name,
}

TTY_CDEVSW = Cdevsw(open=tty_open, read=tty_read, write=tty_write, ioctl=tty_ioctl, poll=tty_poll, d_flags=D_TTY)
