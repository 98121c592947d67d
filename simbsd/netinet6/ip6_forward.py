"""IPv6 forwarding: pass a packet on towards its destination, or tell its sender why not.

Models sys/netinet6/ip6_forward.c; leaves out IPsec and stealth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.net.pfil import pfil_out
from simbsd.net.route import fib6_lookup
from simbsd.netinet6.icmp6 import icmp6_error, icmp6_redirect_output
from simbsd.netinet6.in6_ifstat import in6_ifstat_inc
from simbsd.netinet6.ip6_output import in6_mtu, nd6_output_ifp
from simbsd.sys.errno import EMSGSIZE, ENOBUFS
from simbsd.sys.in6 import in6_clearscope, in6_getscope, inet_ntop6, is_multicast
from simbsd.sys.mbuf import (
    ICMP6_DST_UNREACH,
    ICMP6_DST_UNREACH_ADDR,
    ICMP6_DST_UNREACH_BEYONDSCOPE,
    ICMP6_DST_UNREACH_NOROUTE,
    ICMP6_PACKET_TOO_BIG,
    ICMP6_TIME_EXCEEDED,
    Ip6,
    Mbuf,
)
from simbsd.sys.vnet import RTF_BLACKHOLE, RTF_DYNAMIC, RTF_REJECT, Ifnet, Nhop

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

ICMP6_DST_UNREACH_REJECT = 6


def ip6_forward(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6) -> None:
    """Pass a packet on (ip6_forward)."""
    vnet = ifp.if_vnet
    stats = vnet.vnet_stats
    if m.m_broadcast or is_multicast(ip6.dst) or ip6.src == 0:
        stats["ip6.ip6s_cantforward"] += 1
        drop(kernel, m, ifp, "Multicasts, and packets without a source, are not forwarded.")
        return
    if ip6.ttl <= 1:
        drop(kernel, m, ifp, "The hop limit is used up: it ends at this router.")
        icmp6_error(kernel, ifp, m, ip6, ICMP6_TIME_EXCEEDED, 0)
        return
    nhop = fib6_lookup(vnet, ifp.if_fib if m.m_fib is None else m.m_fib, ip6.dst, ip6.src)
    if nhop is None:
        _no_route(kernel, ifp, m, ip6)
        return
    if nhop.rt_flags & (RTF_BLACKHOLE | RTF_REJECT):
        _thrown_away(kernel, ifp, m, ip6, nhop)
        return
    if not _is_near(kernel, ifp, m, ip6, nhop):
        return
    out = nhop.nh_ifp
    m.m_payload = ip6._replace(ttl=ip6.ttl - 1)
    if vnet.vnet_pfil is not None and not pfil_out(kernel, vnet, out, m):
        return
    if not _is_small(kernel, ifp, m, ip6, nhop):
        return
    error = nd6_output_ifp(kernel, out, m, ip6.dst if nhop.nh_gateway is None else nhop.nh_gateway)
    if error:
        in6_ifstat_inc(out, "out_discard")
        stats["ip6.ip6s_cantforward"] += 1
        if error not in (EMSGSIZE, ENOBUFS):
            icmp6_error(kernel, ifp, m, ip6, ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_ADDR)
        return
    stats["ip6.ip6s_forward"] += 1
    in6_ifstat_inc(out, "out_forward")
    redirects = vnet.vnet_sysctls.get("net.inet6.ip6.redirect", 1)
    if redirects and out is ifp and not nhop.rt_flags & RTF_DYNAMIC:
        stats["ip6.ip6s_redirectsent"] += 1
        icmp6_redirect_output(kernel, ifp, ip6, nhop)


def _no_route(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6) -> None:
    ifp.if_vnet.vnet_stats["ip6.ip6s_noroute"] += 1
    in6_ifstat_inc(ifp, "in_noroute")
    drop(kernel, m, ifp, f"This stack has no route to {inet_ntop6(in6_clearscope(ip6.dst))}.")
    icmp6_error(kernel, ifp, m, ip6, ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_NOROUTE)


def _thrown_away(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6, nhop: Nhop) -> None:
    ifp.if_vnet.vnet_stats["ip6.ip6s_cantforward"] += 1
    drop(kernel, m, ifp, "The route throws packets away (blackhole or reject).")
    if nhop.rt_flags & RTF_REJECT:
        icmp6_error(kernel, ifp, m, ip6, ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_REJECT)


def _is_near(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6, nhop: Nhop) -> bool:
    """Whether both addresses mean the same on the next link; else the packet's sender is told."""
    out, stats = nhop.nh_ifp, ifp.if_vnet.vnet_stats
    if in6_getscope(ip6.src) in (0, out.if_index) and in6_getscope(ip6.dst) in (0, out.if_index):
        return True
    stats["ip6.ip6s_cantforward"] += 1
    stats["ip6.ip6s_badscope"] += 1
    drop(kernel, m, ifp, "A link-local address does not leave its link.")
    icmp6_error(kernel, ifp, m, ip6, ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_BEYONDSCOPE)
    return False


def _is_small(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6, nhop: Nhop) -> bool:
    """Whether a packet fits the way; else its sender is told."""
    out = nhop.nh_ifp
    mtu = min(in6_mtu(out), nhop.nh_mtu) if nhop.nh_fixedmtu else in6_mtu(out)
    if m.m_payload.length <= mtu:
        return True
    in6_ifstat_inc(out, "in_toobig")
    drop(kernel, m, ifp, f"{out.if_xname}: the packet has {m.m_payload.length} bytes, the MTU is {mtu}.")
    icmp6_error(kernel, ifp, m, ip6, ICMP6_PACKET_TOO_BIG, 0, mtu)
    return False
