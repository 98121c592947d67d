"""Ethernet rules: what becomes of a frame where it enters a stack, and where it leaves.

Models sys/netpfil/pf/pf.c (pf_test_eth, pf_test_eth_rule, pf_match_eth_addr, pf_match_eth_tag, pf_bridge_to) and
pf_ioctl.c (pf_begin_eth, pf_commit_eth, hook_pf_eth, DIOCADDETHRULE, DIOCGETETHRULES); leaves out dummynet and
queues.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.netpfil.pf_if import is_named
from simbsd.netpfil.pf_ruleset import called, transaction
from simbsd.netpfil.pf_table import pfr_match_addr
from simbsd.sys.errno import EINVAL, ENOENT, Errno
from simbsd.sys.in6 import in6_clearscope
from simbsd.sys.mbuf import ETHERTYPE_IP, ETHERTYPE_IPV6, ETHERTYPE_VLAN, IP6_HDR_LEN, IP_HDR_LEN, Ether, Ip, Ip6, Mbuf
from simbsd.sys.pf import BLOCK, PF_ANCHOR_STACKSIZE, PF_IN, PF_OUT, TABLE, PfRuleAddr
from simbsd.sys.pf_eth import ANY_SIDE, PfEthAddr, PfEthRule, PfEthRuleInfo, eth_rule_text
from simbsd.sys.pf_var import Pf, PfKethRule
from simbsd.sys.socketvar import AF_INET, AF_INET6

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet, Vnet

_ETHERNETS = ("bridge", "em", "epair", "lagg", "tap", "vlan")


@dataclass(slots=True)
class _Frame:
    """A frame as rules look at it; ``af`` 0 has no addresses. ``tag`` is None until somebody asks, or sets one."""

    vnet: Vnet
    ifp: Ifnet
    m: Mbuf
    dir: int
    type: int
    af: int = 0
    src: int = 0
    dst: int = 0
    tag: str | None = None
    found: PfKethRule | None = None


def pf_test_eth(kernel: Kernel, vnet: Vnet, ifp: Ifnet, m: Mbuf, direction: int) -> bool:
    """Whether a frame goes on; nothing is remembered of it but its tag (pf_test_eth, pf_test_eth_rule)."""
    pf: Pf = vnet.vnet_pf
    if pf.sending or m.m_packet == pf.own or any(is_named(ifp, name) for name in pf.skip):
        return True
    frame = _describe(vnet, ifp, m, direction)
    if frame is None:
        drop(kernel, m, ifp, "pf: a frame too short for the IP header of which it speaks.")
        return False
    _evaluate(pf, frame, "", 0)
    before = pf.tags.get(m.m_packet, "")
    if direction == PF_OUT:
        pf.tags.pop(m.m_packet, None)
    found = frame.found
    if found is None:
        return True
    found.packets[direction == PF_OUT] += 1
    found.octets[direction == PF_OUT] += m.m_len
    found.active = kernel.boottime + kernel.now // 1_000_000
    if found.rule.action == BLOCK:
        drop(kernel, m, ifp, f"pf: {eth_rule_text(found.rule)} (Ethernet rule {found.nr})")
        return False
    if frame.tag and frame.tag != before and direction == PF_IN:
        pf.tag(m.m_packet, frame.tag)
    return not (found.rule.bridge_to and _bridge_to(kernel, frame, found.rule.bridge_to))


def _describe(vnet: Vnet, ifp: Ifnet, m: Mbuf, direction: int) -> _Frame | None:
    """What rules need to know of a frame; None for one that ends within the header of IP."""
    ether: Ether = m.m_payload
    packet = ether.payload
    # a tag that is left, with a priority alone, is part of what leaves (ether_8021q_frame); of what comes in it is gone
    frame = _Frame(vnet, ifp, m, direction, ETHERTYPE_VLAN if ether.tags and direction == PF_OUT else ether.type)
    if frame.type not in (ETHERTYPE_IP, ETHERTYPE_IPV6):
        return frame
    four = frame.type == ETHERTYPE_IP
    frame.af = AF_INET if four else AF_INET6
    if type(packet) in (Ip, Ip6):
        frame.src, frame.dst = in6_clearscope(packet.src), in6_clearscope(packet.dst)
        if four:
            frame.src, frame.dst = packet.src, packet.dst
    elif len(packet) < (IP_HDR_LEN if four else IP6_HDR_LEN):
        return None
    else:
        at, size = (12, 4) if four else (8, 16)
        frame.src, frame.dst = (int.from_bytes(packet[start : start + size]) for start in (at, at + size))
    return frame


def _evaluate(pf: Pf, frame: _Frame, path: str, depth: int) -> bool:
    """Walk a ruleset: ``frame.found`` becomes the last rule that matches. True: a quick one ended the walk."""
    rules = pf.keth.get(path, [])
    number = 0
    while number < len(rules):
        krule = rules[number]
        rule = krule.rule
        krule.evaluations += 1
        number += 1
        miss = _mismatch(pf, frame, rule)
        if miss >= 0:
            value = _field(rule, miss)
            while number < len(rules) and _field(rules[number].rule, miss) == value:
                number += 1
            continue
        if rule.tagged and not _match_tag(pf, frame, rule):
            continue
        frame.tag = rule.tag or frame.tag
        if not rule.anchor:
            frame.found = krule
            if rule.quick:
                return True
        elif depth < PF_ANCHOR_STACKSIZE and _into(pf, frame, path, rule, depth):
            return True
    return False


def _into(pf: Pf, frame: _Frame, path: str, rule: PfEthRule, depth: int) -> bool:
    """The rules that an anchor rule calls; a quick call ends the walk if one of them matched."""
    before, frame.found = frame.found, None
    target = called(path, rule.anchor)
    places = [target]
    if rule.anchor.endswith("*"):
        places = eth_rulesets(pf, target if rule.anchor != "*" else path)
    ended = any(_evaluate(pf, frame, place, depth + 1) for place in places)
    matched = frame.found is not None
    frame.found = frame.found or before
    return ended or (matched and rule.quick)


def _mismatch(pf: Pf, frame: _Frame, rule: PfEthRule) -> int:
    """Which of the fields that skip steps know does not match; -1: all do."""
    ether: Ether = frame.m.m_payload
    if rule.ifname and is_named(frame.ifp, rule.ifname) == rule.ifnot:
        return 0
    if rule.direction and rule.direction != frame.dir:
        return 1
    if rule.proto and rule.proto != frame.type:
        return 2
    if not _match_addr(rule.src, ether.src):
        return 3
    if not _match_addr(rule.dst, ether.dst):
        return 4
    if frame.af and not _match_ip(pf, frame, rule.ipsrc, frame.src):
        return 5
    return 6 if frame.af and not _match_ip(pf, frame, rule.ipdst, frame.dst) else -1


def _field(rule: PfEthRule, number: int) -> object:
    """What skip steps compare between neighbours (pf_eth_calc_skip_steps)."""
    return (
        (rule.ifname, rule.ifnot), rule.direction, rule.proto, rule.src, rule.dst, rule.ipsrc, rule.ipdst,
    )[number]  # fmt: skip


def _match_tag(pf: Pf, frame: _Frame, rule: PfEthRule) -> bool:
    """pf_match_eth_tag: the tag that a rule gave, else the one that the packet came with."""
    if frame.tag is None:
        frame.tag = pf.tags.get(frame.m.m_packet, "")
    return (rule.tagged == frame.tag) != rule.tagged_not


def _match_addr(side: PfEthAddr | None, addr: bytes) -> bool:
    """pf_match_eth_addr."""
    if side is None:
        return True
    same = all(one & mask == other & mask for one, other, mask in zip(addr, side.addr, side.mask, strict=True))
    return same != side.neg


def _match_ip(pf: Pf, frame: _Frame, side: PfRuleAddr, addr: int) -> bool:
    """An address of IP of a rule: a network, or a table of the main ruleset."""
    if side == ANY_SIDE:
        return True
    wrap = side.addr
    width = 32 if frame.af == AF_INET else 128
    if wrap.kind == TABLE:
        same = pfr_match_addr(pf.table("", wrap.name), frame.af, addr)
    else:
        same = not wrap.plen or (wrap.af == frame.af and (addr ^ wrap.addr) >> (width - wrap.plen) == 0)
    return same != side.neg


def _bridge_to(kernel: Kernel, frame: _Frame, name: str) -> bool:
    """Send a frame out of another interface as it is; True: it is gone, or there is none (pf_bridge_to)."""
    out = frame.vnet.vnet_names.get(name)
    m = frame.m
    if out is None or out.if_type not in _ETHERNETS:
        drop(kernel, m, frame.ifp, f"pf: {name}, to which a rule bridges, is no Ethernet of this stack.")
    else:
        out.if_transmit(kernel, out, Mbuf(m.m_packet, m.m_payload, None, m.m_broadcast, m.m_hops, m.m_len))
    return True


# What /dev/pf is asked about them.


def hook_pf_eth(vnet: Vnet, pf: Pf) -> None:
    """The filter of frames stands at its hook while pf runs and the main ruleset is not empty."""
    vnet.vnet_pfil_link = pf_test_eth if pf.running and pf.keth.get("") else None


def add_eth_rule(pf: Pf, ticket: int, path: str, rule: PfEthRule) -> None:
    """Append a rule to a ruleset that is being loaded (DIOCADDETHRULE). Errors: EBUSY, EINVAL."""
    rules = transaction(pf, ticket).ether.get(path)
    if rules is None:
        raise Errno(EINVAL, "The transaction does not replace that ruleset.", "pf_ioctl.c: pfioctl")
    rules.append(PfKethRule(rule, len(rules)))


def commit_eth(vnet: Vnet, pf: Pf, loaded: dict[str, list[PfKethRule]]) -> None:
    """Put rulesets in use; those that are empty and that nobody calls are forgotten (pf_commit_eth)."""
    pf.keth |= loaded
    kept = {above for path in [path for path, rules in pf.keth.items() if rules] + [""] for above in _above(path)}
    for path, rules in tuple(pf.keth.items()):
        for krule in rules:
            kept.update(_above(called(path, krule.rule.anchor)) if krule.rule.anchor else ())
    pf.keth = {path: pf.keth.get(path, []) for path in sorted(kept)}
    hook_pf_eth(vnet, pf)


def _above(path: str) -> list[str]:
    """A path and those above it."""
    parts = path.split("/") if path else []
    return ["/".join(parts[:depth]) for depth in range(len(parts) + 1)]


def get_eth_rules(pf: Pf, path: str, clear: bool) -> list[PfEthRuleInfo]:
    """The rules of a ruleset in use (DIOCGETETHRULES, DIOCGETETHRULE). Errors: ENOENT (no such anchor)."""
    if path not in pf.keth:
        raise Errno(ENOENT, f"There is no anchor {path}.", "pf_ioctl.c: pfioctl")
    found = [
        PfEthRuleInfo(
            krule.rule, krule.nr, krule.evaluations, (krule.packets[0], krule.packets[1]),
            (krule.octets[0], krule.octets[1]), krule.active,
        )
        for krule in pf.keth[path]
    ]  # fmt: skip
    for krule in pf.keth[path] if clear else ():
        krule.evaluations, krule.packets, krule.octets = 0, [0, 0], [0, 0]
    return found


def eth_rulesets(pf: Pf, path: str) -> list[str]:
    """The anchors right below one, by name (DIOCGETETHRULESETS). Errors: ENOENT (no such anchor)."""
    if path not in pf.keth:
        raise Errno(ENOENT, f"There is no anchor {path}.", "pf_ioctl.c: pfioctl")
    prefix = f"{path}/" if path else ""
    return sorted(name for name in pf.keth if name and name.startswith(prefix) and "/" not in name[len(prefix) :])
