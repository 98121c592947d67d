"""What rules do when a resource is used: deny, log, signal, or slow down; and which rules bind a process.

Models sys/kern/kern_rctl.c (rctl_enforce, rctl_available_resource, rctl_get_available, rctl_pcpu_available,
rctl_throttle_decay, rctl_proc_fork, rctl_proc_ucred_changed); leaves out devd(8), which devctl would tell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simbsd.kern.kern_sig import psignal
from simbsd.kern.subr_prf import log
from simbsd.sys.racct import IN_MILLIONS, MILLION, RESOURCES, SIGNAL_ACTIONS, Racct, Rule, RuleLink

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

PCPU_SHIFT = 10 * MILLION  # a limited share is cut off this much before the limit (RCTL_PCPU_SHIFT)
LOG_LIMIT = 10  # messages a second
THROTTLE_MIN, THROTTLE_MAX = 1_000, 2_000_000  # microseconds: a tick, and two seconds (rctl_init)
THROTTLE_PCT = THROTTLE_PCT2 = 100
CAP = 10  # a container forgets what is more than ten times its limit
UNLIMITED = (1 << 63) - 1


def rule_text(rule: Rule) -> str:
    """A rule as rctl(8) lists it; /per only where it is not the subject's own kind (rctl_rule_to_sbuf)."""
    subject = getattr(rule.rr_subject, "p_pid", rule.rr_subject)
    amount = rule.rr_amount or 0
    if RESOURCES[rule.rr_resource or ""] & IN_MILLIONS:
        amount //= MILLION
    per = "" if rule.rr_per == rule.rr_subject_type else f"/{rule.rr_per}"
    return f"{rule.rr_subject_type}:{subject}:{rule.rr_resource}:{rule.rr_action}={amount}{per}"


def _container(kernel: Kernel, p: Proc, rule: Rule, own: Racct | None) -> Racct | None:
    """The container whose use a rule looks at (rctl_proc_rule_to_racct)."""
    if rule.rr_per == "process":
        return own or p.p_racct
    cred = p.p_ucred
    jail = cred.cr_prison.pr_name
    keys: dict[str, int | str] = {"user": cred.cr_ruid, "loginclass": cred.cr_loginclass, "jail": jail}
    per = rule.rr_per or ""
    return kernel.raccts.get((per, keys[per]))


def _available(kernel: Kernel, p: Proc, rule: Rule, own: Racct | None = None) -> int:
    container = _container(kernel, p, rule, own)
    used = container.r_resources[rule.rr_resource or ""] if container is not None else 0
    return (rule.rr_amount or 0) - used


def rctl_enforce(kernel: Kernel, p: Proc, resource: str, amount: int, unborn: Racct | None = None) -> bool:
    """Let every rule that binds a process speak about ``amount`` more of a resource; True when one denies it.

    With ``unborn``, the container of a child of ``p`` to come: only denial is asked for, the rest when it lives.
    """
    racct = unborn or p.p_racct
    denied = False
    for link in racct.r_rule_links if racct is not None else ():
        rule = link.rrl_rule
        if rule.rr_resource != resource:
            continue
        available = _available(kernel, p, rule, unborn)
        if available >= amount:
            link.rrl_exceeded = False
        elif rule.rr_action == "deny":
            denied = True
        elif unborn is None:
            _speak(kernel, p, link, available)
    return denied


def rctl_get_available(kernel: Kernel, p: Proc, resource: str) -> int:
    """How much of a resource rules leave to a process, with what it has already (rctl_get_available)."""
    racct = p.p_racct
    if racct is None:
        return UNLIMITED
    rules = (link.rrl_rule for link in racct.r_rule_links)
    denials = [rule for rule in rules if (rule.rr_resource, rule.rr_action) == (resource, "deny")]
    least = min((_available(kernel, p, rule) for rule in denials), default=UNLIMITED)
    return max(least + racct.r_resources[resource], 0)


