"""Rulesets and transactions: what is loaded stands beside what is in use, until all of it takes its place at once.

Models sys/netpfil/pf/pf_ruleset.c and pf_ioctl.c (pf_begin_rules, pf_commit_rules, pf_rollback_rules).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.errno import EBUSY, EINVAL, Errno
from simbsd.sys.pf import RULESET_OF, RULESETS, PfRule, PfTableAddr
from simbsd.sys.pf_text import rule_text
from simbsd.sys.pf_var import Pf, PfAnchor, PfKrule, PfTransaction

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Vnet


def find_or_create(pf: Pf, path: str) -> PfAnchor:
    """The anchor of a path; it and those above it are made if need be (pf_find_or_create_kruleset)."""
    parts = path.split("/") if path else []
    for depth in range(1, len(parts) + 1):
        above = "/".join(parts[:depth])
        if above not in pf.anchors:
            pf.anchors[above] = PfAnchor(above)
    return pf.anchors[path]


def remove_if_empty(pf: Pf, path: str) -> None:
    """Forget an anchor that holds nothing and has nothing below it (pf_remove_if_empty_kruleset)."""
    while path:
        place = pf.anchors.get(path)
        if place is None or place.tables or any(place.rules.values()):
            return
        if any(name.startswith(f"{path}/") for name in pf.anchors) or _is_called(pf, path):
            return
        del pf.anchors[path]
        path = path.rpartition("/")[0]


def _is_called(pf: Pf, path: str) -> bool:
    """Whether some rule calls an anchor."""
    for above, place in pf.anchors.items():
        for rules in place.rules.values():
            for krule in rules:
                if krule.rule.anchor and called(above, krule.rule.anchor) == path:
                    return True
    return False


def called(above: str, call: str) -> str:
    """The path of the anchor that a rule of another calls (pf_kanchor_setup)."""
    call = call.removesuffix("/*")
    return call[1:] if call.startswith("/") else f"{above}/{call}" if above else call


def _keep_counters(old: list[PfKrule], new: list[PfKrule]) -> None:
    """Rules that were there before go on counting (pf_krule_global)."""
    for krule in new:
        same = next((other for other in old if other.rule == krule.rule), None)
        if same is not None:
            krule.evaluations, krule.packets, krule.octets = same.evaluations, list(same.packets), list(same.octets)


def _checksum(pf: Pf) -> int:
    """MD5 over the main rules; of their text, where pf_setup_pfsync_matching takes their bytes in memory."""
    from hashlib import md5

    rules = [rule_text(krule.rule) for kind in RULESETS for krule in pf.anchors[""].rules[kind]]
    return int.from_bytes(md5("\n".join(rules).encode(), usedforsecurity=False).digest(), "big")


def begin(pf: Pf) -> int:
    """Open a transaction; its ticket (DIOCXBEGIN)."""
    pf.lastticket += 1
    pf.transactions = {pf.lastticket: PfTransaction()}
    return pf.lastticket


def transaction(pf: Pf, ticket: int) -> PfTransaction:
    """The open transaction of a ticket. Errors: EBUSY: another has been opened since."""
    found = pf.transactions.get(ticket)
    if found is None:
        raise Errno(EBUSY, "Somebody else has begun to load rules meanwhile.", "pf_ioctl.c: pf_ioctl_addrule")
    return found


def add_ruleset(pf: Pf, ticket: int, kind: str, path: str) -> None:
    """A ruleset, or ``table`` for an anchor's tables, ``ether`` for its Ethernet rules, that the transaction replaces.
    Errors: EBUSY, EINVAL.
    """
    load = transaction(pf, ticket)
    if kind == "table":
        load.table_anchors.append(path)
    elif kind == "ether":
        load.ether[path] = []
    elif kind in RULESETS:
        load.rules.setdefault((kind, path), [])
    else:
        raise Errno(EINVAL, f"{kind} is no kind of ruleset.", "pf_ioctl.c: pfioctl")


def add_rule(kernel: Kernel, p: Proc, pf: Pf, ticket: int, path: str, rule: PfRule) -> None:
    """Append a rule to a ruleset that is being loaded (DIOCADDRULE). Errors: EBUSY, EINVAL."""
    rules = transaction(pf, ticket).rules.get((RULESET_OF[rule.action], path))
    if rules is None:
        raise Errno(EINVAL, "The transaction does not replace that ruleset.", "pf_ioctl.c: pf_ioctl_addrule")
    rules.append(PfKrule(rule, len(rules), p.p_ucred.cr_ruid, p.p_pid))


def define_table(
    kernel: Kernel, pf: Pf, ticket: int, path: str, name: str, flags: tuple[str, ...], addrs: list[PfTableAddr] | None
) -> None:
    """A table of the rules that are being loaded (pfr_ina_define); without addresses it keeps those it has."""
    from simbsd.netpfil.pf_table import table_define

    table = table_define(kernel, pf, path, name, flags)
    old = pf.anchors[path].tables.get(name) if path in pf.anchors else None
    if addrs is not None:
        table.pfrt_addrs = {(address.af, address.plen, address.addr): address.neg for address in addrs}
        table.pfrt_since = dict.fromkeys(table.pfrt_addrs, table.pfrt_tzero)
    elif old is not None:
        table.pfrt_addrs, table.pfrt_since = dict(old.pfrt_addrs), dict(old.pfrt_since)
    transaction(pf, ticket).tables[(path, name)] = table


def commit(vnet: Vnet, pf: Pf, ticket: int) -> None:
    """Put everything of a transaction in use at once (DIOCXCOMMIT). Errors: EBUSY."""
    load = transaction(pf, ticket)
    for path in load.table_anchors:
        place = find_or_create(pf, path)
        place.tables = {name: table for name, table in place.tables.items() if "persist" in table.pfrt_flags} | {
            name: table for (where, name), table in load.tables.items() if where == path
        }
    for (kind, path), rules in load.rules.items():
        place = find_or_create(pf, path)
        if pf.keep_counters:
            _keep_counters(place.rules[kind], rules)
        place.rules[kind] = rules
        for krule in rules:
            if krule.rule.anchor:
                find_or_create(pf, called(path, krule.rule.anchor))
    if load.ether and (any(load.ether.values()) or any(pf.keth.values())):
        from simbsd.netpfil.pf_eth import commit_eth

        commit_eth(vnet, pf, load.ether)
    pf.checksum = _checksum(pf)
    del pf.transactions[ticket]
    for path in sorted(pf.anchors, key=len, reverse=True):
        if path in pf.anchors:
            remove_if_empty(pf, path)
