"""nc(1): arbitrary TCP, UDP and local connections and listens.

Models contrib/netcat/netcat.c; leaves out -v with -U, IPsec, telnet, descriptor passing
and random ports.
"""

from __future__ import annotations

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt_long import getopt_long
from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.inet6 import Zones, from_sockaddr6, gethostbyaddr6, parse_numeric, resolve6, sockaddr6
from simbsd.lib.netdb import (
    EAI_NONAME,
    EAI_SERVICE,
    Services,
    Unresolved,
    getaddress,
    gethostbyaddr,
    getservbyname,
)
from simbsd.lib.printf import printf
from simbsd.lib.signal import signal
from simbsd.lib.socket import (
    Sockaddr,
    accept,
    bind,
    connect,
    getsockopt,
    listen,
    recvfrom,
    setsockopt,
    socket,
)
from simbsd.lib.stdio import STDERR
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, fcntl, open, poll, write
from simbsd.sys.errno import EINPROGRESS, ETIMEDOUT, Errno
from simbsd.sys.fcntl import O_NONBLOCK, O_RDWR
from simbsd.sys.in6 import IN6ADDR_ANY, IN6ADDR_LOOPBACK
from simbsd.sys.mbuf import IPPROTO_TCP, IPPROTO_UDP
from simbsd.sys.signal import SIG_IGN, SIGPIPE
from simbsd.sys.socketvar import AF_INET, AF_INET6, INADDR_ANY, INADDR_LOOPBACK, SOCK_DGRAM, SOCK_STREAM
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_bin.nc import local
from simbsd.usr_bin.nc.options import LETTERS, USAGE, Arguments, build_ports, parse
from simbsd.usr_bin.nc.readwrite import ReadWrite
from simbsd.usr_bin.nc.socks import socks_connect

TUN = {"tun": ("tun", ":")}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    await signal(SIGPIPE, SIG_IGN)
    options, operands = await getopt_long(argv, LETTERS, TUN, "POSIXLY_CORRECT" in envp)
    try:
        numfibs = int(await sysctl("net.fibs")) if any(letter == "V" for letter, _ in options) else 1
        arguments = parse(options, operands, numfibs)
        await printf("option -o is deprecated.\n" * arguments.deprecated, STDERR)
        if arguments.local:
            return await (local.serve(arguments) if arguments.listen else local.talk(arguments))
        if arguments.tun is not None:
            arguments.tun_fd = await _open_tun(arguments.tun)
        nc = Netcat(err, arguments)
        return await (nc.serve() if arguments.listen else nc.connect_all())
    except Refused as refused:
        return await err.refuse(refused, USAGE)


async def _open_tun(path: str) -> int:
    try:
        return await open(path, O_RDWR)
    except Errno as error:
        raise Refused(f"unable to open tun device {path}: {error}") from error


