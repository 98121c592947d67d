"""Which jail must be done before which: ``depend``, and a jail's parent.

Models usr.sbin/jail/state.c (dep_setup, dep_check, start_state).
"""

from __future__ import annotations

from simbsd.usr_sbin.jail.cfjail import CfJail, Speaker


def find_jail(jails: list[CfJail], name: str) -> CfJail | None:
    """The configured jail of a name."""
    return next((jail for jail in jails if jail.name == name), None)


def _dependees(jails: list[CfJail], jail: CfJail) -> list[CfJail]:
    """What a jail needs running: those it names, and its parent where that is configured."""
    names = [*jail.strings("depend"), (jail.name or "").rpartition(".")[0]]
    found = [find_jail(jails, name) for name in names if name]
    return [other for other in found if other is not None]


async def loops(say: Speaker, jails: list[CfJail]) -> None:
    """Fail jails that depend on what is not configured, or on themselves by a round."""
    for jail in jails:
        for name in [] if jail.failed else jail.strings("depend"):
            if find_jail(jails, name) is None:
                await say.warn(jail, f'depends on undefined jail "{name}"')
                jail.failed = True
    left = list(jails)
    while left:
        free = [jail for jail in left if not any(other in left for other in _dependees(jails, jail))]
        if not free:
            await say.warn(left[0], "dependency loop")
            left[0].failed = True
            free = [left[0]]
        left = [jail for jail in left if jail not in free]


async def order(say: Speaker, jails: list[CfJail], chosen: list[CfJail], stopping: bool = False) -> list[CfJail]:
    """The chosen jails and what they need, in the order of work: what is needed first, for a stop what needs it."""
    ordered: list[CfJail] = []
    for jail in chosen:
        _visit(jails, jail, chosen, stopping, ordered, [])
    return ordered


def _visit(
    jails: list[CfJail], jail: CfJail, chosen: list[CfJail], stopping: bool, ordered: list[CfJail], above: list[CfJail]
) -> None:
    if jail in ordered or jail in above:
        return
    jail.implied = jail not in chosen
    if stopping:
        jail.needs = [other for other in reversed(jails) if jail in _dependees(jails, other)]
    else:
        jail.needs = _dependees(jails, jail)
    for other in jail.needs:
        _visit(jails, other, chosen, stopping, ordered, [*above, jail])
    ordered.append(jail)
