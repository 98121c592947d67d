"""Rulesets: which devices a mounted devfs shows.

Models sys/fs/devfs/devfs_rule.c and the default sets of sbin/devfs/devfs.rules.
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from simbsd.sys.conf import Cdev, DevfsRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from simbsd.sys.kernel import Kernel

STEP = 100  # devfs_rule_autonumber
_BASIC = ("null", "zero", "crypto", "random", "urandom")
# pty masters and slaves: one letter range each (sys/kern/tty_compat.c names them so).
_LOGIN = (
    *(f"{kind}{letter}*" for kind in ("pty", "tty") for letter in "pqrsPQRSlmnoLMNO"),
    "ptmx", "pts", "pts/*", "fd", "fd/*", "stdin", "stdout", "stderr",
)  # fmt: skip


def default_rules() -> dict[int, list[DevfsRule]]:
    """Rulesets 1 hide_all, 2 unhide_basic, 3 unhide_login, 4 jail, 5 jail_vnet; rules are numbered by hundreds."""
    jail = [DevfsRule(include=1), DevfsRule(include=2), DevfsRule(include=3)]
    sets = {
        1: [DevfsRule(hide=True)],
        2: _show(*_BASIC),
        3: _show(*_LOGIN),
        4: [*jail, *_show("fuse", "zfs")],
        5: [*jail, DevfsRule(include=4), *_show("pf")],
    }
    return {
        ruleset: [replace(rule, number=STEP * (index + 1)) for index, rule in enumerate(rules)]
        for ruleset, rules in sets.items()
    }


def _show(*patterns: str) -> list[DevfsRule]:
    return [DevfsRule(pattern=pattern, hide=False) for pattern in patterns]


def rules_of(kernel: Kernel, ruleset: int, depth: int = 0) -> Iterator[DevfsRule]:
    """The rules of a set in order, included sets in their places."""
    if depth > len(kernel.devfs_rules):
        return
    for rule in kernel.devfs_rules.get(ruleset, ()):
        if rule.include:
            yield from rules_of(kernel, rule.include, depth + 1)
        else:
            yield rule


def apply_rules(rules: Iterable[DevfsRule], dev: Cdev, start: DevfsRule) -> DevfsRule:
    """What rules make of one node that was as ``start`` says: each matching one changes what it names
    (devfs_rule_applyde_recursive)."""
    hide, mode, uid, gid = start.hide, start.mode, start.uid, start.gid
    for rule in rules:
        if rule.pattern and not fnmatchcase(dev.si_name, rule.pattern):
            continue
        if rule.types and not dev.si_devsw.d_flags & rule.types:
            continue
        hide = hide if rule.hide is None else rule.hide
        mode = mode if rule.mode is None else rule.mode
        uid = uid if rule.uid is None else rule.uid
        gid = gid if rule.gid is None else rule.gid
    return DevfsRule(dev.si_name, hide=hide, mode=mode, uid=uid, gid=gid)
