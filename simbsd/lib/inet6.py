"""IPv6 addresses as programs write and read them: names of hosts and of zones.

Models the IPv6 part of lib/libc/net/getaddrinfo.c and getnameinfo.c (ip6_parsenumeric, ip6_sa2str). An address of
a program has its zone inside, as the kernel's tables have it (sys/in6.py); a socket address has it apart.
"""

from __future__ import annotations

from simbsd.lib.netdb import Unresolved, gethostbyaddr, resolve
from simbsd.lib.socket import netlink, socket
from simbsd.lib.unistd import close
from simbsd.sys.errno import Errno
from simbsd.sys.in6 import (
    IN6ADDR_LOOPBACK,
    in6_clearscope,
    in6_getscope,
    in6_setscope,
    inet_ntop6,
    inet_pton6,
    is_linklocal,
    is_multicast,
    is_scoped,
    is_v4mapped,
)
from simbsd.sys.records import IfRecord
from simbsd.sys.socketvar import AF_INET6, AF_NETLINK, SOCK_RAW
from simbsd.sys.strtol import is_number, to_int

Sockaddr6 = tuple[int, int, int]


async def if_nametoindex(name: str) -> int:
    """The index of an interface of this stack, or 0."""
    link = await _link({"name": name})
    return link.index if link is not None else 0


async def if_indextoname(index: int) -> str | None:
    """The name of an interface of this stack, or None."""
    link = await _link({"index": index})
    return link.name if link is not None else None


async def _link(wanted: dict[str, object]) -> IfRecord | None:
    fd = await socket(AF_NETLINK, SOCK_RAW, 0)
    try:
        links: list[IfRecord] = await netlink(fd, "RTM_GETLINK", wanted)
    except Errno:
        links = []
    await close(fd)
    return links[0] if links else None


class Zones:
    """Names of zones, each asked for once."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}

    async def text(self, address: int) -> str:
        """An address as getnameinfo(3) writes it with NI_NUMERICHOST: ``fe80::1%lo0``."""
        zone = in6_getscope(address)
        if not zone:
            return inet_ntop6(address)
        if zone not in self.names:
            self.names[zone] = await if_indextoname(zone) or str(zone)
        return f"{inet_ntop6(in6_clearscope(address))}%{self.names[zone]}"


async def parse_numeric(text: str) -> int | None:
    """An address in numbers, with a zone by name or number after ``%``; None when it is none."""
    number, percent, zone = text.partition("%")
    address = inet_pton6(number)
    if address is None or not percent:
        return address
    if not is_scoped(address):
        return None
    index = await if_nametoindex(zone) or (to_int(zone) if is_number(zone) else 0)
    return in6_setscope(address, index) if index else None


async def resolve6(name: str) -> int:
    """The IPv6 address of a name or of numbers. Raises Unresolved."""
    address = await parse_numeric(name)
    return address if address is not None else (await resolve(name, (AF_INET6,)))[1]


async def gethostbyname6(name: str) -> int | None:
    """The IPv6 address of a name or of numbers, or None."""
    try:
        return await resolve6(name)
    except Unresolved:
        return None


async def gethostbyaddr6(address: int) -> str | None:
    """The name of an address, or None; of some kinds nobody is asked (getnameinfo.c: getnameinfo_inet)."""
    nameless = address >> 120 == 0 and not is_v4mapped(address) and address != IN6ADDR_LOOPBACK
    if nameless or is_linklocal(address) or is_multicast(address):
        return None
    return await gethostbyaddr(address, AF_INET6)


def sockaddr6(address: int, port: int) -> Sockaddr6:
    """A socket address: the zone apart."""
    return in6_clearscope(address), port, in6_getscope(address)


def from_sockaddr6(address: Sockaddr6) -> int:
    """The address of a socket address, the zone inside."""
    return in6_setscope(address[0], address[2])
