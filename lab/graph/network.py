"""The network graph: stacks, the jails that share them, interfaces, bridges, links, bridge memberships
and the vlan interfaces that ride on others; and beyond em0, as one node, the outside (net/internet.py).

A pure function of the kernel's tables (vnet_head, allprison, ifnets); counters are left out, since they
change with every packet.
"""

from __future__ import annotations

from collections.abc import Iterator

from lab import words
from lab.graph.model import Element, Graph, Value, graph_of
from simbsd.sys.if_softc import BridgeSoftc, EpairSoftc, VlanSoftc
from simbsd.sys.in6 import in6_addrscope
from simbsd.sys.jail import Prison
from simbsd.sys.kernel import Kernel
from simbsd.sys.vnet import IFF_UP, Ifnet, In6Ifaddr, Nhop, Vnet


def interface_id(index: int) -> str:
    """The id of the interface with this index (indexes are global, sys/net/if.c)."""
    return f"if:{index}"


def link_id(one: Ifnet, other: Ifnet) -> str:
    """The id of the link between the two ends of an epair, whichever end is asked."""
    return f"link:{min(one.if_index, other.if_index)}"


def member_id(bridge: Ifnet, member: Ifnet) -> str:
    """The id of a bridge membership."""
    return f"member:{bridge.if_index}:{member.if_index}"


def vlan_id(vlan: Ifnet, parent: Ifnet) -> str:
    """The id of the ride of a vlan interface on its parent."""
    return f"vlan:{parent.if_index}:{vlan.if_index}"


OUTSIDE = "outside"
LINK_SCOPE = 2  # in6_addrscope(): an address for its link alone


def interface_or_outside(index: int) -> str:
    """The id of an interface, or of the outside, whose machines' interfaces have negative indexes."""
    return interface_id(index) if index >= 0 else OUTSIDE


def uplink_id(card: Ifnet) -> str:
    """The id of the cable from a card to the outside."""
    return f"uplink:{card.if_index}"


def network(kernel: Kernel) -> Graph:
    """The network graph of the machine as it is now."""
    interfaces = [kernel.ifnets[index] for index in sorted(kernel.ifnets)]
    elements = [_vnet(vnet) for _, vnet in sorted(kernel.vnets.items())]
    elements += [_jail(prison) for _, prison in sorted(kernel.allprison.items()) if shares_stack(kernel, prison)]
    elements += [_interface(ifp) for ifp in interfaces]
    if any(ifp.if_type == "em" for ifp in interfaces):
        elements.append(Element(OUTSIDE, "outside", "the Internet", data=_OUTSIDE_DATA))
    elements += [edge for ifp in interfaces for edge in _edges(ifp)]
    return graph_of(elements)


_OUTSIDE_DATA: dict[str, Value] = {
    "network": "10.0.2.0/24", "gateway": "10.0.2.2", "nameserver": "10.0.2.3", "peer": "10.0.2.20",
    "servers": "192.0.2.0/24", "network6": "2001:db8:0:2::/64", "gateway6": "2001:db8:0:2::2",
    "servers6": "2001:db8:0:10::/64",
}  # fmt: skip


def shares_stack(kernel: Kernel, prison: Prison) -> bool:
    """Whether a prison is a jail that lives in somebody else's network stack."""
    return prison is not kernel.prison0 and not prison.pr_owns_vnet


def _vnet(vnet: Vnet) -> Element:
    prison = vnet.vnet_prison
    return Element(f"vnet:{vnet.vnet_id}", "vnet", prison.pr_name if prison.pr_id else "host", data=vnet_data(vnet))


def vnet_data(vnet: Vnet) -> dict[str, Value]:
    """What a graph tells of a stack."""
    prison = vnet.vnet_prison
    return {
        "vnet_id": vnet.vnet_id,
        "pr_id": prison.pr_id,
        "pr_parent": prison.pr_parent.pr_id if prison.pr_parent else 0,
        "pr_hostname": prison.pr_hostname,
        "rt": ", ".join(words.route(route) for route in routes(vnet)),
    }


def routes(vnet: Vnet) -> list[Nhop]:
    """The routes of a stack's first table, shortest prefix first."""
    table = vnet.vnet_fibs[0].rib_table
    return [route for key in sorted(table) for route in table[key]]


