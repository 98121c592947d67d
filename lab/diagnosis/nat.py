"""What pf's nat rules make of a sender's address, read from the tables: the first rule that fits decides.

Models sys/netpfil/pf/pf_lb.c (pf_get_translation) for rules of the main ruleset by interface and source; leaves out
tables, anchors, ports and destinations.
"""

from __future__ import annotations

from lab import words
from simbsd.netpfil.pf_if import dynaddrs, is_named
from simbsd.sys.pf import ADDRMASK, DYNIFTL, NAT, PfAddr, PfRule
from simbsd.sys.pf_var import Pf
from simbsd.sys.socketvar import AF_INET
from simbsd.sys.vnet import Ifnet, Vnet


def translated(vnet: Vnet, ifp: Ifnet, sender: int | None) -> int | None:
    """The sender of a packet after pf's nat rules at an interface, as its first rule that fits has it."""
    pf: Pf | None = vnet.vnet_pf
    if pf is None or not pf.running or sender is None:
        return sender
    for krule in pf.anchors[""].rules["nat"]:
        rule = krule.rule
        fits = not rule.ifname or is_named(ifp, rule.ifname) != rule.ifnot
        if fits and _in(vnet, rule.src.addr, sender) != rule.src.neg:
            return _pool(vnet, rule, sender) if rule.action == NAT else sender
    return sender


def _in(vnet: Vnet, wrap: PfAddr, address: int) -> bool:
    if wrap.kind == DYNIFTL:
        found = dynaddrs(vnet, wrap, AF_INET)
        return any(words.network_of(address, plen) == words.network_of(one, plen) for one, plen in found)
    if wrap.kind != ADDRMASK:
        return False
    return not wrap.af or words.network_of(address, wrap.plen) == words.network_of(wrap.addr, wrap.plen)


def _pool(vnet: Vnet, rule: PfRule, sender: int) -> int:
    for wrap, _ in rule.pool.addrs:
        if wrap.kind == DYNIFTL:
            return next((address for address, _ in dynaddrs(vnet, wrap, AF_INET)), sender)
        if wrap.kind == ADDRMASK:
            return wrap.addr
    return sender
