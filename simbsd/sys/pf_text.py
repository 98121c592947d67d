"""How rules of pf(4) are written: pfctl(8) prints them so, and a dropped packet's reason quotes them so.

Models sbin/pfctl/pfctl_parser.c (print_rule, print_fromto, print_pool, print_addr); leaves out queues, fingerprints,
divert, priorities and Ethernet.
"""

from __future__ import annotations

from collections.abc import Mapping

from simbsd.sys.in6 import inet_ntop6
from simbsd.sys.pf import (
    ADDRMASK,
    DYNIFTL,
    PF_IN,
    PF_NAT_PROXY_PORT_HIGH,
    PF_NAT_PROXY_PORT_LOW,
    PF_OUT,
    RANGE,
    TABLE,
    PfAddr,
    PfPool,
    PfRange,
    PfRule,
    PfRuleAddr,
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


def addr_text(wrap: PfAddr, af: int = 0) -> str:
    """An address of a rule (print_addr)."""
    if wrap.kind == TABLE:
        return f"<{wrap.name}>"
    if wrap.kind == DYNIFTL:
        return f"({':'.join((wrap.name, *wrap.modifiers))})" + _mask(wrap, af)
    if wrap.kind == RANGE:
        return f"{ntop(wrap.af, wrap.addr)} - {ntop(wrap.af, wrap.end)}"
    if wrap.kind != ADDRMASK:
        return wrap.kind
    return "any" if wrap.af == 0 else ntop(wrap.af, wrap.addr) + _mask(wrap, wrap.af)


def _mask(wrap: PfAddr, af: int) -> str:
    width = 128 if af == AF_INET6 else 32
    return "" if wrap.plen == width or wrap.kind == DYNIFTL and not wrap.plen else f"/{wrap.plen}"


def _op(numbers: PfRange, low: str) -> str:
    """An operator with its operands (print_op)."""
    if numbers.op in ("><", "<>"):
        return f" {low} {numbers.op} {numbers.high}"
    return f" {low}:{numbers.high}" if numbers.op == ":" else f" {numbers.op} {low}"


def _port(numbers: PfRange, proto: int, services: Services) -> str:
    name = services.get((numbers.low, "tcp" if proto == _TCP else "udp")) if numbers.op in ("=", "!=") else None
    return " port" + _op(numbers, name or str(numbers.low))


def _side(side: PfRuleAddr, rule: PfRule, services: Services) -> str:
    text = ("! " if side.neg else "") + addr_text(side.addr, rule.af)
    return text + (_port(side.port, rule.proto, services) if side.port is not None else "")


def fromto(rule: PfRule, services: Services) -> str:
    """Source and destination of a rule (print_fromto)."""
    if rule.src == PfRuleAddr() and rule.dst == PfRuleAddr():
        return " all"
    return f" from {_side(rule.src, rule, services)} to {_side(rule.dst, rule, services)}"


def pool_text(pool: PfPool, kind: str, af: int) -> str:
    """Where a translation or route leads (print_pool)."""
    shown = [_pool_addr(wrap, ifname, kind, af) for wrap, ifname in pool.addrs]
    text = f"{{ {', '.join(shown)} }}" if len(shown) > 1 else "".join(shown)
    low, high = pool.ports
    if kind == "nat" and (low, high) not in ((PF_NAT_PROXY_PORT_LOW, PF_NAT_PROXY_PORT_HIGH), (0, 0)):
        text += f" port {low}" if low == high else f" port {low}:{high}"
    elif kind == "rdr" and low:
        text += f" port {low}" + (f":{high}" if high and high != low else "")
    text += (f" {pool.kind}" if pool.kind else "") + (" sticky-address" if pool.sticky else "")
    return text + (" static-port" if kind == "nat" and not low and not high else "")


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
    return text + (f" tos 0x{rule.tos:02x}" if rule.tos else "")


def _state(rule: PfRule) -> str:
    if rule.action == "pass" and not rule.state and not rule.anchor:
        text = " no state"
    else:
        text = f" {rule.state} state" if rule.state else ""
    if rule.probability:
        share = f"{rule.probability * 100 / 4294967296:f}".rstrip("0").removesuffix(".")
        text += f" probability {share}%"
    options = [f"{name} {value}" for name, value in rule.options if name == "max"]
    options += ["if-bound"] * rule.if_bound + ["sloppy"] * rule.sloppy
    options += [f"{name} {value}" for name, value in rule.options if name != "max"]
    return text + (f" ({', '.join(options)})" if options else "")


def _tail(rule: PfRule) -> str:
    text = (" allow-opts" if rule.allow_opts else "") + (" fragment" if rule.fragment else "")
    text += "".join(f" {word}" for word in rule.scrub)
    text += "".join(f' label "{label}"' for label in rule.labels)
    text += f" ridentifier {rule.ridentifier}" if rule.ridentifier else ""
    text += f" tag {rule.tag}" if rule.tag else ""
    if rule.tagged:
        text += f"{' !' if rule.tagged_not else ''} tagged {rule.tagged}"
    return text + (f" rtable {rule.rtable}" if rule.rtable >= 0 else "")


def rule_text(rule: PfRule, services: Services | None = None) -> str:
    """A rule as pfctl prints it (print_rule); ``services`` names ports."""
    known = services or {}
    text = _head(rule) + _where(rule) + fromto(rule, known) + _who("user", rule.uid) + _who("group", rule.gid)
    text += _headers(rule) + _state(rule) + _tail(rule)
    if rule.action in ("nat", "binat", "rdr") and not rule.anchor:
        text += f" -> {pool_text(rule.pool, rule.action, rule.af)}"
    return text
