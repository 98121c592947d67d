"""/dev/klog: the kernel's messages for syslogd(8), each read once.

Models sys/kern/subr_log.c; leaves out asynchronous notification and kqueue. A reader is told at once, not five times a
second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.subr_prf import KLOG
from simbsd.sys.conf import Cdev, Cdevsw
from simbsd.sys.errno import EAGAIN, EBUSY, ENOTTY, Errno
from simbsd.sys.fcntl import O_NONBLOCK
from simbsd.sys.proc import Proc, Sleep

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


def logopen(kernel: Kernel, p: Proc, dev: Cdev, flags: int) -> None:
    """One reader at a time (logopen). Errors: EBUSY."""
    if kernel.klog_open:
        raise Errno(EBUSY, "Another process reads the kernel's messages already.", "subr_log.c: logopen")
    kernel.klog_open = True


def logclose(kernel: Kernel, dev: Cdev) -> None:
    """The reader is gone (logclose)."""
    kernel.klog_open = False


def logread(kernel: Kernel, p: Proc, dev: Cdev, nbytes: int, flags: int) -> bytes:
    """What has come since the last read; waits for more (logread). Errors: EAGAIN."""
    if not kernel.klog:
        if flags & O_NONBLOCK:
            raise Errno(EAGAIN, "The kernel has said nothing new.", "subr_log.c: logread")
        raise Sleep(KLOG, "klog")
    text = "".join(kernel.klog).encode()
    kernel.klog.clear()
    if len(text) > nbytes:
        kernel.klog.append(text[nbytes:].decode("utf-8", "replace"))
    return text[:nbytes]


def logpoll(kernel: Kernel, p: Proc, dev: Cdev, events: str) -> str:
    """Whether there is something new (logpoll)."""
    return "r" if "r" in events and kernel.klog else ""


def logioctl(kernel: Kernel, p: Proc, dev: Cdev, request: str, argument: Any, flags: int) -> Any:
    """FIONREAD tells how much may be read. Errors: ENOTTY."""
    if request == "FIONREAD":
        return sum(len(line.encode()) for line in kernel.klog)
    if request == "FIODGNAME":
        return dev.si_name
    raise Errno(ENOTTY, "The device knows no such request.", "subr_log.c: logioctl")


KLOG_CDEVSW = Cdevsw(open=logopen, close=logclose, read=logread, ioctl=logioctl, poll=logpoll)
