"""route(8): add, change, delete, ask for and flush routes.

Models main() and flushroutes() of sbin/route/route.c and rtmsg_nl() of route_netlink.c; leaves out verbose message
dumps.
"""

from __future__ import annotations

from simbsd.lib.err import EX_NOPERM, EX_USAGE, Err
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import strtoul
from simbsd.lib.inet6 import Zones, gethostbyaddr6, resolve6
from simbsd.lib.jail import jail_attach, jail_getid
from simbsd.lib.netdb import Hosts, gethostbyname
from simbsd.lib.printf import printf
from simbsd.lib.socket import netlink, socket
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import geteuid
from simbsd.sbin.route.monitor import monitor
from simbsd.sbin.route.request import FAMILIES, KEYWORDS, Parser, Refused, Request, parse_fibs, usage
from simbsd.sbin.route.text import Names, flushed_text, get_text, result_text, routename
from simbsd.sys.errno import EPERM, ESRCH, Errno, strerror
from simbsd.sys.in6 import MASKS6, in6_clearscope, in6_getscope, in6_setscope
from simbsd.sys.records import RouteRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_NETLINK, SOCK_RAW
from simbsd.sys.vnet import RTF_GATEWAY

CHANGES = ("add", "change", "del", "delete")
ASKS = ("get", "show")


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    try:
        if len(argv) < 2:
            raise usage()
        options, words = await getopt(argv, "46nqdtvj:")
        return await Route(err, options).run(words)
    except Refused as refused:
        for line in refused.lines:
            await err.warnx(line)
        return refused.status


