"""ICMP redirects received: a host route by the router that was named, for a while.

Models the ICMP_REDIRECT part of icmp_input and icmp_verify_redirect_gateway of sys/netinet/ip_icmp.c, and
rib_add_redirect of sys/net/route.c; leaves out messages to routing sockets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset
from simbsd.kern.subr_prf import log
from simbsd.net.bpf import drop, inet_ntoa
from simbsd.net.route import MASKS, fib4_lookup, rib_add, rib_del, rib_prefix
from simbsd.sys.vnet import RTF_DYNAMIC, RTF_GATEWAY, RTF_HOST, RTF_UP, Ifaddr, Ifnet, Nhop, Rib, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Icmp, Ip, Mbuf

REDIRTIMEOUT, SECOND = 600, 1_000_000
_CODES = 4


def icmp_redirect(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip, icmp: Icmp) -> None:
    """Believe a redirect of the router in use, unless this stack forwards or net.inet.icmp.drop_redirect is set."""
    vnet = ifp.if_vnet
    if vnet.vnet_sysctls.get("net.inet.icmp.log_redirect") and icmp.original is not None:
        ends = f"{inet_ntoa(icmp.original.dst)} => {inet_ntoa(icmp.extra)}"
        log(kernel, f"icmp redirect from {inet_ntoa(ip.src)}: {ends}")
    why = _why_not(vnet, ifp, ip, icmp)
    if why:
        drop(kernel, m, ifp, f"{ifp.if_xname}: the redirect is ignored: {why}.")
        return
    dst, gateway = icmp.original.dst, icmp.extra
    lifetime = int(vnet.vnet_sysctls.get("net.inet.icmp.redirtimeout", REDIRTIMEOUT)) * SECOND
    ifa = _on_network(ifp, gateway)
    if ifa is None:
        return
    flags = RTF_UP | RTF_GATEWAY | RTF_HOST | RTF_DYNAMIC
    for rib in vnet.vnet_fibs:
        if rib_prefix(rib, dst, 32):
            continue
        nhop = Nhop(dst, 32, flags, ifp, gateway, ifa, ifp.if_mtu, nh_expire=kernel.now + lifetime)
        rib_add(rib, nhop)
        callout_reset(kernel, lifetime, _expire, rib, nhop)


def _expire(kernel: Kernel, rib: Rib, nhop: Nhop) -> None:
    """The time of a route is over (tmproutes_cb), if it is still there."""
    if nhop in rib_prefix(rib, nhop.rt_dst, nhop.rt_plen):
        rib_del(rib, nhop)


def _why_not(vnet: Vnet, ifp: Ifnet, ip: Ip, icmp: Icmp) -> str:
    """Why a redirect is not believed, or nothing (icmp_verify_redirect_gateway)."""
    if vnet.vnet_sysctls.get("net.inet.icmp.drop_redirect"):
        return "net.inet.icmp.drop_redirect is set"
    if vnet.vnet_sysctls.get("net.inet.ip.forwarding"):
        return "this stack is a router itself"
    if icmp.code >= _CODES or icmp.original is None:
        return "it is not well formed"
    gateway = icmp.extra
    if all(_on_network(one, gateway) is None for one in vnet.vnet_ifnets.values()):
        return f"{inet_ntoa(gateway)} is on no network of this stack"
    if gateway in vnet.vnet_inaddrs:
        return f"{inet_ntoa(gateway)} is an address of its own"
    nhop = fib4_lookup(vnet, ifp.if_fib, icmp.original.dst)
    if nhop is None or nhop.nh_gateway != ip.src:
        return f"{inet_ntoa(ip.src)} is not the router in use for {inet_ntoa(icmp.original.dst)}"
    if nhop.nh_ifp is not ifp or _on_network(ifp, gateway) is None:
        return f"{inet_ntoa(gateway)} is not on the network of that router"
    return "there is a host route already" if nhop.rt_flags & RTF_HOST else ""


def _on_network(ifp: Ifnet, address: int) -> Ifaddr | None:
    """The address of an interface on whose network another is (ifa_ifwithnet)."""
    return next((ifa for ifa in ifp.if_addrs if (ifa.ia_addr ^ address) & MASKS[ifa.ia_plen] == 0), None)
