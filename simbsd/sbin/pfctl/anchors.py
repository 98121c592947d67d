"""Anchors, rules against spoofing, tables, and files that are loaded into anchors.

Models sbin/pfctl/parse.y (anchorrule, pfa_anchor, loadrule, antispoof, tabledef, process_tabledef).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from simbsd.sbin.pfctl.expand import Parts, expand_rule
from simbsd.sbin.pfctl.filter import ACTIONS, common, filter_options, pfrule
from simbsd.sbin.pfctl.fromto import fromto, ipspec
from simbsd.sbin.pfctl.items import direction, family, ifname, interfaces, logquick, protos, rtable
from simbsd.sbin.pfctl.lex import STRING
from simbsd.sbin.pfctl.nodes import FilterOptions, FromTo, Host, Interface, family_of
from simbsd.sbin.pfctl.parser import FILTERING, TRANSLATION, Parser
from simbsd.sbin.pfctl.ruleset import Ruleset
from simbsd.sys.pf import (
    BINAT,
    BLOCK,
    DYNIFTL,
    NAT,
    NOROUTE,
    PASS,
    PF_IN,
    PF_RULE_LABEL_SIZE,
    PF_RULE_MAX_LABEL_COUNT,
    PF_TABLE_NAME_SIZE,
    RANGE,
    RDR,
    TABLE,
    URPFFAILED,
    PfAddr,
    PfRule,
)

_DEPTH = 32  # braces inside braces
NAT_ANCHORS = {"nat-anchor": NAT, "rdr-anchor": RDR, "binat-anchor": BINAT}


async def anchorrule(pf: Parser, ruleset: Ruleset, depth: int = 0) -> None:
    """anchor, perhaps with its rules in braces; the word itself is taken."""
    name = (await pf.take()).text if await pf.at(STRING) else ""
    way = await direction(pf)
    quick = await pf.accept("quick")
    ifs, af, proto = await interfaces(pf), await family(pf), await protos(pf)
    ends = await fromto(pf)
    options = await filter_options(pf)
    inner = await _braces(pf, depth) if await pf.at("{") else None
    await pf.check_rulestate(FILTERING)
    name = await anchor_name(pf, name, ruleset.inline, inner)
    rule = PfRule(PASS, direction=way, quick=quick, af=af, prio=options.prio, set_prio=options.set_prio)
    rule = await common(pf, rule, options, proto)
    if options.state:
        await pf.fail("cannot specify state handling on anchors")
    rule = replace(rule, af=family_of(ends.dst, family_of(ends.src, af)), anchor=name)
    parts = Parts(tuple(ifs), tuple(proto), options.icmp, ends, options.uids, options.gids)
    await expand_rule(pf, ruleset, rule, parts, inner)


class Named(Protocol):
    """Rules inside braces: what they are called if the file says nothing."""

    name: str


async def anchor_name(pf: Parser, name: str, inline: dict[str, bool], inner: Named | None) -> str:
    """What an anchor is called; the name of rules inside braces is noted in ``inline``, that none comes twice."""
    if name.startswith("_") or "/_" in name:
        await pf.fail("anchor names beginning with '_' are reserved for internal use")
    if inner is None:
        if not name:
            await pf.fail("anchors without explicit rules must specify a name")
        return name
    if "/" in name:
        await pf.fail("anchor paths containing '/' cannot be used for inline anchors.")
    inner.name = name or inner.name
    if inner.name in inline:
        await pf.fail(f"inline anchor '{inner.name}' already exists")
    inline[inner.name] = True
    return inner.name


async def _braces(pf: Parser, depth: int) -> Ruleset:
    """The rules inside braces (pfa_anchor)."""
    if depth >= _DEPTH:
        await pf.syntax()
    await pf.expect("{")
    pf.braces += 1
    inner = Ruleset(f"_{pf.braces}")
    await pf.expect("\n")
    while not await pf.accept("}"):
        if await pf.at(*ACTIONS):
            await pfrule(pf, inner)
        elif await pf.at("anchor"):
            await pf.take()
            await anchorrule(pf, inner, depth + 1)
        elif await pf.at(*NAT_ANCHORS):
            await nat_anchor(pf, inner, (await pf.take()).kind)
        await pf.expect("\n")
    return inner


async def nat_anchor(pf: Parser, ruleset: Ruleset, kind: str) -> None:
    """nat-anchor, rdr-anchor, binat-anchor; the word itself is taken."""
    name = await pf.string()
    ifs, af, proto = await interfaces(pf), await family(pf), await protos(pf)
    ends = await fromto(pf)
    table = await rtable(pf) if await pf.accept("rtable") else -1
    await pf.check_rulestate(TRANSLATION)
    rule = PfRule(NAT_ANCHORS[kind], af=family_of(ends.dst, family_of(ends.src, af)), rtable=table, anchor=name)
    if kind == "binat-anchor":
        if len(proto) > 1:
            await pf.fail("proto list expansion not supported in binat-anchor")
        if ends != FromTo():
            await pf.fail("fromto parameter not supported in binat-anchor")
        ruleset.append(replace(rule, proto=proto[0] if proto else 0))
        return
    if kind == "rdr-anchor":
        if ends.src_ports:
            await pf.fail("source port parameter not supported in rdr-anchor")
        if len(ends.dst_ports) > 1:
            await pf.fail("destination port list expansion not supported in rdr-anchor")
        if ends.dst_ports and ends.dst_ports[0].op != "=":
            await pf.fail("destination port operators not supported in rdr-anchor")
    await expand_rule(pf, ruleset, rule, Parts(tuple(ifs), tuple(proto), (), ends))


async def loadrule(pf: Parser, loads: list[tuple[str, str]]) -> None:
    """load anchor NAME from FILE; the first word is taken."""
    await pf.expect("anchor")
    name = await pf.string()
    await pf.expect("from")
    loads.append((name, await pf.string()))


async def antispoof(pf: Parser, ruleset: Ruleset) -> None:
    """antispoof for interfaces; the word itself is taken."""
    logged, quick = await logquick(pf)
    await pf.expect("for")
    items = await pf.several(lambda: _spoofed(pf))
    af = await family(pf)
    options = await _antispoof_options(pf)
    await pf.check_rulestate(FILTERING)
    for label in options.labels:
        if len(label) >= PF_RULE_LABEL_SIZE:
            await pf.fail(f"rule label too long (max {PF_RULE_LABEL_SIZE - 1} chars)")
    rule = PfRule(BLOCK, direction=PF_IN, log=logged, quick=quick, af=af, labels=options.labels)
    rule = replace(rule, ridentifier=options.ridentifier, rtable=options.rtable)
    for item in items:
        networks = await _addresses(pf, item, ("network",))
        if networks:
            parts = Parts((Interface(item.name, True),), ends=FromTo(tuple(networks)))
            await expand_rule(pf, ruleset, rule, parts)
        addresses = await _addresses(pf, item, ())
        if addresses and not await pf.hosts.is_loopback(item.name):
            await expand_rule(pf, ruleset, rule, Parts(ends=FromTo(tuple(addresses))))


async def _spoofed(pf: Parser) -> Interface:
    if not await pf.accept("("):
        return Interface(await ifname(pf))
    name = await ifname(pf)
    await pf.expect(")")
    return Interface(name, dynamic=True)


async def _addresses(pf: Parser, item: Interface, modifiers: tuple[str, ...]) -> list[Host]:
    if item.dynamic:
        return [Host(PfAddr(DYNIFTL, name=item.name, modifiers=modifiers, plen=128))]
    return await pf.hosts.lookup(item.name, modifiers)


async def _antispoof_options(pf: Parser) -> FilterOptions:
    options = FilterOptions()
    while await pf.at("label", "ridentifier", "rtable"):
        kind = (await pf.take()).kind
        if kind == "label":
            label = (await pf.expect(STRING)).text
            if len(options.labels) >= PF_RULE_MAX_LABEL_COUNT:
                await pf.fail(f"label can only be used {PF_RULE_MAX_LABEL_COUNT} times")
            options.labels += (label,)
        elif kind == "ridentifier":
            options.ridentifier = await pf.number()
        else:
            options.rtable = await rtable(pf)
    return options


@dataclass(slots=True)
class Table:
    """A table as it is written; ``parts`` are lists of hosts and names of files, in order."""

    name: str
    flags: tuple[str, ...] = ()
    addrs: bool = False
    parts: tuple[list[Host] | str, ...] = ()


_NOT_IN_TABLES = {
    RANGE: "address ranges are not permitted inside tables",
    DYNIFTL: "dynamic addresses are not permitted inside tables", TABLE: "tables cannot contain tables",
    NOROUTE: '"no-route" is not permitted inside tables', URPFFAILED: '"urpf-failed" is not permitted inside tables',
}  # fmt: skip


async def tabledef(pf: Parser) -> Table:
    """table <name>; the word itself is taken."""
    await pf.expect("<")
    table = Table((await pf.expect(STRING)).text)
    await pf.expect(">")
    given: dict[str, bool] = {}
    while await pf.at(STRING, "{", "file"):
        token = await pf.peek()
        if token.kind == "{":
            table.addrs = True
            hosts = await _table_hosts(pf)
            table.parts += (hosts,) if hosts is not None else ()
        elif (await pf.take()).kind == "file":
            table.addrs = True
            table.parts += ((await pf.expect(STRING)).text,)
        elif token.text in ("const", "persist", "counters"):
            given[token.text] = True
        else:
            await pf.fail(f"invalid table option '{token.text}'")
    table.flags = tuple(flag for flag in ("const", "persist", "counters") if flag in given)
    if len(table.name) >= PF_TABLE_NAME_SIZE:
        await pf.fail(f"table name too long, max {PF_TABLE_NAME_SIZE - 1} chars")
    return table


async def _table_hosts(pf: Parser) -> list[Host] | None:
    """The addresses in braces; None for empty ones."""
    await pf.expect("{")
    await pf.newlines()
    if await pf.accept("}"):
        return None
    hosts: list[Host] = []
    while True:
        hosts += await ipspec(pf)
        await pf.newlines()
        if await pf.accept("}"):
            break
        await pf.accept(",")
    for host in hosts:
        if host.addr.kind in _NOT_IN_TABLES:
            await pf.fail(_NOT_IN_TABLES[host.addr.kind])
    return hosts
