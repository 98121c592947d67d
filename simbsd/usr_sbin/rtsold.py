"""rtsold(8) and rtsol(8): ask the routers of a link to advertise themselves.

Models usr.sbin/rtsold/{rtsold,rtsol,if}.c; leaves out -m, what scripts (-A, -M, -O, -R) would do, the dump of SIGUSR1,
and news of interfaces from the routing socket. The kernel itself makes addresses and routes of what routers say.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.daemon import detach
from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.mktemp import arc4random_uniform
from simbsd.lib.pidfile import Pidfile, pidfile_open
from simbsd.lib.signal import signal
from simbsd.lib.socket import netlink, recvfrom, sendto, setsockopt, socket
from simbsd.lib.syslog import Syslog
from simbsd.lib.unistd import fork, ioctl, monotonic, poll
from simbsd.sys.errno import EINTR, Errno, strerror
from simbsd.sys.in6 import (
    ALLROUTERS,
    IN6_IFF_DUPLICATED,
    IN6_IFF_TENTATIVE,
    ND6_IFF_ACCEPT_RTADV,
    ND6_IFF_IFDISABLED,
    is_linklocal,
)
from simbsd.sys.mbuf import IPPROTO_ICMPV6, ND_ROUTER_ADVERT, ND_ROUTER_SOLICIT, Icmp6
from simbsd.sys.records import IfRecord, NdIfinfoRecord
from simbsd.sys.signal import SIGINT, SIGTERM
from simbsd.sys.socketvar import AF_INET6, AF_NETLINK, SOCK_DGRAM, SOCK_RAW
from simbsd.sys.syslog import LOG_DAEMON, LOG_DEBUG, LOG_ERR, LOG_INFO, LOG_NOTICE, LOG_PID, LOG_WARNING
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_MULTICAST, IFF_UP

SECOND = 1_000_000
MAX_SOLICITATIONS, INTERVAL, MAX_DELAY, PROBE_INTERVAL, DADRETRY = 3, 4 * SECOND, SECOND, 60 * SECOND, 10
PIDFILE = "/var/run/rtsold.pid"
_SCRIPTS = "[-O script-name] [-M script-name ] [-A script-name ] [-p pidfile] [-R script-name]"


def usage(name: str) -> str:
    """What to say to a wrong command line."""
    words = f"usage: {name} [-dDfFm1] {_SCRIPTS}" if name == "rtsold" else f"usage: {name} [-dDF] {_SCRIPTS}"
    return f"{words} interface ...\n{words} -a\n"


@dataclass(slots=True)
class Asked:
    """An interface that is asked for routers (struct ifinfo); ``expire`` is None while nothing is waited for."""

    name: str
    index: int
    lladdr: bytes | None
    state: str = "down"
    probes: int = 0
    dadcount: int = 0
    racnt: int = 0
    expire: int | None = None


@dataclass(slots=True)
class Rtsold:
    """One run."""

    err: Err
    log: Syslog
    level: int = LOG_NOTICE
    foreground: bool = False
    force: bool = False
    hasty: bool = False
    once: bool = False
    everywhere: bool = False
    names: list[str] = field(default_factory=list)
    pidfile: Pidfile | None = None
    asked: list[Asked] = field(default_factory=list)
    signals: list[int] = field(default_factory=list)
    fds: tuple[int, int, int] = (-1, -1, -1)

    async def warnmsg(self, priority: int, function: str, message: str) -> None:
        """To standard error, or in the background to the log (warnmsg)."""
        if priority > self.level:
            return
        if self.foreground:
            await self.err.warnx(message)
        else:
            await self.log(priority, f"<{function}> {message}")

    async def run(self) -> int:
        """Open the sockets, then ask, listen, and ask again."""
        raw = await socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6)
        await setsockopt(raw, "ICMP6_FILTER", (ND_ROUTER_ADVERT,))
        await setsockopt(raw, "IPV6_MULTICAST_HOPS", 255)
        self.fds = raw, await socket(AF_INET6, SOCK_DGRAM), await socket(AF_NETLINK, SOCK_RAW)
        for number in (SIGTERM, SIGINT):
            await signal(number, self.signals.append)
        for name in await self._probe() if self.everywhere else self.names:
            if not await self._configure(name):
                await self.warnmsg(LOG_ERR, "main", f"failed to initialize {name}")
                return 1
        if self.pidfile is not None:
            await self.pidfile.write()
        while not self.signals:
            now = await monotonic()
            for one in self.asked:
                if one.expire is not None and one.expire <= now:
                    await self._timeout(one)
            due = [one.expire for one in self.asked if one.expire is not None]
            if self.once and (not due or all(one.state == "down" or one.racnt for one in self.asked)):
                break
            try:
                ready = await poll({raw: "r"}, max(0, min(due) - await monotonic()) if due else None)
            except Errno as error:
                if error.errno != EINTR:
                    raise
                continue
            if ready:
                await self._input(raw)
        if self.pidfile is not None:
            await self.pidfile.remove()
        return 0

    async def _links(self) -> list[IfRecord]:
        links: list[IfRecord] = await netlink(self.fds[2], "RTM_GETLINK", {})
        return links

    async def _probe(self) -> list[str]:
        """The interfaces that may be asked: up, with an address of IPv6, and told to accept (autoifprobe)."""
        found = []
        for link in await self._links():
            up = link.flags & (IFF_UP | IFF_LOOPBACK | IFF_MULTICAST) == IFF_UP | IFF_MULTICAST
            accepts = link.nd6_flags & (ND6_IFF_IFDISABLED | ND6_IFF_ACCEPT_RTADV) == ND6_IFF_ACCEPT_RTADV
            if up and any(one.family == AF_INET6 for one in link.addrs) and (self.force or accepts):
                found.append(link.name)
        return found

    async def _configure(self, name: str) -> bool:
        """Take an interface up among those that are asked (ifconfig)."""
        link = next((link for link in await self._links() if link.name == name), None)
        if link is None:
            await self.warnmsg(LOG_ERR, "ifconfig", f"failed to get link layer information for {name}")
            return False
        if any(one.index == link.index for one in self.asked):
            await self.warnmsg(LOG_ERR, "ifconfig", f"interface {name} was already configured")
            return False
        if self.force:
            await self._setflags(name, ND6_IFF_ACCEPT_RTADV, 0)
        one = Asked(name, link.index, link.lladdr)
        one.state = await self._interface_up(one)
        self.asked.append(one)
        await self._timer(one)
        return True

    async def _setflags(self, name: str, add: int, take: int) -> None:
        info: NdIfinfoRecord = await ioctl(self.fds[1], "SIOCGIFINFO_IN6", (name,))
        await ioctl(self.fds[1], "SIOCSIFINFO_IN6", (name, (info.flags | add) & ~take))

    async def _interface_up(self, one: Asked) -> str:
        """Whether an interface can be asked now: ``delay`` when it can, ``tentative`` or ``down`` (interface_up)."""
        link = next((link for link in await self._links() if link.name == one.name), None)
        if link is None:
            await self.warnmsg(LOG_WARNING, "interface_up", "ioctl(SIOCGIFFLAGS): Device not configured")
            return "down"
        if not link.flags & IFF_UP:
            try:
                await ioctl(self.fds[1], "SIOCSIFFLAGS", (one.name, IFF_UP, 0))
            except Errno as error:
                await self.warnmsg(LOG_ERR, "interface_up", f"ioctl(SIOCSIFFLAGS): {strerror(error.errno)}")
            return "down"
        for bit, wrong, complaint in (
            (ND6_IFF_IFDISABLED, True, "is disabled."),
            (ND6_IFF_ACCEPT_RTADV, False, "does not accept Router Advertisement."),
        ):
            if bool(link.nd6_flags & bit) is wrong:
                if not self.force:
                    await self.warnmsg(LOG_WARNING, "interface_up", f"{one.name} {complaint}")
                    return "down"
                await self._setflags(one.name, 0 if wrong else bit, bit if wrong else 0)
        flags = next((ia.flags for ia in link.addrs if ia.family == AF_INET6 and is_linklocal(ia.addr)), 0)
        if flags & IN6_IFF_TENTATIVE:
            await self.warnmsg(LOG_DEBUG, "interface_up", f"{one.name} is tentative")
            return "tentative"
        ready = not flags & IN6_IFF_DUPLICATED
        await self.warnmsg(LOG_DEBUG, "interface_up", f"{one.name} is {'ready' if ready else 'duplicated'}")
        return "delay" if ready else "down"

    async def _timer(self, one: Asked) -> None:
        """When to look at an interface again (rtsol_timer_update)."""
        wait: int | None = None
        if one.state in ("down", "tentative"):
            one.dadcount += 1
            wait = SECOND
            if one.dadcount > DADRETRY:
                one.dadcount, wait = 0, PROBE_INTERVAL
        elif one.state == "delay":
            wait = 0 if self.hasty else await arc4random_uniform(MAX_DELAY)
        elif one.state == "probe":
            wait = INTERVAL if one.probes < MAX_SOLICITATIONS else MAX_DELAY
        one.expire = None if wait is None else await monotonic() + wait

    async def _timeout(self, one: Asked) -> None:
        """An interface's time has come (rtsol_check_timer)."""
        if one.state in ("down", "tentative"):
            one.state = await self._interface_up(one)
        elif one.state == "delay" or one.probes < MAX_SOLICITATIONS:
            one.state = "probe"
            await self._solicit(one)
        else:
            await self.warnmsg(LOG_INFO, "rtsol_timer_update", f"No answer after sending {one.probes} RSs")
            one.probes, one.state = 0, "idle"
        await self._timer(one)

    async def _solicit(self, one: Asked) -> None:
        """Ask all routers of the link (rssend)."""
        raw = self.fds[0]
        one.probes += 1
        await self.warnmsg(LOG_DEBUG, "sendpacket", f"send RS on {one.name}, whose state is 2")
        try:
            await setsockopt(raw, "IPV6_MULTICAST_IF", one.index)
            await sendto(raw, Icmp6(ND_ROUTER_SOLICIT, 0, lladdr=one.lladdr), (ALLROUTERS, 0, one.index))  # type: ignore[arg-type]
        except Errno as error:
            await self.warnmsg(LOG_ERR, "sendpacket", f"sendmsg on {one.name}: {strerror(error.errno)}")

    async def _input(self, raw: int) -> None:
        """A router has spoken; the kernel has heard it (rtsol_input)."""
        packet, sender = await recvfrom(raw, 1500)
        index = sender[2] if sender is not None and len(sender) == 3 else 0
        one = next((one for one in self.asked if one.index == index), None)
        if one is None or packet.ttl != 255 or not is_linklocal(packet.src):
            return
        one.racnt += 1
        if one.state == "probe":
            one.state, one.probes = "idle", 0
            await self._timer(one)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    daemon = err.name == "rtsold"
    options, names = await getopt(argv, "adDfFim1M:O:A:p:R:u" if daemon else "adDFiM:O:A:R:u")
    given = dict(options)
    everywhere = "a" in given
    if "?" in given or everywhere is bool(names):
        return await err.refuse(Refused(), usage(err.name))
    verbose = sum({"d": 1, "D": 2}.get(letter, 0) for letter, _ in options)
    for letter in ("M", "O", "A", "R"):
        if not given.get(letter, "/").startswith("/"):
            await err.errx(1, f"configuration script ({given[letter]}) must be an absolute path")
    rtsold = Rtsold(
        err, Syslog(err.name, LOG_PID, LOG_DAEMON), (LOG_NOTICE, LOG_INFO, LOG_DEBUG)[min(verbose, 2)],
        not daemon or "f" in given, "F" in given, "i" in given, not daemon or "1" in given, everywhere, names,
    )  # fmt: skip
    if rtsold.foreground:
        return await rtsold.run()
    try:
        rtsold.pidfile, taken = await pidfile_open(given.get("p", PIDFILE), 0o644)
    except Errno as error:
        await err.errx(1, f"failed to open pidfile: {strerror(error.errno)}")
    if taken:
        await err.errx(1, "failed to open pidfile: File exists")
    await fork(_background, rtsold)
    return 0


async def _background(rtsold: Rtsold) -> int:
    await detach()
    return await rtsold.run()
