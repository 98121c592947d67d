"""The kernel's own messages.

Models sys/kern/subr_prf.c (log, printf) and subr_msgbuf.c; leaves out priorities and the console: dmesg(8) alone
shows them. The oldest messages go when there are too many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

MSGBUF_LINES = 1000


def log(kernel: Kernel, line: str) -> None:
    """Put one line, given without its newline, into the message buffer."""
    kernel.msgbuf.append(f"{line}\n")
    if len(kernel.msgbuf) > MSGBUF_LINES:
        del kernel.msgbuf[0]
