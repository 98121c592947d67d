"""Ways that a rule chooses: route-to for what it passes, reply-to for the answers.

Models sys/netpfil/pf/pf.c (pf_route, pf_route6); leaves out pools of more than one gateway's stickiness.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.netinet.ip_icmp import icmp_error
from simbsd.netinet.ip_output import ip_fragment
from simbsd.netinet6.icmp6 import icmp6_error
from simbsd.netpfil.pf_packet import rewrite
from simbsd.netpfil.pf_rules import PfPdesc
from simbsd.sys.mbuf import ICMP6_PACKET_TOO_BIG, ICMP_UNREACH, ICMP_UNREACH_NEEDFRAG, Mbuf
from simbsd.sys.pf import PF_IN, PF_OUT
from simbsd.sys.pf_var import Pf, PfKrule
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

Route = tuple[str, int, str]


def route_of(kernel: Kernel, pf: Pf, pd: PfPdesc, krule: PfKrule) -> Route | None:
    """The kind of a rule's route, its gateway (0: the destination itself) and interface; the pool goes round."""
    rule = krule.rule
    if not rule.route or not rule.pool.addrs:
        return None
    krule.cursor = (krule.cursor + 1) % len(rule.pool.addrs)
    wrap, ifname = rule.pool.addrs[krule.cursor]
    return rule.route, wrap.addr, ifname


def pf_route(kernel: Kernel, pf: Pf, pd: PfPdesc) -> bool:
    """Send a packet the way its rule or state chose; True: it is gone that way."""
    if pd.krule is None or not pd.krule.rule.route:
        return False
    state = pd.state
    route = state.route if state is not None else route_of(kernel, pf, pd, pd.krule)
    if route is None:
        return False
    if route[0] == "dup-to":
        _duplicate(kernel, pf, pd, route)
        return False
    answers = state is not None and pd.dir != state.direction
    if answers != (route[0] == "reply-to"):
        return False
    return _send(kernel, pd, route)


def _duplicate(kernel: Kernel, pf: Pf, pd: PfPdesc, route: Route) -> None:
    """Send a copy another way; a copy is not copied again (PF_MTAG_FLAG_DUPLICATED)."""
    if not pf.duplicating:
        pf.duplicating = True
        kernel.lastpacket += 1
        _send(kernel, replace(pd, m=replace(pd.m, m_packet=kernel.lastpacket)), route)
        pf.duplicating = False


def _send(kernel: Kernel, pd: PfPdesc, route: Route) -> bool:
    _, gateway, ifname = route
    out = pd.vnet.vnet_names.get(ifname)
    if out is None:
        drop(kernel, pd.m, pd.ifp, f"pf: {ifname}, to which a rule routes, is not here.")
        return True
    if out is pd.ifp and pd.dir == PF_OUT and not gateway:
        return False
    packet = pd.m.m_payload
    if pd.dir == PF_IN and not pd.vnet.vnet_pfil(kernel, pd.vnet, out, pd.m, PF_OUT):
        return True
    if pd.dir != PF_OUT:
        if packet.ttl <= 1:
            drop(kernel, pd.m, pd.ifp, "The time to live is used up: it ends at this router.")
            return True
        pd.m.m_payload = pd.m.m_payload._replace(ttl=packet.ttl - 1)
    packet, m = pd.m.m_payload, pd.m
    if packet.length <= out.if_mtu:
        out.if_output(kernel, out, m, gateway or packet.dst)
    elif pd.af != AF_INET or packet.df:
        _too_long(kernel, pd, out, route)
    else:
        for piece in ip_fragment(packet, out.if_mtu):
            out.if_output(kernel, out, Mbuf(m.m_packet, piece, m.m_rcvif, False, m.m_hops), gateway or packet.dst)
    return True


def _too_long(kernel: Kernel, pd: PfPdesc, out: Ifnet, route: Route) -> None:
    """Tell the sender of a packet that does not fit, by the addresses that it knows (PACKET_UNDO_NAT)."""
    drop(kernel, pd.m, out, f"{out.if_xname}: the packet has {pd.m.m_payload.length} bytes, and may not be fragmented.")
    if route[0] == "dup-to":
        return
    if pd.state is not None and pd.state.nat is not None:
        rewrite(pd, pd.state.stack if pd.dir == PF_OUT else pd.state.wire)
    ifp = pd.m.m_rcvif or pd.ifp
    if pd.af == AF_INET:
        icmp_error(kernel, ifp, pd.m, pd.m.m_payload, ICMP_UNREACH, ICMP_UNREACH_NEEDFRAG, out.if_mtu)
    else:
        icmp6_error(kernel, ifp, pd.m, pd.m.m_payload, ICMP6_PACKET_TOO_BIG, 0, out.if_mtu)
