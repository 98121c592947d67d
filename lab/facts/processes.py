"""Facts about processes: that a command runs in a jail, or in none, and what root in a jail was refused."""

from __future__ import annotations

from lab.diagnosis.layers import HOST, Broken, check_jail, name_of, processes_in
from lab.facts.fact import Arguments, Context, Fact
from lab.files import Absent, find
from lab.graph.processes import prison_id


def _in_jail(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    found = [p.p_comm for p in processes_in(context.kernel, prison)]
    if given["command"] not in found:
        where = "on the host" if given["jail"] == HOST else f"in jail {given['jail']}"
        running = ", ".join(found[:4]) if found and given["jail"] != HOST else ""
        rest = f"; running there: {running}" if running else ""
        raise Broken("process", f"No process {given['command']} runs {where}{rest}.", prison_id(prison.pr_id))


def _not_in_jail(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    for p in processes_in(context.kernel, prison):
        if p.p_comm == given["command"]:
            raise Broken(
                "process",
                f"The process {p.p_pid} ({p.p_comm}) runs in jail {given['jail']}.",
                f"proc:{p.p_pid}",
            )


def _was_refused(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if not context.witness.privileges.get((name_of(context.kernel, prison), given["privilege"], False)):
        raise Broken(
            "process",
            f"Nobody in jail {given['jail']} has asked for {given['privilege']} yet.",
            prison_id(prison.pr_id),
        )


def _runs_as(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    found = [p for p in processes_in(context.kernel, prison) if p.p_comm == given["command"]]
    if not found:
        where = "on the host" if given["jail"] == HOST else f"in jail {given['jail']}"
        raise Broken("process", f"No process {given['command']} runs {where}.", prison_id(prison.pr_id))
    if not any(p.p_ucred.cr_uid == given["uid"] for p in found):
        sentence = f"The process {found[0].p_pid} ({given['command']}) runs as user {found[0].p_ucred.cr_uid}"
        raise Broken("user", f"{sentence}, not {given['uid']}.", f"proc:{found[0].p_pid}")


def _rooted(context: Context, given: Arguments) -> None:
    """A process of this name has its root at a directory of its jail (chroot)."""
    prison = check_jail(context.kernel, given["jail"])
    try:
        root = find(context.kernel, prison.pr_root, given["path"])
    except Absent as absent:
        raise Broken("file", f"There is no {absent.path}.") from absent
    found = [p for p in processes_in(context.kernel, prison) if p.p_comm == given["command"]]
    if not found:
        raise Broken("process", f"No process {given['command']} runs there.", prison_id(prison.pr_id))
    if not any(p.p_pwd.pwd_rdir == root for p in found):
        sentence = f"The root of process {found[0].p_pid} ({given['command']}) is not {given['path']}."
        raise Broken("process", sentence, f"proc:{found[0].p_pid}")


def _empty(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    found = processes_in(context.kernel, prison)
    if found:
        sentence = f"The process {found[0].p_pid} ({found[0].p_comm}) runs in jail {given['jail']}."
        raise Broken("process", sentence, f"proc:{found[0].p_pid}")


def _nice(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    found = [p for p in processes_in(context.kernel, prison) if p.p_comm == given["command"]]
    if not found:
        raise Broken("process", f"No process {given['command']} runs there.", prison_id(prison.pr_id))
    if not any(p.p_nice >= given["nice"] for p in found):
        sentence = f"The nice value of process {found[0].p_pid} is {found[0].p_nice}, less than {given['nice']}."
        raise Broken("limit", sentence, f"proc:{found[0].p_pid}")


FACTS: tuple[Fact, ...] = (
    Fact("process_runs_as", {"jail": "text", "command": "text", "uid": "integer"}, _runs_as),
    Fact("process_rooted_at", {"jail": "text", "command": "text", "path": "text"}, _rooted),
    Fact("process_nice", {"jail": "text", "command": "text", "nice": "integer"}, _nice),
    Fact("jail_empty", {"jail": "text"}, _empty),
    Fact("process_in_jail", {"jail": "text", "command": "text"}, _in_jail),
    Fact("process_not_in_jail", {"jail": "text", "command": "text"}, _not_in_jail),
    Fact("was_refused", {"jail": "text", "privilege": "text"}, _was_refused, witnessed=True),
)