def _jail(prison: Prison) -> Element:
    data: dict[str, Value] = {
        "pr_id": prison.pr_id,
        "pr_parent": prison.pr_parent.pr_id if prison.pr_parent else 0,
        "pr_path": prison.pr_path,
        "pr_hostname": prison.pr_hostname,
        "pr_ip4": addresses_allowed(prison),
        "pr_state": prison.pr_state.value,
    }
    return Element(f"jail:{prison.pr_id}", "jail", prison.pr_name, parent=f"vnet:{prison.pr_vnet.vnet_id}", data=data)


def addresses_allowed(prison: Prison) -> str:
    """The IPv4 addresses a prison may use: a list, ``inherit``, or ``disable``."""
    if prison.pr_ip4 is None:
        return "inherit"
    return " ".join(words.dotted(address) for address in prison.pr_ip4) or "disable"


def _interface(ifp: Ifnet) -> Element:
    kind = "bridge" if isinstance(ifp.if_softc, BridgeSoftc) else "interface"
    vnet = f"vnet:{ifp.if_vnet.vnet_id}"
    return Element(interface_id(ifp.if_index), kind, ifp.if_xname, parent=vnet, data=interface_data(ifp))


def interface_data(ifp: Ifnet) -> dict[str, Value]:
    """What a graph tells of an interface."""
    data: dict[str, Value] = {
        "if_index": ifp.if_index,
        "if_flags": words.flags(ifp.if_flags),
        "if_addrhead": " ".join([*map(words.prefix, ifp.if_addrs), *map(words.prefix6, _seen(ifp))]),
        "if_mtu": ifp.if_mtu,
        "if_lladdr": words.lladdr(ifp.if_lladdr),
        "if_link_up": ifp.if_link_up,
        "if_vnet": ifp.if_vnet.vnet_id,
        "if_home_vnet": ifp.if_home_vnet.vnet_id,
    }
    if isinstance(ifp.if_softc, BridgeSoftc):
        data["sc_rthash"] = _learned(ifp.if_softc)
    return data


def _seen(ifp: Ifnet) -> Iterator[In6Ifaddr]:
    """The addresses of IPv6 that lead beyond a link: every interface has one for its link alone, which the inspector
    shows.
    """
    return (ia for ia in ifp.if_addrs6 if in6_addrscope(ia.ia_addr) > LINK_SCOPE)


def _learned(bridge: BridgeSoftc) -> str:
    return ", ".join(f"{words.lladdr(node.brt_addr)} {node.brt_ifp.if_xname}" for node in bridge.sc_rthash.values())


def _edges(ifp: Ifnet) -> Iterator[Element]:
    """The edges that an interface owns: the link of an epair's lower index, a bridge's memberships, a vlan's parent."""
    softc = ifp.if_softc
    if isinstance(softc, EpairSoftc) and softc.oifp is not None and ifp.if_index < softc.oifp.if_index:
        yield _link(ifp, softc.oifp)
    if ifp.if_type == "em":
        yield Element(
            uplink_id(ifp), "uplink", "", source=interface_id(ifp.if_index), target=OUTSIDE,
            data={"up": bool(ifp.if_flags & IFF_UP)},
        )  # fmt: skip
    if isinstance(softc, VlanSoftc) and softc.ifv_parent is not None:
        yield _ride(ifp, softc, softc.ifv_parent)
    if isinstance(softc, BridgeSoftc):
        for member in softc.sc_members:
            yield Element(
                member_id(ifp, member.bif_ifp),
                "member",
                "",
                source=interface_id(ifp.if_index),
                target=interface_id(member.bif_ifp.if_index),
                data={"bif_state": member.bif_state},
            )


def _ride(vlan: Ifnet, softc: VlanSoftc, parent: Ifnet) -> Element:
    return Element(
        vlan_id(vlan, parent),
        "vlan",
        "",
        source=interface_id(vlan.if_index),
        target=interface_id(parent.if_index),
        data={"ifv_vid": softc.ifv_vid},
    )


def _cable(name: str, ifp: Ifnet) -> dict[str, str]:
    """What linkctl(8) gave one direction of a cable, if anything."""
    cable = ifp.if_softc.cable
    if cable is None:
        return {}
    return {name: f"loss {cable.loss / 10_000:g}% delay {cable.delay} us bandwidth {cable.bandwidth} bit/s"}


def _link(one: Ifnet, other: Ifnet) -> Element:
    up = bool(one.if_flags & IFF_UP and other.if_flags & IFF_UP)
    return Element(
        link_id(one, other),
        "link",
        "",
        source=interface_id(one.if_index),
        target=interface_id(other.if_index),
        data={"up": up, **_cable("cable", one), **_cable("cable_back", other)},
    )
