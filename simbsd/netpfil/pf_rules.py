"""Whether a packet is what a rule speaks of, and which rule of a ruleset has the last word.

Models sys/netpfil/pf/pf.c (pf_test_rule's loop, pf_step_into_anchor, pf_match_addr, pf_match_port,
pf_socket_lookup); leaves out priorities and fingerprints.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simbsd.net.route import fib4_lookup, fib6_lookup
from simbsd.netinet.in_pcb import in_pcblookup
from simbsd.netpfil.pf_if import dynaddrs, is_named
from simbsd.netpfil.pf_table import pfr_match_addr, update_stats
from simbsd.sys.mbuf import IPPROTO_TCP, IPPROTO_UDP
from simbsd.sys.pf import (
    BINAT,
    BLOCK,
    DYNIFTL,
    MATCH,
    NO_SCRUB,
    NOROUTE,
    PF_ANCHOR_STACKSIZE,
    PF_IN,
    PF_OUT,
    RANGE,
    TABLE,
    URPFFAILED,
    PfAddr,
    PfRange,
    PfRule,
    PfRuleAddr,
    PfScrub,
)
from simbsd.sys.pf_var import Pf, PfKrule, PfState
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf
    from simbsd.sys.vnet import Ifnet, Vnet

_RANDOM_MULTIPLIER, _RANDOM_INCREMENT, _WORD = 6364136223846793005, 1442695040888963407, (1 << 64) - 1


@dataclass(slots=True, eq=False)
class PfPdesc:
    """A packet as pf looks at it (pf_pdesc): addresses and ports as they are now, the rules that took it, and of one
    that belongs to a state the addresses of who began and who answers.
    """

    vnet: Vnet
    ifp: Ifnet
    m: Mbuf
    dir: int
    af: int
    proto: int
    src: int
    sport: int
    dst: int
    dport: int
    inner: Any
    length: int
    tos: int = 0
    flags: int = 0
    types: tuple[int, int] = (-1, -1)
    fragment: bool = False
    tag: str = ""
    krule: PfKrule | None = None
    krule_path: str = ""
    anchor: int = -1
    state: PfState | None = None
    nat: PfKrule | None = None
    scrub: PfScrub = NO_SCRUB
    ends: tuple[int, int] | None = None
    options: bool = False  # IP options or extension headers are in it
    made: bool = False  # its payload is bytes, of which ``inner`` is what they say
    refused: str = ""  # it is no packet that rules are asked about, and the counter for that


def arc4random(kernel: Kernel) -> int:
    """The next 32 bits of the machine's own chance."""
    kernel.random = (kernel.random * _RANDOM_MULTIPLIER + _RANDOM_INCREMENT) & _WORD
    return kernel.random >> 32


def match_range(numbers: PfRange, value: int) -> bool:
    """pf_match: whether a number is one that an operator and its operands mean."""
    low, high = numbers.low, numbers.high
    return {
        "=": value == low, "!=": value != low, "<": value < low, "<=": value <= low, ">": value > low,
        ">=": value >= low, "><": low < value < high, "<>": not low <= value <= high, ":": low <= value <= high,
    }[numbers.op]  # fmt: skip


def match_addr(pf: Pf, pd: PfPdesc, path: str, wrap: PfAddr, addr: int) -> bool:
    """Whether an address is what a rule's address means (PF_MISMATCHAW, turned round)."""
    width = 32 if pd.af == AF_INET else 128
    if wrap.kind == TABLE:
        return pfr_match_addr(pf.table(path, wrap.name), pd.af, addr)
    if wrap.kind == DYNIFTL:
        return any((addr ^ own) >> (width - plen) == 0 for own, plen in dynaddrs(pd.vnet, wrap, pd.af))
    if wrap.kind in (NOROUTE, URPFFAILED):
        lookup = fib4_lookup if pd.af == AF_INET else fib6_lookup
        nhop = lookup(pd.vnet, pd.ifp.if_fib if pd.m.m_fib is None else pd.m.m_fib, addr)
        if nhop is None or wrap.kind == NOROUTE:
            return nhop is None
        # an own address is reached by lo0, and is its interface's (fib4_check_urpf: nh_aifp)
        return pd.ifp is not (nhop.nh_ifp if nhop.nh_ifa is None else nhop.nh_ifa.ia_ifp)
    if wrap.kind == RANGE:
        return wrap.addr <= addr <= wrap.end
    if wrap.af == 0:
        return True
    return wrap.af == pd.af and (addr ^ wrap.addr) >> (width - wrap.plen) == 0


