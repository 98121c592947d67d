"""Requests about neighbour discovery: an interface's parameters, the default interface, flushing.

Models sys/netinet6/nd6.c (nd6_ioctl) and the sysctls net.inet6.icmp6.nd6_drlist and nd6_prlist of nd6_rtr.c; leaves out
setting the times of an interface.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_jail import cred_vnet
from simbsd.netinet6.in6_ifattach import nd6_setflags
from simbsd.netinet6.ip6_output import in6_mtu
from simbsd.netinet6.nd6_prefix import nd6_prefix_del
from simbsd.netinet6.nd6_rtr import defrouter_remove
from simbsd.sys.records import NdDefrouterRecord, NdIfinfoRecord, NdPrefixRecord
from simbsd.sys.vnet import Ifnet, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

SECOND = 1_000_000


def nd6_getinfo(kernel: Kernel, p: Proc, ifp: Ifnet) -> NdIfinfoRecord:
    """Parameters of an interface (SIOCGIFINFO_IN6)."""
    return NdIfinfoRecord(
        linkmtu=in6_mtu(ifp), maxmtu=0, basereachable=ifp.if_reachable * 1000, reachable=ifp.if_reachable,
        retrans=ifp.if_retrans, flags=ifp.if_nd6_flags, chlim=ifp.if_chlim,
    )  # fmt: skip


def nd6_setinfo(kernel: Kernel, p: Proc, ifp: Ifnet, flags: int) -> None:
    """Change an interface's flags (SIOCSIFINFO_IN6)."""
    nd6_setflags(kernel, ifp, flags)


def nd6_getdefif(kernel: Kernel, p: Proc, ifp: Ifnet) -> int:
    """The index of the default interface, or 0 (SIOCGDEFIFACE_IN6)."""
    return ifp.if_vnet.vnet_nd_defif


def nd6_setdefif(kernel: Kernel, p: Proc, ifp: Ifnet, index: int) -> None:
    """Choose the default interface; 0: none (SIOCSDEFIFACE_IN6)."""
    ifp.if_vnet.vnet_nd_defif = index


def nd6_flush_routers(kernel: Kernel, p: Proc, vnet: Vnet) -> None:
    """Forget the default routers (SIOCSRTRFLUSH_IN6)."""
    for router in tuple(vnet.vnet_nd_defrouters):
        defrouter_remove(vnet, router)


def nd6_flush_prefixes(kernel: Kernel, p: Proc, vnet: Vnet) -> None:
    """Forget the prefixes that routers advertised, and the addresses made of them (SIOCSPFXFLUSH_IN6)."""
    from simbsd.netinet6.in6 import in6_purgeaddr

    for pr in [one for one in vnet.vnet_nd_prefixes if one.ndpr_ra_derived]:
        for ia in [ia for ia in pr.ndpr_ifp.if_addrs6 if ia.ia6_ndpr is pr]:
            in6_purgeaddr(kernel, ia)
        if pr in vnet.vnet_nd_prefixes:
            nd6_prefix_del(kernel, pr)


def nd6_drlist(kernel: Kernel, p: Proc) -> list[NdDefrouterRecord]:
    """Default routers (nd6_sysctl_drlist)."""
    return [
        NdDefrouterRecord(
            router.rtaddr, router.ifp.if_xname, router.raflags, router.rtlifetime,
            max(0, (router.expire - kernel.now) // SECOND), router.installed,
        )
        for router in cred_vnet(p.p_ucred).vnet_nd_defrouters
    ]  # fmt: skip


def nd6_prlist(kernel: Kernel, p: Proc) -> list[NdPrefixRecord]:
    """Prefixes (nd6_sysctl_prlist)."""
    return [
        NdPrefixRecord(
            pr.ndpr_prefix, pr.ndpr_plen, pr.ndpr_ifp.if_xname, pr.ndpr_raf_onlink, pr.ndpr_raf_auto, pr.ndpr_onlink,
            pr.ndpr_vltime, pr.ndpr_pltime,
            max(0, (pr.ndpr_expire - kernel.now) // SECOND) if pr.ndpr_expire else None, pr.ndpr_addrcnt,
            tuple(router.rtaddr for router in pr.ndpr_advrtrs),
        )
        for pr in cred_vnet(p.p_ucred).vnet_nd_prefixes
    ]  # fmt: skip
