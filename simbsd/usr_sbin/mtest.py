"""mtest(8): join and leave multicast groups by commands, a line each.

Models usr.sbin/mtest/mtest.c (process_cmd, process_file); sources and filters of the link are left out: the commands
for them are refused as by a kernel that lacks the options.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.inet import inet_aton
from simbsd.lib.inet6 import if_nametoindex, parse_numeric
from simbsd.lib.printf import printf
from simbsd.lib.socket import netlink, setsockopt, socket
from simbsd.lib.stdio import STDERR, STDIN, decode
from simbsd.lib.unistd import close, ioctl, isatty, nanosleep, open, read
from simbsd.sys.errno import EADDRNOTAVAIL, EINVAL, ENODEV, ENOPROTOOPT, ENXIO, Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.records import IfRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_NETLINK, SOCK_DGRAM, SOCK_RAW
from simbsd.sys.strtol import atoi
from simbsd.sys.vnet import IFF_LOWER_UP, IFF_PPROMISC

COMMANDS = """\
j mcast-addr ifname [src-addr] - join IP multicast group
l mcast-addr ifname [src-addr] - leave IP multicast group
i mcast-addr ifname n          - set n include mode src filter
e mcast-addr ifname n          - set n exclude mode src filter
t mcast-addr ifname src-addr  - allow traffic from src
b mcast-addr ifname src-addr  - block traffic from src
g mcast-addr ifname n        - get and show n src filters
a ifname mac-addr          - add link multicast filter
d ifname mac-addr          - delete link multicast filter
m ifname 1/0               - set/clear ether allmulti flag
p ifname 1/0               - set/clear ether promisc flag
f filename                 - read command(s) from file
s seconds                  - sleep for some time
q                          - quit
"""
GREETING = "multicast membership test program; enter ? for list of commands\n"
NO_ALLMULTI = "warning: IFF_ALLMULTI cannot be set from userland in FreeBSD; command ignored.\n"
LINE_LENGTH = 80
NO_NAME = "Name does not resolve"
_OPTIONS = {
    (AF_INET, "j"): ("IP_ADD_MEMBERSHIP", "IP_ADD_SOURCE_MEMBERSHIP"),
    (AF_INET, "l"): ("IP_DROP_MEMBERSHIP", "IP_DROP_SOURCE_MEMBERSHIP"),
    (AF_INET6, "j"): ("IPV6_JOIN_GROUP", "MCAST_JOIN_SOURCE_GROUP"),
    (AF_INET6, "l"): ("IPV6_LEAVE_GROUP", "MCAST_LEAVE_SOURCE_GROUP"),
}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point: commands of the files named, or of standard input."""
    session = Session(Err(argv))
    await session.open()
    if argv[1:]:
        for path in argv[1:]:
            if not await session.file(path):
                return 0
        return 0
    if await isatty(STDIN):
        await printf(GREETING)
    reader = Lines(STDIN)
    while line := decode(await reader.line()):
        going = await (session.file(line[1:].strip()) if line[0] == "f" else session.command(line))
        if not going:
            break
    return 0


class Lines:
    """Lines of a descriptor, of at most LINE_LENGTH - 1 bytes each (fgets(3))."""

    def __init__(self, fd: int) -> None:
        self.fd, self.buffer = fd, b""

    async def line(self) -> bytes:
        """The next line, or empty at the end."""
        while b"\n" not in self.buffer and len(self.buffer) < LINE_LENGTH - 1:
            part = await read(self.fd, 4096)
            if not part:
                break
            self.buffer += part
        at = self.buffer.find(b"\n") + 1 or len(self.buffer)
        line, self.buffer = self.buffer[: min(at, LINE_LENGTH - 1)], self.buffer[min(at, LINE_LENGTH - 1) :]
        return line


