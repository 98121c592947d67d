"""Names of hosts, networks and services: /etc/hosts, /etc/networks, /etc/services and /etc/nsswitch.conf.

Models lib/libc/net/{getaddrinfo,gethostnamadr,getservent}.c, with gai_strerror's texts; leaves out DNS: no
name server answers.
"""

from __future__ import annotations

from simbsd.lib.inet import inet_aton
from simbsd.lib.stdio import decode, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number, to_int

EAI_NONAME = "Name does not resolve"
EAI_AGAIN = "Name could not be resolved at this time"
EAI_SERVICE = "Service was not recognized for socket type"
HOST_NOT_FOUND = "Unknown host"
TRY_AGAIN = "Host name lookup failure"


async def _lines(path: str) -> list[list[str]]:
    """The words of each line of a table, comments gone; none when the file cannot be read."""
    try:
        fd = await open(path, O_RDONLY)
    except Errno:
        return []
    text = decode(await read_all(fd, 1024 * 1024))
    await close(fd)
    words = [line.partition("#")[0].split() for line in text.splitlines()]
    return [line for line in words if line]


async def host_lines() -> list[list[str]]:
    """The words of each line of /etc/hosts."""
    return await _lines("/etc/hosts")


async def gethostbyname(name: str) -> int | None:
    """The IPv4 address of a name or of a dotted quad, or None."""
    address = inet_aton(name)
    if address is not None:
        return address
    wanted = name.rstrip(".").lower()
    for address_text, *names in await host_lines():
        found = inet_aton(address_text)
        if found is not None and wanted in [known.lower() for known in names]:
            return found
    return None


async def gethostbyaddr(address: int) -> str | None:
    """The first name of an address in /etc/hosts, or None."""
    for address_text, *names in await host_lines():
        if names and inet_aton(address_text) == address:
            return names[0]
    return None


async def getnetbyname(name: str) -> int | None:
    """The network number of a name in /etc/networks as an address, or None."""
    for first, *rest in await _lines("/etc/networks"):
        if rest and name in (first, *rest[1:]):
            return _network(rest[0])
    return None


async def getnetbyaddr(network: int) -> str | None:
    """The name of a network number (host bits zero) in /etc/networks, or None."""
    for first, *rest in await _lines("/etc/networks"):
        if rest and _network(rest[0]) == network:
            return first
    return None


def _network(text: str) -> int | None:
    """inet_network(3) as far as networks(5) needs it: up to four octets, those left out being zero."""
    parts = text.split(".")
    if not all(is_number(part) and to_int(part) < 256 for part in parts) or len(parts) > 4:
        return None
    octets = [to_int(part) for part in parts] + [0] * (4 - len(parts))
    return octets[0] << 24 | octets[1] << 16 | octets[2] << 8 | octets[3]


async def asks_dns() -> bool:
    """Whether nsswitch.conf sends a host name that no file knows to name servers (its default when absent)."""
    for first, *rest in await _lines("/etc/nsswitch.conf"):
        if first == "hosts:":
            return "dns" in rest
    return True


async def gai_error() -> str:
    """Why getaddrinfo(3) found nothing: the servers did not answer, or nobody was to be asked."""
    return EAI_AGAIN if await asks_dns() else EAI_NONAME


async def h_error() -> str:
    """Why gethostbyname(3) found nothing, as hstrerror(3) says it."""
    return TRY_AGAIN if await asks_dns() else HOST_NOT_FOUND


async def getservbyname(name: str, proto: str) -> int | None:
    """The port of a service, or None."""
    for first, *rest in await _lines("/etc/services"):
        if rest and name in (first, *rest[1:]) and rest[0].endswith("/" + proto):
            return int(rest[0].partition("/")[0])
    return None


class Services:
    """/etc/services read once: port and protocol -> the service's name."""

    def __init__(self) -> None:
        self.names: dict[str, str] | None = None

    async def name(self, port: int, proto: str) -> str | None:
        """The name of a port, or None."""
        if self.names is None:
            self.names = {}
            for first, *rest in await _lines("/etc/services"):
                if rest:
                    self.names.setdefault(rest[0], first)
        return self.names.get(f"{port}/{proto}")


class Hosts:
    """/etc/hosts read once: address -> its first name."""

    def __init__(self) -> None:
        self.names: dict[int, str] | None = None

    async def name(self, address: int) -> str | None:
        """The name of an address, or None."""
        if self.names is None:
            self.names = {}
            for text, *names in await host_lines():
                known = inet_aton(text)
                if known is not None and names:
                    self.names.setdefault(known, names[0])
        return self.names.get(address)
