"""Facts about jails: that one exists, stays, is named so, is rooted there, has a stack of its own."""

from __future__ import annotations

from lab.facts.fact import Arguments, Context, Fact
from lab.graph.processes import prison_id
from lab.layers import Broken, check_jail, check_vnet


def _exists(context: Context, given: Arguments) -> None:
    check_jail(context.kernel, given["jail"])


def _gone(context: Context, given: Arguments) -> None:
    for prison in context.kernel.allprison.values():
        if prison.pr_name == given["jail"]:
            raise Broken("jail", f"The jail {given['jail']} is still there.", prison_id(prison.pr_id))


def _persists(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if not prison.pr_persist:
        raise Broken(
            "jail",
            f"The jail {prison.pr_name} is not persistent: it goes when its last process ends.",
            prison_id(prison.pr_id),
        )


def _hostname(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if prison.pr_hostname != given["hostname"]:
        called = prison.pr_hostname or "nothing at all"
        raise Broken(
            "jail",
            f"The host name in jail {prison.pr_name} is {called}, not {given['hostname']}.",
            prison_id(prison.pr_id),
        )


def _path(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if prison.pr_path != given["path"]:
        raise Broken(
            "jail",
            f"The root of jail {prison.pr_name} is {prison.pr_path}, not {given['path']}.",
            prison_id(prison.pr_id),
        )


def _has_vnet(context: Context, given: Arguments) -> None:
    check_vnet(context.kernel, given["jail"])


def _lacks_permission(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if prison.pr_allow.get(given["permission"], False):
        raise Broken(
            "jail",
            f"The jail {prison.pr_name} holds allow.{given['permission']}, which it does not need.",
            prison_id(prison.pr_id),
        )


JAIL_FACTS: tuple[Fact, ...] = (
    Fact("jail_exists", {"jail": "text"}, _exists),
    Fact("jail_gone", {"jail": "text"}, _gone),
    Fact("jail_persists", {"jail": "text"}, _persists),
    Fact("jail_hostname", {"jail": "text", "hostname": "text"}, _hostname),
    Fact("jail_path", {"jail": "text", "path": "text"}, _path),
    Fact("jail_has_vnet", {"jail": "text"}, _has_vnet),
    Fact("jail_lacks_permission", {"jail": "text", "permission": "text"}, _lacks_permission),
)
