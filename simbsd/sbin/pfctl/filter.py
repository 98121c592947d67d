"""Rules that pass, block and match.

Models sbin/pfctl/parse.y (pfrule, action, filter_opts, route); leaves out divert sockets, dummynet and fingerprints.
"""

from __future__ import annotations

from dataclasses import replace

from simbsd.sbin.pfctl.expand import Parts, expand_rule
from simbsd.sbin.pfctl.fromto import fromto, host_of
from simbsd.sbin.pfctl.items import (
    IFNAMSIZ,
    direction,
    each,
    family,
    flags,
    icmp_types,
    interfaces,
    logquick,
    owners,
    protos,
    rtable,
    tos,
)
from simbsd.sbin.pfctl.lex import NUMBER, STRING
from simbsd.sbin.pfctl.nodes import FilterOptions, Host, family_of
from simbsd.sbin.pfctl.parser import FILTERING, RETURN_ICMP, RETURN_ICMP6, UINT_MAX, Parser, atoul
from simbsd.sbin.pfctl.pools import is_multiaddr, pool_kind, pool_options, remove_invalid
from simbsd.sbin.pfctl.ruleset import Ruleset
from simbsd.sbin.pfctl.scrub import once, scrub_options
from simbsd.sbin.pfctl.states import keep, with_state
from simbsd.sys.pf import (
    BLOCK,
    MATCH,
    PASS,
    PF_RULE_LABEL_SIZE,
    PF_RULE_MAX_LABEL_COUNT,
    PF_TAG_NAME_SIZE,
    TABLE,
    PfPool,
    PfRule,
)
from simbsd.sys.pf_icmp import ICMP6_CODES, ICMP_CODES
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.strtol import is_number, to_int

_TCP = 6
ACTIONS = (PASS, BLOCK, MATCH)
ROUTES = ("route-to", "reply-to", "dup-to", "fastroute")
FILTER_OPTIONS = (
    "user", "group", "flags", "icmp-type", "icmp6-type", "prio", "tos", "no", "keep", "modulate", "synproxy",
    "ridentifier", "fragment", "allow-opts", "label", "queue", "tag", "!", "tagged", "probability", "rtable", "scrub",
    "set",
)  # fmt: skip


async def pfrule(pf: Parser, ruleset: Ruleset) -> None:
    """pass, block or match."""
    rule = await _action(pf)
    way = await direction(pf)
    logged, quick = await logquick(pf)
    ifs = await interfaces(pf)
    kind, hosts, pool = await _route(pf)
    af = await family(pf)
    proto = await protos(pf)
    ends = await fromto(pf)
    options = await filter_options(pf)
    await pf.check_rulestate(FILTERING)
    rule = replace(rule, direction=way, log=logged, quick=quick, af=af, fragment=options.fragment)
    rule = await common(pf, rule, options, proto)
    rule = replace(
        rule, scrub=options.scrub, prio=options.prio, set_prio=options.set_prio, queue=options.queue,
        allow_opts=options.allow_opts, state=options.state,
    )  # fmt: skip
    state = options.state_options
    if not rule.state and rule.action == PASS and "keep" not in options.seen:
        rule, state = replace(rule, state="keep"), pf.state_defaults
    rule = await with_state(pf, rule, state)
    if rule.action == PASS and rule.state and rule.flags == (0, 0) and not rule.fragment:
        rule = replace(rule, flags=(0x02, 0x12)) if "flags" not in options.seen else rule
    rule = replace(rule, af=family_of(ends.dst, family_of(ends.src, rule.af)))
    if kind:
        rule = await _with_route(pf, rule, kind, hosts, pool)
    parts = Parts(tuple(ifs), tuple(proto), options.icmp, ends, options.uids, options.gids)
    await expand_rule(pf, ruleset, rule, parts)


async def _action(pf: Parser) -> PfRule:
    kind = (await pf.take()).kind
    if kind != BLOCK:
        return PfRule(kind, ret=pf.fail_policy, ret_icmp=RETURN_ICMP, ret_icmp6=RETURN_ICMP6)
    codes = {"ret_icmp": RETURN_ICMP, "ret_icmp6": RETURN_ICMP6}
    if not await pf.at("drop", "return", "return-rst", "return-icmp", "return-icmp6"):
        return PfRule(BLOCK, ret=pf.block_policy, **codes)  # type: ignore[arg-type]
    kind = (await pf.take()).kind
    if kind in ("drop", "return"):
        return PfRule(BLOCK, ret=kind, **codes)  # type: ignore[arg-type]
    if kind == "return-rst":
        ttl = 0
        if await pf.accept("("):
            await pf.expect("ttl")
            ttl = await pf.bounded(0, 255, "illegal ttl value %d")
            await pf.expect(")")
        return PfRule(BLOCK, ret="rst", ret_ttl=ttl)
    rule = PfRule(BLOCK, ret="icmp", ret_icmp=RETURN_ICMP, ret_icmp6=RETURN_ICMP6)
    return await _return_icmp(pf, rule, kind) if await pf.accept("(") else rule


