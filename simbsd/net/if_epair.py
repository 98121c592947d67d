"""Virtual Ethernet cables: what goes into one end comes out of the other.

Models sys/net/if_epair.c; leaves out the drivers' own queues and multiple CPUs. ``EPAIR_US`` is the virtual time of
one crossing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop, hop
from simbsd.net.bpf_tap import bpf_mtap
from simbsd.net.if_ethersubr import ether_input, ether_output
from simbsd.net.netisr import netisr_queue
from simbsd.sys.errno import ENETDOWN
from simbsd.sys.if_softc import EpairSoftc
from simbsd.sys.vnet import IFF_BROADCAST, IFF_MULTICAST, IFF_RUNNING, IFF_SIMPLEX, IFF_UP, Ifnet, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf

EPAIR_US = 20
_IFCAP_VLAN_MTU = 0x8


def epair_new(vnet: Vnet, unit: int) -> tuple[Ifnet, Ifnet]:
    """Both ends of a cable, neither attached nor with a link-level address yet (epair_clone_create)."""
    one, other = _end(vnet, unit, "a"), _end(vnet, unit, "b")
    one.if_softc, other.if_softc = EpairSoftc(other), EpairSoftc(one)
    return one, other


def _end(vnet: Vnet, unit: int, letter: str) -> Ifnet:
    return Ifnet(
        if_index=0, if_xname=f"epair{unit}{letter}", if_type="epair", if_unit=unit, if_vnet=vnet, if_home_vnet=vnet,
        if_flags=IFF_BROADCAST | IFF_SIMPLEX | IFF_MULTICAST | IFF_RUNNING, if_mtu=1500, if_groups=["epair"],
        if_capabilities=_IFCAP_VLAN_MTU, if_baudrate=10_000_000_000,
        if_output=ether_output, if_input=ether_input, if_transmit=epair_transmit, if_init=epair_init,
        if_media="Ethernet 10Gbase-T (10Gbase-T <full-duplex>)",
    )  # fmt: skip


def epair_init(kernel: Kernel, ifp: Ifnet) -> None:
    """IFF_UP changed: nothing to do, a cable is always RUNNING (epair_ioctl SIOCSIFFLAGS)."""


def jenkins_hash32(words: tuple[int, ...]) -> int:
    """A 32-bit hash of 32-bit words (one-at-a-time; sys/libkern/jenkins_hash.c uses lookup3, whose values nobody
    sees).
    """
    state = 0
    for word in words:
        for shift in (0, 8, 16, 24):
            state = state + (word >> shift & 0xFF) & 0xFFFFFFFF
            state = state + (state << 10) & 0xFFFFFFFF
            state ^= state >> 6
    state = state + (state << 3) & 0xFFFFFFFF
    state ^= state >> 11
    return state + (state << 15) & 0xFFFFFFFF


def epair_generate_mac(kernel: Kernel, ifp: Ifnet, hostid: int) -> bytes:
    """The ``a`` end's address: 02, four octets hashed from host id and index, 0a (epair_generate_mac); ``b`` ends in
    0b.

    Without a host id the machine's seed takes its place, where FreeBSD takes chance.
    """
    kernel.epair_index = max(kernel.epair_index + 1, ifp.if_index)
    hostid = hostid or kernel.seed
    digest = jenkins_hash32((kernel.epair_index, hostid & 0xFFFFFFFF, hostid >> 32 & 0xFFFFFFFF))
    return b"\x02" + digest.to_bytes(4, "big") + b"\x0a"


def epair_transmit(kernel: Kernel, ifp: Ifnet, m: Mbuf, wait: int = 0) -> int:
    """Send a frame to the other end, after ``wait`` microseconds more (epair_transmit).

    A frame for an end that is down is lost without an error, as on a cable.
    """
    softc = ifp.if_softc
    other: Ifnet = softc.oifp
    if not ifp.if_flags & IFF_UP:
        ifp.if_oerrors += 1
        drop(kernel, m, ifp, f"{ifp.if_xname} is down: nothing is sent.")
        return ENETDOWN
    if ifp.if_bpf:
        bpf_mtap(kernel, ifp, m, True)
    if not other.if_flags & IFF_UP:
        ifp.if_oerrors += 1
        drop(kernel, m, ifp, f"{other.if_xname}, the other end of {ifp.if_xname}, is down: nothing crosses.")
        return 0
    ifp.if_opackets += 1
    ifp.if_obytes += m.m_len
    if m.m_broadcast:
        ifp.if_omcasts += 1
    takes = EPAIR_US
    if softc.cable is not None:
        from simbsd.net.cable import cable_cross

        crossing = cable_cross(kernel, ifp, softc.cable, m)
        if crossing is None:
            return 0
        wait, takes = wait + crossing[0], takes + crossing[1]
    m.m_rcvif = other
    error = netisr_queue(kernel, takes + wait, other, m)
    if error:
        ifp.if_oerrors += 1
        drop(kernel, m, ifp, f"{ifp.if_xname}: too many packets are under way (queue full).")
    elif kernel.watched:
        hop(kernel, m, ifp, other, kernel.now + wait, kernel.now + wait + takes)
    return error
