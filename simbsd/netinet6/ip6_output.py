"""IPv6 output: find the next hop, fragment if need be, hand the packet to an interface.

Models sys/netinet6/ip6_output.c (ip6_output, ip6_fragment, ip6_mloopback) and nd6.c (nd6_output_ifp); leaves out
extension headers other than the fragment's and jumbograms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.net.pfil import pfil_out
from simbsd.net.route import fib6_lookup
from simbsd.net.vnet_walk import vnet_walk
from simbsd.netinet6.in6_ifstat import icmp6_ifstat_inc, in6_ifstat_inc
from simbsd.sys.errno import EACCES, EHOSTUNREACH, EMSGSIZE
from simbsd.sys.in6 import in6_clearscope, in6_getscope, in6_setscope, inet_ntop6, is_multicast, is_scoped
from simbsd.sys.mbuf import IP6_HDR_LEN, IPV6_MMTU, Fragment, Icmp6, Ip6, Mbuf
from simbsd.sys.socketvar import AF_INET6
from simbsd.sys.vnet import IFF_LOOPBACK, RTF_BLACKHOLE, RTF_REJECT, Ifnet, Nhop, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

IPV6_FORWARDING, IPV6_MINMTU, IPV6_NOLOOP, IPV6_DONTFRAG = 0x2, 0x4, 0x8, 0x10
IPV6_SKIPFIREWALL = 0x20
IPV6_DEFHLIM = 64
FRAGMENT_HDR_LEN = 8


def ip6_newid(vnet: Vnet) -> int:
    """The identification of the next packet that is cut (ip6_randomid)."""
    vnet.vnet_ip6_id = ident = vnet.vnet_ip6_id + 1 & 0xFFFFFFFF or 1
    return ident


def ip6_defhlim(vnet: Vnet, ifp: Ifnet | None = None) -> int:
    """The hop limit of packets by an interface, else net.inet6.ip6.hlim of a stack (in6_selecthlim)."""
    return ifp.if_chlim if ifp is not None else int(vnet.vnet_sysctls.get("net.inet6.ip6.hlim", IPV6_DEFHLIM))


def in6_mtu(ifp: Ifnet) -> int:
    """The MTU of a link for IPv6: what a router advertised, if it is less (IN6_LINKMTU)."""
    return min(ifp.if_linkmtu or ifp.if_mtu, ifp.if_mtu)


def ip6_output(kernel: Kernel, vnet: Vnet, ip6: Ip6, fib: int = 0, flags: int = 0, ifp: Ifnet | None = None) -> int:
    """Send a packet of this stack; an errno or 0 (ip6_output). ``ifp`` is the interface of a multicast."""
    kernel.lastpacket += 1
    vnet.vnet_stats["ip6.ip6s_localout"] += 1
    return ip6_send(kernel, vnet, Mbuf(kernel.lastpacket, ip6), fib, flags, ifp)


def ip6_send(kernel: Kernel, vnet: Vnet, m: Mbuf, fib: int, flags: int, ifp: Ifnet | None = None) -> int:
    """Route a packet, its own or a forwarded one, and hand it to the interface."""
    ip6: Ip6 = m.m_payload
    dst = gateway = ip6.dst
    fixed = 0
    if is_multicast(dst):
        ifp = ifp or vnet.vnet_ifnets.get(in6_getscope(dst))
    if ifp is None or not is_multicast(dst):
        if kernel.watched:
            vnet_walk(kernel, vnet, "V_rt_tables")
        nhop = fib6_lookup(vnet, fib, dst, ip6.src)
        if nhop is None or nhop.rt_flags & (RTF_REJECT | RTF_BLACKHOLE):
            return _no_route(kernel, vnet, m, nhop)
        ifp = nhop.nh_ifp
        if nhop.nh_gateway is not None:
            gateway = nhop.nh_gateway
        fixed = nhop.nh_mtu if nhop.nh_fixedmtu else 0
    if is_multicast(dst):
        gateway = dst = in6_setscope(dst, ifp.if_index)
        if dst in ifp.if_multiaddrs and not flags & IPV6_NOLOOP and not ifp.if_flags & IFF_LOOPBACK:
            _mloopback(kernel, vnet, m, ip6._replace(dst=dst))
    if vnet.vnet_pfil is not None and not flags & IPV6_SKIPFIREWALL:
        if not pfil_out(kernel, vnet, ifp, m):
            return 0 if m.m_consumed else EACCES
        if m.m_fib is not None and m.m_fib != fib and not is_multicast(dst):
            return ip6_send(kernel, vnet, m, m.m_fib, flags | IPV6_SKIPFIREWALL)  # the filter chose another table
        ip6 = m.m_payload
    mtu = ip6_calcmtu(vnet, ifp, dst, flags, fixed)
    ia = vnet.vnet_in6addrs.get(ip6.src)
    if ia is not None and ia.ia_ifp is ifp:
        ia.ia_opackets += 1
        ia.ia_obytes += ip6.length
    in6_ifstat_inc(ifp, "out_request")
    if type(ip6.payload) is Icmp6:
        icmp6_ifstat_inc(ifp, "out", ip6.payload)
    if is_multicast(dst):
        in6_ifstat_inc(ifp, "out_mcast")
    if ip6.length > mtu:
        return _too_long(kernel, vnet, ifp, m, gateway, flags, mtu)
    return nd6_output_ifp(kernel, ifp, m, gateway)


def ip6_calcmtu(vnet: Vnet, ifp: Ifnet, dst: int, flags: int, fixed: int = 0) -> int:
    """How long a packet to ``dst`` may be: the link's MTU, or less where one was too big further on, where the
    program or a group wants the least, or where the route has a smaller one, ``fixed`` (ip6_calcmtu, ip6_output).
    """
    mtu = min(in6_mtu(ifp), fixed) if fixed else in6_mtu(ifp)
    if vnet.vnet_hostcache:
        mtu = min(mtu, vnet.vnet_hostcache.get((AF_INET6, dst), mtu))
    if mtu > IPV6_MMTU and (flags & IPV6_MINMTU or dst >> 120 == 0xFF):
        return IPV6_MMTU
    return mtu


def nd6_output_ifp(kernel: Kernel, ifp: Ifnet, m: Mbuf, gateway: int) -> int:
    """Hand a packet to its interface: on the wire its addresses have no zone (nd6_output_ifp)."""
    ip6: Ip6 = m.m_payload
    if not ifp.if_flags & IFF_LOOPBACK and (is_scoped(ip6.src) or is_scoped(ip6.dst)):
        m.m_payload = ip6._replace(src=in6_clearscope(ip6.src), dst=in6_clearscope(ip6.dst))
    error: int = ifp.if_output(kernel, ifp, m, gateway)
    return error


def _mloopback(kernel: Kernel, vnet: Vnet, m: Mbuf, ip6: Ip6) -> None:
    """A copy of a multicast for this stack, which listens to the group too (ip6_mloopback)."""
    vnet.vnet_lo.if_output(kernel, vnet.vnet_lo, Mbuf(m.m_packet, ip6), ip6.dst)


def _no_route(kernel: Kernel, vnet: Vnet, m: Mbuf, nhop: Nhop | None) -> int:
    text = inet_ntop6(in6_clearscope(m.m_payload.dst))
    if nhop is None:
        vnet.vnet_stats["ip6.ip6s_noroute"] += 1
        drop(kernel, m, m.m_rcvif or vnet.vnet_lo, f"This stack has no route to {text}.")
        return EHOSTUNREACH
    drop(kernel, m, nhop.nh_ifp, f"The route to {text} throws packets away (blackhole or reject).")
    return 0 if nhop.rt_flags & RTF_BLACKHOLE else EHOSTUNREACH


def _too_long(kernel: Kernel, vnet: Vnet, ifp: Ifnet, m: Mbuf, gateway: int, flags: int, mtu: int) -> int:
    """Only the sender of an IPv6 packet cuts it."""
    ip6: Ip6 = m.m_payload
    if flags & (IPV6_FORWARDING | IPV6_DONTFRAG) or mtu < IPV6_MMTU:
        vnet.vnet_stats["ip6.ip6s_cantfrag"] += 1
        in6_ifstat_inc(ifp, "out_fragfail")
        drop(kernel, m, ifp, f"{ifp.if_xname}: the packet has {ip6.length} bytes, the MTU is {mtu}; only senders cut.")
        return EMSGSIZE
    vnet.vnet_stats["ip6.ip6s_fragmented"] += 1
    in6_ifstat_inc(ifp, "out_fragok")
    for piece in ip6_fragment(ip6, mtu, ip6_newid(vnet)):
        vnet.vnet_stats["ip6.ip6s_ofragments"] += 1
        in6_ifstat_inc(ifp, "out_fragcreat")
        error = nd6_output_ifp(kernel, ifp, Mbuf(m.m_packet, piece, m.m_rcvif), gateway)
        if error:
            return error
    return 0


def ip6_fragment(ip6: Ip6, mtu: int, ident: int) -> list[Ip6]:
    """Cut a packet into pieces that fit ``mtu``, each but the last a multiple of 8 bytes long (ip6_fragment)."""
    step = (mtu - IP6_HDR_LEN - FRAGMENT_HDR_LEN) // 8 * 8
    size = ip6.length - IP6_HDR_LEN
    pieces = []
    for start in range(0, size, step):
        part = min(step, size - start)
        length = IP6_HDR_LEN + FRAGMENT_HDR_LEN + part
        more = start + part < size
        pieces.append(ip6._replace(payload=Fragment(ip6.payload, part), length=length, id=ident, mf=more, offset=start))
    return pieces
