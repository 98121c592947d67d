"""Requests on a mounted devfs: looking at rules, adding, deleting and applying them.

Models devfs_rules_ioctl of sys/fs/devfs/devfs_rule.c; leaves out binary rule records (a request takes and gives
DevfsRule).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simbsd.fs.devfs import Devfs, devfs_apply, devfs_settle
from simbsd.fs.devfs_rule import STEP, rules_of
from simbsd.kern.kern_priv import priv_check
from simbsd.sys.conf import DevfsRule
from simbsd.sys.errno import EEXIST, EIO, ENOENT, ENOTTY, ERANGE, ESRCH, Errno
from simbsd.sys.priv import Priv

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

NUMBER_MAX = 65535


def devfs_rules_ioctl(kernel: Kernel, p: Proc, view: Devfs, request: str, argument: Any) -> Any:
    """A DEVFSIO request on a mount's directory; ruleset 0 is the mount's own. Errors: EPERM, ENOTTY, and the
    request's own."""
    handler = REQUESTS.get(request)
    if handler is None:
        raise Errno(ENOTTY, f"devfs knows no {request}")
    priv_check(kernel, p, Priv.PRIV_DEVFS_RULE)
    return handler(kernel, view, argument)


def _settle_all(kernel: Kernel) -> None:
    for mount in kernel.mountlist:
        if mount.mnt_type == "devfs":
            devfs_settle(kernel, mount.mnt_data)


def _find(kernel: Kernel, view: Devfs, ruleset: int, number: int) -> DevfsRule:
    for rule in kernel.devfs_rules.get(ruleset or view.ruleset, ()):
        if rule.number == number:
            return rule
    raise Errno(ENOENT, f"ruleset {ruleset or view.ruleset} has no rule {number}")


def _check_include(kernel: Kernel, rule: DevfsRule) -> None:
    if rule.include and rule.include not in kernel.devfs_rules:
        raise Errno(ESRCH, f"There is no ruleset {rule.include} to include.", "devfs_rule.c: devfs_rule_input")


def _add(kernel: Kernel, view: Devfs, argument: tuple[int, DevfsRule]) -> None:
    ruleset, rule = argument[0] or view.ruleset, argument[1]
    rules = kernel.devfs_rules.get(ruleset, [])
    if any(rule.number == old.number for old in rules):
        raise Errno(EEXIST, f"Ruleset {ruleset} has a rule {rule.number} already.", "devfs_rule.c: devfs_rules_ioctl")
    if ruleset == 0:
        raise Errno(EIO, "ruleset 0 holds no rules")
    _check_include(kernel, rule)
    number = rule.number or (rules[-1].number + STEP if rules else STEP)
    if number > NUMBER_MAX:
        raise Errno(ERANGE, "rule numbers have run out")
    _settle_all(kernel)
    kernel.devfs_rules[ruleset] = sorted([*rules, replace(rule, number=number)], key=lambda rule: rule.number)


def _delete(kernel: Kernel, view: Devfs, argument: tuple[int, int]) -> None:
    ruleset = argument[0] or view.ruleset
    rule = _find(kernel, view, *argument)
    _settle_all(kernel)
    kernel.devfs_rules[ruleset].remove(rule)
    if not kernel.devfs_rules[ruleset]:
        del kernel.devfs_rules[ruleset]


def _get_next(kernel: Kernel, view: Devfs, argument: tuple[int, int]) -> DevfsRule:
    ruleset, number = argument[0] or view.ruleset, argument[1]
    for rule in kernel.devfs_rules.get(ruleset, ()):
        if rule.number > number:
            return rule
    raise Errno(ENOENT, "there are no more rules")


def _next_set(kernel: Kernel, view: Devfs, ruleset: int) -> int:
    for number in sorted(kernel.devfs_rules):
        if number > ruleset:
            return number
    raise Errno(ENOENT, "there are no more rulesets")


def _apply(kernel: Kernel, view: Devfs, argument: tuple[int, DevfsRule]) -> None:
    rule = argument[1]
    _check_include(kernel, rule)
    devfs_apply(kernel, view, rules_of(kernel, rule.include) if rule.include else [rule])


def _apply_number(kernel: Kernel, view: Devfs, argument: tuple[int, int]) -> None:
    _apply(kernel, view, (argument[0], _find(kernel, view, *argument)))


def _apply_set(kernel: Kernel, view: Devfs, ruleset: int) -> None:
    ruleset = ruleset or view.ruleset
    if ruleset not in kernel.devfs_rules:
        raise Errno(ESRCH, f"There is no ruleset {ruleset}.", "devfs_rule.c: devfs_rules_ioctl")
    devfs_apply(kernel, view, rules_of(kernel, ruleset))


def _use(kernel: Kernel, view: Devfs, ruleset: int) -> None:
    devfs_settle(kernel, view)
    view.ruleset = ruleset


REQUESTS: dict[str, Callable[[Kernel, Devfs, Any], Any]] = {
    "DEVFSIO_RADD": _add,
    "DEVFSIO_RDEL": _delete,
    "DEVFSIO_RGETNEXT": _get_next,
    "DEVFSIO_RAPPLY": _apply,
    "DEVFSIO_RAPPLYID": _apply_number,
    "DEVFSIO_SUSE": _use,
    "DEVFSIO_SAPPLY": _apply_set,
    "DEVFSIO_SGETNEXT": _next_set,
}
