"""arp(8): show and change the address resolution table.

Models usr.sbin/arp/arp.c and arp_netlink.c; reject and blackhole are read, and mean nothing to netlink.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import ether_aton, ether_ntoa, inet_ntoa
from simbsd.lib.libxo import Style, document, parse_args
from simbsd.lib.netdb import Hosts, Unresolved, resolve
from simbsd.lib.printf import printf
from simbsd.lib.socket import netlink, socket
from simbsd.lib.stdio import decode, read_all
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import open
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.records import IfRecord, NeighRecord, RouteRecord
from simbsd.sys.socketvar import AF_INET, AF_NETLINK, SOCK_RAW
from simbsd.sys.vnet import IFF_BROADCAST, IFF_LOOPBACK, IFF_NOARP, IFF_POINTOPOINT, IFF_UP

_CARD_FLAGS = IFF_UP | IFF_BROADCAST | IFF_POINTOPOINT | IFF_LOOPBACK | IFF_NOARP

USAGE = """\
usage: arp [-n] [-i interface] hostname
       arp [-n] [-i interface] -a
       arp -d hostname [pub]
       arp -d [-i interface] -a
       arp -s hostname ether_addr [temp] [reject | blackhole] [pub [only]]
       arp -S hostname ether_addr [temp] [reject | blackhole] [pub [only]]
       arp -f filename
