"""The ports of an aggregated link: joining, leaving, and which of them is in use.

Models sys/net/if_lagg.c (lagg_port_create, lagg_port_destroy, lagg_port_ifdetach, lagg_port_state, lagg_link_active,
lagg_port2req, lagg_capabilities, lagg_linkstate, lagg_setflags); leaves out multicast filters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import log
from simbsd.net.bpf import drop
from simbsd.net.if_promisc import ifpromisc
from simbsd.sys.errno import EBUSY, EEXIST, EINVAL, ENETDOWN, ENOSPC, EPROTONOSUPPORT, Errno
from simbsd.sys.lacp import LACP_STATE_COLLECTING, LACP_STATE_DISTRIBUTING
from simbsd.sys.lagg import (
    LAGG_MAX_PORTS,
    LAGG_PORT_ACTIVE,
    LAGG_PORT_COLLECTING,
    LAGG_PORT_DISTRIBUTING,
    LAGG_PORT_MASTER,
    LAGG_PROTO_FAILOVER,
    LAGG_PROTO_LACP,
    LAGG_PROTO_NONE,
    LaggPort,
    LaggSoftc,
)
from simbsd.sys.vnet import IFF_PROMISC, IFF_UP

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf
    from simbsd.sys.vnet import Ifnet

_ETHERNETS = ("em", "epair", "vlan", "tap")  # IFT_ETHER, IFT_L2VLAN


def lagg_portactive(lp: LaggPort) -> bool:
    """Whether a port can carry frames: up, and with a link (LAGG_PORTACTIVE)."""
    ifp: Ifnet = lp.lp_ifp
    return ifp.if_link_up and bool(ifp.if_flags & IFF_UP)


def lagg_link_active(sc: LaggSoftc, lp: LaggPort | None) -> LaggPort | None:
    """A port if it is active, else the one after it, else the first that is (lagg_link_active)."""
    if lp is not None:
        if lagg_portactive(lp):
            return lp
        after = sc.sc_ports[sc.sc_ports.index(lp) + 1 :]
        if after and lagg_portactive(after[0]):
            return after[0]
    return next((port for port in sc.sc_ports if lagg_portactive(port)), None)


def lagg_port_flags(sc: LaggSoftc, lp: LaggPort) -> int:
    """LAGG_PORT_* of a port (lagg_port2req)."""
    if sc.sc_proto == LAGG_PROTO_FAILOVER:
        active = lp is lagg_link_active(sc, sc.sc_primary)
        return (LAGG_PORT_MASTER if lp is sc.sc_primary else 0) | (LAGG_PORT_ACTIVE if active else 0)
    if sc.sc_proto == LAGG_PROTO_LACP:
        lacp = lp.lp_lacp
        return (
            (LAGG_PORT_ACTIVE if lagg_lacp_isactive(lp) else 0)
            | (LAGG_PORT_COLLECTING if lacp.lp_state & LACP_STATE_COLLECTING else 0)
            | (LAGG_PORT_DISTRIBUTING if lacp.lp_state & LACP_STATE_DISTRIBUTING else 0)
        )
    return LAGG_PORT_ACTIVE if sc.sc_proto != LAGG_PROTO_NONE and lagg_portactive(lp) else 0


def lagg_lacp_isactive(lp: LaggPort) -> bool:
    """Whether a port belongs to the aggregator that LACP uses (lacp_isactive)."""
    la = lp.lp_lacp.lp_aggregator
    return la is not None and la is lp.lp_softc.sc_lacp.lsc_active_aggregator


def check_lagg_port(sc: LaggSoftc, ifp: Ifnet) -> None:
    """Whether an interface may join. Errors: EINVAL (itself or another lagg), ENOSPC, EEXIST (it is a port of this
    one), EBUSY (of another), EPROTONOSUPPORT (no Ethernet).
    """
    if sc.sc_ifp is ifp or ifp.if_type == "lagg":
        raise Errno(EINVAL, f"{ifp.if_xname} is an aggregated link itself", "if_lagg.c: lagg_port_create")
    if len(sc.sc_ports) >= LAGG_MAX_PORTS:
        raise Errno(ENOSPC, f"lagg_port_create: {LAGG_MAX_PORTS} ports at most")
    if ifp.if_lagg is not None:
        lagg: Ifnet = ifp.if_lagg.lp_softc.sc_ifp
        errno = EEXIST if lagg is sc.sc_ifp else EBUSY
        raise Errno(errno, f"{ifp.if_xname} is a port of {lagg.if_xname} already.", "if_lagg.c: lagg_port_create")
    if ifp.if_type not in _ETHERNETS:
        raise Errno(EPROTONOSUPPORT, f"lagg_port_create: {ifp.if_xname} is no Ethernet")


def lagg_port_create(kernel: Kernel, sc: LaggSoftc, ifp: Ifnet, port_input: object) -> None:
    """Let an interface join: the first gives the lagg its address, the others take it (lagg_port_create, after its
    checks and the change of the MTU).
    """
    from simbsd.net.if_ import if_setlladdr

    lp = LaggPort(ifp, sc, ifp.if_lladdr or bytes(6), ifp.if_output, ifp.if_input)
    if not sc.sc_ports:
        if_setlladdr(kernel, sc.sc_ifp, lp.lp_lladdr)
        sc.sc_primary = lp
    else:
        if_setlladdr(kernel, ifp, sc.sc_ifp.if_lladdr)
    ifp.if_lagg = lp
    ifp.if_output, ifp.if_input = lagg_port_output, port_input
    sc.sc_ports.append(lp)
    sc.sc_ports.sort(key=lambda port: port.lp_ifp.if_index)
    lagg_setflags(kernel, sc)
    if sc.sc_lacp is not None:
        from simbsd.net.lacp import lacp_port_create

        lacp_port_create(kernel, lp)
    lagg_changed(kernel, sc)


def lagg_port_destroy(kernel: Kernel, lp: LaggPort, detaching: bool = False) -> None:
    """Let a port go, with the address it came with unless it leaves its stack; when it was the primary one, the next
    gives the lagg its own address (lagg_port_destroy).
    """
    from simbsd.net.if_ import if_setlladdr

    sc, ifp = lp.lp_softc, lp.lp_ifp
    if sc.sc_lacp is not None:
        from simbsd.net.lacp import lacp_port_destroy

        lacp_port_destroy(kernel, lp)
    ifp.if_output, ifp.if_input, ifp.if_lagg = lp.lp_output, lp.lp_input, None
    sc.sc_ports.remove(lp)
    if lp is sc.sc_primary:
        sc.sc_primary = sc.sc_ports[0] if sc.sc_ports else None
        if not sc.sc_destroying:
            lladdr = sc.sc_primary.lp_lladdr if sc.sc_primary is not None else bytes(6)
            if_setlladdr(kernel, sc.sc_ifp, lladdr)
            if sc.sc_lacp is not None:
                from simbsd.net.lacp import lacp_lladdr

                lacp_lladdr(kernel, sc)
    if not detaching:
        if lp.lp_promisc:
            ifpromisc(kernel, ifp, False)
        if_setlladdr(kernel, ifp, lp.lp_lladdr)
    lagg_changed(kernel, sc)


def lagg_release(kernel: Kernel, lagg: Ifnet) -> None:
    """A lagg that is destroyed lets all its ports go (lagg_clone_destroy)."""
    sc: LaggSoftc = lagg.if_softc
    sc.sc_destroying = True
    lagg.if_flags &= ~(IFF_UP | IFF_PROMISC)
    lagg_setflags(kernel, sc)
    for lp in tuple(sc.sc_ports):
        lagg_port_destroy(kernel, lp)
    if sc.sc_lacp is not None:
        from simbsd.net.lacp import lacp_detach

        lacp_detach(kernel, sc)


def lagg_port_output(kernel: Kernel, ifp: Ifnet, m: Mbuf, gateway: int) -> int:
    """A port sends nothing of its own (lagg_port_output)."""
    drop(kernel, m, ifp, f"{ifp.if_xname} is a port of {ifp.if_lagg.lp_softc.sc_ifp.if_xname}: it sends no packets.")
    return ENETDOWN


def lagg_setflags(kernel: Kernel, sc: LaggSoftc) -> None:
    """The ports are promiscuous as long as the lagg is (lagg_setflags)."""
    wanted = bool(sc.sc_ifp.if_flags & IFF_PROMISC)
    for lp in sc.sc_ports:
        if lp.lp_promisc != wanted:
            lp.lp_promisc = wanted
            ifpromisc(kernel, lp.lp_ifp, wanted)


def lagg_link(kernel: Kernel, lagg: Ifnet, up: bool) -> None:
    """The link of a lagg came or went (if_link_state_change)."""
    if up != lagg.if_link_up:
        lagg.if_link_up = up
        if lagg.if_carp is not None:
            from simbsd.netinet.ip_carp import carp_linkstate

            carp_linkstate(kernel, lagg)
        log(kernel, f"{lagg.if_xname}: link state changed to {'UP' if up else 'DOWN'}")


def lagg_changed(kernel: Kernel, sc: LaggSoftc) -> None:
    """Capabilities, link and speed as the ports have them; LACP says itself when the link is up and how fast
    (lagg_capabilities, lagg_linkstate).
    """
    lagg, ports = sc.sc_ifp, [lp.lp_ifp for lp in sc.sc_ports]
    capabilities = -1 if ports else 0
    for ifp in ports:
        capabilities &= ifp.if_capabilities
    lagg.if_capabilities = capabilities
    if sc.sc_proto == LAGG_PROTO_LACP:
        return
    lagg_link(kernel, lagg, any(ifp.if_link_up for ifp in ports))
    if sc.sc_proto == LAGG_PROTO_FAILOVER:
        lagg.if_baudrate = sc.sc_primary.lp_ifp.if_baudrate if sc.sc_primary is not None else 0
    else:
        lagg.if_baudrate = sum(ifp.if_baudrate for ifp in ports)


def lagg_port_state(kernel: Kernel, lp: LaggPort) -> None:
    """The link of a port came or went (lagg_port_state)."""
    lagg_changed(kernel, lp.lp_softc)
    if lp.lp_softc.sc_lacp is not None:
        from simbsd.net.lacp import lacp_linkstate

        lacp_linkstate(kernel, lp)
