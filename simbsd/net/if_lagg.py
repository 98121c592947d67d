"""Aggregated links: one interface over several, which takes over when one fails or shares frames among them.

Models sys/net/if_lagg.c (lagg_init, lagg_stop, lagg_transmit_ethernet, lagg_input_ethernet, lagg_rr_start,
lagg_fail_start, lagg_fail_input, lagg_lb_start, lagg_bcast_start, lagg_lacp_start, lagg_lacp_input); leaves out
InfiniBand and flow identifiers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop, hop
from simbsd.net.bpf_tap import bpf_mtap
from simbsd.net.if_bridge import bridge_input
from simbsd.net.if_epair import jenkins_hash32
from simbsd.net.if_ethersubr import ether_demux, ether_input, ether_output
from simbsd.net.if_lagg_port import lagg_lacp_isactive, lagg_link_active, lagg_portactive, lagg_setflags
from simbsd.sys.errno import ENETDOWN, ENOBUFS, ENOENT, ENXIO
from simbsd.sys.lacp import LACP_STATE_COLLECTING
from simbsd.sys.lagg import (
    LAGG_F_HASHL2,
    LAGG_F_HASHL3,
    LAGG_F_HASHL4,
    LAGG_PROTO_BROADCAST,
    LAGG_PROTO_FAILOVER,
    LAGG_PROTO_LACP,
    LAGG_PROTO_LOADBALANCE,
    LAGG_PROTO_NONE,
    LAGG_PROTO_ROUNDROBIN,
    LaggPort,
    LaggSoftc,
)
from simbsd.sys.mbuf import ETHERTYPE_SLOW, Ether, Ip, Ip6, Mbuf, Tcp, Udp
from simbsd.sys.vnet import (
    IFF_BROADCAST,
    IFF_MONITOR,
    IFF_MULTICAST,
    IFF_RUNNING,
    IFF_SIMPLEX,
    IFF_UP,
    Ifnet,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

LAGG_US = 1
_IFCAP_HWSTATS = 1 << 23
_WORD = 0xFFFFFFFF


def lagg_new(vnet: Vnet, unit: int) -> Ifnet:
    """A lagg without ports, not attached yet (lagg_clone_create)."""
    sc = LaggSoftc()
    sc.sc_ifp = Ifnet(
        if_index=0, if_xname=f"lagg{unit}", if_type="lagg", if_unit=unit, if_vnet=vnet, if_home_vnet=vnet,
        if_flags=IFF_SIMPLEX | IFF_BROADCAST | IFF_MULTICAST, if_mtu=1500, if_lladdr=bytes(6), if_groups=["lagg"],
        if_softc=sc, if_capabilities=_IFCAP_HWSTATS, if_link_up=False, if_media="Ethernet autoselect",
        if_output=ether_output, if_input=ether_input, if_transmit=lagg_transmit, if_init=lagg_init,
    )  # fmt: skip
    ifp: Ifnet = sc.sc_ifp
    return ifp


def lagg_init(kernel: Kernel, ifp: Ifnet) -> None:
    """Flags changed (lagg_ioctl SIOCSIFFLAGS, lagg_init, lagg_stop)."""
    sc: LaggSoftc = ifp.if_softc
    lagg_setflags(kernel, sc)
    up = bool(ifp.if_flags & IFF_UP)
    if sc.sc_lacp is not None and up != bool(ifp.if_flags & IFF_RUNNING):
        from simbsd.net.lacp import lacp_init, lacp_stop

        if up:
            lacp_init(kernel, sc.sc_lacp)
        else:
            lacp_stop(sc.sc_lacp)
    ifp.if_flags = ifp.if_flags | IFF_RUNNING if up else ifp.if_flags & ~IFF_RUNNING


def lagg_transmit(kernel: Kernel, ifp: Ifnet, m: Mbuf, wait: int = 0) -> int:
    """Send a frame by the port, or the ports, that the protocol says (lagg_transmit_ethernet). An errno or 0."""
    sc: LaggSoftc = ifp.if_softc
    if sc.sc_proto == LAGG_PROTO_NONE or not sc.sc_ports:
        ifp.if_oerrors += 1
        drop(kernel, m, ifp, f"{ifp.if_xname} has no ports, or no protocol: nothing is sent.")
        return ENXIO
    if ifp.if_bpf:
        bpf_mtap(kernel, ifp, m, True)
    if sc.sc_lacp is not None and sc.sc_lacp.lsc_suppress_distributing:
        ifp.if_oerrors += 1
        drop(kernel, m, ifp, f"{ifp.if_xname} changes ports: nothing is sent until what is under way has arrived.")
        return ENOBUFS
    chosen = _chosen(sc, m)
    if not chosen:
        ifp.if_oerrors += 1
        drop(kernel, m, ifp, _nobody(sc))
        return ENOENT if sc.sc_proto == LAGG_PROTO_BROADCAST else ENETDOWN
    error = 0
    for lp in chosen[:-1]:
        lagg_enqueue(kernel, ifp, lp, Mbuf(m.m_packet, m.m_payload, m.m_rcvif, m.m_broadcast, m.m_hops, m.m_len), wait)
    error = lagg_enqueue(kernel, ifp, chosen[-1], m, wait)
    return error


def _nobody(sc: LaggSoftc) -> str:
    if sc.sc_lacp is not None:
        return f"No port of {sc.sc_ifp.if_xname} has agreed with a partner by LACP: nothing is sent."
    return f"None of the ports of {sc.sc_ifp.if_xname} is up: nothing is sent."


def lagg_enqueue(kernel: Kernel, ifp: Ifnet, lp: LaggPort, m: Mbuf, wait: int) -> int:
    """Give a frame to a port and count it, as the sum of the ports' counters would (lagg_enqueue)."""
    port: Ifnet = lp.lp_ifp
    size = m.m_len
    if kernel.watched:
        hop(kernel, m, ifp, port, kernel.now + wait, kernel.now + wait + LAGG_US)
    error: int = port.if_transmit(kernel, port, m, wait + LAGG_US)
    if error:
        ifp.if_oerrors += 1
    else:
        ifp.if_opackets += 1
        ifp.if_obytes += size
    return error