class Netcat:
    """One run."""

    def __init__(self, err: Err, arguments: Arguments) -> None:
        self.err = err
        self.arguments = arguments
        self.services = Services()

    async def _socket(self, address: Sockaddr) -> int:
        arguments = self.arguments
        kind, proto = (SOCK_DGRAM, IPPROTO_UDP) if arguments.udp else (SOCK_STREAM, IPPROTO_TCP)
        fd = await socket(AF_INET6 if len(address) == 3 else AF_INET, kind, proto)
        if arguments.fib is not None:
            await self._try("setsockopt SO_SETFIB", setsockopt(fd, "SO_SETFIB", arguments.fib))
        await self._common(fd, "IPV6_TCLASS" if len(address) == 3 else "IP_TOS")
        return fd

    async def _common(self, fd: int, service: str) -> None:
        """Options that any socket may be given (set_common_sockopts); this kernel signs no segments (TCP_MD5SIG)."""
        arguments = self.arguments
        if arguments.tos is not None:
            await self._try("set IP ToS", setsockopt(fd, service, arguments.tos))
        for title, name, value in (
            ("", "TCP_MD5SIG", int(arguments.signature)), ("", "SO_DEBUG", int(arguments.debug)),
            ("set TCP receive buffer size", "SO_RCVBUF", arguments.receive),
            ("set TCP send buffer size", "SO_SNDBUF", arguments.send),
        ):  # fmt: skip
            if value:
                await self._try(title, setsockopt(fd, name, value))

    async def _try(self, title: str, call: object) -> None:
        """Await a call that ends nc when it is refused; without a title only the reason is said."""
        try:
            await call  # type: ignore[misc]
        except Errno as error:
            raise Refused(f"{title}: {error}" if title else str(error)) from error

    async def _addresses(self, host: str | None, port: str | None, passive: bool) -> list[Sockaddr]:
        """getaddrinfo(3): the addresses to try, IPv4 first as the host's policy has it. Raises Refused."""
        number = 0
        if port is not None:
            named = to_int(port) if is_number(port) else await getservbyname(port, self.arguments.proto)
            if named is None or named > 65535:
                raise Refused(f"getaddrinfo: {EAI_SERVICE}")
            number = named
        found: list[Sockaddr] = []
        why = EAI_NONAME
        if self.arguments.family != AF_INET6:
            address, why = await self._host(host, passive)
            found += [(address, number)] if address is not None else []
        numbers = host is not None and inet_aton(host) is not None  # of IPv4: no name to be asked for
        if self.arguments.family == AF_INET6 or (self.arguments.family != AF_INET and not numbers):
            address6, why = await self._host6(host, passive)
            found += [sockaddr6(address6, number)] if address6 is not None else []
        if not found:
            raise Refused(f"getaddrinfo: {why}")
        return found

    async def _host(self, host: str | None, passive: bool) -> tuple[int | None, str]:
        """An IPv4 address, or None and why not."""
        if host is None:
            return (INADDR_ANY if passive else INADDR_LOOPBACK), ""
        return (inet_aton(host), EAI_NONAME) if self.arguments.numeric else await getaddress(host)

    async def _host6(self, host: str | None, passive: bool) -> tuple[int | None, str]:
        """The same for IPv6."""
        if host is None:
            return (IN6ADDR_ANY if passive else IN6ADDR_LOOPBACK), ""
        if self.arguments.numeric:
            return await parse_numeric(host), EAI_NONAME
        try:
            return await resolve6(host), ""
        except Unresolved as reason:
            return None, reason.gai

    async def serve(self) -> int:
        """-l: take connections, one after the other with -k. Raises Refused."""
        arguments = self.arguments
        while True:
            fd = await self._listen()
            if arguments.udp:
                await self._serve_datagrams(fd)
            else:
                await self._serve_connection(fd)
            await self._close(fd)
            if not arguments.keep:
                return 0

    async def _listen(self) -> int:
        arguments = self.arguments
        address = (await self._addresses(arguments.host, arguments.port, passive=True))[0]
        try:
            fd = await self._socket(address)
            await setsockopt(fd, "SO_REUSEPORT", 1)
            await bind(fd, address)
        except Errno as error:
            raise Refused(str(error)) from error
        if not arguments.udp:
            await self._try("listen", listen(fd, 1))
        return fd

    async def _serve_connection(self, fd: int) -> None:
        try:
            connection, peer = await accept(fd)
        except Errno as error:
            raise Refused(f"accept: {error}") from error
        if self.arguments.verbose:
            await self._report(peer)
        await self._carry(connection)

    async def _serve_datagrams(self, fd: int) -> None:
        if self.arguments.keep:
            await self._carry(fd)
            return
        # The real program peeks at the first datagram and reads it again once connected; here it is kept.
        try:
            data, peer = await recvfrom(fd, 16384)
        except Errno as error:
            raise Refused(f"recvfrom: {error}") from error
        assert peer is not None
        await self._try("connect", connect(fd, peer))
        if self.arguments.verbose:
            await self._report(peer)
        await self._carry(fd, bytes(data))

    async def _carry(self, fd: int, received: bytes = b"") -> None:
        try:
            await ReadWrite(self.arguments, fd, received).run()
        except Errno as error:
            raise Refused(f"polling error: {error}") from error
        await self._close(fd)

    async def _close(self, fd: int) -> None:
        try:
            await close(fd)
        except Errno:
            return  # readwrite() has closed it already

    async def _report(self, peer: Sockaddr) -> None:
        if len(peer) == 3:
            address = from_sockaddr6(peer)
            name = None if self.arguments.numeric else await gethostbyaddr6(address)
            name = name or await Zones().text(address)
        else:
            name = None if self.arguments.numeric else await gethostbyaddr(peer[0])
        await printf(f"Connection from {name or inet_ntoa(peer[0])} {peer[1]} received!\n", STDERR)

    async def connect_all(self) -> int:
        """Connect to each port; 0 when one answered. Raises Refused."""
        arguments = self.arguments
        status = 1
        for port in build_ports(arguments.port):
            if arguments.proxy is not None:
                fd = await socks_connect(self, port)
            else:
                fd = await self.remote_connect(arguments.host, port)
            if fd is None:
                continue
            status = 0
            if (arguments.verbose or arguments.scan) and not await self._announce(fd, port):
                status = 1
                continue
            if not arguments.scan:
                await self._carry(fd)
            else:
                await self._close(fd)
        return status

    async def _announce(self, fd: int, port: str) -> bool:
        arguments = self.arguments
        if arguments.udp and not await self._udptest(fd):
            return False
        service = None if arguments.numeric else await self.services.name(int(port), arguments.proto)
        await printf(
            f"Connection to {arguments.host} {port} port [{arguments.proto}/{service or '*'}] succeeded!\n",
            STDERR,
        )
        return True

    async def _udptest(self, fd: int) -> bool:
        """Four datagrams; what the last one met decides."""
        good = False
        for _ in range(4):
            try:
                good = await write(fd, b"X") == 1
            except Errno:
                good = False
        return good

    async def remote_connect(self, host: str | None, port: str) -> int | None:
        """A connected socket to the first address that answers, or None. Raises Refused."""
        for address in await self._addresses(host, port, passive=False):
            fd = await self._connect_to(address, host, port)
            if fd is not None:
                return fd
        return None

    async def _connect_to(self, address: Sockaddr, host: str | None, port: str) -> int | None:
        arguments = self.arguments
        try:
            fd = await self._socket(address)
        except Errno:
            return None
        if arguments.source is not None or arguments.source_port is not None:
            sources = await self._addresses(arguments.source, arguments.source_port, passive=True)
            source = next((one for one in sources if len(one) == len(address)), None)
            if source is None:
                raise Refused(f"getaddrinfo: {EAI_NONAME}")
            await self._try("bind failed", bind(fd, source))
        try:
            await self._timed_connect(fd, address)
        except Errno as error:
            if arguments.verbose:
                where = f"connect to {host} port {port} ({arguments.proto}) failed"
                await self.err.warn(where, error)
            await self._close(fd)
            return None
        return fd

    async def _timed_connect(self, fd: int, address: Sockaddr) -> None:
        """connect(2), at most -w seconds long. Errors: those of connect, ETIMEDOUT."""
        timeout = self.arguments.timeout
        if timeout is None:
            await connect(fd, address)
            return
        flags = await fcntl(fd, "F_GETFL")
        await fcntl(fd, "F_SETFL", flags | O_NONBLOCK)
        try:
            await connect(fd, address)
        except Errno as error:
            if error.errno != EINPROGRESS:
                raise
            await self._wait(fd, timeout)
        await fcntl(fd, "F_SETFL", flags)

    async def _wait(self, fd: int, timeout: int) -> None:
        if not await poll({fd: "w"}, timeout * 1_000_000):
            raise Errno(ETIMEDOUT, "the connection was not made within -w's time")
        number = int(await getsockopt(fd, "SO_ERROR"))
        if number:
            raise Errno(number, "the connection was refused or lost")
