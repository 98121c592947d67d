"""Names of hosts, networks and services: /etc/hosts, /etc/networks, /etc/services, /etc/nsswitch.conf, and DNS.

Models lib/libc/net/{getaddrinfo,gethostnamadr,getservent,nsdispatch}.c, with gai_strerror's texts; leaves out the
criteria of nsswitch.conf and its other sources. The resolver (lib/resolv.py) is imported when a server is first asked.
"""

from __future__ import annotations

from functools import lru_cache

from simbsd.lib.inet import inet_aton
from simbsd.lib.stdio import decode, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.nameser import T_A, T_AAAA, T_PTR, arpa, arpa6
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.strtol import is_number, to_int

EAI_NONAME = "Name does not resolve"
EAI_AGAIN = "Name could not be resolved at this time"
EAI_ADDRFAMILY = "Address family for hostname not supported"
EAI_FAIL = "Non-recoverable failure in name resolution"
EAI_SERVICE = "Service was not recognized for socket type"
HOST_NOT_FOUND = "Unknown host"
TRY_AGAIN = "Host name lookup failure"
NO_RECOVERY = "Unknown server error"
NO_DATA = "No address associated with name"
# h_errno of the resolver -> what getaddrinfo(3) and gethostbyname(3) make of it
_REASONS = ((EAI_FAIL, NO_RECOVERY), (EAI_NONAME, HOST_NOT_FOUND), (EAI_AGAIN, TRY_AGAIN), (EAI_FAIL, NO_RECOVERY),
            (EAI_ADDRFAMILY, NO_DATA))  # fmt: skip


class Unresolved(Exception):
    """A host's name that leads nowhere: ``gai`` is gai_strerror's text, ``host`` hstrerror's."""

    def __init__(self, h_errno: int = 1) -> None:
        self.gai, self.host = _REASONS[h_errno]
        super().__init__(self.gai)


async def table_lines(path: str) -> tuple[tuple[str, ...], ...]:
    """The words of each line of a table, comments gone; none when the file cannot be read."""
    try:
        fd = await open(path, O_RDONLY)
    except Errno:
        return ()
    text = decode(await read_all(fd, 1024 * 1024))
    await close(fd)
    return _table(text)


@lru_cache(8)
def _table(text: str) -> tuple[tuple[str, ...], ...]:
    words = [line.partition("#")[0].split() for line in text.splitlines()]
    return tuple(tuple(line) for line in words if line)


async def host_lines() -> tuple[tuple[str, ...], ...]:
    """The words of each line of /etc/hosts."""
    return await table_lines("/etc/hosts")


async def sources() -> list[str]:
    """Where nsswitch.conf looks for hosts, in order (its default when it does not say)."""
    for first, *rest in await table_lines("/etc/nsswitch.conf"):
        if first == "hosts:":
            return [word for word in rest if word in ("files", "dns")]
    return ["files", "dns"]


async def _file_address(name: str, families: tuple[int, ...]) -> tuple[int, int, str] | None:
    wanted = name.rstrip(".").lower()
    lines = [line for line in await host_lines() if wanted in [known.lower() for known in line[1:]]]
    for family in families:
        for text, first, *_others in lines:
            found = inet_aton(text) if family == AF_INET else inet_pton6(text)
            if found is not None:
                return family, found, first
    return None


async def resolve(name: str, families: tuple[int, ...] = (AF_INET,)) -> tuple[int, int, str]:
    """Family, address and canonical name of a name, in the order of families that is preferred (getaddrinfo). Raises
    Unresolved.
    """
    if AF_INET in families and (address := inet_aton(name)) is not None:
        return AF_INET, address, name
    h_errno = 1
    for source in await sources():
        if source == "files":
            known = await _file_address(name, families)
            if known is not None:
                return known
            continue
        from simbsd.lib.resolv import res_search

        kinds = [T_A if family == AF_INET else T_AAAA for family in families]
        answer = await res_search(name, kinds)
        for record in answer.reply.answer if answer.reply is not None and not answer.h_errno else ():
            if record.type in kinds:
                return AF_INET if record.type == T_A else AF_INET6, record.data, record.name.rstrip(".")
        h_errno = answer.h_errno or 1
    raise Unresolved(h_errno)


