"""ICMP: echoes, and errors that quote the packet they are about.

Models sys/netinet/ip_icmp.c (icmp_input, icmp_reflect, icmp_error, badport_bandlim); leaves out router
discovery and the jitter of rate limits. Redirects received are in netinet/ip_icmp_redirect.py, questions other than
echoes in netinet/ip_icmp_query.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import log
from simbsd.net.bpf import drop
from simbsd.net.route import fib4_lookup
from simbsd.netinet.ip_output import IP_HDR_LEN, ip_defttl, ip_newid, ip_output
from simbsd.netinet.raw_ip import rip_input
from simbsd.sys.mbuf import (
    ICMP_ECHO,
    ICMP_ECHOREPLY,
    ICMP_MASKREQ,
    ICMP_REDIRECT,
    ICMP_TSTAMP,
    ICMP_UNREACH,
    ICMP_UNREACH_PORT,
    IPPROTO_ICMP,
    Icmp,
    Ip,
    Mbuf,
    made,
)
from simbsd.sys.syslog import LOG_NOTICE

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet, Vnet

ICMPLIM, QUOTELEN, ICMP_MINLEN, ICMP_MAXTYPE = 200, 548, 8, 40
SECOND = 1_000_000
_NONE = (-1, 0)
_IN = {kind: f"icmp.in.{kind}" for kind in (0, 3, 5, 8, 11)}
_OUT = {kind: f"icmp.out.{kind}" for kind in (0, 14, 18)}
_INFORMS = (ICMP_ECHOREPLY, ICMP_ECHO, 9, 10, *range(13, 19))


def icmp_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """An ICMP message for this stack (icmp_input): answer an echo, show the rest to raw sockets."""
    ip: Ip = m.m_payload
    icmp: Icmp = ip.payload
    kind = icmp.type
    if kind <= ICMP_MAXTYPE:
        stats, name = ifp.if_vnet.vnet_stats, _IN.get(kind) or f"icmp.in.{kind}"
        stats[name] = stats.get(name, 0) + 1
    if kind == ICMP_ECHOREPLY:
        rip_input(kernel, ifp, m)
        return
    if kind == ICMP_ECHO:
        _echo(kernel, ifp, m, ip, icmp)
        return
    if kind == ICMP_UNREACH:
        from simbsd.netinet.in_proto import icmp_deliver

        icmp_deliver(kernel, ifp.if_vnet, icmp)
    elif kind == ICMP_REDIRECT:
        from simbsd.netinet.ip_icmp_redirect import icmp_redirect

        icmp_redirect(kernel, ifp, m, ip, icmp)
    elif kind in (ICMP_TSTAMP, ICMP_MASKREQ):
        from simbsd.netinet.ip_icmp_query import icmp_query

        if icmp_query(kernel, ifp, m, ip, icmp):
            return
    rip_input(kernel, ifp, m)


def _echo(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip, icmp: Icmp) -> None:
    vnet = ifp.if_vnet
    if (m.m_broadcast or ip.dst >> 28 == 14) and not vnet.vnet_sysctls.get("net.inet.icmp.bmcastecho", 0):
        vnet.vnet_stats["icmp.icps_bmcastecho"] += 1
        drop(
            kernel,
            m,
            ifp,
            f"{ifp.if_xname}: echo requests to a broadcast address are not answered (net.inet.icmp.bmcastecho=0).",
        )
        return
    if not can_answer(kernel, vnet, "icmp ping response"):
        drop(kernel, m, ifp, "More echo requests in this second than net.inet.icmp.icmplim allows to answer.")
        return
    icmp_reflect(kernel, ifp, ip, made(Icmp, (ICMP_ECHOREPLY, 0, icmp.ident, icmp.seq, icmp.data, None, 0)))


def icmp_reflect(kernel: Kernel, ifp: Ifnet, ip: Ip, reply: Icmp) -> None:
    """Answer a packet's sender, from the address it was sent to or one of the interface (icmp_reflect)."""
    vnet = ifp.if_vnet
    stats, name = vnet.vnet_stats, _OUT[reply.type]
    stats["icmp.icps_reflect"] += 1
    stats[name] = stats.get(name, 0) + 1
    src = ip.dst if ip.dst in vnet.vnet_inaddrs else _error_source(ifp, ip)
    if src is None:
        return
    ttl, ident = ip_defttl(vnet), ip_newid(vnet)
    packet = made(Ip, (src, ip.src, IPPROTO_ICMP, ttl, reply, ip.length, ident, ip.tos, False, False, 0, b""))
    if ip.options:
        from simbsd.netinet.ip_options import ip_optreply

        options = ip_optreply(ip.options)
        packet = packet._replace(options=options, length=ip.length - len(ip.options) + len(options))
    ip_output(kernel, vnet, packet, ifp.if_fib)


