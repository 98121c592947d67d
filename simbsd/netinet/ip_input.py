"""IPv4 input: is it for this stack, shall it be forwarded, or is it lost.

Models sys/netinet/ip_input.c (ip_input, ip_forward), ip_fastfwd.c, ip_reass.c; leaves out multicast routing.
Options are in ip_options.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop, inet_ntoa
from simbsd.net.pfil import pfil_in
from simbsd.net.route import MASKS, fib4_lookup
from simbsd.netinet.in_proto import PROTOSW
from simbsd.netinet.ip_icmp import icmp_error
from simbsd.netinet.ip_output import IP_FORWARDING, ip_send
from simbsd.netinet.ip_reass import ip_reass
from simbsd.netinet.raw_ip import rip_input
from simbsd.sys.errno import EACCES, EMSGSIZE, ENOBUFS
from simbsd.sys.mbuf import (
    ICMP_REDIRECT,
    ICMP_REDIRECT_HOST,
    ICMP_TIMXCEED,
    ICMP_TIMXCEED_INTRANS,
    ICMP_UNREACH,
    ICMP_UNREACH_HOST,
    ICMP_UNREACH_NEEDFRAG,
    Ip,
    Mbuf,
    made,
)
from simbsd.sys.vnet import IFF_LOOPBACK, Ifnet, Nhop, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


_LINKLOCAL = 0xA9FE
_STRONG = "net.inet.ip.rfc1122_strong_es"


def ip_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A packet arrived (ip_input)."""
    ip = m.m_payload
    vnet = ifp.if_vnet
    stats = vnet.vnet_stats
    stats["ip.ips_total"] += 1
    if type(ip) is bytes:
        if not _read(kernel, ifp, m):
            return
        ip = m.m_payload
    dst, src = ip.dst, ip.src
    if (dst >> 24 == 127 or src >> 24 == 127) and not ifp.if_flags & IFF_LOOPBACK:
        stats["ip.ips_badaddr"] += 1
        drop(kernel, m, ifp, f"{ifp.if_xname}: an address of 127.0.0.0/8 came from outside.")
        return
    if vnet.vnet_pfil is not None:
        if not pfil_in(kernel, vnet, ifp, m):
            return
        ip = m.m_payload
        dst, src = ip.dst, ip.src
    if ip.options:
        ip = _options(kernel, ifp, m, ip)
        if ip is None:
            return
    here = vnet.vnet_inaddrs
    own = here.get(dst)
    if own is not None:
        if (src in here or _STRONG in vnet.vnet_sysctls) and _is_odd(kernel, ifp, m, ip):
            return
        ifa = own[0]
        ifa.ia_ipackets += 1
        ifa.ia_ibytes += ip.length
        handler = PROTOSW.get(ip.proto)
        if handler is None or ip.mf or ip.offset or type(ip.payload) is bytes:
            _deliver(kernel, ifp, m, ip)
            return
        stats["ip.ips_delivered"] += 1
        handler(kernel, ifp, m)
    else:
        _not_own(kernel, ifp, m, ip)


def _not_own(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip) -> None:
    """A packet for none of this stack's addresses: it is for everybody, or goes on, or is lost."""
    vnet, dst = ifp.if_vnet, ip.dst
    if not dst:
        vnet.vnet_stats["ip.ips_badaddr"] += 1
        drop(kernel, m, ifp, f"{ifp.if_xname}: a packet for 0.0.0.0, which is nobody's address.")
    elif _is_for_all(vnet, ifp, m, dst):
        _deliver(kernel, ifp, m, ip)
    elif vnet.vnet_forwarding:
        ip_forward(kernel, ifp, m, ip)
    else:
        vnet.vnet_stats["ip.ips_cantforward"] += 1
        drop(kernel, m, ifp, f"{inet_ntoa(dst)} is no address of this stack, and net.inet.ip.forwarding is 0.")


