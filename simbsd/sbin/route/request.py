"""What route was asked: its words as one request.

Models newroute(), getaddr(), prefixlen() and fiboptlist_csv() of sbin/route/route.c; leaves out link and
sa destinations, and metrics but weight and MTU other than their syntax: netlink carries no more of them.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from simbsd.lib.err import EX_DATAERR, EX_NOHOST, EX_OSERR, EX_USAGE
from simbsd.lib.inet import inet_aton, inet_ntoa, plen_to_mask, strtoul
from simbsd.lib.netdb import EAI_NONAME, Unresolved
from simbsd.sys.in6 import MASKS6
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.strtol import to_int
from simbsd.sys.vnet import RTF_BLACKHOLE, RTF_GATEWAY, RTF_HOST, RTF_REJECT, RTF_STATIC, RTF_UP

USAGE = "usage: route [-j jail] [-46dnqtv] command [[modifiers] args]"
KEYWORDS = frozenset(
    """4 6 add blackhole change cloning del delete dst expire fib flush gateway genmask get host hopcount iface
    interface ifa ifp inet inet6 iso link llinfo lock lockrest mask monitor mtu net netmask nostatic nostick osi
    prefixlen proto1 proto2 proxy recvpipe reject rtt rttvar sa sendpipe show ssthresh static sticky weight x25 xns
    xresolve""".split()
)
METRICS = ("mtu", "hopcount", "expire", "recvpipe", "sendpipe", "ssthresh", "rtt", "rttvar", "weight")
FLAG_WORDS = {  # modifier -> (flags to set, flags to clear)
    "nostatic": (0, RTF_STATIC),
    "static": (RTF_STATIC, 0),
    "reject": (RTF_REJECT, 0),
    "blackhole": (RTF_BLACKHOLE, 0),
    "proto1": (0x8000, 0),
    "proto2": (0x4000, 0),
    "xresolve": (0x200, 0),
    "sticky": (0x10000000, 0),
    "nostick": (0, 0x10000000),
}
FAMILIES = {"4": AF_INET, "inet": AF_INET, "6": AF_INET6, "inet6": AF_INET6}
IGNORED = ("lock", "lockrest", "proxy")
ARGUMENTS = ("fib", "ifa", "ifp", "genmask", "gateway", "dst", "netmask", "prefixlen", *METRICS)


class Refused(Exception):
    """The command line cannot be done: lines for standard error, and the exit status."""

    def __init__(self, status: int, *lines: str) -> None:
        super().__init__(status)
        self.status = status
        self.lines = lines


def usage(word: str | None = None, *before: str) -> Refused:
    """usage(): the one-line usage, after what was wrong."""
    bad = () if word is None else (f"bad keyword: {word}",)
    return Refused(EX_USAGE, *before, *bad, USAGE)


@dataclass
class Request:
    """One request: addresses as integers, ``dest_text`` and ``gateway_text`` as they will be printed."""

    command: str
    family: int = AF_INET
    dest: int | None = None
    mask: int | None = None
    gateway: int | None = None
    ifname: str | None = None
    dest_text: str = ""
    gateway_text: str = ""
    flags: int = RTF_STATIC
    host: bool = False
    forcenet: bool = False
    forcehost: bool = False
    interface: bool = False
    weight: int = 0
    mtu: int = 0
    fibs: list[int] = field(default_factory=list)

    @property
    def plen(self) -> int:
        """The prefix length that goes to the kernel: all bits for a host, or when no mask was given."""
        if self.flags & RTF_HOST or self.mask is None:
            return WIDTHS[self.family]
        return self.mask.bit_count()


def parse_fibs(text: str, numfibs: int, default: int) -> list[int] | None:
    """fiboptlist_csv(): ``all``, ``default``, ``1,3-5``; None when a number is wrong."""
    if text == "all":
        return list(range(max(numfibs, 1)))
    if text == "default":
        return [default]
    fibs: list[int] = []
    for token in text.split(","):
        low, dash, high = token.partition("-")
        first, last = strtoul(low), strtoul(high if dash else low)
        if (
            first is None
            or last is None
            or (numfibs != -1 and last > numfibs - 1)
            or (dash and first >= last)
        ):
            return None
        fibs += range(first, last + 1)
    return fibs


def parse_network(text: str) -> tuple[int, int, str]:
    """``A.B.C.D/n``: address, mask, and the part before the slash, which is what route prints afterwards.

    Raises Refused.
    """
    name, _, length = text.partition("/")
    address = inet_aton(name)
    if address is None:
        raise Refused(EX_NOHOST, f"bad address: {name}")
    found = re.match(r"\s*[+-]?[0-9]+", length)
    bits = to_int(found.group()) if found else 0
    if not 0 <= bits <= 32:
        raise Refused(EX_NOHOST, f"bad mask length: {length}")
    mask = plen_to_mask(bits)
    if address & ~mask & 0xFFFFFFFF and "." not in name:
        meaning = inet_ntoa(address)
        raise Refused(EX_NOHOST, f"malformed address, bits set after mask; {name} means {meaning}")
    return address, mask, name


WIDTHS = {AF_INET: 32, AF_INET6: 128}
Lookup = Callable[[str], Awaitable[int | None]]


class Parser:
    """Reads the words of add, delete, change and get.

    ``lookup`` and ``lookup6`` resolve names, ``interfaces`` knows interfaces; ``family`` is that of -4 or -6.
    """

    def __init__(
        self, command: str, lookup: Lookup, interfaces: Callable[[], Awaitable[list[str]]], family: int = AF_INET,
        lookup6: Lookup | None = None,
    ) -> None:  # fmt: skip
        self.request = Request(command, family)
        self.lookup = lookup
        self.lookup6 = lookup6 or lookup
        self.interfaces = interfaces
        self.numfibs = 1
        self.defaultfib = 0

    async def parse(self, words: list[str]) -> Request:
        """The request. Raises Refused."""
        index = 0
        while index < len(words):
            word = words[index]
            index += 1
            if not word.startswith("-"):
                await self._operand(word)
                continue
            key = word[1:]
            if key in ARGUMENTS and key in KEYWORDS:
                if index == len(words):
                    raise usage()
                await self._argument(key, words[index])
                index += 1
            else:
                self._modifier(key)
        return self._finish()

    async def _operand(self, word: str) -> None:
        request = self.request
        if not request.dest_text:
            await self._dest(word)
        elif not request.gateway_text:
            await self._gateway(word)
        else:
            request.mask = await self._address(word)
            request.forcenet = True

    async def _address(self, word: str) -> int:
        if word == "default":
            return 0
        if self.request.family == AF_INET6:
            return await self._address6(word)
        address = inet_aton(word)
        if address is None:
            address = await self.lookup(word)
        if address is None:
            raise Refused(EX_NOHOST, f"bad address: {word}")
        return address

    async def _address6(self, word: str) -> int:
        try:
            address = await self.lookup6(word)
        except Unresolved as why:
            raise Refused(EX_OSERR, f"{word}: {why.gai}") from why
        if address is None:
            raise Refused(EX_OSERR, f"{word}: {EAI_NONAME}")
        return address

    async def _dest6(self, word: str) -> None:
        """An address, a length after a slash; what is printed is what was typed (inet6_makenetandmask)."""
        request = self.request
        name, slash, length = word.partition("/")
        request.dest = await self._address6(name)
        if slash and length != "128":
            self._prefixlen(length)
        elif not slash and request.dest == 0:
            self._prefixlen("0")
        else:
            request.host = True

    async def _dest(self, word: str) -> None:
        request = self.request
        request.dest_text = word
        if word == "default":
            request.dest, request.mask = 0, 0
        elif request.family == AF_INET6:
            await self._dest6(word)
        elif "/" in word:
            request.dest, request.mask, request.dest_text = parse_network(word)
        else:
            request.dest = await self._address(word)
            request.host = True

    async def _gateway(self, word: str) -> None:
        request = self.request
        request.gateway_text = word
        if not request.interface:
            request.gateway = await self._address(word)
            return
        if word not in await self.interfaces():
            raise Refused(EX_DATAERR, f"interface '{word}' does not exist")
        request.ifname = word

    def _modifier(self, key: str) -> None:
        request = self.request
        if key in FLAG_WORDS:
            on, off = FLAG_WORDS[key]
            request.flags = (request.flags | on) & ~off
        elif key in ("iface", "interface"):
            request.interface = True
        elif key == "host":
            request.forcehost = True
        elif key == "net":
            request.forcenet = True
        elif key in FAMILIES:
            request.family = FAMILIES[key]
        elif key not in IGNORED:
            raise usage(key)

    async def _argument(self, key: str, word: str) -> None:
        request = self.request
        if key == "fib":
            fibs = parse_fibs(word, self.numfibs, self.defaultfib)
            if fibs is None:
                raise Refused(EX_USAGE, f"invalid fib number: {word}")
            request.fibs += fibs
        elif key == "dst":
            await self._dest(word)
        elif key == "gateway":
            await self._gateway(word)
        elif key == "netmask":
            request.mask = await self._address(word)
            request.forcenet = True
        elif key == "prefixlen":
            self._prefixlen(word)
        elif key in METRICS:
            number = strtoul(word.lstrip("+-"))
            if number is None:
                raise Refused(EX_USAGE, f"{word}: Invalid argument")
            if key == "weight" and not word.startswith("-"):
                request.weight = number
            elif key == "mtu" and not word.startswith("-"):
                request.mtu = number

    def _prefixlen(self, word: str) -> None:
        found = re.match(r"\s*[+-]?[0-9]+", word)
        bits = to_int(found.group()) if found else 0
        width = WIDTHS[self.request.family]
        if not 0 <= bits <= width:
            raise Refused(EX_USAGE, f"{word}: invalid prefixlen")
        self.request.mask = MASKS6[bits] if width == 128 else plen_to_mask(bits)
        self.request.forcenet = bits != width
        self.request.host = bits == width

    def _finish(self) -> Request:
        request = self.request
        if request.dest is None:
            raise usage(None, "destination parameter required")
        request.host = (request.host or request.forcehost) and not request.forcenet
        request.flags |= RTF_UP
        if request.host:
            request.flags |= RTF_HOST
        if not request.interface:
            request.flags |= RTF_GATEWAY
        if not request.fibs:
            request.fibs = [self.defaultfib]
        return request
