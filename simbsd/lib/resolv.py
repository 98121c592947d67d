"""The resolver: questions to the name servers of /etc/resolv.conf.

Models lib/libc/resolv/{res_init,res_query,res_send}.c and res_searchN of lib/libc/net/getaddrinfo.c; leaves out TCP,
IPv6 servers, EDNS, sort lists, rotation and host aliases. Nothing is remembered from call to call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simbsd.lib.inet import inet_aton
from simbsd.lib.socket import connect, recv, sendto, setsockopt, socket
from simbsd.lib.stdio import decode, read_all
from simbsd.lib.syscall import syscall
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import EAGAIN, ECONNREFUSED, ETIMEDOUT, Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.nameser import (
    NOERROR,
    NOTIMP,
    NS_DEFAULTPORT,
    NXDOMAIN,
    QR,
    RD,
    REFUSED,
    SERVFAIL,
    Message,
    check_name,
    pack,
    unpack,
)
from simbsd.sys.socketvar import AF_INET, SOCK_DGRAM
from simbsd.sys.strtol import is_number, to_int

MAXNS, RES_TIMEOUT, RES_DFLRETRY, RES_MAXNDOTS, RES_MAXRETRANS, RES_MAXRETRY = 3, 5, 2, 15, 30, 5
SECOND = 1_000_000
# h_errno
NETDB_SUCCESS, HOST_NOT_FOUND, TRY_AGAIN, NO_RECOVERY, NO_DATA = range(5)


@dataclass(slots=True)
class Conf:
    """What /etc/resolv.conf says (struct __res_state); without a server, the host's own first address is asked."""

    servers: list[int] = field(default_factory=list)
    search: list[str] = field(default_factory=list)
    ndots: int = 1
    retrans: int = RES_TIMEOUT
    retry: int = RES_DFLRETRY


async def res_init(path: str = "/etc/resolv.conf") -> Conf:
    """Read the configuration; the domain of the host's name is searched when no other is named (res_init)."""
    conf = Conf()
    try:
        fd = await open(path, O_RDONLY)
        text = decode(await read_all(fd, 65536))
        await close(fd)
    except Errno:
        text = ""
    for line in text.splitlines():
        word, *rest = line.split() or [""]
        if word == "nameserver" and rest and len(conf.servers) < MAXNS:
            address = inet_aton(rest[0])
            conf.servers += [] if address is None else [address]
        elif word in ("domain", "search") and rest:
            conf.search = rest[:1] if word == "domain" else rest
        elif word == "options":
            _options(conf, rest)
    if not conf.search:
        domain = str(await sysctl("kern.hostname")).partition(".")[2]
        conf.search = [domain] if domain else []
    conf.servers = conf.servers or [0]
    return conf


def _options(conf: Conf, words: list[str]) -> None:
    """``ndots:n``, ``timeout:n``, ``attempts:n`` (res_setoptions)."""
    for word in words:
        name, _, number = word.partition(":")
        value = to_int(number) if is_number(number) else 0
        if name == "ndots":
            conf.ndots = min(value, RES_MAXNDOTS)
        elif name == "timeout":
            conf.retrans = min(value, RES_MAXRETRANS)
        elif name == "attempts":
            conf.retry = min(value, RES_MAXRETRY)


async def res_send(conf: Conf, query: Message) -> Message:
    """Ask one server after another, several times, ever more patiently. Errors: ETIMEDOUT, ECONNREFUSED (nobody was
    even reached).
    """
    somewhere = False
    bad: dict[int, bool] = {}
    for attempt in range(conf.retry):
        for number, server in enumerate(conf.servers):
            if number in bad:
                continue
            seconds = conf.retrans << attempt
            if attempt:
                seconds //= len(conf.servers)
            try:
                reply = await send_dg(server, query, max(seconds, 1) * SECOND)
            except Errno as error:
                somewhere = somewhere or error.errno == ETIMEDOUT
                continue
            if reply.rcode not in (SERVFAIL, NOTIMP, REFUSED):
                return reply
            bad[number] = True
            if number == len(conf.servers) - 1:
                return reply
    raise Errno(ETIMEDOUT if somewhere else ECONNREFUSED)