def can_answer(kernel: Kernel, vnet: Vnet, what: str) -> bool:
    """Count an answer of a kind in this second; False beyond net.inet.icmp.icmplim (badport_bandlim)."""
    limit: int = vnet.vnet_sysctls.get("net.inet.icmp.icmplim", ICMPLIM)
    second, counts = kernel.now // SECOND, vnet.vnet_bandlim
    since, count = counts.get(what, _NONE)
    if since != second:
        if 0 < limit < count:
            log(kernel, f"Limiting {what} from {count} to {limit} packets/sec", LOG_NOTICE)
        count = 0
    counts[what] = (second, count + 1)
    return limit <= 0 or count < limit


def icmp_error(kernel: Kernel, ifp: Ifnet, m: Mbuf, original: Ip, kind: int, code: int, extra: int = 0) -> None:
    """Tell a packet's sender what became of it, unless it was an error, a later fragment or a broadcast itself
    (icmp_error).
    """
    vnet = ifp.if_vnet
    stats = vnet.vnet_stats
    stats["icmp.icps_error"] += kind != ICMP_REDIRECT
    if original.offset or m.m_broadcast or original.src == 0 or original.src >> 28 == 14:
        return
    if original.length < IP_HDR_LEN + len(original.options) + ICMP_MINLEN:
        return
    if kind != ICMP_REDIRECT and _is_error(original):
        stats["icmp.icps_oldicmp"] = stats.get("icmp.icps_oldicmp", 0) + 1
        return
    if kind == ICMP_UNREACH and code == ICMP_UNREACH_PORT and not can_answer(kernel, vnet, "icmp unreach response"):
        return
    stats[f"icmp.out.{kind}"] = stats.get(f"icmp.out.{kind}", 0) + 1
    message = Icmp(kind, code, original=original, extra=extra)
    size = IP_HDR_LEN + 8 + min(original.length, IP_HDR_LEN + len(original.options) + QUOTELEN)
    src = _error_source(ifp, original)
    if src is None:
        return
    ip_output(
        kernel, vnet, Ip(src, original.src, IPPROTO_ICMP, ip_defttl(vnet), message, size, ip_newid(vnet)), ifp.if_fib
    )


def _is_error(ip: Ip) -> bool:
    """Whether a packet is an ICMP message that is no question and no answer (ICMP_INFOTYPE)."""
    inner = ip.payload
    if type(inner) is Icmp:
        return inner.type not in _INFORMS
    return ip.proto == IPPROTO_ICMP and type(inner) is bytes and inner[:1] != b"" and inner[0] not in _INFORMS


def _error_source(ifp: Ifnet, original: Ip) -> int | None:
    """Own address the packet went to; else one of the interface it came in by, on the sender's network if possible;
    None, counted, without a route back (icmp_reflect).
    """
    vnet = ifp.if_vnet
    if original.dst in vnet.vnet_inaddrs:
        return original.dst
    if fib4_lookup(vnet, ifp.if_fib, original.src) is None:
        vnet.vnet_stats["icmp.icps_noroute"] = vnet.vnet_stats.get("icmp.icps_noroute", 0) + 1
        return None
    for ifa in ifp.if_addrs:
        if (ifa.ia_addr ^ original.src) >> (32 - ifa.ia_plen) == 0:
            return ifa.ia_addr
    return ifp.if_addrs[0].ia_addr if ifp.if_addrs else 0
