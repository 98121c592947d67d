"""Addresses as netstat prints them.

Models routename(), netname4(), netname6() and trimdomain() of usr.bin/netstat/route.c and
lib/libc/net/getnameinfo.c.
"""

from __future__ import annotations

from simbsd.lib.inet import inet_ntoa, plen_to_mask
from simbsd.lib.inet6 import Zones, gethostbyaddr6
from simbsd.lib.netdb import Hosts, getnetbyaddr
from simbsd.lib.sysctl import sysctl
from simbsd.sys.errno import Errno
from simbsd.sys.in6 import MASKS6, in6_clearscope, in6_getscope, in6_setscope


class Namer:
    """Turns addresses into names, or into numbers when ``numeric``."""

    def __init__(self, numeric: bool) -> None:
        self.numeric = numeric
        self.hosts = Hosts()
        self.zones = Zones()
        self.domain: str | None = None

    async def route(self, address: int) -> str:
        """A host."""
        name = None if self.numeric else await self.hosts.name(address)
        return await self._trim(name) if name else inet_ntoa(address)

    async def net(self, address: int, plen: int) -> str:
        """A network with its length, ``default`` for all of them."""
        if address == 0 and plen == 0:
            return "default"
        network = address & plen_to_mask(plen)
        if not self.numeric and network:
            name = await getnetbyaddr(network)
            if name is not None:
                return await self._trim(name)
        return inet_ntoa(network) + (f"/{plen}" if plen else "")

    async def route6(self, address: int) -> str:
        """A host of IPv6, its zone after ``%``."""
        name = None if self.numeric else await gethostbyaddr6(address)
        return await self._trim(name) if name else await self.zones.text(address)

    async def net6(self, address: int, plen: int) -> str:
        """A network of IPv6 with its length, ``default`` for all of them."""
        if address == 0 and plen == 0:
            return "default"
        name = None if self.numeric else await gethostbyaddr6(address)
        network = in6_setscope(in6_clearscope(address) & MASKS6[plen], in6_getscope(address))
        return name or f"{await self.zones.text(network)}/{plen}"

    async def _trim(self, name: str) -> str:
        """Without the local domain."""
        if self.domain is None:
            _, dot, domain = str(await sysctl("kern.hostname")).partition(".")
            self.domain = dot + domain
        return name.removesuffix(self.domain) if self.domain else name


async def number(name: str, default: int) -> int:
    """A variable, or what holds where there is none."""
    try:
        return int(await sysctl(name))
    except Errno:
        return default
