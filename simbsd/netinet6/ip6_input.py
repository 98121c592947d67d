"""IPv6 input: is it for this stack, shall it be forwarded, or is it lost.

Models sys/netinet6/ip6_input.c (ip6_input); leaves out multicast routing. Extension headers are in ip6_options.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.net.pfil import pfil_in
from simbsd.netinet6.frag6 import frag6_input
from simbsd.netinet6.in6_ifstat import in6_ifstat_inc
from simbsd.netinet6.in6_proto import PROTOSW6
from simbsd.netinet6.ip6_forward import ip6_forward
from simbsd.netinet6.raw_ip6 import rip6_input
from simbsd.sys.in6 import (
    IN6_IFF_NOTREADY,
    ND6_IFF_IFDISABLED,
    in6_addrscope,
    in6_clearscope,
    in6_getscope,
    in6_setscope,
    inet_ntop6,
    is_multicast,
    is_scoped,
    is_v4mapped,
)
from simbsd.sys.mbuf import Ip6, Mbuf
from simbsd.sys.vnet import IFF_LOOPBACK, Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_INTFACELOCAL = 1  # IPV6_ADDR_SCOPE_INTFACELOCAL


def ip6_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A packet arrived (ip6_input)."""
    ip6 = m.m_payload
    vnet = ifp.if_vnet
    stats = vnet.vnet_stats
    if ifp.if_nd6_flags & ND6_IFF_IFDISABLED:
        drop(kernel, m, ifp, f"{ifp.if_xname}: IPv6 is off on this interface (IFDISABLED).")
        return
    stats["ip6.ip6s_total"] += 1
    in6_ifstat_inc(ifp, "in_receive")
    if type(ip6) is bytes:
        if not _read(kernel, ifp, m):
            return
        ip6 = m.m_payload
    if is_multicast(ip6.src) or ip6.dst == 0 or is_v4mapped(ip6.src) or is_v4mapped(ip6.dst):
        _badscope(kernel, ifp, m, "An address that cannot be on the wire.")
        return
    ifp = _rcvif(ifp, ip6)
    if is_scoped(ip6.src) or is_scoped(ip6.dst):
        if not _is_near(kernel, ifp, m, ip6):
            return
        index = ifp.if_index
        m.m_payload = ip6 = ip6._replace(src=in6_setscope(ip6.src, index), dst=in6_setscope(ip6.dst, index))
    if (ip6.src == 1 or ip6.dst == 1) and not ifp.if_flags & IFF_LOOPBACK and m.m_rcvif is not vnet.vnet_lo:
        _badscope(kernel, ifp, m, f"{ifp.if_xname}: ::1 came from outside.")
        return
    if vnet.vnet_pfil is not None:
        if not pfil_in(kernel, vnet, ifp, m):
            return
        ip6 = m.m_payload
    if is_multicast(ip6.dst):
        _group(kernel, ifp, m, ip6)
    else:
        _unicast(kernel, ifp, m, ip6)


def _unicast(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6) -> None:
    """A packet for one address: an own one, or another's, if this stack forwards."""
    vnet = ifp.if_vnet
    ia = vnet.vnet_in6addrs.get(ip6.dst)
    if ia is not None:
        if ia.ia6_flags & IN6_IFF_NOTREADY:
            shown = inet_ntop6(in6_clearscope(ip6.dst))
            _discard(kernel, ifp, m, f"{shown} is tentative or a duplicate: not in use.")
        elif ip6.src not in vnet.vnet_in6addrs or not _pretends(kernel, ifp, m, ip6):
            ia.ia_ipackets += 1
            ia.ia_ibytes += ip6.length
            _deliver(kernel, ifp, m, ip6)
    elif vnet.vnet_forwarding6:
        if ip6.proto or type(ip6.payload) is not bytes or _hops(kernel, ifp, m, ip6):
            ip6_forward(kernel, ifp, m, ip6)
    else:
        vnet.vnet_stats["ip6.ip6s_cantforward"] += 1
        why = "is no address of this stack, and net.inet6.ip6.forwarding is 0."
        _discard(kernel, ifp, m, f"{inet_ntop6(in6_clearscope(ip6.dst))} {why}")


