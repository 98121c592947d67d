"""What pfctl does with rules before it loads them: double ones go, many addresses become a table, like ones stand
together.

Models sbin/pfctl/pfctl_optimize.c; leaves out profiles of the rules in use (``-o profile`` does what ``basic`` does).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from simbsd.lib.syscall import syscall
from simbsd.sbin.pfctl.anchors import Table
from simbsd.sbin.pfctl.hosts import Hosts
from simbsd.sbin.pfctl.nodes import Host
from simbsd.sbin.pfctl.ruleset import Entry
from simbsd.sbin.pfctl.run import TABLE as LOAD_TABLE
from simbsd.sbin.pfctl.run import Run
from simbsd.sys.pf import ADDRMASK, TABLE, PfAddr, PfRule, PfRuleAddr, PfTableAddr, PfTableInfo
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sbin.pfctl.load import Loader

PREFIX = "__automatic_"
THRESHOLD = 6  # TABLE_THRESHOLD: so many addresses are found faster in a table
_FIELDS = 8  # PF_SKIP_COUNT
_BLOCK_MAX = 400  # rules in a block that are compared with each other


@dataclass(slots=True, eq=False)
class Optimized:
    """A rule in a block (pf_opt_rule), with the table that its addresses go into."""

    entry: Entry
    src: Addresses | None = None
    dst: Addresses | None = None

    @property
    def rule(self) -> PfRule:
        """The rule itself."""
        return self.entry.rule


@dataclass(slots=True, eq=False)
class Addresses:
    """Addresses that will be a table (pf_opt_tbl)."""

    name: str
    hosts: list[Host] = field(default_factory=list)
    generated: bool = False


@dataclass(slots=True, eq=False)
class Step:
    """Rules that are alike in one field (pf_skip_step); ``count`` 0: it does not help."""

    rules: list[Optimized] = field(default_factory=list)
    count: int = 0


class Optimizer:
    """One ruleset (pfctl_optimize_ruleset)."""

    def __init__(self, run: Run, loader: Loader, anchor: str) -> None:
        self.run = run
        self.loader = loader
        self.anchor = anchor

    async def optimize(self, entries: list[Entry]) -> list[Entry]:
        """The rules in their new order, with new numbers."""
        hosts = Hosts(self.run.stderr)
        done: list[Entry] = []
        for block in await _superblocks(entries, hosts):
            rules = block
            if 1 < len(block) <= _BLOCK_MAX:
                rules = await self._combine(_without_doubles(block))
                rules = _reorder(rules)
            for optimized in rules:
                done.append(Entry(optimized.rule, len(done), optimized.entry.inner))
        return done

    async def _combine(self, block: list[Optimized]) -> list[Optimized]:
        """Rules that differ in one address become one rule with a table (combine_rules)."""
        if LOAD_TABLE not in self.run.loadopt:
            await self.run.err.warnx("Must enable table loading for optimizations")
            return block
        rules = list(block)
        for one in block:
            if one in rules:
                for other in rules[rules.index(one) + 1 :]:
                    if self._merge(one, other):
                        rules.remove(other)
        kept: list[Optimized] = []
        for one in rules:
            for side in ("src", "dst"):
                table: Addresses | None = getattr(one, side)
                if table is None or len(table.hosts) < THRESHOLD:
                    continue
                if table.generated:
                    break
                await self._generate(one, side, table)
            else:
                kept.append(one)
        return kept

    def _merge(self, one: Optimized, other: Optimized) -> bool:
        """Put another rule's address into the table of this; True when that rule goes."""
        equal = {side: _same(getattr(one.rule, side), getattr(other.rule, side)) for side in ("src", "dst")}
        if equal["src"] == equal["dst"] or other.src is not None or other.dst is not None:
            return False
        side, rest = ("dst", "src") if equal["src"] else ("src", "dst")
        mine: PfRuleAddr = getattr(one.rule, side)
        theirs: PfRuleAddr = getattr(other.rule, side)
        single = mine.addr.kind == theirs.addr.kind == ADDRMASK and (mine.neg, mine.port) == (theirs.neg, theirs.port)
        if getattr(one, rest) is not None or not single or _combinable(one.rule) != _combinable(other.rule):
            return False
        table: Addresses | None = getattr(one, side)
        if table is None:
            table = Addresses(f"{PREFIX}{self.loader.table_number}", [Host(mine.addr, one.rule.af)])
            self.loader.table_number += 1
            setattr(one, side, table)
        table.hosts.append(Host(theirs.addr, one.rule.af))
        setattr(other, side, table)
        return len(table.hosts) >= THRESHOLD

    async def _generate(self, one: Optimized, side: str, addresses: Addresses) -> None:
        """Make the table, and let the rule name it (pf_opt_create_table)."""
        from simbsd.sbin.pfctl.load import table_text

        addresses.generated = True
        table = Table(addresses.name, ("const",), True, (addresses.hosts,))
        if not self.run.noaction:
            table.name = addresses.name = await self._free_name()
            addrs = [PfTableAddr(host.af, host.addr.addr, host.addr.plen) for host in addresses.hosts]
            await self.loader.define(table, self.anchor, addrs)
        if self.run.verbose:
            await self.run.out.put(table_text(table))
        old: PfRuleAddr = getattr(one.rule, side)
        named = replace(old, addr=PfAddr(TABLE, name=addresses.name))
        rule = replace(one.rule, src=named) if side == "src" else replace(one.rule, dst=named)
        one.entry = Entry(rule, one.entry.nr, one.entry.inner)

    async def _free_name(self) -> str:
        tables: list[PfTableInfo] = await self.run.ioctl("DIOCRGETTABLES", "", True)
        names = [info.name.lower() for info in tables]
        while True:
            number = int.from_bytes(await syscall("getrandom", 4), "big")
            name = f"{PREFIX}{number:x}_{self.loader.tables_made}"
            if name not in names:
                self.loader.tables_made += 1
                return name


