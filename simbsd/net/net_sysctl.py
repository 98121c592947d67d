"""The net.* branch of the sysctl tree; each stack has its own values.

Models the SYSCTL_* declarations of sys/net and sys/netinet for the variables that do something here, and the opaque
tables that netstat(1) reads.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import cred_vnet
from simbsd.net.route import RT_MAXFIBS, fib_grow
from simbsd.netinet.in_pcblist import pcblist
from simbsd.netinet.tcp_subr import tcp_do_rfc1323
from simbsd.netinet6.in6_sysctl import SYSCTLS6
from simbsd.sys.errno import EINVAL, ENOTCAPABLE, Errno
from simbsd.sys.socketvar import IPPORT_EPHEMERALFIRST, IPPORT_MAX, IPPORT_RESERVED
from simbsd.sys.sysctl import Oid

if TYPE_CHECKING:
    from collections.abc import Callable

    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


def _statistics(proto: str) -> Callable[[Kernel, Proc], dict[str, int]]:
    """Counters of one protocol, by C member name."""

    def get(kernel: Kernel, p: Proc) -> dict[str, int]:
        prefix = f"{proto}."
        stats = cred_vnet(p.p_ucred).vnet_stats
        return {name.removeprefix(prefix): count for name, count in stats.items() if name.startswith(prefix)}

    return get


def _zero(proto: str) -> Callable[[Kernel, Proc, Any], None]:
    """Whatever is written: all counters of a protocol begin again (SYSCTL_VNET_PCPUSTAT)."""

    def set_value(kernel: Kernel, p: Proc, value: Any) -> None:
        stats = cred_vnet(p.p_ucred).vnet_stats
        for name in stats:
            if name.startswith(f"{proto}."):
                stats[name] = 0

    return set_value


def _stats(name: str, proto: str, description: str) -> Oid:
    """The counters of a protocol: an opaque variable that may be written."""
    return Oid(
        name, "opaque", description, None, get=_statistics(proto), set=_zero(proto), writable=True, vnet=True
    )


def _pcbs(proto: str) -> Callable[[Kernel, Proc], list[Any]]:
    def get(kernel: Kernel, p: Proc) -> list[Any]:
        return pcblist(kernel, p, proto)

    return get


def _get_fibs(kernel: Kernel, p: Proc) -> int:
    return len(cred_vnet(p.p_ucred).vnet_fibs)


def _set_fibs(kernel: Kernel, p: Proc, value: Any) -> None:
    """Routing tables may only become more (sysctl_fibs). Errors: ENOTCAPABLE, EINVAL."""
    vnet = cred_vnet(p.p_ucred)
    if value < len(vnet.vnet_fibs):
        raise Errno(ENOTCAPABLE, "sysctl_fibs: the number of routing tables can only grow")
    if value > RT_MAXFIBS:
        raise Errno(EINVAL, f"sysctl_fibs: at most {RT_MAXFIBS}")
    fib_grow(vnet, value)


def _get_forwarding(kernel: Kernel, p: Proc) -> int:
    return int(cred_vnet(p.p_ucred).vnet_sysctls.get("net.inet.ip.forwarding", 0))


def _set_forwarding(kernel: Kernel, p: Proc, value: Any) -> None:
    vnet = cred_vnet(p.p_ucred)
    vnet.vnet_sysctls["net.inet.ip.forwarding"] = int(value)
    vnet.vnet_forwarding = int(value) != 0


def _positive(name: str, least: int, most: int) -> Callable[[Kernel, Proc, Any], None]:
    """A setter with bounds. Errors: EINVAL."""

    def set_value(kernel: Kernel, p: Proc, value: Any) -> None:
        if not least <= value <= most:
            raise Errno(EINVAL, f"{name} is between {least} and {most}")
        cred_vnet(p.p_ucred).vnet_sysctls[name] = int(value)

    return set_value


def _port(name: str, default: int) -> Oid:
    """An end of the range of ports that the kernel chooses from, kept above the reserved ones
    (sysctl_net_ipport_check)."""

    def set_value(kernel: Kernel, p: Proc, value: Any) -> None:
        cred_vnet(p.p_ucred).vnet_sysctls[name] = min(max(int(value), IPPORT_RESERVED), IPPORT_MAX)

    return Oid(name, "int", "", default, set=set_value, writable=True, vnet=True)


def _vnet_int(name: str, default: int, description: str, **more: Any) -> Oid:
    return Oid(name, "int", description, default, writable=True, vnet=True, **more)


def _carp(name: str, default: int, description: str, **more: Any) -> Oid:
    return Oid(f"net.inet.carp.{name}", "int", description, default, writable=True, vnet=True, module="carp", **more)


def _late(function: str) -> Callable[..., Any]:
    """A function of CARP, which is imported when first asked."""

    def handler(kernel: Kernel, p: Proc, *value: Any) -> Any:
        return getattr(import_module("simbsd.netinet.ip_carp_sysctl"), function)(kernel, p, *value)

    return handler


def _opaque(name: str, get: Callable[[Kernel, Proc], Any], description: str) -> Oid:
    return Oid(name, "opaque", description, None, get=get, vnet=True)


SYSCTLS: tuple[Oid, ...] = (
    Oid("net.fibs", "int", "set number of fibs", 1, get=_get_fibs, set=_set_fibs, writable=True, vnet=True,
        tunable=True),
    _vnet_int("net.add_addr_allfibs", 0, ""),
    Oid("net.my_fibnum", "int", "default FIB of caller", get=lambda kernel, p: p.p_fibnum),
    Oid("net.inet.ip.forwarding", "int", "Enable IP forwarding between interfaces", 0, get=_get_forwarding,
        set=_set_forwarding, writable=True, vnet=True),
    _vnet_int("net.inet.ip.redirect", 1, "Enable sending IP redirects"),
    _vnet_int("net.inet.ip.rfc1122_strong_es", 0,
              "Packet's IP destination address must match address on arrival interface"),
    _vnet_int("net.inet.ip.source_address_validation", 1,
              "Drop incoming packets with source address that is a local address"),
    _vnet_int("net.inet.icmp.drop_redirect", 0, "Ignore ICMP redirects"),
    _vnet_int("net.inet.icmp.log_redirect", 0, "Log ICMP redirects to the console"),
    _vnet_int("net.inet.icmp.redirtimeout", 600, "Delay in seconds before expiring redirect route"),
    Oid("net.inet.ip.ttl", "int", "Maximum TTL on IP packets", 64, set=_positive("net.inet.ip.ttl", 1, 255),
        writable=True, vnet=True),
    _port("net.inet.ip.portrange.first", IPPORT_EPHEMERALFIRST),
    _port("net.inet.ip.portrange.last", IPPORT_MAX),
    Oid("net.inet.ip.portrange.reservedhigh", "int", "", IPPORT_RESERVED - 1, writable=True, vnet=True, secure=True),
    # in_pcb.c declares it without CTLFLAG_VNET: what is written there reaches no stack that exists
    Oid("net.inet.ip.portrange.reservedlow", "int", "", 0, writable=True, secure=True),
    _stats("net.inet.ip.stats", "ip", "IP statistics (struct ipstat, netinet/ip_var.h)"),
    _vnet_int("net.inet.icmp.icmplim", 200, "Maximum number of ICMP responses per second"),
    _vnet_int("net.inet.icmp.bmcastecho", 0, "Reply to multicast ICMP Echo Request and Timestamp packets"),
    Oid("net.inet.icmp.quotelen", "int", "Number of bytes from original packet to quote in ICMP reply", 548, vnet=True),
    _vnet_int("net.inet.icmp.maskrepl", 0, "Reply to ICMP Address Mask Request packets"),
    _vnet_int("net.inet.icmp.maskfake", 0, "Fake reply to ICMP Address Mask Request packets"),
    _vnet_int("net.inet.icmp.tstamprepl", 1, "Respond to ICMP Timestamp packets"),
    _stats("net.inet.icmp.stats", "icmp", "ICMP statistics (struct icmpstat, netinet/icmp_var.h)"),
    _stats("net.inet.tcp.stats", "tcp", "TCP statistics (struct tcpstat, netinet/tcp_var.h)"),
    _opaque("net.inet.tcp.pcblist", _pcbs("tcp"), "List of active TCP connections"),
    Oid("net.inet.tcp.msl", "int", "Maximum segment lifetime", 30000, set=_positive("net.inet.tcp.msl", 1, 3_600_000),
        writable=True, vnet=True),
    Oid("net.inet.tcp.mssdflt", "int", "Default TCP Maximum Segment Size", 536, vnet=True),
    _vnet_int("net.inet.tcp.rfc1323", 1, "Enable rfc1323 (high performance TCP) extensions",
              get=lambda kernel, p: tcp_do_rfc1323(kernel, cred_vnet(p.p_ucred))),
    _vnet_int("net.inet.tcp.sack.enable", 1, "Enable/Disable TCP SACK support"),
    _vnet_int("net.inet.tcp.tolerate_missing_ts", 1, "Tolerate missing TCP timestamps"),
    _vnet_int("net.inet.tcp.ts_offset_per_conn", 1,
              "Initialize TCP timestamps per connection instead of per host pair"),
    _vnet_int("net.inet.tcp.path_mtu_discovery", 1, "Enable Path MTU Discovery"),
    _vnet_int("net.inet.tcp.blackhole", 0, "Do not send RST on segments to closed ports"),
    _stats("net.inet.udp.stats", "udp", "UDP statistics (struct udpstat, netinet/udp_var.h)"),
    _opaque("net.inet.udp.pcblist", _pcbs("udp"), "List of active UDP sockets"),
    _vnet_int("net.inet.udp.blackhole", 0, "Do not send port unreachables for refused connects"),
    Oid("net.inet.udp.maxdgram", "int", "Maximum outgoing UDP datagram size", 9216, vnet=True),
    _opaque("net.inet.raw.pcblist", _pcbs("raw"), "List of active raw IP sockets"),
    _stats("net.inet.igmp.stats", "igmp", "IGMP statistics (struct igmpstat, netinet/igmp_var.h)"),
    _carp("allow", 1, "Accept incoming CARP packets", get=_late("get_allow"), set=_late("set_allow"), tunable=True),
    _carp("dscp", 56, "DSCP value for carp packets", set=_late("set_dscp")),
    _carp("preempt", 0, "High-priority backup preemption mode"),
    _carp("log", 1, "CARP log level"),
    _carp("demotion", 0, "Adjust demotion factor (skew of advskew)", set=_late("set_demotion")),
    _carp("senderr_demotion_factor", 240, "Send error demotion factor adjustment"),
    _carp("ifdown_demotion_factor", 240, "Interface down demotion factor adjustment"),
    Oid("net.inet.carp.stats", "opaque", "CARP statistics (struct carpstats, netinet/ip_carp.h)", None,
        get=_statistics("carp"), set=_zero("carp"), writable=True, vnet=True, module="carp"),
    Oid("net.link.stf.permit_rfc1918", "int", "Permit the use of private IPv4 addresses", 0, writable=True,
        tunable=True, module="if_stf"),
    _stats("net.inet6.ip6.rip6stats", "rip6", "Raw IP6 statistics (struct rip6stat, netinet6/raw_ip6.h)"),
    _stats("net.link.ether.arp.stats", "arp", "ARP statistics (struct arpstat, net/if_arp.h)"),
    Oid("net.link.ether.inet.maxtries", "int", "ARP resolution attempts before returning error", 5,
        set=_positive("net.link.ether.inet.maxtries", 0, 1_000_000), writable=True, vnet=True),
    Oid("net.link.ether.inet.max_age", "int", "ARP entry lifetime in seconds", 1200,
        set=_positive("net.link.ether.inet.max_age", 1, 1_000_000_000), writable=True, vnet=True),
    Oid("net.link.ether.inet.proxyall", "int", "Enable proxy ARP for all suitable requests", 0,
        set=_positive("net.link.ether.inet.proxyall", 0, 1), writable=True, vnet=True),
    Oid("net.link.ether.inet.maxhold", "int", "Number of packets to hold per ARP entry", 16, vnet=True),
    Oid("net.link.tun.devfs_cloning", "int", "Enable legacy devfs interface creation", 1, writable=True, tunable=True),
    Oid("net.link.tap.devfs_cloning", "int", "Enable legacy devfs interface creation", 1, writable=True, tunable=True),
    _vnet_int("net.link.lagg.lacp.default_strict_mode", 1, "LACP strict protocol compliance default"),
    _vnet_int("net.link.gif.max_nesting", 1, "Max nested tunnels"),
    _vnet_int("net.link.vlan.mtag_pcp", 0, "Retain VLAN PCP information as packets are passed up the stack"),
    _vnet_int("net.link.bridge.pfil_onlyip", 1, "Only pass IP packets when pfil is enabled"),
    _vnet_int("net.link.bridge.pfil_bridge", 0, "Packet filter on the bridge interface"),
    _vnet_int("net.link.bridge.pfil_member", 0, "Packet filter on the member interface"),
    _vnet_int("net.link.bridge.pfil_local_phys", 0,
              "Packet filter on the physical interface for locally destined packets"),
    _vnet_int("net.link.bridge.ipfw_arp", 0, "Filter ARP packets through IPFW layer2"),
    _vnet_int("net.link.bridge.log_stp", 0, "Log STP state changes"),
    _vnet_int("net.link.bridge.allow_llz_overlap", 0,
              "Allow overlap of link-local scope zones of a bridge interface and the member interfaces"),
    _vnet_int("net.link.bridge.inherit_mac", 0, "Inherit MAC address from the first bridge member"),
    _vnet_int("net.link.bridge.member_ifaddrs", 0, "Allow layer 3 addresses on bridge members"),
    _vnet_int("net.route.multipath", 1, "Enable route multipath"),
    _stats("net.inet6.ip6.stats", "ip6", "IP6 statistics (struct ip6stat, netinet6/ip6_var.h)"),
    _stats("net.inet6.icmp6.stats", "icmp6", "ICMPv6 statistics (struct icmp6stat, netinet/icmp6.h)"),
    *SYSCTLS6,
)  # fmt: skip
