"""What a machine says to an item's commands: where computed answers, and computed wrong answers, come from."""

from __future__ import annotations

from lab.course import preparing
from lab.course.preparing import LIMIT, SetupFailed
from lab.facts import Context, Fails, Witness, evaluate
from lab.facts.fact import host_state
from lab.graph.model import Element, Graph
from lab.graph.network import network
from lab.graph.processes import processes
from lab.graph.text import WORDS
from lab.items.item import Ask, Machine, Shown, Target
from simbsd.limits import Limits
from simbsd.machine import Machine as Host

SECOND = 1_000_000
GRAPHS = {"network": network, "processes": processes}
EDGES = {"link": "cable", "member": "membership", "uplink": "cable", "vlan": "vlan"}


class MachineError(Exception):
    """A machine that does not do what an item wants of it: ``where`` names the key, ``message`` says why."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


def prepare(machine: Machine, release: str, seed: int) -> Host:
    """A host on which the set-up has been done. Raises MachineError."""
    setup = machine.setup
    host = Host(release, seed, Limits(cpus=setup.cpus), ttys=0, watched=False, loader=setup.loader)
    try:
        preparing.prepare(host, machine.setup)
    except SetupFailed as error:
        raise MachineError("setup", str(error)) from error
    return host


def tell(machine: Machine, release: str, seed: int) -> str:
    """What is asked of the machine after its commands. Raises MachineError."""
    host = prepare(machine, release, seed)
    output, status = host.script(("\n".join(machine.commands) + "\n").encode(), LIMIT)
    return _asked(machine.ask, output.decode("utf-8", "replace").rstrip("\n"), status)


def _asked(ask: Ask, output: str, status: int) -> str:
    if ask.what == "status":
        return str(status)
    if ask.what == "output":
        return output or "(nothing)"
    lines = output.split("\n")
    line = _at(lines, ask.line, "line", output)
    return line.strip() if ask.what == "line" else _at(line.split(), ask.word, "word", output)


def _at(found: list[str], place: int, what: str, output: str) -> str:
    index = place - 1 if place > 0 else place
    try:
        return found[index]
    except IndexError:
        raise MachineError(f"machine.{what}", f"there is no {what} {place} in {output!r}") from None


def graph_of(name: str, host: Host) -> Graph:
    """A graph of the host as it is, a second after the set-up."""
    host.advance(SECOND)
    return GRAPHS[name](host.kernel)


def find(graph: Graph, host: Host, target: Target) -> str:
    """The id of the element that is meant. Raises MachineError where it is none or more than one."""
    if target.fact:
        return _broken(host, target)
    found = [one.id for one in graph.values() if _is_meant(graph, one, target)]
    if len(found) != 1:
        meant = f"{target.label} in {target.inside}" if target.inside else target.label
        raise MachineError("target", f"the graph has {len(found)} of {meant}")
    return found[0]


def _is_meant(graph: Graph, one: Element, target: Target) -> bool:
    around = graph[one.parent].label if one.parent in graph and one.parent else ""
    return one.label == target.label and (not target.inside or around == target.inside)


def _broken(host: Host, target: Target) -> str:
    context = Context(host.kernel, Witness(), host_state(host.kernel))
    answer = evaluate(context, target.fact, target.arguments)
    if not isinstance(answer, Fails) or answer.element is None:
        raise MachineError("target.fact", "it is not broken at any element of the graph")
    return answer.element


def shown(graph: Graph) -> tuple[Shown, ...]:
    """The graph's things in words, in drawing order: boxes, what stands in them, and what runs between."""
    return tuple(_shown(graph, one) for one in graph.values() if one.kind in WORDS or one.kind in EDGES)


def _shown(graph: Graph, one: Element) -> Shown:
    if one.kind in EDGES and one.source in graph and one.target in graph:
        ends = f"{graph[one.source or ''].label} and {graph[one.target or ''].label}"
        return Shown(one.id, one.kind, ends.replace(" and ", " — "), f"{EDGES[one.kind]} between {ends}")
    words = WORDS[one.kind](one) if one.kind in WORDS else one.label
    flags = str(one.data.get("if_flags", "UP")).split()
    return Shown(one.id, one.kind, one.label, words, one.parent, () if "UP" in flags else ("down",))
