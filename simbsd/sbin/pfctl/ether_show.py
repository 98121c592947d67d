"""pfctl -s ether, and the Ethernet rules of a file on their way to the kernel.

Models sbin/pfctl/pfctl.c (pfctl_load_eth_ruleset, pfctl_load_eth_rule, pfctl_show_eth_rules,
pfctl_print_eth_rule_counters).
"""

from __future__ import annotations

from simbsd.sbin.pfctl.ether import EthRuleset
from simbsd.sbin.pfctl.run import Run
from simbsd.sbin.pfctl.show import ETH_RULESETS, below, is_shown_inside, rulesets
from simbsd.sbin.pfctl.text import ctime
from simbsd.sys.errno import Errno
from simbsd.sys.pf_eth import PfEthRuleInfo, eth_rule_text

_DEPTH = 64


async def load_eth_ruleset(run: Run, ticket: int, ruleset: EthRuleset, anchor: str, depth: int = 0) -> None:
    """Add the rules of a file to the transaction, those in braces too, and print them with -v."""
    if depth and not ruleset.entries:
        await run.out.put("\n" if run.verbose else "")
        return
    if depth:
        await run.out.put(" {\n" if run.verbose else "")
        if not run.noaction:
            await run.ioctl("DIOCXADD", ticket, "ether", anchor)
    for entry in ruleset.entries:
        if not run.noaction:
            try:
                await run.ioctl("DIOCADDETHRULE", ticket, anchor, entry.rule)
            except Errno as error:
                await run.err.err(1, "DIOCADDETHRULENV", error)
        if run.verbose:
            number = f"@{entry.nr} " if run.verbose > 1 else "  " * depth
            await run.out.put(number + eth_rule_text(entry.rule))
        if entry.inner is not None:
            await load_eth_ruleset(run, ticket, entry.inner, below(anchor, entry.inner.name), depth + 1)
        elif run.verbose:
            await run.out.put("\n")
    if depth and run.verbose:
        await run.out.put("  " * (depth - 1) + "}\n")


async def show_eth_rules(run: Run, path: str, depth: int = 0, wildcard: bool = False, quiet: bool = False) -> None:
    """The Ethernet rules of an anchor, with those in braces and, recursively, those that are called; ``quiet`` when
    only their counters are wanted at zero.
    """
    if depth > _DEPTH:
        return
    if wildcard and run.recurse:
        await _show_below(run, path, depth, quiet)
        return
    try:
        request = "DIOCGETETHRULESCLEAR" if run.clear_counters else "DIOCGETETHRULES"
        infos: list[PfEthRuleInfo] = await run.ioctl(request, path)
    except Errno as error:
        await run.err.warn("DIOCGETETHRULES", error)
        return
    if infos and run.showall and not quiet:
        await run.title("ETH RULES:")
    for info in () if quiet else infos:
        indent = "" if run.verbose else "  " * depth
        call = info.rule.anchor
        inside = is_shown_inside(run, call)
        number = f"@{info.nr} " if run.verbose > 1 or run.debug else ""
        brace = " {" if inside else ""
        await run.out.put(f"{indent}{number}{eth_rule_text(info.rule)}{brace}\n{_counters(run, info)}")
        if inside:
            await show_eth_rules(run, below(path, call), depth + 1, call.endswith("*"))
            await run.out.put(f"{indent}}}\n")


async def _show_below(run: Run, path: str, depth: int, quiet: bool) -> None:
    indent = "" if run.verbose else "  " * depth
    for name in await rulesets(run, path, ETH_RULESETS) or ():
        await run.out.put(f'{indent}anchor "{name.rpartition("/")[2]}" all {{\n')
        await show_eth_rules(run, name, depth + 1, quiet=quiet)
        await run.out.put(f"{indent}}}\n")


def _counters(run: Run, info: PfEthRuleInfo) -> str:
    if not run.verbose:
        return ""
    text = f"  [ Evaluations: {info.evaluations:<8}  Packets: {sum(info.packets):<8}  Bytes: {sum(info.octets):<10}]\n"
    if run.verbose > 1:
        text += f"  [ Last Active Time: {ctime(info.active) if info.active else 'N/A'} ]\n"
    return text
