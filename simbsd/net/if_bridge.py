"""Bridges: frames that arrive on one member leave by the member behind which their destination was seen, or by all.

Models sys/net/if_bridge.c (the forwarding path: bridge_input, bridge_forward, bridge_broadcast, bridge_output,
bridge_transmit, bridge_rtupdate, bridge_span). Aged entries go when they are next met.
A member's ``bif_state`` is what the spanning tree says (net/bridgestp.py). ``BRIDGE_US`` is the virtual time from
member to member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop, ether_ntoa, hop
from simbsd.net.bpf_tap import bpf_mtap
from simbsd.net.bridge_pfil import bridge_pfil
from simbsd.sys.errno import ENETDOWN
from simbsd.sys.if_softc import BridgeMember, BridgeRtnode, BridgeSoftc
from simbsd.sys.mbuf import BSTP_ETHERADDR, Ether, Mbuf
from simbsd.sys.pf import PF_IN, PF_OUT
from simbsd.sys.vnet import IFF_RUNNING, IFF_UP

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

BRIDGE_US = 4
MAXHOPS = 64
CALMHOPS, STORM = 8, 128  # who has crossed so many bridges goes on only while fewer packets are under way
IFBIF_LEARNING, IFBIF_DISCOVER, IFBIF_STP, IFBIF_SPAN, IFBIF_STICKY, IFBIF_PRIVATE = 0x1, 0x2, 0x4, 0x8, 0x10, 0x800
IFBAF_DYNAMIC, IFBAF_STATIC, IFBAF_STICKY = 0x00, 0x01, 0x02
SECOND = 1_000_000
FLOWS = 4096
_HDR = 14
_STORM = (
    f"The frame has crossed {CALMHOPS} bridges, and more than {STORM} packets are under way: "
    "a storm in a loop of bridges, which fills every queue of a real one."
)
_LOOP = f"The frame has crossed {MAXHOPS} bridges: they form a loop, which a real one goes round for ever."


def bridge_rtlookup(kernel: Kernel, sc: BridgeSoftc, mac: bytes, vlan: int) -> BridgeRtnode | None:
    """Where an address was last seen, or None; an entry past its time is taken out (bridge_rtnode_lookup,
    bridge_rtage).
    """
    node = sc.sc_rthash.get((mac, vlan))
    if node is not None and node.brt_expire and node.brt_expire <= kernel.now:
        del sc.sc_rthash[mac, vlan]
        sc.sc_flows.clear()
        return None
    return node


def bridge_rtupdate(kernel: Kernel, sc: BridgeSoftc, mac: bytes, vlan: int, member: BridgeMember) -> bool:
    """Learn that ``mac`` is behind ``member``; False when it cannot be learned (bridge_rtupdate). Static and sticky
    entries stay.
    """
    if mac[0] & 1 or mac == b"\x00\x00\x00\x00\x00\x00":
        return False
    node = sc.sc_rthash.get((mac, vlan))
    expire = kernel.now + sc.sc_timeout * SECOND
    if node is None:
        if len(sc.sc_rthash) >= sc.sc_maxaddr:
            bridge_rttrim(kernel, sc)
            if len(sc.sc_rthash) >= sc.sc_maxaddr:
                return False
        if member.bif_addrmax and _address_count(sc, member) >= member.bif_addrmax:
            return False
        flags = IFBAF_STICKY if member.bif_flags & IFBIF_STICKY else IFBAF_DYNAMIC
        sc.sc_rthash[mac, vlan] = BridgeRtnode(mac, vlan, member.bif_ifp, 0 if flags else expire, flags)
    elif not node.brt_flags:
        sc.sc_flows.clear()
        node.brt_ifp = member.bif_ifp
        node.brt_expire = expire
    return True


def _address_count(sc: BridgeSoftc, member: BridgeMember) -> int:
    return sum(1 for node in sc.sc_rthash.values() if node.brt_ifp is member.bif_ifp)


def bridge_rttrim(kernel: Kernel, sc: BridgeSoftc) -> None:
    """Take out every entry whose time is past (bridge_rttrim)."""
    old = [key for key, node in sc.sc_rthash.items() if node.brt_expire and node.brt_expire <= kernel.now]
    for key in old:
        del sc.sc_rthash[key]
    sc.sc_flows.clear()


def bridge_enqueue(kernel: Kernel, bridge: Ifnet, target: Ifnet, m: Mbuf) -> int:
    """Send a frame out of a member (bridge_enqueue)."""
    size = m.m_len
    if size - _HDR > target.if_mtu:
        length = size - _HDR - 4 * len(m.m_payload.tags)
        if length > target.if_mtu:
            target.if_oerrors += 1
            drop(kernel, m, target, f"{target.if_xname}: the packet has {length} bytes, the MTU is {target.if_mtu}.")
            return 0
    bridge.if_opackets += 1
    bridge.if_obytes += size
    if kernel.watched:
        hop(kernel, m, bridge, target, kernel.now + BRIDGE_US // 2, kernel.now + BRIDGE_US)
    error: int = target.if_transmit(kernel, target, m, BRIDGE_US)
    return error


def bridge_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> Ifnet | None:
    """A member received a frame: forward it; the interface by which this stack shall take it in, or None
    (bridge_input).
    """
    bridge = ifp.if_bridge
    assert bridge is not None
    if not bridge.if_flags & IFF_RUNNING:
        return ifp  # a bridge that is down leaves its members' frames alone
    sc: BridgeSoftc = bridge.if_softc
    frame: Ether = m.m_payload
    flow = sc.sc_flows.get((frame.src, frame.dst))
    if flow is not None:  # as the last one of its kind, where nothing has changed that is looked at below
        source, sender, receiver, target = flow
        now, size = kernel.now, m.m_len
        if (
            source is ifp
            and m.m_hops < CALMHOPS
            and not 0 < receiver.brt_expire <= now
            and target.if_flags & IFF_RUNNING
            and size - _HDR <= target.if_mtu
            and frame.vlan is None
            and bridge.if_vnet.vnet_pfil is None
        ):
            m.m_hops += 1
            sender.brt_expire = now + sc.sc_timeout * SECOND
            bridge.if_ipackets += 1
            bridge.if_ibytes += size
            bridge.if_opackets += 1
            bridge.if_obytes += size
            if kernel.watched:
                hop(kernel, m, ifp, bridge, now, now + BRIDGE_US // 2)
                hop(kernel, m, bridge, target, now + BRIDGE_US // 2, now + BRIDGE_US)
            if bridge.if_bpf:
                bpf_mtap(kernel, bridge, m)
            target.if_transmit(kernel, target, m, BRIDGE_US)
            return None
    return _bridge_look(kernel, bridge, ifp, m)


def _bridge_look(kernel: Kernel, bridge: Ifnet, ifp: Ifnet, m: Mbuf) -> Ifnet | None:
    """The same where the way has to be found."""
    sc: BridgeSoftc = bridge.if_softc
    frame: Ether = m.m_payload
    member = sc.sc_ports[ifp.if_index]
    if sc.sc_span:
        bridge_span(kernel, bridge, m)
    if frame.dst == BSTP_ETHERADDR:
        _tree_input(kernel, ifp, member, m)
        return None
    if member.bif_state == "discarding":
        return ifp
    m.m_hops += 1
    if m.m_hops > CALMHOPS and (m.m_hops > MAXHOPS or len(kernel.netisrq) > STORM):
        drop(kernel, m, bridge, _LOOP if m.m_hops > MAXHOPS else _STORM)
        return None
    node = sc.sc_rthash.get((frame.src, frame.vlan or 0))
    if node is not None and node.brt_ifp is ifp and not node.brt_flags and member.bif_flags & IFBIF_LEARNING:
        node.brt_expire = kernel.now + sc.sc_timeout * SECOND  # the common case of bridge_rtupdate
    elif member.bif_flags & IFBIF_LEARNING:
        learned = bridge_rtupdate(kernel, sc, frame.src, frame.vlan or 0, member)
        if member.bif_addrmax and not learned:
            return _stranger(kernel, bridge, member, m)
    broadcast = frame.dst[0] & 1
    mine = None if broadcast else bridge if frame.dst == bridge.if_lladdr else sc.sc_macs.get(frame.dst)
    if mine is not None and mine is not bridge:
        return mine
    bridge.if_ipackets += 1
    bridge.if_ibytes += m.m_len
    if kernel.watched:
        hop(kernel, m, ifp, bridge, kernel.now, kernel.now + BRIDGE_US // 2)
    if bridge.if_bpf:
        _tap(kernel, bridge, ifp, m, mine)
    if mine is bridge:
        return bridge
    return _pass_on(kernel, bridge, member, m)


def _keep_flow(sc: BridgeSoftc, source: Ifnet, frame: Ether, node: BridgeRtnode) -> None:
    """Keep how a frame goes for the next one, if all go so: nobody gets copies, both members forward, and the sender is
    known to be behind the member it came by.
    """
    sender = sc.sc_rthash.get((frame.src, 0))
    if sender is None or sender.brt_ifp is not source or sender.brt_flags or frame.vlan is not None or sc.sc_span:
        return
    member = sc.sc_ports[source.if_index]
    if member.bif_state != "forwarding" or not member.bif_flags & IFBIF_LEARNING:
        return
    if len(sc.sc_flows) >= FLOWS:
        sc.sc_flows.clear()
    sc.sc_flows[frame.src, frame.dst] = (source, sender, node, node.brt_ifp)


def _pass_on(kernel: Kernel, bridge: Ifnet, member: BridgeMember, m: Mbuf) -> Ifnet | None:
    """Forward a frame that came in by a member; a broadcast is for this stack too, by the member and by the bridge. A
    member that learns forwards nothing yet.
    """
    ifp, forwards = member.bif_ifp, member.bif_state != "learning"
    if forwards and bridge.if_vnet.vnet_pfil is not None:
        return _pass_filtered(kernel, bridge, ifp, m)
    if not m.m_payload.dst[0] & 1:
        if forwards:
            bridge_forward(kernel, bridge, ifp, m)
        else:
            drop(kernel, m, ifp, f"{ifp.if_xname}: the spanning tree lets this member learn, not forward yet.")
        return None
    if forwards:
        bridge_broadcast(kernel, bridge, ifp, m)
    return _here(kernel, bridge, ifp, m)


def _here(kernel: Kernel, bridge: Ifnet, ifp: Ifnet, m: Mbuf) -> Ifnet:
    """A broadcast is for this stack too, by the bridge and by the member."""
    if bridge.if_addrs or bridge.if_addrs6:
        bridge.if_input(kernel, bridge, Mbuf(m.m_packet, m.m_payload, bridge, True, m.m_hops, m.m_len))
    return ifp


def _stranger(kernel: Kernel, bridge: Ifnet, member: BridgeMember, m: Mbuf) -> Ifnet | None:
    """A frame from an address that a member with a limit has no room for is not passed on (bridge_forward: drop)."""
    ifp, frame = member.bif_ifp, m.m_payload
    why = f"{ifp.if_xname} may have {member.bif_addrmax} addresses behind it: {ether_ntoa(frame.src)} is one more."
    drop(kernel, m, ifp, why)
    return _here(kernel, bridge, ifp, m) if frame.dst[0] & 1 else None


def _pass_filtered(kernel: Kernel, bridge: Ifnet, ifp: Ifnet, m: Mbuf) -> Ifnet | None:
    """As _pass_on, where the bridge's stack has a packet filter; what this stack takes in is looked at by its own
    input.
    """
    broadcast = m.m_payload.dst[0] & 1
    copy = Mbuf(m.m_packet, m.m_payload, m.m_rcvif, m.m_broadcast, m.m_hops, m.m_len) if broadcast else m
    if bridge_pfil(kernel, copy, bridge, ifp, PF_IN):
        if broadcast:
            bridge_broadcast(kernel, bridge, ifp, copy, True)
        else:
            bridge_forward(kernel, bridge, ifp, copy)
    return _here(kernel, bridge, ifp, m) if broadcast else None


def _tree_input(kernel: Kernel, ifp: Ifnet, member: BridgeMember, m: Mbuf) -> None:
    """A frame between bridges is never forwarded: the spanning tree takes it, or nobody."""
    from simbsd.net.bridgestp_roles import bstp_input

    if member.bif_stp is None or not bstp_input(kernel, member.bif_stp, m):
        drop(kernel, m, ifp, f"{ifp.if_xname}: the spanning tree here has no use for this frame.")


def bridge_span(kernel: Kernel, bridge: Ifnet, m: Mbuf) -> None:
    """Send a copy out of every span port (bridge_span)."""
    for port in tuple(bridge.if_softc.sc_span):
        if port.bif_ifp.if_flags & IFF_RUNNING:
            copy = Mbuf(m.m_packet, m.m_payload, None, m.m_broadcast, m.m_hops, m.m_len)
            bridge_enqueue(kernel, bridge, port.bif_ifp, copy)


def _tap(kernel: Kernel, bridge: Ifnet, source: Ifnet, m: Mbuf, mine: Ifnet | None) -> None:
    """Show a frame that came in to who listens on the bridge, but none that would go back where it came from
    (bridge_forward; a broadcast is shown when it comes in once more by the bridge itself).
    """
    sc: BridgeSoftc = bridge.if_softc
    frame: Ether = m.m_payload
    node = None if mine is bridge or frame.dst[0] & 1 else bridge_rtlookup(kernel, sc, frame.dst, frame.vlan or 0)
    if node is None or node.brt_ifp is not source:
        bpf_mtap(kernel, bridge, m)


def bridge_forward(kernel: Kernel, bridge: Ifnet, source: Ifnet, m: Mbuf) -> None:
    """Pass a unicast frame on: to the one member it belongs to, or to all when nobody knows (bridge_forward)."""
    sc: BridgeSoftc = bridge.if_softc
    frame: Ether = m.m_payload
    node = bridge_rtlookup(kernel, sc, frame.dst, frame.vlan or 0)
    if node is None:
        bridge_broadcast(kernel, bridge, source, m, True)
        return
    target = node.brt_ifp
    if target is source:
        drop(kernel, m, bridge, f"{bridge.if_xname}: {ether_ntoa(frame.dst)} is on the side the frame came from.")
    elif not target.if_flags & IFF_RUNNING:
        drop(kernel, m, target, f"{target.if_xname}, the member towards {ether_ntoa(frame.dst)}, is not running.")
    elif sc.sc_ports[target.if_index].bif_state == "discarding":
        drop(kernel, m, target, f"{target.if_xname}: the spanning tree keeps this member from forwarding.")
    elif _both_private(sc, source, target):
        why = f"{target.if_xname} and {source.if_xname} are private members: nothing passes between them."
        drop(kernel, m, target, why)
    elif bridge.if_vnet.vnet_pfil is None:
        _keep_flow(sc, source, frame, node)
        bridge_enqueue(kernel, bridge, target, m)
    elif bridge_pfil(kernel, m, bridge, target, PF_OUT):
        bridge_enqueue(kernel, bridge, target, m)


def _both_private(sc: BridgeSoftc, source: Ifnet, target: Ifnet) -> bool:
    if not sc.sc_ports[target.if_index].bif_flags & IFBIF_PRIVATE:
        return False
    port = sc.sc_ports.get(source.if_index)
    return port is not None and bool(port.bif_flags & IFBIF_PRIVATE)


def bridge_broadcast(kernel: Kernel, bridge: Ifnet, source: Ifnet, m: Mbuf, runfilt: bool = False) -> None:
    """Send a copy to every member but its own; ``runfilt``: the filter looks at each (bridge_broadcast)."""
    sc: BridgeSoftc = bridge.if_softc
    runfilt = runfilt and bridge.if_vnet.vnet_pfil is not None
    if runfilt and not bridge_pfil(kernel, m, bridge, None, PF_OUT):
        return
    frame, taken = m.m_payload, False
    for port in tuple(sc.sc_members):
        target = port.bif_ifp
        if target is source or port.bif_state == "discarding":
            continue
        if not port.bif_flags & IFBIF_DISCOVER and not frame.dst[0] & 1:
            continue
        if not target.if_flags & IFF_RUNNING or _both_private(sc, source, target):
            continue
        copy = Mbuf(m.m_packet, frame, m.m_rcvif, m.m_broadcast, m.m_hops, m.m_len)
        taken = True
        if not runfilt or bridge_pfil(kernel, copy, None, target, PF_OUT):
            bridge_enqueue(kernel, bridge, target, copy)
    if not taken and (source is bridge or not frame.dst[0] & 1):
        drop(kernel, m, bridge, f"{bridge.if_xname}: no other member can take the frame.")


def bridge_output(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> int:
    """This stack sends a frame by a member interface: let the bridge choose the way (bridge_output)."""
    bridge = ifp.if_bridge
    assert bridge is not None
    sc: BridgeSoftc = bridge.if_softc
    frame: Ether = m.m_payload
    if not bridge.if_flags & IFF_RUNNING:
        error: int = ifp.if_transmit(kernel, ifp, m)
        return error
    if sc.sc_span:
        bridge_span(kernel, bridge, m)
    node = None if frame.dst[0] & 1 else bridge_rtlookup(kernel, sc, frame.dst, frame.vlan or 0)
    if node is not None:
        if not node.brt_ifp.if_flags & IFF_RUNNING:
            drop(kernel, m, node.brt_ifp, f"{node.brt_ifp.if_xname} is not running.")
            return 0
        return bridge_enqueue(kernel, bridge, node.brt_ifp, m)
    for port in tuple(sc.sc_members):
        target = port.bif_ifp
        if target.if_type == "gif" or (target is not ifp and port.bif_state == "discarding"):
            continue
        if target.if_flags & IFF_RUNNING and (target is ifp or port.bif_flags & IFBIF_DISCOVER or frame.dst[0] & 1):
            copy = Mbuf(m.m_packet, frame, None, m.m_broadcast, m.m_hops, m.m_len)
            bridge_enqueue(kernel, bridge, target, copy)
    return 0


def bridge_transmit(kernel: Kernel, bridge: Ifnet, m: Mbuf, wait: int = 0) -> int:
    """This stack sends a frame by the bridge interface itself (bridge_transmit)."""
    if not bridge.if_flags & IFF_UP:
        drop(kernel, m, bridge, f"{bridge.if_xname} is down: nothing is sent.")
        return ENETDOWN
    if bridge.if_bpf:
        bpf_mtap(kernel, bridge, m, True)
    frame: Ether = m.m_payload
    sc: BridgeSoftc = bridge.if_softc
    node = None if frame.dst[0] & 1 else bridge_rtlookup(kernel, sc, frame.dst, frame.vlan or 0)
    if node is not None:
        return bridge_enqueue(kernel, bridge, node.brt_ifp, m)
    if not sc.sc_members:
        drop(kernel, m, bridge, f"{bridge.if_xname} has no members: there is nowhere to send.")
        return 0
    bridge_broadcast(kernel, bridge, bridge, m)
    return 0
