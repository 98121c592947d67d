"""The loopback interface: what is sent comes back in.

Models sys/net/if_loop.c; leaves out checksum options. ``LOOP_US`` is the virtual time of one turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import log
from simbsd.net.bpf import drop, hop
from simbsd.net.bpf_tap import bpf_mtap
from simbsd.net.netisr import netisr_queue
from simbsd.netinet.ip_input import ip_input
from simbsd.netinet6.ip6_input import ip6_input
from simbsd.sys.mbuf import Ip6
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_MULTICAST, IFF_RUNNING, IFF_UP, Ifnet, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf

LOOP_US = 15
LOMTU = 16384
_CAPABILITIES = 0x680003


def lo_new(vnet: Vnet, unit: int) -> Ifnet:
    """A loopback interface, not attached yet (lo_clone_create)."""
    return Ifnet(
        if_index=0, if_xname=f"lo{unit}", if_type="lo", if_unit=unit, if_vnet=vnet, if_home_vnet=vnet,
        if_flags=IFF_LOOPBACK | IFF_MULTICAST, if_mtu=LOMTU, if_groups=["lo"], if_capabilities=_CAPABILITIES,
        if_output=looutput, if_input=lo_input, if_init=lo_init, if_link_up=False,
    )  # fmt: skip


def lo_init(kernel: Kernel, ifp: Ifnet) -> None:
    """IFF_UP changed, and with it the link; once up, a loopback interface stays RUNNING (loioctl)."""
    up = bool(ifp.if_flags & IFF_UP)
    if up:
        ifp.if_flags |= IFF_RUNNING
    if up != ifp.if_link_up:
        ifp.if_link_up = up
        if kernel.release.loopback_links:
            log(kernel, f"{ifp.if_xname}: link state changed to {'UP' if up else 'DOWN'}")


def looutput(kernel: Kernel, ifp: Ifnet, m: Mbuf, gateway: int) -> int:
    """Send a packet round to the stack's own input; the interface's state is not asked (looutput)."""
    m.m_rcvif = ifp
    if ifp.if_bpf:
        bpf_mtap(kernel, ifp, m)
    size = m.m_payload.length
    ifp.if_opackets += 1
    ifp.if_obytes += size
    error = netisr_queue(kernel, LOOP_US, ifp, m)
    if kernel.watched:
        if error:
            drop(kernel, m, ifp, f"{ifp.if_xname}: too many packets are under way (queue full).")
        else:
            hop(kernel, m, ifp, ifp, kernel.now, kernel.now + LOOP_US)
    return error


def lo_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """What went round is input of the same stack (if_simloop)."""
    ifp.if_ipackets += 1
    ifp.if_ibytes += m.m_payload.length
    (ip6_input if type(m.m_payload) is Ip6 else ip_input)(kernel, ifp, m)
