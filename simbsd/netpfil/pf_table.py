"""Tables of addresses: membership, and what pfctl(8) does to them.

Models sys/netpfil/pf/pf_table.c.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simbsd.sys.errno import EINVAL, EPERM, ESRCH, Errno
from simbsd.sys.pf import PF_TABLE_NAME_SIZE, PfRule, PfTableAddr, PfTableInfo
from simbsd.sys.pf_var import Pf, PfTable
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_SECOND = 1_000_000


def pfr_match_addr(table: PfTable | None, af: int, addr: int) -> bool:
    """Whether an address is in a table: the longest entry decides, and may exclude it (pfr_match_addr)."""
    if table is None:
        return False
    entry = longest(table, af, addr)
    found = entry is not None and not table.pfrt_addrs[entry]
    if found:
        table.pfrt_match += 1
    else:
        table.pfrt_nomatch += 1
    return found


def update_stats(
    table: PfTable | None, af: int, addr: int, length: int, out: int, passed: bool, neg: bool
) -> None:
    """Count a packet for a table, and for its entry if it has counters (pfr_update_stats)."""
    if table is None:
        return
    entry = longest(table, af, addr)
    expected = (entry is None or table.pfrt_addrs[entry]) == neg
    at = 3 * out + (int(passed) if expected else 2)
    table.pfrt_packets[at] += 1
    table.pfrt_octets[at] += length
    if entry is not None and expected and "counters" in table.pfrt_flags:
        counts = table.pfrt_counts.setdefault(entry, [0] * 8)
        counts[2 * out + passed] += 1
        counts[4 + 2 * out + passed] += length


def longest(table: PfTable, af: int, addr: int) -> tuple[int, int, int] | None:
    """The entry with the longest prefix that covers an address."""
    width = 32 if af == AF_INET else 128
    for plen in range(width, -1, -1):
        key = (af, plen, addr >> (width - plen) << (width - plen))
        if key in table.pfrt_addrs:
            return key
    return None


def _key(address: PfTableAddr) -> tuple[int, int, int]:
    return (address.af, address.plen, address.addr)


def table_define(kernel: Kernel, pf: Pf, anchor: str, name: str, flags: tuple[str, ...]) -> PfTable:
    """A new table, not yet in place. Errors: EINVAL (a bad name)."""
    if not name or len(name) >= PF_TABLE_NAME_SIZE:
        raise Errno(EINVAL, f"{name} is no name for a table.", "pf_table.c: pfr_validate_table")
    return PfTable(name, anchor, flags, kernel.boottime + kernel.now // _SECOND)


def _find(pf: Pf, anchor: str, name: str, write: bool) -> PfTable:
    place = pf.anchors.get(anchor)
    table = place.tables.get(name) if place is not None else None
    if table is None:
        raise Errno(ESRCH, f"There is no table {name}.", "pf_table.c: pfr_lookup_table")
    if write and "const" in table.pfrt_flags:
        raise Errno(EPERM, f"The table {name} is constant.", "pf_table.c: pfr_add_addrs")
    return table


def add_addrs(
    pf: Pf, now: int, anchor: str, name: str, addrs: Iterable[PfTableAddr], dummy: bool = False
) -> list[PfTableAddr]:
    """Add addresses; those that are new (pfr_add_addrs). Errors: ESRCH, EPERM."""
    table = _find(pf, anchor, name, True)
    new = {_key(address): address for address in addrs if _key(address) not in table.pfrt_addrs}
    if not dummy:
        table.pfrt_addrs.update((key, address.neg) for key, address in new.items())
        table.pfrt_since.update(dict.fromkeys(new, now))
    return list(new.values())


def del_addrs(pf: Pf, anchor: str, name: str, addrs: Iterable[PfTableAddr], dummy: bool = False) -> list[PfTableAddr]:
    """Delete addresses; those that were there (pfr_del_addrs). Errors: ESRCH, EPERM."""
    table = _find(pf, anchor, name, True)
    gone = {_key(address): address for address in addrs if table.pfrt_addrs.get(_key(address)) == address.neg}
    if not dummy:
        for key in gone:
            del table.pfrt_addrs[key]
            table.pfrt_since.pop(key, None)
            table.pfrt_counts.pop(key, None)
    return list(gone.values())


def set_addrs(
    pf: Pf, now: int, anchor: str, name: str, addrs: Iterable[PfTableAddr], dummy: bool = False
) -> tuple[list[PfTableAddr], list[PfTableAddr], list[PfTableAddr]]:
    """Replace the contents: added, deleted and changed addresses (pfr_set_addrs). Errors: ESRCH, EPERM."""
    table = _find(pf, anchor, name, True)
    wanted = {_key(address): address for address in addrs}
    old = table.pfrt_addrs
    added = [address for key, address in wanted.items() if key not in old]
    deleted = [PfTableAddr(key[0], key[2], key[1], neg) for key, neg in old.items() if key not in wanted]
    changed = [address for key, address in wanted.items() if key in old and old[key] != address.neg]
    if not dummy:
        table.pfrt_since = {key: table.pfrt_since.get(key, now) for key in wanted}
        table.pfrt_counts = {key: counts for key, counts in table.pfrt_counts.items() if key in wanted}
        table.pfrt_addrs = {key: address.neg for key, address in wanted.items()}
    return added, deleted, changed


def clr_addrs(pf: Pf, anchor: str, name: str, dummy: bool = False) -> int:
    """Empty a table; how many addresses there were (pfr_clr_addrs). Errors: ESRCH, EPERM."""
    table = _find(pf, anchor, name, True)
    count = len(table.pfrt_addrs)
    if not dummy:
        table.pfrt_addrs, table.pfrt_since, table.pfrt_counts = {}, {}, {}
    return count


def get_addrs(pf: Pf, anchor: str, name: str) -> list[PfTableAddr]:
    """The addresses of a table, IPv4 first, in order (pfr_get_addrs). Errors: ESRCH."""
    table = _find(pf, anchor, name, False)
    entries = sorted(table.pfrt_addrs.items(), key=lambda item: (item[0][0], item[0][2], item[0][1]))
    return [PfTableAddr(af, addr, plen, neg) for (af, plen, addr), neg in entries]


def get_astats(pf: Pf, anchor: str, name: str) -> list[tuple[PfTableAddr, int, tuple[int, ...]]]:
    """The addresses of a table, each with its age's beginning and its counters, if the table has them
    (pfr_get_astats). Errors: ESRCH.
    """
    table = _find(pf, anchor, name, False)
    counting = "counters" in table.pfrt_flags
    return [
        (
            address, table.pfrt_since.get(_key(address), table.pfrt_tzero),
            tuple(table.pfrt_counts.get(_key(address), (0,) * 8)) if counting else (),
        )
        for address in get_addrs(pf, anchor, name)
    ]  # fmt: skip


def clr_tstats(kernel: Kernel, pf: Pf, anchor: str, name: str, dummy: bool = False) -> int:
    """A table's counters at zero, its addresses' too (pfr_clr_tstats). Errors: ESRCH."""
    table = _find(pf, anchor, name, False)
    if not dummy:
        table.pfrt_tzero = kernel.boottime + kernel.now // _SECOND
        table.pfrt_match = table.pfrt_nomatch = 0
        table.pfrt_packets, table.pfrt_octets = [0] * 6, [0] * 6
        table.pfrt_since = dict.fromkeys(table.pfrt_addrs, table.pfrt_tzero)
        table.pfrt_counts = {}
    return 1


def tst_addrs(pf: Pf, anchor: str, name: str, addrs: Iterable[PfTableAddr]) -> list[PfTableAddr | None]:
    """For each address the entry that decides, or None (pfr_tst_addrs). Errors: ESRCH."""
    table = _find(pf, anchor, name, False)
    answers: list[PfTableAddr | None] = []
    for address in addrs:
        key = longest(table, address.af, address.addr)
        answers.append(PfTableAddr(key[0], key[2], key[1], table.pfrt_addrs[key]) if key is not None else None)
    return answers


def add_table(kernel: Kernel, pf: Pf, anchor: str, name: str, dummy: bool = False) -> int:
    """Make a table that stays; 1 if there was none (pfr_add_tables)."""
    place = pf.anchors.get(anchor)
    if place is not None and name in place.tables:
        return 0
    table = table_define(kernel, pf, anchor, name, ("persist",))
    if not dummy:
        from simbsd.netpfil.pf_ruleset import find_or_create

        find_or_create(pf, anchor).tables[name] = table
    return 1


def del_table(pf: Pf, anchor: str, name: str, dummy: bool = False) -> int:
    """Take a table away; it lives on, empty of persistence, while rules name it (pfr_del_tables). Errors: ESRCH."""
    _find(pf, anchor, name, False)
    if not dummy:
        del pf.anchors[anchor].tables[name]
    return 1


def clr_tables(pf: Pf, anchor: str, dummy: bool = False) -> int:
    """Take every table of an anchor away; how many (pfr_clr_tables)."""
    place = pf.anchors.get(anchor)
    if place is None:
        return 0
    count = len(place.tables)
    if not dummy:
        place.tables = {}
    return count


def get_tables(pf: Pf, anchor: str, everywhere: bool) -> list[PfTableInfo]:
    """The tables of an anchor, or of all, by name (pfr_get_tstats)."""
    places = list(pf.anchors.values()) if everywhere else [pf.anchors[anchor]] if anchor in pf.anchors else []
    return [_info(pf, table) for place in places for _, table in sorted(place.tables.items())]


def _info(pf: Pf, table: PfTable) -> PfTableInfo:
    rules = sum(
        _names(krule.rule, table.pfrt_name)
        for path, place in pf.anchors.items()
        if pf.table(path, table.pfrt_name) is table
        for rules in place.rules.values()
        for krule in rules
    )
    marks = (("c", "const" in table.pfrt_flags), ("p", "persist" in table.pfrt_flags), ("a", True), ("i", False),
             ("r", rules > 0), ("h", False), ("C", "counters" in table.pfrt_flags))  # fmt: skip
    flags = "".join(letter if on else "-" for letter, on in marks)
    return PfTableInfo(
        table.pfrt_name, table.pfrt_anchor, flags, len(table.pfrt_addrs), 0, rules, table.pfrt_nomatch,
        table.pfrt_match, table.pfrt_tzero, tuple(table.pfrt_packets), tuple(table.pfrt_octets),
    )  # fmt: skip


def _names(rule: PfRule, name: str) -> int:
    """How often a rule names a table."""
    wraps = [rule.src.addr, rule.dst.addr, *(addr for addr, _ in rule.pool.addrs)]
    return sum(wrap.kind == "table" and wrap.name == name for wrap in wraps)
