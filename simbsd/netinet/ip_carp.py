"""CARP: an address that several hosts share, of which the master answers for it, and another when the master is silent.

Models sys/netinet/ip_carp.c (carp_attach, carp_detach, carp_sc_state, carp_setrun, carp_master_down, carp_addroute,
carp_delroute, carp_send_arp, carp_send_na, carp_multicast_setup, carp_mod_load); leaves out devctl(4).
Messages are in ip_carp_ad.py and ip_carp_input.py, requests in ip_carp_ioctl.py, what others ask in ip_carp_hooks.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.if_bridge_member import bridge_lladdr
from simbsd.net.if_promisc import ifpromisc
from simbsd.net.route import rib_del, rib_prefix
from simbsd.netinet.if_ether import arprequest
from simbsd.netinet.in_ import ifa_add_loopback_route, ifa_del_loopback_route, in_addprefix, in_scrubprefix
from simbsd.netinet.in_mcast import in_joingroup, in_leavegroup
from simbsd.netinet.ip_carp_ad import SECOND, carp_hmac_prepare, carp_send_ad
from simbsd.netinet.ip_carp_sysctl import NODE, carp_allow, carp_demote_adj, carp_log, carp_sysctl
from simbsd.netinet6.in6 import in6_add_loopback_route, in6_joingroup, in6_leavegroup
from simbsd.netinet6.nd6 import nd6_add_ifa_lle, nd6_rem_ifa_lle
from simbsd.netinet6.nd6_output import nd6_na_output
from simbsd.sys.carp import BACKUP, CARP_STATES, IN6ADDR_CARP_GROUP, INADDR_CARP_GROUP, INIT, MASTER, CarpIf, CarpSoftc
from simbsd.sys.errno import ENOENT, ENOPROTOOPT, Errno
from simbsd.sys.in6 import ALLNODES, in6_setscope, solicited_node
from simbsd.sys.mbuf import ND_NA_FLAG_OVERRIDE
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.vnet import IFF_UP, RTF_HOST, RTF_PINNED, Ifaddr, Ifnet, In6Ifaddr

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_GROUPS6 = (IN6ADDR_CARP_GROUP, solicited_node(0))
_PINNED_HOST = RTF_PINNED | RTF_HOST


def carp_load(kernel: Kernel) -> None:
    """The module comes: from now on its names are known (carp_mod_load)."""


def carp_unload(kernel: Kernel) -> None:
    """The module goes, which no virtual host has kept: what it kept in the stacks goes with it (carp_mod_cleanup)."""
    for vnet in kernel.vnets.values():
        for table, start in ((vnet.vnet_sysctls, NODE), (vnet.vnet_stats, "carp.")):
            for name in [name for name in table if name.startswith(start)]:
                del table[name]


def carp_alloc(kernel: Kernel, ifp: Ifnet, vhid: int) -> CarpSoftc:
    """A virtual host without addresses; the first makes its interface promiscuous (carp_alloc, carp_alloc_if)."""
    if ifp.if_carp is None:
        ifp.if_carp = CarpIf()
        ifpromisc(kernel, ifp, True)
    sc = CarpSoftc(ifp, vhid, bytes((0, 0, 0x5E, 0, 1, vhid)))
    ifp.if_carp.cif_vrs.append(sc)
    return sc


def carp_find(ifp: Ifnet, vhid: int) -> CarpSoftc | None:
    """The virtual host of an interface by its number, or None."""
    hosts: list[CarpSoftc] = ifp.if_carp.cif_vrs if ifp.if_carp is not None else []
    return next((sc for sc in hosts if sc.sc_vhid == vhid), None)


def carp_attach(kernel: Kernel, ifa: Ifaddr, vhid: int) -> None:
    """Make an address one of a virtual host's, which begins anew (carp_attach). Errors: ENOPROTOOPT (the interface has
    no virtual hosts), ENOENT (not this one).
    """
    ifp: Ifnet = ifa.ia_ifp
    sc = carp_find(ifp, vhid)
    if ifp.if_carp is None:
        raise Errno(ENOPROTOOPT, f"{ifp.if_xname} has no virtual host.", "ip_carp.c: carp_attach")
    if sc is None:
        raise Errno(ENOENT, f"{ifp.if_xname} has no virtual host {vhid}.", "ip_carp.c: carp_attach")
    _count(kernel, sc, ifa, 1)
    sc.sc_ifas.append(ifa)
    ifa.ifa_carp = sc
    carp_hmac_prepare(sc)
    carp_sc_state(kernel, sc)


def carp_detach(kernel: Kernel, ifa: Ifaddr, keep: bool = False) -> None:
    """Take an address from its virtual host, which begins anew, or without an address ends unless ``keep``
    (carp_detach).
    """
    ifp: Ifnet = ifa.ia_ifp
    sc: CarpSoftc = ifa.ifa_carp
    sc.sc_ifas.remove(ifa)
    _ifa_delroute(kernel, ifa)
    _count(kernel, sc, ifa, -1)
    ifa.ifa_carp = None
    carp_hmac_prepare(sc)
    carp_sc_state(kernel, sc)
    if not keep and not sc.sc_ifas:
        _destroy(kernel, sc)
    if not keep and not ifp.if_carp.cif_vrs:
        ifp.if_carp = None
        ifpromisc(kernel, ifp, False)


def _count(kernel: Kernel, sc: CarpSoftc, ifa: Ifaddr, step: int) -> None:
    """An address more or less; the first of a family joins CARP's groups, the last leaves them (carp_multicast_setup,
    carp_multicast_cleanup).
    """
    ifp, cif = sc.sc_carpdev, sc.sc_carpdev.if_carp
    if not isinstance(ifa, In6Ifaddr):
        cif.cif_naddrs += step
        sc.sc_naddrs += step
        if cif.cif_naddrs == (step > 0):
            (in_joingroup if step > 0 else in_leavegroup)(kernel, ifp, INADDR_CARP_GROUP)
        return
    cif.cif_naddrs6 += step
    sc.sc_naddrs6 += step
    if cif.cif_naddrs6 == (step > 0):
        for group in _GROUPS6:
            (in6_joingroup if step > 0 else in6_leavegroup)(kernel, ifp, group)


def _destroy(kernel: Kernel, sc: CarpSoftc) -> None:
    """The end of a virtual host (carp_destroy)."""
    vnet = sc.sc_carpdev.if_vnet
    if sc.sc_suppress:
        carp_demote_adj(kernel, vnet, -carp_sysctl(vnet, "ifdown_demotion_factor"), "vhid removed")
    sc.sc_carpdev.if_carp.cif_vrs.remove(sc)
    _stop(sc)


def _stop(sc: CarpSoftc) -> None:
    for timer in (sc.sc_ad_tmo, sc.sc_md_tmo, sc.sc_md6_tmo):
        callout_stop(timer)


def carp_set_state(kernel: Kernel, sc: CarpSoftc, state: int, reason: str) -> None:
    """Change the state, and tell (carp_set_state). A bridge notes whose frames are for this machine."""
    if sc.sc_state == state:
        return
    ifp = sc.sc_carpdev
    change = f"{CARP_STATES[sc.sc_state]} -> {CARP_STATES[state]}"
    carp_log(kernel, ifp.if_vnet, f"{sc.sc_vhid}@{ifp.if_xname}: {change} ({reason})")
    sc.sc_state = state
    bridge = ifp if ifp.if_type == "bridge" else ifp.if_bridge
    if bridge is not None:
        bridge_lladdr(bridge)


def carp_linkstate(kernel: Kernel, ifp: Ifnet) -> None:
    """An interface came up or went down: all its virtual hosts begin anew (carp_linkstate)."""
    for sc in tuple(ifp.if_carp.cif_vrs):
        carp_sc_state(kernel, sc)


def _can_run(kernel: Kernel, ifp: Ifnet) -> bool:
    """Whether an interface is up, has a link (a bridge: by a member), and its stack is allowed to."""
    link = ifp.if_link_up
    if ifp.if_type == "bridge":
        link = any(port.bif_ifp.if_link_up for port in ifp.if_softc.sc_members)
    return link and bool(ifp.if_flags & IFF_UP) and carp_allow(kernel, ifp.if_vnet) != 0


def carp_sc_state(kernel: Kernel, sc: CarpSoftc) -> None:
    """Begin anew: as a backup while the interface is up; else the stack is demoted for as long as it is not
    (carp_sc_state).
    """
    vnet = sc.sc_carpdev.if_vnet
    factor = carp_sysctl(vnet, "ifdown_demotion_factor")
    if not _can_run(kernel, sc.sc_carpdev):
        _stop(sc)
        carp_set_state(kernel, sc, INIT, "hardware interface down")
        carp_delroute(kernel, sc)
        if not sc.sc_suppress:
            carp_demote_adj(kernel, vnet, factor, "interface down")
        sc.sc_suppress = True
    else:
        carp_set_state(kernel, sc, INIT, "hardware interface up")
        carp_setrun(kernel, sc)
        if sc.sc_suppress:
            carp_demote_adj(kernel, vnet, -factor, "interface up")
        sc.sc_suppress = False


def carp_setrun(kernel: Kernel, sc: CarpSoftc, family: int | None = None) -> None:
    """Start the timers of a state: a master's next advertisement, or how long a backup waits for one of ``family``, of
    each if there is none (carp_setrun).
    """
    if not sc.sc_ifas or not _can_run(kernel, sc.sc_carpdev):
        return
    if sc.sc_state == INIT:
        carp_set_state(kernel, sc, BACKUP, "initialization complete")
    skew = sc.sc_advskew * SECOND // 256
    if sc.sc_state == MASTER:
        callout_stop(sc.sc_ad_tmo)
        sc.sc_ad_tmo = callout_reset(kernel, sc.sc_advbase * SECOND + skew, carp_send_ad, sc)
        return
    callout_stop(sc.sc_ad_tmo)
    wait = 3 * sc.sc_advbase * SECOND + skew
    if family == AF_INET or (family is None and sc.sc_naddrs):
        callout_stop(sc.sc_md_tmo)
        sc.sc_md_tmo = callout_reset(kernel, wait, _master_down, sc)
    if family == AF_INET6 or (family is None and sc.sc_naddrs6):
        callout_stop(sc.sc_md6_tmo)
        sc.sc_md6_tmo = callout_reset(kernel, wait, _master_down, sc)


def _master_down(kernel: Kernel, sc: CarpSoftc) -> None:
    if sc.sc_state == BACKUP:
        carp_master_down(kernel, sc, "master timed out")


def carp_master_down(kernel: Kernel, sc: CarpSoftc, reason: str) -> None:
    """A backup becomes master: it advertises, tells neighbours and bridges where the addresses are now, and routes to
    them (carp_master_down_locked).
    """
    if sc.sc_state != BACKUP:
        return
    carp_set_state(kernel, sc, MASTER, reason)
    carp_send_ad(kernel, sc)
    ifp = sc.sc_carpdev
    for ifa in sc.sc_ifas:
        if not isinstance(ifa, In6Ifaddr):
            arprequest(kernel, ifp, ifa.ia_addr, ifa.ia_addr, sc.sc_addr)
    for ifa in sc.sc_ifas:
        if isinstance(ifa, In6Ifaddr):
            allnodes = in6_setscope(ALLNODES, ifp.if_index)
            nd6_na_output(kernel, ifp, allnodes, ifa.ia_addr, ND_NA_FLAG_OVERRIDE, sc.sc_addr)
    carp_setrun(kernel, sc)
    for ifa in sc.sc_ifas:
        _ifa_addroute(kernel, ifa)


def carp_backup(kernel: Kernel, sc: CarpSoftc, reason: str) -> None:
    """A master becomes a backup (carp_input_c, carp_ioctl_set)."""
    callout_stop(sc.sc_ad_tmo)
    carp_set_state(kernel, sc, BACKUP, reason)
    carp_setrun(kernel, sc)
    carp_delroute(kernel, sc)


def _ifa_addroute(kernel: Kernel, ifa: Ifaddr) -> None:
    """The routes that an address has while it is in use here (carp_ifa_addroute)."""
    vnet = ifa.ia_ifp.if_vnet
    if isinstance(ifa, In6Ifaddr):
        in6_add_loopback_route(vnet, ifa)
        nd6_add_ifa_lle(kernel, ifa.ia_ifp, ifa.ia_addr)
    else:
        in_addprefix(kernel, ifa)
        ifa_add_loopback_route(vnet, ifa)


def carp_delroute(kernel: Kernel, sc: CarpSoftc) -> None:
    """Take those routes back (carp_delroute)."""
    for ifa in sc.sc_ifas:
        _ifa_delroute(kernel, ifa)


def _ifa_delroute(kernel: Kernel, ifa: Ifaddr) -> None:
    ifp: Ifnet = ifa.ia_ifp
    if not isinstance(ifa, In6Ifaddr):
        ifa_del_loopback_route(ifp.if_vnet, ifa)
        in_scrubprefix(kernel, ifa, True)
        return
    rib = ifp.if_vnet.vnet_fibs6[ifp.if_fib]
    for nhop in tuple(rib_prefix(rib, ifa.ia_addr, 128)):
        if nhop.nh_ifa is ifa and nhop.rt_flags & _PINNED_HOST == _PINNED_HOST:
            rib_del(rib, nhop)
    nd6_rem_ifa_lle(kernel, ifa)
