"""Interfaces and their counters as netstat -i prints them.

Models intpr(), next_ifma(), process_ifa_addr(), show_stat() and sidewaysintpr() of usr.bin/netstat/if.c; leaves out
multicast addresses (-a) in --libxo json.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simbsd.lib.humanize import humanize_number
from simbsd.lib.inet import ether_ntoa
from simbsd.sys.records import IfRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_LINK, AF_UNSPEC
from simbsd.sys.vnet import IFF_LOWER_UP, IFF_UP
from simbsd.usr_bin.netstat.names import Namer

WIDTHS = (10, 5, 5, 10, 10, 5, 10, 5)  # the columns of -w


@dataclass(frozen=True)
class Row:
    """One line: an interface's link level (``link``), or one of its addresses; with -a the groups of its family."""

    name: str
    mtu: int
    network: str
    address: str
    link: bool
    ipackets: int
    opackets: int
    ierrors: int = 0
    idrops: int = 0
    oerrors: int = 0
    collisions: int = 0
    ibytes: int = 0
    obytes: int = 0
    groups: tuple[str, ...] = ()
    imcasts: int = 0
    omcasts: int = 0


async def make_rows(links: list[IfRecord], namer: Namer, family: int, groups: bool = False) -> list[Row]:
    """A row for each interface and each address of the wanted family; with ``groups`` (-a) what it listens to."""
    rows = []
    for link in links:
        name = link.name + ("" if link.flags & IFF_UP else "*")
        heard = await _groups(link, namer) if groups else {}
        if family in (AF_UNSPEC, AF_LINK):
            rows.append(replace(_link_row(link, name), groups=heard.get(AF_LINK, ())))
        for one in link.addrs:
            if family in (AF_UNSPEC, one.family):
                if one.family == AF_INET:
                    network, address = await namer.net(one.addr, one.plen), await namer.route(one.addr)
                else:
                    network, address = await namer.net6(one.addr, one.plen), await namer.route6(one.addr)
                rows.append(
                    Row(name, link.mtu, network, address, False, one.ipackets, one.opackets,
                        ibytes=one.ibytes, obytes=one.obytes, groups=heard.get(one.family, ()))
                )  # fmt: skip
    return rows


def _link_row(link: IfRecord, name: str) -> Row:
    address = ether_ntoa(link.lladdr) if link.lladdr is not None else link.name
    return Row(
        name, link.mtu, f"<Link#{link.index}>", address, True, link.ipackets, link.opackets, link.ierrors,
        link.idrops, link.oerrors, link.collisions, link.ibytes, link.obytes,
        imcasts=link.imcasts, omcasts=link.omcasts,
    )  # fmt: skip


async def _groups(link: IfRecord, namer: Namer) -> dict[int, tuple[str, ...]]:
    """The groups of an interface by family, the youngest first; those of the link are on an Ethernet alone."""
    four = [group for group in reversed(link.multiaddrs) if group >> 28 == 14]
    six = [group for group in reversed(link.multiaddrs) if group >> 28 != 14]
    macs: dict[bytes, bool] = {}
    for group in link.multiaddrs if link.lladdr is not None else ():
        inet = group >> 28 == 14
        head, low = (b"\1\0\x5e", group & 0x7FFFFF) if inet else (b"\x33\x33", group & 0xFFFFFFFF)
        macs[head + low.to_bytes(6 - len(head), "big")] = True
    return {
        AF_LINK: tuple(ether_ntoa(mac) for mac in reversed(macs)),
        AF_INET: tuple([await namer.route(group) for group in four]),
        AF_INET6: tuple([await namer.route6(group) for group in six]),
    }


def _width(least: int, numbers: list[int]) -> int:
    """max_num_len(): room for the widest number and a blank."""
    width = least
    for number in numbers:
        length = 2
        while number > 10:
            number //= 10
            length += 1
        width = max(width, length)
    return width


def shown(number: int, human: bool, div1000: bool = False) -> str:
    """show_stat(): a number, with -h at most four characters of it."""
    return humanize_number(number, 5, byte=False, divisor=1000 if div1000 else 1024) if human else str(number)


