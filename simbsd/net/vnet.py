"""Network stacks: their making and their end.

Models sys/net/vnet.c (vnet_alloc, vnet_destroy) and sys/net/if.c (vnet_if_return); leaves out the linker sets of
virtualised variables: a stack is a struct (sys/vnet.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_stop
from simbsd.net.if_ import bridge_reassign, if_attach, if_detach, if_vmove
from simbsd.net.if_loop import lo_new
from simbsd.net.if_vlan import vlan_unconfig
from simbsd.net.net_stats import STATS
from simbsd.sys.vnet import Ifnet, Vnet

if TYPE_CHECKING:
    from simbsd.sys.jail import Prison
    from simbsd.sys.kernel import Kernel


def vnet_new(kernel: Kernel, prison: Prison) -> Vnet:
    """A stack without any interface."""
    vnet = Vnet(kernel.lastvnet, prison, vnet_stats=dict(STATS))
    kernel.lastvnet += 1
    kernel.vnets[vnet.vnet_id] = vnet
    return vnet


def lo_attach(kernel: Kernel, vnet: Vnet) -> None:
    """Give a new stack its lo0: down, without an address (vnet_loif_init)."""
    loif = lo_new(vnet, 0)
    vnet.vnet_lo = loif
    vnet.vnet_units["lo"] = {0: True}
    if_attach(kernel, loif, vnet)


def vnet_alloc(kernel: Kernel, prison: Prison) -> Vnet:
    """A new stack for a prison, with lo0 and every variable at its default (vnet_alloc)."""
    vnet = vnet_new(kernel, prison)
    lo_attach(kernel, vnet)
    if "pflog" in kernel.modules:
        from simbsd.netpfil.if_pflog import pflog_attach

        pflog_attach(kernel, vnet)
    return vnet


def vnet_destroy(kernel: Kernel, vnet: Vnet) -> None:
    """End a stack: strangers' interfaces go home, down and bare; its own are destroyed, wherever they are
    (vnet_destroy).
    """
    vnet.vnet_shutdown = True
    for ifp in tuple(vnet.vnet_ifnets.values()):
        if ifp.if_home_vnet is not vnet:
            if_vmove(kernel, ifp, ifp.if_home_vnet)
    for ifp in tuple(vnet.vnet_homed.values()):
        if ifp.if_index and ifp is not vnet.vnet_lo:
            if_destroy(kernel, ifp)
    if_detach(kernel, vnet.vnet_lo)
    for queue in vnet.vnet_fragments.values():
        callout_stop(queue.ipq_timer)
    for queue in vnet.vnet_fragments6.values():
        callout_stop(queue.ipq_timer)
    vnet.vnet_fragments.clear()
    vnet.vnet_fragments6.clear()
    del kernel.vnets[vnet.vnet_id]


def if_destroy(kernel: Kernel, ifp: Ifnet) -> None:
    """Take a cloned interface out of the machine; an epair's other end goes with it (epair_clone_destroy,
    bridge_clone_destroy, vlan_clone_destroy, lagg_clone_destroy).
    """
    ends = [ifp]
    if ifp.if_type == "epair":
        ends.append(ifp.if_softc.oifp)
    if ifp.if_type == "bridge":
        bridge_reassign(kernel, ifp)
    if ifp.if_type == "lagg":
        from simbsd.net.if_lagg_port import lagg_release

        lagg_release(kernel, ifp)
    for end in ends:
        if_detach(kernel, end)
    if ifp.if_type == "vlan":
        vlan_unconfig(kernel, ifp)
    if ifp.if_type in ("tun", "tap"):
        from simbsd.net.if_tuntap import tun_destroy

        tun_destroy(kernel, ifp)
    units = ifp.if_home_vnet.vnet_units.get(ifp.if_type, {})
    units.pop(ifp.if_unit, None)
