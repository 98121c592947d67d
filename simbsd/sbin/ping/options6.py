"""What the IPv6 half of ping was asked.

Models the option loop of sbin/ping/ping6.c; leaves out -a, -C, -e, -k, -N, -O, -y and -Y.
"""

from __future__ import annotations

import re

from simbsd.lib.err import EX_USAGE
from simbsd.sbin.ping.options import INT_MAX, Arguments, Refused, read_pattern, read_timeout
from simbsd.sys.errno import EPERM, strerror
from simbsd.sys.strtol import to_int

DEFDATALEN6 = 8
MAXDATALEN = 65535 - 40 - 8
_LEFT_OUT = "aCekNOyYd"
_SWITCHES = {"A": "missed", "D": "df", "H": "names", "o": "once", "q": "quiet", "v": "verbose"}
# letter -> (field, least, most, complaint about a number out of range, complaint about no number), read with strtol(3)
_NUMBERS = {
    "c": ("count", 1, INT_MAX, "illegal number of packets -- {}", "illegal number of packets -- {}"),
    "l": ("preload", 0, INT_MAX, "illegal preload value -- {}", "illegal preload value -- {}"),
    "m": ("ttl", -1, 255, "illegal hoplimit -- {}", "illegal hoplimit {}"),
    "s": ("size", 1, 1 << 62, "illegal datalen value -- {}", "illegal datalen value -- {}"),
    "z": ("tos", -1, 255, "illegal traffic class -- {}", "illegal traffic class {}"),
}


def parse6(options: list[tuple[str, str]], operands: list[str], uid: int) -> Arguments:
    """Make sense of what getopt found; ``uid`` decides what is permitted. Raises Refused."""
    arguments = Arguments(size=DEFDATALEN6)
    for letter, value in options:
        if letter == "?" or letter in _LEFT_OUT:
            raise Refused
        _option(arguments, letter, value, uid)
    if len(operands) != 1:
        raise Refused
    arguments.target = operands[0]
    return arguments


def _option(arguments: Arguments, letter: str, value: str, uid: int) -> None:
    if letter in _SWITCHES:
        setattr(arguments, _SWITCHES[letter], True)
    elif letter in _NUMBERS:
        _number(arguments, letter, value, uid)
    elif letter == "n":
        arguments.names = False
    elif letter == "b":
        if not re.fullmatch(r"\s*\+?[0-9]+", value) or int(value) > INT_MAX:
            raise Refused(1, "invalid socket buffer size")
        arguments.bufsize = int(value)
    elif letter == "u":
        arguments.minmtu += 1
    elif letter == "I":
        arguments.ifname = value
    elif letter == "S":
        arguments.source = value
    elif letter == "f":
        if uid:
            raise Refused(1, "Must be superuser to flood ping")
        arguments.flood = True
    elif letter == "i":
        _interval(arguments, value, uid)
    elif letter == "W":
        if not re.fullmatch(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", value):
            raise Refused(EX_USAGE, f"invalid timing interval: `{value}'")
        arguments.waittime, arguments.waits = int(float(value)), True
    elif letter == "t":
        read_timeout(arguments, value)
    elif letter == "p":
        read_pattern(arguments, value)


def _number(arguments: Arguments, letter: str, value: str, uid: int) -> None:
    name, least, most, beyond, none = _NUMBERS[letter]
    if letter == "l" and uid:
        raise Refused(1, "Must be superuser to preload")
    if not re.fullmatch(r"\s*[+-]?[0-9]+", value):
        raise Refused(1, none.format(value))
    number = to_int(value)
    if not least <= number <= most:
        raise Refused(1, beyond.format(value))
    if letter == "s" and number > MAXDATALEN:
        raise Refused(1, f"datalen value too large, maximum is {MAXDATALEN}")
    setattr(arguments, name, number)


def _interval(arguments: Arguments, value: str, uid: int) -> None:
    if not re.fullmatch(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", value) or float(value) < 0:
        raise Refused(1, f"illegal timing interval {value}")
    if float(value) < 1 and uid:
        raise Refused(1, f"{strerror(EPERM)}: only root may use interval < 1s")
    arguments.interval, arguments.intervals = int(float(value) * 1000), True
