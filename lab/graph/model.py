"""An element of a graph: a node or, with two ends, an edge; and a graph, a dict from id to element in drawing
order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Element:
    """A node or an edge. ``data`` holds plain values under the kernel's own names for them."""

    id: str
    kind: str
    label: str
    parent: str | None = None
    source: str | None = None
    target: str | None = None
    data: dict[str, Value] = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        """The element as the wire carries it: ``parent``, ``source`` and ``target`` only where there are any.
        """
        found: dict[str, Any] = {"id": self.id, "kind": self.kind, "label": self.label}
        for name in ("parent", "source", "target"):
            end = getattr(self, name)
            if end is not None:
                found[name] = end
        found["data"] = self.data
        return found


Graph = dict[str, Element]


def graph_of(elements: list[Element]) -> Graph:
    """The elements by id, in the order given."""
    return {element.id: element for element in elements}
