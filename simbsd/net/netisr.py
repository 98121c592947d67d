"""Packets under way between interfaces: what was transmitted arrives a little later, in virtual time.

Models sys/net/netisr.c (and the per-CPU tasks of if_epair.c); leaves out work streams, CPU affinity and rate limits.
One heap of ``(when, seq, interface, packet)`` and one callout armed for its head: many packets of one moment cost one
callout.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_at, callout_stop
from simbsd.sys.errno import ENOBUFS

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf
    from simbsd.sys.vnet import Ifnet


def netisr_queue(kernel: Kernel, us: int, ifp: Ifnet, m: Mbuf) -> int:
    """Let ``m`` arrive at ``ifp`` in ``us`` microseconds; 0, or ENOBUFS when too many packets are under way."""
    queue = kernel.netisrq
    if len(queue) >= kernel.limits.packets:
        return ENOBUFS
    when = kernel.now + us
    kernel.netisr_seq = seq = kernel.netisr_seq + 1
    heappush(queue, (when, seq, ifp, m))
    armed = kernel.netisr
    if armed is None or armed.c_when > when:
        callout_stop(armed)
        kernel.netisr = callout_at(kernel, when, swi_net)
    return 0


def swi_net(kernel: Kernel) -> None:
    """Hand every packet whose time has come to its interface (swi_net).

    ``kernel.netisr`` stays set to this callout meanwhile, so that what is queued by the way arms no other.
    """
    queue = kernel.netisrq
    now = kernel.now
    while queue and queue[0][0] <= now:
        _, _, ifp, m = heappop(queue)
        ifp.if_input(kernel, ifp, m)
    armed = kernel.netisr
    if not queue:
        kernel.netisr = None
    elif armed is None:  # the machine has booted again meanwhile
        kernel.netisr = callout_at(kernel, queue[0][0], swi_net)
    else:  # the callout that came is set once more: it is nobody else's
        kernel.callout_seq = seq = kernel.callout_seq + 1
        armed.c_when = when = queue[0][0]
        armed.c_active = True
        heappush(kernel.callouts, (when, seq, armed))
