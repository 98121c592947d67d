"""Diagnosis: one walk from a stack towards an address, up the layers, that stops at the first thing broken.

The walk reads the tables as ip_output, if_epair and if_bridge would; packet filters and name service are not
walked.
"""

from __future__ import annotations

from collections.abc import Iterator

from lab import words
from lab.graph.network import interface_id
from lab.layers import (
    Broken,
    bridge_of,
    check_link,
    check_route,
    check_up,
    check_vnet,
    find_address,
    in_vnet,
    of_vnet,
    peer_of,
)
from simbsd.sys.kernel import Kernel
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_UP, BridgeSoftc, Ifnet, Vnet

MOST_ROUTERS = 16


def check_reaches(kernel: Kernel, jail: str, address: int) -> Vnet:
    """The stack that answers when ``jail`` (``host``: the host) sends to ``address``. Raises Broken at the
    first gap, there or back.
    """
    vnet = check_vnet(kernel, jail)
    target = _way(vnet, address)
    _check_way_back(vnet, target, address)
    return target


def _way(vnet: Vnet, address: int) -> Vnet:
    """The stack that ``address`` leads to from ``vnet``, router by router."""
    here = vnet
    for _ in range(MOST_ROUTERS):
        if find_address(here, address) is not None:
            return here
        if here is not vnet and not here.vnet_sysctls.get("net.inet.ip.forwarding"):
            raise Broken("route", f"The stack of {of_vnet(here)} does not forward packets.", f"vnet:{here.vnet_id}")
        here = _next_stack(here, address)
    raise Broken("route", f"Packets to {words.dotted(address)} go in a circle.", f"vnet:{vnet.vnet_id}")


def _next_stack(vnet: Vnet, address: int) -> Vnet:
    _check_cards(vnet)
    route = check_route(vnet, address)
    hop = address if route.nh_gateway is None else route.nh_gateway
    ifp = route.nh_ifp
    check_up(ifp)
    _check_wire(ifp)
    for neighbour in neighbours(ifp):
        if any(ifa.ia_addr == hop for ifa in neighbour.if_addrs):
            check_up(neighbour)
            return neighbour.if_vnet
    if ifp.if_type == "em":
        sentence = f"Packets from {of_vnet(vnet)} to {words.dotted(address)} leave the machine by {ifp.if_xname}."
        raise Broken("route", sentence, interface_id(ifp.if_index))
    raise Broken(
        "address",
        f"Nobody on the wire of {ifp.if_xname} has {words.dotted(hop)}.",
        interface_id(ifp.if_index),
    )


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


def _check_wire(ifp: Ifnet) -> None:
    """The first thing the wire of an interface is plugged into is up, and leads on."""
    if peer_of(ifp) is None:
        return
    peer = check_link(ifp)
    bridge = bridge_of(peer)
    if bridge is not None:
        check_up(bridge)
    elif not peer.if_addrs:
        what = f"The other end of {ifp.if_xname}, {peer.if_xname} {in_vnet(peer.if_vnet)},"
        raise Broken("bridged", f"{what} has no address and is on no bridge.", interface_id(peer.if_index))


def neighbours(ifp: Ifnet) -> Iterator[Ifnet]:
    """Every interface that hears a broadcast sent out of ``ifp``: across an epair, and over the bridges
    behind it.
    """
    seen: dict[int, bool] = {ifp.if_index: True}
    if isinstance(ifp.if_softc, BridgeSoftc):
        waiting = _out_of_bridge(ifp, None)
    else:
        waiting = _across(ifp)
    while waiting:
        heard = waiting.pop(0)
        if heard.if_index in seen:
            continue
        seen[heard.if_index] = True
        yield heard
        bridge = bridge_of(heard)
        if bridge is not None and bridge.if_flags & IFF_UP:
            waiting.append(bridge)
            waiting += _out_of_bridge(bridge, heard)


def _across(ifp: Ifnet) -> list[Ifnet]:
    peer = peer_of(ifp)
    bridge = bridge_of(ifp)
    found = [peer] if peer is not None and peer.if_flags & IFF_UP else []
    if bridge is not None and bridge.if_flags & IFF_UP:
        found += [bridge, *_out_of_bridge(bridge, ifp)]
    return found


def _out_of_bridge(bridge: Ifnet, incoming: Ifnet | None) -> list[Ifnet]:
    """What hears a frame that a bridge floods: the far end of each other member."""
    found: list[Ifnet] = []
    for member in bridge.if_softc.sc_members:
        port = member.bif_ifp
        if port is incoming or not port.if_flags & IFF_UP:
            continue
        found.append(port)
        peer = peer_of(port)
        if peer is not None and peer.if_flags & IFF_UP:
            found.append(peer)
    return found


def _check_way_back(vnet: Vnet, target: Vnet, address: int) -> None:
    """The answering stack has a way to the address that the asking stack sends from."""
    if target is vnet:
        return
    route = check_route(vnet, address)
    sender = route.nh_ifa or (route.nh_ifp.if_addrs[0] if route.nh_ifp.if_addrs else None)
    if sender is None:
        raise Broken(
            "address",
            f"The interface {route.nh_ifp.if_xname} has no address to send from.",
            interface_id(route.nh_ifp.if_index),
        )
    _way(target, sender.ia_addr)
