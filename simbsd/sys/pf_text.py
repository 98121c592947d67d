"""How rules of pf(4) are written: pfctl(8) prints them so, and a dropped packet's reason quotes them so.

Models sbin/pfctl/pfctl_parser.c (print_rule, print_fromto, print_pool, print_addr); leaves out fingerprints, divert
and dummynet; Ethernet rules are in pf_eth.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from simbsd.sys.in6 import inet_ntop6
from simbsd.sys.pf import (
    ADDRMASK,
    BINAT,
    DYNIFTL,
    NAT,
    NOSCRUB,
    PF_IN,
    PF_NAT_PROXY_PORT_HIGH,
    PF_NAT_PROXY_PORT_LOW,
    PF_OUT,
    RANGE,
    RDR,
    SCRUB,
    TABLE,
    PfAddr,
    PfPool,
    PfRange,
    PfRule,
    PfRuleAddr,
    PfTrack,
)
from simbsd.sys.pf_icmp import icmp_code_name, icmp_type_name
from simbsd.sys.socketvar import AF_INET, AF_INET6

Services = Mapping[tuple[int, str], str]
_PROTOCOLS = {1: "icmp", 2: "igmp", 4: "ipencap", 6: "tcp", 17: "udp", 41: "ipv6", 47: "gre", 50: "esp", 51: "ah",
              58: "ipv6-icmp", 103: "pim", 112: "carp", 132: "sctp", 240: "pfsync"}  # fmt: skip
_TCP_FLAGS = "FSRPAUEW"
_ANCHORS = {"pass": "anchor", "nat": "nat-anchor", "binat": "binat-anchor", "rdr": "rdr-anchor"}
_TCP, _ICMP6 = 6, 58


def proto_name(proto: int) -> str:
    """The name of a protocol in /etc/protocols, or its number (pfctl_proto2name)."""
    return _PROTOCOLS.get(proto, str(proto))


def ntop(af: int, addr: int) -> str:
    """An address in its family's notation."""
    if af == AF_INET6:
        return inet_ntop6(addr)
    return ".".join(str(addr >> shift & 255) for shift in (24, 16, 8, 0))


def addr_text(wrap: PfAddr, af: int = 0, verbose: bool = False) -> str:
    """An address of a rule (print_addr); ``verbose`` tells how many addresses a name stands for."""
    if wrap.kind == TABLE:
        return f"<{wrap.name}{_count(wrap.count < 0, wrap.count) if verbose else ''}>"
    if wrap.kind == DYNIFTL:
        count = _count(wrap.count <= 0, wrap.count) if verbose else ""
        return f"({':'.join((wrap.name, *wrap.modifiers))}{count})" + _mask(wrap, af)
    if wrap.kind == RANGE:
        return f"{ntop(wrap.af, wrap.addr)} - {ntop(wrap.af, wrap.end)}"
    if wrap.kind != ADDRMASK:
        return wrap.kind
    return "any" if is_any(wrap) else ntop(wrap.af, wrap.addr) + _mask(wrap, wrap.af)


def is_any(wrap: PfAddr) -> bool:
    """True for every address: no bits, and none that count."""
    return wrap.kind == ADDRMASK and not wrap.addr and not wrap.plen


def _count(unknown: bool, number: int) -> str:
    return ":*" if unknown else f":{number}"


def _mask(wrap: PfAddr, af: int) -> str:
    width = 32 if af == AF_INET else 128
    return "" if wrap.plen == width or wrap.kind == DYNIFTL and not wrap.plen else f"/{wrap.plen}"


def _op(numbers: PfRange, low: str) -> str:
    """An operator with its operands (print_op)."""
    if numbers.op in ("><", "<>"):
        return f" {low} {numbers.op} {numbers.high}"
    return f" {low}:{numbers.high}" if numbers.op == ":" else f" {numbers.op} {low}"


def _port(numbers: PfRange, proto: int, services: Services) -> str:
    name = services.get((numbers.low, "tcp" if proto == _TCP else "udp")) if numbers.op in ("=", "!=") else None
    return " port" + _op(numbers, name or str(numbers.low))


def _side(side: PfRuleAddr, rule: PfRule, services: Services, verbose: bool) -> str:
    text = ("! " if side.neg else "") + addr_text(side.addr, rule.af, verbose)
    return text + (_port(side.port, rule.proto, services) if side.port is not None else "")


