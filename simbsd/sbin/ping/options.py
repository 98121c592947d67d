"""What ping was asked.

Models the option loops of sbin/ping/main.c and ping.c; leaves out -P (no IPsec here)
and ``-.``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simbsd.lib.err import EX_NOPERM, EX_USAGE
from simbsd.lib.inet import inet_aton, strtoul
from simbsd.sys.errno import EPERM, strerror
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.strtol import to_int

USAGE = """\
usage:
\tping [-4AaDdfHnoQqRrv] [-C pcp] [-c count] [-G sweepmaxsize]
\t    [-g sweepminsize] [-h sweepincrsize] [-i wait] [-l preload]
\t    [-M mask | time] [-m ttl] [-P policy] [-p pattern] [-S src_addr]\x20
\t    [-s packetsize] [-t timeout] [-W waittime] [-z tos] IPv4-host
\tping [-4AaDdfHLnoQqRrv] [-C pcp] [-c count] [-I iface] [-i wait]
\t    [-l preload] [-M mask | time] [-m ttl] [-P policy] [-p pattern]
\t    [-S src_addr] [-s packetsize] [-T ttl] [-t timeout] [-W waittime]
\t    [-z tos] IPv4-mcast-group
\tping [-6AaDdfHnNoOquvyY] [-b bufsiz] [-C pcp] [-c count] [-e gateway]
\t    [-I interface] [-i wait] [-k addrtype] [-l preload] [-m hoplimit]
\t    [-p pattern] [-P policy] [-S sourceaddr] [-s packetsize] [-t timeout]
\t    [-W waittime] [-z tclass] [IPv6-hops ...] IPv6-host
"""
LETTERS = "4AaC:c:DdfG:g:Hh:I:i:Ll:M:m:nop:QqP:RrS:s:T:t:vW:z:"
LETTERS6 = "6Aab:C:c:Dde:fHI:i:k:l:m:nNoOp:qS:s:t:uvyYW:z:"
LEFT_OUT = "P"
DEFDATALEN = 56
TIMEVAL_LEN = 8
MAXALARM = 3600
IP_MAXPACKET = 65535
INT_MAX, LONG_MAX = 2**31 - 1, 2**63 - 1
HEADERS = 28  # of IP and ICMP
MASK_LEN, TS_LEN, MAX_IPOPTLEN = 4, 12, 40


class Refused(Exception):
    """The command line cannot be done: what to say (nothing: the usage), and the exit status."""

    def __init__(self, status: int = 1, message: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def _not_permitted(message: str) -> Refused:
    return Refused(EX_NOPERM, f"{message}: {strerror(EPERM)}")


@dataclass
class Arguments:
    """A parsed command line.

    ``interval`` and ``waittime`` in milliseconds, ``timeout`` in seconds (0: none).
    """

    target: str = ""
    count: int = 0
    interval: int = 1000
    intervals: bool = False
    waittime: int = 10000
    waits: bool = False
    timeout: int = 0
    size: int = DEFDATALEN
    bufsize: int = 0
    ttl: int | None = None
    tos: int | None = None
    pcp: int | None = None
    preload: int = 0
    source: str | None = None
    pattern: bytes | None = None
    df: bool = False
    flood: bool = False
    quiet: bool = False
    quiet2: bool = False
    once: bool = False
    verbose: bool = False
    names: bool = False
    audible: bool = False
    missed: bool = False
    dontroute: bool = False
    record: bool = False
    ifname: str | None = None
    minmtu: int = 0
    sweepmax: int = 0
    sweepmin: int = 0
    sweepincr: int = 1
    sweeps: bool = False
    multicast_if: int | None = None
    multicast_ttl: int | None = None
    noloop: bool = False
    kinds: str = ""
    sweep_count: int = 0

    @property
    def phdr(self) -> int:
        """Bytes between the header and the data: of a mask, or of three times."""
        return {"m": MASK_LEN, "t": TS_LEN}.get(self.kinds, 0)


_SWITCHES = {
    "A": "missed", "a": "audible", "D": "df", "H": "names", "L": "noloop", "o": "once", "Q": "quiet2", "q": "quiet",
    "R": "record", "r": "dontroute", "v": "verbose",
}  # fmt: skip
# letter -> (field, least, most, complaint), read with strtonum(3)
_NUMBERS = {
    "C": ("pcp", -1, 7, "invalid PCP"),
    "c": ("count", 1, LONG_MAX, "invalid count of packets to transmit"),
    "l": ("preload", 0, INT_MAX, "invalid preload value"),
    "m": ("ttl", 0, 255, "invalid TTL"),
    "s": ("size", 0, INT_MAX, "invalid packet size"),
    "G": ("sweepmax", 1, INT_MAX, "invalid packet size"),
    "g": ("sweepmin", 1, INT_MAX, "invalid packet size"),
    "h": ("sweepincr", 1, INT_MAX, "invalid packet size"),
    "T": ("multicast_ttl", 0, 255, "invalid multicast TTL"),
}


def parse(options: list[tuple[str, str]], operands: list[str], uid: int) -> Arguments:
    """Make sense of what getopt found; ``uid`` decides what is permitted. Raises Refused."""
    arguments = Arguments()
    for letter, value in options:
        if letter == "?" or letter in LEFT_OUT:
            raise Refused
        _option(arguments, letter, value, uid)
    if len(operands) != 1:
        raise Refused
    arguments.target = operands[0]
    check_size(arguments)
    return arguments


def check_size(arguments: Arguments) -> None:
    """Only one kind of question at a time, and no packet too long. Raises Refused."""
    if len(arguments.kinds) > 1:
        raise Refused(EX_USAGE, "ICMP_TSTAMP and ICMP_MASKREQ are exclusive.")
    if arguments.size > max_payload(arguments):
        raise Refused(EX_USAGE, f"packet size too large: {arguments.size} > {max_payload(arguments)}")


def max_payload(arguments: Arguments) -> int:
    """The most data that a packet has room for."""
    return IP_MAXPACKET - HEADERS - arguments.phdr - (MAX_IPOPTLEN if arguments.record else 0)


def half_of(argv: list[str]) -> int:
    """Where main() goes before the target is resolved: 4 or 6 by the first -4, -6 or numeric -S, else 0."""
    words = iter(argv[1:])
    for word in words:
        if not word.startswith("-") or word in ("-", "--"):
            break
        for place, letter in enumerate(word[1:], 1):
            if letter in "46":
                return int(letter)
            if any(letters.find(letter + ":") >= 0 for letters in (LETTERS6, LETTERS)):
                value = word[place + 1 :] or next(words, "")
                if letter == "S" and inet_aton(value) is not None:
                    return 4
                if letter == "S" and inet_pton6(value) is not None:
                    return 6
                break
    return 0


def _option(arguments: Arguments, letter: str, value: str, uid: int) -> None:
    if letter in _SWITCHES:
        setattr(arguments, _SWITCHES[letter], True)
    elif letter in _NUMBERS:
        name, least, most, complaint = _NUMBERS[letter]
        if not re.fullmatch(r"\s*[+-]?[0-9]+", value) or not least <= to_int(value) <= most:
            raise Refused(EX_USAGE, f"{complaint}: `{value}'")
        setattr(arguments, name, to_int(value))
        _check_privilege(arguments, letter, uid)
    elif letter == "n":
        arguments.names = False
    elif letter == "S":
        arguments.source = value
    elif letter == "I":
        arguments.multicast_if = inet_aton(value)
        if arguments.multicast_if is None:
            raise Refused(EX_USAGE, f"invalid multicast interface: `{value}'")
    elif letter == "M":
        kind = value[:1].lower()
        if kind not in ("m", "t"):
            raise Refused(EX_USAGE, f"invalid message: `{value[:1]}'")
        arguments.kinds = "".join(sorted({*arguments.kinds, kind}))
    elif letter == "f":
        if uid:
            raise _not_permitted("-f flag")
        arguments.flood = True
    elif letter in "iW":
        _milliseconds(arguments, letter, value, uid)
    elif letter == "t":
        read_timeout(arguments, value)
    elif letter == "z":
        tos = strtoul(value)
        if tos is None or tos > 255:
            raise Refused(EX_USAGE, f"invalid TOS: `{value}'")
        arguments.tos = tos
    elif letter == "p":
        read_pattern(arguments, value)


def _check_privilege(arguments: Arguments, letter: str, uid: int) -> None:
    if uid and letter == "l":
        raise _not_permitted("-l flag")
    size = {"s": arguments.size, "G": arguments.sweepmax, "g": arguments.sweepmin, "h": arguments.sweepincr}.get(letter)
    arguments.sweeps |= letter in "Ggh"
    if uid and size is not None and size > DEFDATALEN:
        raise _not_permitted(f"packet size too large: {size} > {DEFDATALEN}")


def _milliseconds(arguments: Arguments, letter: str, value: str, uid: int) -> None:
    if not re.fullmatch(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", value):
        raise Refused(EX_USAGE, f"invalid timing interval: `{value}'")
    number = float(value) * (1000.0 if letter == "i" else 1.0)
    if number > INT_MAX:
        raise Refused(EX_USAGE, f"invalid timing interval: `{value}'")
    if letter == "W":
        arguments.waittime, arguments.waits = int(number), True
        return
    arguments.interval, arguments.intervals = int(number), True
    if uid and arguments.interval < 1000:
        raise _not_permitted("-i interval too short")


def read_timeout(arguments: Arguments, value: str) -> None:
    found = re.match(r"\s*\+?[0-9]+", value)
    arguments.timeout = to_int(found.group()) if found else 0
    if arguments.timeout < 1:
        raise Refused(EX_USAGE, f"invalid timeout: `{value}'")
    if arguments.timeout > MAXALARM:
        raise Refused(EX_USAGE, f"invalid timeout: `{value}' > {MAXALARM}")


def read_pattern(arguments: Arguments, value: str) -> None:
    if not re.fullmatch(r"[0-9a-fA-F]*", value):
        raise Refused(EX_USAGE, "patterns must be specified as hex digits")
    octets = [int(value[place : place + 2], 16) for place in range(0, len(value), 2)]
    arguments.pattern = bytes(octets[:16])


def check_combination(arguments: Arguments, address: int) -> None:
    """What ping refuses once it is connected. Raises Refused."""
    group = address >> 28 == 14
    if arguments.flood and arguments.intervals:
        raise Refused(EX_USAGE, "-f and -i: incompatible options")
    if arguments.flood and group:
        raise Refused(EX_USAGE, "-f flag cannot be used with multicast destination")
    multicast = arguments.multicast_if is not None or arguments.noloop or arguments.multicast_ttl is not None
    if multicast and not group:
        raise Refused(EX_USAGE, "-I, -L, -T flags cannot be used with unicast destination")


def start_sweep(arguments: Arguments) -> None:
    """Begin with the least size of a sweep; -c counts the packets of each. Raises Refused."""
    if arguments.sweepmax:
        if arguments.sweepmin > arguments.sweepmax:
            why = "Maximum packet size must be no less than the minimum packet size"
            raise Refused(EX_USAGE, why)
        if arguments.sweepmax > max_payload(arguments) - TIMEVAL_LEN:
            raise Refused(EX_USAGE, "Invalid sweep maximum")
        if arguments.size != DEFDATALEN:
            raise Refused(EX_USAGE, "Packet size and ping sweep are mutually exclusive")
        arguments.sweep_count, arguments.count = arguments.count or 1, 0
        arguments.size = arguments.sweepmin
    elif arguments.sweeps:
        raise Refused(EX_USAGE, "Maximum sweep size must be specified")


def payload(arguments: Arguments) -> bytes:
    """The data after the time stamp: the pattern of -p, or each byte its own place."""
    room = max(arguments.size - TIMEVAL_LEN, 0)
    if arguments.pattern:
        return (arguments.pattern * (room // len(arguments.pattern) + 1))[:room]
    return bytes(place & 0xFF for place in range(TIMEVAL_LEN, TIMEVAL_LEN + room))
