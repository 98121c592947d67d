"""Joining and leaving a bridge.

Models sys/net/if_bridge.c (bridge_ioctl_add, bridge_delete_member, bridge_ifdetach); the requests themselves are in
net/if_bridge_ioctl.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.if_promisc import ifpromisc
from simbsd.sys.if_softc import BridgeMember, BridgeSoftc
from simbsd.sys.vnet import Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

PATH_COST_SCALE = 20_000_000_000
DEFAULT_PATH_COST = 55
DEFAULT_FLAGS = 0x143  # LEARNING, DISCOVER, and the marks AUTOEDGE and AUTOPTP of the spanning tree


def bridge_path_cost(ifp: Ifnet) -> int:
    """What a link costs the spanning tree, from its speed (bstp_ifupdstatus)."""
    kilobits = ifp.if_baudrate // 1000
    return max(1, PATH_COST_SCALE // kilobits) if kilobits else DEFAULT_PATH_COST


def bridge_join(kernel: Kernel, bridge: Ifnet, ifp: Ifnet) -> None:
    """Make an interface a member: promiscuous, learning, newest first (bridge_ioctl_add, after its checks)."""
    sc: BridgeSoftc = bridge.if_softc
    member = BridgeMember(ifp, bif_flags=DEFAULT_FLAGS, bif_path_cost=bridge_path_cost(ifp))
    if not sc.sc_members and _inherits(bridge) and sc.sc_defaddr in (None, bridge.if_lladdr):
        sc.sc_defaddr, sc.sc_ifaddr = bridge.if_lladdr, ifp
        _set_lladdr(kernel, bridge, ifp.if_lladdr)
    sc.sc_members.insert(0, member)
    sc.sc_ports[ifp.if_index] = member
    sc.sc_flows.clear()
    if ifp.if_lladdr is not None:
        sc.sc_macs[ifp.if_lladdr] = ifp
    ifp.if_bridge = bridge
    bridge_carp(kernel, bridge, ifp)
    if ifp.if_type != "gif":
        ifpromisc(kernel, ifp, True)


def _inherits(bridge: Ifnet) -> bool:
    return bool(bridge.if_vnet.vnet_sysctls.get("net.link.bridge.inherit_mac", 0))


def _set_lladdr(kernel: Kernel, bridge: Ifnet, mac: bytes | None) -> None:
    from simbsd.net.if_ import if_setlladdr

    if mac is not None:
        if_setlladdr(kernel, bridge, mac)


def can_member_have_addresses(kernel: Kernel, bridge: Ifnet) -> bool:
    """True where members may have addresses of their own (15.0: net.link.bridge.member_ifaddrs, off)."""
    allowed = kernel.release.bridge_member_addresses
    return bool(bridge.if_vnet.vnet_sysctls.get("net.link.bridge.member_ifaddrs", allowed))


def bridge_lladdr(bridge: Ifnet) -> None:
    """Members or their link-level addresses have changed: note anew which address is whose."""
    sc: BridgeSoftc = bridge.if_softc
    sc.sc_flows.clear()
    sc.sc_macs = {port.bif_ifp.if_lladdr: port.bif_ifp for port in sc.sc_members if port.bif_ifp.if_lladdr is not None}
    for ifp in (bridge, *(port.bif_ifp for port in sc.sc_members)):
        if ifp.if_carp is not None:
            from simbsd.netinet.ip_carp_hooks import carp_macs

            sc.sc_macs |= dict.fromkeys(carp_macs(ifp), ifp)


def bridge_carp(kernel: Kernel, bridge: Ifnet, ifp: Ifnet) -> None:
    """A member came or went: its virtual hosts are known by their own addresses, and the bridge's depend on its link
    (CARP_CHECK_WE_ARE_DST, bridge_linkcheck).
    """
    if ifp.if_carp is not None:
        bridge_lladdr(bridge)
    if bridge.if_carp is not None:
        from simbsd.netinet.ip_carp import carp_linkstate

        carp_linkstate(kernel, bridge)


def bridge_ifdetach(kernel: Kernel, ifp: Ifnet) -> None:
    """Take an interface out of the bridge it is in, if any, with what was learned behind it (bridge_ifdetach,
    bridge_delete_member).
    """
    for spanned in ifp.if_spans:
        bridge_delete_span(spanned, ifp)
    bridge = ifp.if_bridge
    if bridge is None:
        return
    sc: BridgeSoftc = bridge.if_softc
    member = sc.sc_ports[ifp.if_index]
    if member.bif_stp is not None and member.bif_stp.bp_active:
        from simbsd.net.bridgestp import bstp_disable

        bstp_disable(kernel, member.bif_stp)
    del sc.sc_ports[ifp.if_index]
    sc.sc_members.remove(member)
    bridge_lladdr(bridge)
    for key in [key for key, node in sc.sc_rthash.items() if node.brt_ifp is ifp]:
        del sc.sc_rthash[key]
    ifp.if_bridge = None
    bridge_carp(kernel, bridge, ifp)
    if sc.sc_ifaddr is ifp and _inherits(bridge):
        sc.sc_ifaddr = sc.sc_members[0].bif_ifp if sc.sc_members else None
        _set_lladdr(kernel, bridge, sc.sc_ifaddr.if_lladdr if sc.sc_ifaddr is not None else sc.sc_defaddr)
    if ifp.if_type != "gif":
        ifpromisc(kernel, ifp, False)


def bridge_delete_span(bridge: Ifnet, ifp: Ifnet) -> None:
    """An interface gets no more copies (bridge_delete_span)."""
    sc: BridgeSoftc = bridge.if_softc
    sc.sc_span = [port for port in sc.sc_span if port.bif_ifp is not ifp]
    ifp.if_spans = tuple(one for one in ifp.if_spans if one is not bridge)
