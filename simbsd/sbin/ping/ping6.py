"""The IPv6 half of ping(8).

Models sbin/ping/ping6.c; leaves out node information queries (-a, -k, -N, -O, -y, -Y), routing headers, -C and -e.
"""

from __future__ import annotations

from typing import Any

from simbsd.lib.err import EX_NOHOST, EX_OSERR, Err
from simbsd.lib.getopt import getopt
from simbsd.lib.inet6 import (
    Sockaddr6,
    Zones,
    from_sockaddr6,
    gethostbyaddr6,
    if_nametoindex,
    parse_numeric,
    resolve6,
    sockaddr6,
)
from simbsd.lib.netdb import EAI_NONAME, Unresolved
from simbsd.lib.signal import signal
from simbsd.lib.socket import bind, connect, getsockname, send, setsockopt, socket
from simbsd.lib.unistd import close, getpid, getuid, isatty, setitimer, setuid
from simbsd.sbin.ping.main import Ping
from simbsd.sbin.ping.options import LETTERS6, Arguments, Refused, payload
from simbsd.sbin.ping.options6 import parse6
from simbsd.sbin.ping.text import milliseconds
from simbsd.sbin.ping.text6 import error_text6
from simbsd.sys.errno import Errno
from simbsd.sys.in6 import in6_getscope, in6_setscope, is_linklocal, is_multicast, is_scoped
from simbsd.sys.mbuf import ICMP6_ECHO_REPLY, ICMP6_ECHO_REQUEST, IPPROTO_ICMPV6, Icmp6, Ip6
from simbsd.sys.signal import SIGALRM, SIGINFO, SIGINT
from simbsd.sys.socketvar import AF_INET6, SOCK_DGRAM, SOCK_RAW

DUMMY_PORT = 10101
HEADERS6 = 48


async def ping6(err: Err, argv: list[str]) -> int:
    """Entry point of this half. Raises Refused."""
    uid = await getuid()
    options, operands = await getopt(argv, LETTERS6)
    arguments = parse6(options, operands, uid)
    source = None
    if arguments.source is not None:
        source = await parse_numeric(arguments.source)
        if source is None:
            raise Refused(1, f"invalid source address: {EAI_NONAME}")
    try:
        address = await resolve6(arguments.target)
    except Unresolved as why:
        raise Refused(EX_NOHOST, f"cannot resolve {arguments.target}: {why.gai}") from why
    sockets = []
    for name in ("ssend", "srecv"):
        try:
            sockets.append(await socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6))
        except Errno as error:
            raise Refused(1, f"socket {name}: {error}") from error
    run = Ping6(err, arguments, sockets[0], sockets[1], uid)
    run.address = address
    if source is not None:
        run.source = await _bind(sockets[0], source, address)
    await setuid(uid)
    if arguments.flood and arguments.intervals:
        raise Refused(1, "-f and -i incompatible options")
    status = await run.run()
    return EX_OSERR if status and not run.counts.transmitted else status


async def _bind(fd: int, source: int, address: int) -> int:
    """-S: a link-local address without a zone takes the destination's."""
    if is_linklocal(source) and is_scoped(address):
        source = in6_setscope(source, in6_getscope(address))
    try:
        await bind(fd, sockaddr6(source, 0))
    except Errno as error:
        raise Refused(1, f"bind: {error}") from error
    return source


_BUFFERED = 8 * 1024  # bytes that need no -b


