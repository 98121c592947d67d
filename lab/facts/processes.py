"""Facts about processes: that a command runs in a jail, or in none, and what root in a jail was refused."""

from __future__ import annotations

from lab.facts.fact import Arguments, Context, Fact
from lab.graph.processes import prison_id
from lab.layers import HOST, Broken, check_jail, processes_in


def _in_jail(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    found = [p.p_comm for p in processes_in(context.kernel, prison)]
    if given["command"] not in found:
        where = "on the host" if given["jail"] == HOST else f"in jail {prison.pr_name}"
        running = ", ".join(found[:4]) if found and given["jail"] != HOST else ""
        rest = f"; running there: {running}" if running else ""
        raise Broken("process", f"No process {given['command']} runs {where}{rest}.", prison_id(prison.pr_id))


def _not_in_jail(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    for p in processes_in(context.kernel, prison):
        if p.p_comm == given["command"]:
            raise Broken(
                "process",
                f"The process {p.p_pid} ({p.p_comm}) runs in jail {prison.pr_name}.",
                f"proc:{p.p_pid}",
            )


def _was_refused(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if not context.witness.refused.get((prison.pr_name, given["privilege"])):
        raise Broken(
            "process",
            f"Nobody in jail {prison.pr_name} has asked for {given['privilege']} yet.",
            prison_id(prison.pr_id),
        )


PROCESS_FACTS: tuple[Fact, ...] = (
    Fact("process_in_jail", {"jail": "text", "command": "text"}, _in_jail),
    Fact("process_not_in_jail", {"jail": "text", "command": "text"}, _not_in_jail),
    Fact("was_refused", {"jail": "text", "privilege": "text"}, _was_refused, witnessed=True),
)
