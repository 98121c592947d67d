"""Facts about network stacks: interfaces, links, addresses, routes, and that a ping was answered."""

from __future__ import annotations

from lab import words
from lab.diagnosis.layers import (
    HOST,
    Broken,
    bridge_of,
    check_address,
    check_interface,
    check_jail,
    check_route,
    check_up,
    check_vnet,
    find_address,
    of_vnet,
    peer_of,
)
from lab.diagnosis.walk import check_reaches
from lab.facts.fact import Arguments, Context, Fact
from lab.graph.network import interface_id
from simbsd.sys.socketvar import INADDR_LOOPBACK
from simbsd.sys.vnet import Ifnet, Vnet


def _interface_in(context: Context, given: Arguments) -> None:
    check_interface(check_vnet(context.kernel, given["jail"]), given["interface"])


def _interface_up(context: Context, given: Arguments) -> None:
    check_up(check_interface(check_vnet(context.kernel, given["jail"]), given["interface"]))


def _interface_address(context: Context, given: Arguments) -> None:
    ifp = check_interface(check_vnet(context.kernel, given["jail"]), given["interface"])
    check_address(ifp, given["address"], given["plen"])


def _linked(context: Context, given: Arguments) -> None:
    one, other = check_vnet(context.kernel, given["jail"]), check_vnet(context.kernel, given["with"])
    if _joint(one, other) is None:
        raise Broken(
            "interface",
            f"No epair has one end in the stack of {of_vnet(one)} and the other in that of {of_vnet(other)}.",
            f"vnet:{one.vnet_id}",
        )


def _joint(one: Vnet, other: Vnet) -> Ifnet | None:
    """The end in ``one`` of an epair that joins two stacks."""
    for ifp in one.vnet_ifnets.values():
        peer = peer_of(ifp)
        if peer is not None and peer.if_vnet is other:
            return ifp
    return None


def _stack_address(context: Context, given: Arguments) -> None:
    vnet = check_vnet(context.kernel, given["jail"])
    ifp = find_address(vnet, given["address"])
    if ifp is None:
        raise Broken(
            "address",
            f"No interface in the stack of {of_vnet(vnet)} has {words.dotted(given['address'])}.",
            f"vnet:{vnet.vnet_id}",
        )
    check_address(ifp, given["address"], given["plen"])
    check_up(ifp)


def _loopback(context: Context, given: Arguments) -> None:
    vnet = check_vnet(context.kernel, given["jail"])
    ifp = check_interface(vnet, "lo0")
    check_up(ifp)
    check_address(ifp, INADDR_LOOPBACK, 8)


def _on_bridge(context: Context, given: Arguments) -> None:
    vnet = check_vnet(context.kernel, given["jail"])
    for ifp in vnet.vnet_ifnets.values():
        peer = peer_of(ifp)
        bridge = bridge_of(peer) if peer is not None else None
        if bridge is not None and bridge.if_vnet is context.kernel.vnet0:
            check_up(bridge)
            return
    raise Broken(
        "bridged",
        f"No bridge of the host has a member that leads to {of_vnet(vnet)}.",
        f"vnet:{vnet.vnet_id}",
    )


def _route(context: Context, given: Arguments) -> None:
    vnet = check_vnet(context.kernel, given["jail"])
    route = check_route(vnet, given["destination"])
    if route.nh_gateway != given["gateway"]:
        raise Broken(
            "route",
            f"Packets to {words.dotted(given['destination'])} take {words.route(route)}.",
            interface_id(route.nh_ifp.if_index),
        )


def _reaches(context: Context, given: Arguments) -> None:
    check_reaches(context.kernel, given["jail"], given["address"])


def _ping_answered(context: Context, given: Arguments) -> None:
    """The way is whole now, replies came in at this stack, and the stack that has the address reflected
    requests.
    """
    target = check_reaches(context.kernel, given["jail"], given["address"])
    vnet = check_vnet(context.kernel, given["jail"])
    answered = target is None or target.vnet_stats.get(REQUESTS_ANSWERED)
    if not vnet.vnet_stats.get(REPLIES_RECEIVED) or not answered:
        who = "The host" if given["jail"] == HOST else f"The jail {check_jail(context.kernel, given['jail']).pr_name}"
        raise Broken(
            "service",
            f"{who} can reach {words.dotted(given['address'])}, but has not had an answer to a ping yet.",
            f"vnet:{vnet.vnet_id}",
        )


# Counters of netinet/ip_icmp.c: echo replies that came in, echo replies that went out.
REPLIES_RECEIVED, REQUESTS_ANSWERED = "icmp.in.0", "icmp.out.0"

FACTS: tuple[Fact, ...] = (
    Fact("interface_in_vnet", {"jail": "text", "interface": "text"}, _interface_in),
    Fact("interface_up", {"jail": "text", "interface": "text"}, _interface_up),
    Fact(
        "interface_address",
        {"jail": "text", "interface": "text", "address": "address", "plen": "integer"},
        _interface_address,
    ),
    Fact("stacks_linked", {"jail": "text", "with": "text"}, _linked),
    Fact("stack_address", {"jail": "text", "address": "address", "plen": "integer"}, _stack_address),
    Fact("loopback_ready", {"jail": "text"}, _loopback),
    Fact("on_bridge", {"jail": "text"}, _on_bridge),
    Fact("route_exists", {"jail": "text", "destination": "address", "gateway": "address"}, _route),
    Fact("reaches", {"jail": "text", "address": "address"}, _reaches),
    Fact("ping_answered", {"jail": "text", "address": "address"}, _ping_answered),
)
