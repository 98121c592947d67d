"""A new address of the host's card is announced to whoever is beyond the cable, and nothing is lost by that."""

from __future__ import annotations

from nethost import NetHost

from simbsd.net.bpf import BEYOND
from simbsd.sys.event import PacketHop


def test_an_announcement_crosses_the_cable() -> None:
    host = NetHost()
    card = host.ifp("em0")
    host.kernel.events.clear()
    host.address(host.vnet0, "em0", "10.0.2.77/24")
    host.run(1_000_000)
    hops = [event for event in host.kernel.events if isinstance(event, PacketHop)]
    assert [(hop.source, hop.target, hop.fate, hop.why) for hop in hops] == [(card.if_index, BEYOND, "delivered", "")]
