"""What an interface gets by itself: flags of neighbour discovery, ::1, a link-local address made from its hardware's.

Models sys/netinet6/in6_ifattach.c (in6_ifattach, in6_ifattach_linklocal, in6_get_hw_ifid), nd6.c (nd6_ifattach,
nd6_ioctl SIOCSIFINFO_FLAGS) and in6.c (in6_if_up, in6_addifaddr); leaves out the random interface identifier of an
interface without a hardware address, which gets no address here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import log
from simbsd.netinet6.in6 import in6_update_ifa, in6ifa_ifpforlinklocal
from simbsd.netinet6.nd6_dad import nd6_dad_start
from simbsd.netinet6.nd6_prefix import nd6_prefix_lookup, nd6_prelist_add
from simbsd.sys.in6 import (
    IN6_IFF_AUTOCONF,
    IN6_IFF_DUPLICATED,
    IN6_IFF_TENTATIVE,
    IN6ADDR_LOOPBACK,
    MASKS6,
    ND6_IFF_ACCEPT_RTADV,
    ND6_IFF_AUTO_LINKLOCAL,
    ND6_IFF_IFDISABLED,
    ND6_IFF_NO_DAD,
    ND6_IFF_NO_RADR,
    ND6_IFF_PERFORMNUD,
    ND6_INFINITE_LIFETIME,
    in6_setscope,
    is_linklocal,
)
from simbsd.sys.syslog import LOG_ERR
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_MULTICAST, IFF_UP, Ifnet, In6Ifaddr, NdPrefix

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_LINKLOCAL = 0xFE80 << 112


def nd6_ifattach(ifp: Ifnet) -> None:
    """The flags of an interface that has come to a stack: IPv6 is off on all but loopback until an address is given
    (nd6_ifattach).
    """
    if ifp.if_type == "pflog":
        return  # no IPv6 there (in6_domifattach)
    sysctls, loopback = ifp.if_vnet.vnet_sysctls, bool(ifp.if_flags & IFF_LOOPBACK)
    flags = ND6_IFF_PERFORMNUD | (0 if loopback else ND6_IFF_IFDISABLED)
    if loopback or (sysctls.get("net.inet6.ip6.auto_linklocal", 1) and ifp.if_type != "bridge"):
        flags |= ND6_IFF_AUTO_LINKLOCAL
    if sysctls.get("net.inet6.ip6.accept_rtadv", 0) and not loopback and ifp.if_type != "bridge":
        flags = (flags | ND6_IFF_ACCEPT_RTADV) & ~ND6_IFF_IFDISABLED
    if sysctls.get("net.inet6.ip6.no_radr", 0) and not loopback:
        flags |= ND6_IFF_NO_RADR
    ifp.if_nd6_flags = flags
    ifp.if_chlim, ifp.if_linkmtu, ifp.if_retrans, ifp.if_reachable = 64, 0, 1000, 30


def in6_hw_ifid(ifp: Ifnet) -> int | None:
    """The interface identifier made from a hardware address (in6_get_hw_ifid): EUI-64 with its universal bit turned."""
    mac = ifp.if_lladdr
    if mac is None or mac in (bytes(6), b"\xff" * 6):
        return None
    return int.from_bytes(bytes([mac[0] ^ 2]) + mac[1:3] + b"\xff\xfe" + mac[3:], "big")


def in6_ifattach(kernel: Kernel, ifp: Ifnet) -> None:
    """Give an interface the addresses that it has by itself, if it lacks them (in6_ifattach)."""
    if ifp.if_type == "stf":  # no multicast, no link-local address
        ifp.if_nd6_flags = ifp.if_nd6_flags & ~ND6_IFF_AUTO_LINKLOCAL | ND6_IFF_NO_DAD
    if not ifp.if_flags & IFF_MULTICAST:
        return
    loopback = ifp.if_flags & IFF_LOOPBACK
    if loopback and IN6ADDR_LOOPBACK not in ifp.if_vnet.vnet_in6addrs:
        in6_update_ifa(kernel, ifp, IN6ADDR_LOOPBACK, 128, 0, IN6ADDR_LOOPBACK)
    wanted = not ifp.if_nd6_flags & ND6_IFF_IFDISABLED and ifp.if_nd6_flags & ND6_IFF_AUTO_LINKLOCAL
    ifid = 1 if loopback else in6_hw_ifid(ifp)
    if wanted and ifid is not None and in6ifa_ifpforlinklocal(ifp) is None:
        ia = in6_update_ifa(kernel, ifp, in6_setscope(_LINKLOCAL | ifid, ifp.if_index), 64)
        _join_prefix(ia)


def _join_prefix(ia: In6Ifaddr, auto: bool = True) -> None:
    """Relate an address to its prefix, which becomes known by it."""
    ifp: Ifnet = ia.ia_ifp
    pr = nd6_prefix_lookup(ifp, ia.ia_addr, ia.ia_plen)
    if pr is None:
        prefix = ia.ia_addr & MASKS6[ia.ia_plen]
        lifetimes = (ND6_INFINITE_LIFETIME,) * 2 if is_linklocal(ia.ia_addr) else (ia.ia6_vltime, ia.ia6_pltime)
        pr = nd6_prelist_add(NdPrefix(ifp, prefix, ia.ia_plen, *lifetimes, ndpr_raf_auto=auto))
    if ia.ia6_ndpr is None:
        ia.ia6_ndpr = pr
        pr.ndpr_addrcnt += 1


def in6_if_up(kernel: Kernel, ifp: Ifnet) -> None:
    """An interface came up: test what is tentative, attach what is missing (in6_if_up)."""
    for ia in ifp.if_addrs6:
        if ia.ia6_flags & IN6_IFF_TENTATIVE:
            nd6_dad_start(kernel, ia)
    in6_ifattach(kernel, ifp)


def in6_addifaddr(
    kernel: Kernel, ifp: Ifnet, addr: int, plen: int, flags: int, dst: int | None, lifetimes: tuple[int, int],
    vhid: int = 0,
) -> None:  # fmt: skip
    """Give an interface an address by hand, or by a router's word; it turns IPv6 on. With ``vhid`` it is one of that
    virtual host's (in6_addifaddr). Errors: those of carp_attach; the address stays all the same.
    """
    ia = in6_update_ifa(kernel, ifp, addr, plen, flags, dst, lifetimes)
    if vhid or ia.ifa_carp is not None:
        _carp(kernel, ia, vhid)
    if plen != 128:
        _join_prefix(ia, bool(flags & IN6_IFF_AUTOCONF))
    if ifp.if_nd6_flags & ND6_IFF_IFDISABLED:
        nd6_setflags(kernel, ifp, ifp.if_nd6_flags & ~ND6_IFF_IFDISABLED)


def _carp(kernel: Kernel, ia: In6Ifaddr, vhid: int) -> None:
    """Take an address from the virtual host that it belongs to, and give it to ``vhid``."""
    from simbsd.netinet.ip_carp import carp_attach, carp_detach

    if ia.ifa_carp is not None:
        carp_detach(kernel, ia, True)
    if vhid:
        carp_attach(kernel, ia, vhid)


def nd6_setflags(kernel: Kernel, ifp: Ifnet, flags: int) -> None:
    """Change the flags of neighbour discovery (nd6_ioctl SIOCSIFINFO_FLAGS). An interface whose link-local address is
    somebody else's stays disabled; when IPv6 goes off, every address is tentative again.
    """
    old = ifp.if_nd6_flags
    if old & ~flags & ND6_IFF_IFDISABLED:
        if any(ia.ia6_flags & IN6_IFF_DUPLICATED and is_linklocal(ia.ia_addr) for ia in ifp.if_addrs6):
            flags |= ND6_IFF_IFDISABLED
            log(kernel, "Cannot enable an interface with a link-local address marked duplicate.", LOG_ERR)
        else:
            ifp.if_nd6_flags &= ~ND6_IFF_IFDISABLED
            if ifp.if_flags & IFF_UP:
                in6_if_up(kernel, ifp)
    elif flags & ~old & ND6_IFF_IFDISABLED:
        ifp.if_nd6_flags |= ND6_IFF_IFDISABLED
        if not old & ND6_IFF_NO_DAD and ifp.if_vnet.vnet_sysctls.get("net.inet6.ip6.dad_count", 1):
            for ia in ifp.if_addrs6:
                ia.ia6_flags |= IN6_IFF_TENTATIVE
    if flags & ~old & ND6_IFF_AUTO_LINKLOCAL:
        ifp.if_nd6_flags |= ND6_IFF_AUTO_LINKLOCAL
        in6_ifattach(kernel, ifp)
    ifp.if_nd6_flags = flags
