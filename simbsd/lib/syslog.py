"""syslog(3): messages to the system log.

Models lib/libc/gen/syslog.c; leaves out setlogmask and %m. What nobody takes is lost.
"""

from __future__ import annotations

from simbsd.lib.printf import printf
from simbsd.lib.socket import connect, send, socket
from simbsd.lib.stdio import STDERR, encode
from simbsd.lib.strftime import strftime
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, fcntl, getpid, gettimeofday, open
from simbsd.sys.errno import ENOBUFS, Errno
from simbsd.sys.fcntl import O_NONBLOCK, O_WRONLY
from simbsd.sys.socketvar import AF_UNIX, SOCK_DGRAM
from simbsd.sys.syslog import LOG_CONS, LOG_FACMASK, LOG_PERROR, LOG_USER

PATH_LOG, PATH_CONSOLE = "/var/run/log", "/dev/console"
FD_CLOEXEC = 1
SECOND = 1_000_000


async def rfc5424_time() -> str:
    """The time as a message bears it: UTC, with microseconds."""
    now = await gettimeofday()
    return f"{strftime('%Y-%m-%dT%H:%M:%S', now // SECOND)}.{now % SECOND:06}+00:00"


class Syslog:
    """What openlog(3) sets: the name that messages bear, LOG_ options, and the facility of messages that name none."""

    def __init__(self, ident: str, options: int = 0, facility: int = LOG_USER) -> None:
        self.ident = ident
        self.options = options
        self.facility = facility
        self.fd = -1

    async def __call__(self, priority: int, message: str) -> None:
        """Send one message; a facility may be or-ed into ``priority``."""
        if not priority & LOG_FACMASK:
            priority |= self.facility
        hostname = str(await sysctl("kern.hostname")) or "-"
        tail = f"{self.ident or '-'} {await getpid()} - - {message.removesuffix(chr(10))}"
        if self.options & LOG_PERROR:
            await printf(f"{tail}\n", STDERR)
        head = f"<{priority}>1 {await rfc5424_time()} {hostname} "
        if not await self._send(head + tail) and self.options & LOG_CONS:
            await _console(f"{head.partition('>')[2][2:]}{tail}\r\n")

    async def _connect(self) -> None:
        if self.fd >= 0:
            return
        fd = await socket(AF_UNIX, SOCK_DGRAM)
        try:
            await connect(fd, PATH_LOG)
        except Errno:
            await close(fd)
            raise
        await fcntl(fd, "F_SETFD", FD_CLOEXEC)
        self.fd = fd

    async def _send(self, line: str) -> bool:
        """Twice when syslogd was restarted; once when it is only slow (connectlog)."""
        for _ in range(2):
            try:
                await self._connect()
                await send(self.fd, encode(line))
                return True
            except Errno as error:
                if error.errno == ENOBUFS:
                    return False
                await self.closelog()
        return False

    async def closelog(self) -> None:
        """Give up the connection; the next message makes another."""
        if self.fd >= 0:
            await close(self.fd)
            self.fd = -1


async def _console(line: str) -> None:
    try:
        fd = await open(PATH_CONSOLE, O_WRONLY | O_NONBLOCK)
    except Errno:
        return
    await printf(line, fd)
    await close(fd)
