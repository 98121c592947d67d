"""An experiment for IMUNES (.imn, version 1, which is JSON): stacks as nodes, bridges as LAN switches, epairs as links.

Shaped as imunes-examples has it (combinations/pc-lanswitch/topo.imn): nodes with interfaces by id, links with peers and
peers_ifaces; leaves out annotations and custom configurations.
"""

from __future__ import annotations

import json
from typing import Any

from lab import words
from lab.export.survey import bridges, cables, interfaces, jails, static_routes
from simbsd.sys.in6 import inet_ntop6, is_linklocal
from simbsd.sys.kernel import Kernel
from simbsd.sys.vnet import Ifnet, Vnet

STEP, LEFT, TOP, LABEL = 180, 120, 120, 31
COLUMNS = 4


class _Experiment:
    """Nodes, interfaces and links as they are numbered."""

    def __init__(self) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self.links: dict[str, dict[str, str]] = {}

    def node(self, kind: str, name: str) -> str:
        number = len(self.nodes)
        x, y = LEFT + STEP * (number % COLUMNS), TOP + STEP * (number // COLUMNS)
        self.nodes[f"n{number}"] = {
            "type": kind, "name": name, "ifaces": {}, "canvas": "c0", "iconcoords": f"{x} {y}",
            "labelcoords": f"{x} {y + LABEL}",
        }  # fmt: skip
        return f"n{number}"

    def iface(self, node: str, values: dict[str, Any]) -> str:
        held = self.nodes[node]["ifaces"]
        held[f"ifc{len(held)}"] = values
        return f"ifc{len(held) - 1}"

    def link(self, ends: list[tuple[str, str]], more: dict[str, str]) -> None:
        name = f"l{len(self.links)}"
        peers, ifaces = (" ".join(end[place] for end in ends) for place in (0, 1))
        self.links[name] = {"peers": peers, "peers_ifaces": ifaces, **more}
        for node, iface in ends:
            self.nodes[node]["ifaces"][iface]["link"] = name


def imunes(kernel: Kernel) -> tuple[str, list[str]]:
    """The file's text, and what it leaves out."""
    notes: list[str] = []
    work = _Experiment()
    stacks = {vnet.vnet_id: _stack(work, vnet) for _, vnet in sorted(kernel.vnets.items())}
    switches: dict[int, tuple[str, Ifnet]] = {}
    for _, vnet in sorted(kernel.vnets.items()):
        for bridge, members in bridges(vnet):
            node = work.node("lanswitch", bridge.if_xname)
            switches.update((member.if_index, (node, bridge)) for member in members)
            if bridge.if_addrs:
                inner = work.iface(stacks[vnet.vnet_id], _values(bridge))
                work.link([(stacks[vnet.vnet_id], inner), (node, _port(work, node))], {})
    for one, other in cables(kernel):
        ends = [_end(work, end, stacks, switches) for end in (one, other)]
        work.link(ends, _cable(one))
    if any(ifp.if_type == "em" for ifp in kernel.ifnets.values()):
        notes.append("The cable of em0 to the outside is left out: give IMUNES an element of its own for it.")
    notes += [
        f"{prison.pr_name} shares a stack, which IMUNES has no element for."
        for prison in jails(kernel)
        if not prison.pr_owns_vnet
    ]
    canvases = {"c0": {"name": "Canvas0"}}
    experiment = {"options": {"version": "1"}, "canvases": canvases, "nodes": work.nodes, "links": work.links}
    return json.dumps(experiment, indent=4) + "\n", notes


def _stack(work: _Experiment, vnet: Vnet) -> str:
    prison = vnet.vnet_prison
    node = work.node("pc", prison.pr_name if prison.pr_id else "host")
    work.nodes[node]["auto_default_routes"] = "disabled"
    work.iface(node, {"type": "lo", "name": "lo0", "ipv4_addrs": ["127.0.0.1/8"], "ipv6_addrs": ["::1/128"]})
    routes = [f"{'0.0.0.0/0' if where == 'default' else where} {gateway}" for where, gateway in static_routes(vnet)]
    plugged = [ifp for ifp in interfaces(vnet) if ifp.if_type == "epair"]
    if routes and plugged:
        work.nodes[node]["croutes4"] = routes
    return node


def _values(ifp: Ifnet) -> dict[str, Any]:
    values: dict[str, Any] = {"type": "phys", "name": ifp.if_xname, "mac": words.lladdr(ifp.if_lladdr)}
    if ifp.if_addrs:
        values["ipv4_addrs"] = [words.prefix(ifa) for ifa in ifp.if_addrs]
    own = [f"{inet_ntop6(ifa.ia_addr)}/{ifa.ia_plen}" for ifa in ifp.if_addrs6 if not is_linklocal(ifa.ia_addr)]
    if own:
        values["ipv6_addrs"] = own
    return values


def _port(work: _Experiment, node: str) -> str:
    return work.iface(node, {"type": "phys", "name": f"e{len(work.nodes[node]['ifaces'])}"})


def _end(
    work: _Experiment, ifp: Ifnet, stacks: dict[int, str], switches: dict[int, tuple[str, Ifnet]]
) -> tuple[str, str]:
    """Where a cable's end is: on a switch, where its interface is a member; else in its stack."""
    if ifp.if_index in switches:
        node = switches[ifp.if_index][0]
        return node, _port(work, node)
    node = stacks[ifp.if_vnet.vnet_id]
    return node, work.iface(node, _values(ifp))


def _cable(ifp: Ifnet) -> dict[str, str]:
    """What linkctl(8) gave the cable; IMUNES counts delay in microseconds, bandwidth in bits a second."""
    cable = ifp.if_softc.cable
    if cable is None:
        return {}
    return {name: str(value) for name, value in (("bandwidth", cable.bandwidth), ("delay", cable.delay)) if value}
