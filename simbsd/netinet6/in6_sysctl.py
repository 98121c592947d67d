"""The net.inet6.* branch of the sysctl tree; each stack has its own values.

Models the SYSCTL_* declarations of sys/netinet6/in6_proto.c and nd6.c for the variables that do something here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import cred_vnet
from simbsd.netinet6.frag6 import FRAG6_SYSCTLS
from simbsd.netinet6.in6_src_policy import addrctlpolicy
from simbsd.netinet6.nd6_ioctl import nd6_drlist, nd6_prlist
from simbsd.sys.sysctl import Oid

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


def _get_forwarding(kernel: Kernel, p: Proc) -> int:
    return int(cred_vnet(p.p_ucred).vnet_sysctls.get("net.inet6.ip6.forwarding", 0))


def _set_forwarding(kernel: Kernel, p: Proc, value: Any) -> None:
    vnet = cred_vnet(p.p_ucred)
    vnet.vnet_sysctls["net.inet6.ip6.forwarding"] = int(value)
    vnet.vnet_forwarding6 = int(value) != 0


def _int(name: str, default: int, description: str) -> Oid:
    return Oid(f"net.inet6.{name}", "int", description, default, writable=True, vnet=True)


def _list(name: str, get: Callable[[Kernel, Proc], Any], description: str) -> Oid:
    return Oid(f"net.inet6.icmp6.{name}", "opaque", description, None, get=get, vnet=True)


def _tempaddr(name: str, default: int, description: str) -> Oid:
    """A lifetime of temporary addresses, whose rules are imported when it is set."""
    full = f"net.inet6.ip6.{name}"

    def get(kernel: Kernel, p: Proc) -> int:
        return int(cred_vnet(p.p_ucred).vnet_sysctls.get(full, default))

    def set_(kernel: Kernel, p: Proc, value: Any) -> None:
        from simbsd.netinet6 import in6_tmpaddr

        (in6_tmpaddr.set_temppltime if name == "temppltime" else in6_tmpaddr.set_tempvltime)(kernel, p, value)

    return Oid(full, "int", description, default, get=get, set=set_, writable=True, vnet=True)


SYSCTLS6: tuple[Oid, ...] = (
    Oid("net.inet6.ip6.forwarding", "int", "Enable forwarding of IPv6 packets between interfaces", 0,
        get=_get_forwarding, set=_set_forwarding, writable=True, vnet=True),
    _int("ip6.redirect", 1, "Send ICMPv6 redirects for unforwardable IPv6 packets"),
    _int("ip6.source_address_validation", 1,
         "Drop incoming packets with source address that is a local address"),
    _int("ip6.hlim", 64, "Default hop limit to use for outgoing IPv6 packets"),
    _int("ip6.accept_rtadv", 0, "Default value of per-interface flag for accepting ICMPv6 RA messages"),
    _int("ip6.no_radr", 0,
         "Default value of per-interface flag to control whether routers sending ICMPv6 RA messages on that interface "
         "are added into the default router list"),
    _int("ip6.rfc6204w3", 0,
         "Accept the default router list from ICMPv6 RA messages even when packet forwarding is enabled"),
    _int("ip6.dad_count", 1, "Number of ICMPv6 NS messages sent during duplicate address detection"),
    _int("ip6.use_tempaddr", 0, "Create RFC3041 temporary addresses for autoconfigured addresses"),
    _tempaddr("temppltime", 86400, "Maximum preferred lifetime for temporary addresses"),
    _tempaddr("tempvltime", 604800, "Maximum valid lifetime for temporary addresses"),
    _int("ip6.prefer_tempaddr", 0, "Prefer RFC3041 temporary addresses in source address selection"),
    _int("ip6.v6only", 1, "Restrict AF_INET6 sockets to IPv6 addresses only"),
    _int("ip6.auto_linklocal", 1,
         "Default value of per-interface flag for automatically adding an IPv6 link-local address to interfaces when "
         "attached"),
    _int("icmp6.rediraccept", 1, "Accept ICMPv6 redirect messages"),
    _int("icmp6.nd6_delay", 5, "Delay in seconds before probing for reachability"),
    _int("icmp6.nd6_umaxtries", 3, "Number of ICMPv6 NS messages sent during reachability detection"),
    _int("icmp6.nd6_mmaxtries", 3, "Number of ICMPv6 NS messages sent during address resolution"),
    _int("icmp6.nd6_gctimer", 86400, ""),
    _int("icmp6.nd6_maxqueuelen", 16, ""),
    _int("icmp6.errppslimit", 100, "Maximum number of ICMPv6 error messages per second"),
    Oid("net.inet6.ip6.addrctlpolicy", "opaque", "", None, get=addrctlpolicy, vnet=True),
    _list("nd6_drlist", nd6_drlist, "NDP default router list"),
    _list("nd6_prlist", nd6_prlist, "NDP prefix list"),
    *FRAG6_SYSCTLS,
)  # fmt: skip
