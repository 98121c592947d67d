"""Ethernet rules: how they are read, loaded and shown.

Models sbin/pfctl/parse.y (etherrule, etheranchorrule, etherpfa_anchor, mac, expand_eth_rule) and pfctl.c
(pfctl_load_eth_ruleset, pfctl_show_eth_rules, pfctl_show_eth_anchors, pfctl_flush_eth_rules); leaves out dummynet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from simbsd.lib.unistd import tick
from simbsd.sbin.pfctl.anchors import anchor_name
from simbsd.sbin.pfctl.expand import RULES_MAX, product
from simbsd.sbin.pfctl.filter import ACTIONS
from simbsd.sbin.pfctl.fromto import fromto
from simbsd.sbin.pfctl.items import direction, interfaces
from simbsd.sbin.pfctl.lex import NUMBER, STRING
from simbsd.sbin.pfctl.nodes import FromTo, Host, Interface
from simbsd.sbin.pfctl.parser import ETHERNET, Parser
from simbsd.sys.errno import ENOMEM
from simbsd.sys.mbuf import ETHERTYPE_IP, ETHERTYPE_IPV6
from simbsd.sys.pf import (
    ADDRMASK,
    PF_RULE_LABEL_SIZE,
    PF_RULE_MAX_LABEL_COUNT,
    PF_TAG_NAME_SIZE,
    TABLE,
    PfRuleAddr,
)
from simbsd.sys.pf_eth import ETHER_ADDR_LEN, PfEthAddr, PfEthRule
from simbsd.sys.socketvar import AF_INET
from simbsd.sys.strtol import to_int

_DEPTH = 32  # braces inside braces
_OPTIONS = ("queue", "ridentifier", "label", "tag", "!", "tagged")
_HEX = "0123456789abcdefABCDEF"


@dataclass(slots=True)
class EthEntry:
    """A rule with its number; ``inner`` is what stands in braces behind an anchor."""

    rule: PfEthRule
    nr: int
    inner: EthRuleset | None = None


@dataclass(slots=True)
class EthRuleset:
    """Ethernet rules in their order; ``name`` is empty for the file's own."""

    name: str = ""
    entries: list[EthEntry] = field(default_factory=list)
    inline: dict[str, bool] = field(default_factory=dict)


async def etherrule(pf: Parser, ruleset: EthRuleset, depth: int = 0) -> None:
    """ether, a rule or an anchor; the word itself is taken."""
    if await pf.accept("anchor"):
        await _anchorrule(pf, ruleset, depth)
        return
    action = (await pf.expect(*ACTIONS)).kind
    if action == "block" and await pf.at("drop", "return", "return-rst", "return-icmp", "return-icmp6"):
        await pf.take()
    way, quick = await direction(pf), await pf.accept("quick")
    ifs = await interfaces(pf)
    bridge = (await pf.expect(STRING)).text if await pf.accept("bridge-to") else ""
    protos, macs, ends = await _protos(pf), await _etherfromto(pf), await _l3fromto(pf)
    rule = PfEthRule(action, way, quick, bridge_to=bridge)
    rule = await _options(pf, rule)
    await pf.check_rulestate(ETHERNET)
    for name in (rule.tag, rule.tagged):
        if len(name) >= PF_TAG_NAME_SIZE:
            await pf.fail(f"tag too long, max {PF_TAG_NAME_SIZE - 1} chars")
    for label in rule.labels:
        if len(label) >= PF_RULE_LABEL_SIZE:
            await pf.fail(f"rule label too long (max {PF_RULE_LABEL_SIZE - 1} chars)")
    await _expand(pf, ruleset, rule, ifs, protos, macs, ends)


async def _anchorrule(pf: Parser, ruleset: EthRuleset, depth: int) -> None:
    name = (await pf.take()).text if await pf.at(STRING) else ""
    way, quick = await direction(pf), await pf.accept("quick")
    ifs, protos, macs, ends = await interfaces(pf), await _protos(pf), await _etherfromto(pf), await _l3fromto(pf)
    inner = await _braces(pf, depth) if await pf.at("{") else None
    await pf.check_rulestate(ETHERNET)
    name = await anchor_name(pf, name, ruleset.inline, inner)
    rule = PfEthRule("pass", way, quick, anchor=name)
    await _expand(pf, ruleset, rule, ifs, protos, macs, ends, inner)


async def _braces(pf: Parser, depth: int) -> EthRuleset:
    """The rules inside braces (etherpfa_anchor)."""
    if depth >= _DEPTH:
        await pf.syntax()
    await pf.expect("{")
    pf.braces += 1
    inner = EthRuleset(f"_{pf.braces}")
    await pf.expect("\n")
    while not await pf.accept("}"):
        if await pf.accept("ether"):
            await etherrule(pf, inner, depth + 1)
        await pf.expect("\n")
    return inner


async def _protos(pf: Parser) -> list[int]:
    return await pf.several(lambda: _proto(pf)) if await pf.accept("proto") else []


