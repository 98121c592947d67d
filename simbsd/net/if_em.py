"""The machine's network card: em0, its link up.

Models sys/dev/e1000/if_em.c as seen from the stack; leaves out the hardware. What is at the other end of the cable,
net/internet.py, is built when the first frame is sent that somebody there could answer, its IPv6 when the first frame
of that is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop, leave
from simbsd.net.bpf_tap import bpf_mtap
from simbsd.net.if_ethersubr import ether_input, ether_output
from simbsd.sys.errno import ENETDOWN
from simbsd.sys.mbuf import ETHER_BROADCAST, ETHERTYPE_IPV6, Arp, Ether
from simbsd.sys.vnet import IFF_BROADCAST, IFF_MULTICAST, IFF_RUNNING, IFF_SIMPLEX, IFF_UP, Ifnet, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf

_CAPABILITIES = 0x48505BB
_LLADDR = bytes.fromhex("0800278a1102")


def em_new(vnet: Vnet, unit: int) -> Ifnet:
    """A card, not attached yet (em_if_attach_pre)."""
    return Ifnet(
        if_index=0, if_xname=f"em{unit}", if_type="em", if_unit=unit, if_vnet=vnet, if_home_vnet=vnet,
        if_flags=IFF_BROADCAST | IFF_SIMPLEX | IFF_MULTICAST, if_mtu=1500, if_lladdr=_LLADDR,
        if_capabilities=_CAPABILITIES, if_baudrate=1_000_000_000,
        if_output=ether_output, if_input=ether_input, if_transmit=em_transmit, if_init=em_init,
        if_media="Ethernet autoselect (1000baseT <full-duplex>)",
    )  # fmt: skip


def em_init(kernel: Kernel, ifp: Ifnet) -> None:
    """IFF_UP changed: start or stop the card (em_if_init, em_if_stop)."""
    if ifp.if_flags & IFF_UP:
        ifp.if_flags |= IFF_RUNNING
    else:
        ifp.if_flags &= ~IFF_RUNNING


def em_transmit(kernel: Kernel, ifp: Ifnet, m: Mbuf, wait: int = 0) -> int:
    """Put a frame on the cable."""
    if ifp.if_bpf:
        bpf_mtap(kernel, ifp, m, True)
    if not ifp.if_flags & IFF_UP:
        ifp.if_oerrors += 1
        drop(kernel, m, ifp, f"{ifp.if_xname} is down: nothing is sent.")
        return ENETDOWN
    ifp.if_opackets += 1
    ifp.if_obytes += m.m_len
    ifp.if_omcasts += m.m_broadcast and m.m_payload.dst != ETHER_BROADCAST
    if ifp.if_softc is None:
        if _wants_no_answer(m.m_payload):
            leave(kernel, m, ifp)
            return 0
        from simbsd.net.internet import internet_attach

        internet_attach(kernel, ifp)
    if m.m_payload.type == ETHERTYPE_IPV6 and not ifp.if_softc.speaks6:
        from simbsd.net.internet6 import internet6_attach

        internet6_attach(kernel, ifp.if_softc)
    from simbsd.net.internet import segment_transmit

    segment_transmit(kernel, ifp.if_softc, ifp, m, wait)
    return 0


def _wants_no_answer(frame: Ether) -> bool:
    """An ARP announcement of an own address."""
    arp = frame.payload
    return type(arp) is Arp and arp.sender_ip == arp.target_ip
