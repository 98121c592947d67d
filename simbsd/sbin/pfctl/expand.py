"""One written rule becomes many: a rule for each combination of its lists.

Models sbin/pfctl/parse.y (expand_rule, rule_consistent, expand_label).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from simbsd.lib.unistd import tick
from simbsd.sbin.pfctl.nodes import ANYWHERE, FromTo, Host, IcmpType, Interface, dynnode, proto_matches
from simbsd.sbin.pfctl.parser import Parser
from simbsd.sbin.pfctl.pools import check_netmask
from simbsd.sbin.pfctl.ruleset import Ruleset
from simbsd.sys.errno import ENOMEM
from simbsd.sys.pf import (
    DYNIFTL,
    MATCH,
    NORDR,
    NOSCRUB,
    PASS,
    PF_RULE_LABEL_SIZE,
    PF_TAG_NAME_SIZE,
    RDR,
    SCRUB,
    PfAddr,
    PfRange,
    PfRule,
    PfRuleAddr,
)
from simbsd.sys.pf_text import is_any, ntop, proto_name
from simbsd.sys.socketvar import AF_INET6

_TCP, _ICMPS, _PORTED = 6, (1, 58), (6, 17, 132)
RULES_MAX = 20000  # rules in one pfctl's memory


@dataclass(frozen=True, slots=True)
class Parts:
    """The lists of a rule; an empty one stands for any."""

    interfaces: tuple[Interface, ...] = ()
    protos: tuple[int, ...] = ()
    icmp: tuple[IcmpType, ...] = ()
    ends: FromTo = ANYWHERE
    uids: tuple[PfRange, ...] = ()
    gids: tuple[PfRange, ...] = ()


def product(lists: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """Every combination of members, the last list turning fastest."""
    indices = [0] * len(lists)
    while True:
        yield tuple(members[index] for members, index in zip(lists, indices, strict=True))
        at = len(lists) - 1
        while at >= 0 and indices[at] == len(lists[at]) - 1:
            indices[at] = 0
            at -= 1
        if at < 0:
            return
        indices[at] += 1


async def expand_rule(pf: Parser, ruleset: Ruleset, rule: PfRule, parts: Parts, inner: Ruleset | None = None) -> None:
    """Append a rule for each combination that makes sense."""
    ends = parts.ends
    added = 0
    combinations = product(
        (parts.interfaces or (Interface(),), parts.protos or (0,), parts.icmp or (None,), ends.src or (Host(),),
        ends.src_ports or (None,), ends.dst or (Host(),), ends.dst_ports or (None,), parts.uids or (None,),
        parts.gids or (None,))
    )  # fmt: skip
    for number, (ifp, proto, icmp, src, sport, dst, dport, uid, gid) in enumerate(combinations):
        if number % 100 == 99:
            await tick()
        if not await _meets(pf, rule, ifp, src, dst):
            continue
        af = rule.af or src.af or dst.af
        src, dst = dynnode(src, af), dynnode(dst, af)
        masks = [await check_netmask(pf, host, af) for host in (src, dst)]
        one = replace(
            rule, af=af, ifname=ifp.name or await pf.hosts.name(src.ifindex or dst.ifindex), ifnot=ifp.neg,
            proto=proto, src=PfRuleAddr(src.addr, src.neg, sport), dst=PfRuleAddr(dst.addr, dst.neg, dport), uid=uid,
            gid=gid, types=(icmp.kind, icmp.code) if icmp is not None else (-1, -1),
        )  # fmt: skip
        if proto not in (0, _TCP):
            one = replace(one, flags=(0, 0), state="keep" if one.state in ("modulate", "synproxy") else one.state)
        good = all(masks)
        if icmp is not None and proto != icmp.proto:
            await pf.yyerror("icmp-type mismatch")
            good = False
        if not await _consistent(pf, one) or not good:
            await pf.yyerror("skipping rule due to errors")
            continue
        if ruleset.match >= RULES_MAX:
            await pf.run.err.err(1, "calloc", ENOMEM)
        ruleset.append(one, inner)
        added += 1
    if not added:
        await pf.yyerror("rule expands to no valid combination")


async def _meets(pf: Parser, rule: PfRule, ifp: Interface, src: Host, dst: Host) -> bool:
    """Whether families and zones go together."""
    families = [af for af in (rule.af, src.af, dst.af) if af]
    zones = [index for index in (src.ifindex, dst.ifindex) if index]
    if zones and ifp.name:
        zones.append(await pf.hosts.index(ifp.name))
    return len(set(families)) < 2 and len(set(zones)) < 2


async def _consistent(pf: Parser, rule: PfRule) -> bool:
    """rule_consistent: False, said why."""
    problems: list[str] = []
    if rule.action in (RDR, NORDR):
        problems = _rdr_problems(rule)
    elif rule.action in (PASS, MATCH, "block", SCRUB, NOSCRUB):
        problems = _filter_problems(rule)
    for problem in problems:
        await pf.yyerror(problem)
    return not problems


def _rdr_problems(rule: PfRule) -> list[str]:
    found = []
    if rule.proto not in _PORTED:
        found += ["src port only applies to tcp/udp/sctp"] * (rule.src.port is not None)
        found += ["dst port only applies to tcp/udp/sctp"] * (rule.dst.port is not None)
        found += ["rpool port only applies to tcp/udp/sctp"] * bool(rule.pool.ports[0])
    if rule.dst.port is not None and rule.dst.port.op not in ("=", ":"):
        found.append("invalid port operator for rdr destination port")
    return found


def _filter_problems(rule: PfRule) -> list[str]:
    ported = rule.src.port is not None or rule.dst.port is not None
    typed = rule.types[0] >= 0
    track = rule.track
    name, family = ("icmp6", "inet") if rule.proto == 58 else ("icmp", "inet6")
    checks = (
        (ported and rule.proto not in _PORTED, "port only applies to tcp/udp/sctp"),
        (typed and rule.proto not in _ICMPS, "icmp-type/code only applies to icmp"),
        (typed and not rule.af, "must indicate address family with icmp-type/code"),
        (
            bool(track.overload) and not track.conn and not track.rate[1],
            "'overload' requires 'max-src-conn' or 'max-src-conn-rate'",
        ),
        (not proto_matches(rule.proto, rule.af), f"proto {name} doesn't match address family {family}"),
        (rule.allow_opts and rule.action != PASS, "allow-opts can only be specified for pass rules"),
        (
            rule.fragment and (ported or rule.flags[1] > 0 or typed),
            "fragments can be filtered only on IP header fields",
        ),
        (rule.ret == "rst" and rule.proto != _TCP, "return-rst can only be applied to TCP rules"),
        (rule.action != PASS and bool(rule.state), "keep state is great, but only for pass rules"),
        (
            rule.sloppy and rule.state in ("modulate", "synproxy"),
            "sloppy state matching cannot be used with synproxy state or modulate state",
        ),
        (
            rule.action == MATCH and bool(rule.route),
            "route-to, reply-to, dup-to and fastroute must not be used on match rules",
        ),
    )
    return [text for wrong, text in checks if wrong]


def with_labels(rule: PfRule, nr: int) -> PfRule:
    """A rule whose labels and tags have the words for which $if, $srcaddr ... stand (expand_label). Raises ValueError
    when one gets too long.
    """
    if not any("$" in text for text in (*rule.labels, rule.tag, rule.tagged)):
        return rule
    words = {
        "$if": rule.ifname or "any", "$srcaddr": _address(rule.src, rule.af), "$dstaddr": _address(rule.dst, rule.af),
        "$srcport": _port(rule.src.port), "$dstport": _port(rule.dst.port),
        "$proto": proto_name(rule.proto) if rule.proto else "ip", "$nr": str(nr),
    }  # fmt: skip

    def fill(text: str, size: int) -> str:
        for name, value in words.items():
            text = text.replace(name, value)
        if len(text) >= size:
            raise ValueError
        return text

    labels = [fill(label, PF_RULE_LABEL_SIZE) for label in rule.labels]
    return replace(
        rule, labels=tuple(label for label in labels if label), tag=fill(rule.tag, PF_TAG_NAME_SIZE),
        tagged=fill(rule.tagged, PF_TAG_NAME_SIZE),
    )  # fmt: skip


def _address(side: PfRuleAddr, af: int) -> str:
    wrap: PfAddr = side.addr
    if wrap.kind == DYNIFTL:
        text = f"({wrap.name})"
    elif wrap.kind == "table":
        text = f"<{wrap.name}>"
    elif wrap.kind == "range":
        text = "?"
    elif wrap.kind != "mask":
        text = wrap.kind
    elif not af or is_any(wrap):
        text = "any"
    else:
        width = 128 if af == AF_INET6 else 32
        text = ntop(af, wrap.addr) + (f"/{wrap.plen}" if wrap.plen < width else "")
    return f"! {text}" if side.neg else text


def _port(numbers: PfRange | None) -> str:
    if numbers is None or numbers.op == ":":
        return ""
    if numbers.op in ("><", "<>"):
        return f"{numbers.low}{numbers.op}{numbers.high}"
    return ("" if numbers.op == "=" else numbers.op) + str(numbers.low)
