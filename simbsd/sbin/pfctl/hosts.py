"""Addresses as pf.conf names them: numbers, interfaces with modifiers, groups, names of hosts.

Models sbin/pfctl/pfctl_parser.c (host, host_if, host_v4, host_v6, host_dns, ifa_load, ifa_lookup, ifa_grouplookup);
addresses of an interface come IPv4 first, not in the order in which they were set.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simbsd.lib.inet6 import parse_numeric
from simbsd.lib.netdb import Unresolved, resolve_all
from simbsd.lib.socket import netlink, socket
from simbsd.lib.unistd import close
from simbsd.sbin.pfctl.nodes import Host, masked, network
from simbsd.sys.in6 import in6_clearscope, in6_getscope, is_linklocal
from simbsd.sys.records import IfaRecord, IfRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_NETLINK, SOCK_RAW
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.vnet import IFF_BROADCAST, IFF_LOOPBACK, IFF_POINTOPOINT

MODIFIERS = ("network", "broadcast", "peer", "0")
Say = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Address:
    """An address of an interface, with the interface's flags."""

    link: IfRecord
    record: IfaRecord


class Hosts:
    """The interfaces of this stack, asked for once, and what names mean. ``say`` writes a line of complaint."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.table: list[IfRecord] | None = None

    async def links(self) -> list[IfRecord]:
        """The interfaces, in the kernel's order (ifa_load)."""
        if self.table is None:
            fd = await socket(AF_NETLINK, SOCK_RAW, 0)
            self.table = await netlink(fd, "RTM_GETLINK", {})
            await close(fd)
        return self.table

    async def group(self, name: str) -> list[str]:
        """The members of a group of interfaces, or none; ``all`` is not looked up (ifa_add_groups_to_map)."""
        return [link.name for link in await self.links() if name in link.groups and name != "all"]

    async def exists(self, name: str) -> bool:
        """Whether an interface or group has that name (ifa_exists)."""
        return bool(await self.group(name)) or any(link.name == name for link in await self.links())

    async def index(self, name: str) -> int:
        """An interface's index, or 0."""
        return next((link.index for link in await self.links() if link.name == name), 0)

    async def name(self, index: int) -> str:
        """An interface's name, or nothing."""
        return next((link.name for link in await self.links() if link.index == index), "")

    async def is_loopback(self, name: str) -> bool:
        """Whether an interface is a loopback one."""
        return any(link.name == name and link.flags & IFF_LOOPBACK for link in await self.links())

    async def lookup(self, name: str, modifiers: tuple[str, ...] = ()) -> list[Host]:
        """The addresses of an interface, of a group's members, or of all (``self``), with modifiers (ifa_lookup)."""
        members = await self.group(name)
        if members:
            return [host for member in members for host in await self.lookup(member, modifiers)]
        found: list[Host] = []
        for link in await self.links():
            if name == "self" or _is_meant(name, link.name):
                seen: dict[int, bool] = {}
                for record in _in_order(link):
                    if record.family in (AF_INET, AF_INET6) and _fits(link, record, modifiers, seen):
                        seen[record.family] = True
                        found.append(_host(link, record, modifiers))
        return found

    async def host(self, text: str) -> list[Host]:
        """What a word of a rule means; nothing, said why, when it means nothing (host)."""
        name, slash, mask_text = text.rpartition("/")
        mask = -1
        if slash:
            if not is_number(mask_text) or to_int(mask_text) > 128:
                await self.say(f"invalid netmask '/{mask_text}'")
                return []
            mask = to_int(mask_text)
        else:
            name = text
        found = _host_v4(name, mask) or await _host_v6(name, mask)
        if not found:
            found, final = await self._host_if(name, mask)
            if not found and not final:
                found = await _host_dns(name, mask)
        if not found:
            await self.say(f"no IP address found for {text}")
        return found

    async def _host_if(self, text: str, mask: int) -> tuple[list[Host], bool]:
        """The addresses of an interface; True: it can be nothing else (host_if)."""
        name, *modifiers = text.split(":")
        if not all(word in MODIFIERS for word in modifiers):
            return [], False
        if sum(word in modifiers for word in MODIFIERS if word != "0") > 1:
            await self.say("illegal combination of interface modifiers")
            return [], True
        if mask >= 0 and ("network" in modifiers or "broadcast" in modifiers):
            await self.say("network or broadcast lookup, but extra netmask given")
            return [], True
        if name != "self" and not await self.exists(name):
            return [], bool(modifiers)
        found = await self.lookup(name, tuple(modifiers))
        return [masked(host, mask) if mask >= 0 else host for host in found], bool(modifiers)


