"""TCP segments that pf makes itself, in the name of others.

Models sys/netpfil/pf/pf.c (pf_build_tcp, pf_send_tcp, pf_intr, pf_isforlocal, pf_get_mss, pf_get_wscale, pf_calc_mss);
what is sent leaves when the packet at hand is done with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset
from simbsd.net.route import fib4_lookup, fib6_lookup
from simbsd.netinet.ip_input import ip_input
from simbsd.netinet.ip_output import IP_SKIPFIREWALL, ip_defttl, ip_newid, ip_send
from simbsd.netinet6.ip6_input import ip6_input
from simbsd.netinet6.ip6_output import IPV6_SKIPFIREWALL, ip6_send
from simbsd.sys.mbuf import IP6_HDR_LEN, IP_HDR_LEN, IPPROTO_TCP, TH_ACK, TH_RST, Ip, Ip6, Mbuf, Tcp, payload_length
from simbsd.sys.pf_var import Pf, PfState
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Vnet

IPTOS_LOWDELAY, IPV6_DEFHLIM = 0x10, 64
_TCP_HDR_LEN, _LEAST_MSS = 20, 64
PF_WSCALE_FLAG, PF_WSCALE_MASK = 0x80, 0x0F
_TCPOPT_EOL, _TCPOPT_NOP, _TCPOPT_WINDOW, _TCP_MAX_WINSHIFT = 0, 1, 3, 14


def build_tcp(vnet: Vnet, af: int, src: int, dst: int, tcp: Tcp, ttl: int = 0) -> Ip | Ip6:
    """A packet with a segment; ``ttl`` 0 is the stack's own (pf_build_tcp)."""
    size = payload_length(tcp)
    if af == AF_INET:
        df = bool(vnet.vnet_sysctls.get("net.inet.tcp.path_mtu_discovery", 1))
        ttl = ttl or ip_defttl(vnet)
        return Ip(src, dst, IPPROTO_TCP, ttl, tcp, IP_HDR_LEN + size, ip_newid(vnet), IPTOS_LOWDELAY, df)
    return Ip6(src, dst, IPPROTO_TCP, IPV6_DEFHLIM, tcp, IP6_HDR_LEN + size)


def send_tcp(kernel: Kernel, vnet: Vnet, packet: Ip | Ip6, skip: bool, tag: str = "", rtable: int = -1) -> None:
    """Send a packet soon; ``skip``: past the filter (pf_send_tcp)."""
    callout_reset(kernel, 0, pf_intr, vnet, packet, skip, tag, rtable)


def pf_intr(kernel: Kernel, vnet: Vnet, packet: Ip | Ip6, skip: bool, tag: str, rtable: int) -> None:
    """Send it now: to this stack itself past the filter, or to the wire."""
    pf: Pf | None = vnet.vnet_pf
    if pf is None:
        return
    kernel.lastpacket += 1
    m = Mbuf(kernel.lastpacket, packet, vnet.vnet_lo)
    fib = max(rtable, 0)
    if tag:
        pf.tag(m.m_packet, tag)
    four = type(packet) is Ip
    if packet.dst in (vnet.vnet_inaddrs if four else vnet.vnet_in6addrs):
        pf.own = m.m_packet
        (ip_input if four else ip6_input)(kernel, vnet.vnet_lo, m)
        return
    pf.own = m.m_packet if skip else 0
    if four:
        ip_send(kernel, vnet, m, fib, IP_SKIPFIREWALL if skip else 0)
    else:
        ip6_send(kernel, vnet, m, fib, IPV6_SKIPFIREWALL if skip else 0)


def hang_up(kernel: Kernel, pf: Pf, state: PfState) -> None:
    """Reset a caller who was not put through (pf_unlink_state)."""
    af, _, far, fport, near, nport = state.wire
    reset = Tcp(nport, fport, state.src.seqhi, state.src.seqlo + 1 & 0xFFFFFFFF, TH_RST | TH_ACK, 0)
    for vnet in kernel.vnets.values():
        if vnet.vnet_pf is pf:
            packet = build_tcp(vnet, af, near, far, reset)
            send_tcp(kernel, vnet, packet, True, state.tag, state.krule.rule.rtable)


def offered_mss(vnet: Vnet, tcp: Tcp) -> int:
    """The segment size that a SYN offers, or the default (pf_get_mss)."""
    return tcp.mss or mssdflt(vnet)


def mssdflt(vnet: Vnet) -> int:
    """net.inet.tcp.mssdflt of a stack."""
    return int(vnet.vnet_sysctls.get("net.inet.tcp.mssdflt", 536))


def offered_wscale(tcp: Tcp) -> int:
    """The window scale that a SYN offers, with PF_WSCALE_FLAG, or 0 (pf_get_wscale)."""
    options, at, scale = tcp.options, 0, 0
    while at + 3 <= len(options):
        if options[at] in (_TCPOPT_EOL, _TCPOPT_NOP):
            at += 1
            continue
        if options[at] == _TCPOPT_WINDOW:
            scale = min(options[at + 2], _TCP_MAX_WINSHIFT) | PF_WSCALE_FLAG
        at += max(options[at + 1], 2)
    return scale


def calc_mss(vnet: Vnet, af: int, fib: int, addr: int, offer: int) -> int:
    """What of an offered segment size fits the way to an address (pf_calc_mss)."""
    nhop = (fib4_lookup if af == AF_INET else fib6_lookup)(vnet, fib, addr)
    fits = 0
    if nhop is not None:
        mtu = nhop.nh_mtu or nhop.nh_ifp.if_mtu
        fits = mtu - (IP_HDR_LEN if af == AF_INET else IP6_HDR_LEN) - _TCP_HDR_LEN
    return max(min(max(mssdflt(vnet), fits), offer), _LEAST_MSS)
