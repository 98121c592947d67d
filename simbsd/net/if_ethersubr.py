"""Ethernet: packets into frames, frames into packets, and the first look at a frame that came in.

Models sys/net/if_ethersubr.c (ether_output, ether_input_internal, ether_demux, ether_gen_addr); leaves out netgraph,
lagg, multicast filters, and what a tag without a VLAN may have inside.
"""

from __future__ import annotations

from hashlib import sha1
from typing import TYPE_CHECKING

from simbsd.net.bpf import drop, ether_ntoa
from simbsd.net.bpf_tap import bpf_mtap
from simbsd.net.ether_frame import ENCAPLEN, ether_output_frame
from simbsd.net.if_bridge import bridge_input
from simbsd.net.if_vlan import vlan_input
from simbsd.net.pfil import pfil_link_in
from simbsd.netinet.if_ether import arp_input, arpresolve
from simbsd.netinet.ip_input import ip_input
from simbsd.netinet6.ip6_input import ip6_input
from simbsd.netinet6.nd6 import nd6_resolve
from simbsd.sys.errno import EAGAIN, ENETDOWN
from simbsd.sys.mbuf import (
    BSTP_ETHERADDR,
    ETHER_BROADCAST,
    ETHER_HDR_LEN,
    ETHERTYPE_ARP,
    ETHERTYPE_IP,
    ETHERTYPE_IPV6,
    ETHERTYPE_SLOW,
    NO_MAC,
    Ether,
    Ip6,
    Mbuf,
)
from simbsd.sys.vnet import IFF_MONITOR, IFF_NOARP, IFF_PROMISC, IFF_RUNNING, IFF_UP

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

ETHERMTU = 1500
_UP_RUNNING = IFF_UP | IFF_RUNNING
_OUI_FREEBSD_GENERATED = 0x589CFC000000


def ether_output(kernel: Kernel, ifp: Ifnet, m: Mbuf, gateway: int) -> int:
    """Send an IP packet to a neighbour: resolve it, frame it, hand it on (ether_output). An errno or 0."""
    if ifp.if_flags & _UP_RUNNING != _UP_RUNNING:
        drop(kernel, m, ifp, f"{ifp.if_xname} is down: nothing is sent.")
        return ENETDOWN
    if type(m.m_payload) is Ip6:
        return _output6(kernel, ifp, m, gateway)
    if m.m_broadcast:
        mac = ETHER_BROADCAST
    elif gateway >> 28 == 14:
        mac = b"\x01\x00\x5e" + (gateway & 0x7FFFFF).to_bytes(3, "big")
        m.m_broadcast = True
        if ifp.if_carp is not None:
            return _output_frame(kernel, ifp, m, mac, ETHERTYPE_IP)
    else:
        found = arpresolve(kernel, ifp, m, gateway)
        if type(found) is int:
            return 0 if found == EAGAIN else found
        mac = found  # type: ignore[assignment]
    m.m_len = ETHER_HDR_LEN + m.m_payload.length
    m.m_payload = Ether(mac, ifp.if_lladdr or NO_MAC, ETHERTYPE_IP, m.m_payload)
    return ether_output_frame(kernel, ifp, m)


def _output6(kernel: Kernel, ifp: Ifnet, m: Mbuf, gateway: int) -> int:
    """The same for an IPv6 packet, whose neighbours are found by nd6_resolve."""
    mac = nd6_resolve(kernel, ifp, m, gateway)
    if type(mac) is int:
        return 0 if mac == EAGAIN else mac
    m.m_broadcast = gateway >> 120 == 0xFF
    if ifp.if_carp is not None:
        return _output_frame(kernel, ifp, m, mac, ETHERTYPE_IPV6)  # type: ignore[arg-type]
    m.m_len = ETHER_HDR_LEN + m.m_payload.length
    m.m_payload = Ether(mac, ifp.if_lladdr or NO_MAC, ETHERTYPE_IPV6, m.m_payload)  # type: ignore[arg-type]
    return ether_output_frame(kernel, ifp, m)


def _output_frame(kernel: Kernel, ifp: Ifnet, m: Mbuf, mac: bytes, kind: int) -> int:
    """The same where there are virtual hosts: what one of them says may come from its own link-level address."""
    from simbsd.netinet.ip_carp_hooks import carp_output

    m.m_len = ETHER_HDR_LEN + m.m_payload.length
    m.m_payload = Ether(mac, carp_output(ifp, m.m_payload), kind, m.m_payload)
    return ether_output_frame(kernel, ifp, m)


def _is_virtual(ifp: Ifnet, mac: bytes) -> bool:
    """Whether a frame is for a virtual host of this interface (carp_forus)."""
    if ifp.if_carp is None:
        return False
    from simbsd.netinet.ip_carp_hooks import carp_forus

    return carp_forus(ifp, mac)


