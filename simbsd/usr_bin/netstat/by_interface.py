"""What protocols count by interface (netstat -s -I), which only IPv6 does.

Models printproto() of usr.bin/netstat/main.c, intpr() of if.c with a function, and ip6_ifstats() and icmp6_ifstats() of
inet6.c.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from simbsd.lib.libxo import document
from simbsd.lib.printf import printf
from simbsd.lib.socket import netlink, socket
from simbsd.lib.unistd import ioctl
from simbsd.sys.records import IfRecord
from simbsd.sys.socketvar import AF_INET6, AF_NETLINK, SOCK_DGRAM, SOCK_RAW
from simbsd.usr_bin.netstat.statistics import fill
from simbsd.usr_bin.netstat.tables6 import INTERFACE

if TYPE_CHECKING:
    from simbsd.usr_bin.netstat.main import Arguments


async def say(arguments: Arguments, protocols: list[str]) -> None:
    """Print it; one protocol that was asked for and counts nothing so says that."""
    terse, found = arguments.statistics > 1, {}
    route, fd = await socket(AF_NETLINK, SOCK_RAW, 0), await socket(AF_INET6, SOCK_DGRAM)
    links: list[IfRecord] = await netlink(route, "RTM_GETLINK", {})
    names = [link.name for link in links if arguments.interface in (None, link.name)]
    for protocol in protocols:
        if protocol not in INTERFACE:
            if arguments.protocol:
                await printf(f"{protocol}: no per-interface stats routine\n")
            continue
        counts = {name: await ioctl(fd, INTERFACE[protocol][0], (name,)) for name in names}
        found[f"{protocol}-interface-statistics"] = [
            _fields(protocol, name, stats, terse) for name, stats in counts.items()
        ]
        if not arguments.style:
            await printf("".join(_text(protocol, name, stats, terse) for name, stats in counts.items()))
    if arguments.style:
        await printf(document({"statistics": found}, style=arguments.style))


def _text(protocol: str, name: str, stats: Mapping[str, int], terse: bool) -> str:
    rows = [(stats.get(member, 0), line) for member, _, line in INTERFACE[protocol][1]]
    lines = "".join(fill(line, [count]) + "\n" for count, line in rows if count or not terse)
    return f"{protocol} on {name}:\n{lines}"


def _fields(protocol: str, name: str, stats: Mapping[str, int], terse: bool) -> dict[str, object]:
    rows = [(field, stats.get(member, 0)) for member, field, _ in INTERFACE[protocol][1]]
    return {"name": name, **{field: count for field, count in rows if count or not terse}}