async def send_dg(
    server: int, query: Message, patience: int, port: int = NS_DEFAULTPORT, connected: bool = True
) -> Message:
    """One datagram to one server, and its answer (send_dg). Errors: ETIMEDOUT, and those of the socket. One that is not
    connected does not learn that nobody listens.
    """
    fd = await socket(AF_INET, SOCK_DGRAM)
    try:
        await setsockopt(fd, "SO_RCVTIMEO", patience)
        if connected:
            await connect(fd, (server, port))
        await sendto(fd, pack(query), None if connected else (server, port))
        while True:
            try:
                reply = unpack(await recv(fd, 65535))
            except Errno as error:
                if error.errno == EAGAIN:
                    raise Errno(ETIMEDOUT) from error
                raise
            if reply.id == query.id and reply.flags & QR and reply.name.lower() == query.name.lower():
                await close(fd)
                return reply
    except Errno:
        await close(fd)
        raise


async def new_query(name: str, kind: int, flags: int = RD) -> Message:
    """A question with a number of its own (res_mkquery)."""
    number: bytes = await syscall("getrandom", 2)
    return Message(int.from_bytes(number, "big"), flags, NOERROR, name.rstrip(".") + ".", kind)


@dataclass(slots=True)
class Answer:
    """What became of a question: ``h_errno``, the last reply, and whether no server could even be reached."""

    h_errno: int
    reply: Message | None = None
    refused: bool = False


async def res_query(conf: Conf, name: str, kinds: Sequence[int]) -> Answer:
    """Ask for a whole name: the first of the types that there is something of (res_queryN)."""
    if not check_name(name):
        return Answer(NO_RECOVERY)
    last = Answer(NO_RECOVERY)
    for kind in kinds:
        try:
            reply = await res_send(conf, await new_query(name, kind))
        except Errno as error:
            return Answer(TRY_AGAIN, None, error.errno == ECONNREFUSED)
        if reply.rcode == NOERROR and any(record.type == kind for record in reply.answer):
            return Answer(NETDB_SUCCESS, reply)
        codes = {NXDOMAIN: HOST_NOT_FOUND, SERVFAIL: TRY_AGAIN, NOERROR: NO_DATA}
        last = Answer(codes.get(reply.rcode, NO_RECOVERY), reply)
        if last.h_errno != NO_DATA:
            break
    return last


def _stops(answer: Answer) -> bool:
    servfail = answer.reply is not None and answer.reply.rcode == SERVFAIL
    return answer.h_errno not in (NO_DATA, HOST_NOT_FOUND) and not (answer.h_errno == TRY_AGAIN and servfail)


async def res_search(name: str, kinds: Sequence[int], conf: Conf | None = None) -> Answer:
    """Ask for a name, alone and within the domains to search (res_searchN)."""
    conf = conf or await res_init()
    dots, absolute = name.count("."), name.endswith(".")
    first: Answer | None = None
    if dots >= conf.ndots or absolute:
        first = await res_query(conf, name, kinds)
        if first.h_errno == NETDB_SUCCESS or absolute or first.refused or _stops(first):
            return first
    nodata = servfail = False
    last: Answer | None = None
    for domain in conf.search:
        last = await res_query(conf, f"{name}.{domain}", kinds)
        if last.h_errno == NETDB_SUCCESS or last.refused:
            return last
        nodata = nodata or last.h_errno == NO_DATA
        servfail = servfail or last.h_errno == TRY_AGAIN
        if _stops(last):
            break
    if first is None and (last is None or not _stops(last)):
        last = await res_query(conf, name, kinds)
        if last.h_errno == NETDB_SUCCESS:
            return last
    if first is not None:
        return first
    assert last is not None
    return Answer(NO_DATA if nodata else TRY_AGAIN if servfail else last.h_errno, last.reply)
