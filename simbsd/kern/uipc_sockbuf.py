"""Socket buffers: what waits to be read, and who is told when there is more.

Models sys/kern/uipc_sockbuf.c; leaves out mbuf chains, low-water marks and ancillary data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_synch import selwakeup, wakeup

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.socketvar import Socket


def sowakeup(kernel: Kernel, so: Socket) -> None:
    """A socket's state changed: whoever sleeps on it, or polls, looks again (sorwakeup, sowwakeup)."""
    if so.so_upcall is not None:
        so.so_upcall(kernel, so)
        return
    wakeup(kernel, so)
    selwakeup(kernel)


def sbappendaddr(kernel: Kernel, so: Socket, data: Any, sender: Any, size: int) -> bool:
    """Put a datagram of ``size`` bytes into a receive buffer; False when it is full (sbappendaddr)."""
    if so.so_rcvcc + size > so.so_rcvhiwat or so.so_cantrcvmore:
        return False
    so.so_rcv.append((data, sender, size))
    so.so_rcvcc += size
    sowakeup(kernel, so)
    return True
