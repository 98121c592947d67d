"""getaddrinfo(1): what getaddrinfo(3) makes of a host and a service.

Models usr.bin/getaddrinfo/getaddrinfo.c and the table explore[] of lib/libc/net/getaddrinfo.c; leaves out local
sockets.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.addrselect import reorder
from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.inet6 import Zones, parse_numeric
from simbsd.lib.netdb import EAI_NONAME, EAI_SERVICE, Unresolved, getservbyname, resolve
from simbsd.lib.printf import printf
from simbsd.sys.in6 import IN6ADDR_ANY
from simbsd.sys.socketvar import AF_INET, AF_INET6, INADDR_ANY
from simbsd.sys.strtol import is_number, to_int

USAGE = """Usage: getaddrinfo [-f <family>] [-p <protocol>] [-t <socktype>] [-s <service>]
   [-cnNP] [<hostname>]
"""
FAMILIES = {"inet": AF_INET, "inet6": AF_INET6}
TYPES = ("stream", "dgram", "raw", "rdm", "seqpacket")  # SOCK_STREAM is 1
PROTOCOLS = {"ip": 0, "icmp": 1, "tcp": 6, "udp": 17, "sctp": 132, "udplite": 136}
# Socket type, protocol, whether it is meant when no type is asked for, and when no protocol is.
EXPLORE = (
    ("dgram", "udp", True, True), ("stream", "tcp", True, True), ("stream", "sctp", True, False),
    ("seqpacket", "sctp", True, True), ("dgram", "udplite", True, False), ("raw", "", False, True),
)  # fmt: skip


@dataclass(slots=True)
class Hints:
    """What is asked for; an empty word is anything."""

    families: tuple[int, ...] = (AF_INET6, AF_INET)
    type: str = ""
    protocol: str = ""
    service: str = ""
    canonical: bool = False
    numeric: bool = False
    numeric_service: bool = False
    passive: bool = False


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """One line for each address and each kind of socket that can use it."""
    err = Err(argv)
    options, operands = await getopt(argv, "cf:nNp:Ps:t:")
    hints = Hints()
    for letter, value in options:
        wrong = _take(hints, letter, value)
        if wrong:
            await err.warnx(wrong)
        if wrong or letter == "?":
            await printf(USAGE, 2)
            return 1
    if len(operands) > 1 or (not operands and not hints.passive):
        await printf(USAGE, 2)
        return 1
    host = operands[0] if operands else None
    try:
        addresses, canonical = await lookup(host, hints)
        lines = [line for family in hints.families for line in await rows(addresses, family, hints)]
    except Unresolved as error:
        await err.errx(1, error.gai)
    if not lines:
        name = hints.numeric_service and not is_number(hints.service)
        await err.errx(1, EAI_SERVICE if hints.service and not name else EAI_NONAME)
    await printf((f"canonname {canonical}\n" if hints.canonical else "") + "".join(lines))
    return 0


def _take(hints: Hints, letter: str, value: str) -> str:
    """Note one option; what is wrong with it, or nothing."""
    if letter == "f":
        if value not in FAMILIES:
            return f"invalid address family: {value}"
        hints.families = (FAMILIES[value],)
    elif letter == "t":
        if value not in TYPES:
            return f"invalid socket type: {value}"
        hints.type = value
    elif letter == "p":
        if value not in PROTOCOLS:
            return f"invalid protocol: {value}"
        hints.protocol = value
    elif letter == "s":
        hints.service, slash, protocol = value.partition("/")
        if slash and protocol not in PROTOCOLS:
            return f"invalid protocol: {protocol}"
        hints.protocol = protocol or hints.protocol
    else:
        hints.canonical |= letter == "c"
        hints.numeric |= letter == "n"
        hints.numeric_service |= letter == "N"
        hints.passive |= letter == "P"
    return ""


async def lookup(host: str | None, hints: Hints) -> tuple[dict[int, int], str]:
    """The address of each family, in the order in which they are to be tried, and the canonical name. Raises
    Unresolved.
    """
    if host is None:
        return {AF_INET6: IN6ADDR_ANY, AF_INET: INADDR_ANY}, ""  # only with -P
    four = inet_aton(host) if AF_INET in hints.families else None
    six = await parse_numeric(host) if AF_INET6 in hints.families else None
    numbers = {family: found for family, found in ((AF_INET6, six), (AF_INET, four)) if found is not None}
    if numbers or hints.numeric:
        if not numbers:
            raise Unresolved()
        return numbers, host
    found, canonical, last = {}, host, Unresolved()
    for family in hints.families:
        try:
            _, found[family], canonical = await resolve(host, (family,))
        except Unresolved as error:
            last = error
    if not found:
        raise last
    hints.families = tuple(family for family, _ in await reorder(list(found.items())))
    return found, canonical


async def rows(addresses: dict[int, int], family: int, hints: Hints) -> list[str]:
    """The lines of one family."""
    if family not in addresses:
        return []
    text = await Zones().text(addresses[family]) if family == AF_INET6 else inet_ntoa(addresses[family])
    name = "inet6" if family == AF_INET6 else "inet"
    out = []
    for kind, protocol, any_type, any_protocol in EXPLORE:
        if not (kind == hints.type or (not hints.type and any_type)):
            continue
        if not (not hints.protocol and any_protocol) and protocol != hints.protocol and protocol:
            continue
        port = await _port(hints, kind, protocol)
        if port is not None:
            out.append(f"{kind} {name} {protocol or hints.protocol or 'ip'} {text} {port}\n")
    return out


async def _port(hints: Hints, kind: str, protocol: str) -> int | None:
    """The port of the service for that kind of socket; None when it has none (get_port)."""
    if not hints.service:
        return 0
    if kind == "raw":
        return None
    if is_number(hints.service):
        port = to_int(hints.service)
        return port if port <= 65535 else None
    return None if hints.numeric_service else await getservbyname(hints.service, protocol)
