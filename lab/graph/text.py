"""The plain-text twin of each graph: the same elements as an indented list, a line each."""

from __future__ import annotations

from collections.abc import Callable

from lab.graph.model import Element, Graph

Words = Callable[[Element], str]


def _vnet(element: Element) -> str:
    jid = element.data["pr_id"]
    return f"jail {element.label} (jid {jid}), a network stack of its own" if jid else "the host's network stack"


def _jail(element: Element) -> str:
    return f"jail {element.label} (jid {element.data['pr_id']}) shares this stack, ip4 {element.data['pr_ip4']}"


def _interface(element: Element) -> str:
    up = "up" if "UP" in str(element.data["if_flags"]).split() else "down"
    return " ".join(filter(None, (f"{element.kind} {element.label}:", up, str(element.data["if_addrhead"]))))


def _prison(element: Element) -> str:
    jid = element.data["pr_id"]
    return f"jail {element.label} (jid {jid})" if jid else "the host"


def _process(element: Element) -> str:
    state = " (zombie)" if element.data["p_state"] == "PRS_ZOMBIE" else ""
    return f"{element.data['p_pid']} {element.label}, uid {element.data['cr_uid']}{state}"


WORDS: dict[str, Words] = {
    "vnet": _vnet,
    "jail": _jail,
    "interface": _interface,
    "bridge": _interface,
    "prison": _prison,
    "process": _process,
}


def network_text(graph: Graph) -> str:
    """The network graph as text: stacks, and in each its jails and interfaces with what they are connected
    to.
    """
    inside, edges = _by_parent(graph), _by_end(graph)
    lines: list[str] = []
    for element in graph.values():
        if element.kind == "vnet":
            lines.append(_vnet(element))
            for inner in inside.get(element.id, []):
                lines.append(f"  {WORDS[inner.kind](inner)}{_connections(graph, edges, inner)}")
    return "\n".join(lines)


def processes_text(graph: Graph) -> str:
    """The process graph as text: prisons, and in each its processes with their parents' pids."""
    inside = _by_parent(graph)
    lines: list[str] = []
    for element in graph.values():
        if element.kind == "prison":
            lines.append(_prison(element))
            lines += [f"  {_process(p)}, child of {p.data['p_ppid']}" for p in inside.get(element.id, [])]
    return "\n".join(lines)


def _by_parent(graph: Graph) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for element in graph.values():
        if element.parent is not None:
            found.setdefault(element.parent, []).append(element)
    return found


def _by_end(graph: Graph) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for edge in graph.values():
        for end in (edge.source, edge.target):
            if end is not None:
                found.setdefault(end, []).append(edge)
    return found


def _verb(edge: Element, outward: bool) -> str:
    """What an edge says of its source (``outward``) or its target."""
    if edge.kind == "vlan":
        return f"vlan {edge.data['ifv_vid']} on" if outward else "carries"
    return "linked to" if edge.kind in ("link", "uplink") else "bridged with"


def _connections(graph: Graph, edges: dict[str, list[Element]], element: Element) -> str:
    found: list[str] = []
    for edge in edges.get(element.id, []):
        other = edge.target if edge.source == element.id else edge.source
        verb = _verb(edge, edge.source == element.id)
        found.append(f", {verb} {graph[other].label}" if other in graph else f", {verb} nothing shown")
    return "".join(found)
