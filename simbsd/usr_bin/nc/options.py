"""What nc was asked.

Models the option loop, map_tos() and build_ports() of contrib/netcat/netcat.c; leaves out -E, -e, -F, -M, -r, -t,
the long options but --tun, and what -h adds to the usage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simbsd.lib.err import Refused
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_UNSPEC
from simbsd.sys.strtol import to_int

USAGE = """\
usage: nc [-46DdEFhklNnrStUuvz] [-e policy] [-I length] [-i interval] [-O length]
\t  [--no-tcpopt] [--sctp]
\t  [-P proxy_username] [-p source_port] [-s source] [-T ToS]
\t  [--tun tundev] [-V rtable] [-w timeout] [-X proxy_protocol]
\t  [-x proxy_address[:port]] [destination] [port]
"""
LETTERS = "46DdEe:FhI:i:klMNnoO:P:p:rSs:tT:UuV:vw:X:x:z"
PORT_MAX, WINDOW_MAX = 65535, 65536 << 14
UINT_MAX, INT_MAX = 2**32 - 1, 2**31 - 1


@dataclass
class Arguments:
    """A parsed command line; ``timeout`` and ``interval`` in seconds (None: none)."""

    family: int = AF_UNSPEC
    host: str | None = None
    port: str = ""
    listen: bool = False
    keep: bool = False
    udp: bool = False
    verbose: bool = False
    scan: bool = False
    numeric: bool = False
    shutdown: bool = False
    detached: bool = False
    local: bool = False
    tun: str | None = None
    tun_fd: int = -1
    timeout: int | None = None
    interval: int = 0
    source: str | None = None
    source_port: str | None = None
    fib: int | None = None
    deprecated: int = 0
    debug: bool = False
    signature: bool = False
    receive: int = 0
    send: int = 0
    tos: int | None = None
    proxy: str | None = None
    proxy_user: str | None = None
    socks: int = 5

    @property
    def proto(self) -> str:
        """``udp`` or ``tcp``."""
        return "udp" if self.udp else "tcp"


PROXIES = {"4": 4, "5": 5}  # version of SOCKS; 0 is the CONNECT of HTTP
TOS = {  # af11 stands for the classes of assured forwarding, cs0 for the class selectors
    **{f"af{high}{low}": high << 5 | low << 3 for high in range(1, 5) for low in range(1, 4)},
    **{f"cs{number}": number << 5 for number in range(8)},
    "ef": 0xB8, "critical": 0xA0, "inetcontrol": 0xC0, "netcontrol": 0xE0,
    "lowdelay": 0x10, "throughput": 0x08, "reliability": 0x04,
}  # fmt: skip
_VALUES = {"s": "source", "p": "source_port", "tun": "tun", "x": "proxy", "P": "proxy_user"}
_SWITCHES = {
    "l": "listen",
    "k": "keep",
    "u": "udp",
    "v": "verbose",
    "z": "scan",
    "n": "numeric",
    "N": "shutdown",
    "d": "detached",
    "U": "local",
    "D": "debug",
    "S": "signature",
}


def strtonum(text: str, least: int, most: int) -> int:
    """strtonum(3). Raises ValueError with its word for what is wrong."""
    if not re.fullmatch(r"\s*[+-]?[0-9]+", text):
        raise ValueError("invalid")
    number = to_int(text)
    if number < least:
        raise ValueError("too small")
    if number > most:
        raise ValueError("too large")
    return number


def _number(title: str, text: str, least: int, most: int) -> int:
    try:
        return strtonum(text, least, most)
    except ValueError as error:
        raise Refused(f"{title} {error}: {text}") from error


def map_tos(text: str) -> int:
    """A type of service by its name or number. Raises Refused."""
    if text in TOS:
        return TOS[text]
    try:
        if re.match("0x.", text):
            found = re.match("0x([0-9a-fA-F]*)", text)
            number = to_int(found[1], 16) if found and found[1] else 0
        else:
            number = strtonum(text, 0, 255)
    except ValueError as error:
        raise Refused(f"illegal tos value {text}") from error
    if number > 255:
        raise Refused(f"illegal tos value {text}")
    return number


def parse(options: list[tuple[str, str]], operands: list[str], numfibs: int) -> Arguments:
    """Make sense of what getopt found. Raises Refused."""
    arguments = Arguments()
    for letter, value in options:
        _option(arguments, letter, value, numfibs)
    if len(operands) == 1 and arguments.local:
        arguments.host = operands[0]
    elif len(operands) == 1 and arguments.listen:
        arguments.port = operands[0]
    elif len(operands) >= 2:
        arguments.host, arguments.port = operands[0], operands[1]
    else:
        raise Refused
    _check(arguments)
    if arguments.tun is not None and not arguments.udp:
        raise Refused("must use --tun with -u")
    if arguments.proxy is not None:
        _check_proxy(arguments)
    return arguments


def _option(arguments: Arguments, letter: str, value: str, numfibs: int) -> None:
    if letter in _SWITCHES:
        setattr(arguments, _SWITCHES[letter], True)
    elif letter == "w":
        arguments.timeout = _number("timeout", value, 0, INT_MAX // 1000)
    elif letter == "i":
        arguments.interval = _number("interval", value, 0, UINT_MAX)
    elif letter == "V":
        arguments.fib = _number("rtable", value, 0, numfibs - 1)
    elif letter == "I":
        arguments.receive = _number("TCP receive window", value, 1, WINDOW_MAX)
    elif letter == "O":
        if re.fullmatch(r"\s*[+-]?[0-9]+", value):  # what is no number is passed over
            arguments.send = _number("TCP send window", value, 1, WINDOW_MAX)
    elif letter in _VALUES:
        setattr(arguments, _VALUES[letter], value)
    elif letter == "T":
        arguments.tos = map_tos(value)
    elif letter == "X":
        if value not in PROXIES and value.lower() != "connect":
            raise Refused("unsupported proxy protocol")
        arguments.socks = PROXIES.get(value, 0)
    elif letter == "o":
        arguments.deprecated += 1
    elif letter == "M":
        raise Refused("-M requires stats(3) support")
    elif letter in "46":
        arguments.family = AF_INET if letter == "4" else AF_INET6
    else:
        raise Refused


def _check(arguments: Arguments) -> None:
    if arguments.listen and arguments.source is not None:
        raise Refused("cannot use -s and -l")
    if arguments.listen and arguments.source_port is not None:
        raise Refused("cannot use -p and -l")
    if arguments.listen and arguments.scan:
        raise Refused("cannot use -z and -l")
    if not arguments.listen and arguments.keep:
        raise Refused("must use -l with -k")


def _check_proxy(arguments: Arguments) -> None:
    for wrong, what in (
        (arguments.udp, "UDP mode"), (arguments.listen, "listen"), (arguments.local, "unix sockets"),
        (arguments.family == AF_INET6, "IPv6"), (arguments.source is not None, "local source address"),
    ):  # fmt: skip
        if wrong:
            raise Refused(f"no proxy support for {what}")


def build_ports(text: str) -> list[str]:
    """The ports to connect to: one, or ``low-high``. Raises Refused."""
    low, dash, high = text.partition("-")
    if not dash:
        _number("port number", text, 1, PORT_MAX)
        return [text]
    last = _number("port number", high, 1, PORT_MAX)
    first = _number("port number", low, 1, PORT_MAX)
    return [str(port) for port in range(min(first, last), max(first, last) + 1)]
