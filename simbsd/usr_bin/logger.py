"""logger(1): an entry in the system log, by hand.

Models usr.bin/logger/logger.c; leaves out IPv6. A remote log gets the older form of RFC 3164.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.netdb import EAI_SERVICE, getaddress, getservbyname
from simbsd.lib.printf import printf
from simbsd.lib.socket import bind, sendto, socket
from simbsd.lib.stdio import STDERR, LineReader, decode, encode
from simbsd.lib.strftime import strftime
from simbsd.lib.sysctl import sysctl
from simbsd.lib.syslog import Syslog
from simbsd.lib.unistd import dup2, getlogin, gettimeofday, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.socketvar import AF_INET, AF_UNIX, INADDR_ANY, SOCK_DGRAM
from simbsd.sys.strtol import atoi, is_number
from simbsd.sys.syslog import (
    FACILITY_NAMES,
    LOG_FACMASK,
    LOG_NOTICE,
    LOG_PERROR,
    LOG_PID,
    LOG_PRIMASK,
    LOG_USER,
    PRIORITY_NAMES,
)

USAGE = """\
usage: logger [-46Ais] [-f file] [-h host] [-P port] [-p pri] [-t tag]
              [-S addr:port] [message ...]
"""
BUFFER = 1022


@dataclass(slots=True)
class Remote:
    """A log on another host: the socket, where it is, and whose name the messages bear."""

    fd: int
    address: Any
    hostname: str


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    options, words = await getopt(argv, "46Af:H:h:iP:p:S:st:")
    given = dict(options)
    if "?" in given:
        await printf(USAGE, STDERR)
        return 1
    try:
        if "f" in given:
            await _input(given["f"])
        remote = await _remote(given)
        priority = _priority(given["p"]) if "p" in given else LOG_USER | LOG_NOTICE
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    tag = given["t"] if "t" in given else await getlogin()
    log = Syslog(tag, (LOG_PID if "i" in given else 0) | (LOG_PERROR if "s" in given else 0))
    for message in _pieces(words):
        await _send(err, log, remote, priority, message)
    if not words:
        reader = LineReader(0)
        while line := await reader.line():
            await _send(err, log, remote, priority, decode(line))
    return 0


async def _input(path: str) -> None:
    try:
        await dup2(await open(path, O_RDONLY), 0)
    except Errno as error:
        raise Refused(f"{path}: {error}") from error


def _pieces(words: list[str]) -> list[str]:
    """The words joined by blanks, in messages of at most a buffer's length each."""
    pieces: list[str] = []
    for word in words:
        if pieces and len(pieces[-1]) + 1 + len(word) <= BUFFER:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    return pieces


def _priority(text: str) -> int:
    """``facility.level`` or ``level`` (pencode). Raises Refused."""
    facility, dot, level = text.partition(".")
    if not dot:
        facility, level = "", text
    number = _decode(facility, FACILITY_NAMES) if dot else 0
    if number < 0:
        raise Refused(f"unknown facility name: {facility}")
    priority = _decode(level, PRIORITY_NAMES)
    if priority < 0:
        # The real program names the whole word here, its dot put back.
        raise Refused(f"unknown priority name: {text}")
    return priority & LOG_PRIMASK | number & LOG_FACMASK


def _decode(name: str, names: dict[str, int]) -> int:
    return atoi(name) if name[:1].isdigit() else names.get(name.lower(), -1)


async def _remote(given: dict[str, str]) -> Remote | None:
    """-h: a socket towards another host's log, or the local one that a path names (getaddrinfo). Raises Refused."""
    if "h" not in given:
        if "S" in given:
            raise Refused("-h option is missing.")
        return None
    hostname = given["H"] if "H" in given else str(await sysctl("kern.hostname")).partition(".")[0]
    if given["h"].startswith("/") and not {"4", "6"} & given.keys():
        return Remote(await _socket(AF_UNIX), given["h"], hostname)
    service = given.get("P", "syslog")
    port = atoi(service) if is_number(service) else await getservbyname(service, "udp")
    if port is None:
        await printf(f"logger: {service}/udp: unknown service\n", STDERR)
        port = 514
    address, why = await getaddress(given["h"])
    if address is None:
        raise Refused(f"{why}: {given['h']}")
    fd = await _socket(AF_INET)
    if "S" in given:
        await _source(fd, given["S"])
    return Remote(fd, (address, port), hostname)


async def _socket(family: int) -> int:
    try:
        return await socket(family, SOCK_DGRAM)
    except Errno as error:
        raise Refused("socket") from error


async def _source(fd: int, text: str) -> None:
    host, _, service = text.partition(":")
    address, why = await getaddress(host) if host else (INADDR_ANY, "")
    port = (atoi(service) if is_number(service) else await getservbyname(service, "udp")) if service else 0
    if address is None:
        raise Refused(f"{why}: {text}")
    if port is None:
        raise Refused(f"{EAI_SERVICE}: {text}")
    try:
        await bind(fd, (address, port))
    except Errno as error:
        raise Refused(f"bind: {error}") from error


async def _send(err: Err, log: Syslog, remote: Remote | None, priority: int, message: str) -> None:
    if remote is None:
        await log(priority, message)
        return
    stamp = strftime("%b %e %H:%M:%S", await gettimeofday() // 1_000_000)
    line = f"<{priority}>{stamp} {remote.hostname} {log.ident}: {message}"
    try:
        await sendto(remote.fd, encode(line), remote.address)
    except Errno as error:
        await err.warn("sendto", error)
