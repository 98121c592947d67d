"""Counters of IPv6 and ICMPv6 that each interface has of its own.

Models in6_ifstat_inc of sys/netinet6/in6_var.h, icmp6_ifstat_inc and icmp6_ifoutstat_inc of sys/netinet/icmp6.h, and
SIOCGIFSTAT_IN6 and SIOCGIFSTAT_ICMP6 of in6.c (in6_control). Names are those of the members without ``ifs6_``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.mbuf import (
    ICMP6_DST_UNREACH,
    ICMP6_DST_UNREACH_ADMIN,
    ICMP6_ECHO_REPLY,
    ICMP6_ECHO_REQUEST,
    ICMP6_PACKET_TOO_BIG,
    ICMP6_PARAM_PROB,
    ICMP6_TIME_EXCEEDED,
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
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Ifnet

_MESSAGES = {
    ICMP6_DST_UNREACH: "dstunreach", ICMP6_PACKET_TOO_BIG: "pkttoobig", ICMP6_TIME_EXCEEDED: "timeexceed",
    ICMP6_PARAM_PROB: "paramprob", ICMP6_ECHO_REQUEST: "echo", ICMP6_ECHO_REPLY: "echoreply",
    MLD_LISTENER_QUERY: "mldquery", MLD_LISTENER_REPORT: "mldreport", MLDV2_LISTENER_REPORT: "mldreport",
    MLD_LISTENER_DONE: "mlddone", ND_ROUTER_SOLICIT: "routersolicit", ND_ROUTER_ADVERT: "routeradvert",
    ND_NEIGHBOR_SOLICIT: "neighborsolicit", ND_NEIGHBOR_ADVERT: "neighboradvert", ND_REDIRECT: "redirect",
}  # fmt: skip


def in6_ifstat_inc(ifp: Ifnet | None, name: str) -> None:
    """Count one more."""
    if ifp is not None:
        ifp.if_stat6[name] = ifp.if_stat6.get(name, 0) + 1


def icmp6_ifstat_inc(ifp: Ifnet, way: str, message: Icmp6) -> None:
    """Count a message by its type, ``in`` or ``out``."""
    names = ["msg"] + (["error"] if message.type < ICMP6_ECHO_REQUEST else [])
    if message.type in _MESSAGES:
        names.append(_MESSAGES[message.type])
    if (message.type, message.code) == (ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_ADMIN):
        names.append("adminprohib")
    for name in names:
        ifp.if_icmp6stat[f"{way}_{name}"] = ifp.if_icmp6stat.get(f"{way}_{name}", 0) + 1


def in6_ifstat(kernel: Kernel, p: Proc, ifp: Ifnet) -> dict[str, int]:
    """The counters of an interface (SIOCGIFSTAT_IN6)."""
    return dict(ifp.if_stat6)


def icmp6_ifstat(kernel: Kernel, p: Proc, ifp: Ifnet) -> dict[str, int]:
    """Those of its messages (SIOCGIFSTAT_ICMP6)."""
    return dict(ifp.if_icmp6stat)
