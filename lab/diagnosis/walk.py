"""Diagnosis: one walk from a stack towards an address, up the layers, that stops at the first thing broken.

The walk reads the tables as ip_output and the nat rules of pf would, wires by wires.py beside it; rules that block
and name service are not walked.
"""

from __future__ import annotations

from dataclasses import dataclass

from lab import words
from lab.diagnosis.layers import (
    Broken,
    check_route,
    check_up,
    check_vnet,
    find_address,
    of_vnet,
)
from lab.diagnosis.wires import check_wire, neighbours, silent
from lab.graph.network import interface_id
from simbsd.sys.kernel import Kernel
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_UP, RTF_BLACKHOLE, RTF_REJECT, Ifnet, Vnet

MOST_ROUTERS = 16
LAN = words.from_dotted("10.0.2.0")  # the network of em0: to whom those outside can send (net/internet.py)


def check_reaches(kernel: Kernel, jail: str, address: int) -> Vnet | None:
    """The stack that answers when ``jail`` (``host``: the host) sends to ``address``; None for one outside the machine.
    Raises Broken at the first gap, there or back.
    """
    vnet = check_vnet(kernel, jail)
    way = _way(vnet, address)
    if way.target is not None:
        _check_way_back(vnet, way, address)
    return way.target


@dataclass(slots=True)
class Way:
    """A way that was walked: where it ends (None: outside the machine), and what the packet bears as its sender's
    address there (None: nothing was sent).
    """

    target: Vnet | None
    sender: int | None = None


def _way(vnet: Vnet, address: int, sender: int | None = None) -> Way:
    """Where ``address`` leads from ``vnet``, router by router."""
    here, way = vnet, Way(None, sender)
    for _ in range(MOST_ROUTERS):
        if find_address(here, address) is not None:
            way.target = here
            return way
        if here is not vnet and not here.vnet_forwarding:
            sentence = f"The stack of {of_vnet(here)} does not forward packets."
            raise Broken("forwarding", sentence, f"vnet:{here.vnet_id}")
        there = _next_stack(here, address, way)
        if there is None:
            return way
        here = there
    raise Broken("route", f"Packets to {words.dotted(address)} go in a circle.", f"vnet:{vnet.vnet_id}")


def _next_stack(vnet: Vnet, address: int, way: Way) -> Vnet | None:
    """The next stack on the way; None beyond the cable of em0."""
    _check_cards(vnet)
    route = check_route(vnet, address)
    if route.rt_flags & (RTF_REJECT | RTF_BLACKHOLE):
        sentence = f"The route of {of_vnet(vnet)} to {words.dotted(address)} throws packets away (blackhole or reject)."
        raise Broken("route", sentence, f"vnet:{vnet.vnet_id}")
    hop = address if route.nh_gateway is None else route.nh_gateway
    ifp = route.nh_ifp
    check_up(ifp)
    check_wire(ifp)
    if way.sender is None:
        own = route.nh_ifa or (ifp.if_addrs[0] if ifp.if_addrs else None)
        way.sender = own.ia_addr if own is not None else None
    if vnet.vnet_pf is not None:
        from lab.diagnosis.nat import translated  # only where there is a packet filter

        way.sender = translated(vnet, ifp, way.sender)
    heard = list(neighbours(ifp))
    for neighbour in heard:
        if any(ifa.ia_addr == hop for ifa in neighbour.if_addrs):
            check_up(neighbour)
            return neighbour.if_vnet
    for card in (ifp, *heard):
        if card.if_type == "em":
            _check_outside(vnet, card, address, hop, way.sender)
            return None
    raise silent(ifp, hop)


def _check_outside(vnet: Vnet, card: Ifnet, address: int, hop: int, sender: int | None) -> None:
    """Beyond the card's cable somebody has the address, and can answer the sender."""
    from simbsd.net.internet import HOSTS  # when it is first asked for: few lessons go outside

    known = [words.from_dotted(one) for host in HOSTS for one in (*(link[1] for link in host.links), *host.aliases)]
    if address not in known or hop not in known:
        sentence = f"Packets from {of_vnet(vnet)} to {words.dotted(address)} leave the machine by {card.if_xname}."
        raise Broken("route", sentence, interface_id(card.if_index))
    if sender is None or words.network_of(sender, 24) != LAN:
        shown = words.dotted(sender) if sender is not None else "no address"
        sentence = f"Packets leave {card.if_xname} with the sender {shown}, which nobody outside can answer."
        raise Broken("nat", sentence, interface_id(card.if_index))


def _check_cards(vnet: Vnet) -> None:
    """The stack has an interface besides loopback; one that is down with nothing else up is the first thing
    to say.
    """
    cards = [ifp for ifp in vnet.vnet_ifnets.values() if not ifp.if_flags & IFF_LOOPBACK]
    if not cards:
        raise Broken(
            "interface",
            f"The stack of {of_vnet(vnet)} has no interface but lo0: nothing leads out.",
            f"vnet:{vnet.vnet_id}",
        )
    if not any(ifp.if_flags & IFF_UP for ifp in cards):
        check_up(cards[0])


def _check_way_back(vnet: Vnet, way: Way, address: int) -> None:
    """The answering stack has a way to the address that the packet bears as its sender's."""
    if way.target is vnet or way.target is None:
        return
    if way.sender is None:
        route = check_route(vnet, address)
        raise Broken(
            "address",
            f"The interface {route.nh_ifp.if_xname} has no address to send from.",
            interface_id(route.nh_ifp.if_index),
        )
    _way(way.target, way.sender, address)