async def resolve_all(name: str, families: tuple[int, ...] = (AF_INET6, AF_INET)) -> list[tuple[int, int]]:
    """Every address of a name, each with its family, in the order in which they are to be tried (getaddrinfo). Raises
    Unresolved.
    """
    wanted = name.rstrip(".").lower()
    h_errno = 1
    for source in await sources():
        found: list[tuple[int, int]] = []
        if source == "files":
            for text, *names in await host_lines():
                if wanted in [known.lower() for known in names]:
                    four, six = inet_aton(text), inet_pton6(text)
                    found += [(AF_INET, four)] if four is not None else [(AF_INET6, six)] if six is not None else []
        else:
            from simbsd.lib.resolv import res_search

            for family in families:  # each is a question of its own (_dns_getaddrinfo)
                kind = T_A if family == AF_INET else T_AAAA
                answer = await res_search(name, [kind])
                records = answer.reply.answer if answer.reply is not None and not answer.h_errno else []
                found += [(family, record.data) for record in records if record.type == kind]
                h_errno = answer.h_errno or h_errno
                if answer.refused:
                    break
        if found := [entry for family in families for entry in found if entry[0] == family]:
            from simbsd.lib.addrselect import reorder

            return await reorder(found)
    raise Unresolved(h_errno)


async def gethostbyname(name: str) -> int | None:
    """The IPv4 address of a name or of a dotted quad, or None."""
    try:
        return (await resolve(name))[1]
    except Unresolved:
        return None


async def getaddress(name: str) -> tuple[int | None, str]:
    """The IPv4 address of a name or dotted quad; or None, and gai_strerror's reason."""
    try:
        return (await resolve(name))[1], ""
    except Unresolved as why:
        return None, why.gai


async def gethostbyaddr(address: int, family: int = AF_INET) -> str | None:
    """The name of an address, or None (getnameinfo)."""
    back = arpa(address) if family == AF_INET else arpa6(address)
    for source in await sources():
        if source == "files":
            name = await _file_name(address, family)
        else:
            from simbsd.lib.resolv import res_init, res_query

            answer = await res_query(await res_init(), back, [T_PTR])
            records = answer.reply.answer if answer.reply is not None and not answer.h_errno else []
            name = next((record.data.rstrip(".") for record in records if record.type == T_PTR), None)
        if name is not None:
            return name
    return None


async def _file_name(address: int, family: int) -> str | None:
    """The first name of an address in /etc/hosts, or None."""
    number = inet_aton if family == AF_INET else inet_pton6
    for address_text, *names in await host_lines():
        if names and number(address_text) == address:
            return names[0]
    return None


async def getnetbyname(name: str) -> int | None:
    """The network number of a name in /etc/networks as an address, or None."""
    for first, *rest in await table_lines("/etc/networks"):
        if rest and name in (first, *rest[1:]):
            return _network(rest[0])
    return None


async def getnetbyaddr(network: int) -> str | None:
    """The name of a network number (host bits zero) in /etc/networks, or None."""
    for first, *rest in await table_lines("/etc/networks"):
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


async def getservbyname(name: str, proto: str) -> int | None:
    """The port of a service, or None."""
    for first, *rest in await table_lines("/etc/services"):
        if rest and name in (first, *rest[1:]) and rest[0].endswith("/" + proto):
            return int(rest[0].partition("/")[0])
    return None


async def protocols() -> dict[str, int]:
    """/etc/protocols: every name and alias -> the protocol's number; the first name of a number comes first."""
    numbers: dict[str, int] = {}
    for first, *rest in await table_lines("/etc/protocols"):
        if rest and is_number(rest[0]):
            for name in (first, *rest[1:]):
                numbers.setdefault(name, to_int(rest[0]))
    return numbers


async def services() -> list[tuple[int, str, tuple[str, ...]]]:
    """/etc/services: port, protocol, name and aliases of each line."""
    found: list[tuple[int, str, tuple[str, ...]]] = []
    for first, *rest in await table_lines("/etc/services"):
        port, _, proto = rest[0].partition("/") if rest else ("", "", "")
        if is_number(port):
            found.append((to_int(port), proto, (first, *rest[1:])))
    return found


class Services:
    """/etc/services read once: port and protocol -> the service's name."""

    def __init__(self) -> None:
        self.names: dict[str, str] | None = None

    async def name(self, port: int, proto: str) -> str | None:
        """The name of a port, or None."""
        if self.names is None:
            self.names = {}
            for first, *rest in await table_lines("/etc/services"):
                if rest:
                    self.names.setdefault(rest[0], first)
        return self.names.get(f"{port}/{proto}")


class Hosts:
    """/etc/hosts read once: address -> its first name. With ``dns`` an address that is not there is asked for, once."""

    def __init__(self, dns: bool = False) -> None:
        self.names: dict[int, str] | None = None
        self.dns = dns
        self.asked: dict[int, str | None] = {}

    async def name(self, address: int) -> str | None:
        """The name of an address, or None."""
        if self.names is None:
            self.names = {}
            for text, *names in await host_lines():
                known = inet_aton(text)
                if known is not None and names:
                    self.names.setdefault(known, names[0])
        if not self.dns or address in self.names:
            return self.names.get(address)
        if address not in self.asked:
            self.asked[address] = await gethostbyaddr(address)
        return self.asked[address]
