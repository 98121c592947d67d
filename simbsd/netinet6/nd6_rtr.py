"""Routers and the prefixes they advertise: default routes, addresses made by oneself, redirects.

Models sys/netinet6/nd6_rtr.c (nd6_ra_input, nd6_rs_input, defrtrlist_update, defrouter_select_fib, prelist_update,
in6_ifadd) and icmp6.c (icmp6_redirect_input); leaves out route preferences, detached prefixes and more than
one installed default router. Lifetimes end by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset
from simbsd.net.route import rib_add, rib_del, rib_prefix
from simbsd.netinet6.in6 import in6ifa_ifpforlinklocal, set_lifetimes
from simbsd.netinet6.in6_ifattach import in6_addifaddr
from simbsd.netinet6.nd6 import nd6_cache_lladdr
from simbsd.netinet6.nd6_nbr import is_from_link, nd6_bad
from simbsd.netinet6.nd6_prefix import nd6_prefix_del, nd6_prefix_lookup, nd6_prelist_add
from simbsd.sys.in6 import (
    IN6_IFF_AUTOCONF,
    IN6_IFF_NOTREADY,
    IN6_IFF_TEMPORARY,
    MASKS6,
    ND6_IFF_ACCEPT_RTADV,
    ND6_IFF_NO_RADR,
    ND6_INFINITE_LIFETIME,
    in6_setscope,
    is_linklocal,
    is_multicast,
)
from simbsd.sys.mbuf import IPV6_MMTU, Advert, Icmp6, Ip6, Mbuf, PrefixOption
from simbsd.sys.vnet import (
    RTF_DYNAMIC,
    RTF_GATEWAY,
    RTF_HOST,
    RTF_UP,
    Ifnet,
    NdDefrouter,
    NdPrefix,
    Nhop,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

SECOND = 1_000_000
TWOHOUR = 7200


def nd6_rs_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A host asks for routers: a router learns where it is; the answer is rtadvd(8)'s (nd6_rs_input)."""
    ip6: Ip6 = m.m_payload
    if not ifp.if_vnet.vnet_forwarding6 or ifp.if_nd6_flags & ND6_IFF_ACCEPT_RTADV:
        nd6_bad(kernel, ifp, m, "", "somebody asks for routers, and this is none")
    elif is_from_link(kernel, ifp, m, "badrs"):
        if ip6.src:
            nd6_cache_lladdr(kernel, ifp, ip6.src, ip6.payload.lladdr, False)
        else:
            nd6_bad(kernel, ifp, m, "", "somebody without an address asks for routers: there is nothing to learn")


