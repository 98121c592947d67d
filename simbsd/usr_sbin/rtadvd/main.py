"""rtadvd(8): advertise this router, and the prefixes of its links, to the hosts on them.

Models usr.sbin/rtadvd/rtadvd.c (ra_output, ra_timer_update, set_short_delay, rtadvd_shutdown); leaves out the control
socket and rtadvctl(8), prefixes that are taken back, and what other routers say. An interface's state is looked at when
something is to be sent, not followed by the routing socket.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.daemon import detach
from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.mktemp import arc4random_uniform
from simbsd.lib.pidfile import Pidfile, pidfile_open
from simbsd.lib.printf import printf
from simbsd.lib.pwd import read_file
from simbsd.lib.signal import signal
from simbsd.lib.socket import netlink, recvfrom, sendto, setsockopt, socket
from simbsd.lib.stdio import STDERR
from simbsd.lib.sysctl import sysctl
from simbsd.lib.syslog import Syslog
from simbsd.lib.unistd import fork, monotonic, poll
from simbsd.sys.errno import EINTR, Errno, strerror
from simbsd.sys.in6 import ALLNODES, ALLROUTERS, ND6_IFF_ACCEPT_RTADV
from simbsd.sys.mbuf import IPPROTO_ICMPV6, ND_ROUTER_ADVERT, ND_ROUTER_SOLICIT, Icmp6
from simbsd.sys.records import IfRecord
from simbsd.sys.signal import SIGHUP, SIGINT, SIGTERM
from simbsd.sys.socketvar import AF_INET6, AF_NETLINK, SOCK_RAW
from simbsd.sys.syslog import LOG_DAEMON, LOG_DEBUG, LOG_ERR, LOG_INFO, LOG_NOTICE, LOG_PERROR, LOG_PID
from simbsd.sys.vnet import IFF_UP
from simbsd.usr_sbin.rtadvd.config import Entry, Rainfo, Wrong, entry_of, getconfig, parse

USAGE = "usage: rtadvd [-dDfRs] [-c configfile] [-C ctlsock] [-M ifname] [-p pidfile]\n"
CONFFILE, PIDFILE = "/etc/rtadvd.conf", "/var/run/rtadvd.pid"
SECOND = 1_000_000
INITIAL, INITIAL_INTERVAL, FINAL, MIN_DELAY, MAX_DELAY = 3, 16 * SECOND, 3, 3 * SECOND, 500_000
LEVELS = (LOG_ERR, LOG_NOTICE, LOG_INFO, LOG_DEBUG)


@dataclass(slots=True)
class Port:
    """An interface that is advertised on (struct ifinfo): when next, when last, how many are left of a burst."""

    name: str
    index: int
    due: int | None = None
    last: int = -MIN_DELAY
    burst: int = INITIAL
    waiting: int = 0


@dataclass(slots=True)
class Rtadvd:
    """One run."""

    log: Syslog
    level: int
    conffile: str
    names: list[str]
    pidfile: Pidfile | None = None
    entries: dict[str, Entry] = field(default_factory=dict)
    ports: list[Port] = field(default_factory=list)
    signals: list[int] = field(default_factory=list)
    raw: int = -1
    route: int = -1
    ending: bool = False

    async def syslog(self, priority: int, message: str) -> None:
        """A message, if it is grave enough (setlogmask)."""
        if priority <= self.level:
            await self.log(priority, message)

    async def run(self) -> int:
        """Listen and advertise until told to end, then take it back."""
        for number in (SIGTERM, SIGINT, SIGHUP):
            await signal(number, self.signals.append)
        self.raw = await socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6)
        await setsockopt(self.raw, "ICMP6_FILTER", (ND_ROUTER_SOLICIT,))
        await setsockopt(self.raw, "IPV6_MULTICAST_HOPS", 255)
        await setsockopt(self.raw, "IPV6_MULTICAST_LOOP", 0)
        self.route = await socket(AF_NETLINK, SOCK_RAW)
        if self.pidfile is not None:
            await self.pidfile.write()
        await self._load()
        while not (self.ending and all(port.due is None for port in self.ports)):
            now = await monotonic()
            for port in self.ports:
                if port.due is not None and port.due <= now:
                    await self._output(port)
            due = [port.due for port in self.ports if port.due is not None]
            wait = max(0, min(due) - await monotonic()) if due else None
            if self.signals:
                await self._signal(self.signals.pop(0))
            elif due or not self.ending:
                await self._wait(wait)
        await self.syslog(LOG_NOTICE, "gracefully terminated.")
        return 0

    async def _wait(self, wait: int | None) -> None:
        try:
            ready = await poll({self.raw: "r"}, wait)
        except Errno as error:
            if error.errno != EINTR:
                await self.syslog(LOG_ERR, f"poll() failed: {strerror(error.errno)}")
            return
        if ready:
            await self._solicited()

    async def _signal(self, number: int) -> None:
        if number == SIGHUP:
            await self._load()
            await self.syslog(LOG_INFO, "configuration file reloaded.")
            return
        self.ending = True
        for port in self.ports:
            if port.due is not None:
                port.due, port.burst = (None, 0) if port.last < 0 else (await monotonic() + MIN_DELAY, FINAL)
        await self.syslog(LOG_NOTICE, "final RA transmission started.")
        if self.pidfile is not None:
            await self.pidfile.remove()
            self.pidfile = None

    async def _link(self, name: str) -> IfRecord | None:
        try:
            links: list[IfRecord] = await netlink(self.route, "RTM_GETLINK", {"name": name})
        except Errno:
            return None
        return links[0] if links else None

    async def _load(self) -> None:
        """Read the configuration; every interface begins with a burst (loadconfig_ifname)."""
        self.entries = parse(await read_file(self.conffile))
        for name in self.names:
            link = await self._link(name)
            if link is None:
                continue
            port = next((port for port in self.ports if port.index == link.index), None)
            if port is None:
                port = Port(name, link.index)
                self.ports.append(port)
                try:
                    await setsockopt(self.raw, "IPV6_JOIN_GROUP", (ALLROUTERS, link.index))
                except Errno as error:
                    await self.syslog(
                        LOG_ERR, f"<sock_mc_join> IPV6_JOIN_GROUP(link) on {name}: {strerror(error.errno)}"
                    )
            if await self._config(link) is not None:
                port.burst, port.due = INITIAL, await monotonic() + INITIAL_INTERVAL

    async def _config(self, link: IfRecord) -> Rainfo | None:
        try:
            return getconfig(entry_of(self.entries, link.name), link)
        except Wrong as why:
            await self.syslog(LOG_ERR, str(why))
            return None

    async def _solicited(self) -> None:
        """A host asks: all are answered, soon, and not too often (rs_input, set_short_delay)."""
        packet, sender = await recvfrom(self.raw, 1500)
        index = sender[2] if sender is not None and len(sender) == 3 else 0
        port = next((port for port in self.ports if port.index == index), None)
        if port is None or port.due is None or packet.ttl != 255 or (packet.src == 0 and packet.payload.lladdr):
            return
        port.waiting += 1
        if port.waiting > 1:
            return
        now = await monotonic()
        wait = min(await arc4random_uniform(MAX_DELAY), port.due - now)
        since = now - port.last
        port.due = now + wait + (MIN_DELAY - since if since < MIN_DELAY else 0)

    async def _output(self, port: Port) -> None:
        """Advertise on one interface, and set its timer (ra_output, ra_timer_update)."""
        link = await self._link(port.name)
        rainfo = await self._config(link) if link is not None else None
        if link is None or rainfo is None or (self.ending and not link.flags & IFF_UP):
            port.due = None
            return
        advert = rainfo.advert._replace(lifetime=0) if self.ending else rainfo.advert
        if link.flags & IFF_UP and await self._may(link, advert.lifetime):
            message = Icmp6(ND_ROUTER_ADVERT, 0, lladdr=link.lladdr if rainfo.lladdr else None, advert=advert)
            try:
                await setsockopt(self.raw, "IPV6_MULTICAST_IF", link.index)
                await sendto(self.raw, message, (ALLNODES, 0, link.index))  # type: ignore[arg-type]
            except Errno as error:
                await self.syslog(LOG_ERR, f"<ra_output> sendmsg on {port.name}: {strerror(error.errno)}")
            port.last, port.waiting = await monotonic(), 0
            port.burst = max(0, port.burst - 1)
        interval = (rainfo.mininterval + await arc4random_uniform(rainfo.maxinterval - rainfo.mininterval)) * SECOND
        if self.ending:
            port.due = await monotonic() + MIN_DELAY if port.burst else None
        else:
            port.due = await monotonic() + (INITIAL_INTERVAL if port.burst else interval)

    async def _may(self, link: IfRecord, lifetime: int) -> bool:
        """Hosts advertise nothing that lives (RFC 4861, 6.2.3)."""
        if lifetime and not int(await sysctl("net.inet6.ip6.forwarding")):
            await self.syslog(LOG_ERR, "non-zero lifetime RA but net.inet6.ip6.forwarding=0.  Ignored.")
            return False
        if lifetime and link.nd6_flags & ND6_IFF_ACCEPT_RTADV:
            text = f"non-zero lifetime RA on RA receiving interface {link.name}.  Ignored."
            await self.syslog(LOG_ERR, text)
            return False
        return True


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    options, names = await getopt(argv, "c:C:dDfhM:p:Rs")
    given = dict(options)
    if "?" in given or "h" in given:
        await printf(USAGE, STDERR)
        return 1
    if "R" in given:
        await printf("rtadvd: the -R option is currently ignored.\n", STDERR)
    verbose = sum({"d": 1, "D": 3}.get(letter, 0) for letter, _ in options)
    foreground = "f" in given
    log = Syslog("rtadvd", LOG_PID | (LOG_PERROR if foreground else 0), LOG_DAEMON)
    rtadvd = Rtadvd(log, LEVELS[min(verbose, 3)], given.get("c", CONFFILE), names)
    path = given.get("p", PIDFILE)
    try:
        rtadvd.pidfile, other = await pidfile_open(path, 0o600)
        if rtadvd.pidfile is None:
            await err.errx(1, f"{err.name} already running, pid: {other}")
    except Errno:
        await rtadvd.syslog(LOG_ERR, f"failed to open the pid file {path}, run anyway.")
    if foreground:
        return await rtadvd.run()
    await fork(_background, rtadvd)
    return 0


async def _background(rtadvd: Rtadvd) -> int:
    await detach(nochdir=True)
    return await rtadvd.run()
