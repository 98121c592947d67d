"""Requests about vlan interfaces: parent, tag and priority.

Models sys/net/if_vlan.c (vlan_ioctl: SIOCSETVLAN, SIOCGETVLAN, SIOCSVLANPCP, SIOCGVLANPCP).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import priv_check
from simbsd.net.if_ import if_setlladdr
from simbsd.net.if_mtu import set_mtu
from simbsd.net.if_vlan import check_vlan_config, vlan_config, vlan_unconfig
from simbsd.sys.errno import EINVAL, ENOENT, EPERM, Errno
from simbsd.sys.if_softc import VlanSoftc
from simbsd.sys.mbuf import ETHERTYPE_VLAN
from simbsd.sys.priv import Priv
from simbsd.sys.records import VlanRecord
from simbsd.sys.vnet import Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_PCP_MAX = 7


def _softc(ifp: Ifnet) -> VlanSoftc:
    """Errors: EINVAL (no vlan), EPERM: a stack that was lent a vlan interface neither sees nor changes its tag."""
    if not isinstance(ifp.if_softc, VlanSoftc):
        raise Errno(EINVAL, f"{ifp.if_xname} is no vlan interface")
    if ifp.if_vnet is not ifp.if_home_vnet:
        raise Errno(
            EPERM,
            f"{ifp.if_xname} was made in another stack, which alone says what its tag is.",
            "if_vlan.c: vlan_ioctl",
        )
    return ifp.if_softc


def vlan_set(kernel: Kernel, p: Proc, ifp: Ifnet, parent: str, tag: int, proto: int) -> None:
    """Give parent and tag, or with an empty ``parent`` take them (SIOCSETVLAN). Errors: EINVAL, EPERM, ENOENT (no
    such parent), and those of check_vlan_config.
    """
    _softc(ifp)
    if not parent:
        vlan_unconfig(kernel, ifp)
        return
    below = ifp.if_vnet.vnet_names.get(parent)
    if below is None:
        raise Errno(ENOENT, f"vlan_ioctl: this stack has no interface {parent}")
    check_vlan_config(ifp, below, tag)
    mtu, mac = ifp.if_mtu, ifp.if_lladdr
    vlan_config(kernel, ifp, below, tag, proto or ETHERTYPE_VLAN)
    if ifp.if_mtu != mtu:
        set_mtu(ifp, ifp.if_mtu)
    if ifp.if_lladdr is not None and ifp.if_lladdr != mac:
        if_setlladdr(kernel, ifp, ifp.if_lladdr)


def vlan_get(kernel: Kernel, p: Proc, ifp: Ifnet) -> VlanRecord:
    """Parent, tag and protocol; empty and 0 without a parent (SIOCGETVLAN). Errors: EINVAL, EPERM."""
    sc = _softc(ifp)
    if sc.ifv_parent is None:
        return VlanRecord("", 0, 0, sc.ifv_pcp)
    return VlanRecord(sc.ifv_parent.if_xname, sc.ifv_vid, sc.ifv_proto, sc.ifv_pcp)


def vlan_setpcp(kernel: Kernel, p: Proc, ifp: Ifnet, pcp: int) -> None:
    """The priority in the tag of what is sent (SIOCSVLANPCP). Errors: EINVAL, EPERM."""
    sc = _softc(ifp)
    priv_check(kernel, p, Priv.PRIV_NET_SETLANPCP)
    if not 0 <= pcp <= _PCP_MAX:
        raise Errno(EINVAL, f"vlan_ioctl: a priority is between 0 and {_PCP_MAX}")
    sc.ifv_pcp = pcp