def _read(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> bool:
    """Bytes are read when a program has made the packet of some; False for nonsense."""
    from simbsd.net.wire_input import ip_parse, readable

    return readable(kernel, ifp, m, ip_parse)


def _options(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip) -> Ip | None:
    """Options are imported when a packet has some."""
    from simbsd.netinet.ip_options import ip_dooptions

    return ip_dooptions(kernel, ifp, m, ip)


def _is_odd(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip) -> bool:
    """Whether a packet for this stack is lost all the same: it came from outside and bears one of the stack's own
    addresses as its sender's (source_address_validation), or came by another interface than that of the address it is
    for (rfc1122_strong_es).
    """
    if ifp.if_flags & IFF_LOOPBACK:
        return False
    vnet = ifp.if_vnet
    settings, here = vnet.vnet_sysctls, vnet.vnet_inaddrs
    strong = settings.get(_STRONG, 0) and not vnet.vnet_forwarding
    if strong and ifp.if_carp is None and here[ip.dst][0].ia_ifp is not ifp:
        vnet.vnet_stats["ip.ips_badaddr"] += 1
        drop(kernel, m, ifp, f"{inet_ntoa(ip.dst)} is an address of another interface than {ifp.if_xname}.")
        return True
    if ip.src in here and kernel.release.sources_are_validated:
        validated = settings.get("net.inet.ip.source_address_validation", 1)
        if validated and any(ifa.ia_ifp.if_fib == ifp.if_fib for ifa in here[ip.src]):
            vnet.vnet_stats["ip.ips_badaddr"] += 1
            drop(kernel, m, ifp, f"The sender's address {inet_ntoa(ip.src)} is this stack's own.")
            return True
    return False


def _is_for_all(vnet: Vnet, ifp: Ifnet, m: Mbuf, dst: int) -> bool:
    """Broadcasts of the interface, multicasts; and anything unicast while the stack has no address at all."""
    if not vnet.vnet_inaddrs and not m.m_broadcast:
        return True
    if dst >> 28 == 14 or dst == 0xFFFFFFFF:
        return True
    return any(ifa.ia_broadcast == dst for ifa in ifp.if_addrs)


def _deliver(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip) -> None:
    """Give a packet to its protocol, whole (ip_input: ours)."""
    if ip.mf or ip.offset:
        whole = ip_reass(kernel, ifp, m)
        if whole is None:
            return
        m.m_payload = ip = whole
    ifp.if_vnet.vnet_stats["ip.ips_delivered"] += 1
    handler = PROTOSW.get(ip.proto)
    if handler is None:
        rip_input(kernel, ifp, m)
    elif type(ip.payload) is not bytes or _read_payload(kernel, ifp, m, ip):
        handler(kernel, ifp, m)


def _read_payload(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip) -> bool:
    """What bytes that a program has sent are to their protocol; False, and counted, for nonsense."""
    from simbsd.net.wire_input import Malformed, malformed, transport_parse

    try:
        m.m_payload = ip._replace(payload=transport_parse(ip, ip.payload))
    except Malformed as error:
        malformed(kernel, ifp, m, error)
        return False
    return True


def ip_forward(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip) -> None:
    """Pass a packet on towards its destination; its sender is told if that fails (ip_forward)."""
    vnet = ifp.if_vnet
    if m.m_broadcast or ip.dst >> 28 in (14, 15) or ip.dst >> 24 == 0:
        vnet.vnet_stats["ip.ips_cantforward"] += 1
        drop(kernel, m, ifp, "Broadcasts are not forwarded.")
        return
    if ip.ttl <= 1:
        drop(kernel, m, ifp, "The time to live is used up: it ends at this router.")
        icmp_error(kernel, ifp, m, ip, ICMP_TIMXCEED, ICMP_TIMXCEED_INTRANS)
        return
    fib = ifp.if_fib if m.m_fib is None else m.m_fib
    nhop = fib4_lookup(vnet, fib, ip.dst, ip.src)
    m.m_payload = made(Ip, (*ip[:3], ip.ttl - 1, *ip[4:]))
    m.m_broadcast = False
    error = ip_send(kernel, vnet, m, fib, IP_FORWARDING)
    if error:
        vnet.vnet_stats["ip.ips_cantforward"] += 1
        _forward_failed(kernel, ifp, m, ip, error, nhop)
        return
    vnet.vnet_stats["ip.ips_forward"] += 1
    if _is_plain(ifp, ip):
        vnet.vnet_stats["ip.ips_fastforward"] += 1
    if nhop is not None and nhop.nh_ifp is ifp and nhop.rt_plen:
        _redirect(kernel, ifp, m, ip, nhop)


def _is_plain(ifp: Ifnet, ip: Ip) -> bool:
    """Whether a packet takes the short way through a router: no options, no link-local address (ip_tryforward)."""
    near = ip.src >> 16 == _LINKLOCAL or ip.dst >> 16 == _LINKLOCAL
    return not (ip.options or near or ifp.if_flags & IFF_LOOPBACK or ip.src in (0, 0xFFFFFFFF) or ip.src >> 28 == 14)


def _forward_failed(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip, error: int, nhop: Nhop | None) -> None:
    if error in (ENOBUFS, EACCES):
        return
    if error == EMSGSIZE and nhop is not None:
        icmp_error(kernel, ifp, m, ip, ICMP_UNREACH, ICMP_UNREACH_NEEDFRAG, nhop.nh_mtu or nhop.nh_ifp.if_mtu)
    else:
        icmp_error(kernel, ifp, m, ip, ICMP_UNREACH, ICMP_UNREACH_HOST)


def _redirect(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip, nhop: Nhop) -> None:
    """The packet leaves the way it came: tell a sender on that network the shorter way (net.inet.ip.redirect)."""
    vnet, ifa = ifp.if_vnet, nhop.nh_ifa
    if not vnet.vnet_sysctls.get("net.inet.ip.redirect", 1) or ifa is None:
        return
    if (ip.src ^ ifa.ia_addr) & MASKS[ifa.ia_plen] == 0:
        vnet.vnet_stats["ip.ips_redirectsent"] += 1
        gateway = nhop.nh_gateway if nhop.nh_gateway is not None else ip.dst
        icmp_error(kernel, ifp, m, ip, ICMP_REDIRECT, ICMP_REDIRECT_HOST, gateway)
