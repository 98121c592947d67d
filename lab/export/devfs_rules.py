"""devfs.rules(5): the rulesets that the kernel holds beyond those that come with the system."""

from __future__ import annotations

from lab.export.survey import quoted
from simbsd.sys.conf import DevfsRule
from simbsd.sys.kernel import Kernel

SHIPPED = 5  # sbin/devfs: the last ruleset of /etc/defaults/devfs.rules


def devfs_rules(kernel: Kernel) -> tuple[str, list[str]]:
    """The file's text, and what it does not say."""
    blocks: list[str] = []
    notes: list[str] = []
    for number, rules in sorted(kernel.devfs_rules.items()):
        if number <= SHIPPED:
            continue
        lines = [f"[ruleset{number}={number}]", *(f"add {_rule(rule, notes)}" for rule in rules)]
        blocks.append("".join(f"{line}\n" for line in lines))
    if not blocks:
        notes.append("There are no rulesets but those of /etc/defaults/devfs.rules.")
    return "\n".join(["# /etc/devfs.rules\n", *blocks]), notes


def _rule(rule: DevfsRule, notes: list[str]) -> str:
    words: list[str] = []
    if rule.include:
        words.append(f"include {rule.include}")
    if rule.types:
        notes.append(f"Rule {rule.number} asks for a type of device, which is left out here.")
    if rule.pattern:
        words.append(f"path {quoted(rule.pattern) if '*' not in rule.pattern else repr(rule.pattern)}")
    if rule.hide is not None:
        words.append("hide" if rule.hide else "unhide")
    if rule.mode is not None:
        words.append(f"mode {rule.mode:04o}")
    words += [f"{name} {value}" for name, value in (("user", rule.uid), ("group", rule.gid)) if value is not None]
    return " ".join(words)