class Route:
    """One command."""

    def __init__(self, err: Err, options: list[tuple[str, str]]) -> None:
        self.err = err
        self.letters = [letter for letter, _ in options]
        if "?" in self.letters:
            raise usage()
        self.jail = next((value for letter, value in options if letter == "j"), None)
        self.numeric = "n" in self.letters
        self.quiet = "q" in self.letters
        self.harmless = "d" in self.letters or "t" in self.letters
        self.family = AF_INET6 if "6" in self.letters else AF_INET
        self.fd = -1

    async def run(self, words: list[str]) -> int:
        """Do it; the exit status. Raises Refused."""
        if self.jail is not None:
            await self._attach(self.jail)
        self.numfibs = await _number("net.fibs", 1)
        self.defaultfib = await _number("net.my_fibnum", 0)
        command = words[0] if words else None
        if command not in (*CHANGES, *ASKS, "flush", "monitor"):
            raise usage(command)
        if command not in (*ASKS, "monitor") and not self.harmless and await geteuid() != 0:
            raise Refused(EX_NOPERM, "must be root to alter routing table")
        self.fd = await socket(AF_NETLINK, SOCK_RAW, 0)
        if command == "flush":
            return await self._flush(words[1:])
        if command == "monitor":
            self._check_monitored(words[1:])
            if not self.harmless:
                await monitor(self.err)
            return 0
        parser = Parser(str(command), gethostbyname, self._interfaces, self.family, resolve6)
        parser.numfibs, parser.defaultfib = self.numfibs, self.defaultfib
        request = await parser.parse(words[1:])
        if command in ASKS:
            return await self._get(request)
        return await self._change(request)

    async def _attach(self, jail: str) -> None:
        try:
            jid = await jail_getid(jail)
        except Errno as error:
            raise Refused(1, "Jail not found") from error
        try:
            await jail_attach(jid)
        except Errno as error:
            raise Refused(1, "Cannot attach to jail") from error

    async def _interfaces(self) -> list[str]:
        return [link.name for link in await netlink(self.fd, "RTM_GETLINK", {})]

    async def _change(self, request: Request) -> int:
        errors = {fib: await self._send(request, fib) for fib in request.fibs}
        if not self.quiet:
            await printf(result_text(request, errors, self.numfibs))
        return 1 if any(errors.values()) else 0

    async def _send(self, request: Request, fib: int) -> int:
        """Ask the kernel; its errno, or 0."""
        dst = request.dest or 0
        if request.family == AF_INET6:
            dst = in6_setscope(in6_clearscope(dst) & MASKS6[request.plen], in6_getscope(dst))
        else:
            dst &= 0xFFFFFFFF << (32 - request.plen) & 0xFFFFFFFF
        message: dict[str, object] = {"dst": dst, "plen": request.plen, "fib": fib, "family": request.family}
        if request.gateway is not None:
            message["gateway"] = request.gateway
        kind = "RTM_DELROUTE"
        if request.command in ("add", "change"):
            kind = "RTM_NEWROUTE"
            message |= {"flags": request.flags, "change": request.command == "change"}
            if request.ifname is not None:
                message["name"] = request.ifname
            if request.weight:
                message["weight"] = request.weight
            if request.mtu:
                message["mtu"] = request.mtu
        try:
            await netlink(self.fd, kind, message)
        except Errno as error:
            return error.errno
        return 0

    async def _get(self, request: Request) -> int:
        for fib in request.fibs:
            message: dict[str, object] = {"dst": request.dest, "fib": fib, "family": request.family}
            if request.mask is not None:
                message["plen"] = request.plen
            try:
                route: RouteRecord = await netlink(self.fd, "RTM_GETROUTE", message)
            except Errno as error:
                # warn() prints errno, which the reply that carried the error did not set
                said = (
                    "route has not been found"
                    if error.errno == ESRCH
                    else f"message indicates error {error.errno}"
                )
                await self.err.warn(said, 0)
                continue
            names = await self._names([request.dest or 0, route.dst, route.gateway or 0], request.family)
            await printf(get_text(request.dest or 0, route, fib, self.numeric, names))
        return 0

    async def _names(self, addresses: list[int], family: int = AF_INET) -> Names:
        """Host names without the local domain; of IPv6 also the numbers of those with a zone."""
        if family == AF_INET6:
            zones = Zones()
            names = {} if self.numeric else {one: await gethostbyaddr6(one) for one in addresses}
            return {one: names.get(one) or await zones.text(one) for one in addresses}
        if self.numeric:
            return {}
        hosts = Hosts()
        found = {address: await hosts.name(address) for address in addresses}
        hostname = str(await sysctl("kern.hostname"))
        domain = hostname.partition(".")[1] + hostname.partition(".")[2]
        return {address: name.removesuffix(domain) for address, name in found.items() if name}

    async def _flush(self, words: list[str]) -> int:
        fibs = self._flush_fibs(words)
        for fib in fibs:
            wanted = {"fib": fib, "family": self.family}
            routes: list[RouteRecord] = await netlink(self.fd, "RTM_GETROUTE", wanted)
            for route in routes:
                if route.flags & RTF_GATEWAY and "d" not in self.letters:
                    await self._flush_one(route, fib)
        return 0

    def _flush_fibs(self, words: list[str]) -> list[int]:
        fibs: list[int] = []
        words = list(words)
        while words:
            word = words.pop(0)
            key = word[1:]
            if not word.startswith("-") or key not in KEYWORDS or key not in (*FAMILIES, "fib"):
                raise usage(word)
            self.family = FAMILIES.get(key, self.family)
            if key != "fib":
                continue
            if not words:
                raise usage(word)
            found = parse_fibs(words[0], self.numfibs, self.defaultfib)
            if found is None:
                raise Refused(EX_USAGE, f"invalid fib number: {words[0]}")
            fibs += found
            words.pop(0)
        return fibs or [self.defaultfib]

    def _check_monitored(self, words: list[str]) -> None:
        """The table that monitor is asked for must be one; its messages do not mind it (monitor_nl). Raises Refused."""
        words = list(words)
        while words:
            word = words.pop(0)
            if word != "-fib":
                raise usage(word)
            if not words:
                raise usage(word)
            text = words.pop(0)
            found = strtoul(text)
            if found is None or found > self.numfibs - 1:
                raise Refused(EX_USAGE, f"invalid fib number: {text}")

    async def _flush_one(self, route: RouteRecord, fib: int) -> None:
        message: dict[str, object] = {"dst": route.dst, "plen": route.plen, "fib": fib, "family": route.family}
        if route.gateway is not None:
            message["gateway"] = route.gateway
        try:
            await netlink(self.fd, "RTM_DELROUTE", message)
        except Errno as error:
            if error.errno == EPERM:
                raise Refused(1, f"RTM_DELROUTE failed:: {strerror(EPERM)}") from error
            await self.err.warn("RTM_DELROUTE failed:", error)
            return
        names = await self._names([route.dst, route.gateway or 0], route.family)
        await printf(flushed_text(route, fib, lambda one: routename(one, self.numeric, names, route.family)))


async def _number(name: str, default: int) -> int:
    try:
        return int(await sysctl(name))
    except Errno:
        return default