def _in_order(link: IfRecord) -> list[IfaRecord]:
    """An interface's addresses as getifaddrs(3) lists them: IPv4 first, but for lo0, which has IPv6 from the start."""
    return sorted(link.addrs, key=lambda record: record.family, reverse=bool(link.flags & IFF_LOOPBACK))


def _is_meant(name: str, ifname: str) -> bool:
    """The very name, or the driver's name before a number (ifa_skip_if)."""
    if name == ifname:
        return True
    if not name or name[-1].isdigit():
        return False
    return ifname.startswith(name) and ifname[len(name) : len(name) + 1].isdigit()


def _fits(link: IfRecord, record: IfaRecord, modifiers: tuple[str, ...], seen: dict[int, bool]) -> bool:
    if "broadcast" in modifiers and (record.family != AF_INET or not link.flags & IFF_BROADCAST):
        return False
    if "peer" in modifiers and not link.flags & IFF_POINTOPOINT:
        return False
    scoped = record.family == AF_INET6 and is_linklocal(record.addr)
    if scoped and ("network" in modifiers or "0" in modifiers):
        return False
    return not ("0" in modifiers and record.family in seen)


def _host(link: IfRecord, record: IfaRecord, modifiers: tuple[str, ...]) -> Host:
    addr = record.addr
    if "broadcast" in modifiers:
        addr = record.broadcast or 0
    elif "peer" in modifiers:
        addr = record.dst or 0
    scope = 0
    if record.family == AF_INET6:
        scope, addr = in6_getscope(record.addr), in6_clearscope(addr)
    plen = record.plen if "network" in modifiers else 128
    return Host(network(record.family, addr, plen), record.family, ifindex=scope, ifname=link.name)


def _host_v4(name: str, mask: int) -> list[Host]:
    """A dotted quad; with a mask fewer parts will do (inet_net_pton)."""
    parts = name.split(".")
    if not all(is_number(part) and len(part) < 4 and to_int(part) < 256 for part in parts):
        return []
    if len(parts) > 4 or mask > 32 or (mask < 0 and len(parts) != 4):
        return []
    octets = [to_int(part) for part in parts] + [0] * (4 - len(parts))
    addr = octets[0] << 24 | octets[1] << 16 | octets[2] << 8 | octets[3]
    return [Host(network(AF_INET, addr, mask if mask >= 0 else 32), AF_INET)]


async def _host_v6(name: str, mask: int) -> list[Host]:
    address = await parse_numeric(name)
    if address is None:
        return []
    scope, addr = in6_getscope(address), in6_clearscope(address)
    return [Host(network(AF_INET6, addr, mask if mask >= 0 else 128), AF_INET6, ifindex=scope)]


async def _host_dns(name: str, mask: int) -> list[Host]:
    """Every address of a host's name, or with ``:0`` the first of each family."""
    first = name.endswith(":0")
    try:
        found = await resolve_all(name.removesuffix(":0"))
    except Unresolved:
        return []
    if first:
        found = [entry for at, entry in enumerate(found) if entry[0] not in [family for family, _ in found[:at]]]
    width = 128 if mask < 0 else mask
    return [Host(network(family, addr, width), family) for family, addr in found]


