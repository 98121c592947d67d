"""What the goals want, as a network graph: the stacks, jails, interfaces, cables and bridges that they speak of, each
marked present or missing.

Drawn from the goals' facts and arguments alone, never from a lesson's solution. What is there already keeps the id it
has in the network graph; what is missing gets one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from lab import words
from lab.course.plan import Goal
from lab.diagnosis.layers import HOST, bridge_of, find_address, is_alive, name_of, peer_of
from lab.facts import FACTS
from lab.graph.model import Element, Graph, Value
from lab.graph.network import interface_id, link_id, member_id
from simbsd.sys.if_softc import BridgeSoftc
from simbsd.sys.jail import Prison
from simbsd.sys.kernel import Kernel
from simbsd.sys.socketvar import INADDR_LOOPBACK
from simbsd.sys.vnet import IFF_UP, Ifnet, Vnet

PRESENT, MISSING = "present", "missing"


def wanted(kernel: Kernel, goals: Iterable[Goal]) -> Graph:
    """The graph of what the goals want."""
    sketch = _Sketch(kernel)
    # Addresses last: where nobody has one yet, it is wanted at the end of a cable that is wanted there.
    for goal in sorted(goals, key=lambda goal: goal.fact == "stack_address"):
        draw = DRAW.get(goal.fact)
        if draw is not None:
            draw(sketch, FACTS[goal.fact].read(goal.arguments))
    return sketch.graph()


class _Sketch:
    """Elements as they are wanted, by id; what is told of one twice is told once."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.boxes: dict[str, Element] = {}
        self.inner: dict[str, Element] = {}
        self.edges: dict[str, Element] = {}
        self.own: dict[str, bool] = {}
        self.shared: list[str] = []

    def graph(self) -> Graph:
        """Boxes before what is in them, edges last."""
        for name in self.shared:
            if not self.own.get(name):
                self._draw_jail(name)
        return {**self.boxes, **self.inner, **self.edges}

    def prison(self, name: str) -> Prison | None:
        """The living jail of that name."""
        return next(
            (
                prison
                for _, prison in sorted(self.kernel.allprison.items())
                if prison.pr_id and name_of(self.kernel, prison) == name and is_alive(self.kernel, prison)
            ),
            None,
        )

    def vnet(self, name: str) -> Vnet | None:
        """The stack that a jail (or the host) owns, if it does."""
        if name == HOST:
            return self.kernel.vnet0
        prison = self.prison(name)
        return prison.pr_vnet if prison is not None and prison.pr_owns_vnet else None

    def jail(self, name: str) -> None:
        """A jail is wanted; whose stack it is on, other goals say."""
        if name != HOST:
            self.shared.append(name)

    def stack(self, name: str) -> str:
        """A stack is wanted; its id."""
        self.own[name] = True
        vnet = self.vnet(name)
        if vnet is not None:
            key = f"vnet:{vnet.vnet_id}"
            jid = vnet.vnet_prison.pr_id
        else:
            key, jid = f"wanted:vnet:{name}", self._number()
        if key not in self.boxes:
            self.boxes[key] = self._box(key, "vnet", name, jid, vnet is not None)
        return key

    def _draw_jail(self, name: str) -> None:
        prison = self.prison(name)
        if prison is not None and prison.pr_owns_vnet:
            self.stack(name)
            return
        host = self.stack(HOST)
        key = f"jail:{prison.pr_id}" if prison is not None else f"wanted:jail:{name}"
        jid = prison.pr_id if prison is not None else self._number()
        self.boxes[key] = self._box(key, "jail", name, jid, prison is not None, host)

    def _number(self) -> int:
        """A number for a box that no prison has: each takes a slot of its own."""
        return -1 - sum(1 for box in self.boxes.values() if int(box.data["pr_id"]) < 0)

    def _box(self, key: str, kind: str, label: str, jid: int, there: bool, parent: str | None = None) -> Element:
        data: dict[str, Value] = {"pr_id": jid, "pr_parent": 0, "wanted": PRESENT if there else MISSING}
        return Element(key, kind, label, parent=parent, data=data)

    def port(self, stack: str, ifp: Ifnet | None, name: str, address: str = "", up: bool = True) -> str:
        """An interface is wanted in a stack: the one that is there, or one of this name; its id."""
        key = interface_id(ifp.if_index) if ifp is not None else f"wanted:if:{stack}:{name}"
        there = ifp is not None and (not up or bool(ifp.if_flags & IFF_UP)) and _holds(ifp, address)
        known = self.inner.get(key)
        held = " ".join(filter(None, [str(known.data["if_addrhead"]) if known else "", address]))
        missing = not there or (known is not None and known.data["wanted"] == MISSING)
        kind = "bridge" if ifp is not None and isinstance(ifp.if_softc, BridgeSoftc) else "interface"
        data: dict[str, Value] = {
            "if_flags": "UP" if ifp is not None and ifp.if_flags & IFF_UP else "",
            "if_addrhead": " ".join(dict.fromkeys(held.split())),
            "wanted": MISSING if missing else PRESENT,
        }
        self.inner[key] = Element(key, kind, ifp.if_xname if ifp is not None else name, parent=stack, data=data)
        return key

    def give(self, stack: str, address: str) -> bool:
        """An address is wanted at the first interface of a stack that is to have none yet; whether there is one."""
        for key, port in self.inner.items():
            if port.parent == stack and port.kind == "interface" and not port.data["if_addrhead"]:
                data: dict[str, Value] = {**port.data, "if_addrhead": address, "wanted": MISSING}
                self.inner[key] = replace(port, data=data)
                return True
        return False

    def bridge(self, ifp: Ifnet | None, name: str) -> str:
        """A bridge of the host is wanted; its id."""
        key = interface_id(ifp.if_index) if ifp is not None else f"wanted:if:{name}"
        there = ifp is not None and bool(ifp.if_flags & IFF_UP)
        data: dict[str, Value] = {
            "if_flags": "UP" if there else "", "if_addrhead": "", "wanted": PRESENT if there else MISSING,
        }  # fmt: skip
        label = ifp.if_xname if ifp is not None else name
        self.inner[key] = Element(key, "bridge", label, parent=self.stack(HOST), data=data)
        return key

    def edge(self, kind: str, key: str, source: str, target: str, there: bool) -> None:
        """Two elements are to be joined."""
        data: dict[str, Value] = {"up": there, "wanted": PRESENT if there else MISSING}
        self.edges[key] = Element(key, kind, "", source=source, target=target, data=data)