def _nomerge(rule: PfRule) -> PfRule:
    """What must be equal inside a block (comparable_rule with NOMERGE)."""
    return replace(
        rule, af=0, ifnot=False, ifname="", tagged_not=False, tagged="", options=(), ret_icmp=(0, 0),
        ret_icmp6=(0, 0), uid=None, gid=None, direction=0, proto=0, types=(-1, -1), flags=(0, 0), tos=0,
        src=PfRuleAddr(), dst=PfRuleAddr(), scrub=replace(rule.scrub, min_ttl=0, max_mss=0, set_tos=-1),
    )  # fmt: skip


def _combinable(rule: PfRule) -> PfRule:
    """What must be equal in rules that become one (comparable_rule with COMBINED)."""
    return replace(rule, src=replace(rule.src, addr=PfAddr()), dst=replace(rule.dst, addr=PfAddr()))


def _is_barrier(rule: PfRule) -> bool:
    """Rules that stay where they are, alone (BARRIER)."""
    track = rule.track
    limits = track.nodes or track.states or track.conn or track.rate[0] or dict(rule.options).get("max")
    return bool(rule.labels or rule.probability or limits or rule.anchor or rule.route or track.kind == "rule")


async def _superblocks(entries: list[Entry], hosts: Hosts) -> list[list[Optimized]]:
    """Neighbours that may change places (construct_superblocks, superblock_inclusive)."""
    blocks: list[list[Optimized]] = []
    for entry in entries:
        rule = entry.rule
        fits = False
        if blocks and not _is_barrier(rule):
            first = blocks[-1][0].rule
            groups = [bool(name) and bool(await hosts.group(name)) for name in (rule.ifname, first.ifname)]
            apart = any(groups) and rule.ifname.lower() != first.ifname.lower()
            fits = not apart and _nomerge(first) == _nomerge(rule)
        if fits:
            blocks[-1].append(Optimized(entry))
        else:
            blocks.append([Optimized(entry)])
    return blocks


def _same(one: PfRuleAddr, other: PfRuleAddr) -> bool:
    return one.neg == other.neg and one.addr == other.addr


def _without_doubles(block: list[Optimized]) -> list[Optimized]:
    """Rules that say nothing beside others go (remove_identical_rules)."""
    rules = list(block)
    at = 0
    while at < len(rules):
        one = rules[at].rule
        removed = False
        for other in rules[at + 1 :]:
            if _within(one, other.rule):
                rules.remove(other)
            elif _within(other.rule, one):
                del rules[at]
                removed = True
                break
        at += not removed
    return rules


