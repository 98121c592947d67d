"""syslogd(8): take messages from programs, the kernel and the network, and write them where syslog.conf(5) says.

Models usr.sbin/syslogd/syslogd.c; leaves out marks, -d's report and IPv6.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from simbsd.lib.daemon import detach
from simbsd.lib.err import Err, Refused
from simbsd.lib.files import chmod, unlink
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.inet6 import Zones, from_sockaddr6, gethostbyaddr6, parse_numeric, sockaddr6
from simbsd.lib.netdb import EAI_SERVICE, Unresolved, gethostbyaddr, getservbyname, resolve_all
from simbsd.lib.pidfile import Pidfile, pidfile_open
from simbsd.lib.pwd import read_file
from simbsd.lib.signal import kill, signal
from simbsd.lib.socket import Sockaddr, bind, recvfrom, setsockopt, shutdown, socket
from simbsd.lib.stdio import decode
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, exit, fork, getpid, gettimeofday, open, poll, read, waitpid
from simbsd.sys.errno import EAGAIN, EINTR, ENOTCONN, Errno
from simbsd.sys.fcntl import O_CLOEXEC, O_NONBLOCK, O_RDONLY
from simbsd.sys.in6 import IN6ADDR_ANY
from simbsd.sys.signal import SIG_IGN, SIGALRM, SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_UNIX, AF_UNSPEC, INADDR_ANY, SHUT_RD, SOCK_DGRAM
from simbsd.sys.strtol import atoi, is_number
from simbsd.sys.syslog import LOG_INFO, LOG_KERN, LOG_SYSLOG
from simbsd.sys.wait import wexitstatus, wifexited, wtermsig
from simbsd.usr_sbin.syslogd.arguments import LETTERS, USAGE, Arguments, parse
from simbsd.usr_sbin.syslogd.config import Reader
from simbsd.usr_sbin.syslogd.message import Message, kernel_line
from simbsd.usr_sbin.syslogd.message import parse as parse_message
from simbsd.usr_sbin.syslogd.output import Log

KLOG = "/dev/klog"
RCVBUF = 80 * 1024
MAXLINE = 8192
UNLISTED = -1  # -a lists networks of IPv4 alone: an address of IPv6 is in none of them
SECOND = 1_000_000
DEFAULT = "*.ERR\t/dev/console\n*.PANIC\t*\n"  # init(): without a configuration file


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    options, operands = await getopt(argv, LETTERS)
    try:
        arguments = await parse(options, operands)
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    daemon = Daemon(err, arguments)
    await daemon.open()
    await daemon.take_pidfile()
    if arguments.foreground:
        return await daemon.run(0)
    return await _waitdaemon(err, daemon)


async def _waitdaemon(err: Err, daemon: Daemon) -> int:
    """Start the daemon, and end when it says that it runs (waitdaemon)."""
    await signal(SIGALRM, lambda number: None)
    try:
        await fork(_detached, (daemon, await getpid()))
    except Errno as error:
        await err.warn("could not become daemon", error)
        return 1
    try:
        pid, status = await waitpid(-1)
    except Errno:
        return 0
    if wifexited(status):
        await err.errx(1, f"child pid {pid} exited with return code {wexitstatus(status)}")
    await err.errx(1, f"child pid {pid} exited on signal {wtermsig(status)}")


async def _detached(state: tuple[Daemon, int]) -> int:
    daemon, parent = state
    await detach()
    return await daemon.run(parent)


@dataclass(slots=True)
class Daemon:
    """One syslogd: its sockets (descriptor -> whether local), the kernel's device, and what signals have asked for."""

    err: Err
    arguments: Arguments
    log: Log = field(init=False)
    klog: int = -1
    held: bytes = b""
    sockets: dict[int, bool] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    pidfile: Pidfile | None = None
    signals: list[int] = field(default_factory=list)
    started: bool = False

    def __post_init__(self) -> None:
        self.log = Log(self.arguments)

    async def open(self) -> None:
        """Everything to listen on: /dev/klog, the network, the local sockets."""
        try:
            self.klog = await open(KLOG, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        except Errno:
            self.klog = -1
        for host, service in self.arguments.peers:
            await self._network(host, service)
        for path, mode in self.arguments.sockets:
            await self._local(path, mode)

    async def _network(self, host: str, service: str) -> None:
        """The sockets of one -b, by default one of each family that there is (socksetup)."""
        port = atoi(service) if is_number(service) else await getservbyname(service, "udp")
        why = EAI_SERVICE
        addresses: list[Sockaddr] = []
        if port is not None:
            try:
                addresses = await self._addresses(host, port)
            except Unresolved as unresolved:
                why = unresolved.gai
        if not addresses:
            await self.log.error(f"getaddrinfo failed for {host}{service}: {why}")
            await self.die(0)
            return
        if self.arguments.secure > 1:
            return
        for address in addresses:
            if self.arguments.family in (AF_UNSPEC, AF_INET6 if len(address) == 3 else AF_INET):
                await self._socket(address, host)

    async def _addresses(self, host: str, port: int) -> list[Sockaddr]:
        """Where to listen; IPv6 first. Raises Unresolved."""
        if not host:
            return [(IN6ADDR_ANY, port, 0), (INADDR_ANY, port)]
        six, four = await parse_numeric(host), inet_aton(host)
        if six is None and four is None:
            found = await resolve_all(host)
        else:
            found = [(AF_INET6, six)] if six is not None else [(AF_INET, four or 0)]
        return [sockaddr6(number, port) if family == AF_INET6 else (number, port) for family, number in found]

    async def _socket(self, address: Sockaddr, host: str) -> None:
        six = len(address) == 3
        try:
            fd = await socket(AF_INET6 if six else AF_INET, SOCK_DGRAM)
        except Errno as error:
            if host:  # a family that is not there is none of those that no name stands for (explore_null)
                await self.log.error(f"socket: {error}")
            return
        if six:
            await setsockopt(fd, "IPV6_V6ONLY", 1)
        await setsockopt(fd, "SO_REUSEADDR", 1)
        try:
            if self.arguments.bind or host:
                await bind(fd, address)
        except Errno as error:
            await self.log.error(f"bind: {error}")
            await close(fd)
            return
        if not six:
            self.log.network.append(fd)
        if self.arguments.secure:
            await self._deafen(fd)
        else:
            self.sockets[fd] = False

    async def _deafen(self, fd: int) -> None:
        """-s: the socket sends, and takes nothing."""
        try:
            await shutdown(fd, SHUT_RD)
        except Errno as error:
            if error.errno != ENOTCONN:
                await self.log.error(f"shutdown: {error}")
                await self.die(0)

    async def _local(self, path: str, mode: int) -> None:
        fd = await socket(AF_UNIX, SOCK_DGRAM)
        try:
            await unlink(path)
        except Errno:
            pass
        try:
            await bind(fd, path)
            await setsockopt(fd, "SO_RCVBUF", RCVBUF)
            await chmod(path, mode)
        except Errno as error:
            await self.log.error(f"bind: {error}")
            await close(fd)
            return
        self.sockets[fd] = True
        self.paths.append(path)

    async def take_pidfile(self) -> None:
        """Be the only one with this pid file, or end."""
        try:
            self.pidfile, other = await pidfile_open(self.arguments.pidfile, 0o600)
        except Errno as error:
            await self.err.warn("cannot open pid file", error)
            return
        if self.pidfile is None:
            await self.err.errx(1, f"syslogd already running, pid: {other}")

    async def run(self, parent: int) -> int:
        """The daemon's life: messages and signals, one after the other."""
        for number in (SIGTERM, SIGHUP):
            await signal(number, self.signals.append)
        for number in (SIGINT, SIGQUIT, SIGPIPE):
            await signal(number, SIG_IGN)
        if self.pidfile is not None:
            await self.pidfile.write()
        await self.configure(0)
        await self._step(0)
        if parent:
            await kill(parent, SIGALRM)
        while True:
            if self.signals:
                number = self.signals.pop(0)
                await (self.configure(number) if number == SIGHUP else self.die(number))
            await self.log.flush()
            await self._step(await self._timeout())

    async def _timeout(self) -> int | None:
        deadline = self.log.deadline()
        return None if deadline is None else max(0, deadline * SECOND - await gettimeofday())

    async def _step(self, timeout: int | None) -> None:
        wanted = {fd: "r" for fd in (*self.sockets, self.klog) if fd >= 0}
        try:
            ready = await poll(wanted, timeout)
        except Errno as error:
            if error.errno != EINTR:
                raise
            return
        if self.klog in ready:
            await self._kernel()
        for fd, local in self.sockets.items():
            if fd in ready:
                await self._receive(fd, local)

    async def _kernel(self) -> None:
        """Read /dev/klog dry, line by line."""
        while True:
            try:
                data = await read(self.klog, MAXLINE)
            except Errno as error:
                if error.errno not in (EINTR, EAGAIN):
                    await self.log.error(f"klog: {error}")
                    await close(self.klog)
                    self.klog = -1
                return
            *lines, self.held = (self.held + data).split(b"\n")
            for line in lines:
                await self.log.message(kernel_line(decode(line), self.log.hostname))

    async def _receive(self, fd: int, local: bool) -> None:
        try:
            data, sender = await recvfrom(fd, MAXLINE)
        except Errno as error:
            if error.errno != EINTR:
                await self.log.error(f"recvfrom: {error}")
            return
        if not data:
            return
        host = self.log.hostname
        if not local:
            assert sender is not None
            host = await self._name(sender)
            if not self._admits(sender[0] if len(sender) == 2 else UNLISTED, sender[1], host):
                return
        arguments = self.arguments
        line = decode(bytes(data)).partition("\0")[0]
        message = parse_message(
            line, host, arguments.keep_kernel, arguments.remote_hostname, arguments.mask_c1, await gettimeofday()
        )
        if message is not None:
            await self.log.message(replace(message, when=None) if arguments.remote_date else message)

    async def _name(self, sender: Sockaddr) -> str:
        name, six = None, from_sockaddr6(sender) if len(sender) == 3 else None
        if self.arguments.resolve:
            name = await gethostbyaddr(sender[0]) if six is None else await gethostbyaddr6(six)
        if name is None:
            return inet_ntoa(sender[0]) if six is None else await Zones().text(six)
        return name.partition(".")[0] if self.arguments.rfc3164 else name

    def _admits(self, address: int, port: int, name: str) -> bool:
        allowed = self.arguments.allowed
        return not allowed or any(rule.admits(address, port, name) for rule in allowed)

    async def configure(self, number: int) -> None:
        """Read the configuration, at the start and at each SIGHUP (init)."""
        log, before = self.log, self.log.hostname
        hostname = str(await sysctl("kern.hostname"))
        log.hostname = hostname.partition(".")[0] if self.arguments.rfc3164 else hostname
        if log.ready:
            await log.flush(everything=True)
        log.ready = False
        for action in log.actions:
            if action.fd >= 0:
                await close(action.fd)
        reader = Reader(
            log.hostname, self.arguments.create, self.arguments.unique, self.arguments.rfc3164, self.log.error
        )
        text = await read_file(self.arguments.config)
        log.actions = await reader.read(text or DEFAULT)
        log.ready = True
        if not text:
            return
        await log.message(self._own(LOG_SYSLOG | LOG_INFO, "restart"))
        if number and before != log.hostname:
            await log.message(self._own(LOG_SYSLOG | LOG_INFO, f'hostname changed, "{before}" to "{log.hostname}"'))
        if not number:
            kernel = str(await sysctl("kern.bootfile"))
            await log.message(self._own(LOG_KERN | LOG_INFO, f"kernel boot file is {kernel}"))

    def _own(self, pri: int, text: str) -> Message:
        return Message(pri, self.log.hostname, "syslogd", None, text)

    async def die(self, number: int) -> None:
        """End: say so, take sockets and pid file away."""
        await self.log.flush(everything=True)
        if number:
            await self.log.error(f"exiting on signal {number}")
        for path in self.paths:
            try:
                await unlink(path)
            except Errno:
                pass
        if self.pidfile is not None:
            await self.pidfile.remove()
        await exit(1)