async def _return_icmp(pf: Parser, rule: PfRule, kind: str) -> PfRule:
    """The codes in parentheses; of one alone the other's is the default of ICMP (as parse.y has it)."""
    if kind == "return-icmp6":
        rule = replace(rule, ret_icmp6=await _icmp_code(pf, AF_INET6))
    else:
        rule = replace(rule, ret_icmp=await _icmp_code(pf, AF_INET), ret_icmp6=RETURN_ICMP)
        if not await pf.at(")"):
            await pf.accept(",")
            rule = replace(rule, ret_icmp6=await _icmp_code(pf, AF_INET6))
    await pf.expect(")")
    return rule


async def _icmp_code(pf: Parser, af: int) -> tuple[int, int]:
    token = await pf.expect(STRING, NUMBER)
    kind, _ = RETURN_ICMP if af == AF_INET else RETURN_ICMP6
    value: int | None = token.number
    if token.kind == STRING:
        value = atoul(token.text)
        if value is None:
            known = (ICMP_CODES if af == AF_INET else ICMP6_CODES).get(token.text)
            if known is None or known[0] != kind:
                await pf.fail(f"unknown icmp code {token.text}")
            value = known[1]
    if value is None or not 0 <= value <= 255:
        await pf.fail(f"invalid icmp code {(value or 0) & (1 << 64) - 1}")
    return kind, value


async def _route(pf: Parser) -> tuple[str, list[Host], PfPool]:
    """route: what kind, and the interfaces with their gateways."""
    if not await pf.at(*ROUTES):
        return "", [], PfPool()
    kind = (await pf.take()).kind
    if kind == "fastroute":
        return "", [], PfPool()
    found = await pf.several(lambda: _route_host(pf))
    hosts = [host for group in found for host in group]
    if len({group[0].af for group in found if group[0].af}) > 1:
        await pf.fail("all pool addresses must be in the same address family")
    pool, _ = await pool_options(pf)
    return kind, hosts, pool


async def _route_host(pf: Parser) -> list[Host]:
    if await pf.accept("("):
        name = (await pf.expect(STRING)).text
        found = await host_of(pf)
        await pf.expect(")")
    else:
        name = (await pf.expect(STRING)).text
        found = [Host()]
    if len(name) >= IFNAMSIZ:
        await pf.fail("interface name too long")
    return [replace(host, ifname=name) for host in found]


async def _with_route(pf: Parser, rule: PfRule, kind: str, hosts: list[Host], pool: PfPool) -> PfRule:
    if not rule.direction:
        await pf.fail("direction must be explicit with rules that specify routing")
    af = family_of(tuple(hosts), rule.af)
    hosts, af = remove_invalid(hosts, af)
    if not hosts:
        await pf.fail("no routing address with matching address family found.")
    pool = pool_kind(pool, hosts)
    if pool.kind != "round-robin":
        if any(host.addr.kind == TABLE for host in hosts):
            await pf.fail("tables are only supported in round-robin routing pools")
        named = next((host for host in hosts if is_multiaddr(host)), None)
        if named is not None:
            await pf.fail(f"interface ({named.addr.name}) is only supported in round-robin routing pools")
        if len(hosts) > 1:
            await pf.fail("r.rpool.opts must be PF_POOL_ROUNDROBIN")
    return replace(
        rule, af=af, route=kind, pool=replace(pool, addrs=tuple((host.addr, host.ifname) for host in hosts))
    )


async def common(pf: Parser, rule: PfRule, options: FilterOptions, proto: list[int]) -> PfRule:
    """What rules and anchors share of the options: tags, labels, flags, chance."""
    for name in (options.tag, options.tagged):
        if len(name) >= PF_TAG_NAME_SIZE:
            await pf.fail(f"tag too long, max {PF_TAG_NAME_SIZE - 1} chars")
    for label in options.labels:
        if len(label) >= PF_RULE_LABEL_SIZE:
            await pf.fail(f"rule label too long (max {PF_RULE_LABEL_SIZE - 1} chars)")
    one, mask = options.flags
    if one & mask != one:
        await pf.fail("flags always false")
    if (one or mask) and proto and _TCP not in proto:
        await pf.fail("flags only apply to tcp")
    return replace(
        rule, tag=options.tag, tagged=options.tagged, tagged_not=options.tagged_not, labels=options.labels,
        ridentifier=options.ridentifier, flags=options.flags, tos=options.tos, probability=options.probability,
        rtable=options.rtable,
    )  # fmt: skip


async def filter_options(pf: Parser) -> FilterOptions:
    """filter_opts, in any order."""
    options = FilterOptions()
    while await pf.at(*FILTER_OPTIONS):
        await _filter_option(pf, options)
    return options