"""


@dataclass
class Arguments:
    """A parsed command line; ``function`` is ``get`` or one of the letters d, s, S, f."""

    function: str = "get"
    every: bool = False
    numeric: bool = False
    interface: str | None = None
    style: Style | None = None
    operands: list[str] = field(default_factory=list)


_OPERANDS = {"get": (1, 1), "d": (1, 1), "f": (1, 1), "s": (2, 6), "S": (2, 6)}


def parse(options: list[tuple[str, str]], operands: list[str]) -> Arguments:
    """Make sense of what getopt found. Raises Refused."""
    arguments = Arguments(operands=operands)
    for letter, value in options:
        if letter == "?" or (letter in "dsSf" and arguments.function != "get"):
            raise Refused
        if letter in "dsSf":
            arguments.function = letter
        elif letter == "i":
            arguments.interface = value
        else:
            arguments.every |= letter == "a"
            arguments.numeric |= letter == "n"
    listing = arguments.function == "get" or (arguments.function == "d" and arguments.every)
    if arguments.interface is not None and not listing:
        raise Refused("-i not applicable to this operation")
    least, most = (
        (0, 0) if arguments.every and arguments.function in ("get", "d") else _OPERANDS[arguments.function]
    )
    if not least <= len(operands) <= most:
        raise Refused
    return arguments


def entry_text(entry: NeighRecord, name: str | None) -> str:
    """One line of the table."""
    mac = ether_ntoa(entry.mac) if entry.mac is not None else "(incomplete)"
    text = f"{name or '?'} ({inet_ntoa(entry.addr)}) at {mac} on {entry.name}"
    if entry.permanent:
        text += " permanent"
    elif entry.expire is not None and entry.expire > 0:
        text += f" expires in {entry.expire} seconds"
    else:
        text += " expired"
    if entry.published:
        text += " published"
    return text + (f" [{entry.kind}]" if entry.kind else "") + "\n"


def entry_json(entry: NeighRecord, name: str | None) -> dict[str, object]:
    """The same for --libxo json."""
    found: dict[str, object] = {"hostname": name or "?", "ip-address": inet_ntoa(entry.addr)}
    found |= {"mac-address": ether_ntoa(entry.mac)} if entry.mac is not None else {"incomplete": True}
    found["interface"] = entry.name
    if entry.permanent:
        found["permanent"] = True
    elif entry.expire is not None and entry.expire > 0:
        found["expires"] = entry.expire
    else:
        found["expired"] = True
    if entry.published:
        found["published"] = True
    return found | ({"type": entry.kind} if entry.kind else {})


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    try:
        argv, style = parse_args(argv)
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    options, operands = await getopt(argv, "andfsSi:")
    try:
        arguments = parse(options, operands)
        arguments.style = style
        return await Arp(err, arguments).run()
    except Refused as refused:
        return await err.refuse(refused, USAGE)


class Arp:
    """One command."""

    def __init__(self, err: Err, arguments: Arguments) -> None:
        self.err = err
        self.arguments = arguments
        self.hosts = Hosts(dns=True)
        self.fd = -1

    async def run(self) -> int:
        """Do it; the exit status. Raises Refused."""
        arguments = self.arguments
        self.fd = await socket(AF_NETLINK, SOCK_RAW, 0)
        if arguments.interface is not None and await self._link(arguments.interface) is None:
            raise Refused(f"interface {arguments.interface} does not exist")
        operands = arguments.operands
        if arguments.function == "get":
            return 0 if arguments.every and await self._show(0) >= 0 else await self._get(operands)
        if arguments.function == "d":
            return await self._delete_all() if arguments.every else await self._delete(operands[0])
        if arguments.function == "f":
            return await self._file(operands[0])
        if arguments.function == "S":
            await self._delete(operands[0])
        return await self._set(operands)

    async def _link(self, name: str) -> IfRecord | None:
        try:
            found: list[IfRecord] = await netlink(self.fd, "RTM_GETLINK", {"name": name})
        except Errno:
            return None
        return found[0] if found else None

    async def _address(self, host: str) -> int | None:
        try:
            return (await resolve(host))[1]
        except Unresolved as why:
            await self.err.warnx(f"{host}: {why.host}")
            return None

    async def _table(self) -> list[NeighRecord]:
        try:
            table: list[NeighRecord] = await netlink(self.fd, "RTM_GETNEIGH", {})
        except Errno:
            return []  # snl_read_reply_multi() ends at the refusal, and nobody looks at it
        return [entry for entry in table if self.arguments.interface in (None, entry.name)]

    async def _show(self, address: int) -> int:
        """Print the entries of an address (0: all); how many there were."""
        text, count = "", 0
        found: list[dict[str, object]] = []
        for entry in await self._table():
            if address in (0, entry.addr):
                name = None if self.arguments.numeric else await self.hosts.name(entry.addr)
                text += entry_text(entry, name)
                found.append(entry_json(entry, name))
                count += 1
        if self.arguments.style:
            text = document({"arp": {"arp-cache": found}}, "1", self.arguments.style)
        await printf(text)
        return count

    async def _get(self, operands: list[str]) -> int:
        host = operands[0]
        address = await self._address(host)
        if address is None:
            return 1
        if await self._show(address):
            return 0
        if self.arguments.style:
            return 1  # the line is for people only
        where = f" on {self.arguments.interface}" if self.arguments.interface is not None else ""
        await printf(f"{host} ({inet_ntoa(address)}) -- no entry{where}\n")
        return 1

    async def _is_on_link(self, address: int) -> bool:
        """guess_ifindex(): a direct route out of an Ethernet-like interface, or to an own address of one."""
        try:
            fib = int(await sysctl("net.my_fibnum"))
        except Errno:
            fib = 0
        try:
            route: RouteRecord = await netlink(self.fd, "RTM_GETROUTE", {"dst": address, "fib": fib})
        except Errno:
            return False
        if route.gateway is not None:
            return False
        links: list[IfRecord] = await netlink(self.fd, "RTM_GETLINK", {})
        ethernets = [link for link in links if link.lladdr is not None]
        return any(link.name == route.name for link in ethernets) or any(
            one.addr == route.dst and route.plen == 32 for link in ethernets for one in link.addrs
        )

    async def _delete(self, host: str) -> int:
        address = await self._address(host)
        if address is None:
            return 1
        if not await self._is_on_link(address):
            await self.err.warnx(f"delete: cannot locate {host}")
            return 0
        try:
            await netlink(self.fd, "RTM_DELNEIGH", {"addr": address})
        except Errno as error:
            await self.err.warnx(f"delete {host}: {strerror(error.errno)}")
            return 1
        await printf(f"{host} ({inet_ntoa(address)}) deleted\n")
        return 0

    async def _delete_all(self) -> int:
        """Every entry but the interfaces' own addresses; -i does not limit it (nuke_entries() ignores it)."""
        self.arguments.interface = None
        links: list[IfRecord] = await netlink(self.fd, "RTM_GETLINK", {})
        own = [address.addr for link in links for address in link.addrs]
        for entry in await self._table():
            if entry.addr not in own:
                await self._delete(inet_ntoa(entry.addr))
        return 0

    async def _set(self, words: list[str]) -> int:
        host, text, *modifiers = words
        address = await self._address(host)
        if address is None:
            return 1
        await self._check_modifiers(modifiers)
        publish = "pub" in modifiers
        if publish and text == "auto":
            mac = await self._own_mac(address)
            if mac is None:
                await self.err.warnx(f"no interface found for {inet_ntoa(address)}")
                return 1
        else:
            mac = ether_aton(text)
        if mac is None:
            await self.err.warnx(f"invalid Ethernet address '{text}'")
            return 1
        if not await self._is_on_link(address):
            await self.err.warnx(f"delete: cannot locate {host}")  # the real text, though nothing is deleted
            return 0
        try:
            wanted = {"addr": address, "mac": mac, "temp": "temp" in modifiers, "proxy": publish}
            await netlink(self.fd, "RTM_NEWNEIGH", wanted)
        except Errno as error:
            await self.err.warnx(f"set {host}: {strerror(error.errno)}")
            return 1
        return 0

    async def _check_modifiers(self, words: list[str]) -> None:
        """temp, pub [only], and one of reject and blackhole; anything else ends arp."""
        for place, word in enumerate(words):
            if word == "only" and words[place - 1 : place] == ["pub"]:
                continue
            if word not in ("temp", "pub", "reject", "blackhole"):
                await self.err.warnx(f"Invalid parameter '{word}'")
                raise Refused
            if word != "temp" and {"reject", "blackhole"} <= set(words[: place + 1]):
                raise Refused("Choose one of blackhole or reject, not both.")

    async def _own_mac(self, address: int) -> bytes | None:
        """The link-level address of an Ethernet on whose network the address is (get_ether_addr)."""
        links: list[IfRecord] = await netlink(self.fd, "RTM_GETLINK", {})
        for link in links:
            if link.lladdr is None or link.flags & _CARD_FLAGS != IFF_UP | IFF_BROADCAST:
                continue
            if any(own.family == AF_INET and (own.addr ^ address) >> 32 - own.plen == 0 for own in link.addrs):
                await printf(f"using interface {link.name} for proxy with address {ether_ntoa(link.lladdr)}\n")
                return link.lladdr
        return None

    async def _file(self, path: str) -> int:
        try:
            text = decode(await read_all(await open(path, O_RDONLY)))
        except Errno as error:
            raise Refused(f"cannot open {path}: {error}") from error
        status = 0
        for line in text.splitlines():
            words = line.partition("#")[0].split()
            if len(words) == 1:
                await self.err.warnx(f"bad line: {line.partition('#')[0]}")
                status = 1
            elif words and await self._set(words[:5]):
                status = 1
        return status