def _passes(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> bool:
    """Whether a filter of frames lets one go on; it is not asked about one that is for somebody else (M_PROMISC)."""
    mac = m.m_payload.dst
    ours = m.m_broadcast or mac == ifp.if_lladdr or _is_virtual(ifp, mac)
    return not ours or pfil_link_in(kernel, ifp, m)


def ether_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A frame came in (ether_input_internal): count it, let a bridge look at it, keep what is for this stack."""
    if not ifp.if_flags & IFF_UP:
        drop(kernel, m, ifp, f"{ifp.if_xname} is down: what arrives is thrown away.")
        return
    frame: Ether = m.m_payload
    dst = frame.dst
    ifp.if_ipackets += 1
    ifp.if_ibytes += m.m_len
    m.m_rcvif = ifp
    m.m_broadcast = everybody = dst[0] & 1 == 1
    if everybody:
        ifp.if_imcasts += 1
    if ifp.if_bpf:
        bpf_mtap(kernel, ifp, m)
    if ifp.if_bridge is not None:
        local = bridge_input(kernel, ifp, m)
        if local is None:
            return
        ifp = m.m_rcvif = local
    plain = frame.type == ETHERTYPE_IP and not frame.tags and not ifp.if_flags & IFF_MONITOR
    if plain and dst == ifp.if_lladdr and ifp.if_vnet.vnet_pfil_link is None:
        m.m_payload = frame.payload
        ip_input(kernel, ifp, m)
    else:
        ether_demux(kernel, ifp, m)


def ether_demux(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """Give a frame that is for this stack to its protocol (ether_demux)."""
    frame: Ether = m.m_payload
    if ifp.if_vnet.vnet_pfil_link is not None and not _passes(kernel, ifp, m):
        return
    if frame.tags:
        if frame.vlan:
            vlan_input(kernel, ifp, m)
            return
        m.m_payload = frame = frame._replace(vlan=None, tags=())  # only a priority
        m.m_len -= ENCAPLEN
    if not m.m_broadcast and frame.dst != ifp.if_lladdr and not _is_virtual(ifp, frame.dst):
        why = "promiscuous mode shows it, the stack ignores it" if ifp.if_flags & IFF_PROMISC else "it is not for me"
        drop(kernel, m, ifp, f"{ifp.if_xname}: the frame is for {ether_ntoa(frame.dst)}; {why}.")
        return
    if ifp.if_flags & IFF_MONITOR:
        drop(kernel, m, ifp, f"{ifp.if_xname} only monitors.")
        return
    if frame.type == ETHERTYPE_IP:
        m.m_payload = frame.payload
        ip_input(kernel, ifp, m)
    elif frame.type == ETHERTYPE_ARP:
        if ifp.if_flags & IFF_NOARP:
            drop(kernel, m, ifp, f"{ifp.if_xname} does without ARP (NOARP): questions and answers are thrown away.")
        else:
            arp_input(kernel, ifp, m)
    elif frame.type == ETHERTYPE_IPV6:
        m.m_payload = frame.payload
        ip6_input(kernel, ifp, m)
    else:
        drop(kernel, m, ifp, f"{ifp.if_xname}: {_nobodys(frame)}.")


def _nobodys(frame: Ether) -> str:
    """Why no protocol takes a frame."""
    if frame.dst == BSTP_ETHERADDR:
        return "this is a bridge's word about the spanning tree, and this is a member of none"
    if frame.type == ETHERTYPE_SLOW:
        return "this is an aggregated link's word to its other end, and this is a port of no lagg"
    if frame.type <= ETHERMTU:
        return f"a frame of 802.3, whose {frame.type} bytes no protocol here takes"
    return f"no protocol here takes Ethernet type {frame.type:#06x}"


def ether_gen_addr(kernel: Kernel, uuid: str, default_uuid: str, name: str, jail: str) -> bytes:
    """A link-level address from host uuid, interface and jail names (ether_gen_addr_byname).

    With the default uuid FreeBSD takes chance; here the machine's seed and a counter take its place.
    """
    if uuid == default_uuid:
        kernel.epair_index += 1
        digest = sha1(f"{kernel.seed}-{kernel.epair_index}-{name}-{jail}".encode()).digest()
        return bytes([digest[0] & 0xFE | 0x02]) + digest[1:6]
    digest = sha1(f"{uuid}-{name}-{jail}".encode()).digest()
    low = (digest[0] << 16 | digest[1] << 8 | digest[2]) & 0x10FFFF
    return (_OUI_FREEBSD_GENERATED | low).to_bytes(6, "big")
