"""The last step of Ethernet output: a finished frame goes to the bridge, or with its priority to the wire.

Models sys/net/if_ethersubr.c (the end of ether_output, ether_output_frame, ether_set_pcp, ether_ioctl SIOCSLANPCP).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import priv_check
from simbsd.net.if_bridge import bridge_output
from simbsd.net.pfil import pfil_link_out
from simbsd.sys.errno import EACCES, EINVAL, Errno
from simbsd.sys.mbuf import ETHERTYPE_VLAN, Ether, Mbuf, Tag
from simbsd.sys.priv import Priv

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Ifnet

ENCAPLEN, PCP_MAX = 4, 7
_WITH_PCP = ("bridge", "em", "epair", "lagg", "tap", "vlan")  # whose requests end in ether_ioctl


def ether_output_frame(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> int:
    """Send a frame of this stack (ether_output, ether_output_frame). An errno or 0."""
    if ifp.if_bridge is not None:
        return bridge_output(kernel, ifp, m)
    if (m.m_pcp is not None or ifp.if_pcp is not None) and ifp.if_type != "vlan":
        _set_pcp(ifp, m)
    if ifp.if_vnet.vnet_pfil_link is not None and not pfil_link_out(kernel, ifp, m):
        return EACCES
    error: int = ifp.if_transmit(kernel, ifp, m)
    return error


def _set_pcp(ifp: Ifnet, m: Mbuf) -> None:
    """Put on a frame without a tag one that holds a priority and no VLAN; the packet's own priority counts before that
    of its interface (ether_set_pcp, ether_8021q_frame).
    """
    frame: Ether = m.m_payload
    pcp, m.m_pcp = m.m_pcp if m.m_pcp is not None else ifp.if_pcp or 0, None
    if not frame.tags:
        m.m_payload = frame._replace(vlan=0, tags=(Tag(ETHERTYPE_VLAN, 0, pcp),))
        m.m_len += ENCAPLEN


def ether_setpcp(kernel: Kernel, p: Proc, ifp: Ifnet, pcp: int | None) -> None:
    """The priority of frames without a tag, None for none (SIOCSLANPCP). Errors: EINVAL, EPERM."""
    if ifp.if_type not in _WITH_PCP:
        raise Errno(EINVAL, f"ifhwioctl: {ifp.if_xname} is no Ethernet")
    priv_check(kernel, p, Priv.PRIV_NET_SETLANPCP)
    if pcp is not None and not 0 <= pcp <= PCP_MAX:
        raise Errno(EINVAL, f"ether_ioctl: a priority is between 0 and {PCP_MAX}")
    ifp.if_pcp = pcp