def match_side(pf: Pf, pd: PfPdesc, path: str, side: PfRuleAddr, addr: int) -> bool:
    """The address of one side of a rule, turned round if the rule says so."""
    return match_addr(pf, pd, path, side.addr, addr) != side.neg


def _sides(rule: PfRule, pd: PfPdesc) -> tuple[PfRuleAddr, PfRuleAddr]:
    """Source and destination of a rule; those of binat are turned round for what comes in (pf_match_translation)."""
    if rule.action == BINAT and pd.dir == PF_IN:
        return rule.dst, PfRuleAddr(rule.pool.addrs[0][0])
    return rule.src, rule.dst


def _skip_fields(pf: Pf, pd: PfPdesc, path: str, rule: PfRule) -> int:
    """Which of the fields that skip steps know does not match; -1: all do."""
    if rule.ifname and is_named(pd.ifp, rule.ifname) == rule.ifnot:
        return 0
    if rule.direction and rule.direction != pd.dir:
        return 1
    if rule.af and rule.af != pd.af:
        return 2
    if rule.proto and rule.proto != pd.proto:
        return 3
    src, dst = _sides(rule, pd)
    if not match_side(pf, pd, path, src, pd.src):
        return 4
    if rule.src.port is not None and (pd.fragment or not match_range(rule.src.port, pd.sport)):
        return 5
    if not match_side(pf, pd, path, dst, pd.dst):
        return 6
    if rule.dst.port is not None and (pd.fragment or not match_range(rule.dst.port, pd.dport)):
        return 7
    return -1


def _field(rule: PfRule, number: int) -> object:
    """What skip steps compare between neighbours (pf_calc_skip_steps)."""
    return (
        (rule.ifname, rule.ifnot), rule.direction, rule.af, rule.proto, (rule.src.addr, rule.src.neg), rule.src.port,
        (rule.dst.addr, rule.dst.neg), rule.dst.port,
    )[number]  # fmt: skip


def _match_rest(kernel: Kernel, pd: PfPdesc, rule: PfRule) -> bool:
    """The fields of a rule behind the skip steps."""
    if rule.types[0] >= 0 and rule.types[0] != pd.types[0]:
        return False
    if rule.types[1] >= 0 and rule.types[1] != pd.types[1]:
        return False
    if (rule.tos and rule.tos != pd.tos) or rule.fragment != (rule.fragment and pd.fragment):
        return False
    if rule.flags[1] and (pd.fragment or (pd.proto == IPPROTO_TCP and pd.flags & rule.flags[1] != rule.flags[0])):
        return False
    if (rule.uid is not None or rule.gid is not None) and not _match_user(pd, rule):
        return False
    if rule.probability and rule.probability <= arc4random(kernel):
        return False
    return not rule.tagged or (rule.tagged == pd.tag) != rule.tagged_not


def socket_owner(pd: PfPdesc) -> tuple[int, int]:
    """User and group of the socket that a packet is of, or -1 (pf_socket_lookup)."""
    if pd.proto not in (IPPROTO_TCP, IPPROTO_UDP):
        return -1, -1
    far, near = (pd.src, pd.sport), (pd.dst, pd.dport)
    if pd.dir == PF_OUT:
        far, near = near, far
    inp = in_pcblookup(pd.vnet, "tcp" if pd.proto == IPPROTO_TCP else "udp", *far, *near)
    return (inp.inp_cred.cr_uid, inp.inp_cred.cr_groups[0]) if inp is not None else (-1, -1)


def _match_user(pd: PfPdesc, rule: PfRule) -> bool:
    """Whether a packet is of a user's or group's socket; ``unknown`` is -1."""
    if pd.proto not in (IPPROTO_TCP, IPPROTO_UDP):
        return False
    uid, gid = socket_owner(pd)
    for wanted, value in ((rule.uid, uid), (rule.gid, gid)):
        if wanted is not None and not match_range(wanted, value):
            return False
    return True


