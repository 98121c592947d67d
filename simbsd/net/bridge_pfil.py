"""The packet filter at a bridge: what it lets from one member to another.

Models sys/net/if_bridge.c (bridge_pfil); leaves out ipfw, and pieces made anew of what the filter put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.sys.mbuf import Arp, Ether, Ip, Ip6, Mbuf
from simbsd.sys.pf import PF_IN

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet


def bridge_pfil(kernel: Kernel, m: Mbuf, bridge: Ifnet | None, member: Ifnet | None, direction: int) -> bool:
    """Whether a frame goes on, as net.link.bridge.pfil_member and pfil_bridge have it looked at; it may be changed.
    Callers ask first whether the bridge's stack has a filter.
    """
    place = bridge or member
    assert place is not None
    vnet = place.if_vnet
    by_bridge = vnet.vnet_sysctls.get("net.link.bridge.pfil_bridge", 0)
    by_member = vnet.vnet_sysctls.get("net.link.bridge.pfil_member", 0)
    frame: Ether = m.m_payload
    if (not by_bridge and not by_member) or (type(frame.payload) is Arp and not frame.tags):
        return True
    if type(frame.payload) not in (Ip, Ip6) or frame.tags:
        if vnet.vnet_sysctls.get("net.link.bridge.pfil_onlyip", 1):
            drop(kernel, m, place, f"{place.if_xname}: only IP passes a filtering bridge (pfil_onlyip).")
            return False
        return True
    hooks = [bridge] if by_bridge else []
    hooks.insert(0 if direction == PF_IN else len(hooks), member if by_member else None)
    packet = Mbuf(m.m_packet, frame.payload, m.m_rcvif, m.m_broadcast, m.m_hops, m.m_len)
    for ifp in hooks:
        if ifp is not None and not vnet.vnet_pfil(kernel, vnet, ifp, packet, direction):
            return False
    if packet.m_payload is not frame.payload:
        m.m_payload = frame._replace(payload=packet.m_payload)
    return True

