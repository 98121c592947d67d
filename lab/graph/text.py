"""The plain-text twin of each graph: the same elements as an indented list, a line each."""

from __future__ import annotations

from collections.abc import Callable

from lab.graph.model import Element, Graph

Words = Callable[[Element], str]


def _vnet(element: Element) -> str:
    jid = element.data["pr_id"]
    return (
        f"jail {element.label} (jid {jid}), a network stack of its own" if jid else "the host's network stack"
    )


def _jail(element: Element) -> str:
    return (
        f"jail {element.label} (jid {element.data['pr_id']}) shares this stack, ip4 {element.data['pr_ip4']}"
    )


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
    lines: list[str] = []
    for element in graph.values():
        if element.kind == "vnet":
            lines.append(_vnet(element))
            for inner in graph.values():
                if inner.parent == element.id:
                    lines.append(f"  {WORDS[inner.kind](inner)}{_connections(graph, inner)}")
    return "\n".join(lines)


def processes_text(graph: Graph) -> str:
    """The process graph as text: prisons, and in each its processes with their parents' pids."""
    lines: list[str] = []
    for element in graph.values():
        if element.kind == "prison":
            lines.append(_prison(element))
            for inner in graph.values():
                if inner.parent == element.id:
                    lines.append(f"  {_process(inner)}, child of {inner.data['p_ppid']}")
    return "\n".join(lines)


def _connections(graph: Graph, element: Element) -> str:
    found: list[str] = []
    for edge in graph.values():
        if element.id in (edge.source, edge.target) and edge.kind in ("link", "member"):
            other = edge.target if edge.source == element.id else edge.source
            verb = "linked to" if edge.kind == "link" else "bridged with"
            found.append(f"{verb} {graph[other].label}" if other in graph else verb)
    return "".join(f", {words}" for words in found)
