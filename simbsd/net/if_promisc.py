"""Promiscuous mode: who wants it is counted, the first turns it on and the last off.

Models sys/net/if.c (ifpromisc, if_setflag); leaves out net.link.log_promisc_mode_change, which is on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import log
from simbsd.sys.vnet import IFF_PPROMISC, IFF_PROMISC

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet


def ifpromisc(kernel: Kernel, ifp: Ifnet, on: bool) -> None:
    """One more, or one less, wants every frame; where an administrator has said so for good, only the count changes."""
    ifp.if_pcount += 1 if on else -1
    if ifp.if_flags & IFF_PPROMISC or ifp.if_pcount != (1 if on else 0):
        return
    ifp.if_flags = ifp.if_flags | IFF_PROMISC if on else ifp.if_flags & ~IFF_PROMISC
    ifp.if_init(kernel, ifp)
    log(kernel, f"{ifp.if_xname}: promiscuous mode {'enabled' if on else 'disabled'}")