def evaluate(kernel: Kernel, pf: Pf, pd: PfPdesc, path: str, kind: str, depth: int = 0) -> bool:
    """Walk a ruleset: ``pd.krule`` becomes the last rule that matches. True: a quick one ended the walk."""
    place = pf.anchors.get(path)
    rules = place.rules[kind] if place is not None else []
    number = 0
    while number < len(rules):
        krule = rules[number]
        rule = krule.rule
        krule.evaluations += 1
        number += 1
        miss = _skip_fields(pf, pd, path, rule)
        if miss >= 0:
            value = _field(rule, miss)
            while number < len(rules) and _field(rules[number].rule, miss) == value:
                number += 1
            continue
        if not _match_rest(kernel, pd, rule):
            continue
        pd.tag = rule.tag or pd.tag
        if _take(kernel, pf, pd, path, kind, krule, depth):
            return True
    return False


def _take(kernel: Kernel, pf: Pf, pd: PfPdesc, path: str, kind: str, krule: PfKrule, depth: int) -> bool:
    """A rule matches: step into its anchor, count it, or let it have the last word for now."""
    rule = krule.rule
    if rule.anchor:
        before = pd.krule
        pd.krule = None
        quick = depth < PF_ANCHOR_STACKSIZE and _into(kernel, pf, pd, path, kind, rule.anchor, depth)
        if pd.krule is None:
            pd.krule = before
        else:
            pd.anchor = krule.nr if depth == 0 else pd.anchor
            count(kernel, pf, krule, pd)
            quick = quick or rule.quick
        return quick
    if rule.action == MATCH:
        count(kernel, pf, krule, pd)
        pd.scrub = add_scrub(pd.scrub, rule.scrub)
        if rule.log is not None:
            log_packet(kernel, pd, krule, path)
        return False
    pd.krule, pd.krule_path = krule, path
    if depth == 0:
        pd.anchor = -1
    return rule.quick or kind not in ("filter",)


def _into(kernel: Kernel, pf: Pf, pd: PfPdesc, path: str, kind: str, call: str, depth: int) -> bool:
    """The rules that an anchor rule calls: one ruleset, or with ``/*`` each of those below it, by name."""
    target = call[1:] if call.startswith("/") else f"{path}/{call}" if path else call
    if target == "*" or target.endswith("/*"):
        prefix = target[:-1]
        below = sorted(
            name for name in pf.anchors if name and name.startswith(prefix) and "/" not in name[len(prefix) :]
        )
        return any(evaluate(kernel, pf, pd, name, kind, depth + 1) for name in below)
    return evaluate(kernel, pf, pd, target, kind, depth + 1)


def add_scrub(one: PfScrub, other: PfScrub) -> PfScrub:
    """What two rules together mend, the later one having the last word (pf_rule_to_actions)."""
    if other == NO_SCRUB:
        return one
    return replace(
        one, no_df=one.no_df or other.no_df, min_ttl=other.min_ttl or one.min_ttl,
        max_mss=other.max_mss or one.max_mss, set_tos=other.set_tos if other.set_tos >= 0 else one.set_tos,
        reassemble_tcp=one.reassemble_tcp or other.reassemble_tcp,
    )  # fmt: skip


def log_packet(kernel: Kernel, pd: PfPdesc, krule: PfKrule, path: str) -> None:
    """Show a packet to the log interface, if there is one (PFLOG_PACKET)."""
    if "pflog" in kernel.modules:
        from simbsd.netpfil.if_pflog import pflog_packet

        pflog_packet(kernel, pd, krule, path, pd.anchor)


def count(kernel: Kernel, pf: Pf, krule: PfKrule, pd: PfPdesc) -> None:
    """A packet was a rule's: its counters, and those of its tables (pfr_update_stats)."""
    side = int(pd.dir == PF_OUT)
    krule.packets[side] += 1
    krule.octets[side] += pd.length
    krule.active = kernel.boottime + kernel.now // 1_000_000
    rule = krule.rule
    if TABLE in (rule.src.addr.kind, rule.dst.addr.kind):
        src, dst = (pd.src, pd.dst) if pd.ends is None else pd.ends
        for end, addr in ((rule.src, src), (rule.dst, dst)):
            if end.addr.kind == TABLE:
                update_stats(
                    pf.table(pd.krule_path, end.addr.name), pd.af, addr, pd.length, side, rule.action != BLOCK, end.neg
                )
