"""Next hops (-o) and their groups (-O), as text and as libxo's fields.

Models usr.bin/netstat/nhops.c and nhgrp.c; leaves out prepended headers, which no next hop here has. Use is 0: the
kernel counts no packets by next hop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simbsd.lib.err import EX_OSERR, Refused
from simbsd.lib.libxo import document
from simbsd.lib.printf import printf
from simbsd.lib.socket import netlink, socket
from simbsd.sys.errno import EAFNOSUPPORT, strerror
from simbsd.sys.nhop import NhgrpRecord, NhopRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_NETLINK, SOCK_RAW
from simbsd.sys.vnet import RTF_GATEWAY
from simbsd.usr_bin.netstat.names import Namer
from simbsd.usr_bin.netstat.routes import RT_BITS, TITLES, column, flag_letters

if TYPE_CHECKING:
    from simbsd.usr_bin.netstat.main import Arguments

INDEX, TYPE, FLAGS, USE, MTU, REFCNT = 5, 12, 6, 8, 6, 6
GROUP, GROUP_NETIF = 8, 10  # columns of -O
TYPES = {
    (AF_INET, False): "v4/resolve", (AF_INET, True): "v4/gw",
    (AF_INET6, False): "v6/resolve", (AF_INET6, True): "v6/gw",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A next hop, its addresses already text."""

    record: NhopRecord
    kind: str
    ifa: str
    gateway: str


async def _rows(namer: Namer, family: int, fd: int, fib: int) -> list[Row]:
    records: list[NhopRecord] = await netlink(fd, "NET_RT_NHOP", {"fib": fib, "family": family})
    name = namer.route6 if family == AF_INET6 else namer.route
    rows = []
    for record in records:
        leads = record.flags & RTF_GATEWAY and record.gateway is not None
        gateway = await name(record.gateway or 0) if leads else f"{record.name}/resolve"
        ifa = "null" if record.ifa is None else await name(record.ifa)
        rows.append(Row(record, TYPES[family, bool(leads)], ifa, gateway))
    return rows


def _heading(title: str, fib: int) -> str:
    return title + (f" (fib: {fib})" if fib else "") + "\n"


def _text(rows: list[Row], family: int, numeric: bool, wide: bool) -> str:
    """The table; of an empty one not even the head (print_nhops_sysctl)."""
    if not rows:
        return ""
    netif = 10 if wide and family == AF_INET else 8
    address = 29 if numeric and family == AF_INET6 else 18
    lines = ["", f"{TITLES[family]}:", _header(address, netif, wide)]
    return "".join(line + "\n" for line in lines + [_line(row, address, netif, numeric, wide) for row in rows])


def _header(address: int, netif: int, wide: bool) -> str:
    ends = f"{'IFA':<{address}} {'Gateway':<{address}}"
    if not wide:
        return f"{'Idx':<{INDEX}} {ends} {'Flags':<{FLAGS}} {'Netif':>{netif}}  Refcnt"
    return (
        f"{'Idx':<{INDEX}} {'Type':<{TYPE}} {ends} {'Flags':>{FLAGS}} {'Use':>{USE}} {'Mtu':<{MTU}} "
        f"{'Netif':>{netif}} {'Addrif':>{netif}} {'Refcnt':>{REFCNT}} Prepend"
    )


def _line(row: Row, address: int, netif: int, numeric: bool, wide: bool) -> str:
    """One next hop; no blank stands between its interfaces and its references (print_nhop_entry_sysctl)."""
    record, whole = row.record, wide or numeric
    ifa, protrusion = column(row.ifa, address, whole)
    gateway, protrusion = column(row.gateway, address - protrusion, whole)
    flags = f"{flag_letters(record.flags):<{max(FLAGS - protrusion, 0)}}"
    index, refs = f"{record.index:<{INDEX}}", f"{record.refs:>{REFCNT}} "
    if not wide:
        return f"{index} {ifa}{gateway}{flags} {record.name[:netif]:>{netif}}{refs}"
    return (
        f"{index} {row.kind:>{TYPE}} {ifa}{gateway}{flags} {0:>{USE}} {record.mtu:>{MTU}} "
        f"{record.name:>{netif}}{_other(record):>{netif}}{refs}"
    )


