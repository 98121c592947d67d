"""netstat(1): show the routing table, interfaces, sockets and protocol statistics.

Models usr.bin/netstat/main.c; leaves out -M and -N.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from simbsd.lib.err import EX_DATAERR, EX_USAGE, Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import strtoul
from simbsd.lib.jail import jail_attach, jail_getid
from simbsd.lib.libxo import Style, document, parse_args
from simbsd.lib.printf import printf
from simbsd.lib.socket import netlink, socket
from simbsd.lib.sysctl import sysctl, sysctl_set
from simbsd.lib.unistd import close, monotonic, nanosleep, open
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.records import IfRecord, RouteRecord, SocketRecord, UnixRecord
from simbsd.sys.socketvar import (
    AF_INET,
    AF_INET6,
    AF_LINK,
    AF_NETLINK,
    AF_UNIX,
    AF_UNSPEC,
    INP_IPV4,
    INP_IPV6,
    SOCK_RAW,
)
from simbsd.sys.strtol import atoi
from simbsd.usr_bin.netstat import by_interface, interfaces, local, memory, nhops, routes, sockets, statistics
from simbsd.usr_bin.netstat.names import Namer, number

USAGE = """\
usage: netstat [-j jail] [-46AaCcLnRSTWx] [-f protocol_family | -p protocol]
               [-M core] [-N system]
       netstat [-j jail] -i | -I interface [-46abdhnW] [-f address_family]
               [-M core] [-N system]
       netstat [-j jail] -w wait [-I interface] [-46d] [-M core] [-N system]
               [-q howmany]
       netstat [-j jail] -s [-46sz] [-f protocol_family | -p protocol]
               [-M core] [-N system]
       netstat [-j jail] -i | -I interface -s [-46s]
               [-f protocol_family | -p protocol] [-M core] [-N system]
       netstat [-j jail] -m [-M core] [-N system]
       netstat [-j jail] -B [-z] [-I interface]
       netstat [-j jail] -r [-46AnW] [-F fibnum] [-f address_family]
               [-M core] [-N system]
       netstat [-j jail] -rs [-s] [-M core] [-N system]
       netstat [-j jail] -g [-46W] [-f address_family] [-M core] [-N system]
       netstat [-j jail] -gs [-46s] [-f address_family] [-M core] [-N system]
       netstat [-j jail] -Q
