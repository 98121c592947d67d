"""netstat(1): show the routing table, interfaces, sockets and protocol statistics.

Models usr.bin/netstat/main.c; leaves out -w, -m, -B, -Q, -g, -o, -O, -M, -N, UNIX domain sockets and inet6.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from simbsd.lib.err import EX_USAGE, Err
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import strtoul
from simbsd.lib.jail import jail_attach, jail_getid
from simbsd.lib.socket import netlink, socket
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.sysctl import sysctl
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.records import IfRecord, RouteRecord, SocketRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_LINK, AF_NETLINK, AF_UNIX, AF_UNSPEC, SOCK_RAW
from simbsd.usr_bin.netstat import interfaces, routes, sockets, statistics
from simbsd.usr_bin.netstat.names import Namer

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
LEFT_OUT = "BCcgLMmNOoPQqRTwxz"
FAMILIES = {"inet": AF_INET, "inet6": AF_INET6, "unix": AF_UNIX, "local": AF_UNIX, "link": AF_LINK}
# protocol -> (sysctl of its sockets, whether it has statistics), in the order of protox[]
PROTOCOLS = {
    "tcp": ("net.inet.tcp.pcblist", "net.inet.tcp.stats"),
    "udp": ("net.inet.udp.pcblist", "net.inet.udp.stats"),
    "ip": ("net.inet.raw.pcblist", "net.inet.ip.stats"),
    "icmp": ("net.inet.raw.pcblist", "net.inet.icmp.stats"),
    "arp": (None, "net.link.ether.arp.stats"),
}


class Refused(Exception):
    """The command line cannot be done; without a message, the usage says so."""

    def __init__(self, message: str = "", status: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


@dataclass
class Arguments:
    """A parsed command line."""

    family: int = AF_UNSPEC
    fib: int = -1
    interface: str | None = None
    jail: str | None = None
    protocol: str | None = None
    json: bool = False
    statistics: int = 0
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
    if operands:
        raise Refused
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


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    argv, wants_json = _libxo(argv)
    options, operands = await getopt(argv, LETTERS)
    try:
        arguments = parse(options, operands)
        arguments.json = wants_json
        await _attach(arguments.jail)
        await Netstat(err, arguments).run()
    except Refused as refused:
        if refused.message:
            await err.warnx(refused.message)
        else:
            await puts(USAGE, STDERR)
        return refused.status
    return 0


def _libxo(argv: list[str]) -> tuple[list[str], bool]:
    """Take libxo's own option out of the command line, as xo_parse_args() does; of its styles only json is
    known.
    """
    kept: list[str] = []
    wants_json = False
    words = iter(argv)
    for word in words:
        if word == "--libxo":
            wants_json = "json" in next(words, "").split(",")
        elif word.startswith("--libxo=") or word.startswith("--libxo:"):
            wants_json = "json" in word[8:].split(",") or "J" in word[8:]
        else:
            kept.append(word)
    return kept, wants_json


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
        if arguments.has("i") and not arguments.statistics:
            await self._interfaces()
        elif arguments.has("r"):
            await self._routes()
        elif arguments.statistics:
            await self._statistics()
        else:
            await self._sockets()

    async def _interfaces(self) -> None:
        arguments = self.arguments
        links: list[IfRecord] = await netlink(await socket(AF_NETLINK, SOCK_RAW, 0), "RTM_GETLINK", {})
        wanted = [link for link in links if arguments.interface in (None, link.name)]
        rows = await interfaces.make_rows(wanted, self.namer, arguments.family)
        await puts(interfaces.table_text(rows, arguments.has("b")))

    async def _routes(self) -> None:
        arguments = self.arguments
        if arguments.statistics:
            raise Refused
        fib = arguments.fib if arguments.fib != -1 else await _number("net.my_fibnum", 0)
        if fib > await _number("net.fibs", 1) - 1:
            raise Refused(f"{fib}: invalid fib", EX_USAGE)
        fd = await socket(AF_NETLINK, SOCK_RAW, 0)
        found: list[RouteRecord] = await netlink(fd, "RTM_GETROUTE", {"fib": fib})
        if arguments.family not in (AF_UNSPEC, AF_INET):
            found = []
        found = routes.of_family(found)
        rows = await routes.make_rows(found, self.namer)
        if arguments.json:
            await puts(json.dumps(routes.table_json(rows, found, fib, self.wide)) + "\n")
        else:
            await puts(routes.table_text(rows, fib, self.namer.numeric, self.wide))

    def _protocols(self) -> list[str]:
        arguments = self.arguments
        if arguments.protocol is not None:
            return [arguments.protocol]
        return list(PROTOCOLS) if arguments.family in (AF_UNSPEC, AF_INET) else []

    async def _sockets(self) -> None:
        arguments = self.arguments
        inet_only = arguments.family == AF_INET
        printer = sockets.Printer(self.namer, self.numeric, arguments.has("a"), self.wide, inet_only)
        for name in self._protocols():
            source = PROTOCOLS[name][0]
            if source is None:
                if name == arguments.protocol == "arp":
                    await puts(f"{name}: no PCB routine\n")
                continue
            try:
                records: list[SocketRecord] = await sysctl(source)
            except Errno as error:
                if error.errno != ENOENT:
                    await self.err.warn(f"sysctl: {source}", error)
                continue
            await puts(await printer.text(name, [record for record in records if record.proto == name]))

    async def _statistics(self) -> None:
        terse = self.arguments.statistics > 1
        for name in self._protocols():
            try:
                stats: Mapping[str, int] = await sysctl(PROTOCOLS[name][1])
            except Errno as error:
                if error.errno != ENOENT:
                    await self.err.warn(f"sysctl {PROTOCOLS[name][1]}", error)
                continue
            await puts(await self._block(name, stats, terse))

    async def _block(self, name: str, stats: Mapping[str, int], terse: bool) -> str:
        if name == "tcp":
            states: dict[str, int] = {}
            for record in await sysctl("net.inet.tcp.pcblist"):
                states[record.state] = states.get(record.state, 0) + 1
            return statistics.tcp_text(stats, states, terse)
        if name == "icmp":
            replies = await _number("net.inet.icmp.maskrepl", -1)
            return statistics.icmp_text(stats, None if replies < 0 else bool(replies), terse)
        plain = {"ip": statistics.ip_text, "udp": statistics.udp_text, "arp": statistics.arp_text}
        return plain[name](stats, terse)


async def _number(name: str, default: int) -> int:
    try:
        return int(await sysctl(name))
    except Errno:
        return default