def _is_near(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6) -> bool:
    """Whether addresses of a zone are as they may come by a link: without its number, and not of this machine alone."""
    if ifp.if_flags & IFF_LOOPBACK or m.m_rcvif is ifp.if_vnet.vnet_lo:
        return True
    if not in6_getscope(ip6.src) and not in6_getscope(ip6.dst) and in6_addrscope(ip6.dst) != _INTFACELOCAL:
        return True
    _badscope(kernel, ifp, m, f"{ifp.if_xname}: an address with a zone, or of one interface alone, came from outside.")
    return False


def _badscope(kernel: Kernel, ifp: Ifnet, m: Mbuf, why: str) -> None:
    """A packet ends for its addresses."""
    ifp.if_vnet.vnet_stats["ip6.ip6s_badscope"] += 1
    in6_ifstat_inc(ifp, "in_addrerr")
    _discard(kernel, ifp, m, why)


def _discard(kernel: Kernel, ifp: Ifnet, m: Mbuf, why: str) -> None:
    in6_ifstat_inc(ifp, "in_discard")
    drop(kernel, m, ifp, why)


def _pretends(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6) -> bool:
    """Whether a packet that came from outside bears an address of this stack as its sender's, and is lost for that
    (net.inet6.ip6.source_address_validation).
    """
    vnet = ifp.if_vnet
    if m.m_rcvif is vnet.vnet_lo or not kernel.release.sources_are_validated:
        return False
    if not vnet.vnet_sysctls.get("net.inet6.ip6.source_address_validation", 1):
        return False
    vnet.vnet_stats["ip6.ip6s_badscope"] += 1
    shown = inet_ntop6(in6_clearscope(ip6.src))
    _discard(kernel, ifp, m, f"The sender's address {shown} is this stack's own.")
    return True


def _group(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6) -> None:
    """A multicast: for this stack if the interface listens to its group."""
    in6_ifstat_inc(ifp, "in_mcast")
    if ip6.dst in ifp.if_multiaddrs:
        _deliver(kernel, ifp, m, ip6)
    else:
        ifp.if_vnet.vnet_stats["ip6.ip6s_notmember"] += 1
        _discard(kernel, ifp, m, f"{ifp.if_xname} does not listen to {inet_ntop6(in6_clearscope(ip6.dst))}.")


def _rcvif(ifp: Ifnet, ip6: Ip6) -> Ifnet:
    """A packet to a link-local address or group of an own interface goes round by lo0, and counts as received by that
    interface (ip6_output: origifp).
    """
    if not ifp.if_flags & IFF_LOOPBACK:
        return ifp
    return ifp.if_vnet.vnet_ifnets.get(in6_getscope(ip6.dst), ifp)


def _read(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> bool:
    """Bytes are read when a program has made the packet of some; False for nonsense."""
    from simbsd.net.wire_input import readable
    from simbsd.net.wire_input6 import ip6_parse

    return readable(kernel, ifp, m, ip6_parse)


def _hops(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6) -> bool:
    """Options for every hop; False: they have ended the packet."""
    from simbsd.netinet6.ip6_options import ip6_input_hbh

    return ip6_input_hbh(kernel, ifp, m, ip6)


def _deliver(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6) -> None:
    """Give a packet to its protocol, whole (ip6_input: hbhcheck)."""
    made = type(ip6.payload) is bytes
    if made and not ip6.proto and not _hops(kernel, ifp, m, ip6):
        return
    ifp.if_vnet.vnet_stats["ip6.ip6s_delivered"] += 1
    in6_ifstat_inc(ifp, "in_deliver")
    if ip6.mf or ip6.offset:
        whole = frag6_input(kernel, ifp, m)
        if whole is None:
            return
        m.m_payload = ip6 = whole
        made = type(ip6.payload) is bytes
    if made:
        from simbsd.netinet6.ip6_options import ip6_chain

        read = ip6_chain(kernel, ifp, m, ip6)
        if read is None:
            return
        m.m_payload = ip6 = read
    PROTOSW6.get(ip6.proto, rip6_input)(kernel, ifp, m)
