"""The routing table as netstat -r prints it, as text and as libxo's JSON.

Models routepr(), p_rtable_netlink(), p_path() and p_sockaddr() of usr.bin/netstat/route.c and
route_netlink.c; leaves out inet6.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.sys.records import RouteRecord
from simbsd.sys.socketvar import AF_INET
from simbsd.sys.vnet import RTF_HOST, RTF_UP
from simbsd.usr_bin.netstat.names import Namer

RT_BITS = (
    (0x1, "U", "up"), (0x2, "G", "gateway"), (0x4, "H", "host"), (0x8, "R", "reject"), (0x10, "D", "dynamic"),
    (0x20, "M", "modified"), (0x40, "d", "done"), (0x200, "X", "xresolve"), (0x800, "S", "static"),
    (0x8000, "1", "proto1"), (0x4000, "2", "proto2"), (0x40000, "3", "proto3"), (0x1000, "B", "blackhole"),
    (0x400000, "b", "broadcast"), (0x400, "L", "llinfo"),
)  # fmt: skip
DST, GATEWAY, FLAGS, MTU, EXPIRE = 18, 18, 6, 6, 6


@dataclass(frozen=True)
class Row:
    """One path of the table, its addresses already text."""

    destination: str
    gateway: str
    flags: int
    interface: str
    mtu: int
    nhop: int


def flag_letters(flags: int) -> str:
    """The letters of a route's flags."""
    return "".join(letter for bit, letter, _ in RT_BITS if flags & bit)


async def make_rows(routes: list[RouteRecord], namer: Namer) -> list[Row]:
    """Name every address.

    Paths that share a prefix are one multipath route, which shows no nexthop number.
    """
    counts: dict[tuple[int, int], int] = {}
    for route in routes:
        counts[route.dst, route.plen] = counts.get((route.dst, route.plen), 0) + 1
    rows = []
    for route in routes:
        host = route.flags & RTF_HOST
        dest = await namer.route(route.dst) if host else await namer.net(route.dst, route.plen)
        gateway = f"link#{route.index}" if route.gateway is None else await namer.route(route.gateway)
        nhop = 0 if counts[route.dst, route.plen] > 1 else route.nhop
        rows.append(Row(dest, gateway, route.flags | RTF_UP, route.name or "---", route.mtu, nhop))
    return rows


def table_text(rows: list[Row], fib: int, numeric: bool, wide: bool) -> str:
    """The whole table."""
    lines = ["Routing tables" + (f" (fib: {fib})" if fib else "")]
    if rows:
        lines += ["", "Internet:", _header(wide)]
    lines += [_line(row, numeric, wide) for row in rows]
    return "".join(line + "\n" for line in lines)


def _header(wide: bool) -> str:
    head = f"{'Destination':<{DST}} {'Gateway':<{GATEWAY}} {'Flags':<{FLAGS}} "
    if wide:
        return head + f"{'Nhop#':>{MTU}} {'Mtu':>{MTU}} {'Netif':>10} {'Expire':>{EXPIRE}}"
    return head + f"{'Netif':>8} {'Expire':>{EXPIRE}}"


def _column(text: str, width: int, whole: bool) -> tuple[str, int]:
    """A left column with its blank, and by how much it stands out of it (p_sockaddr's protrusion)."""
    if width < 0:
        return text + " ", 0
    if not whole:
        text = text[:width]
    return f"{text:<{width}} ", max(len(text) - width, 0)


def _line(row: Row, numeric: bool, wide: bool) -> str:
    whole = wide or numeric
    dest, protrusion = _column(row.destination, DST, whole)
    gateway, protrusion = _column(row.gateway, GATEWAY - protrusion, whole)
    line = dest + gateway + f"{flag_letters(row.flags):<{max(FLAGS - protrusion, 0)}} "
    if not wide:
        return line + f"{row.interface:>8.8}"
    mtu = f"{row.mtu:>{MTU}}" if row.mtu else " " * MTU
    return line + f"{row.nhop:>{MTU}} {mtu} {row.interface:>10}"


def table_json(rows: list[Row], routes: list[RouteRecord], fib: int, wide: bool) -> dict[str, object]:
    """The same for --libxo json."""
    information: dict[str, object] = {"fib": fib} if fib else {}
    entries = []
    for row, route in zip(rows, routes, strict=True):
        entry: dict[str, object] = {
            "destination": row.destination,
            "gateway": row.gateway,
            "flags": flag_letters(row.flags),
            "flags_pretty": tuple(name for bit, _, name in RT_BITS if row.flags & bit),
            "weight": 1,
            "nhop-kidx" if row.nhop else "nhg-kidx": route.nhop,
        }
        if wide:
            entry |= {"nhop": row.nhop, "mtu": row.mtu}
        entries.append(entry | {"interface-name": row.interface})
    family = [{"address-family": "Internet", "rt-entry": entries}] if rows else []
    return {"route-information": {**information, "route-table": {"rt-family": family}}}


def of_family(routes: list[RouteRecord]) -> list[RouteRecord]:
    """The routes that this table knows how to print."""
    return [route for route in routes if route.family == AF_INET]
