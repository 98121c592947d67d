"""ICMPv6: echoes, and errors that quote the packet they are about.

Models sys/netinet6/icmp6.c (icmp6_input, icmp6_error, icmp6_mtudisc_update, icmp6_reflect, icmp6_redirect_output,
icmp6_ratelimit); leaves out node information queries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.net.route import fib6_lookup
from simbsd.netinet.tcp_hostcache import tcp_hc_getmtu, tcp_hc_updatemtu
from simbsd.netinet6.in6_ifstat import icmp6_ifstat_inc
from simbsd.netinet6.in6_src import in6_selectsrc
from simbsd.netinet6.ip6_output import in6_mtu, ip6_defhlim, ip6_output
from simbsd.netinet6.nd6 import is_neighbor, nd6_lookup
from simbsd.netinet6.nd6_nbr import nd6_na_input, nd6_ns_input
from simbsd.netinet6.nd6_rtr import icmp6_redirect_input, nd6_ra_input, nd6_rs_input
from simbsd.netinet6.raw_ip6 import rip6_input
from simbsd.sys.errno import Errno
from simbsd.sys.in6 import (
    IN6_IFF_ANYCAST,
    IN6_IFF_NOTREADY,
    in6_clearscope,
    is_linklocal,
    is_multicast,
)
from simbsd.sys.mbuf import (
    ICMP6_ECHO_REPLY,
    ICMP6_ECHO_REQUEST,
    ICMP6_PACKET_TOO_BIG,
    ICMP6_PARAM_PROB,
    ICMP6_PARAMPROB_OPTION,
    IP6_HDR_LEN,
    IPPROTO_ICMPV6,
    IPV6_MMTU,
    MLD_LISTENER_DONE,
    MLD_LISTENER_QUERY,
    MLD_LISTENER_REPORT,
    MLDV2_LISTENER_REPORT,
    ND_NEIGHBOR_ADVERT,
    ND_NEIGHBOR_SOLICIT,
    ND_REDIRECT,
    ND_ROUTER_ADVERT,
    ND_ROUTER_SOLICIT,
    Icmp6,
    Ip6,
    Mbuf,
    icmp6_length,
)
from simbsd.sys.socketvar import AF_INET6
from simbsd.sys.vnet import Ifnet, Nhop, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

ERRPPSLIMIT = 100
_LEAST_MTU = 56  # a header, a fragment's, and 8 bytes
_ND: dict[int, Callable[[Kernel, Ifnet, Mbuf], None]] = {
    ND_ROUTER_SOLICIT: nd6_rs_input, ND_ROUTER_ADVERT: nd6_ra_input, ND_NEIGHBOR_SOLICIT: nd6_ns_input,
    ND_NEIGHBOR_ADVERT: nd6_na_input, ND_REDIRECT: icmp6_redirect_input,
}  # fmt: skip
_MLD = (MLD_LISTENER_QUERY, MLD_LISTENER_REPORT, MLD_LISTENER_DONE, MLDV2_LISTENER_REPORT)
_ERRORS = {
    (1, 0): "dst_unreach_noroute", (1, 1): "dst_unreach_admin", (1, 2): "dst_unreach_beyondscope",
    (1, 3): "dst_unreach_addr", (1, 4): "dst_unreach_noport", (2, 0): "packet_too_big", (3, 0): "time_exceed_transit",
    (3, 1): "time_exceed_reassembly", (4, 0): "paramprob_header", (4, 1): "paramprob_nextheader",
    (4, 2): "paramprob_option", (ND_REDIRECT, 0): "redirect",
}  # fmt: skip


def icmp6_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A message for this stack (icmp6_input): answer an echo, learn of neighbours, show all to raw sockets."""
    ip6: Ip6 = m.m_payload
    icmp: Icmp6 = ip6.payload
    count(ifp.if_vnet, "in", icmp.type)
    icmp6_ifstat_inc(ifp, "in", icmp)
    if icmp.type in _MLD and not _heeded(kernel, ifp, m, ip6, icmp):
        return
    if icmp.type == ICMP6_ECHO_REQUEST:
        ifp.if_vnet.vnet_stats["icmp6.icp6s_reflect"] += 1
        icmp6_reflect(kernel, ifp, ip6, Icmp6(ICMP6_ECHO_REPLY, 0, icmp.ident, icmp.seq, icmp.data))
    handler = _ND.get(icmp.type)
    if handler is not None:
        handler(kernel, ifp, m)
    rip6_input(kernel, ifp, m)


def _heeded(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6, icmp: Icmp6) -> bool:
    """Whether a message about groups has come from this link and alerts routers; a question is answered."""
    if ip6.ttl != 1 or not (icmp.records or m.m_rtalert):
        drop(kernel, m, ifp, f"{ifp.if_xname}: a message about groups (MLD) without a router alert, or from afar.")
        return False
    if icmp.type == MLD_LISTENER_QUERY:
        from simbsd.netinet6.mld6 import mld_v2_input_query

        mld_v2_input_query(kernel, ifp, ip6, icmp)
    return True


def count(vnet: Vnet, way: str, kind: int) -> None:
    """Count a message by its type (icp6s_inhist, icp6s_outhist)."""
    name = f"icmp6.{way}.{kind}"
    vnet.vnet_stats[name] = vnet.vnet_stats.get(name, 0) + 1


