"""What programs ask of virtual hosts, and tell them: the two commands of netlink's family ``carp``.

Models sys/netinet/ip_carp.c (carp_nl_get, carp_nl_set, carp_ioctl_get, carp_ioctl_set, carp_is_supported_if); leaves
out SIOCGVH and SIOCSVH, which ifconfig(8) does without, and interfaces by number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_priv import priv_check
from simbsd.netinet.ip_carp import carp_alloc, carp_backup, carp_find, carp_master_down
from simbsd.netinet.ip_carp_ad import carp_hmac_prepare
from simbsd.sys.carp import (
    BACKUP,
    CARP_KEY_LEN,
    CARP_MAXSTATE,
    CARP_MAXVHID,
    INIT,
    MASTER,
    CarpRecord,
    CarpSoftc,
)
from simbsd.sys.errno import (
    EADDRNOTAVAIL,
    EINVAL,
    ENOENT,
    ENXIO,
    EOPNOTSUPP,
    Errno,
)
from simbsd.sys.priv import Priv
from simbsd.sys.vnet import IFF_MULTICAST, Ifnet, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_ETHERNET = ("bridge", "em", "epair", "lagg", "tap", "vlan")  # IFT_ETHER, IFT_BRIDGE, IFT_L2VLAN
_WHERE = "ip_carp.c: carp_nl_set"


def _interface(vnet: Vnet, name: str) -> Ifnet:
    """Errors: ENXIO, EOPNOTSUPP (a port of a lagg is of a type of its own)."""
    ifp = vnet.vnet_names.get(name)
    if ifp is None:
        raise Errno(ENXIO, f"This stack has no interface {name}.", "ip_carp.c: carp_is_supported_if")
    if ifp.if_type not in _ETHERNET or ifp.if_lagg is not None:
        raise Errno(EOPNOTSUPP, f"{name} is no Ethernet.", "ip_carp.c: carp_is_supported_if")
    return ifp


def _may_see_key(kernel: Kernel, p: Proc) -> bool:
    try:
        priv_check(kernel, p, Priv.PRIV_NETINET_CARP)
    except Errno:
        return False
    return True


def carp_get(kernel: Kernel, p: Proc, vnet: Vnet, attributes: dict[str, Any]) -> list[CarpRecord]:
    """The virtual hosts of an interface, or the one numbered ``vhid`` (carp_nl_get). Errors: ENOENT (there is none),
    EINVAL, and those of the interface.
    """
    ifp = _interface(vnet, attributes["name"])
    vhid: int = attributes.get("vhid", 0)
    if not 0 <= vhid <= CARP_MAXVHID:
        raise Errno(EINVAL, f"A virtual host has a number up to {CARP_MAXVHID}.", "ip_carp.c: carp_ioctl_get")
    one = carp_find(ifp, vhid)
    if ifp.if_carp is None or (vhid and one is None):
        raise Errno(ENOENT, f"{ifp.if_xname} has no such virtual host.", "ip_carp.c: carp_ioctl_get")
    hosts: list[CarpSoftc] = [one] if one is not None else ifp.if_carp.cif_vrs
    sees = _may_see_key(kernel, p)
    return [
        CarpRecord(
            sc.sc_vhid, sc.sc_state, sc.sc_advbase, sc.sc_advskew, sc.sc_key if sees else b"", sc.sc_carpaddr,
            sc.sc_carpaddr6,
        )
        for sc in hosts
    ]  # fmt: skip


def carp_set(kernel: Kernel, p: Proc, vnet: Vnet, attributes: dict[str, Any]) -> None:
    """Make a virtual host, or change one (carp_nl_set, carp_ioctl_set). Errors: EPERM, EINVAL, EADDRNOTAVAIL, and those
    of the interface.
    """
    priv_check(kernel, p, Priv.PRIV_NETINET_CARP)
    wanted: CarpRecord = attributes["carp"]
    if not 0 < wanted.vhid <= CARP_MAXVHID or not 0 <= wanted.state <= CARP_MAXSTATE:
        raise Errno(EINVAL, f"Number {wanted.vhid} or state {wanted.state} is out of range.", _WHERE)
    if not 0 <= wanted.advbase <= 255 or not 0 <= wanted.advskew < 255 or len(wanted.key) > CARP_KEY_LEN:
        raise Errno(EINVAL, "An interval is up to 255 s, a skew less than 255, a password short.", _WHERE)
    ifp = _interface(vnet, attributes["name"])
    if not ifp.if_flags & IFF_MULTICAST:
        raise Errno(EADDRNOTAVAIL, f"{ifp.if_xname} knows no multicast.", _WHERE)
    sc = carp_find(ifp, wanted.vhid) or carp_alloc(kernel, ifp, wanted.vhid)
    sc.sc_advbase = wanted.advbase or sc.sc_advbase
    sc.sc_advskew = wanted.advskew
    sc.sc_carpaddr = wanted.addr or sc.sc_carpaddr
    sc.sc_carpaddr6 = wanted.addr6 or sc.sc_carpaddr6
    if wanted.key:
        sc.sc_key = wanted.key
        carp_hmac_prepare(sc)
    if sc.sc_state not in (INIT, wanted.state):
        _switch(kernel, sc, wanted.state)


def _switch(kernel: Kernel, sc: CarpSoftc, state: int) -> None:
    if state == BACKUP:
        carp_backup(kernel, sc, "user requested via ifconfig")
    elif state == MASTER:
        carp_master_down(kernel, sc, "user requested via ifconfig")