def table_text(
    rows: list[Row], show_bytes: bool, drops: bool = False, human: bool = False, wide: bool = False
) -> str:
    """The table, columns as wide as they must be; ``drops`` (-d): packets that output queues had no room for, of which
    there are none here.
    """
    name = max([5, *(len(row.name) for row in rows)])
    network = max([8, *(len(row.network) for row in rows)])
    address = max([8, *(len(row.address) for row in rows)])
    packets, errors, octets = 8, 5, 10
    if not human:
        packets = _width(packets, [number for row in rows for number in (row.ipackets, row.opackets)])
        errors = _width(errors, [number for row in rows for number in (row.ierrors, row.idrops, row.collisions)])
        octets = _width(octets, [number for row in rows for number in (row.ibytes, row.obytes)])

    def line(first: str, mtu: str, where: str, whose: str, numbers: list[str], sizes: tuple[str, str]) -> str:
        head = f"{first:<{name}.{name}} {mtu:>5} {where:<{network}}  {whose:<{address}} "
        left = f"{numbers[0]:>{packets}} {numbers[1]:>{errors}} {numbers[2]:>{errors}}"
        right = f"{numbers[3]:>{packets}} {numbers[4]:>{errors}}"
        if show_bytes:
            left += f" {sizes[0]:>{octets}}"
            right += f" {sizes[1]:>{octets}}"
        text = f"{head}{left} {right} {numbers[5]:>{errors}}"
        return text + (f" {numbers[6]:>{errors}}" if drops else "")

    titles = ["Ipkts", "Ierrs", "Idrop", "Opkts", "Oerrs", "Coll", "Drop"]
    text = line("Name", "Mtu", "Network", "Address", titles, ("Ibytes", "Obytes")) + "\n"
    for row in rows:
        counts = (row.ierrors, row.idrops, row.oerrors, row.collisions, 0)
        ierrors, idrops, oerrors, collisions, odrops = (
            shown(count, human, True) if row.link else "-" for count in counts
        )
        ipackets, opackets = shown(row.ipackets, human, True), shown(row.opackets, human, True)
        numbers = [ipackets, ierrors, idrops, opackets, oerrors, collisions, odrops]
        sizes = (shown(row.ibytes, human), shown(row.obytes, human))
        text += line(row.name, shown(row.mtu, human), row.network, row.address, numbers, sizes)
        text += " \n" if drops else "\n"
        for group in row.groups:
            text += " " * 28 + f"{group:<17}" if wide else " " * 26 + f"{group:<17.17}"
            text += f" {row.imcasts:>8}{'':{17 if show_bytes else 6}} {row.omcasts:>8}\n" if row.link else "\n"
    return text


def table_json(
    rows: list[Row], links: list[IfRecord], show_bytes: bool, drops: bool = False
) -> list[dict[str, object]]:
    """The same for --libxo json; what is a dash in the text is left out."""
    flags = {link.name: link.flags & ~IFF_LOWER_UP for link in links}  # only netlink has that bit
    found: list[dict[str, object]] = []
    for row in rows:
        name = row.name.removesuffix("*")
        entry: dict[str, object] = {"name": name, "flags": f"{flags[name]:#x}", "mtu": row.mtu}
        entry |= {"network": row.network, "address": row.address, "received-packets": row.ipackets}
        if row.link:
            entry |= {"received-errors": row.ierrors, "dropped-packets": row.idrops}
        if show_bytes:
            entry["received-bytes"] = row.ibytes
        entry["sent-packets"] = row.opackets
        if row.link:
            entry["send-errors"] = row.oerrors
        if show_bytes:
            entry["sent-bytes"] = row.obytes
        if row.link:
            entry["collisions"] = row.collisions
            if drops:
                entry["dropped-packets"] = 0
        found.append(entry)
    return found


def totals(links: list[IfRecord]) -> tuple[int, ...]:
    """The counters of -w over all the given interfaces, in the order of its columns."""
    return tuple(
        sum(numbers)
        for numbers in zip(
            *(
                (
                    one.ipackets,
                    one.ierrors,
                    one.idrops,
                    one.ibytes,
                    one.opackets,
                    one.oerrors,
                    one.obytes,
                    one.collisions,
                )
                for one in links
            ),
            strict=True,
        )
    )


def banner(name: str | None, drops: bool = False) -> str:
    """The two lines above the counters of -w."""
    titles = ("packets", "errs", "idrops", "bytes", "packets", "errs", "bytes", "colls")
    columns = " ".join(f"{title:>{width}}" for title, width in zip(titles, WIDTHS, strict=True))
    columns += " drops" if drops else ""
    return f"{'input':>17} {name or '(Total)':>14} {'output':>16}\n{columns}\n"


def delta(old: tuple[int, ...], new: tuple[int, ...], drops: bool = False, human: bool = False) -> str:
    """What was counted between two looks; -h counts packets in thousands, bytes in 1024s."""
    numbers = [
        f"{shown(after - before, human, place not in (3, 6)):>{WIDTHS[place]}}"
        for place, (before, after) in enumerate(zip(old, new, strict=True))
    ]
    return " ".join(numbers) + (f" {0:>5} " if drops else "") + "\n"