class Ping6(Ping):
    """One run."""

    stamp = 8

    def __init__(self, err: Err, arguments: Arguments, ssend: int, srecv: int, uid: int) -> None:
        super().__init__(err, arguments, ssend, srecv, uid)
        self.zones = Zones()

    async def _prepare(self) -> None:
        """Socket options, the source address, and the first line. Raises Refused."""
        arguments = self.arguments
        self.data = payload(arguments)
        self.flushes = arguments.flood or await isatty(1)
        self.ident = await getpid() & 0xFFFF
        index = 0
        if arguments.ifname is not None:
            index = await if_nametoindex(arguments.ifname)
            if not index:
                raise Refused(1, f"{arguments.ifname}: invalid interface name")
        await self._options6(index)
        await self._buffers()
        if arguments.source is None:
            self.source = await self._find_source(index)
        try:
            await connect(self.ssend, sockaddr6(self.address, 0))
        except Errno as error:
            raise Refused(1, f"connect() ssend: {error}") from error
        size = arguments.size
        ends = f"{await self._text(self.source)} --> {await self._text(self.address)}"
        await self._print(f"PING({HEADERS6 + size}=40+8+{size} bytes) {ends}\n")
        await signal(SIGINT, self._onsignal)
        await signal(SIGINFO, self._onsignal)
        if arguments.timeout:
            await signal(SIGALRM, self._onsignal)
            await setitimer(arguments.timeout * 1_000_000)

    async def _buffers(self) -> None:
        """-b: room for so much in both sockets. A complaint about too little of it goes on."""
        bufsize = self.arguments.bufsize
        if self.arguments.size > (bufsize or _BUFFERED):
            await self.err.warnx("you need -b to increase socket buffer size")
        for fd, name in ((self.ssend, "SO_SNDBUF"), (self.srecv, "SO_RCVBUF")) if bufsize else ():
            try:
                await setsockopt(fd, name, bufsize)
            except Errno as error:
                raise Refused(1, f"setsockopt({name}): {error}") from error

    async def _options6(self, index: int) -> None:
        arguments = self.arguments
        if not arguments.verbose:
            await setsockopt(self.srecv, "ICMP6_FILTER", (ICMP6_ECHO_REPLY,))
        if arguments.df:
            await setsockopt(self.ssend, "IPV6_DONTFRAG", 1)
        if is_multicast(self.address):
            await setsockopt(self.ssend, "IPV6_MULTICAST_HOPS", 64)
        if arguments.minmtu != 1:
            await setsockopt(self.ssend, "IPV6_USE_MIN_MTU", int(arguments.minmtu == 0))
        if index:
            await setsockopt(self.ssend, "IPV6_PKTINFO", index)
        if arguments.ttl is not None and arguments.ttl >= 0:
            for name in ("IPV6_UNICAST_HOPS", "IPV6_MULTICAST_HOPS"):
                await setsockopt(self.ssend, name, arguments.ttl)
        if arguments.tos is not None and arguments.tos >= 0:
            await setsockopt(self.ssend, "IPV6_TCLASS", arguments.tos)

    async def _find_source(self, index: int) -> int:
        """The address a connected datagram socket gets."""
        try:
            fd = await socket(AF_INET6, SOCK_DGRAM, 0)
        except Errno as error:
            raise Refused(1, f"UDP socket: {error}") from error
        try:
            await connect(fd, sockaddr6(in6_setscope(self.address, index), DUMMY_PORT))
        except Errno as error:
            raise Refused(1, f"UDP connect: {error}") from error
        name: Any = await getsockname(fd)
        await close(fd)
        return from_sockaddr6(name)

    async def _text(self, address: int) -> str:
        name = await gethostbyaddr6(address) if self.arguments.names else None
        return name or await self.zones.text(address)

    async def _send(self) -> None:
        sequence, data = await self._next()
        size = 8 + len(data)
        try:
            await send(self.ssend, Icmp6(ICMP6_ECHO_REQUEST, 0, self.ident, sequence, data))  # type: ignore[arg-type]
        except Errno as error:
            await self.err.warn("sendmsg", error)
            await self._print(f"ping: wrote {self.arguments.target} {size} chars, ret=-1\n")
        self.counts.transmitted += 1
        if self.arguments.flood and not self.arguments.quiet:
            await self._print(".")

    async def _take(self, packet: Any, sender: Sockaddr6 | None) -> None:
        if not isinstance(packet, Ip6) or not isinstance(packet.payload, Icmp6) or sender is None:
            return
        message = packet.payload
        size = packet.length - 40
        if message.type == ICMP6_ECHO_REPLY and message.ident == self.ident:
            await self._reply6(packet, message, from_sockaddr6(sender), size)
        elif self.arguments.verbose:
            text = f"{size} bytes from {await self._text(from_sockaddr6(sender))}: {error_text6(message)}"
            await self._print(text + ("" if self.arguments.flood else "\n"))
            await self._flush()

    async def _reply6(self, packet: Ip6, message: Icmp6, sender: int, size: int) -> None:
        arguments = self.arguments
        trip, duplicate = await self._count(message)
        if not self._is_told(trip):
            return
        if arguments.flood:
            await self._print("\b")
            return
        line = f"{size} bytes from {await self._text(sender)}, icmp_seq={message.seq} hlim={packet.ttl}"
        if arguments.verbose:
            line += f" dst={await self._text(packet.dst)}"
        if trip is not None:
            line += f" time={milliseconds(trip)} ms"
        await self._print(("\a" if arguments.audible else "") + line + ("(DUP!)" if duplicate else "") + "\n")
        await self._flush()
