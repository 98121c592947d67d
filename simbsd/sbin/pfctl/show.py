"""pfctl -s rules, nat, labels, Anchors.

Models sbin/pfctl/pfctl.c (pfctl_show_rules, pfctl_show_nat, pfctl_show_anchors, pfctl_show_eth_anchors,
pfctl_print_rule_counters); leaves out skip steps in numbers.
"""

from __future__ import annotations

from simbsd.sbin.pfctl.run import Run
from simbsd.sbin.pfctl.text import ctime
from simbsd.sys.errno import EINVAL, ENOENT, Errno
from simbsd.sys.pf import PfRuleInfo
from simbsd.sys.pf_text import rule_text

RULES, LABELS, NOTHING = "rules", "labels", "nothing"
_DEPTH = 64
RULESETS, ETH_RULESETS = "DIOCGETRULESETS", "DIOCGETETHRULESETS"
_ABSENT = {RULESETS: EINVAL, ETH_RULESETS: ENOENT}


def below(path: str, name: str) -> str:
    """The path of an anchor that is called from another's rules; ``/*`` at its end is gone."""
    name = name.removesuffix("/*")
    if name.startswith("/"):
        return name[1:]
    return f"{path}/{name}" if path and name else path or name


async def _rules(run: Run, kind: str, path: str) -> list[PfRuleInfo] | None:
    """The rules of a ruleset; None, said why, when there is no such anchor."""
    try:
        request = "DIOCGETRULESCLEAR" if run.clear_counters else "DIOCGETRULES"
        found: list[PfRuleInfo] = await run.ioctl(request, path, kind)
        return found
    except Errno as error:
        await run.err.warn("DIOCGETRULES", error)
        return None


async def show_rules(run: Run, path: str, form: str, depth: int = 0, wildcard: bool = False) -> None:
    """The scrub and filter rules of an anchor, with those in braces and, recursively, those that are called."""
    if depth > _DEPTH:
        return
    if wildcard and run.recurse:
        await _show_below(run, path, form, depth)
        return
    scrubs = await _rules(run, "scrub", path)
    if scrubs is None:
        return
    if run.showall:
        if form == RULES:
            await run.title("FILTER RULES:")
        elif form == LABELS and run.labels:
            await run.title("LABEL COUNTERS:")
    for info in scrubs if form == RULES else ():
        await _put(run, info, 0)
    for info in await _rules(run, "filter", path) or ():
        if form == LABELS:
            await _put_label(run, info)
        elif form == RULES:
            await _put(run, info, depth)
            await _put_inner(run, path, info, form, depth)


async def _show_below(run: Run, path: str, form: str, depth: int) -> None:
    indent = "" if run.verbose else "  " * depth
    for name in await rulesets(run, path) or ():
        await run.out.put(f'{indent}anchor "{name.rpartition("/")[2]}" all {{\n')
        await show_rules(run, name, form, depth + 1)
        await run.out.put(f"{indent}}}\n")


def is_shown_inside(run: Run, call: str) -> bool:
    """Whether the rules of an anchor follow it in braces: it has no name, or all are wanted."""
    return bool(call) and (call.rpartition("/")[2].startswith("_") or run.recurse)


async def _put(run: Run, info: PfRuleInfo, depth: int) -> None:
    """A rule, and its counters with -v."""
    if info.rule.labels and run.showall:
        run.labels = True
    verbose = run.verbose > 1 or run.debug
    indent = "" if run.verbose else "  " * depth
    number = f"@{info.nr} " if verbose else ""
    brace = " {" if is_shown_inside(run, info.rule.anchor) else ""
    text = rule_text(info.rule, await run.services(), verbose)
    await run.out.put(f"{indent}{number}{text}{brace}\n{counters(run, info)}")


async def _put_inner(run: Run, path: str, info: PfRuleInfo, form: str, depth: int) -> None:
    call = info.rule.anchor
    if not is_shown_inside(run, call):
        return
    await show_rules(run, below(path, call), form, depth + 1, call.endswith("*"))
    await run.out.put(("" if run.verbose else "  " * depth) + "}\n")


def counters(run: Run, info: PfRuleInfo) -> str:
    """pfctl_print_rule_counters."""
    if not run.verbose:
        return ""
    packets, octets = sum(info.packets), sum(info.octets)
    text = f"  [ Evaluations: {info.evaluations:<8}  Packets: {packets:<8}  "
    text += f"Bytes: {octets:<10}  States: {info.states_cur:<6}]\n"
    if not run.debug:
        text += f"  [ Inserted: uid {info.uid} pid {info.pid} State Creations: {info.states_tot:<6}]\n"
    if run.verbose > 1:
        text += f"  [ Last Active Time: {ctime(info.active) if info.active else 'N/A'} ]\n"
    return text


async def _put_label(run: Run, info: PfRuleInfo) -> None:
    if not info.rule.labels:
        return
    ins, outs = info.packets, info.octets
    numbers = (info.evaluations, sum(ins), sum(outs), ins[0], outs[0], ins[1], outs[1], info.states_tot)
    await run.out.put(" ".join((*info.rule.labels, *(str(number) for number in numbers))) + "\n")


async def show_nat(run: Run, path: str, depth: int = 0) -> None:
    """The rules of translation of an anchor."""
    title = run.showall
    for kind in ("nat", "rdr", "binat"):
        infos = await _rules(run, kind, path)
        if infos is None:
            return
        for info in infos:
            if title:
                await run.title("TRANSLATION RULES:")
                title = False
            call = info.rule.anchor
            verbose = run.verbose > 1
            number = f"@{info.nr} " if verbose else ""
            indent = "" if run.verbose else "  " * depth
            brace = " {" if is_shown_inside(run, call) else ""
            text = rule_text(info.rule, await run.services(), verbose)
            await run.out.put(f"{indent}{number}{text}{brace}\n{counters(run, info)}")
            if brace and depth < _DEPTH:
                await show_nat(run, below(path, call), depth + 1)
                await run.out.put(f"{indent}}}\n")


async def rulesets(run: Run, path: str, request: str = RULESETS) -> list[str] | None:
    """The anchors below one; None, and a line, when there is no such anchor."""
    try:
        found: list[str] = await run.ioctl(request, path)
        return found
    except Errno as error:
        if error.errno != _ABSENT[request]:
            await run.err.err(1, request, error)
        await run.stderr(f"Anchor '{path}' not found.")
        return None


async def show_anchors(run: Run, path: str, request: str = RULESETS, depth: int = 0) -> bool:
    """The anchors below one, with -v all of them; False when there is no such anchor."""
    names = await rulesets(run, path, request)
    if names is None or depth > _DEPTH:
        return False
    for name in names:
        if not name.startswith("_") or run.verbose:
            await run.out.put(f"  {name}\n")
        if run.verbose and not await show_anchors(run, name, request, depth + 1):
            return False
    return True
