"""Requests about aggregated links: protocol, ports, hash and options.

Models sys/net/if_lagg.c (lagg_ioctl: SIOCGLAGG, SIOCSLAGG, SIOCGLAGGOPTS, SIOCSLAGGOPTS, SIOCGLAGGFLAGS,
SIOCSLAGGHASH, SIOCSLAGGPORT, SIOCSLAGGDELPORT; lagg_proto_attach, lagg_proto_detach).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import priv_check
from simbsd.kern.subr_prf import log
from simbsd.net.if_lagg import lagg_input
from simbsd.net.if_lagg_port import (
    check_lagg_port,
    lagg_port_create,
    lagg_port_destroy,
    lagg_port_flags,
    lagg_portactive,
)
from simbsd.net.if_mtu import check_mtu, set_mtu
from simbsd.netinet6.in6 import in6_purgeaddrs
from simbsd.sys.errno import EINVAL, ENOENT, EPROTONOSUPPORT, Errno
from simbsd.sys.lacp import LACP_STATE_TIMEOUT, LacpRequest
from simbsd.sys.lagg import (
    LAGG_F_HASHMASK,
    LAGG_OPT_FLOWIDSHIFT,
    LAGG_OPT_LACP_FAST_TIMO,
    LAGG_OPT_LACP_RXTEST,
    LAGG_OPT_LACP_STRICT,
    LAGG_OPT_LACP_TXTEST,
    LAGG_OPT_USE_FLOWID,
    LAGG_OPT_USE_NUMA,
    LAGG_PROTO_LACP,
    LAGG_PROTO_MAX,
    LAGG_PROTO_NONE,
    LAGG_PROTO_ROUNDROBIN,
    LaggRecord,
    LaggSoftc,
)
from simbsd.sys.priv import Priv
from simbsd.sys.vnet import Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

# option -> the member of LACP's table that holds it
_LACP_OPTIONS = {
    LAGG_OPT_LACP_STRICT: "lsc_strict_mode", LAGG_OPT_LACP_TXTEST: "lsc_tx_test", LAGG_OPT_LACP_RXTEST: "lsc_rx_test",
    LAGG_OPT_LACP_FAST_TIMO: "lsc_fast_timeout",
}  # fmt: skip


def _softc(ifp: Ifnet) -> LaggSoftc:
    """Errors: EINVAL: no lagg."""
    if not isinstance(ifp.if_softc, LaggSoftc):
        raise Errno(EINVAL, f"{ifp.if_xname} is no lagg interface")
    return ifp.if_softc


def lagg_get(kernel: Kernel, p: Proc, ifp: Ifnet) -> LaggRecord:
    """Protocol, hash, options and ports (SIOCGLAGG, SIOCGLAGGFLAGS, SIOCGLAGGOPTS). Errors: EINVAL."""
    sc = _softc(ifp)
    opts, active = sc.sc_opts, sum(lagg_portactive(lp) for lp in sc.sc_ports)
    request, peers = LacpRequest(), [LacpRequest()] * len(sc.sc_ports)
    if sc.sc_lacp is not None:
        from simbsd.net.lacp import lacp_portreq, lacp_req

        opts |= sum(bit for bit, member in _LACP_OPTIONS.items() if getattr(sc.sc_lacp, member))
        active, request, peers = sc.sc_active, lacp_req(sc.sc_lacp), [lacp_portreq(lp.lp_lacp) for lp in sc.sc_ports]
    ports = tuple(
        (lp.lp_ifp.if_xname, lagg_port_flags(sc, lp), peer) for lp, peer in zip(sc.sc_ports, peers, strict=True)
    )
    return LaggRecord(
        sc.sc_proto, sc.sc_flags, opts, sc.sc_flowid_shift, sc.sc_stride, active, sc.sc_flapping, request, ports
    )


def lagg_setproto(kernel: Kernel, p: Proc, ifp: Ifnet, proto: int) -> None:
    """Another protocol (SIOCSLAGG). Errors: EINVAL, EPERM, EPROTONOSUPPORT."""
    sc = _softc(ifp)
    priv_check(kernel, p, Priv.PRIV_NET_LAGG)
    if not 0 <= proto < LAGG_PROTO_MAX:
        raise Errno(EPROTONOSUPPORT, f"lagg_ioctl: there is no protocol {proto}")
    sc.sc_proto = LAGG_PROTO_NONE
    if sc.sc_lacp is not None or proto == LAGG_PROTO_LACP:
        from simbsd.net.lacp import lacp_attach, lacp_detach

        if sc.sc_lacp is not None:
            lacp_detach(kernel, sc)
        if proto == LAGG_PROTO_LACP:
            lacp_attach(kernel, sc)
    sc.sc_proto, sc.sc_seq, sc.sc_stride = proto, 0, 1


def lagg_sethash(kernel: Kernel, p: Proc, ifp: Ifnet, flags: int) -> None:
    """What loadbalance looks at (SIOCSLAGGHASH). Errors: EINVAL, EPERM."""
    sc = _softc(ifp)
    priv_check(kernel, p, Priv.PRIV_NET_LAGG)
    if not flags & LAGG_F_HASHMASK:
        raise Errno(EINVAL, "lagg_ioctl: a hash of nothing")
    sc.sc_flags = flags & LAGG_F_HASHMASK


def lagg_setopts(kernel: Kernel, p: Proc, ifp: Ifnet, opts: int, value: int = 0) -> None:
    """An option, negative to take it; 0 with a stride of roundrobin (SIOCSLAGGOPTS). Errors: EINVAL, EPERM."""
    sc = _softc(ifp)
    priv_check(kernel, p, Priv.PRIV_NET_LAGG)
    if opts == 0 and value:
        if sc.sc_proto != LAGG_PROTO_ROUNDROBIN:
            raise Errno(EINVAL, "lagg_ioctl: only roundrobin has a stride")
        sc.sc_stride = value
    elif opts == LAGG_OPT_FLOWIDSHIFT:
        sc.sc_flowid_shift = value
    elif abs(opts) in (LAGG_OPT_USE_FLOWID, LAGG_OPT_USE_NUMA):
        sc.sc_opts = sc.sc_opts | opts if opts > 0 else sc.sc_opts & ~-opts
    elif opts and sc.sc_lacp is None:
        raise Errno(EINVAL, "lagg_ioctl: this option is LACP's")
    elif opts:
        setattr(sc.sc_lacp, _LACP_OPTIONS[abs(opts)], opts > 0)
        for lp in sc.sc_lacp.lsc_ports if abs(opts) == LAGG_OPT_LACP_FAST_TIMO else ():
            lp.lp_state = lp.lp_state & ~LACP_STATE_TIMEOUT | (LACP_STATE_TIMEOUT if opts > 0 else 0)


def _port(ifp: Ifnet, name: str) -> Ifnet:
    found = ifp.if_vnet.vnet_names.get(name)
    if found is None:
        raise Errno(EINVAL, f"lagg_ioctl: this stack has no interface {name!r}")
    return found


def lagg_addport(kernel: Kernel, p: Proc, ifp: Ifnet, name: str) -> None:
    """A port more (SIOCSLAGGPORT): the first gives MTU and address, the others take them. IPv6 addresses of the
    port go first, joined or not. Errors: EINVAL, EPERM and those of check_lagg_port.
    """
    sc = _softc(ifp)
    priv_check(kernel, p, Priv.PRIV_NET_LAGG)
    port = _port(ifp, name)
    if any(ia.ia_addr >> 118 == 0xFE80 >> 6 for ia in port.if_addrs6):
        in6_purgeaddrs(kernel, port)
        log(kernel, f"{ifp.if_xname}: IPv6 addresses on {port.if_xname} have been removed before adding it as a member"
                    " to prevent IPv6 address scope violation.")  # fmt: skip
    check_lagg_port(sc, port)
    if not sc.sc_ports:
        set_mtu(ifp, port.if_mtu)
    elif port.if_mtu != ifp.if_mtu:
        check_mtu(port, ifp.if_mtu)
        set_mtu(port, ifp.if_mtu)
    lagg_port_create(kernel, sc, port, lagg_input)


def lagg_delport(kernel: Kernel, p: Proc, ifp: Ifnet, name: str) -> None:
    """A port less (SIOCSLAGGDELPORT). Errors: EINVAL, EPERM, ENOENT (no port of this lagg)."""
    sc = _softc(ifp)
    priv_check(kernel, p, Priv.PRIV_NET_LAGG)
    lp = _port(ifp, name).if_lagg
    if lp is None or lp.lp_softc is not sc:
        raise Errno(ENOENT, f"{name} is no port of {ifp.if_xname}.", "if_lagg.c: lagg_ioctl")
    lagg_port_destroy(kernel, lp)
