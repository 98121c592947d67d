"""What syslogd was asked.

Models the option loop and allowaddr() of usr.sbin/syslogd/syslogd.c; -d, -M and -m are taken and mean nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from simbsd.lib.err import Refused
from simbsd.lib.inet import inet_aton, plen_to_mask
from simbsd.lib.netdb import getservbyname
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_UNSPEC
from simbsd.sys.strtol import atoi, is_number, to_int

USAGE = """\
usage: syslogd [-468ACcdFHknosTuv] [-a allowed_peer]
               [-b bind_address] [-f config_file]
               [-l [mode:]path] [-M fwd_length]
               [-m mark_interval] [-O format] [-P pid_file]
               [-p log_socket] [-S logpriv_socket]
"""
LETTERS = "468Aa:b:cCdf:FHkl:M:m:nNoO:p:P:sS:Tuv"
FORMATS = {"bsd": True, "rfc3164": True, "syslog": False, "rfc5424": False}
PORT = 514
SERVICE = "syslog"


@dataclass(frozen=True, slots=True)
class Allowed:
    """-a: who may send over the network: a network or names, from one port (0: any)."""

    port: int
    name: str = ""
    address: int = 0
    mask: int = 0

    def admits(self, address: int, port: int, name: str) -> bool:
        """Whether a sender is meant (validate)."""
        if self.port not in (0, port):
            return False
        return fnmatchcase(name, self.name) if self.name else address & self.mask == self.address


@dataclass(slots=True)
class Arguments:
    """A parsed command line. ``peers`` are Internet addresses to listen on as (host, service), ``sockets`` local ones
    as (path, mode); ``secure`` 1 sends only, 2 has no network socket at all.
    """

    allowed: list[Allowed] = field(default_factory=list)
    peers: list[tuple[str, str]] = field(default_factory=list)
    sockets: list[tuple[str, int]] = field(default_factory=list)
    config: str = "/etc/syslog.conf"
    pidfile: str = "/var/run/syslog.pid"
    secure: int = 0
    bind: bool = True
    foreground: bool = False
    create: bool = False
    remote_hostname: bool = False
    keep_kernel: bool = False
    resolve: bool = True
    rfc3164: bool = True
    remote_date: bool = False
    unique: bool = False
    verbose: int = 0
    repeat: int = 0
    mask_c1: bool = True
    family: int = AF_UNSPEC


_SWITCHES: dict[str, tuple[str, bool]] = {
    "8": ("mask_c1", False), "C": ("create", True), "F": ("foreground", True), "d": ("foreground", True),
    "H": ("remote_hostname", True), "k": ("keep_kernel", True), "n": ("resolve", False), "T": ("remote_date", True),
    "u": ("unique", True),
}  # fmt: skip
_COUNTS = {"c": "repeat", "s": "secure", "v": "verbose"}
_MODES = {"l": 0o666, "p": 0o666, "S": 0o600}
_FAMILIES = {"4": AF_INET, "6": AF_INET6}
_IGNORED = "Amo"


async def parse(options: list[tuple[str, str]], operands: list[str]) -> Arguments:
    """Make sense of what getopt found; the usual sockets where none is named. Raises Refused."""
    arguments = Arguments()
    letters = [letter for letter, _ in options]
    for letter, value in options:
        await _option(arguments, letter, value)
    if operands:
        raise Refused
    if "b" not in letters:
        arguments.peers.append(("", SERVICE))
    if "p" not in letters:
        arguments.sockets.append(("/var/run/log", 0o666))
    if "S" not in letters:
        arguments.sockets.append(("/var/run/logpriv", 0o600))
    return arguments


async def _option(arguments: Arguments, letter: str, value: str) -> None:
    if letter in _SWITCHES:
        name, setting = _SWITCHES[letter]
        setattr(arguments, name, setting)
    elif letter in _COUNTS:
        setattr(arguments, _COUNTS[letter], getattr(arguments, _COUNTS[letter]) + 1)
    elif letter in _MODES:
        arguments.sockets.append(_socket(value, _MODES[letter]))
    elif letter == "a":
        arguments.allowed.append(await _allowed(value))
    elif letter == "b":
        arguments.peers.append(_peer(value))
    elif letter in _FAMILIES:
        arguments.family = _FAMILIES[letter]
    elif letter == "f":
        arguments.config = value
    elif letter == "P":
        arguments.pidfile = value
    elif letter == "N":
        arguments.bind, arguments.secure = False, arguments.secure or 1
    elif letter == "O" and value in FORMATS:
        arguments.rfc3164 = FORMATS[value]
    elif letter == "M":
        if atoi(value) < 480:
            raise Refused("minimum length limit of forwarded messages is 480 bytes")
    elif letter not in _IGNORED:
        raise Refused


def _peer(text: str) -> tuple[str, str]:
    """``host``, ``host:service``, ``:service``, ``[address]:service``; two colons make an IPv6 address (socksetup)."""
    if text.startswith("[") and "]" in text:
        host, _, rest = text[1:].partition("]")
        return host, rest[1:] if len(rest) > 1 else SERVICE
    if text.count(":") > 1:
        return text, SERVICE
    host, _, service = text.partition(":")
    return host, service or SERVICE


def _socket(text: str, mode: int) -> tuple[str, int]:
    """``path`` or ``mode:path``. Raises Refused."""
    if text.startswith("/"):
        return text, mode
    octal, colon, path = text.partition(":")
    if not colon:
        raise Refused(f"invalid filename {octal}, exiting")
    if not path.startswith("/"):
        raise Refused("socket name must be absolute path")
    if not octal or octal.strip("01234567") or to_int(octal, 8) > 0o777:
        raise Refused(f"invalid mode {octal}, exiting")
    return path, to_int(octal, 8)


async def _allowed(text: str) -> Allowed:
    """``network[/length][:service]`` or ``names[:service]``. Raises Refused."""
    host, colon, service = text.rpartition(":") if ":" in text else (text, "", "")
    port = PORT
    if colon and service == "*":
        port = 0
    elif colon:
        number = await getservbyname(service, "udp")
        if number is None and not is_number(service):
            raise Refused
        port = to_int(service) if number is None else number
    network, slash, length = host.partition("/")
    address = inet_aton(network)
    if address is None:
        return Allowed(port, name=host)
    if slash and (not is_number(length) or to_int(length) > 32):
        raise Refused
    mask = plen_to_mask(to_int(length) if slash else _class_length(address))
    return Allowed(port, address=address & mask, mask=mask)


def _class_length(address: int) -> int:
    """The prefix length of an address's class, as before 1993."""
    return 8 if address >> 31 == 0 else 16 if address >> 30 == 2 else 24
