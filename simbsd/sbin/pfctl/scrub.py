"""Scrub rules, and what other rules mend on the way.

Models sbin/pfctl/parse.y (scrubrule, scrub_opts).
"""

from __future__ import annotations

from dataclasses import replace

from simbsd.sbin.pfctl.expand import Parts, expand_rule
from simbsd.sbin.pfctl.fromto import fromto
from simbsd.sbin.pfctl.items import direction, family, interfaces, logquick, protos, rtable, tos
from simbsd.sbin.pfctl.lex import STRING
from simbsd.sbin.pfctl.nodes import FilterOptions
from simbsd.sbin.pfctl.parser import SCRUBBING, Parser
from simbsd.sbin.pfctl.ruleset import Ruleset
from simbsd.sys.pf import PfRule, PfScrub

_SCRUB_OPTIONS = (
    "no-df", "min-ttl", "max-mss", "set-tos", "fragment", "reassemble", "random-id", "rtable", "!", "tagged",
)  # fmt: skip


async def once(pf: Parser, options: FilterOptions, name: str, complaint: str) -> None:
    """Complain of an option that is given twice."""
    if name in options.seen:
        await pf.fail(complaint)
    options.seen[name] = True


async def scrubrule(pf: Parser, ruleset: Ruleset, action: str) -> None:
    """scrub, or no scrub; the words themselves are taken."""
    way = await direction(pf)
    logged, quick = await logquick(pf)
    ifs, af, proto = await interfaces(pf), await family(pf), await protos(pf)
    ends = await fromto(pf)
    scrub, options = await scrub_options(pf)
    await pf.check_rulestate(SCRUBBING)
    if quick:
        await pf.fail("scrub rules do not support 'quick'")
    if scrub.reassemble_tcp and way:
        await pf.fail("reassemble tcp rules can not specify direction")
    rule = PfRule(action, direction=way, log=logged, af=af, scrub=scrub, rtable=options.rtable)
    rule = replace(rule, tagged=options.tagged, tagged_not=options.tagged_not)
    await expand_rule(pf, ruleset, rule, Parts(tuple(ifs), tuple(proto), (), ends))


async def scrub_options(pf: Parser) -> tuple[PfScrub, FilterOptions]:
    """scrub_opts, with commas or without; what is not mending is in the options."""
    scrub, options = PfScrub(), FilterOptions()
    first = True
    while await pf.at(*_SCRUB_OPTIONS, *(() if first else (",",))):
        if not first:
            await pf.accept(",")
        first = False
        scrub = await _scrub_option(pf, scrub, options)
    return scrub, options


async def _scrub_option(pf: Parser, scrub: PfScrub, options: FilterOptions) -> PfScrub:
    kind = (await pf.expect(*_SCRUB_OPTIONS)).kind
    if kind == "rtable":
        options.rtable = await rtable(pf)
        return scrub
    if kind in ("!", "tagged"):
        if kind == "!":
            await pf.expect("tagged")
        options.tagged, options.tagged_not = await pf.string(), kind == "!"
        return scrub
    if kind == "fragment":
        negated = await pf.accept("no")
        await pf.expect("reassemble")
        await once(pf, options, kind, "fragcache cannot be respecified")
        return replace(scrub, no_reassemble=negated)
    if kind == "reassemble":
        word = (await pf.expect(STRING)).text
        if word.lower() != "tcp":
            await pf.fail(f"scrub reassemble supports only tcp, not '{word}'")
        await once(pf, options, kind, "reassemble tcp cannot be respecified")
        return replace(scrub, reassemble_tcp=True)
    if kind == "set-tos":
        value = await tos(pf)
        await once(pf, options, kind, "set-tos cannot be respecified")
        return replace(scrub, set_tos=value)
    if kind in ("min-ttl", "max-mss"):
        await once(pf, options, kind, f"{kind} cannot be respecified")
        limit = await pf.bounded(0, 255 if kind == "min-ttl" else 65535, f"illegal {kind} value %d")
        return replace(scrub, min_ttl=limit) if kind == "min-ttl" else replace(scrub, max_mss=limit)
    await once(pf, options, kind, f"{kind} cannot be respecified")
    return replace(scrub, no_df=True) if kind == "no-df" else replace(scrub, random_id=True)
