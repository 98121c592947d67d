"""ndp(8): show and change the neighbour discovery tables.

Models usr.sbin/ndp/ndp.c and ndp_netlink.c; leaves out libxo's forms of all but the cache, and
setting times with -i.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import ether_aton, ether_ntoa
from simbsd.lib.inet6 import Zones, gethostbyaddr6, if_nametoindex, resolve6
from simbsd.lib.libxo import Style, document, parse_args
from simbsd.lib.netdb import Unresolved
from simbsd.lib.printf import printf
from simbsd.lib.socket import netlink, socket
from simbsd.lib.stdio import decode, read_all
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import ioctl, nanosleep, open
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.in6 import (
    ND6_IFF_ACCEPT_RTADV,
    ND6_IFF_AUTO_LINKLOCAL,
    ND6_IFF_IFDISABLED,
    ND6_IFF_NO_PREFER_IFACE,
    ND6_IFF_PERFORMNUD,
    ND6_INFINITE_LIFETIME,
    in6_clearscope,
    in6_getscope,
    inet_ntop6,
    is_linklocal,
    is_multicast,
)
from simbsd.sys.records import IfRecord, NdDefrouterRecord, NdIfinfoRecord, NdPrefixRecord, NeighRecord, RouteRecord
from simbsd.sys.socketvar import AF_INET6, AF_NETLINK, SOCK_DGRAM, SOCK_RAW
from simbsd.sys.strtol import atoi

USAGE = """\
usage: ndp [-nt] hostname
       ndp [-nt] -a | -c | -p | -r | -H | -P | -R
       ndp [-nt] -A wait
       ndp [-nt] -d hostname
       ndp [-nt] -f filename
       ndp [-nt] -i interface [flags...]
       ndp [-nt] -I [interface|delete]
       ndp [-nt] -s nodename etheraddr [temp] [proxy]
"""
W_ADDR, W_LL, W_IF = 36, 17, 6
_STATES = {"incomplete": "I", "reachable": "R", "stale": "S", "delay": "D", "probe": "P"}
_FLAGS = (
    ("disabled", ND6_IFF_IFDISABLED), ("nud", ND6_IFF_PERFORMNUD), ("accept_rtadv", ND6_IFF_ACCEPT_RTADV),
    ("auto_linklocal", ND6_IFF_AUTO_LINKLOCAL), ("no_prefer_iface", ND6_IFF_NO_PREFER_IFACE),
)  # fmt: skip
_PREFERENCES = ("medium", "high", "rsv", "low")


@dataclass
class Arguments:
    """A parsed command line; ``mode`` is an option's letter, empty to look one host up."""

    mode: str
    value: str
    numeric: bool
    stamps: bool
    repeat: int
    operands: list[str]
    style: Style | None = None


def parse(options: list[tuple[str, str]], operands: list[str]) -> Arguments:
    """Make sense of what getopt found. Raises Refused."""
    arguments = Arguments("", "", False, False, 0, operands)
    for letter, value in options:
        if letter == "n":
            arguments.numeric = True
        elif letter == "t":
            arguments.stamps = True
        elif letter == "?" or (arguments.mode and letter != "f"):
            raise Refused
        else:
            arguments.mode, arguments.value = ("a", "") if letter == "A" else (letter, value)
            arguments.repeat = atoi(value) if letter == "A" else 0
            if arguments.repeat < 0:
                raise Refused
    least, most = {"": (1, 1), "I": (0, 1), "s": (2, 4), "i": (0, 99), "f": (0, 99)}.get(arguments.mode, (0, 0))
    if not least <= len(operands) <= most:
        raise Refused
    return arguments


def sec2str(total: int) -> str:
    """Days, hours, minutes and seconds, from the first that is not zero."""
    days, hours, minutes = total // 86400, total // 3600 % 24, total // 60 % 60
    text = f"{days}d" if days else ""
    text += f"{hours}h" if text or hours else ""
    text += f"{minutes}m" if text or minutes else ""
    return f"{text}{total % 60}s"


