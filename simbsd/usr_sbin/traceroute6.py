"""traceroute6(8): the routers on the way to an IPv6 host, by datagrams whose hop limit runs out.

Models usr.sbin/traceroute6/traceroute6.c; leaves out gateways (-g), -A, -a, -d, -N, -S, -T, -U, -r and -v.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simbsd.lib.getopt import getopt
from simbsd.lib.inet import strtoul
from simbsd.lib.inet6 import Zones, from_sockaddr6, gethostbyaddr6, resolve6, sockaddr6
from simbsd.lib.netdb import Unresolved
from simbsd.lib.printf import printf
from simbsd.lib.socket import bind, connect, getsockname, recvfrom, sendto, setsockopt, socket
from simbsd.lib.stdio import STDERR
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, getpid, getuid, monotonic, poll, setuid
from simbsd.sys.errno import Errno
from simbsd.sys.mbuf import (
    ICMP6_DST_UNREACH,
    ICMP6_DST_UNREACH_NOPORT,
    ICMP6_ECHO_REPLY,
    ICMP6_ECHO_REQUEST,
    ICMP6_TIME_EXCEEDED,
    IPPROTO_ICMPV6,
    Icmp6,
    Ip6,
    Udp,
)
from simbsd.sys.socketvar import AF_INET6, SOCK_DGRAM, SOCK_RAW

USAGE = """\
usage: traceroute6 [-adIlnNrSTUv] [-A as_server] [-f firsthop] [-g gateway]
       [-m hoplimit] [-p port] [-q probes] [-s src] [-w waittime] target
       [datalen]
