"""Facts: the named questions that goals ask of a machine, by name in ``FACTS``; ``evaluate`` asks one."""

from __future__ import annotations

from lab.facts.fact import Context, Fact, FactError, Witness
from lab.facts.host import HOST_FACTS
from lab.facts.jails import JAIL_FACTS
from lab.facts.network import NETWORK_FACTS
from lab.facts.processes import PROCESS_FACTS
from lab.layers import Broken, Fails, Holds

__all__ = ["FACTS", "Context", "Fact", "FactError", "Fails", "Holds", "Witness", "evaluate"]

FACTS: dict[str, Fact] = {fact.name: fact for fact in (*JAIL_FACTS, *PROCESS_FACTS, *NETWORK_FACTS, *HOST_FACTS)}


def evaluate(context: Context, name: str, arguments: dict[str, str | int]) -> Holds | Fails:
    """Whether the fact holds of the machine now. Raises FactError for a name or arguments that no fact has.
    """
    fact = FACTS.get(name)
    if fact is None:
        raise FactError("fact", f"there is no fact {name}")
    try:
        fact.check(context, fact.read(arguments))
    except Broken as broken:
        return broken.fails
    return Holds()