def _other(record: NhopRecord) -> str:
    """The interface of the address, where it is another."""
    return record.address_name if record.address_name != record.name else ""


def _fields(row: Row, wide: bool) -> dict[str, object]:
    record = row.record
    fields: dict[str, object] = {"index": record.index}
    if wide:
        fields["type_str"] = row.kind
    fields |= {"ifa": row.ifa, "gateway": row.gateway, "flags": flag_letters(record.flags)}
    fields["rt_flags_pretty"] = tuple(name for bit, _, name in RT_BITS if record.flags & bit)
    if wide:
        fields |= {"use": 0, "mtu": record.mtu}
    fields["interface-name"] = record.name
    if wide:
        fields["address-interface-name"] = _other(record)
    return fields | {"refcount": record.refs}


def _groups_text(groups: list[NhgrpRecord], rows: list[Row], family: int) -> str:
    if not groups:
        return ""
    address = 40 if family == AF_INET6 else 18
    lines = ["", f"{TITLES[family]}:", (
        f"{'GrpIdx':<{GROUP}}{'NhIdx':<{GROUP}}{'Weight':>{GROUP}}{'Slots':>{GROUP}}"
        f"{'Gateway':>{address}}{'Netif':>{GROUP_NETIF}}{'Refcnt':>{GROUP}}"
    )]  # fmt: skip
    hops = {row.record.index: row for row in rows}
    rule = "".join(" " + "-" * (width - 1) for width in (GROUP, GROUP, GROUP, address, GROUP_NETIF))
    for group in groups:
        lines.append(f"{group.index:<{GROUP}} {rule}{group.refs:>{GROUP}}")
        for number, weight, slots in group.ways:
            hop = hops[number]
            lines.append(
                f"{'':{GROUP}}{number:>{GROUP}}{weight:>{GROUP}}{slots:>{GROUP}}"
                f"{hop.gateway[:address]:>{address}}{hop.record.name[:GROUP_NETIF]:>{GROUP_NETIF}}"
            )
    return "".join(line + "\n" for line in lines)


def _group_fields(group: NhgrpRecord, rows: list[Row]) -> dict[str, object]:
    hops = {row.record.index: row for row in rows}
    ways = [
        {"nh-index": number, "nh-weight": weight, "nh-slots": slots, "nh-gw": hops[number].gateway,
         "nh-interface": hops[number].record.name}
        for number, weight, slots in group.ways
    ]  # fmt: skip
    return {"nhgrp-index": group.index, "nhg-refcnt": group.refs, "nhop-weights": ways}


async def say(namer: Namer, arguments: Arguments, fib: int, wide: bool) -> None:
    """Print the next hops of one family, or its groups. Raises Refused: there is no table of all families."""
    family, groups, style = arguments.family, not arguments.has("o"), arguments.style
    title, node = ("Nexthop groups data", "nhgrp") if groups else ("Nexthop data", "nhop")
    where = f"sysctl: net.route.0.{family}.nhdump.{fib}"
    if family not in TITLES:
        if style is None and not groups:
            await printf(_heading(title, fib))
        raise Refused(f"{where} estimate: {strerror(EAFNOSUPPORT)}", EX_OSERR)
    fd = await socket(AF_NETLINK, SOCK_RAW, 0)
    rows = await _rows(namer, family, fd, fib)
    if groups:
        records: list[NhgrpRecord] = await netlink(fd, "NET_RT_NHGRP", {"fib": fib, "family": family})
        entries = [_group_fields(record, rows) for record in records]
        text = _groups_text(records, rows, family)
    else:
        entries = [_fields(row, wide) for row in rows]
        text = _text(rows, family, namer.numeric, wide)
    if style is None:
        await printf(_heading(title, fib) + text)
        return
    found = [{"address-family": TITLES[family], f"{'nhgrp' if groups else 'nh'}-entry": entries}] if entries else []
    table: dict[str, object] = {"fib": fib} if fib else {}
    table[f"{node}-table"] = {"rt-family": found}
    await printf(document({"statistics": {f"route-{node}-information": table}}, style=style))