def _chosen(sc: LaggSoftc, m: Mbuf) -> list[LaggPort]:
    """The ports that a frame leaves by."""
    if sc.sc_proto == LAGG_PROTO_BROADCAST:
        return [lp for lp in sc.sc_ports if lagg_portactive(lp)]
    if sc.sc_lacp is not None:
        ports = sc.sc_lacp.lsc_map
        return [ports[_flow_hash(sc.sc_flags, m.m_payload) % len(ports)].lp_lagg] if ports else []
    wanted = sc.sc_primary
    if sc.sc_proto == LAGG_PROTO_ROUNDROBIN:
        wanted = sc.sc_ports[sc.sc_seq // sc.sc_stride % len(sc.sc_ports)]
        sc.sc_seq = sc.sc_seq + 1 & _WORD
    elif sc.sc_proto == LAGG_PROTO_LOADBALANCE:
        wanted = sc.sc_ports[_flow_hash(sc.sc_flags, m.m_payload) % len(sc.sc_ports)]
    lp = lagg_link_active(sc, wanted)
    return [] if lp is None else [lp]


def _flow_hash(flags: int, frame: Ether) -> int:
    """A number that all frames of a flow share (m_ether_tcpip_hash, whose key is chance)."""
    words: list[int] = []
    packet = frame.payload
    if flags & LAGG_F_HASHL2:
        for mac in (frame.src, frame.dst):
            words += [int.from_bytes(mac[:4], "big"), int.from_bytes(mac[4:], "big")]
        words.append(frame.vlan or 0)
    if isinstance(packet, Ip | Ip6):
        if flags & LAGG_F_HASHL3:
            for address in (packet.src, packet.dst):
                words += [address >> shift & _WORD for shift in (96, 64, 32, 0)]
        if flags & LAGG_F_HASHL4 and isinstance(packet.payload, Tcp | Udp):
            words.append(packet.payload.sport << 16 | packet.payload.dport)
    return jenkins_hash32(tuple(words))


def lagg_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A frame came in by a port: it is the lagg's, or nobody's (ether_input_internal, lagg_input_ethernet)."""
    if not ifp.if_flags & IFF_UP:
        drop(kernel, m, ifp, f"{ifp.if_xname} is down: what arrives is thrown away.")
        return
    lp: LaggPort = ifp.if_lagg
    sc = lp.lp_softc
    lagg: Ifnet = sc.sc_ifp
    frame: Ether = m.m_payload
    for one in (ifp, lagg):
        one.if_ipackets += 1
        one.if_ibytes += m.m_len
    m.m_rcvif = ifp
    m.m_broadcast = frame.dst[0] & 1 == 1
    if ifp.if_bpf:
        bpf_mtap(kernel, ifp, m)
    if not lagg.if_flags & IFF_RUNNING or sc.sc_proto == LAGG_PROTO_NONE:
        drop(kernel, m, ifp, f"{lagg.if_xname}, of which {ifp.if_xname} is a port, is down or has no protocol.")
        return
    if sc.sc_proto == LAGG_PROTO_FAILOVER and not _fail_input(sc, lp):
        drop(kernel, m, ifp, f"{ifp.if_xname} is not the port that {lagg.if_xname} uses: what arrives is thrown away.")
        return
    if sc.sc_proto == LAGG_PROTO_LACP and not _lacp_input(kernel, lp, m):
        return
    if kernel.watched:
        hop(kernel, m, ifp, lagg, kernel.now, kernel.now + LAGG_US)
    m.m_rcvif = lagg
    if lagg.if_bpf:
        bpf_mtap(kernel, lagg, m)
    if lagg.if_flags & IFF_MONITOR:
        drop(kernel, m, lagg, f"{lagg.if_xname} only monitors.")
        return
    if lagg.if_bridge is not None:
        local = bridge_input(kernel, lagg, m)
        if local is None:
            return
        lagg = m.m_rcvif = local
    ether_demux(kernel, lagg, m)


def _lacp_input(kernel: Kernel, lp: LaggPort, m: Mbuf) -> bool:
    """Give LACP what is its own; other frames pass by ports that have agreed (lagg_lacp_input)."""
    if m.m_payload.type == ETHERTYPE_SLOW and not m.m_payload.tags:
        from simbsd.net.lacp import lacp_input

        if not lacp_input(kernel, lp, m):
            return False
    if lp.lp_lacp.lp_state & LACP_STATE_COLLECTING and lagg_lacp_isactive(lp):
        return True
    port, lagg = lp.lp_ifp, lp.lp_softc.sc_ifp
    drop(kernel, m, port, f"{lagg.if_xname}: {port.if_xname} has not agreed with a partner by LACP, nothing comes in.")
    return False


def _fail_input(sc: LaggSoftc, lp: LaggPort) -> bool:
    """Whether a failover lagg listens to a port: the primary, or the one that stands in (lagg_fail_input)."""
    if lp is sc.sc_primary:
        return True
    if sc.sc_primary is not None and lagg_portactive(sc.sc_primary):
        return False
    active = lagg_link_active(sc, sc.sc_primary)
    return active is None or active is lp
