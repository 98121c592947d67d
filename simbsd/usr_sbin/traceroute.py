"""traceroute(8): the routers on the way to a host, by datagrams whose time to live runs out.

Models contrib/traceroute/traceroute.c and usr.sbin/traceroute/findsaddr-udp.c; leaves out SCTP, gateways
(-g), -A, -a, -D, and what -v tells of packets that answer no probe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simbsd.lib.err import progname
from simbsd.lib.inet import inet_ntoa
from simbsd.lib.netdb import Hosts, Unresolved, protocols, resolve
from simbsd.lib.printf import printf
from simbsd.lib.socket import bind, connect, getsockname, netlink, recvfrom, sendto, setsockopt, socket
from simbsd.lib.stdio import STDERR
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, getpid, getuid, monotonic, nanosleep, poll, setuid
from simbsd.sys.errno import Errno
from simbsd.sys.mbuf import IPPROTO_ICMP, Icmp, Ip
from simbsd.sys.records import IfRecord
from simbsd.sys.socketvar import AF_INET, AF_NETLINK, SOCK_DGRAM, SOCK_RAW
from simbsd.sys.strtol import to_int
from simbsd.usr_sbin.traceroute_protos import PROTOS, Payload, Probe, generic, mark, payload

USAGE = """\
Version 1.4a12+FreeBSD
Usage: {} [-adDeFInrSvx] [-f first_ttl] [-g gateway] [-i iface]
\t[-m max_ttl] [-p port] [-P proto] [-q nqueries] [-s src_addr]
\t[-t tos] [-w waittime] [-A as_server] [-z pausemsecs] host [packetlen]
"""
LETTERS = "aA:edDFInrSvxf:g:i:M:m:P:p:q:s:t:w:z:"
LEFT_OUT = "aADg"
IPPROTO_RAW = 255
MAXPACKET = 32768
FLAGS = {
    0: " !N", 1: " !H", 2: " !P", 5: " !S", 6: " !U", 7: " !W", 8: " !I", 9: " !A", 10: " !Z", 11: " !Q", 12: " !T",
    13: " !X", 14: " !V", 15: " !C",
}  # fmt: skip


class Refused(Exception):
    """What to say after the program's name; without a message, the usage."""


@dataclass
class Arguments:
    """A parsed command line."""

    host: str = ""
    length: int = 40
    first: int = 1
    most: int = 64
    probes: int = 3
    wait: int = 5
    pause: int = 0
    port: int | None = None
    tos: int = 0
    source: str | None = None
    device: str | None = None
    numeric: bool = False
    proto: str = "udp"
    df: bool = False
    fixed_port: bool = False
    loss: bool = False
    debug: bool = False
    dontroute: bool = False
    verbose: bool = False
    sums: bool = False
    operand: str | None = None


# letter -> (field, what it is called, least, most)
_NUMBERS = {
    "f": ("first", "first ttl", 1, 255),
    "M": ("first", "first ttl", 1, 255),
    "m": ("most", "max ttl", 1, 255),
    "p": ("port", "port", 1, 65535),
    "q": ("probes", "nprobes", 1, -1),
    "t": ("tos", "tos", 0, 255),
    "w": ("wait", "wait time", 1, 24 * 60 * 60),
    "z": ("pause", "pause msecs", 0, 60 * 60 * 1000),
}
_SWITCHES = {
    "d": "debug", "e": "fixed_port", "F": "df", "n": "numeric", "r": "dontroute", "S": "loss",
    "v": "verbose", "x": "sums",
}  # fmt: skip


def str2val(text: str, what: str, least: int, most: int) -> int:
    """A number in its range. Raises Refused with the real complaint."""
    if re.fullmatch(r"0[xX][0-9a-fA-F]*", text):
        value = to_int(text[2:] or "0", 16)
    elif re.fullmatch(r"\s*[+-]?[0-9]*", text):
        value = to_int(text) if text.strip("+- ") else 0
    else:
        raise Refused(f'"{text}" bad value for {what}')
    if value < least:
        raise Refused(f"{what} must be >= 0" if least == 0 else f"{what} must be > {least - 1}")
    if value > most >= 0:
        raise Refused(f"{what} must be <= {most}")
    return value


def parse(argv: list[str], max_ttl: int) -> Arguments:
    """Make sense of the command line, complaining as the real program, which silences getopt.

    Raises Refused.
    """
    arguments = Arguments(most=max_ttl)
    options, operands = split(argv)
    for letter, value in options:
        if letter in _NUMBERS:
            name, what, least, most = _NUMBERS[letter]
            setattr(arguments, name, str2val(value, what, least, most))
        elif letter in _SWITCHES:
            setattr(arguments, _SWITCHES[letter], True)
        elif letter in "PI":
            arguments.proto = value if letter == "P" else "icmp"
        elif letter == "s":
            arguments.source = value
        elif letter == "i":
            arguments.device = value
        else:
            raise Refused
    if arguments.first > arguments.most:
        raise Refused(f"first ttl ({arguments.first}) may not be greater than max ttl ({arguments.most})")
    if len(operands) not in (1, 2):
        raise Refused
    arguments.operand = operands[1] if len(operands) == 2 else None
    arguments.host = operands[0]
    return arguments