def fromto(rule: PfRule, services: Services, verbose: bool = False) -> str:
    """Source and destination of a rule (print_fromto)."""
    if all(is_any(side.addr) and not side.neg and side.port is None for side in (rule.src, rule.dst)):
        return " all"
    return f" from {_side(rule.src, rule, services, verbose)} to {_side(rule.dst, rule, services, verbose)}"


def pool_text(pool: PfPool, kind: str, af: int) -> str:
    """Where a translation or route leads (print_pool)."""
    shown = [_pool_addr(wrap, ifname, kind, af) for wrap, ifname in pool.addrs]
    text = f"{{ {', '.join(shown)} }}" if len(shown) > 1 else "".join(shown)
    low, high = pool.ports
    if kind == "nat" and (low, high) not in ((PF_NAT_PROXY_PORT_LOW, PF_NAT_PROXY_PORT_HIGH), (0, 0)):
        text += f" port {low}" if low == high else f" port {low}:{high}"
    elif kind == "rdr" and low:
        text += f" port {low}" + (f":{high}" if high and high != low else "")
    text += (f" {pool.kind}" if pool.kind else "") + (f" 0x{pool.key:032x}" if pool.kind == "source-hash" else "")
    text += " sticky-address" if pool.sticky else ""
    text += " static-port" if kind == "nat" and not low and not high else ""
    return text + (" map-e-portset {}/{}/{}".format(*pool.mape) if pool.mape[0] else "")


def _pool_addr(wrap: PfAddr, ifname: str, kind: str, af: int) -> str:
    if kind != "pass":
        return addr_text(wrap, af)
    return f"({ifname} {addr_text(wrap, af)})" if wrap.addr else ifname


def flags_text(flags: int) -> str:
    """TCP flags as letters (print_flags)."""
    return "".join(letter for bit, letter in enumerate(_TCP_FLAGS) if flags >> bit & 1)


def _head(rule: PfRule) -> str:
    if rule.anchor:
        hidden = rule.anchor.rpartition("/")[2].startswith("_")
        return _ANCHORS[rule.action] + ("" if hidden else f' "{rule.anchor}"')
    text = rule.action + (" pass" if rule.natpass else "")
    return text + _return(rule) if rule.action == "block" else text


def _return(rule: PfRule) -> str:
    """What a block answers."""
    if rule.ret != "icmp":
        ttl = f"(ttl {rule.ret_ttl})" if rule.ret_ttl and rule.ret == "rst" else ""
        return {"drop": " drop", "return": " return", "rst": " return-rst"}[rule.ret] + ttl
    four = icmp_code_name(*rule.ret_icmp, AF_INET) or str(rule.ret_icmp[1])
    six = icmp_code_name(*rule.ret_icmp6, AF_INET6) or str(rule.ret_icmp6[1])
    if rule.af == AF_INET:
        return f" return-icmp({four})"
    return f" return-icmp6({six})" if rule.af == AF_INET6 else f" return-icmp({four}, {six})"


def _where(rule: PfRule) -> str:
    text = {0: "", PF_IN: " in", PF_OUT: " out"}[rule.direction]
    if rule.log is not None:
        text += " log" + (f" ({', '.join(rule.log)})" if rule.log else "")
    text += " quick" if rule.quick else ""
    if rule.ifname:
        text += f" on {'! ' if rule.ifnot else ''}{rule.ifname}"
    if rule.route:
        text += f" {rule.route} {pool_text(rule.pool, 'pass', rule.af)}"
    text += {0: "", AF_INET: " inet", AF_INET6: " inet6"}[rule.af]
    return text + (f" proto {proto_name(rule.proto)}" if rule.proto else "")


def _who(what: str, numbers: PfRange | None) -> str:
    if numbers is None:
        return ""
    return f" {what}" + _op(numbers, "unknown" if numbers.low < 0 else str(numbers.low))


