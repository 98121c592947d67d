"""Facts about limits and devices: rctl rules, cpusets, shared memory, which device nodes a jail sees."""

from __future__ import annotations

from lab.diagnosis.layers import Broken, check_jail
from lab.facts.fact import Arguments, Context, Fact
from lab.files import Absent, find
from lab.graph.processes import prison_id
from simbsd.kern.kern_rctl_enforce import rule_text
from simbsd.sys.kernel import Kernel


def _check_accounting(kernel: Kernel) -> None:
    if not kernel.racct_enable:
        raise Broken("setting", "Accounting is off: kern.racct.enable is 0, and only the loader can set it.")


def _rules(kernel: Kernel) -> list[str]:
    return [rule_text(link.rrl_rule) for racct in kernel.raccts.values() for link in racct.r_rule_links]


def _rule(context: Context, given: Arguments) -> None:
    _check_accounting(context.kernel)
    rules = _rules(context.kernel)
    if given["rule"] not in rules:
        subject = ":".join(given["rule"].split(":")[:3])
        near = [rule for rule in rules if rule.startswith(f"{subject}:")]
        have = f"; there is {near[0]}" if near else ""
        raise Broken("limit", f"There is no rule {given['rule']}{have}.")


def _no_rules(context: Context, given: Arguments) -> None:
    found = [rule for rule in _rules(context.kernel) if rule.startswith(f"jail:{given['jail']}:")]
    if found:
        raise Broken("limit", f"A rule binds the jail {given['jail']}: {found[0]}.")


def _cpus(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    mask = prison.pr_cpuset.cs_mask
    found = ",".join(str(cpu) for cpu in range(mask.bit_length()) if mask >> cpu & 1)
    if found != given["cpus"]:
        sentence = f"The jail {prison.pr_name} may run on the CPUs {found}, not {given['cpus']}."
        raise Broken("limit", sentence, prison_id(prison.pr_id))


def _segment(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if not any(one.cred.cr_prison is prison for one in context.kernel.sysv["shm"].values()):
        sentence = f"Nobody in jail {prison.pr_name} has made a shared memory segment."
        raise Broken("done", sentence, prison_id(prison.pr_id))


def _visible(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    try:
        find(context.kernel, prison.pr_root, f"/dev/{given['device']}", follow=False)
    except Absent as absent:
        sentence = f"The jail {prison.pr_name} sees no device {given['device']} in its /dev."
        raise Broken("device", sentence, prison_id(prison.pr_id)) from absent


def _hidden(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    try:
        find(context.kernel, prison.pr_root, f"/dev/{given['device']}", follow=False)
    except Absent:
        return
    raise Broken(
        "device", f"The jail {prison.pr_name} sees the device {given['device']} in its /dev.", prison_id(prison.pr_id)
    )


FACTS: tuple[Fact, ...] = (
    Fact("rctl_rule", {"rule": "text"}, _rule),
    Fact("no_rctl_rules", {"jail": "text"}, _no_rules),
    Fact("cpus", {"jail": "text", "cpus": "text"}, _cpus),
    Fact("shm_segment", {"jail": "text"}, _segment),
    Fact("device_visible", {"jail": "text", "device": "text"}, _visible),
    Fact("device_hidden", {"jail": "text", "device": "text"}, _hidden),
)
