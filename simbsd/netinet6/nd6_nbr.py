"""Neighbour solicitations and advertisements as they arrive.

Models sys/netinet6/nd6_nbr.c (nd6_ns_input, nd6_na_input); leaves out what a router that became a host changes in
routes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import log
from simbsd.net.bpf import drop
from simbsd.netinet6.nd6 import is_neighbor, nd6_cache_lladdr, nd6_lookup, nd6_release, nd6_setstate
from simbsd.netinet6.nd6_dad import nd6_dad_na_input, nd6_dad_ns_input
from simbsd.netinet6.nd6_output import ND_HLIM, nd6_mac, nd6_na_output
from simbsd.sys.in6 import (
    IN6_IFF_ANYCAST,
    IN6_IFF_DUPLICATED,
    IN6_IFF_TENTATIVE,
    in6_clearscope,
    in6_setscope,
    inet_ntop6,
    is_multicast,
    solicited_node,
)
from simbsd.sys.mbuf import (
    ND_NA_FLAG_OVERRIDE,
    ND_NA_FLAG_ROUTER,
    ND_NA_FLAG_SOLICITED,
    Icmp6,
    Ip6,
    Mbuf,
)
from simbsd.sys.syslog import LOG_ERR
from simbsd.sys.vnet import Ifnet, In6Ifaddr, Llentry

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_SOLICITED_PREFIX = solicited_node(0) >> 24


def nd6_bad(kernel: Kernel, ifp: Ifnet, m: Mbuf, counter: str, why: str) -> None:
    """A message of neighbour discovery is thrown away; ``counter`` is that of bad messages of its kind, or empty."""
    stats = ifp.if_vnet.vnet_stats
    if counter:
        stats[f"icmp6.icp6s_{counter}"] = stats.get(f"icmp6.icp6s_{counter}", 0) + 1
    drop(kernel, m, ifp, f"{ifp.if_xname}: {why}.")


def is_from_link(kernel: Kernel, ifp: Ifnet, m: Mbuf, counter: str) -> bool:
    """Whether a message of neighbour discovery has not crossed a router: its hop limit is still 255."""
    if m.m_payload.ttl == ND_HLIM:
        return True
    ifp.if_vnet.vnet_stats["icmp6.icp6s_invlhlim"] += 1
    nd6_bad(kernel, ifp, m, counter, "a message of neighbour discovery came from beyond this link")
    return False


def _address(ifp: Ifnet, address: int) -> In6Ifaddr | None:
    return next((ia for ia in ifp.if_addrs6 if ia.ia_addr == address), None)


def _is_backup(ia: In6Ifaddr) -> bool:
    """Whether a shared address is in use elsewhere (carp_iamatch6)."""
    from simbsd.netinet.ip_carp_hooks import carp_master

    return not carp_master(ia)


def nd6_ns_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """Somebody asks who has an address: answer for an own one, and for one of somebody else's if told to (proxy);
    learn where the asker is (nd6_ns_input).
    """
    ip6: Ip6 = m.m_payload
    icmp: Icmp6 = ip6.payload
    target = in6_setscope(icmp.target, ifp.if_index)
    if not is_from_link(kernel, ifp, m, "badns"):
        return
    why = _why_bad(kernel, ifp, ip6, icmp)
    if why:
        nd6_bad(kernel, ifp, m, "badns", why)
        return
    ia, proxy = _address(ifp, target), None
    if ia is not None and ia.ifa_carp is not None and _is_backup(ia):
        ia = None
    if ia is None:
        proxy = nd6_lookup(kernel, ifp, target)
        if proxy is None or not proxy.lle_pub:
            drop(kernel, m, ifp, f"{ifp.if_xname} does not have {inet_ntop6(icmp.target)}: the question is for others.")
            return
    flags = ia.ia6_flags if ia is not None else 0
    if flags & IN6_IFF_DUPLICATED or (ia is not None and ia.ia_addr == ip6.src):
        nd6_bad(kernel, ifp, m, "", f"{inet_ntop6(icmp.target)} is a duplicate, or the asker has it himself")
        return
    if flags & IN6_IFF_TENTATIVE:
        if ip6.src == 0 and ia is not None:
            nd6_dad_ns_input(ia, icmp.data)
        else:
            nd6_bad(kernel, ifp, m, "", f"{inet_ntop6(icmp.target)} is tentative: nobody is answered yet")
        return
    if ip6.src:
        nd6_cache_lladdr(kernel, ifp, ip6.src, icmp.lladdr, None)
    _answer(kernel, ifp, ip6, target, proxy, bool(flags & IN6_IFF_ANYCAST))


def _why_bad(kernel: Kernel, ifp: Ifnet, ip6: Ip6, icmp: Icmp6) -> str:
    """What is wrong with a question, or nothing."""
    if is_multicast(icmp.target):
        return "somebody asks for the neighbour of a group"
    if ip6.src:
        known = is_neighbor(kernel, ifp, ip6.src)
        return "" if known else f"{inet_ntop6(in6_clearscope(ip6.src))} asks, and is no neighbour"
    if in6_clearscope(ip6.dst) >> 24 != _SOLICITED_PREFIX or icmp.lladdr is not None:
        return "a test for duplicates that was sent to one address, or tells where its sender is"
    return ""


def _answer(kernel: Kernel, ifp: Ifnet, ip6: Ip6, target: int, proxy: Llentry | None, anycast: bool) -> None:
    """The answer carries the link-level address only to a question that all who might know heard."""
    asked_all = is_multicast(ip6.dst)
    reply = ND_NA_FLAG_ROUTER if ifp.if_vnet.vnet_forwarding6 else 0
    if asked_all and not anycast and proxy is None:
        reply |= ND_NA_FLAG_OVERRIDE
    if ip6.src:
        reply |= ND_NA_FLAG_SOLICITED
    mac = (proxy.lle_mac if proxy is not None else nd6_mac(ifp, target)) if asked_all else None
    nd6_na_output(kernel, ifp, ip6.src, target, reply, mac)


def nd6_na_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """Somebody says where an address is (nd6_na_input)."""
    ip6: Ip6 = m.m_payload
    icmp: Icmp6 = ip6.payload
    target = in6_setscope(icmp.target, ifp.if_index)
    solicited = bool(icmp.flags & ND_NA_FLAG_SOLICITED)
    if not is_from_link(kernel, ifp, m, "badna"):
        return
    if is_multicast(target) or (is_multicast(ip6.dst) and solicited):
        nd6_bad(kernel, ifp, m, "badna", "an advertisement of a group, or an answer to all")
        return
    ia = _address(ifp, target)
    if ia is not None:
        if ia.ifa_carp is not None and _is_backup(ia):
            drop(kernel, m, ifp, f"{inet_ntop6(icmp.target)} is shared, and in use elsewhere: nothing is new.")
        elif ia.ia6_flags & IN6_IFF_TENTATIVE:
            nd6_dad_na_input(kernel, ia)
        elif ifp.if_vnet.vnet_id >= 0:  # another machine's console is not ours
            log(kernel, f"nd6_na_input: duplicate IP6 address {inet_ntop6(icmp.target)}", LOG_ERR)
        return
    entry = nd6_lookup(kernel, ifp, target)
    if entry is not None and entry.lle_state != "static":
        _update(kernel, entry, icmp, solicited)
    else:
        nd6_bad(kernel, ifp, m, "", f"nobody has asked where {inet_ntop6(icmp.target)} is")


def _update(kernel: Kernel, entry: Llentry, icmp: Icmp6, solicited: bool) -> None:
    """RFC 4861, appendix C: what an answer changes, by its flags and what is known."""
    if entry.lle_state in ("incomplete", "nostate"):
        if icmp.lladdr is None:
            return
        entry.lle_mac = icmp.lladdr
        nd6_setstate(kernel, entry, "reachable" if solicited else "stale")
    else:
        changed = icmp.lladdr is not None and icmp.lladdr != entry.lle_mac
        if changed and not icmp.flags & ND_NA_FLAG_OVERRIDE:
            if entry.lle_state == "reachable":
                nd6_setstate(kernel, entry, "stale")
            return
        if icmp.lladdr is not None:
            entry.lle_mac = icmp.lladdr
        if solicited:
            nd6_setstate(kernel, entry, "reachable")
        elif changed:
            nd6_setstate(kernel, entry, "stale")
    entry.lle_router = bool(icmp.flags & ND_NA_FLAG_ROUTER)
    entry.lle_asked = 0
    nd6_release(kernel, entry)
