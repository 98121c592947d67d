"""What changed between two graphs, and a graph made again from an older one and the change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lab.graph.model import Element, Graph


@dataclass(frozen=True, slots=True)
class Delta:
    """Elements that came, elements that are no longer what they were, ids that went."""

    add: tuple[Element, ...] = ()
    change: tuple[Element, ...] = ()
    remove: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.add or self.change or self.remove)

    def dump(self) -> dict[str, Any]:
        """The change as the wire carries it."""
        return {
            "add": [element.dump() for element in self.add],
            "change": [element.dump() for element in self.change],
            "remove": list(self.remove),
        }


def diff(old: Graph, new: Graph) -> Delta:
    """What makes ``new`` of ``old``."""
    return Delta(
        add=tuple(element for name, element in new.items() if name not in old),
        change=tuple(element for name, element in new.items() if name in old and old[name] != element),
        remove=tuple(name for name in old if name not in new),
    )


def apply(old: Graph, delta: Delta) -> Graph:
    """``old`` after ``delta``; ``apply(old, diff(old, new)) == new``."""
    gone = dict.fromkeys(delta.remove)
    result = {name: element for name, element in old.items() if name not in gone}
    for element in (*delta.change, *delta.add):
        result[element.id] = element
    return result
