"""The bridge as an interface: its making, starting and stopping.

Models sys/net/if_bridge.c (bridge_clone_create, bridge_init, bridge_stop).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.if_bridge import bridge_transmit
from simbsd.net.if_ethersubr import ether_demux, ether_output
from simbsd.sys.if_softc import BridgeSoftc
from simbsd.sys.vnet import IFF_BROADCAST, IFF_MULTICAST, IFF_RUNNING, IFF_SIMPLEX, IFF_UP, Ifnet, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel



def bridge_new(vnet: Vnet, unit: int) -> Ifnet:
    """A bridge without members, not attached yet (bridge_clone_create)."""
    return Ifnet(
        if_index=0, if_xname=f"bridge{unit}", if_type="bridge", if_unit=unit, if_vnet=vnet, if_home_vnet=vnet,
        if_flags=IFF_BROADCAST | IFF_SIMPLEX | IFF_MULTICAST, if_mtu=1500, if_groups=["bridge"],
        if_softc=BridgeSoftc(), if_output=ether_output, if_input=ether_demux, if_transmit=bridge_transmit,
        if_init=bridge_init,
    )  # fmt: skip


def bridge_init(kernel: Kernel, bridge: Ifnet) -> None:
    """IFF_UP changed: run, or stop and forget what was learned (bridge_init, bridge_stop: bridge_rtflush)."""
    tree = bridge.if_softc.sc_stp
    if bridge.if_flags & IFF_UP:
        bridge.if_flags |= IFF_RUNNING
        if tree is not None and not tree.bs_running:
            from simbsd.net.bridgestp import bstp_init

            bstp_init(kernel, tree)
        return
    bridge.if_flags &= ~IFF_RUNNING
    if tree is not None:
        from simbsd.net.bridgestp import bstp_stop

        bstp_stop(kernel, tree)
    bridge.if_softc.sc_flows.clear()
    table = bridge.if_softc.sc_rthash
    for key in [key for key, node in table.items() if node.brt_expire]:
        del table[key]
