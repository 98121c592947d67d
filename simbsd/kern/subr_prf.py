"""The kernel's own messages.

Models sys/kern/subr_prf.c (log, printf) and subr_msgbuf.c. While the machine runs
dmesg(8) and /dev/klog show them; while it comes up and goes down they are on the console too. The oldest messages go
when there are too many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_synch import selwakeup, wakeup
from simbsd.kern.tty_ttydisc import ttydisc_write

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

MSGBUF_LINES = 1000
KLOG = "klog"  # what a reader of /dev/klog sleeps on


def log(kernel: Kernel, line: str, priority: int | None = None) -> None:
    """Put one line, given without its newline, into the message buffer; without a priority it is a printf(9)'s."""
    for buffer, text in ((kernel.msgbuf, line), (kernel.klog, line if priority is None else f"<{priority}>{line}")):
        buffer.append(f"{text}\n")
        if len(buffer) > MSGBUF_LINES:
            del buffer[0]
    if kernel.klog_open:
        wakeup(kernel, KLOG)
        selwakeup(kernel)
    elif priority is not None:
        _console(kernel, line)


def printf(kernel: Kernel, line: str) -> None:
    """One line into the message buffer and onto the console; nobody looks at it before time begins."""
    log(kernel, line)
    _console(kernel, line)


def _console(kernel: Kernel, line: str) -> None:
    console = kernel.ttys.get(0)
    if console is not None and kernel.now:
        ttydisc_write(kernel, console, f"{line}\n".encode(), 0)