def entry_text(entry: NeighRecord, host: str) -> str:
    """A line of the cache; a long address takes its room from the columns after it."""
    mac = ether_ntoa(entry.mac) if entry.mac is not None else "(incomplete)"
    first = max(len(host), W_ADDR)
    second = max(len(mac), W_ADDR + W_LL - first)
    third = max(len(entry.name), W_ADDR + W_LL + W_IF - first - second)
    expire = "permanent" if entry.permanent else sec2str(entry.expire) if entry.expire else "expired"
    flags = ("R" if entry.router else "") + ("p" if entry.published else "")
    line = f"{host:<{first}} {mac:<{second}} {entry.name:>{third}} {expire:<9.9} "
    return f"{line}{_STATES.get(entry.state, 'N')} {flags}\n"


def entry_fields(entry: NeighRecord, host: str) -> dict[str, object]:
    """An entry for libxo (print_entry)."""
    fields: dict[str, object] = {"address": host, "mac-address": ether_ntoa(entry.mac) if entry.mac else "(incomplete)"}
    fields["interface"] = entry.name
    fields |= {"permanent": True} if entry.permanent else {"expires_sec": entry.expire or 0}
    flags = ("R" if entry.router else "") + ("p" if entry.published else "")
    return fields | {"neighbor-state": _STATES.get(entry.state, "N"), "nd-flags": flags}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    try:
        argv, style = parse_args(argv)
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    options, operands = await getopt(argv, "acd:f:Ii:nprstA:HPR")
    try:
        arguments = parse(options, operands)
        arguments.style = style
        return await Ndp(err, arguments).run()
    except Refused as refused:
        return await err.refuse(refused, USAGE)


