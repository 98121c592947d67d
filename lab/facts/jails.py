"""Facts about jails: that one exists, stays, is named so, is rooted there, has a stack of its own."""

from __future__ import annotations

from typing import Any

from lab import words
from lab.diagnosis.layers import Broken, check_jail, check_vnet, is_alive, name_of
from lab.facts.fact import Arguments, Context, Fact
from lab.graph.processes import prison_id
from simbsd.kern.kern_jail_get import prison_params
from simbsd.sys.in6 import inet_ntop6
from simbsd.sys.jail import SYSV, PrisonState


def _exists(context: Context, given: Arguments) -> None:
    check_jail(context.kernel, given["jail"])


def _gone(context: Context, given: Arguments) -> None:
    for prison in context.kernel.allprison.values():
        if name_of(context.kernel, prison) == given["jail"]:
            raise Broken("jail", f"The jail {given['jail']} is still there.", prison_id(prison.pr_id))


def _persists(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if not prison.pr_persist:
        raise Broken(
            "jail",
            f"The jail {given['jail']} is not persistent: it goes when its last process ends.",
            prison_id(prison.pr_id),
        )


def _hostname(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if prison.pr_hostname != given["hostname"]:
        called = prison.pr_hostname or "nothing at all"
        raise Broken(
            "jail",
            f"The host name in jail {given['jail']} is {called}, not {given['hostname']}.",
            prison_id(prison.pr_id),
        )


def _path(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if prison.pr_path != given["path"]:
        raise Broken(
            "jail",
            f"The root of jail {given['jail']} is {prison.pr_path}, not {given['path']}.",
            prison_id(prison.pr_id),
        )


def _has_vnet(context: Context, given: Arguments) -> None:
    check_vnet(context.kernel, given["jail"])


def _lacks_permission(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if prison.pr_allow.get(given["permission"], False):
        raise Broken(
            "jail",
            f"The jail {given['jail']} holds allow.{given['permission']}, which it does not need.",
            prison_id(prison.pr_id),
        )


def _parameter(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    values = prison_params(context.kernel.prison0, prison)
    name = given["parameter"]
    if name not in values:
        raise Broken("jail", f"A jail of this machine has no parameter {name}.", prison_id(prison.pr_id))
    found = _said(name, values[name])
    if found != given["value"]:
        shown = found or "nothing"
        sentence = f"The parameter {name} of jail {given['jail']} is {shown}, not {given['value']}."
        raise Broken("jail", sentence, prison_id(prison.pr_id))


def _said(name: str, value: Any) -> str:
    """A parameter's value as jls(8) prints it."""
    if name in JAILSYS:
        return JAILSYS_WORDS.get(value, str(value))
    if isinstance(value, list | tuple):
        version = words.dotted if name.startswith("ip4") else inet_ntop6
        return ",".join(version(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


JAILSYS = ("host", "vnet", "ip4", "ip6", *SYSV)
JAILSYS_WORDS = {0: "disable", 1: "new", 2: "inherit"}


def _child_of(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    parent = check_jail(context.kernel, given["parent"])
    if prison.pr_parent is not parent:
        raise Broken(
            "jail", f"The jail {given['jail']} is not a child of {given['parent']}.", prison_id(prison.pr_id)
        )


def _dying(context: Context, given: Arguments) -> None:
    for prison in context.kernel.allprison.values():
        if prison.pr_name == given["jail"]:
            if prison.pr_state is PrisonState.DYING:
                return
            raise Broken("jail", f"The jail {given['jail']} is alive.", prison_id(prison.pr_id))
    raise Broken("jail", f"The jail {given['jail']} does not exist.")


def _permission(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if not prison.pr_allow.get(given["permission"], False):
        raise Broken(
            "jail", f"The jail {given['jail']} does not hold allow.{given['permission']}.", prison_id(prison.pr_id)
        )


def _may_use(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if prison.pr_ip4 is not None and given["address"] not in prison.pr_ip4:
        held = " ".join(words.dotted(one) for one in prison.pr_ip4) or "none"
        raise Broken(
            "address",
            f"The jail {given['jail']} may not use {words.dotted(given['address'])}; its addresses: {held}.",
            prison_id(prison.pr_id),
        )


def _count(context: Context, given: Arguments) -> None:
    alive = [
        prison.pr_name
        for prison in context.kernel.allprison.values()
        if prison is not context.kernel.prison0 and is_alive(context.kernel, prison)
    ]
    if len(alive) != given["count"]:
        raise Broken("jail", f"{len(alive)} jails run, not {given['count']}.", prison_id(0))


FACTS: tuple[Fact, ...] = (
    Fact("jail_parameter", {"jail": "text", "parameter": "text", "value": "text"}, _parameter),
    Fact("jail_child_of", {"jail": "text", "parent": "text"}, _child_of),
    Fact("jail_dying", {"jail": "text"}, _dying),
    Fact("jail_has_permission", {"jail": "text", "permission": "text"}, _permission),
    Fact("jail_may_use_address", {"jail": "text", "address": "address"}, _may_use),
    Fact("jails_running", {"count": "integer"}, _count),
    Fact("jail_exists", {"jail": "text"}, _exists),
    Fact("jail_gone", {"jail": "text"}, _gone),
    Fact("jail_persists", {"jail": "text"}, _persists),
    Fact("jail_hostname", {"jail": "text", "hostname": "text"}, _hostname),
    Fact("jail_path", {"jail": "text", "path": "text"}, _path),
    Fact("jail_has_vnet", {"jail": "text"}, _has_vnet),
    Fact("jail_lacks_permission", {"jail": "text", "permission": "text"}, _lacks_permission),
)