def split(argv: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """getopt(3) without its messages. Raises Refused at what it does not know."""
    options: list[tuple[str, str]] = []
    words = argv[1:]
    while words and len(words[0]) > 1 and words[0][0] == "-":
        word = words.pop(0)
        if word == "--":
            break
        for place, letter in enumerate(word[1:], 2):
            known = LETTERS.find(letter)
            if known < 0 or letter == ":" or letter in LEFT_OUT:
                raise Refused
            if LETTERS[known + 1 : known + 2] != ":":
                options.append((letter, ""))
                continue
            if not word[place:] and not words:
                raise Refused
            options.append((letter, word[place:] or words.pop(0)))
            break
    return options, words


def time_text(us: int) -> str:
    """A round trip."""
    return f"  {us // 1000}.{us % 1000:03} ms"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    name = progname(argv)
    try:
        trace = Traceroute(name)
        await trace.open()
        await trace.prepare(parse(argv, int(await sysctl("net.inet.ip.ttl"))))
        await trace.run()
    except Refused as refused:
        await printf(f"{name}: {refused}\n" if refused.args else USAGE.format(name), STDERR)
        return 1
    return 0


class Traceroute:
    """One run."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.arguments = Arguments()
        self.hosts = Hosts(dns=True)
        self.refused: Errno | None = None
        self.out = ""
        self.receive = self.send = -1
        self.proto: Probe = PROTOS["udp"]
        self.to = self.source = self.ident = self.sequence = 0

    async def open(self) -> None:
        """The sockets come first, and set-user-id goes; an error is reported once the command line has been
        read.
        """
        try:
            self.receive = await socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)
            self.send = await socket(AF_INET, SOCK_RAW, IPPROTO_RAW)
        except Errno as error:
            self.refused = error
        await setuid(await getuid())

    async def prepare(self, arguments: Arguments) -> None:
        """Addresses and socket options. Raises Refused."""
        self.arguments = arguments
        self.proto = await self._protocol(arguments.proto)
        least = 20 + self.proto.size
        arguments.length = max(least, 40)
        if arguments.operand is not None:
            arguments.length = str2val(arguments.operand, "packet length", least, MAXPACKET)
        if arguments.port is None:
            arguments.port = self.proto.port
        self.to, arguments.host = await self._host(arguments.host)
        self.ident = await getpid() & 0xFFFF | 0x8000
        if self.refused is not None:
            which = "icmp" if self.receive < 0 else "raw"
            raise Refused(f"{which} socket: {self.refused}")
        await self._option("IP_HDRINCL", 1)
        if self.arguments.dontroute:
            await self._option("SO_DONTROUTE", 1)
        await self._find_source()
        try:
            await bind(self.send, (self.source, 0))
        except Errno as error:
            raise Refused(f"bind: {error}") from error

    async def _protocol(self, name: str) -> Probe:
        """setproto(): one of those that are known, or any by its name or number. Raises Refused."""
        if name.lower() in PROTOS:
            return PROTOS[name.lower()]
        number = (await protocols()).get(name)
        if number is None:
            number = str2val(name, "proto number", 1, 255)
        return generic(number)

    async def _option(self, option: str, value: int) -> None:
        try:
            await setsockopt(self.send, option, value)
        except Errno as error:
            raise Refused(f"{option}: {error}") from error

    async def _host(self, name: str) -> tuple[int, str]:
        """Address and canonical name (gethostinfo). Raises Refused."""
        try:
            _, address, canonical = await resolve(name)
        except Unresolved as why:
            raise Refused(f"unknown host {name}") from why
        return address, canonical

    async def _find_source(self) -> None:
        device, source = self.arguments.device, self.arguments.source
        addresses = await self._device_addresses(device) if device is not None else []
        if source is not None:
            self.source, _ = await self._host(source)
            if device is not None and self.source not in addresses:
                raise Refused(f"{source} is not on interface {device:.32}")
        elif device is not None:
            self.source = addresses[0]
        else:
            self.source = await self._route_source()

    async def _device_addresses(self, device: str) -> list[int]:
        links: list[IfRecord] = await netlink(await socket(AF_NETLINK, SOCK_RAW, 0), "RTM_GETLINK", {})
        found = [
            one.addr for link in links if link.name == device for one in link.addrs if one.family == AF_INET
        ]
        if not found:
            raise Refused(f"Can't find interface {device:.32}")
        return found

    async def _route_source(self) -> int:
        """findsaddr(): the address a connected datagram socket gets."""
        fd = await socket(AF_INET, SOCK_DGRAM, 0)
        try:
            await connect(fd, (self.to, 65535))
        except Errno as error:
            message = "findsaddr: failed to connect to peer for src addr selection."
            raise Refused(message) from error
        address = (await getsockname(fd))[0]
        await close(fd)
        return address

    async def run(self) -> None:
        """Hop after hop."""
        arguments = self.arguments
        head = f"{self.name} to {arguments.host} ({inet_ntoa(self.to)})"
        head += f" from {arguments.source}" if arguments.source is not None else ""
        await printf(f"{head}, {arguments.most} hops max, {arguments.length} byte packets\n", STDERR)
        for ttl in range(arguments.first, arguments.most + 1):
            if await self._hop(ttl):
                return

    async def _hop(self, ttl: int) -> bool:
        """All probes of one distance; True when there is no point in going on."""
        arguments = self.arguments
        self.out = f"{ttl:2} "
        last: int | None = None
        arrived = unreachable = lost = 0
        for probe in range(arguments.probes):
            if probe and arguments.pause:
                await nanosleep(arguments.pause * 1000)
            answer = await self._probe(ttl)
            if answer is None:
                lost += 1
                await self._print(" *")
                continue
            packet, sender, us = answer
            text = ""
            if sender != last:
                text += ("\n   " if last is not None else "") + await self._router(sender)
                if arguments.verbose:
                    text += f" {packet.length - 20 - len(packet.options)} bytes to {inet_ntoa(packet.dst)}"
                last = sender
            flag, got, failed = verdict(packet)
            arrived += got
            unreachable += failed
            await self._print(text + time_text(us) + flag)
        await self._print(f" ({lost * 100 // arguments.probes}% loss)\n" if arguments.loss else "\n")
        return bool(arrived) or (unreachable > 0 and unreachable >= arguments.probes - 1)

    async def _print(self, text: str) -> None:
        """Standard output, flushed with what has waited: the hop's number waits for its first probe."""
        waiting, self.out = self.out, ""
        await printf(waiting + text)

    async def _router(self, address: int) -> str:
        number = inet_ntoa(address)
        if self.arguments.numeric:
            return f" {number}"
        name = await self.hosts.name(address)
        if name is not None:
            _, dot, domain = str(await sysctl("kern.hostname")).partition(".")
            name = name.removesuffix(dot + domain) if dot else name
        return f" {name or number} ({number})"

    async def _probe(self, ttl: int) -> tuple[Ip, int, int] | None:
        """Send one packet and wait: the answer, who sent it, and after how many microseconds."""
        self.sequence += 1
        start = await monotonic()
        await self._send(ttl)
        deadline = start + self.arguments.wait * 1_000_000
        while True:
            left = max(deadline - await monotonic(), 0)
            if not await poll({self.receive: "r"}, left):
                return None
            packet, sender = await recvfrom(self.receive, 512)
            now = await monotonic()
            if isinstance(packet, Ip) and self._is_ours(packet):
                return packet, sender[0] if sender else packet.src, now - start

    async def _send(self, ttl: int) -> None:
        arguments = self.arguments
        packet = Ip(
            self.source, self.to, self.proto.number, ttl, self._payload(), arguments.length,
            id=self.ident + self.sequence & 0xFFFF, tos=arguments.tos, df=arguments.df,
        )  # fmt: skip
        try:
            await sendto(self.send, packet, (self.to, 0))  # type: ignore[arg-type]
        except Errno as error:
            await printf(f"{self.name}: sendto: {error}\n", STDERR)
            await self._print(f"{self.name}: wrote {arguments.host} {arguments.length} chars, ret=-1\n")

    def _payload(self) -> Payload:
        """What the last probe carries."""
        arguments = self.arguments
        return payload(
            self.proto, self.ident, arguments.port or 0, self.sequence, arguments.fixed_port, arguments.length - 20
        )

    def _is_ours(self, packet: Ip) -> bool:
        """packet_ok(): an answer to the last probe."""
        message = packet.payload
        if not isinstance(message, Icmp):
            return False
        if message.type == 0 and self.proto.name == "icmp":
            return message.ident == self.ident and message.seq == self.sequence
        if message.original is None or not (message.type == 3 or (message.type, message.code) == (11, 0)):
            return False
        known = mark(message.original.payload)
        return message.original.proto == self.proto.number and known == mark(self._payload())


def verdict(packet: Ip) -> tuple[str, int, int]:
    """What an answer means: its mark, whether the host was reached, whether something is unreachable."""
    message = packet.payload
    assert isinstance(message, Icmp)
    if message.type == 11:
        return "", 0, 0
    if message.type == 0 or message.code == 3:
        return " !" if packet.ttl <= 1 else "", 1, 0
    if message.code == 4:
        return f" !F-{message.extra}", 0, 1
    mark = FLAGS.get(message.code, f" !<{message.code}>")
    return mark, int(message.code == 2), int(message.code != 2)
