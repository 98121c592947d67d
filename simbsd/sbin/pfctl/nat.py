"""Rules of translation: nat, rdr, binat, and those that except something from them.

Models sbin/pfctl/parse.y (natrule, binatrule).
"""

from __future__ import annotations

from dataclasses import replace

from simbsd.sbin.pfctl.expand import Parts, expand_rule
from simbsd.sbin.pfctl.fromto import fromto, ipspec
from simbsd.sbin.pfctl.items import family, interfaces, log, protos, rtable
from simbsd.sbin.pfctl.lex import STRING
from simbsd.sbin.pfctl.nodes import FromTo, Host, Redirection, dynnode
from simbsd.sbin.pfctl.parser import TRANSLATION, Parser
from simbsd.sbin.pfctl.pools import (
    check_netmask,
    check_redirect,
    is_multiaddr,
    pool_kind,
    pool_options,
    redirection,
    remove_invalid,
)
from simbsd.sbin.pfctl.ruleset import Ruleset
from simbsd.sys.pf import (
    BINAT,
    DYNIFTL,
    NAT,
    NOBINAT,
    NONAT,
    NORDR,
    PF_NAT_PROXY_PORT_HIGH,
    PF_NAT_PROXY_PORT_LOW,
    PF_TAG_NAME_SIZE,
    RDR,
    TABLE,
    URPFFAILED,
    PfPool,
    PfRule,
    PfRuleAddr,
)

PROXY = (PF_NAT_PROXY_PORT_LOW, PF_NAT_PROXY_PORT_HIGH)
_ACTIONS = {("nat", False): NAT, ("nat", True): NONAT, ("rdr", False): RDR, ("rdr", True): NORDR}


async def natrule(pf: Parser, ruleset: Ruleset, negated: bool, kind: str) -> None:
    """nat and rdr; the words up to there are taken."""
    rule = await _head(pf, PfRule(_ACTIONS[kind, negated]), negated)
    ifs, af, proto = await interfaces(pf), await family(pf), await protos(pf)
    ends = await fromto(pf)
    rule = await _tags(pf, rule)
    target = await redirection(pf, True)
    pool, flags = await pool_options(pf)
    await pf.check_rulestate(TRANSLATION)
    for hosts in (ends.src, ends.dst):
        if not af and hosts and hosts[0].af and not hosts[0].ifindex:
            af = hosts[0].af
    await _check_tags(pf, rule)
    if negated:
        if target is not None:
            await pf.fail("translation rule with 'no' does not need '->'")
        rule = replace(rule, af=af, pool=pool)
    else:
        if target is None or not target.hosts:
            await pf.fail("translation rule requires '-> address'")
        rule = await _with_pool(pf, replace(rule, af=af), ends, target, pool)
    if flags.static_port:
        rule = await _static_port(pf, rule)
    if pool.mape[0]:
        await _check_mape(pf, rule, flags.static_port)
    await expand_rule(pf, ruleset, rule, Parts(tuple(ifs), tuple(proto), (), ends))


async def _head(pf: Parser, rule: PfRule, negated: bool) -> PfRule:
    """natpasslog."""
    passes = await pf.accept("pass")
    if negated and passes:
        await pf.fail('"pass" not valid with "no"')
    return replace(rule, natpass=passes, log=await log(pf))


async def _tags(pf: Parser, rule: PfRule) -> PfRule:
    """tag, tagged, rtable, in that order."""
    if await pf.accept("tag"):
        rule = replace(rule, tag=(await pf.expect(STRING)).text)
    if await pf.at("!", "tagged"):
        neg = await pf.negated()
        await pf.expect("tagged")
        rule = replace(rule, tagged=await pf.string(), tagged_not=neg)
    return replace(rule, rtable=await rtable(pf)) if await pf.accept("rtable") else rule


async def _check_tags(pf: Parser, rule: PfRule) -> None:
    if len(rule.tag) >= PF_TAG_NAME_SIZE or len(rule.tagged) >= PF_TAG_NAME_SIZE:
        await pf.fail(f"tag too long, max {PF_TAG_NAME_SIZE - 1} chars")


async def _with_pool(pf: Parser, rule: PfRule, ends: FromTo, target: Redirection, pool: PfPool) -> PfRule:
    """The rule with the addresses and ports that it leads to."""
    af = rule.af
    if not af and not target.hosts[0].ifindex:
        af = target.hosts[0].af
    hosts, af = remove_invalid(list(target.hosts), af)
    await check_redirect(pf, hosts, af)
    hosts[0] = dynnode(hosts[0], af)
    if not await check_netmask(pf, hosts[0], af):
        await pf.fail()
    low, high = target.low, target.high
    if rule.action == NAT:
        low, high = (low, high or low) if low or high else PROXY
    elif target.star and not high and ends.dst_ports:
        high = low + (ends.dst_ports[0].high - ends.dst_ports[0].low)
    pool = pool_kind(pool, hosts)
    if pool.kind != "round-robin":
        await _check_single(pf, hosts)
    return replace(rule, af=af, pool=replace(pool, addrs=tuple((host.addr, "") for host in hosts), ports=(low, high)))


