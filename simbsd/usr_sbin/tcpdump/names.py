"""Addresses and ports in a packet's line: names, or numbers.

Models contrib/tcpdump/addrtoname.c (ipaddr_string, ip6addr_string, tcpport_string, udpport_string); leaves
out name servers.
"""

from __future__ import annotations

from simbsd.lib.inet import inet_ntoa
from simbsd.lib.inet6 import gethostbyaddr6
from simbsd.lib.netdb import Hosts, Services
from simbsd.sys.in6 import inet_ntop6


class Names:
    """How things are called: ``numeric`` by number (-n), ``short`` without a domain (-N)."""

    def __init__(self, numeric: bool, short: bool) -> None:
        self.numeric = numeric
        self.short = short
        self.hosts = Hosts()
        self.services = Services()

    async def host(self, address: int) -> str:
        """An IPv4 address."""
        name = None if self.numeric else await self.hosts.name(address)
        if name is None:
            return inet_ntoa(address)
        return name.partition(".")[0] if self.short else name

    async def host6(self, address: int) -> str:
        """An IPv6 address."""
        name = None if self.numeric else await gethostbyaddr6(address)
        if name is None:
            return inet_ntop6(address)
        return name.partition(".")[0] if self.short else name

    async def port(self, port: int, proto: str) -> str:
        """A port of ``tcp`` or ``udp``."""
        name = None if self.numeric else await self.services.name(port, proto)
        return name or str(port)