class Session:
    """The two sockets that are members of groups, as long as the program runs."""

    def __init__(self, err: Err) -> None:
        self.err = err
        self.sockets: dict[int, int] = {}

    async def open(self) -> None:
        """Make them."""
        self.sockets = {family: await socket(family, SOCK_DGRAM) for family in (AF_INET, AF_INET6)}

    async def file(self, path: str) -> bool:
        """Do the commands of a file; False once one was to quit."""
        try:
            fd = await open(path, O_RDONLY)
        except Errno as error:
            await self.err.warn("fopen", error)
            return True
        reader, going = Lines(fd), True
        while going and (line := decode(await reader.line())):
            line = line.lstrip(" \t")
            going = line[:1] in ("#", "\n") or await self.command(line)
        await close(fd)
        return going

    async def command(self, line: str) -> bool:
        """Do one; False if it is to quit."""
        letter, words = line[0], line[1:].split()
        if letter == "q":
            return False
        if letter == "?":
            await printf(COMMANDS)
        elif letter == "s":
            seconds = atoi(words[0]) if words else 0
            if seconds > 0:
                await nanosleep(seconds * 1_000_000)
            await printf("ok\n" if seconds > 0 else "-1\n")
        elif letter in "jl":
            await printf("ok\n" if await self._join(letter, words) else "-1\n")
        elif letter in "ietbg":
            what = "setsourcefilter" if letter in "ie" else "getsourcefilter"
            await self.err.warn(what, ENOPROTOOPT)
            await printf("-1\n" if letter == "g" else "")
        elif letter in "ad":
            await self.err.warn("ioctl SIOCADDMULTI/SIOCDELMULTI", EINVAL)
            await printf("-1\n")
        elif letter == "m":
            await printf(NO_ALLMULTI, STDERR)
            await printf("-1\n")
        elif letter == "p":
            await self._promiscuous(words)
        elif letter != "\n":
            await printf("invalid command\n")
        return True

    async def _join(self, letter: str, words: list[str]) -> bool:
        group, name, source = (*words, "", "", "")[:3]
        index = await if_nametoindex(name)
        if not index:
            return False
        family, address = AF_INET, inet_aton(group)
        if address is None:
            family, address = AF_INET6, await parse_numeric(group)
        if address is None:
            await self.err.warnx(f"getaddrinfo: {NO_NAME}")
            return False
        where: int | None = index if family == AF_INET6 else await _primary(name)
        if where is None:
            await self.err.warn(f"primary_ip_lookup {name}", EADDRNOTAVAIL)
            return False
        option = _OPTIONS[family, letter][bool(source)]
        try:
            await setsockopt(self.sockets[family], option, (address, where))
        except Errno as error:
            await self.err.warn(f"setsockopt {option}", error)
            return False
        return True

    async def _promiscuous(self, words: list[str]) -> None:
        if len(words) < 2:
            await printf("-1\n")
            return
        try:
            (link,) = await _links(words[0])
            on = atoi(words[1]) != 0
            flags = link.flags & ~(IFF_LOWER_UP | IFF_PPROMISC) | (IFF_PPROMISC if on else 0)
            bits = (IFF_PPROMISC, 0) if on else (0, IFF_PPROMISC)
            await ioctl(self.sockets[AF_INET], "SIOCSIFFLAGS", (words[0], *bits))
        except Errno as error:
            await self.err.warn("ioctl SIOCGIFFLAGS", ENXIO if error.errno == ENODEV else error)
            return
        await printf(f"changed to 0x{flags:08x}\n")


async def _links(name: str) -> list[IfRecord]:
    """One interface. Errors: ENODEV."""
    fd = await socket(AF_NETLINK, SOCK_RAW, 0)
    links: list[IfRecord] = await netlink(fd, "RTM_GETLINK", {"name": name})
    await close(fd)
    return links


async def _primary(name: str) -> int | None:
    """The first IPv4 address of an interface (__ifindex_to_primary_ip)."""
    return next((one.addr for link in await _links(name) for one in link.addrs if one.family == AF_INET), None)
