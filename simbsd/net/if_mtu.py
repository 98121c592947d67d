"""The size of the largest packet: what an interface can take, and changing it.

Models the SIOCSIFMTU of sys/net/if_bridge.c, sys/net/if_vlan.c and sys/dev/e1000/if_em.c, and rt_updatemtu of
sys/net/route.c.
"""

from __future__ import annotations

from simbsd.net.route import rib_walk
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.if_softc import VlanSoftc
from simbsd.sys.vnet import Ifnet

IF_MINMTU, IF_MAXMTU = 72, 65535
BRIDGE_MINMTU, EM_MAXMTU = 576, 9216
GIF_MTU_MIN, GIF_MTU_MAX = 1280, 8192
_ETHERMIN = 46


def check_mtu(ifp: Ifnet, mtu: int) -> None:
    """Whether an interface's driver takes an MTU. Errors: EINVAL."""
    if ifp.if_type == "bridge" and mtu < BRIDGE_MINMTU:
        raise Errno(EINVAL, f"bridge_ioctl: a bridge's MTU is at least {BRIDGE_MINMTU}")
    if ifp.if_type == "em" and mtu > EM_MAXMTU:
        raise Errno(EINVAL, f"{ifp.if_xname}'s frames hold at most {EM_MAXMTU} bytes")
    if ifp.if_type == "gif" and not GIF_MTU_MIN <= mtu <= GIF_MTU_MAX:
        raise Errno(EINVAL, f"gif_ioctl: an MTU is between {GIF_MTU_MIN} and {GIF_MTU_MAX}")
    if ifp.if_type == "stf" and not GIF_MTU_MIN <= mtu <= IF_MAXMTU - 20:
        raise Errno(EINVAL, f"stf_ioctl: an MTU is between {GIF_MTU_MIN} and {IF_MAXMTU - 20}")
    if isinstance(ifp.if_softc, VlanSoftc):
        _check_vlan(ifp, ifp.if_softc, mtu)


def _check_vlan(ifp: Ifnet, sc: VlanSoftc, mtu: int) -> None:
    if sc.ifv_parent is None:
        raise Errno(EINVAL, f"vlan_ioctl: {ifp.if_xname} has no parent interface")
    if not _ETHERMIN - sc.ifv_mtufudge <= mtu <= sc.ifv_parent.if_mtu - sc.ifv_mtufudge:
        most = sc.ifv_parent.if_mtu - sc.ifv_mtufudge
        raise Errno(EINVAL, f"vlan_ioctl: with {sc.ifv_parent.if_xname} as its parent its MTU is at most {most}")


def set_mtu(ifp: Ifnet, mtu: int) -> None:
    """Change an interface's MTU, and that of the routes through it but those that have a smaller one of their own
    (rt_updatemtu, nhops_update_ifmtu).
    """
    ifp.if_mtu = mtu
    for rib in (*ifp.if_vnet.vnet_fibs, *ifp.if_vnet.vnet_fibs6):
        for nhop in rib_walk(rib):
            if nhop.nh_ifp is ifp and (not nhop.nh_fixedmtu or nhop.nh_mtu > mtu):
                nhop.nh_mtu = mtu