def _speak(kernel: Kernel, p: Proc, link: RuleLink, available: int) -> None:
    """The actions other than deny; all but throttle come once until the use falls again."""
    rule = link.rrl_rule
    if rule.rr_action == "throttle":
        _throttle(kernel, p, rule, available)
        return
    if link.rrl_exceeded:
        return
    if rule.rr_action == "log":
        if not _may_log(kernel):
            return
        cred = p.p_ucred
        who = f"pid {p.p_pid} ({p.p_comm}), uid {cred.cr_uid}, jail {cred.cr_prison.pr_name}"
        log(kernel, f'rctl: rule "{rule_text(rule)}" matched by {who}')
    elif rule.rr_action in SIGNAL_ACTIONS:
        psignal(kernel, p, SIGNAL_ACTIONS[rule.rr_action])
    link.rrl_exceeded = True


def _may_log(kernel: Kernel) -> bool:
    """At most so many messages a second (ppsratecheck)."""
    second, count = kernel.rctl_logged
    if kernel.now // MILLION != second:
        second, count = kernel.now // MILLION, 0
    kernel.rctl_logged = (second, count + 1)
    return count < int(kernel.sysctls.get("kern.racct.rctl.log_rate_limit", LOG_LIMIT))


def _throttle(kernel: Kernel, p: Proc, rule: Rule, available: int) -> None:
    """Sleep the longer the more has been used: in proportion to the process's own use, and to the square of how far the
    container is over the limit.
    """
    from simbsd.kern.kern_racct import racct_proc_throttle  # accounting stands on enforcement

    amount, used = rule.rr_amount or 0, p.p_racct.r_resources[rule.rr_resource or ""] if p.p_racct else 0
    if amount == 0:
        racct_proc_throttle(kernel, p, THROTTLE_MAX)
        return
    us = max(MILLION * used * THROTTLE_PCT // 100, THROTTLE_MIN * amount)
    ratio = max(-available, 0) // amount
    us += us * ratio * ratio * THROTTLE_PCT2 // 100
    racct_proc_throttle(kernel, p, min(us // amount, THROTTLE_MAX))


def rctl_pcpu_available(kernel: Kernel, p: Proc) -> int:
    """The share of the CPU that rules leave to a process, somewhat less than the truth (rctl_pcpu_available)."""
    least, limit = UNLIMITED, 0
    for link in p.p_racct.r_rule_links if p.p_racct is not None else ():
        rule = link.rrl_rule
        if rule.rr_resource == "pcpu" and rule.rr_action == "deny":
            available = _available(kernel, p, rule)
            if available < least:
                least, limit = available, rule.rr_amount or 0
    if limit:
        least -= PCPU_SHIFT if limit > 2 * PCPU_SHIFT else limit // 2
    return least


def rctl_throttle_decay(racct: Racct, resource: str) -> None:
    """A second passes: what was transferred is forgotten, up to the least limit (rctl_throttle_decay)."""
    used = racct.r_resources[resource]
    if not used:
        return
    least = UNLIMITED
    for link in racct.r_rule_links:
        rule = link.rrl_rule
        if rule.rr_resource == resource and rule.rr_action == "throttle":
            least = min(least, rule.rr_amount or 0)
    racct.r_resources[resource] = 0 if used < least else min(used, least * CAP) - least


def rctl_proc_fork(parent: Racct) -> Racct:
    """A child's container with the rules that bind its parent; a rule about the parent itself is copied for the child
    (rctl_proc_fork).
    """
    links = [
        RuleLink(replace(link.rrl_rule) if link.rrl_rule.rr_subject_type == "process" else link.rrl_rule)
        for link in reversed(parent.r_rule_links)
    ]
    return Racct(r_rule_links=links)


def rctl_proc_ucred_changed(kernel: Kernel, p: Proc) -> None:
    """The rules that bind a process whose credential changed: its own, its user's, its class's, and its jail's, but not
    those of jails above (rctl_proc_ucred_changed).
    """
    racct, cred = p.p_racct, p.p_ucred
    if racct is None:
        return
    links = [link for link in racct.r_rule_links if link.rrl_rule.rr_subject_type == "process"]
    keys = (("user", cred.cr_ruid), ("loginclass", cred.cr_loginclass), ("jail", cred.cr_prison.pr_name))
    for key in keys:
        container = kernel.raccts.get(key)
        links += [RuleLink(link.rrl_rule) for link in (container.r_rule_links if container is not None else ())]
    racct.r_rule_links = links
