"""Facts about the host: that it is as the learner found it."""

from __future__ import annotations

from lab.diagnosis.layers import Broken
from lab.facts.fact import Arguments, Context, Fact, host_state


def _unchanged(context: Context, given: Arguments) -> None:
    for before, now in zip(context.baseline, host_state(context.kernel), strict=False):
        if before != now:
            raise Broken("jail", f"The host was changed: {before} at first, {now} now.", "prison:0")
    if len(context.baseline) != len(host_state(context.kernel)):
        raise Broken("interface", "A network card of the host is gone, or there is one too many.", "vnet:0")


FACTS: tuple[Fact, ...] = (Fact("host_unchanged", {}, _unchanged),)