def icmp6_reflect(kernel: Kernel, ifp: Ifnet, ip6: Ip6, message: Icmp6) -> None:
    """Answer a packet's sender: from the address it was sent to, else from one that is chosen (icmp6_reflect)."""
    vnet = ifp.if_vnet
    ia = None if is_multicast(ip6.dst) else vnet.vnet_in6addrs.get(ip6.dst)
    if ia is not None and not ia.ia6_flags & (IN6_IFF_ANYCAST | IN6_IFF_NOTREADY):
        src, hlim = ip6.dst, ip6_defhlim(vnet, ifp)
    else:
        try:
            src, hlim = in6_selectsrc(kernel, vnet, ifp.if_fib, ip6.src), ip6_defhlim(vnet)
        except Errno:
            return
    count(vnet, "out", message.type)
    length = IP6_HDR_LEN + icmp6_length(message)
    ip6_output(kernel, vnet, Ip6(src, ip6.src, IPPROTO_ICMPV6, hlim, message, length), ifp.if_fib)


def icmp6_mtudisc_update(kernel: Kernel, vnet: Vnet, ip6: Ip6, mtu: int) -> None:
    """A packet of this stack was too big for a link on its way: remember that for an hour (icmp6_mtudisc_update).
    """
    if mtu < _LEAST_MTU or vnet.vnet_in6addrs.get(ip6.src) is None:
        return
    nhop = fib6_lookup(vnet, 0, ip6.dst)
    if mtu < tcp_hc_getmtu(vnet, AF_INET6, ip6.dst, in6_mtu(nhop.nh_ifp) if nhop is not None else 0):
        tcp_hc_updatemtu(kernel, vnet, AF_INET6, ip6.dst, max(mtu, IPV6_MMTU))
        vnet.vnet_stats["icmp6.icp6s_pmtuchg"] += 1


def wire(ip6: Ip6) -> Ip6:
    """A packet as it was on the wire, to be quoted."""
    return ip6._replace(src=in6_clearscope(ip6.src), dst=in6_clearscope(ip6.dst))


def icmp6_error(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip6: Ip6, kind: int, code: int, extra: int = 0) -> None:
    """Tell a packet's sender what became of it, unless it was an error or a multicast itself (icmp6_error)."""
    vnet = ifp.if_vnet
    vnet.vnet_stats["icmp6.icp6s_error"] += 1
    _errcount(vnet, kind, code)
    wanted = kind == ICMP6_PACKET_TOO_BIG or (kind == ICMP6_PARAM_PROB and code == ICMP6_PARAMPROB_OPTION)
    if (m.m_broadcast or is_multicast(ip6.dst)) and not wanted:
        return
    if ip6.src == 0 or is_multicast(ip6.src):
        return
    inner = _type(ip6)
    if inner is not None and (inner < ICMP6_ECHO_REQUEST or inner == ND_REDIRECT):
        vnet.vnet_stats["icmp6.icp6s_canterror"] += 1
        return
    if _too_many(kernel, vnet):
        vnet.vnet_stats["icmp6.icp6s_toofreq"] += 1
        return
    icmp6_reflect(kernel, ifp, ip6, Icmp6(kind, code, original=wire(ip6), extra=extra))


def _type(ip6: Ip6) -> int | None:
    """The type of the message that a packet carries, None if it is none of ICMPv6."""
    if type(ip6.payload) is Icmp6:
        return int(ip6.payload.type)
    if type(ip6.payload) is not bytes:
        return None
    from simbsd.netinet6.ip6_options import ip6_lasthdr

    proto, data = ip6_lasthdr(ip6)
    return data[0] if proto == IPPROTO_ICMPV6 and data else None


def _errcount(vnet: Vnet, kind: int, code: int) -> None:
    """Count an error that is to be sent, by type and code (icmp6_errcount)."""
    name = f"icmp6.icp6s_o{_ERRORS.get((kind, code), 'unknown')}"
    vnet.vnet_stats[name] = vnet.vnet_stats.get(name, 0) + 1


def _too_many(kernel: Kernel, vnet: Vnet) -> bool:
    """Count an error in this second; True beyond net.inet6.icmp6.errppslimit (icmp6_ratelimit, ppsratecheck)."""
    limit = int(vnet.vnet_sysctls.get("net.inet6.icmp6.errppslimit", ERRPPSLIMIT))
    second = kernel.now // 1_000_000
    since, sent = vnet.vnet_bandlim.get("icmp6", (second, 0))
    vnet.vnet_bandlim["icmp6"] = (second, sent + 1 if since == second else 1)
    return 0 <= limit <= (sent if since == second else 0)


def icmp6_redirect_output(kernel: Kernel, ifp: Ifnet, ip6: Ip6, nhop: Nhop) -> None:
    """Tell a neighbour that sends by this router of a shorter way on its own link (icmp6_redirect_output)."""
    vnet = ifp.if_vnet
    if not is_neighbor(kernel, ifp, ip6.src) or is_multicast(ip6.dst):
        return
    _errcount(vnet, ND_REDIRECT, 0)
    source = next((ia.ia_addr for ia in ifp.if_addrs6 if is_linklocal(ia.ia_addr)), None)
    gateway = nhop.nh_gateway
    if source is None or (gateway is not None and not is_linklocal(gateway)):
        return
    target = gateway if gateway is not None else ip6.dst
    entry = nd6_lookup(kernel, ifp, target)
    message = Icmp6(
        ND_REDIRECT, 0, original=wire(ip6), target=in6_clearscope(target), dst=in6_clearscope(ip6.dst),
        lladdr=entry.lle_mac if entry is not None else None,
    )  # fmt: skip
    count(vnet, "out", ND_REDIRECT)
    packet = Ip6(source, ip6.src, IPPROTO_ICMPV6, 255, message, IP6_HDR_LEN + icmp6_length(message))
    ip6_output(kernel, vnet, packet, ifp.if_fib)
