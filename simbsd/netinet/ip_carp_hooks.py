"""What the rest of the stack asks of CARP: whether an address is in use here, and under which link-level address.

Models sys/netinet/ip_carp.c (carp_iamatch, carp_iamatch6, carp_macmatch6, carp_forus, carp_output, carp_master) and
sys/net/if.c (ifa_preferred). Callers look at ``if_carp`` or ``ifa_carp`` first: without CARP this is never imported.
"""

from __future__ import annotations

from typing import Any

from simbsd.sys.carp import MASTER, CarpSoftc
from simbsd.sys.in6 import is_multicast
from simbsd.sys.mbuf import ND_NEIGHBOR_ADVERT, ND_NEIGHBOR_SOLICIT, Carp, Icmp6, Ip
from simbsd.sys.vnet import Ifaddr, Ifnet


def carp_master(ifa: Ifaddr) -> bool:
    """Whether a shared address is in use here (carp_master, carp_iamatch6)."""
    return bool(ifa.ifa_carp.sc_state == MASTER)


def carp_iamatch(ifa: Ifaddr) -> bytes | None:
    """The virtual link-level address of a shared address that is in use here, or None (carp_iamatch)."""
    mac: bytes | None = ifa.ifa_carp.sc_addr if ifa.ifa_carp.sc_state == MASTER else None
    return mac


def carp_macmatch6(ifp: Ifnet, address: int) -> bytes | None:
    """The virtual link-level address that goes with an own address; None for one that is not shared."""
    for ia in ifp.if_addrs6:
        if ia.ia_addr == address and ia.ifa_carp is not None:
            mac: bytes = ia.ifa_carp.sc_addr
            return mac
    return None


def carp_macs(ifp: Ifnet) -> list[bytes]:
    """The virtual link-level addresses that are in use on an interface."""
    return [sc.sc_addr for sc in ifp.if_carp.cif_vrs if sc.sc_state == MASTER]


def carp_forus(ifp: Ifnet, mac: bytes) -> bool:
    """Whether a frame is for a virtual host that is master on this interface."""
    return mac in carp_macs(ifp)


def carp_output(ifp: Ifnet, packet: Any) -> bytes:
    """The link-level address that a packet comes from: the virtual one for what a virtual host says by multicast. A
    member of a bridge sends all under its own (ether_output calls the bridge first).
    """
    mac = ifp.if_lladdr or bytes(6)
    sc = _tagged(ifp, packet.payload)
    if sc is None or ifp.if_bridge is not None:
        return mac
    multicast = sc.sc_carpaddr >> 28 == 14 if type(packet) is Ip else is_multicast(sc.sc_carpaddr6)
    return sc.sc_addr if multicast else mac


def _tagged(ifp: Ifnet, inner: Any) -> CarpSoftc | None:
    """The virtual host whose tag a packet would have: an advertisement, or a message of neighbour discovery with its
    link-level address inside (carp_prepare_ad, carp_macmatch6).
    """
    hosts: list[CarpSoftc] = ifp.if_carp.cif_vrs
    if type(inner) is Carp:
        return next((sc for sc in hosts if sc.sc_vhid == inner.vhid), None)
    if type(inner) is Icmp6 and inner.type in (ND_NEIGHBOR_SOLICIT, ND_NEIGHBOR_ADVERT):
        return next((sc for sc in hosts if sc.sc_addr == inner.lladdr), None)
    return None


def ifa_preferred(cur: Ifaddr, new: Ifaddr) -> bool:
    """Whether another address is better than the present one: it is not shared, or shared and in use where that one is
    not (ifa_preferred).
    """
    if cur.ifa_carp is None:
        return False
    return new.ifa_carp is None or (carp_master(new) and not carp_master(cur))
