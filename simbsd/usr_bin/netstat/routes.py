"""The routing table as netstat -r prints it, as text and as libxo's JSON.

Models routepr(), p_rtable_netlink(), p_path() and p_sockaddr() of usr.bin/netstat/route.c and
route_netlink.c.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.sys.in6 import in6_clearscope, in6_setscope, is_linklocal
from simbsd.sys.records import RouteRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.vnet import RTF_HOST, RTF_UP
from simbsd.usr_bin.netstat.names import Namer

RT_BITS = (
    (0x1, "U", "up"), (0x2, "G", "gateway"), (0x4, "H", "host"), (0x8, "R", "reject"), (0x10, "D", "dynamic"),
    (0x20, "M", "modified"), (0x40, "d", "done"), (0x200, "X", "xresolve"), (0x800, "S", "static"),
    (0x8000, "1", "proto1"), (0x4000, "2", "proto2"), (0x40000, "3", "proto3"), (0x1000, "B", "blackhole"),
    (0x400000, "b", "broadcast"), (0x400, "L", "llinfo"),
)  # fmt: skip
DST, GATEWAY, FLAGS, MTU, EXPIRE = 18, 18, 6, 6, 6
DST6, GATEWAY6 = 33, 29  # in numbers
TITLES = {AF_INET: "Internet", AF_INET6: "Internet6"}


@dataclass(frozen=True)
class Row:
    """One path of the table, its addresses already text."""

    family: int
    destination: str
    gateway: str
    flags: int
    interface: str
    mtu: int
    nhop: int
    expire: int = 0


def flag_letters(flags: int) -> str:
    """The letters of a route's flags."""
    return "".join(letter for bit, letter, _ in RT_BITS if flags & bit)


async def make_rows(routes: list[RouteRecord], namer: Namer) -> list[Row]:
    """Name every address.

    Paths that share a prefix are one multipath route, which shows no nexthop number.
    """
    counts: dict[tuple[int, int, int], int] = {}
    for route in routes:
        key = (route.family, route.dst, route.plen)
        counts[key] = counts.get(key, 0) + 1
    rows = []
    for route in routes:
        if route.family == AF_INET6:
            dest, gateway = await _ends6(route, namer)
        else:
            host = route.flags & RTF_HOST
            dest = await namer.route(route.dst) if host else await namer.net(route.dst, route.plen)
            gateway = f"link#{route.index}" if route.gateway is None else await namer.route(route.gateway)
        nhop = 0 if counts[route.family, route.dst, route.plen] > 1 else route.nhop
        flags, name = route.flags | RTF_UP, route.name or "---"
        rows.append(Row(route.family, dest, gateway, flags, name, route.mtu, nhop, route.expire))
    return rows


async def _ends6(route: RouteRecord, namer: Namer) -> tuple[str, str]:
    """Destination and gateway of IPv6. The zone of a link-local address is the interface that the packet leaves by
    (add_scopeid), whatever the kernel's table says.
    """
    dst, gateway = (
        in6_setscope(in6_clearscope(one), route.index) if is_linklocal(one) else in6_clearscope(one)
        for one in (route.dst, route.gateway or 0)
    )
    dest = await namer.route6(dst) if route.flags & RTF_HOST else await namer.net6(dst, route.plen)
    return dest, f"link#{route.index}" if route.gateway is None else await namer.route6(gateway)


def table_text(rows: list[Row], fib: int, numeric: bool, wide: bool) -> str:
    """The whole table."""
    lines = ["Routing tables" + (f" (fib: {fib})" if fib else "")]
    for family, title in TITLES.items():
        mine = [row for row in rows if row.family == family]
        if mine:
            widths = _widths(family, numeric, wide)
            lines += ["", f"{title}:", _header(wide, widths)]
            lines += [_line(row, numeric, wide, widths) for row in mine]
    return "".join(line + "\n" for line in lines)


def _widths(family: int, numeric: bool, wide: bool) -> tuple[int, int, int]:
    """Of the columns for destination, gateway and interface (WID_DST_DEFAULT, WID_GW_DEFAULT, WID_IF_DEFAULT)."""
    if family == AF_INET6:
        return (DST6, GATEWAY6, 8) if numeric else (DST, GATEWAY, 8)
    return DST, GATEWAY, 10 if wide else 8


def _header(wide: bool, widths: tuple[int, int, int]) -> str:
    dst, gateway, netif = widths
    head = f"{'Destination':<{dst}} {'Gateway':<{gateway}} {'Flags':<{FLAGS}} "
    if wide:
        head += f"{'Nhop#':>{MTU}} {'Mtu':>{MTU}} "
    return head + f"{'Netif':>{netif}} {'Expire':>{EXPIRE}}"


def column(text: str, width: int, whole: bool) -> tuple[str, int]:
    """A left column with its blank, and by how much it stands out of it (p_sockaddr's protrusion)."""
    if width < 0:
        return text + " ", 0
    if not whole:
        text = text[:width]
    return f"{text:<{width}} ", max(len(text) - width, 0)


def _line(row: Row, numeric: bool, wide: bool, widths: tuple[int, int, int]) -> str:
    whole = wide or numeric
    dest, protrusion = column(row.destination, widths[0], whole)
    gateway, protrusion = column(row.gateway, widths[1] - protrusion, whole)
    line = dest + gateway + f"{flag_letters(row.flags):<{max(FLAGS - protrusion, 0)}} "
    expire = f" {row.expire:>{EXPIRE}}" if row.expire else ""
    if not wide:
        return line + f"{row.interface:>8.8}" + expire
    mtu = f"{row.mtu:>{MTU}}" if row.mtu else " " * MTU
    return line + f"{row.nhop:>{MTU}} {mtu} {row.interface:>{widths[2]}}" + expire


def table_json(rows: list[Row], routes: list[RouteRecord], fib: int, wide: bool) -> dict[str, object]:
    """The same for --libxo json."""
    information: dict[str, object] = {"fib": fib} if fib else {}
    families: dict[int, list[dict[str, object]]] = {}
    for row, route in zip(rows, routes, strict=True):
        entry: dict[str, object] = {
            "destination": row.destination,
            "gateway": row.gateway,
            "flags": flag_letters(row.flags),
            "flags_pretty": tuple(name for bit, _, name in RT_BITS if row.flags & bit),
            "weight": route.weight,
            "nhop-kidx" if row.nhop else "nhg-kidx": route.nhop,
        }
        if wide:
            entry |= {"nhop": row.nhop, "mtu": row.mtu}
        entry["interface-name"] = row.interface
        if row.expire:
            entry["expire-time"] = row.expire
        families.setdefault(row.family, []).append(entry)
    family = [{"address-family": TITLES[number], "rt-entry": entries} for number, entries in families.items()]
    return {"route-information": {**information, "route-table": {"rt-family": family}}}