def _holds(ifp: Ifnet, address: str) -> bool:
    return not address or address in [words.prefix(ifa) for ifa in ifp.if_addrs]


Given = dict[str, Any]


def _jail(sketch: _Sketch, given: Given) -> None:
    sketch.jail(given["jail"])


def _stack(sketch: _Sketch, given: Given) -> None:
    sketch.stack(given["jail"])


def _named(sketch: _Sketch, given: Given) -> Ifnet | None:
    vnet = sketch.vnet(given["jail"])
    return vnet.vnet_names.get(given["interface"]) if vnet is not None else None


def _interface(sketch: _Sketch, given: Given) -> None:
    address = f"{words.dotted(given['address'])}/{given['plen']}" if "address" in given else ""
    sketch.port(sketch.stack(given["jail"]), _named(sketch, given), given["interface"], address, up="address" in given)


def _interface_up(sketch: _Sketch, given: Given) -> None:
    sketch.port(sketch.stack(given["jail"]), _named(sketch, given), given["interface"])


def _address(sketch: _Sketch, given: Given) -> None:
    vnet = sketch.vnet(given["jail"])
    ifp = find_address(vnet, given["address"]) if vnet is not None else None
    address = f"{words.dotted(given['address'])}/{given['plen']}"
    stack = sketch.stack(given["jail"])
    if ifp is not None or not sketch.give(stack, address):
        sketch.port(stack, ifp, "an interface", address)


def _loopback(sketch: _Sketch, given: Given) -> None:
    vnet = sketch.vnet(given["jail"])
    address = f"{words.dotted(INADDR_LOOPBACK)}/8"
    sketch.port(sketch.stack(given["jail"]), vnet.vnet_lo if vnet is not None else None, "lo0", address)


def _linked(sketch: _Sketch, given: Given) -> None:
    """A cable between two stacks: the one there is, else one whose ends have no names yet."""
    one, other = given["jail"], given["with"]
    here, there = sketch.vnet(one), sketch.vnet(other)
    for ifp in here.vnet_ifnets.values() if here is not None else ():
        far = peer_of(ifp)
        if far is not None and far.if_vnet is there:
            ends = [sketch.port(sketch.stack(name), end, "", up=False) for name, end in ((one, ifp), (other, far))]
            sketch.edge("link", link_id(ifp, far), ends[0], ends[1], True)
            return
    ends = [sketch.port(sketch.stack(name), None, f"to {towards}") for name, towards in ((one, other), (other, one))]
    sketch.edge("link", f"wanted:link:{one}:{other}", ends[0], ends[1], False)


def _on_bridge(sketch: _Sketch, given: Given) -> None:
    """A cable from a jail's stack to a member of a bridge of the host."""
    name = given["jail"]
    vnet = sketch.vnet(name)
    for ifp in vnet.vnet_ifnets.values() if vnet is not None else ():
        far = peer_of(ifp)
        bridge = bridge_of(far) if far is not None else None
        if far is not None and bridge is not None:
            near = sketch.port(sketch.stack(name), ifp, "", up=False)
            end = sketch.port(sketch.stack(HOST), far, "", up=False)
            sketch.edge("link", link_id(ifp, far), near, end, True)
            sketch.edge("member", member_id(bridge, far), sketch.bridge(bridge, ""), end, True)
            return
    near = sketch.port(sketch.stack(name), None, "to a bridge")
    end = sketch.port(sketch.stack(HOST), None, f"to {name}")
    sketch.edge("link", f"wanted:link:{name}:bridge", near, end, False)
    found = next((ifp for ifp in sketch.kernel.vnet0.vnet_ifnets.values() if ifp.if_type == "bridge"), None)
    sketch.edge("member", f"wanted:member:{name}", sketch.bridge(found, "a bridge"), end, False)


DRAW: dict[str, Callable[[_Sketch, Given], None]] = {
    "jail_exists": _jail, "jail_persists": _jail, "jail_hostname": _jail, "jail_path": _jail,
    "jail_lacks_permission": _jail, "jail_has_permission": _jail, "jail_may_use_address": _jail,
    "jail_parameter": _jail, "jail_has_vnet": _stack, "interface_in_vnet": _interface,
    "interface_up": _interface_up, "interface_address": _interface, "stack_address": _address,
    "loopback_ready": _loopback, "stacks_linked": _linked, "on_bridge": _on_bridge,
}  # fmt: skip