class Ndp:
    """One command."""

    def __init__(self, err: Err, arguments: Arguments) -> None:
        self.err = err
        self.arguments = arguments
        self.zones = Zones()
        self.fd = -1

    async def run(self) -> int:
        """Do it; the exit status. Raises Refused."""
        arguments = self.arguments
        self.fd = await socket(AF_NETLINK, SOCK_RAW, 0)
        mode, operands = arguments.mode, arguments.operands
        if mode == "a" and arguments.style is not None:
            await self._dump_fields(arguments.style)
        elif mode in ("a", "c"):
            await self._dump(None, mode == "c")
        elif mode == "d":
            await self._delete(arguments.value, None)
        elif mode == "s":
            return await self._set(operands)
        elif mode == "f":
            return await self._file(arguments.value)
        elif mode == "i":
            await self._interface(arguments.value, operands)
        elif mode == "I":
            await self._default_interface(operands)
        elif mode == "p":
            await self._prefixes()
        elif mode == "r":
            await self._routers()
        elif mode in ("P", "R"):
            await self._ioctl("SIOCSPFXFLUSH_IN6" if mode == "P" else "SIOCSRTRFLUSH_IN6", ())
        elif not mode:
            return await self._get(operands[0])
        return 0

    async def _ioctl(self, request: str, words: tuple[object, ...]) -> object:
        try:
            return await ioctl(await socket(AF_INET6, SOCK_DGRAM, 0), request, words)
        except Errno as error:
            raise Refused(f"ioctl({request}): {error}") from error

    async def _host(self, address: int) -> str:
        """A name, or with -n numbers."""
        name = None if self.arguments.numeric else await gethostbyaddr6(address)
        return name or await self.zones.text(address)

    async def _address(self, host: str) -> int | None:
        try:
            return await resolve6(host)
        except Unresolved as why:
            await self.err.warnx(f"{host}: {why.gai}")
            return None

    async def _dump(self, wanted: int | None, clear: bool) -> int:
        """The whole cache, or the entries of one address; how many there were."""
        if not self.arguments.stamps and not clear:
            titles = ("Neighbor", "Linklayer Address", "Netif", "Expire", "S", "Flags")
            await printf("{:<36} {:<17} {:>6} {:<9} {} {}\n".format(*titles))
        count = 0
        while True:
            try:
                table: list[NeighRecord] = await netlink(self.fd, "RTM_GETNEIGH", {"family": AF_INET6})
            except Errno:
                table = []  # snl_read_reply_multi() ends at the refusal, and nobody looks at it
            for entry in table:
                if wanted in (None, entry.addr):
                    count += 1
                    await printf(entry_text(entry, await self._host(entry.addr)))
                    if clear:
                        await self._delete(inet_ntop6(in6_clearscope(entry.addr)), entry.name)
            if not self.arguments.repeat:
                return count
            await printf("\n")
            await nanosleep(self.arguments.repeat * 1_000_000)

    async def _dump_fields(self, style: Style) -> None:
        """The whole cache, for libxo."""
        try:
            table: list[NeighRecord] = await netlink(self.fd, "RTM_GETNEIGH", {"family": AF_INET6})
        except Errno:
            table = []
        rows = [entry_fields(entry, await self._host(entry.addr)) for entry in table]
        await printf(document({"ndp": {"neighbor-cache": rows}}, "1", style))

    async def _get(self, host: str) -> int:
        address = await self._address(host)
        if address is not None and await self._dump(address, False) == 0:
            raise Refused(f"{host} ({await self._host(address)}) -- no entry")
        return 0

    async def _locate(self, address: int) -> str | None:
        """The name of the Ethernet interface on whose link an address is (guess_ifindex)."""
        if is_linklocal(address):
            links: list[IfRecord] = await netlink(self.fd, "RTM_GETLINK", {})
            return next((link.name for link in links if link.index == in6_getscope(address)), None)
        if is_multicast(address):
            return None
        try:
            route: RouteRecord = await netlink(
                self.fd, "RTM_GETROUTE", {"dst": address, "family": AF_INET6, "fib": await self._fib()}
            )
            link = (await netlink(self.fd, "RTM_GETLINK", {"name": route.name}))[0]
        except Errno:
            return None
        return link.name if route.gateway is None and link.lladdr is not None else None

    async def _fib(self) -> int:
        try:
            return int(await sysctl("net.my_fibnum"))
        except Errno:
            return 0

    async def _delete(self, host: str, name: str | None) -> None:
        address = await self._address(host)
        if address is None:
            return
        name = name or await self._locate(address)
        if name is None:
            await self.err.warnx(f"delete: cannot locate {host}")
            return
        try:
            await netlink(self.fd, "RTM_DELNEIGH", {"family": AF_INET6, "addr": address, "name": name})
        except Errno as error:
            await self.err.warnx(f"delete {host}: {strerror(error.errno)}")
            return
        await printf(f"{host} ({await self._host(address)}) deleted\n")

    async def _set(self, words: list[str]) -> int:
        host, text, *modifiers = words
        address = await self._address(host)
        if address is None:
            return 1
        mac = ether_aton(text)
        if mac is None:
            await self.err.warnx(f"invalid Ethernet address '{text}'")
        name = await self._locate(address)
        if name is None:
            await self.err.warnx(f"delete: cannot locate {host}")  # the real text, though nothing is deleted
            return 0
        proxy = any(word.startswith("proxy") for word in modifiers)
        message = {"family": AF_INET6, "addr": address, "mac": mac or b"", "name": name, "proxy": proxy}
        try:
            await netlink(self.fd, "RTM_NEWNEIGH", message)
        except Errno as error:
            await self.err.warnx(f"set {host}: {strerror(error.errno)}")
            return 1
        return 0

    async def _file(self, path: str) -> int:
        try:
            text = decode(await read_all(await open(path, O_RDONLY)))
        except Errno as error:
            raise Refused(f"cannot open {path}: {error}") from error
        status = 0
        for line in text.splitlines():
            words = line.partition("#")[0].split()
            if len(words) == 1:
                await self.err.warnx(f"bad line: {line.partition('#')[0]}")
                status = 1
            elif words and await self._set(words[:5]):
                status = 1
        return status

    async def _interface(self, name: str, words: list[str]) -> None:
        """-i: parameters of an interface, after the flags given have been set."""
        info = await self._ioctl("SIOCGIFINFO_IN6", (name,))
        assert isinstance(info, NdIfinfoRecord)
        flags = info.flags
        for word in words:
            for known, bit in _FLAGS:
                if word == known:
                    flags |= bit
                elif word == f"-{known}":
                    flags &= ~bit
            await self._ioctl("SIOCSIFINFO_IN6", (name, flags))
        info = await self._ioctl("SIOCGIFINFO_IN6", (name,))
        assert isinstance(info, NdIfinfoRecord)
        text = f"linkmtu={info.linkmtu}, maxmtu={info.maxmtu}, curhlim={info.chlim}"
        text += f", basereachable={info.basereachable // 1000}s{info.basereachable % 1000}ms"
        text += f", reachable={info.reachable}s, retrans={info.retrans // 1000}s{info.retrans % 1000}ms"
        held = "".join(f"{known} " for known, bit in _FLAGS if info.flags & bit)
        await printf(text + (f"\nFlags: {held}" if info.flags else "") + "\n")

    async def _default_interface(self, operands: list[str]) -> None:
        if operands:
            index = 0 if operands[0].lower() == "delete" else await if_nametoindex(operands[0])
            if not index and operands[0] != "delete":
                raise Refused(f"invalid interface {operands[0]}")
            await self._ioctl("SIOCSDEFIFACE_IN6", ("lo0", index))
        chosen = await self._ioctl("SIOCGDEFIFACE_IN6", ("lo0",))
        links: list[IfRecord] = await netlink(self.fd, "RTM_GETLINK", {})
        name = next((link.name for link in links if link.index == chosen), None)
        await printf(f"ND default interface = {name}\n" if name else "No default interface.\n")

    async def _routers(self) -> None:
        routers: list[NdDefrouterRecord] = await sysctl("net.inet6.icmp6.nd6_drlist")
        for one in routers:
            flags = ("M" if one.flags & 0x80 else "") + ("O" if one.flags & 0x40 else "")
            text = f"{await self._host(one.rtaddr)} if={one.name}, flags={flags}"
            await printf(f"{text}, pref={_PREFERENCES[one.flags >> 3 & 3]}, expire={sec2str(one.expire)}\n")

    async def _prefixes(self) -> None:
        prefixes: list[NdPrefixRecord] = await sysctl("net.inet6.icmp6.nd6_prlist")
        for one in prefixes:
            letters = ((one.onlink, "L"), (one.auto, "A"), (one.installed, "O"))
            flags = "".join(letter for held, letter in letters if held)
            times = ("infinity" if time == ND6_INFINITE_LIFETIME else time for time in (one.vltime, one.pltime))
            text = f"{await self.zones.text(one.prefix)}/{one.plen} if={one.name}\n"
            text += f"flags={flags} vltime={{}}, pltime={{}}".format(*times)
            expire = ", expire=Never" if one.expire is None else f", expire={sec2str(one.expire)}"
            text += f"{expire}, ref={one.refcnt}\n"
            text += "  advertised by\n" if one.advrtrs else "  No advertising router\n"
            for router in one.advrtrs:
                text += f"    {await self._host(router)} ({await self._state(router)})\n"
            await printf(text)

    async def _state(self, address: int) -> str:
        table: list[NeighRecord] = await netlink(self.fd, "RTM_GETNEIGH", {"family": AF_INET6})
        state = next((entry.state for entry in table if entry.addr == address), None)
        if state is None:
            return "no neighbor state"
        return "reachable" if state in ("reachable", "stale", "delay", "probe") else "unreachable"