"""
_MARKS = {0: " !N", 1: " !P", 2: " !S", 3: " !A"}
# letter -> (field, least, most, complaint)
_NUMBERS = {
    "f": ("first", 0, 255, "invalid min hoplimit."), "m": ("most", 0, 255, "invalid max hoplimit."),
    "p": ("port", 1, 65535, "invalid port."), "q": ("probes", 1, 1 << 31, "invalid number of probes."),
    "w": ("wait", 2, 1 << 31, "invalid wait time."),
}  # fmt: skip


class Refused(Exception):
    """What to say; without a message, the usage. ``status`` is the exit status."""

    def __init__(self, message: str = "", status: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


@dataclass
class Arguments:
    """A parsed command line."""

    host: str = ""
    first: int = 1
    most: int = 30
    port: int = 33434
    probes: int = 3
    wait: int = 5
    length: int = 20
    source: str | None = None
    icmp: bool = False
    numeric: bool = False
    both: bool = False


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    try:
        trace = Traceroute6(await _parse(argv))
        await trace.open()
        await trace.run()
    except Refused as refused:
        await printf(f"{refused.message}\n" if refused.message else USAGE, STDERR)
        return refused.status
    return 0


async def _parse(argv: list[str]) -> Arguments:
    arguments = Arguments(most=int(await sysctl("net.inet6.ip6.hlim")))
    options, operands = await getopt(argv, "aA:df:g:Ilm:nNp:q:rs:St:TUvw:")
    for letter, value in options:
        if letter in _NUMBERS:
            name, least, most, complaint = _NUMBERS[letter]
            number = strtoul(value)
            if number is None or not least <= number <= most:
                raise Refused(f"traceroute6: {complaint}")
            setattr(arguments, name, number)
        elif letter in "Inl":
            setattr(arguments, {"I": "icmp", "n": "numeric", "l": "both"}[letter], True)
        elif letter == "s":
            arguments.source = value
        elif letter != "U":
            raise Refused
    if arguments.most < arguments.first:
        raise Refused("traceroute6: max hoplimit must be larger than first hoplimit.")
    if len(operands) not in (1, 2):
        raise Refused
    arguments.host = operands[0]
    if len(operands) == 2:
        length = strtoul(operands[1])
        if length is None:
            raise Refused("traceroute6: invalid packet length.")
        arguments.length = length
    return arguments


class Traceroute6:
    """One run."""

    def __init__(self, arguments: Arguments) -> None:
        self.arguments = arguments
        self.zones = Zones()
        self.receive = self.send = -1
        self.to = self.source = self.ident = self.sequence = 0
        self.port = 0

    async def open(self) -> None:
        """Sockets, addresses and the first line. Raises Refused."""
        arguments = self.arguments
        try:
            self.receive = await socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6)
        except Errno as error:
            raise Refused(f"socket(ICMPv6): {error}", 5) from error
        await setuid(await getuid())
        self.ident = await getpid() & 0xFFFF
        try:
            self.to = await resolve6(arguments.host)
        except Unresolved as error:
            raise Refused(f"traceroute6: {error.gai}") from error
        self.send = await socket(AF_INET6, *((SOCK_RAW, IPPROTO_ICMPV6) if arguments.icmp else (SOCK_DGRAM, 0)))
        self.source = await self._source()
        try:
            await bind(self.send, sockaddr6(self.source, 0))
        except Errno as error:
            raise Refused(f"bind: {error}") from error
        name: Any = await getsockname(self.send)
        self.port = name[1]
        text = f"traceroute6 to {arguments.host} ({await self.zones.text(self.to)})"
        text += f" from {arguments.source or await self.zones.text(self.source)}"
        size = arguments.length + (0 if arguments.icmp else 8)
        await printf(f"{text}, {arguments.most} hops max, {size} byte packets\n", STDERR)

    async def _source(self) -> int:
        """-s, or the address that a connected datagram socket gets."""
        if self.arguments.source is not None:
            try:
                return await resolve6(self.arguments.source)
            except Unresolved as error:
                raise Refused(f"traceroute6: {self.arguments.source}: {error.gai}") from error
        fd = await socket(AF_INET6, SOCK_DGRAM, 0)
        try:
            await connect(fd, sockaddr6(self.to, 33434))
        except Errno as error:
            raise Refused(f"connect: {error}") from error
        name: Any = await getsockname(fd)
        await close(fd)
        return from_sockaddr6(name)

    async def run(self) -> None:
        """Hop after hop."""
        if self.arguments.first > 1:
            await printf(f"Skipping {self.arguments.first - 1} intermediate hops\n")
        for hops in range(self.arguments.first, self.arguments.most + 1):
            if await self._hop(hops):
                return

    async def _hop(self, hops: int) -> bool:
        """All probes of one distance; True when there is no point in going on."""
        last, arrived, unreachable = 0, 0, 0
        waiting = f"{hops:2} "
        for probe in range(self.arguments.probes):
            answer = await self._probe(hops)
            if answer is None:
                await printf(f"{waiting} *")
                waiting = ""
                continue
            message, ttl, sender, us = answer
            if sender != last:
                waiting += ("\n   " if probe else "") + await self._router(sender)
                last = sender
            mark, got, failed = verdict(message, ttl)
            arrived += got
            unreachable += failed
            await printf(f"{waiting}  {us // 1000}.{us % 1000:03} ms{mark}")
            waiting = ""
        await printf("\n")
        return arrived > 0 or (unreachable > 0 and unreachable >= (self.arguments.probes + 1) // 2)

    async def _router(self, address: int) -> str:
        number = await self.zones.text(address)
        if self.arguments.numeric:
            return f" {number}"
        name = await gethostbyaddr6(address) or number
        return f" {name} ({number})" if self.arguments.both else f" {name}"

    async def _probe(self, hops: int) -> tuple[Icmp6, int, int, int] | None:
        """Send one packet and wait: the answer, its hop limit, who sent it, and after how many microseconds."""
        self.sequence += 1
        start = await monotonic()
        await self._send(hops)
        deadline = start + self.arguments.wait * 1_000_000
        while await poll({self.receive: "r"}, max(deadline - await monotonic(), 0)):
            packet, sender = await recvfrom(self.receive, 1500)
            if isinstance(packet, Ip6) and isinstance(packet.payload, Icmp6) and self._is_ours(packet.payload):
                assert sender is not None
                assert len(sender) == 3
                return packet.payload, packet.ttl, from_sockaddr6(sender), await monotonic() - start
        return None

    async def _send(self, hops: int) -> None:
        arguments, sequence = self.arguments, self.sequence
        await setsockopt(self.send, "IPV6_UNICAST_HOPS", hops)
        data: Any = bytes(arguments.length)
        port = arguments.port + sequence
        if arguments.icmp:
            data, port = Icmp6(ICMP6_ECHO_REQUEST, 0, self.ident, sequence, bytes(max(arguments.length - 8, 0))), 0
        try:
            await sendto(self.send, data, sockaddr6(self.to, port))
        except Errno as error:
            await printf(f"sendto: {error}\n", STDERR)
            await printf(f"traceroute6: wrote {arguments.host} {arguments.length} chars, ret=-1\n")

    def _is_ours(self, message: Icmp6) -> bool:
        """packet_ok(): an answer to the last probe."""
        if message.type == ICMP6_ECHO_REPLY:
            return self.arguments.icmp and (message.ident, message.seq) == (self.ident, self.sequence)
        if message.type not in (ICMP6_TIME_EXCEEDED, ICMP6_DST_UNREACH) or message.original is None:
            return False
        quoted = message.original.payload
        if isinstance(quoted, Icmp6):
            return self.arguments.icmp and (quoted.ident, quoted.seq) == (self.ident, self.sequence)
        ports = (self.port, self.arguments.port + self.sequence)
        return isinstance(quoted, Udp) and not self.arguments.icmp and (quoted.sport, quoted.dport) == ports


def verdict(message: Icmp6, ttl: int) -> tuple[str, int, int]:
    """What an answer means: its mark, whether the host was reached, whether something is unreachable."""
    if message.type == ICMP6_TIME_EXCEEDED:
        return "", 0, 0
    if message.type == ICMP6_ECHO_REPLY or message.code == ICMP6_DST_UNREACH_NOPORT:
        return " !" if ttl <= 1 else "", 1, 0
    return _MARKS.get(message.code, ""), 0, int(message.code in _MARKS)
