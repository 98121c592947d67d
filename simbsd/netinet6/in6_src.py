"""Which of its own addresses a packet of this stack comes from.

Models sys/netinet6/in6_src.c (in6_selectsrc, in6_selectif); leaves out packet options.
Policies are in in6_src_policy.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.route import fib6_lookup
from simbsd.netinet.in_jail import can_prison_ip6, prison_local_ip6, prison_saddrsel_ip6
from simbsd.netinet6.in6_src_policy import addrsel_label
from simbsd.sys.errno import EADDRNOTAVAIL, EHOSTUNREACH, ENXIO, Errno
from simbsd.sys.in6 import (
    ADDR_LABEL_NOTAPP,
    IN6_IFF_ANYCAST,
    IN6_IFF_DEPRECATED,
    IN6_IFF_DETACHED,
    IN6_IFF_NOTREADY,
    IN6_IFF_PREFER_SOURCE,
    IN6_IFF_TEMPORARY,
    IN6ADDR_LOOPBACK,
    ND6_IFF_NO_PREFER_IFACE,
    in6_addrscope,
    in6_clearscope,
    in6_getscope,
    in6_setscope,
    inet_ntop6,
)
from simbsd.sys.vnet import IFF_UP, RTF_GATEWAY, RTF_REJECT, Ifnet, In6Ifaddr, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.ucred import Ucred

_UNUSABLE = IN6_IFF_NOTREADY | IN6_IFF_ANYCAST | IN6_IFF_DETACHED


def in6_deprecated(kernel: Kernel, ia: In6Ifaddr) -> bool:
    """Whether an address is past its preferred lifetime (IFA6_IS_DEPRECATED)."""
    left = ia.ia6_pltime * 1_000_000 - (kernel.now - ia.ia6_updatetime)
    return bool(ia.ia6_flags & IN6_IFF_DEPRECATED) or (ia.ia6_pltime != 0xFFFFFFFF and left <= 0)


def in6_selectif(vnet: Vnet, fib: int, dst: int) -> Ifnet:
    """The interface by which a packet to ``dst`` leaves; a zone inside the address names it (in6_selectif). Errors:
    EHOSTUNREACH, ENXIO (no such zone).
    """
    zone = in6_getscope(dst)
    if zone:
        ifp = vnet.vnet_ifnets.get(zone)
        if ifp is None:
            raise Errno(ENXIO, f"No interface of this stack has index {zone}.", "in6_src.c: in6_selectroute")
        return ifp
    nhop = fib6_lookup(vnet, fib, dst)
    if nhop is None or nhop.rt_flags & RTF_REJECT:
        raise Errno(EHOSTUNREACH, f"This stack has no route to {inet_ntop6(dst)}.", "in6_src.c: in6_selectif")
    if nhop.nh_ifp is vnet.vnet_lo and not nhop.rt_flags & RTF_GATEWAY and nhop.nh_ifa is not None:
        owner: Ifnet = nhop.nh_ifa.ia_ifp
        return owner
    return nhop.nh_ifp


def in6_selectsrc(
    kernel: Kernel, vnet: Vnet, fib: int, dst: int, ifp: Ifnet | None = None, cred: Ucred | None = None
) -> int:
    """The source address for ``dst``, of those that ``cred``'s prison may use (in6_selectsrc). Errors: EADDRNOTAVAIL
    (no address of this stack can be it), and those of in6_selectif.
    """
    fixed = prison_saddrsel_ip6(cred) if cred is not None else None
    if fixed is not None:
        return fixed
    if ifp is None:
        ifp = in6_selectif(vnet, fib, dst)
    dst = in6_setscope(dst, ifp.if_index)
    best: In6Ifaddr | None = None
    for ia in vnet.vnet_in6addrs.values():
        if ia.ia6_flags & _UNUSABLE or (cred is not None and not can_prison_ip6(cred, in6_clearscope(ia.ia_addr))):
            continue
        if not _in_zone(ia, ifp, dst):
            continue
        if ia.ia_addr == dst:
            best = ia
            break
        if best is None or _is_better(kernel, ia, best, ifp, dst):
            best = ia
    if best is None:
        vnet.vnet_stats["ip6.ip6s_sources_none"] = vnet.vnet_stats.get("ip6.ip6s_sources_none", 0) + 1
        raise Errno(
            EADDRNOTAVAIL,
            f"No own address fits a packet to {inet_ntop6(in6_clearscope(dst))}.",
            "in6_src.c: in6_selectsrc",
        )
    address: int = best.ia_addr
    if cred is not None:
        return prison_local_ip6(kernel, None, cred, address)
    return address


def _in_zone(ia: In6Ifaddr, ifp: Ifnet, dst: int) -> bool:
    """Neither end's zone is broken: a scoped destination is asked for on its own link only, a scoped source stays on
    its own.
    """
    if ia.ia_ifp is ifp:
        return True
    # in6_setscope: ::1 too has a zone, its loopback interface
    return not in6_getscope(ia.ia_addr) and not in6_getscope(dst) and ia.ia_addr != IN6ADDR_LOOPBACK


def _matchlen(one: int, other: int) -> int:
    return 128 - (one ^ other).bit_length()


def _virtual(new: In6Ifaddr, best: In6Ifaddr) -> tuple[bool, bool]:
    """Rule 9: which of the two has the better virtual status (ifa_preferred)."""
    if new.ifa_carp is best.ifa_carp:
        return False, False
    from simbsd.netinet.ip_carp_hooks import ifa_preferred

    return ifa_preferred(best, new), ifa_preferred(new, best)


def _is_better(kernel: Kernel, new: In6Ifaddr, best: In6Ifaddr, ifp: Ifnet, dst: int) -> bool:
    """Rules 2 to 14 of in6_selectsrc (RFC 3484, 5): the first that tells the two apart decides."""
    wanted, scope, other = in6_addrscope(dst), in6_addrscope(new.ia_addr), in6_addrscope(best.ia_addr)
    if other < scope:
        return other < wanted
    if scope < other:
        return scope >= wanted
    prefer_iface = not ifp.if_nd6_flags & ND6_IFF_NO_PREFER_IFACE
    for mine, its in (
        (not in6_deprecated(kernel, new), not in6_deprecated(kernel, best)),
        (prefer_iface and new.ia_ifp is ifp, prefer_iface and best.ia_ifp is ifp),
    ):
        if mine is not its:
            return mine
    if ifp.if_vnet.vnet_addrsel:
        labels = tuple(addrsel_label(ifp.if_vnet, address) for address in (dst, new.ia_addr, best.ia_addr))
        if labels[0] != ADDR_LABEL_NOTAPP and (labels[0] == labels[1]) is not (labels[0] == labels[2]):
            return labels[0] == labels[1]
    temporary = (bool(new.ia6_flags & IN6_IFF_TEMPORARY), bool(best.ia6_flags & IN6_IFF_TEMPORARY))
    if temporary[0] is not temporary[1]:
        return temporary[0] is bool(ifp.if_vnet.vnet_sysctls.get("net.inet6.ip6.prefer_tempaddr", 0))
    for mine, its in (
        (bool(new.ia_ifp.if_flags & IFF_UP), bool(best.ia_ifp.if_flags & IFF_UP)),
        _virtual(new, best),
        (bool(new.ia6_flags & IN6_IFF_PREFER_SOURCE), bool(best.ia6_flags & IN6_IFF_PREFER_SOURCE)),
    ):
        if mine is not its:
            return mine
    return _matchlen(new.ia_addr, dst) > _matchlen(best.ia_addr, dst)