async def _proto(pf: Parser) -> int:
    """etherprotoval: a number; in hexadecimal at most four digits are read."""
    token = await pf.expect(NUMBER, STRING)
    value = token.number
    if token.kind == NUMBER:
        if not 0 <= value <= 65565:
            await pf.fail("protocol outside range")
    elif token.text.startswith("0x"):
        digits = _digits(token.text[2:6])
        if not digits:
            await pf.fail("invalid EtherType hex")
        value = to_int(digits, 16)
    else:
        await pf.fail("Symbolic EtherType not yet supported")
    if not value & 0xFFFF:
        await pf.fail("proto 0 cannot be used")
    return value & 0xFFFF


def _digits(text: str) -> str:
    """The hexadecimal digits at the beginning of a text."""
    end = 0
    while end < len(text) and text[end] in _HEX:
        end += 1
    return text[:end]


async def _etherfromto(pf: Parser) -> tuple[list[PfEthAddr], list[PfEthAddr]]:
    if await pf.accept("all"):
        return [], []
    src = await pf.several(lambda: _xmac(pf)) if await pf.accept("from") else []
    return src, await pf.several(lambda: _xmac(pf)) if await pf.accept("to") else []


async def _xmac(pf: Parser) -> PfEthAddr:
    neg = await pf.negated()
    text = await pf.string()
    mask = b"\xff" * ETHER_ADDR_LEN
    if await pf.accept("/"):
        length = (await pf.expect(NUMBER)).number
        if not 0 <= length <= 8 * ETHER_ADDR_LEN:
            await pf.fail("invalid MAC mask length")
        mask = ((1 << length) - 1).to_bytes(ETHER_ADDR_LEN, "little")
    elif "&" in text:
        text, _, given = text.partition("&")
        return PfEthAddr(await _mac(pf, text, "address"), await _mac(pf, given.partition("&")[0], "mask"), neg)
    return PfEthAddr(await _mac(pf, text, "address"), mask, neg)


async def _mac(pf: Parser, text: str, what: str) -> bytes:
    """Six bytes of one or two digits each; what follows the last is not looked at (sscanf)."""
    parts = text.split(":", ETHER_ADDR_LEN - 1)
    found = [_digits(part[:2]) for part in parts]
    whole = [part == digits for part, digits in zip(parts[:-1], found[:-1], strict=True)]
    if len(found) != ETHER_ADDR_LEN or not all(found) or not all(whole):
        await pf.fail(f"invalid MAC {what}")
    return bytes(to_int(digits, 16) for digits in found)


async def _l3fromto(pf: Parser) -> FromTo:
    if not await pf.accept("l3"):
        return FromTo()
    ends = await fromto(pf)
    for word, hosts in (("from", ends.src), ("to", ends.dst)):
        if any(host.addr.kind not in (ADDRMASK, TABLE) for host in hosts):
            await pf.fail(f"{word} must be an address or table")
    return ends


async def _options(pf: Parser, rule: PfEthRule) -> PfEthRule:
    while await pf.at(*_OPTIONS):
        kind = (await pf.take()).kind
        if kind == "queue":
            if rule.queue:
                await pf.fail("queue cannot be redefined")
            rule = replace(rule, queue=(await pf.expect(STRING)).text)
        elif kind == "ridentifier":
            rule = replace(rule, ridentifier=await pf.number())
        elif kind == "label":
            if len(rule.labels) >= PF_RULE_MAX_LABEL_COUNT:
                await pf.fail(f"label can only be used {PF_RULE_MAX_LABEL_COUNT} times")
            rule = replace(rule, labels=(*rule.labels, (await pf.expect(STRING)).text))
        elif kind == "tag":
            rule = replace(rule, tag=await pf.string())
        else:
            if kind == "!":
                await pf.expect("tagged")
            rule = replace(rule, tagged=await pf.string(), tagged_not=kind == "!")
    return rule


async def _expand(
    pf: Parser, ruleset: EthRuleset, rule: PfEthRule, ifs: list[Interface], protos: list[int],
    macs: tuple[list[PfEthAddr], list[PfEthAddr]], ends: FromTo, inner: EthRuleset | None = None,
) -> None:  # fmt: skip
    """Append a rule for each combination; addresses of IP decide the EtherType where nothing else does
    (expand_eth_rule).
    """
    lists: tuple[Sequence[object], ...] = (
        ifs or [Interface()], protos or [0], macs[0] or [None], macs[1] or [None], ends.src or (Host(),),
        ends.dst or (Host(),),
    )  # fmt: skip
    for number, (ifp, proto, src, dst, ipsrc, ipdst) in enumerate(product(lists)):
        if number % 100 == 99:
            await tick()
        af = ipsrc.af or ipdst.af
        if not proto and af:
            proto = ETHERTYPE_IP if af == AF_INET else ETHERTYPE_IPV6
        one = replace(
            rule, ifname=ifp.name, ifnot=ifp.neg, proto=proto, src=src, dst=dst,
            ipsrc=PfRuleAddr(ipsrc.addr, ipsrc.neg), ipdst=PfRuleAddr(ipdst.addr, ipdst.neg),
        )  # fmt: skip
        if len(ruleset.entries) >= RULES_MAX:
            await pf.run.err.err(1, "calloc", ENOMEM)
        ruleset.entries.append(EthEntry(one, len(ruleset.entries), inner))
