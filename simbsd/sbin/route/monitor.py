"""route monitor: every change to links, addresses, routes and neighbours, a line each.

Models monitor_nl() and the print_nlmsg functions of sbin/route/route_netlink.c; leaves out ``-d``, which lists
interfaces in the form of routing sockets, and neighbours of IPv6.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.inet import ether_ntoa, inet_ntoa
from simbsd.lib.printf import printf
from simbsd.lib.socket import netlink, recvfrom, setsockopt, socket
from simbsd.lib.strftime import strftime
from simbsd.lib.unistd import gettimeofday
from simbsd.sys.errno import Errno
from simbsd.sys.in6 import in6_clearscope, inet_ntop6, is_linklocal
from simbsd.sys.netrecords import NetlinkEvent
from simbsd.sys.records import IfaRecord, IfRecord, NeighRecord, RouteRecord
from simbsd.sys.socketvar import AF_INET6, AF_NETLINK, SOCK_RAW
from simbsd.sys.vnet import IFF_LOWER_UP, IFF_MONITOR, IFF_POINTOPOINT, IFF_UP, RTF_BLACKHOLE, RTF_REJECT

GROUPS = (
    "RTNLGRP_LINK", "RTNLGRP_NEIGH", "RTNLGRP_NEXTHOP", "RTNLGRP_IPV4_IFADDR", "RTNLGRP_IPV4_ROUTE",
    "RTNLGRP_IPV6_IFADDR", "RTNLGRP_IPV6_ROUTE",
)  # fmt: skip
_ETHERNETS = ("em", "epair", "lagg", "tap", "vlan")  # whose state is that of their medium
_MESSAGE = 65536


async def monitor(err: Err) -> None:
    """Join the groups, and print until killed."""
    fd = await socket(AF_NETLINK, SOCK_RAW, 0)
    for group in GROUPS:
        try:
            await setsockopt(fd, "NETLINK_ADD_MEMBERSHIP", group)
        except Errno as error:
            await err.warn(f"Unable to subscribe to group {GROUPS.index(group) + 1}", error)
    printer = Printer(await socket(AF_NETLINK, SOCK_RAW, 0))
    while True:
        event, _ = await recvfrom(fd, _MESSAGE)
        await printf(await printer.text(event))


class Printer:
    """Makes lines of messages; what a message does not say of its interface is asked for (get_ifdata)."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    async def text(self, event: NetlinkEvent) -> str:
        """The lines of one message (print_nlmsg)."""
        what = event.kind[len("RTM_NEW") :].lower()
        head = await self._head(event, {"link": "iface"}.get(what, what))
        if what == "link":
            return head + _link(event.record)
        if what == "addr":
            return head + await self._addr(*event.record)
        if what == "neigh":
            return head + await self._neigh(*event.record)
        return head + await self._route(len(head), *event.record)

    async def _head(self, event: NetlinkEvent, what: str) -> str:
        """print_line_prefix()."""
        seconds, us = divmod(await gettimeofday(), 1_000_000)
        action = "add/repl" if event.kind.startswith("RTM_NEW") else "delete"
        return f"{strftime('%T', seconds)}.{us // 1000:03} PID {event.pid:>4} {action} {what} "

    async def _interface(self, index: int) -> IfRecord | None:
        try:
            links: list[IfRecord] = await netlink(self.fd, "RTM_GETLINK", {"index": index})
        except Errno:
            return None
        return links[0]

    async def _number(self, family: int, address: int, index: int) -> str:
        """print_prefix(): a link-local address has its interface's name."""
        if family != AF_INET6:
            return inet_ntoa(address)
        plain = in6_clearscope(address)
        zone = f"%{_name(await self._interface(index), index)}" if is_linklocal(plain) else ""
        return inet_ntop6(plain) + zone

    async def _addr(self, index: int, address: IfaRecord) -> str:
        link = await self._interface(index)
        line = f"{await self._number(address.family, address.addr, index)}/{address.plen} "
        if link is not None and link.flags & IFF_POINTOPOINT:
            line += f"-> {await self._number(address.family, address.dst or address.addr, index)} "
        return line + f"iface {_name(link, index)} \n"

    async def _neigh(self, index: int, neighbour: NeighRecord) -> str:
        link = await self._interface(index)
        line = f"{inet_ntoa(neighbour.addr)} state {'INCOMPLETE' if neighbour.mac is None else 'REACHABLE'} "
        if neighbour.mac is not None:
            line += f"lladdr {ether_ntoa(neighbour.mac)} "
        return line + f"iface {_name(link, index)} \n"

    async def _route(self, indent: int, table: int, hops: tuple[RouteRecord, ...]) -> str:
        first = hops[0]
        prefix = f"{await self._number(first.family, first.dst, first.index)}/{first.plen} "
        if first.flags & RTF_BLACKHOLE:
            return prefix + "blackhole\n"
        if first.flags & RTF_REJECT:
            return prefix + "prohibit(reject)\n"
        lines = [await self._hop(hop, table if hop is first else None) for hop in hops]
        return prefix + (" " * (indent + len(prefix))).join(lines)

    async def _hop(self, hop: RouteRecord, table: int | None) -> str:
        """print_nlmsg_route_nhop(): the table only of the first."""
        line = "" if hop.gateway is None else f"gw {await self._number(hop.family, hop.gateway, hop.index)} "
        link = await self._interface(hop.index)
        mtu = hop.mtu or (link.mtu if link is not None else 0)
        line += f"iface {_name(link, hop.index)} " + (f"mtu {mtu} " if mtu else "")
        if table is not None:
            line += f"table inet{'6' if hop.family == AF_INET6 else ''}.{table}"
        return line + "\n"


def _name(link: IfRecord | None, index: int) -> str:
    return link.name if link is not None else f"if#{index}"


def _link(link: IfRecord) -> str:
    """print_nlmsg_link(): what an administrator wants of it, and what it does (get_operstate)."""
    up, running = link.flags & IFF_UP, link.flags & IFF_LOWER_UP
    state = "DOWN" if not running else "UP"
    if link.driver in _ETHERNETS and running and link.flags & IFF_MONITOR:
        state = "DORMANT"
    mtu = f"mtu {link.mtu} " if link.mtu else ""
    return f"iface#{link.index} {link.name} admin {'UP' if up else 'DOWN'} oper {state} {mtu}\n"
