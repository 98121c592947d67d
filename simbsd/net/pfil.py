"""The hooks where packet filters stand: a packet passes, perhaps changed, or ends there.

Models sys/net/pfil.c (pfil_mbuf_in, pfil_mbuf_out); one filter can be linked to each stack's inet and inet6 heads, one
to its link head. Callers look at ``vnet.vnet_pfil`` or ``vnet.vnet_pfil_link`` first: where no filter is linked, a
packet costs that look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.pf import PF_IN, PF_OUT

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf
    from simbsd.sys.vnet import Ifnet, Vnet


def pfil_in(kernel: Kernel, vnet: Vnet, ifp: Ifnet, m: Mbuf) -> bool:
    """Whether a packet that came in by ``ifp`` goes on; the filter may have changed ``m.m_payload``."""
    return bool(vnet.vnet_pfil(kernel, vnet, ifp, m, PF_IN))


def pfil_out(kernel: Kernel, vnet: Vnet, ifp: Ifnet, m: Mbuf) -> bool:
    """Whether a packet that is about to leave by ``ifp`` goes on."""
    return bool(vnet.vnet_pfil(kernel, vnet, ifp, m, PF_OUT))


def pfil_link_in(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> bool:
    """Whether a frame that came in by ``ifp``, and is for this stack, goes on."""
    return bool(ifp.if_vnet.vnet_pfil_link(kernel, ifp.if_vnet, ifp, m, PF_IN))


def pfil_link_out(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> bool:
    """Whether a frame that is about to leave by ``ifp`` goes on."""
    return bool(ifp.if_vnet.vnet_pfil_link(kernel, ifp.if_vnet, ifp, m, PF_OUT))
