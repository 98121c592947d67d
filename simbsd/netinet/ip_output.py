"""IPv4 output: find the next hop, fragment if need be, hand the packet to an interface.

Models sys/netinet/ip_output.c (ip_output, ip_fragment); leaves out multicast loopback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop, inet_ntoa
from simbsd.net.ether_frame import ether_output_frame
from simbsd.net.pfil import pfil_out
from simbsd.net.route import fib4_lookup, rib_lookup
from simbsd.net.vnet_walk import vnet_walk
from simbsd.netinet.if_ether import PREEMPT
from simbsd.sys.errno import EACCES, EADDRNOTAVAIL, EHOSTUNREACH, EMSGSIZE
from simbsd.sys.mbuf import ETHER_HDR_LEN, ETHERTYPE_IP, NO_MAC, Ether, Fragment, Ip, Mbuf, made
from simbsd.sys.vnet import (
    IFF_BROADCAST,
    IFF_LOOPBACK,
    IFF_RUNNING,
    IFF_UP,
    RTF_BLACKHOLE,
    RTF_REJECT,
    Ifnet,
    Llentry,
    Nhop,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

IP_FORWARDING, IP_RAWOUTPUT, IP_ROUTETOIF, IP_ALLOWBROADCAST = 0x1, 0x2, 0x10, 0x20
IP_SKIPFIREWALL = 0x40  # M_SKIP_FIREWALL
IPDEFTTL = 64
IP_HDR_LEN = 20
ROUTES = 4096  # kept for each table
_ODD_SENDERS = (0, 127)
_UP_RUNNING = IFF_UP | IFF_RUNNING


def ip_newid(vnet: Vnet) -> int:
    """The identification of the next packet (ip_fillid)."""
    vnet.vnet_ip_id = ident = vnet.vnet_ip_id + 1 & 0xFFFF
    return ident


def ip_defttl(vnet: Vnet) -> int:
    """net.inet.ip.ttl of a stack."""
    return int(vnet.vnet_sysctls.get("net.inet.ip.ttl", IPDEFTTL))


def ip_output(kernel: Kernel, vnet: Vnet, ip: Ip, fib: int = 0, flags: int = 0, pcp: int | None = None) -> int:
    """Send a packet of this stack; an errno or 0 (ip_output). Without a source, the outgoing address becomes it.
    ``pcp`` is the priority that frames shall have (IP_VLAN_PCP).
    """
    kernel.lastpacket += 1
    vnet.vnet_stats["ip.ips_localout"] += 1
    return ip_send(kernel, vnet, Mbuf(kernel.lastpacket, ip, m_pcp=pcp), fib, flags)


def ip_send(kernel: Kernel, vnet: Vnet, m: Mbuf, fib: int, flags: int) -> int:
    """Route a packet, its own or a forwarded one, and hand it to the interface: the way that the last one to its
    destination went (``rib_routes``), where that still holds and no filter looks.
    """
    ip: Ip = m.m_payload
    ro = vnet.vnet_fibs[fib].rib_routes.get(ip.dst)
    if ro is None or vnet.vnet_pfil is not None:
        return _ip_route(kernel, vnet, m, fib, flags)
    nhop, ifp, output, lle = ro
    mac, until, size = lle.lle_mac, lle.lle_expire, ip.length
    if (
        mac is None
        or (until and until - kernel.now < PREEMPT)
        or ~ifp.if_flags & _UP_RUNNING
        or ifp.if_output is not output
        or size > (nhop.nh_mtu or ifp.if_mtu)
        or ip.src >> 24 in _ODD_SENDERS
    ):
        return _ip_route(kernel, vnet, m, fib, flags)
    if kernel.watched:
        vnet_walk(kernel, vnet, "V_rt_tables")
        vnet_walk(kernel, vnet, "V_lltables")
    if not flags & IP_FORWARDING and (ifa := nhop.nh_ifa) is not None:
        ifa.ia_opackets += 1
        ifa.ia_obytes += size
    m.m_broadcast = False
    m.m_len = ETHER_HDR_LEN + size
    m.m_payload = made(Ether, (mac, ifp.if_lladdr or NO_MAC, ETHERTYPE_IP, ip, None, ()))
    if ifp.if_bridge is not None or m.m_pcp is not None or ifp.if_pcp is not None:
        return ether_output_frame(kernel, ifp, m)
    error: int = ifp.if_transmit(kernel, ifp, m)
    return error


def _ip_route(kernel: Kernel, vnet: Vnet, m: Mbuf, fib: int, flags: int) -> int:
    """The same where the way has to be found, or somebody looks at the packet."""
    ip: Ip = m.m_payload
    dst = ip.dst
    if kernel.watched:
        vnet_walk(kernel, vnet, "V_rt_tables")
    nhop = fib4_lookup(vnet, fib, dst, ip.src)
    if nhop is None or nhop.rt_flags & (RTF_REJECT | RTF_BLACKHOLE):
        return _no_route(kernel, vnet, m, nhop)
    ifp = nhop.nh_ifp
    gateway = nhop.nh_gateway
    if gateway is None:
        gateway = dst
    if ip.src == 0 and nhop.nh_ifa is not None:
        m.m_payload = ip = Ip(nhop.nh_ifa.ia_addr, *ip[1:])
    if ifp.if_flags & IFF_BROADCAST:
        ifa = nhop.nh_ifa
        m.m_broadcast = ifa is not None and gateway == ifa.ia_broadcast and ifa.ia_plen < 32
        if m.m_broadcast and not flags & IP_ALLOWBROADCAST:
            why = "is a broadcast address, and the sender has not asked for leave to broadcast."
            drop(kernel, m, ifp, f"{inet_ntoa(gateway)} {why}")
            return EACCES
    if vnet.vnet_pfil is not None and not flags & IP_SKIPFIREWALL:
        if not pfil_out(kernel, vnet, ifp, m):
            return 0 if m.m_consumed else EACCES
        if m.m_fib is not None and m.m_fib != fib and not flags & IP_FORWARDING:
            return _ip_route(kernel, vnet, m, m.m_fib, flags | IP_SKIPFIREWALL)  # the filter chose another table
        ip = m.m_payload
        dst = ip.dst
    if (dst >> 24 == 127 or ip.src >> 24 == 127) and not ifp.if_flags & IFF_LOOPBACK:
        vnet.vnet_stats["ip.ips_badaddr"] += 1
        drop(kernel, m, ifp, f"An address of 127.0.0.0/8 may not leave by {ifp.if_xname}.")
        return EADDRNOTAVAIL
    mtu = nhop.nh_mtu or ifp.if_mtu
    if ip.length > mtu:
        return _too_long(kernel, vnet, ifp, m, gateway, mtu)
    if not flags & IP_FORWARDING and (ifa := nhop.nh_ifa) is not None:
        ifa.ia_opackets += 1
        ifa.ia_obytes += ip.length
    return _hand_on(kernel, vnet, m, fib, nhop, gateway)


def _hand_on(kernel: Kernel, vnet: Vnet, m: Mbuf, fib: int, nhop: Nhop, gateway: int) -> int:
    """Hand a packet to the interface; if a neighbour takes it, its way is kept for the next one."""
    ifp, dst = nhop.nh_ifp, m.m_payload.dst
    lle = None if m.m_broadcast else vnet.vnet_lltable.get((ifp.if_index, gateway))
    error: int = ifp.if_output(kernel, ifp, m, gateway)
    if lle is not None and vnet.vnet_pfil is None and not error:
        _keep_route(vnet, fib, dst, nhop, lle)
    return error


def _keep_route(vnet: Vnet, fib: int, dst: int, nhop: Nhop, lle: Llentry) -> None:
    """Keep the way of a packet for the next one, if all take it: by Ethernet, to a neighbour that has answered."""
    from simbsd.net.if_ethersubr import ether_output  # it stands on what is here

    ifp, rib = nhop.nh_ifp, vnet.vnet_fibs[fib]
    if lle.lle_mac is None or lle.lle_addr >> 28 == 14 or ifp.if_output is not ether_output:
        return
    if len(rib_lookup(rib, dst) or ()) != 1:
        return
    if len(rib.rib_routes) >= ROUTES:
        rib.rib_routes.clear()
    rib.rib_routes[dst] = (nhop, ifp, ether_output, lle)


def ip_send_link(kernel: Kernel, vnet: Vnet, ifp: Ifnet, m: Mbuf, mtu: int) -> int:
    """Hand a packet for a group to the interface that was chosen; an errno or 0."""
    ip: Ip = m.m_payload
    if ip.length > mtu:
        return _too_long(kernel, vnet, ifp, m, ip.dst, mtu)
    for ifa in vnet.vnet_inaddrs.get(ip.src, ())[:1]:
        ifa.ia_opackets += 1
        ifa.ia_obytes += ip.length
    error: int = ifp.if_output(kernel, ifp, m, ip.dst)
    return error


def _no_route(kernel: Kernel, vnet: Vnet, m: Mbuf, nhop: Nhop | None) -> int:
    if nhop is None:
        vnet.vnet_stats["ip.ips_noroute"] += 1
        drop(kernel, m, m.m_rcvif or vnet.vnet_lo, f"This stack has no route to {inet_ntoa(m.m_payload.dst)}.")
        return EHOSTUNREACH
    drop(
        kernel, m, nhop.nh_ifp, f"The route to {inet_ntoa(m.m_payload.dst)} throws packets away (blackhole or reject)."
    )
    return 0 if nhop.rt_flags & RTF_BLACKHOLE else EHOSTUNREACH


def _too_long(kernel: Kernel, vnet: Vnet, ifp: Ifnet, m: Mbuf, gateway: int, mtu: int) -> int:
    ip: Ip = m.m_payload
    if ip.df or m.m_broadcast:
        vnet.vnet_stats["ip.ips_cantfrag"] += 1
        drop(
            kernel,
            m,
            ifp,
            f"{ifp.if_xname}: the packet has {ip.length} bytes, the MTU is {mtu}, and it may not be fragmented.",
        )
        return EMSGSIZE
    vnet.vnet_stats["ip.ips_fragmented"] += 1
    for piece in ip_fragment(ip, mtu):
        vnet.vnet_stats["ip.ips_ofragments"] += 1
        part = Mbuf(m.m_packet, piece, m.m_rcvif, False, m.m_hops, m_pcp=m.m_pcp)
        m.m_pcp = None  # the first fragment alone is the packet that had it
        error: int = ifp.if_output(kernel, ifp, part, gateway)
        if error:
            return error
        for ifa in vnet.vnet_inaddrs.get(piece.src, ())[:1]:
            ifa.ia_opackets += 1
            ifa.ia_obytes += piece.length
    return 0


def ip_fragment(ip: Ip, mtu: int) -> list[Ip]:
    """Cut a packet into pieces that fit ``mtu``, each but the last a multiple of 8 bytes long (ip_fragment)."""
    hlen = IP_HDR_LEN + len(ip.options)
    step = (mtu - hlen) // 8 * 8
    size = ip.length - hlen
    payload, options = ip.payload, ip.options
    whole = payload.payload if type(payload) is Fragment else payload
    pieces = []
    for start in range(0, size, step):
        part = min(step, size - start)
        more = ip.mf or start + part < size
        piece = payload[start : start + part] if type(payload) is bytes else Fragment(whole, part)
        if start and ip.options:
            from simbsd.netinet.ip_options import ip_optcopy

            options = ip_optcopy(ip.options)
        length = IP_HDR_LEN + len(options) + part
        pieces.append(ip._replace(payload=piece, length=length, mf=more, offset=ip.offset + start, options=options))
    return pieces