def _headers(rule: PfRule) -> str:
    """Flags and ICMP types."""
    text = ""
    if rule.flags != (0, 0):
        text = f" flags {flags_text(rule.flags[0])}/{flags_text(rule.flags[1])}"
    elif rule.action in ("pass", "match") and rule.proto in (0, _TCP) and not rule.fragment and not rule.anchor:
        text = " flags any" if rule.state else ""
    if rule.types[0] >= 0:
        kind, code = rule.types
        text += " icmp6-type" if rule.af == AF_INET6 else " icmp-type"
        text += f" {icmp_type_name(kind, rule.af) or kind}"
        if code >= 0:
            text += f" code {icmp_code_name(kind, code, rule.af) or code}"
    text += (f" tos 0x{rule.tos:02x}" if rule.tos else "") + (f" prio {rule.prio}" if rule.prio >= 0 else "")
    sets = []
    if rule.set_prio is not None:
        one, other = rule.set_prio
        sets.append(f" prio {one}" if one == other else f" prio({one}, {other})")
    if rule.scrub.set_tos >= 0 and rule.action not in (SCRUB, NOSCRUB):
        sets.append(f" tos 0x{rule.scrub.set_tos:02x}")
    return text + (f" set ({','.join(sets)} )" if sets else "")


def _state(rule: PfRule) -> str:
    if rule.action == "pass" and not rule.state and not rule.anchor:
        text = " no state"
    else:
        text = f" {rule.state} state" if rule.state else ""
    if rule.probability:
        share = f"{rule.probability * 100 / 4294967296:f}".rstrip("0").removesuffix(".")
        text += f" probability {share}%"
    options = [f"{name} {value}" for name, value in rule.options if name == "max"]
    options += ["no-sync"] * rule.no_sync + _track(rule.track)
    options += ["if-bound"] * rule.if_bound + ["sloppy"] * rule.sloppy
    options += [f"{name} {value}" for name, value in rule.options if name != "max"]
    return text + (f" ({', '.join(options)})" if options else "")


def _track(track: PfTrack) -> list[str]:
    options = [f"source-track {track.kind}"] if track.kind else []
    options += [f"max-src-states {track.states}"] if track.states else []
    options += [f"max-src-conn {track.conn}"] if track.conn else []
    options += [f"max-src-conn-rate {track.rate[0]}/{track.rate[1]}"] if track.rate[0] else []
    options += [f"max-src-nodes {track.nodes}"] if track.nodes else []
    return options + ([f"overload <{track.overload}>" + (track.flush and f" {track.flush}")] if track.overload else [])


def _scrub(rule: PfRule) -> str:
    """What a scrub rule mends, or what any other rule mends on the way."""
    scrub = rule.scrub
    old = rule.action in (SCRUB, NOSCRUB)
    size = f" max-mss {scrub.max_mss}" if scrub.max_mss else ""
    tos = f" set-tos 0x{scrub.set_tos:02x}" if scrub.set_tos >= 0 else ""
    tcp = " reassemble tcp" if scrub.reassemble_tcp else ""
    text = " no-df" * scrub.no_df + " random-id" * scrub.random_id
    text += f" min-ttl {scrub.min_ttl}" if scrub.min_ttl else ""
    if rule.action == SCRUB:
        return f"{text}{size}{tos}{tcp} fragment {'no ' if scrub.no_reassemble else ''}reassemble"
    return f" scrub({text}{tos}{tcp}{size})" if not old and (text or tcp or size) else ""


def _tail(rule: PfRule) -> str:
    text = (" allow-opts" if rule.allow_opts else "") + (" fragment" if rule.fragment else "") + _scrub(rule)
    text += "".join(f' label "{label}"' for label in rule.labels)
    text += f" ridentifier {rule.ridentifier}" if rule.ridentifier else ""
    queue, other = rule.queue
    text += (f" queue({queue}, {other})" if other else f" queue {queue}") if queue else ""
    text += f" tag {rule.tag}" if rule.tag else ""
    if rule.tagged:
        text += f"{' !' if rule.tagged_not else ''} tagged {rule.tagged}"
    return text + (f" rtable {rule.rtable}" if rule.rtable >= 0 else "")


def rule_text(rule: PfRule, services: Services | None = None, verbose: bool = False) -> str:
    """A rule as pfctl prints it (print_rule); ``services`` names ports."""
    known = services or {}
    text = _head(rule) + _where(rule) + fromto(rule, known, verbose) + _who("user", rule.uid)
    text += _who("group", rule.gid) + _headers(rule) + _state(rule) + _tail(rule)
    if rule.action in (NAT, BINAT, RDR) and not rule.anchor:
        text += f" -> {pool_text(rule.pool, rule.action, rule.af)}"
    return text