"""
LETTERS = "46AaBbCcdF:f:ghI:ij:LlM:mN:nOoPp:Qq:RrSTsuWw:xz"
LEFT_OUT = "MN"
_PATH_MEM = "/dev/mem"
LINES = 21  # between two banners of -w
FAMILIES = {"inet": AF_INET, "inet6": AF_INET6, "unix": AF_UNIX, "local": AF_UNIX, "link": AF_LINK}
# protocol -> (sysctl of its sockets, of its statistics, families), in the order of protox[] and ip6protox[]
PROTOCOLS = {
    "tcp": ("net.inet.tcp.pcblist", "net.inet.tcp.stats", (AF_INET, AF_INET6)),
    "udp": ("net.inet.udp.pcblist", "net.inet.udp.stats", (AF_INET, AF_INET6)),
    "ip": ("net.inet.raw.pcblist", "net.inet.ip.stats", (AF_INET,)),
    "icmp": ("net.inet.raw.pcblist", "net.inet.icmp.stats", (AF_INET,)),
    "igmp": ("net.inet.raw.pcblist", "net.inet.igmp.stats", (AF_INET,)),
    "carp": (None, "net.inet.carp.stats", (AF_INET,)),
    "arp": (None, "net.link.ether.arp.stats", (AF_INET,)),
    "ip6": ("net.inet.raw.pcblist", "net.inet6.ip6.stats", (AF_INET6,)),
    "icmp6": ("net.inet.raw.pcblist", "net.inet6.icmp6.stats", (AF_INET6,)),
    "rip6": (None, "net.inet6.ip6.rip6stats", (AF_INET6,)),
}


@dataclass
class Arguments:
    """A parsed command line."""

    family: int = AF_UNSPEC
    fib: int = -1
    interface: str | None = None
    jail: str | None = None
    protocol: str | None = None
    style: Style | None = None
    statistics: int = 0
    interval: int = 0
    outputs: int = 0
    letters: list[str] = field(default_factory=list)

    def has(self, letter: str) -> bool:
        """Whether an option was given."""
        return letter in self.letters


def parse(options: list[tuple[str, str]], operands: list[str]) -> Arguments:
    """Make sense of what getopt found. Raises Refused."""
    arguments = Arguments()
    for letter, value in options:
        if letter == "?" or letter in LEFT_OUT:
            raise Refused
        arguments.letters.append(letter)
        _option(arguments, letter, value)
    if operands and operands[0][:1].isdigit():
        arguments.interval = atoi(operands.pop(0))
        arguments.letters.append("i")
        if arguments.interval <= 0:
            raise Refused
    if operands:
        raise Refused
    if arguments.has("x") and arguments.has("T"):
        raise Refused("-x and -T are incompatible, pick one.")
    return arguments


def _option(arguments: Arguments, letter: str, value: str) -> None:
    if letter in "46u":
        arguments.family = {"4": AF_INET, "6": AF_INET6, "u": AF_UNIX}[letter]
    elif letter == "f":
        if value not in FAMILIES:
            raise Refused(f"{value}: unknown address family")
        arguments.family = FAMILIES[value]
    elif letter == "F":
        fib = strtoul(value)
        if fib is None:
            raise Refused(f"{value}: invalid fib")
        arguments.fib = fib
    elif letter == "I":
        arguments.interface = value
        arguments.letters.append("i")
    elif letter == "j":
        arguments.jail = value
    elif letter == "p":
        if value not in PROTOCOLS:
            raise Refused(f"{value}: unknown or uninstrumented protocol")
        arguments.protocol = value
    elif letter == "s":
        arguments.statistics += 1
    elif letter == "w":
        arguments.interval = atoi(value)
        arguments.letters.append("i")
    elif letter == "q":
        arguments.outputs = atoi(value)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    try:
        argv, style = parse_args(argv)
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    options, operands = await getopt(argv, LETTERS)
    try:
        arguments = parse(options, operands)
        arguments.style = style
        await _attach(arguments.jail)
        await Netstat(err, arguments).run()
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    return 0


async def _attach(jail: str | None) -> None:
    if jail is None:
        return
    try:
        jid = await jail_getid(jail)
    except Errno as error:
        raise Refused("Jail not found") from error
    try:
        await jail_attach(jid)
    except Errno as error:
        raise Refused("Cannot attach to jail") from error


class Netstat:
    """One command: which table, and how it is written."""

    def __init__(self, err: Err, arguments: Arguments) -> None:
        self.err = err
        self.arguments = arguments
        self.numeric = arguments.has("n")
        self.wide = arguments.has("W") or arguments.has("l")
        self.namer = Namer(self.numeric or arguments.has("S"))

    async def run(self) -> None:
        """Print it. Raises Refused."""
        arguments = self.arguments
        if arguments.has("B"):
            await self._say(memory.listeners(self.err, arguments.interface), "net.bpf.stats")
        elif arguments.has("m"):
            await self._say(memory.mbufs(), "memstat_sysctl_all")
        elif arguments.has("Q"):
            await self._say(memory.netisr(), "net.isr.bindthreads")
        elif arguments.has("i") and not arguments.statistics:
            await self._interfaces()
        elif arguments.has("r"):
            await self._routes()
        elif arguments.has("o") or arguments.has("O"):
            await nhops.say(self.namer, arguments, await self._fib(), self.wide)
        elif arguments.has("g"):
            await self._multicast()
        elif arguments.statistics and arguments.has("i"):
            await by_interface.say(self.arguments, self._protocols())
        elif arguments.statistics:
            await self._statistics()
        else:
            await self._sockets()

    async def _say(self, work: Coroutine[Any, Any, tuple[str, dict[str, object]]], name: str) -> None:
        """Print a text, or its fields."""
        try:
            text, fields = await work
        except Errno as error:
            await self.err.warn(name, error)
            return
        await printf(document(fields, style=self.arguments.style) if self.arguments.style else text)

    async def _multicast(self) -> None:
        """-g and -gs: no kernel here forwards multicast (options MROUTING), and these are its complaints."""
        inet, inet6 = (self.arguments.family in (AF_UNSPEC, family) for family in (AF_INET, AF_INET6))
        if self.arguments.statistics:
            for version in (["IPv4"] if inet else []) + (["IPv6"] if inet6 else []):
                await printf(f"No {version} MROUTING kernel support.\n", 2)
            return
        for name in (["ip.viftable"] if inet else []) + (["ip6.mif6table"] if inet6 else []):
            full = f"net.inet{'6' if '6' in name else ''}.{name}"
            await self.err.warn(f"sysctl: {full}", Errno(ENOENT, "There is no such variable."))

    async def _interfaces(self) -> None:
        arguments = self.arguments
        fd = await socket(AF_NETLINK, SOCK_RAW, 0)
        if arguments.interval > 0:
            await self._watch(fd)
            return
        links: list[IfRecord] = await netlink(fd, "RTM_GETLINK", {})
        wanted = [link for link in links if arguments.interface in (None, link.name)]
        rows = await interfaces.make_rows(wanted, self.namer, arguments.family, arguments.has("a"))
        if arguments.style:
            found = interfaces.table_json(rows, links, arguments.has("b"), arguments.has("d"))
            await printf(document({"statistics": {"interface": found}}, style=arguments.style))
        else:
            drops, human = arguments.has("d"), arguments.has("h")
            await printf(interfaces.table_text(rows, arguments.has("b"), drops, human, self.wide))

    async def _totals(self, fd: int) -> tuple[int, ...]:
        links: list[IfRecord] = await netlink(fd, "RTM_GETLINK", {})
        name = self.arguments.interface
        wanted = [link for link in links if name in (None, link.name)]
        if not wanted:
            raise Refused(f"interface {name} not found", EX_DATAERR)
        return interfaces.totals(wanted)

    async def _watch(self, fd: int) -> None:
        """-w: what is counted in each interval, until killed or -q lines have been printed."""
        old = await self._totals(fd)
        due, line = await monotonic(), 0
        drops, human = self.arguments.has("d"), self.arguments.has("h")
        banner = interfaces.banner(self.arguments.interface, drops)
        await printf(banner)
        while line == 0 or line != self.arguments.outputs:
            due += self.arguments.interval * 1_000_000
            await nanosleep(max(due - await monotonic(), 0))
            new = await self._totals(fd)
            await printf(interfaces.delta(old, new, drops, human))
            old, line = new, line + 1
            if line % LINES == 0:
                await printf(banner)

    async def _routes(self) -> None:
        arguments = self.arguments
        if arguments.statistics:
            await self._route_statistics()
            return
        fib = await self._fib()
        fd = await socket(AF_NETLINK, SOCK_RAW, 0)
        found: list[RouteRecord] = []
        for family in (AF_INET, AF_INET6):
            if arguments.family in (AF_UNSPEC, family):
                found += await netlink(fd, "RTM_GETROUTE", {"fib": fib, "family": family})
        rows = await routes.make_rows(found, self.namer)
        if arguments.style:
            table = routes.table_json(rows, found, fib, self.wide)
            await printf(document({"statistics": table}, style=arguments.style))
        else:
            await printf(routes.table_text(rows, fib, self.namer.numeric, self.wide))

    async def _fib(self) -> int:
        """The number of the table asked for. Raises Refused."""
        fib = self.arguments.fib if self.arguments.fib != -1 else await number("net.my_fibnum", 0)
        if fib > await number("net.fibs", 1) - 1:
            raise Refused(f"{fib}: invalid fib", EX_USAGE)
        return fib

    async def _route_statistics(self) -> None:
        """-rs: counters that only the kernel's memory has, and that nothing in this kernel counts any more."""
        try:
            await close(await open(_PATH_MEM, O_RDONLY))
        except Errno as error:
            await self.err.warnx(f"kvm not available: {_PATH_MEM}: {error}")
            await printf("rtstat: symbol not in namelist\n")
            return
        await printf(statistics.routing_text(self.arguments.statistics > 1))

    def _protocols(self) -> list[str]:
        arguments = self.arguments
        if arguments.protocol is not None:
            return [arguments.protocol]
        return [name for name, (_, _, families) in PROTOCOLS.items() if arguments.family in (AF_UNSPEC, *families)]

    async def _sockets(self) -> None:
        arguments = self.arguments
        inet_only = arguments.family == AF_INET
        wanted = {AF_INET: INP_IPV4, AF_INET6: INP_IPV6}.get(arguments.family, INP_IPV4 | INP_IPV6)
        found: list[dict[str, object]] = []
        queues = arguments.has("L")
        printer = sockets.Printer(self.namer, self.numeric, arguments.has("a"), self.wide, inet_only, queues,
                                  "".join(letter for letter in "AcCPRTx" if arguments.has(letter)))  # fmt: skip
        for name in self._protocols():
            source = PROTOCOLS[name][0]
            if source is None:
                if name == arguments.protocol and name in ("arp", "carp"):
                    await printf(f"{name}: no PCB routine\n")
                continue
            try:
                records: list[SocketRecord] = await sysctl(source)
            except Errno as error:
                if error.errno != ENOENT:
                    await self.err.warn(f"sysctl: {source}", error)
                continue
            chosen = [record for record in records if record.proto == name and record.vflag & wanted]
            if arguments.style:
                found += await printer.json(name, chosen)
            else:
                await printf(await printer.text(name, chosen))
        if arguments.family in (AF_UNSPEC, AF_UNIX) and arguments.protocol is None:
            every = await self._local()
            if arguments.style:
                found += (local.queues_json if queues else local.table_json)(every)
            else:
                await printf((local.queues_text if queues else local.table_text)(every))
        if arguments.style:
            await printf(document({"statistics": {"socket": found} if found else {}}, style=arguments.style))

    async def _local(self) -> list[UnixRecord]:
        found: list[UnixRecord] = []
        for kind in ("stream", "dgram", "seqpacket"):
            found += await sysctl(f"net.local.{kind}.pcblist")
        return found

    async def _statistics(self) -> None:
        terse = self.arguments.statistics > 1
        fields: dict[str, object] = {}
        for name in self._protocols():
            try:
                if self.arguments.has("z"):
                    await sysctl_set(PROTOCOLS[name][1], 0)
                stats: Mapping[str, int] = await sysctl(PROTOCOLS[name][1])
            except Errno as error:
                if error.errno != ENOENT:
                    await self.err.warn(f"sysctl {PROTOCOLS[name][1]}", error)
                continue
            states = await self._tcp_states() if name == "tcp" else {}
            replies = await number("net.inet.icmp.maskrepl", -1) if name == "icmp" else -1
            if self.arguments.style:
                fields[name] = statistics.fields(name, stats, states, None if replies < 0 else bool(replies), terse)
            else:
                await printf(self._block(name, stats, states, None if replies < 0 else bool(replies), terse))
        if self.arguments.style:
            await printf(document({"statistics": fields}, style=self.arguments.style))

    async def _tcp_states(self) -> dict[str, int]:
        states: dict[str, int] = {}
        for record in await sysctl("net.inet.tcp.pcblist"):
            states[record.state] = states.get(record.state, 0) + 1
        return states

    def _block(
        self, name: str, stats: Mapping[str, int], states: Mapping[str, int], maskrepl: bool | None, terse: bool
    ) -> str:
        if name == "tcp":
            return statistics.tcp_text(stats, states, terse)
        if name == "icmp":
            return statistics.icmp_text(stats, maskrepl, terse)
        plain = {
            "ip": statistics.ip_text, "udp": statistics.udp_text, "arp": statistics.arp_text,
            "igmp": statistics.igmp_text, "carp": statistics.carp_text, "ip6": statistics.ip6_text,
            "icmp6": statistics.icmp6_text, "rip6": statistics.rip6_text,
        }  # fmt: skip
        return plain[name](stats, terse)
