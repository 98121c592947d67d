"""Rules about resources: their text, adding, removing and listing them, and the five calls of rctl(8).

Models sys/kern/kern_rctl.c (rctl_string_to_rule, rctl_rule_add, rctl_rule_remove, sys_rctl_*); leaves out buffer sizes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import priv_check
from simbsd.kern.kern_racct import racct_find, racctd, racctd_start
from simbsd.kern.kern_rctl_enforce import rule_text
from simbsd.sys.errno import EINVAL, ENAMETOOLONG, ENOSYS, EOPNOTSUPP, ERANGE, ESRCH, Errno
from simbsd.sys.priv import Priv
from simbsd.sys.proc import ProcState
from simbsd.sys.racct import (
    ACTIONS,
    DECAYING,
    DENIABLE,
    IN_MILLIONS,
    MILLION,
    RESOURCES,
    SLOPPY,
    SUBJECTS,
    Racct,
    Rule,
    RuleLink,
)
from simbsd.sys.strtol import is_number, to_int

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

NAME_MAX = {"loginclass": 32, "jail": 255}  # MAXLOGNAME - 1, MAXHOSTNAMELEN - 1
INT64_MAX = (1 << 63) - 1


def _word(text: str, words: Iterable[str], what: str) -> str | None:
    """A word of a table, whatever its case, or None for nothing (str2value). Errors: EINVAL."""
    if not text:
        return None
    found = next((word for word in words if word == text.lower()), None)
    if found is None:
        raise Errno(EINVAL, f"{text} is no {what}.", "kern_rctl.c: str2value")
    return found


def _subject(kernel: Kernel, kind: str | None, text: str) -> Proc | int | str | None:
    """Whom a rule is about. Errors: EINVAL, ESRCH, ENAMETOOLONG."""
    if not text:
        return None
    if kind in NAME_MAX:
        if len(text) > NAME_MAX[kind]:
            raise Errno(ENAMETOOLONG, f"The name of a {kind} is not that long.", "kern_rctl.c: rctl_string_to_rule")
        return text
    if kind is None or not is_number(text):
        raise Errno(EINVAL, f"{text} names no subject.", "kern_rctl.c: rctl_string_to_rule")
    number = to_int(text)
    if kind == "user":
        return number
    found = kernel.allproc.get(number)
    if found is None or found.p_state is ProcState.ZOMBIE:
        raise Errno(ESRCH, f"There is no process {number}.", "kern_rctl.c: rctl_string_to_rule")
    return found


def _amount(text: str, resource: str | None) -> int | None:
    if not text:
        return None
    if not is_number(text):
        raise Errno(EINVAL, f"{text} is no amount.", "kern_rctl.c: str2int64")
    number = to_int(text)
    if resource is not None and RESOURCES[resource] & IN_MILLIONS:
        number *= MILLION
    if number > INT64_MAX:
        raise Errno(ERANGE, f"{text} is too much.", "kern_rctl.c: rctl_string_to_rule")
    return number


def rctl_string_to_rule(kernel: Kernel, text: str) -> Rule:
    """``subject:id:resource:action=amount/per``; what is left out stays open (rctl_string_to_rule).

    Errors: EINVAL, ESRCH, ENAMETOOLONG, ERANGE.
    """
    kind_text, _, rest = text.partition(":")
    subject_text, _, rest = rest.partition(":")
    resource_text, _, rest = rest.partition(":")
    at = min((rest.index(mark) for mark in "=/" if mark in rest), default=len(rest))
    action_text, (amount_text, _, per_text) = rest[:at], rest[at + 1 :].partition("/")
    kind = _word(kind_text, SUBJECTS, "kind of subject")
    subject = _subject(kernel, kind, subject_text)
    resource = _word(resource_text, RESOURCES, "resource")
    action = _word(action_text, ACTIONS, "action")
    return Rule(kind, subject, resource, action, _amount(amount_text, resource), _word(per_text, SUBJECTS, "kind"))


def _matches(rule: Rule, wanted: Rule) -> bool:
    """Does a rule fit a filter? (rctl_rule_matches)."""
    pairs = (
        (rule.rr_subject_type, wanted.rr_subject_type), (rule.rr_subject, wanted.rr_subject),
        (rule.rr_resource, wanted.rr_resource), (rule.rr_action, wanted.rr_action),
        (rule.rr_amount, wanted.rr_amount), (rule.rr_per, wanted.rr_per),
    )  # fmt: skip
    return all(asked is None or has == asked for has, asked in pairs)


def _process_raccts(kernel: Kernel) -> Iterator[Racct]:
    """The containers of processes, the youngest first, as allproc holds them."""
    for p in reversed(kernel.allproc.values()):
        if p.p_racct is not None:
            yield p.p_racct


def _shared_raccts(kernel: Kernel) -> Iterator[Racct]:
    """The containers of login classes, users and jails: users by number, the others the newest first."""
    groups: dict[str, list[tuple[int | str, Racct]]] = {"loginclass": [], "user": [], "jail": []}
    for (kind, key), racct in kernel.raccts.items():
        groups[kind].insert(0, (key, racct))
    groups["user"].sort(key=lambda entry: int(entry[0]))
    for entries in groups.values():
        yield from (racct for _, racct in entries)


def rctl_rule_remove(kernel: Kernel, wanted: Rule) -> int:
    """Unbind every rule that fits a filter, wherever it is bound; how many bonds there were (rctl_rule_remove)."""
    removed = 0
    for racct in [*_shared_raccts(kernel), *_process_raccts(kernel)]:
        kept = [link for link in racct.r_rule_links if not _matches(link.rrl_rule, wanted)]
        removed += len(racct.r_rule_links) - len(kept)
        racct.r_rule_links = kept
    return removed


def _check_sense(rule: Rule) -> None:
    """Some rules make no sense (rctl_rule_add). Errors: EOPNOTSUPP."""
    kind = RESOURCES[rule.rr_resource or ""]
    denies = rule.rr_action == "deny" and not kind & DENIABLE and rule.rr_resource != "memoryuse"
    throttles = rule.rr_action == "throttle" and (not kind & DECAYING or rule.rr_resource == "pcpu")
    if denies or throttles or (rule.rr_per == "process" and kind & SLOPPY):
        note = f"{rule.rr_resource} knows no {rule.rr_action} of that kind."
        raise Errno(EOPNOTSUPP, note, "kern_rctl.c: rctl_rule_add")


def _concerns(rule: Rule, p: Proc) -> bool:
    """Is a process one of those that a rule about a user, a class or a jail binds?"""
    cred = p.p_ucred
    if rule.rr_subject_type == "user":
        return rule.rr_subject in (cred.cr_uid, cred.cr_ruid)
    if rule.rr_subject_type == "loginclass":
        return rule.rr_subject == cred.cr_loginclass
    prison = cred.cr_prison
    while prison.pr_name != rule.rr_subject:
        if prison.pr_parent is None:
            return False
        prison = prison.pr_parent
    return True


def rctl_rule_add(kernel: Kernel, rule: Rule) -> None:
    """Bind a rule to its subject and to every process it concerns; a deny rule takes the place of one that differs only
    in its amount (rctl_rule_add). Errors: EOPNOTSUPP.
    """
    _check_sense(rule)
    rctl_rule_remove(kernel, replace(rule, rr_amount=None) if rule.rr_action == "deny" else rule)
    if rule.rr_subject_type == "process":
        target = getattr(rule.rr_subject, "p_racct", None)
        if target is not None:
            target.r_rule_links.insert(0, RuleLink(rule))
    else:
        key = rule.rr_subject
        assert isinstance(key, (int, str))
        racct_find(kernel, rule.rr_subject_type or "", key).r_rule_links.insert(0, RuleLink(rule))
        for p in kernel.allproc.values():
            if p.p_racct is not None and _concerns(rule, p):
                p.p_racct.r_rule_links.insert(0, RuleLink(rule))
    racctd_start(kernel)


def _check_enabled(kernel: Kernel, p: Proc, priv: Priv) -> None:
    if not kernel.racct_enable:
        raise Errno(ENOSYS, "Accounting is off: kern.racct.enable is 0.", "kern_rctl.c: sys_rctl_get_racct")
    priv_check(kernel, p, priv)


def sys_rctl_add_rule(kernel: Kernel, p: Proc, text: str) -> None:
    """rctl_add_rule(2). Errors: ENOSYS, EPERM, EINVAL, ESRCH, EOPNOTSUPP ..."""
    _check_enabled(kernel, p, Priv.PRIV_RCTL_ADD_RULE)
    rule = rctl_string_to_rule(kernel, text)
    if rule.rr_per is None:
        rule.rr_per = rule.rr_subject_type
    if None in (rule.rr_subject_type, rule.rr_subject, rule.rr_resource, rule.rr_action, rule.rr_amount):
        raise Errno(EINVAL, "A rule says all but per.", "kern_rctl.c: rctl_rule_fully_specified")
    rctl_rule_add(kernel, rule)


def sys_rctl_remove_rule(kernel: Kernel, p: Proc, text: str) -> None:
    """rctl_remove_rule(2): every rule that fits the filter. Errors: ENOSYS, EPERM, EINVAL, ESRCH (none fits)."""
    _check_enabled(kernel, p, Priv.PRIV_RCTL_REMOVE_RULE)
    if not rctl_rule_remove(kernel, rctl_string_to_rule(kernel, text)):
        raise Errno(ESRCH, "No rule fits.", "kern_rctl.c: rctl_rule_remove")


def sys_rctl_get_rules(kernel: Kernel, p: Proc, text: str) -> list[str]:
    """rctl_get_rules(2): the rules that fit a filter. Errors: ENOSYS, EPERM, EINVAL, ESRCH."""
    _check_enabled(kernel, p, Priv.PRIV_RCTL_GET_RULES)
    wanted = rctl_string_to_rule(kernel, text)
    links = [link for racct in _process_raccts(kernel) for link in racct.r_rule_links
             if link.rrl_rule.rr_subject_type == "process"]  # fmt: skip
    links += [link for racct in _shared_raccts(kernel) for link in racct.r_rule_links]
    return [rule_text(link.rrl_rule) for link in links if _matches(link.rrl_rule, wanted)]


def sys_rctl_get_limits(kernel: Kernel, p: Proc, text: str) -> list[str]:
    """rctl_get_limits(2): the rules that bind a process. Errors: ENOSYS, EPERM, EINVAL, ESRCH, EOPNOTSUPP (no process).
    """
    _check_enabled(kernel, p, Priv.PRIV_RCTL_GET_LIMITS)
    wanted = rctl_string_to_rule(kernel, text)
    if wanted.rr_subject_type not in (None, "process"):
        raise Errno(EOPNOTSUPP, "Limits are told of a process.", "kern_rctl.c: sys_rctl_get_limits")
    racct = getattr(wanted.rr_subject, "p_racct", None)
    if racct is None:
        raise Errno(EINVAL, "Limits are told of a process.", "kern_rctl.c: sys_rctl_get_limits")
    return [rule_text(link.rrl_rule) for link in racct.r_rule_links]


def sys_rctl_get_racct(kernel: Kernel, p: Proc, text: str) -> list[tuple[str, int]]:
    """rctl_get_racct(2): what a subject uses. Errors: ENOSYS, EPERM, EINVAL, ESRCH, ENAMETOOLONG."""
    _check_enabled(kernel, p, Priv.PRIV_RCTL_GET_RACCT)
    wanted = rctl_string_to_rule(kernel, text)
    if wanted.rr_subject is None or wanted.rr_subject_type is None:
        raise Errno(EINVAL, "Use is told of one subject.", "kern_rctl.c: sys_rctl_get_racct")
    if kernel.racctd is None:
        racctd(kernel)
    key = wanted.rr_subject
    found = kernel.raccts.get((wanted.rr_subject_type, key)) if isinstance(key, (int, str)) else key.p_racct
    used = (found or Racct()).r_resources
    hidden = SLOPPY if wanted.rr_subject_type == "process" else 0
    return [
        (name, used[name] // MILLION if kind & IN_MILLIONS else used[name])
        for name, kind in RESOURCES.items()
        if not kind & hidden
    ]


SYSCALLS = {
    "rctl_get_racct": sys_rctl_get_racct,
    "rctl_get_rules": sys_rctl_get_rules,
    "rctl_get_limits": sys_rctl_get_limits,
    "rctl_add_rule": sys_rctl_add_rule,
    "rctl_remove_rule": sys_rctl_remove_rule,
}