async def _check_single(pf: Parser, hosts: list[Host]) -> None:
    if any(host.addr.kind == TABLE for host in hosts):
        await pf.fail("tables are only supported in round-robin redirection pools")
    named = next((host for host in hosts if is_multiaddr(host)), None)
    if named is not None:
        await pf.fail(f"interface ({named.addr.name}) is only supported in round-robin redirection pools")
    if len(hosts) > 1:
        await pf.fail("only round-robin valid for multiple redirection addresses")


async def _static_port(pf: Parser, rule: PfRule) -> PfRule:
    if rule.action != NAT:
        await pf.fail("the 'static-port' option is only valid with nat rules")
    if rule.pool.ports[0] != PROXY[0] and rule.pool.ports[1] != PROXY[1]:
        await pf.fail("the 'static-port' option can't be used when specifying a port range")
    return replace(rule, pool=replace(rule.pool, ports=(0, 0)))


async def _check_mape(pf: Parser, rule: PfRule, static_port: bool) -> None:
    if rule.action != NAT:
        await pf.fail("the 'map-e-portset' option is only valid with nat rules")
    if static_port:
        await pf.fail("the 'map-e-portset' option can't be used 'static-port'")
    if rule.pool.ports[0] != PROXY[0] and rule.pool.ports[1] != PROXY[1]:
        await pf.fail("the 'map-e-portset' option can't be used when specifying a port range")


async def binatrule(pf: Parser, ruleset: Ruleset, negated: bool) -> None:
    """binat; the words up to there are taken."""
    rule = await _head(pf, PfRule(NOBINAT if negated else BINAT), negated)
    ifs, af, proto = await interfaces(pf), await family(pf), await protos(pf)
    await pf.expect("from")
    src = await ipspec(pf)
    dst = await ipspec(pf) if await pf.accept("to") else []
    rule = await _tags(pf, rule)
    target = await redirection(pf, False)
    await pf.check_rulestate(TRANSLATION)
    if any(host.addr.kind == URPFFAILED for host in dst):
        await pf.fail('"urpf-failed" is not permitted as a binat destination')
    hosts = list(target.hosts) if target is not None else []
    for group in (src, dst, hosts):
        af = af or (group[0].af if group else 0)
    if not af:
        await pf.fail("address family (inet/inet6) undefined")
    await _check_tags(pf, rule)
    if ifs:
        rule = replace(rule, ifname=ifs[0].name, ifnot=ifs[0].neg)
    rule = replace(rule, af=af, proto=proto[0] if proto else 0)
    await _check_binat(pf, src, "source")
    await _check_binat(pf, hosts, "redirect")
    if src:
        rule = replace(rule, src=PfRuleAddr((await _binat_host(pf, src, af)).addr))
    if dst:
        other = await _binat_host(pf, dst, af)
        rule = replace(rule, dst=PfRuleAddr(other.addr, other.neg))
    ruleset.append(await _binat_target(pf, rule, target))


async def _check_binat(pf: Parser, hosts: list[Host], which: str) -> None:
    """No tables, and no interfaces with several addresses."""
    for host in hosts:
        if host.addr.kind == TABLE:
            await pf.fail(f"invalid use of table <{host.addr.name}> as the {which} address of a binat rule")
    for host in hosts:
        if is_multiaddr(host):
            await pf.fail(f"invalid use of interface ({host.addr.name}) as the {which} address of a binat rule")


async def _binat_host(pf: Parser, hosts: list[Host], af: int) -> Host:
    if len(hosts) > 1:
        await pf.fail("multiple binat ip addresses")
    host = hosts[0]
    if host.af != af and host.addr.kind not in (DYNIFTL, TABLE):
        await pf.fail("binat ip versions must match")
    host = dynnode(host, af)
    if not await check_netmask(pf, host, af):
        await pf.fail()
    return host


async def _binat_target(pf: Parser, rule: PfRule, target: Redirection | None) -> PfRule:
    if rule.action == NOBINAT:
        if target is not None:
            await pf.fail("'no binat' rule does not need '->'")
        return rule
    if target is None or not target.hosts:
        await pf.fail("'binat' rule requires '-> address'")
    hosts, af = remove_invalid(list(target.hosts), rule.af)
    await check_redirect(pf, hosts, af)
    if len(hosts) > 1:
        await pf.fail("binat rule must redirect to a single address")
    host = dynnode(hosts[0], af)
    if not await check_netmask(pf, host, af):
        await pf.fail()
    if rule.src.addr.plen and rule.src.addr.plen != host.addr.plen:
        await pf.fail("'binat' source mask and redirect mask must be the same")
    return replace(rule, pool=PfPool(((host.addr, ""),)))
