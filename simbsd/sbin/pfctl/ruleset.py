"""The rules of a file before they are loaded: rulesets, and those inside braces below them.

Models the pfctl_ruleset and pfctl_anchor of sbin/pfctl/pf_ruleset.c as far as pfctl(8) needs them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.sys.pf import RULESET_OF, RULESETS, PfRule


@dataclass(slots=True)
class Entry:
    """A rule with its number; ``inner`` is what stands in braces behind an anchor."""

    rule: PfRule
    nr: int
    inner: Ruleset | None = None


@dataclass(slots=True)
class Ruleset:
    """Rules by kind. ``match`` counts the rules so far; ``name`` is empty for the file's own."""

    name: str = ""
    rules: dict[str, list[Entry]] = field(default_factory=lambda: {kind: [] for kind in RULESETS})
    inline: dict[str, bool] = field(default_factory=dict)
    match: int = 0

    def append(self, rule: PfRule, inner: Ruleset | None = None) -> None:
        """A rule at the end of those of its kind (pfctl_append_rule)."""
        self.rules[RULESET_OF[rule.action]].append(Entry(rule, self.match, inner))
        self.match += 1
