"""The walk from a process to a variable of its network stack, told to whoever watches.

Models the V_ macros of sys/net/vnet.h as a system call resolves them: process, credential, prison, stack, variable.
The names are those of the VNET_DEFINEs; of the many, those that decide what a call sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.event import VnetWalk

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Vnet

PCBINFO = {"tcp": "V_tcbinfo", "udp": "V_udbinfo", "raw": "V_ripcbinfo", "raw6": "V_ripcbinfo"}
NETLINK = {
    "RTM_GETLINK": "V_ifnet", "RTM_NEWADDR": "V_in_ifaddrhead", "RTM_DELADDR": "V_in_ifaddrhead",
    "RTM_GETROUTE": "V_rt_tables", "RTM_NEWROUTE": "V_rt_tables", "RTM_DELROUTE": "V_rt_tables",
    "NET_RT_NHOP": "V_rt_tables", "NET_RT_NHGRP": "V_rt_tables",
    "RTM_GETNEIGH": "V_lltables", "RTM_NEWNEIGH": "V_lltables", "RTM_DELNEIGH": "V_lltables",
}  # fmt: skip
SYSCTL = {
    "net.fibs": "V_rt_numfibs", "net.route.multipath": "V_rib_route_multipath",
    "net.inet.ip.forwarding": "V_ipforwarding", "net.inet.ip.redirect": "V_ipsendredirects",
    "net.inet.ip.rfc1122_strong_es": "V_ip_strong_es", "net.inet.ip.source_address_validation": "V_ip_sav",
    "net.inet6.ip6.source_address_validation": "V_ip6_sav",
    "net.inet.ip.ttl": "V_ip_defttl", "net.inet.ip.portrange.first": "V_ipport_firstauto",
    "net.inet.ip.portrange.last": "V_ipport_lastauto", "net.inet.ip.portrange.reservedhigh": "V_ipport_reservedhigh",
    "net.inet.ip.portrange.reservedlow": "V_ipport_reservedlow", "net.inet.icmp.icmplim": "V_icmplim",
    "net.inet.tcp.mssdflt": "V_tcp_mssdflt", "net.inet.tcp.blackhole": "V_blackhole",
    "net.inet.udp.blackhole": "V_udp_blackhole", "net.link.ether.inet.maxtries": "V_arp_maxtries",
    "net.link.ether.inet.max_age": "V_arpt_keep", "net.link.ether.inet.maxhold": "V_arp_maxhold",
    "net.inet6.ip6.forwarding": "V_ip6_forwarding", "net.inet6.ip6.redirect": "V_ip6_sendredirects",
    "net.inet6.ip6.hlim": "V_ip6_defhlim", "net.inet6.ip6.accept_rtadv": "V_ip6_accept_rtadv",
    "net.inet6.ip6.rfc6204w3": "V_ip6_rfc6204w3",
    "net.inet6.ip6.dad_count": "V_ip6_dad_count", "net.inet6.ip6.auto_linklocal": "V_ip6_auto_linklocal",
    "net.inet.tcp.pcblist": "V_tcbinfo", "net.inet.udp.pcblist": "V_udbinfo", "net.inet.raw.pcblist": "V_ripcbinfo",
}  # fmt: skip


def vnet_walk(kernel: Kernel, vnet: Vnet, variable: str) -> None:
    """The call that runs now resolves a variable of its process's own stack: announced once for each call and
    variable. Callers ask ``kernel.watched`` first; outside a call, and in another's stack, nothing is told.
    """
    p = kernel.curproc
    if p is None or p.p_call is None or variable in p.p_call.walked:
        return
    prison = p.p_ucred.cr_prison
    if prison.pr_vnet is not vnet:
        return
    p.p_call.walked += (variable,)
    kernel.emit(VnetWalk(kernel.now, p.p_pid, p.p_call.name, prison.pr_name, vnet.vnet_id, variable))