def _within(wide: PfRule, narrow: PfRule) -> bool:
    """Whether a rule says all that another says (exclude_supersets makes the other equal to it)."""
    part = narrow
    if not wide.ifname:
        part = replace(part, ifname="")
    if not wide.direction:
        part = replace(part, direction=0)
    if wide.proto in (0, part.proto) and wide.flags == (0, 0):
        part = replace(part, flags=(0, 0))
    if not wide.proto:
        part = replace(part, proto=0)
    part = replace(part, src=_widened(wide, wide.src, part, part.src), dst=_widened(wide, wide.dst, part, part.dst))
    return wide == (part if wide.af else replace(part, af=0))


def _widened(wide: PfRule, big: PfRuleAddr, narrow: PfRule, small: PfRuleAddr) -> PfRuleAddr:
    if big.port is None:
        small = replace(small, port=None)
    if big.addr.kind != ADDRMASK:
        return small
    if not big.neg and not small.neg and not big.addr.plen:
        return replace(small, addr=big.addr)
    if small.addr.kind != ADDRMASK or big.neg != small.neg or wide.af != narrow.af:
        return small
    width = 32 if wide.af == AF_INET else 128
    inside = (big.addr.addr ^ small.addr.addr) >> (width - big.addr.plen) == 0
    return replace(small, addr=big.addr) if big.addr.plen < small.addr.plen and inside else small


def _fields(rule: PfRule) -> tuple[object, ...]:
    """The values of the fields that skip steps know; None is like no other (skip_cmp_*)."""
    return (
        (rule.ifname, rule.ifnot) if rule.ifname else None, rule.direction or None, rule.af or None,
        rule.proto or None, _step_addr(rule.src), rule.src.port, _step_addr(rule.dst), rule.dst.port,
    )  # fmt: skip


def _step_addr(side: PfRuleAddr) -> object:
    return None if side.addr.kind == ADDRMASK and not side.addr.addr else (side.neg, side.addr)


def _steps(rules: list[Optimized]) -> list[list[Step]]:
    """For each field the groups of rules that are alike in it, the largest first."""
    every: list[list[Step]] = []
    for number in range(_FIELDS):
        steps: list[Step] = []
        for optimized in rules:
            value = _fields(optimized.rule)[number]
            found = next(
                (step for step in steps if value is not None and _fields(step.rules[0].rule)[number] == value), None
            )
            if found is None:
                found = Step()
                steps.append(found)
            found.rules.append(optimized)
            found.count += 1
            at = steps.index(found)
            while at and steps[at - 1].count < found.count:
                steps[at - 1], steps[at] = steps[at], steps[at - 1]
                at -= 1
        every.append(steps)
    return every


def _reorder(rules: list[Optimized], depth: int = 0) -> list[Optimized]:
    """Put together what is alike, so that the kernel skips more at once (reorder_rules)."""
    every = _steps(rules)
    largest = 0
    for steps in every:
        if steps[0].count in (len(rules), 1):
            steps[0].count = 0
        largest = max(largest, steps[0].count)
    if not largest or depth >= _FIELDS:
        return rules
    before: list[Optimized] = []
    own: list[Optimized] = []
    left = list(rules)
    while left:
        best = max((steps for steps in every if steps), key=lambda steps: steps[0].count, default=None)
        if best is None or best[0].count <= 1:
            own += left
            break
        step = best.pop(0)
        for optimized in step.rules:
            left.remove(optimized)
            _forget(every, optimized, step)
        if step.count > 2:
            before += _reorder(list(step.rules), depth + 1)
        else:
            own += step.rules
    return before + own


def _forget(every: list[list[Step]], optimized: Optimized, active: Step) -> None:
    """Take a rule out of the other groups (remove_from_skipsteps)."""
    for steps in every:
        if not steps or steps[0] is active or steps[0].count <= 1:
            continue
        step = next((step for step in steps if optimized in step.rules), None)
        if step is None:
            continue
        step.rules.remove(optimized)
        step.count -= 1
        at = steps.index(step)
        while at + 1 < len(steps) and steps[at + 1].count > step.count:
            steps[at], steps[at + 1] = steps[at + 1], steps[at]
            at += 1