def nd6_ra_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A router advertises itself, and its link's prefixes, to those who accept it (nd6_ra_input)."""
    ip6: Ip6 = m.m_payload
    icmp: Icmp6 = ip6.payload
    advert = icmp.advert
    if not ifp.if_nd6_flags & ND6_IFF_ACCEPT_RTADV or advert is None:
        nd6_bad(kernel, ifp, m, "", "advertisements of routers are not accepted (accept_rtadv)")
        return
    if not is_from_link(kernel, ifp, m, "badra"):
        return
    if not is_linklocal(ip6.src):
        nd6_bad(kernel, ifp, m, "badra", "a router advertises itself by an address that is not link-local")
        return
    if advert.hlim:
        ifp.if_chlim = advert.hlim
    if advert.retrans:
        ifp.if_retrans = advert.retrans
    if advert.reachable:
        ifp.if_reachable = max(1, advert.reachable // 1000)
    lifetime = advert.lifetime if _may_lead(ifp) else 0
    router = _defrtrlist_update(kernel, ifp, ip6.src, advert, lifetime)
    for option in advert.prefixes:
        if not is_linklocal(option.prefix) and option.pltime <= option.vltime:
            _prelist_update(kernel, ifp, option, router)
    if IPV6_MMTU <= advert.mtu <= ifp.if_mtu:
        ifp.if_linkmtu = advert.mtu
    nd6_cache_lladdr(kernel, ifp, ip6.src, icmp.lladdr, True if icmp.lladdr is not None else None)


def _may_lead(ifp: Ifnet) -> bool:
    """Whether a router that is heard here may become the default router: whoever routes is led by nobody, unless
    net.inet6.ip6.rfc6204w3 says so (nd6_ra_input)."""
    vnet = ifp.if_vnet
    if vnet.vnet_forwarding6 and not vnet.vnet_sysctls.get("net.inet6.ip6.rfc6204w3", 0):
        return False
    return not ifp.if_nd6_flags & ND6_IFF_NO_RADR


def _defrtrlist_update(kernel: Kernel, ifp: Ifnet, address: int, advert: Advert, lifetime: int) -> NdDefrouter | None:
    """Note a router, or forget one that says it is none (defrtrlist_update)."""
    routers = ifp.if_vnet.vnet_nd_defrouters
    router = next((one for one in routers if one.rtaddr == address and one.ifp is ifp), None)
    if lifetime == 0:
        if router is not None:
            defrouter_remove(ifp.if_vnet, router)
        return None
    if router is None:
        router = NdDefrouter(address, ifp, advert.flags, 0, 0)
        routers.append(router)
    router.raflags, router.rtlifetime = advert.flags, lifetime
    router.expire = kernel.now + lifetime * SECOND
    callout_reset(kernel, lifetime * SECOND, _expire_router, ifp.if_vnet, router)
    defrouter_select(ifp.if_vnet)
    return router


def _expire_router(kernel: Kernel, vnet: Vnet, router: NdDefrouter) -> None:
    if router.expire <= kernel.now and router in vnet.vnet_nd_defrouters:
        defrouter_remove(vnet, router)


def defrouter_remove(vnet: Vnet, router: NdDefrouter) -> None:
    """Forget a router, with its default route (defrouter_del)."""
    vnet.vnet_nd_defrouters.remove(router)
    for pr in vnet.vnet_nd_prefixes:
        if router in pr.ndpr_advrtrs:
            pr.ndpr_advrtrs.remove(router)
    if router.installed:
        rib = vnet.vnet_fibs6[router.ifp.if_fib]
        for nhop in tuple(rib_prefix(rib, 0, 0)):
            if nhop.nh_gateway == router.rtaddr:
                rib_del(rib, nhop)
        router.installed = False
    defrouter_select(vnet)


def defrouter_select(vnet: Vnet) -> None:
    """The first router known gets the default route, unless there is one (defrouter_select_fib, defrouter_addreq)."""
    for router in vnet.vnet_nd_defrouters:
        rib = vnet.vnet_fibs6[router.ifp.if_fib]
        if rib_prefix(rib, 0, 0):
            continue
        ia = in6ifa_ifpforlinklocal(router.ifp, IN6_IFF_NOTREADY) or next(iter(router.ifp.if_addrs6), None)
        rib_add(rib, Nhop(0, 0, RTF_UP | RTF_GATEWAY, router.ifp, router.rtaddr, ia, router.ifp.if_mtu))
        router.installed = True


def _prelist_update(kernel: Kernel, ifp: Ifnet, option: PrefixOption, router: NdDefrouter | None) -> None:
    """A prefix is advertised: on-link it has a route, and for ``auto`` ones an address is made (prelist_update)."""
    pr = nd6_prefix_lookup(ifp, option.prefix, option.plen)
    if pr is None:
        if not option.vltime or not (option.onlink or option.auto):
            return
        prefix = option.prefix & MASKS6[option.plen]
        pr = NdPrefix(
            ifp, prefix, option.plen, ndpr_raf_onlink=option.onlink, ndpr_raf_auto=option.auto, ndpr_ra_derived=True
        )
        nd6_prelist_add(pr)
    pr.ndpr_vltime, pr.ndpr_pltime = option.vltime, option.pltime
    pr.ndpr_raf_auto = pr.ndpr_raf_auto or option.auto
    if option.vltime == ND6_INFINITE_LIFETIME:
        pr.ndpr_expire = 0
    else:
        pr.ndpr_expire = kernel.now + option.vltime * SECOND
        callout_reset(kernel, option.vltime * SECOND, _expire_prefix, pr)
    if router is not None and router not in pr.ndpr_advrtrs:
        pr.ndpr_advrtrs.append(router)
    if option.auto:
        _autoconf(kernel, ifp, pr, option)


def _expire_prefix(kernel: Kernel, pr: NdPrefix) -> None:
    """A prefix whose time is over goes, once no address is left of it (nd6_timer)."""
    known = pr in pr.ndpr_ifp.if_vnet.vnet_nd_prefixes
    if known and 0 < pr.ndpr_expire <= kernel.now and pr.ndpr_addrcnt == 0:
        nd6_prefix_del(kernel, pr)


def _autoconf(kernel: Kernel, ifp: Ifnet, pr: NdPrefix, option: PrefixOption) -> None:
    """Make an address of prefix and interface identifier, or renew it (in6_ifadd; RFC 4862, 5.5.3)."""
    mine = [ia for ia in ifp.if_addrs6 if ia.ia6_flags & IN6_IFF_AUTOCONF and ia.ia6_ndpr is pr]
    for ia in mine:
        left = ND6_INFINITE_LIFETIME
        if ia.ia6_vltime != ND6_INFINITE_LIFETIME:
            left = max(0, ia.ia6_vltime - (kernel.now - ia.ia6_updatetime) // SECOND)
        vltime = option.vltime if option.vltime > TWOHOUR or option.vltime > left else min(left, TWOHOUR)
        pltime = option.pltime
        if ia.ia6_flags & IN6_IFF_TEMPORARY:
            from simbsd.netinet6.in6_tmpaddr import renewed

            pltime, vltime = renewed(kernel, ia, pltime, vltime)
        set_lifetimes(kernel, ia, pltime, vltime)
    linklocal = in6ifa_ifpforlinklocal(ifp)
    if not mine and option.vltime and linklocal is not None and option.plen == 64:
        address = pr.ndpr_prefix | linklocal.ia_addr & (1 << 64) - 1
        in6_addifaddr(kernel, ifp, address, 64, IN6_IFF_AUTOCONF, None, (option.pltime, option.vltime))
        if ifp.if_vnet.vnet_sysctls.get("net.inet6.ip6.use_tempaddr"):
            from simbsd.netinet6.in6_tmpaddr import in6_tmpifadd

            in6_tmpifadd(kernel, ifp.if_vnet.vnet_in6addrs[address], True)


def icmp6_redirect_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A router knows a shorter way: take it, if it was asked to carry the packet (icmp6_redirect_input)."""
    ip6: Ip6 = m.m_payload
    icmp: Icmp6 = ip6.payload
    vnet = ifp.if_vnet
    if vnet.vnet_forwarding6 or not vnet.vnet_sysctls.get("net.inet6.icmp6.rediraccept", 1):
        nd6_bad(kernel, ifp, m, "", "a redirect, which a router, or a host with rediraccept 0, does not follow")
        return
    target, dst = (in6_setscope(address, ifp.if_index) for address in (icmp.target, icmp.dst))
    rib = vnet.vnet_fibs6[ifp.if_fib]
    gateways = [nhop.nh_gateway for plen in rib.rib_lengths for nhop in rib_prefix(rib, dst, plen)]
    if not is_linklocal(ip6.src):
        nd6_bad(kernel, ifp, m, "badredirect", "a redirect of somebody whose address is not link-local")
        return
    if not is_from_link(kernel, ifp, m, "badredirect"):
        return
    better_router = target != dst
    if ip6.src not in gateways or is_multicast(dst) or (better_router and not is_linklocal(target)):
        nd6_bad(kernel, ifp, m, "badredirect", "a redirect that is not of the router in use, or leads nowhere")
        return
    nd6_cache_lladdr(kernel, ifp, target, icmp.lladdr, better_router or None)
    for nhop in tuple(rib_prefix(rib, dst, 128)):
        rib_del(rib, nhop)
    flags = RTF_UP | RTF_HOST | RTF_DYNAMIC | (RTF_GATEWAY if better_router else 0)
    gateway = target if better_router else None
    rib_add(rib, Nhop(dst, 128, flags, ifp, gateway, next(iter(ifp.if_addrs6), None), ifp.if_mtu))