async def _filter_option(pf: Parser, options: FilterOptions) -> None:
    kind = (await pf.peek()).kind
    if kind in ("no", "keep", "modulate", "synproxy"):
        state, found = await keep(pf)
        await once(pf, options, "keep", "modulate or keep cannot be redefined")
        options.state, options.state_options = state, found
        return
    await pf.take()
    if kind == "user":
        options.uids = (*await owners(pf, "user"), *options.uids)
    elif kind == "group":
        options.gids = (*await owners(pf, "group"), *options.gids)
    elif kind == "flags":
        found_flags = await flags(pf)
        await once(pf, options, "flags", "flags cannot be redefined")
        options.flags = found_flags
    elif kind in ("icmp-type", "icmp6-type"):
        types = await icmp_types(pf, kind == "icmp6-type")
        await once(pf, options, "icmp", "icmp-type cannot be redefined")
        options.icmp = tuple(types)
    elif kind == "tos":
        value = await tos(pf)
        await once(pf, options, "tos", "tos cannot be redefined")
        options.tos = value
    elif kind == "prio":
        number = (await pf.expect(NUMBER)).number
        await once(pf, options, "prio", "prio cannot be redefined")
        options.prio = await _prio(pf, number)
    else:
        await _rare_option(pf, options, kind)


async def _rare_option(pf: Parser, options: FilterOptions, kind: str) -> None:
    if kind == "ridentifier":
        options.ridentifier = await pf.number()
    elif kind == "fragment":
        options.fragment = True
    elif kind == "allow-opts":
        options.allow_opts = True
    elif kind == "label":
        label = (await pf.expect(STRING)).text
        if len(options.labels) >= PF_RULE_MAX_LABEL_COUNT:
            await pf.fail(f"label can only be used {PF_RULE_MAX_LABEL_COUNT} times")
        options.labels += (label,) if label else ()
    elif kind == "queue":
        options.queue = await _queue(pf)
    elif kind == "tag":
        options.tag = await pf.string()
    elif kind in ("!", "tagged"):
        if kind == "!":
            await pf.expect("tagged")
        options.tagged, options.tagged_not = await pf.string(), kind == "!"
    elif kind == "probability":
        options.probability = await _probability(pf)
    elif kind == "rtable":
        options.rtable = await rtable(pf)
    elif kind == "scrub":
        await pf.expect("(")
        scrub, _ = await scrub_options(pf)
        await pf.expect(")")
        options.scrub = replace(scrub, set_tos=scrub.set_tos if scrub.set_tos >= 0 else options.scrub.set_tos)
    else:
        await _sets(pf, options)


async def _prio(pf: Parser, number: int) -> int:
    if not 0 <= number <= 7:
        await pf.fail("prio must be 0 - 7")
    return number


async def _queue(pf: Parser) -> tuple[str, str]:
    if not await pf.accept("("):
        return (await pf.expect(STRING)).text, ""
    first, other = (await pf.expect(STRING)).text, ""
    if not await pf.accept(")"):
        await pf.accept(",")
        other = (await pf.expect(STRING)).text
        await pf.expect(")")
    return first, other


async def _probability(pf: Parser) -> int:
    """A share as a part of 2**32 - 1, never none."""
    token = await pf.expect(STRING, NUMBER)
    share, whole = token.number, 1
    if token.kind == STRING:
        text = token.text.removesuffix("%")
        before, _, after = text.partition(".")
        if len(text) > 30 or not is_number(before + after):
            await pf.fail(f"invalid probability: {token.text}")
        share, whole = to_int(before + after), 10 ** len(after) * (100 if text != token.text else 1)
    value = (2 * share * UINT_MAX + whole) // (2 * whole)
    if not 0 <= value <= UINT_MAX:
        await pf.fail(f"invalid probability: {value}.000000")
    return value or 1


async def _sets(pf: Parser, options: FilterOptions) -> None:
    """set prio and tos, one or several in parentheses."""
    if await pf.accept("("):
        await each(pf, lambda: _set(pf, options))
    else:
        await _set(pf, options)


async def _set(pf: Parser, options: FilterOptions) -> None:
    if (await pf.expect("prio", "tos")).kind == "tos":
        value = await tos(pf)
        await once(pf, options, "set-tos", "tos cannot be respecified")
        options.scrub = replace(options.scrub, set_tos=value)
        return
    if await pf.accept("("):
        one = await _prio(pf, (await pf.expect(NUMBER)).number)
        await pf.accept(",")
        other = await _prio(pf, (await pf.expect(NUMBER)).number)
        await pf.expect(")")
    else:
        one = other = await _prio(pf, (await pf.expect(NUMBER)).number)
    await once(pf, options, "set-prio", "prio cannot be redefined")
    options.set_prio = one, other
