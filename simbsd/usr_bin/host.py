"""host(1): look up the names of the Internet.

Models contrib/ldns-host/ldns-host.c; leaves out TCP (-T), zone transfers (-l, -t AXFR), -C, classes other than IN, and
IPv6 servers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.getopt import getopt
from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.ldns import Packet, rdata, send_to, type_name
from simbsd.lib.netdb import Unresolved, resolve
from simbsd.lib.printf import printf
from simbsd.lib.resolv import Conf, new_query, res_init
from simbsd.lib.stdio import STDERR
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.nameser import (
    AA,
    NOERROR,
    QR,
    RA,
    RCODES,
    RD,
    SERVFAIL,
    T_A,
    T_AAAA,
    T_ANY,
    T_CNAME,
    T_MX,
    T_NS,
    T_PTR,
    T_TXT,
    TC,
    TYPES,
    Record,
    arpa,
    check_name,
)
from simbsd.sys.socketvar import INADDR_LOOPBACK
from simbsd.sys.strtol import atoi

USAGE = """\
Usage: host [-aCdilrsTvw46] [-c class] [-N ndots] [-R number]
            [-t type] [-W wait] name [server]
\t-a same as -v -t ANY
\t-C query SOA records from all authoritative name servers
\t-c use this query class (IN, CH, HS, etc)
\t-d produce verbose output, same as -v
\t-i use IP6.INT for IPv6 reverse lookups
\t-l list records in a zone via AXFR
\t-N consider names with at least this many dots as absolute
\t-R retry UDP queries this many times
\t-r disable recursive query
\t-s do not ignore SERVFAIL responses
\t-T send query via TCP
\t-t use this query type (A, AAAA, MX, etc)
\t-v produce verbose output
\t-w wait forever for a server reply
\t-W wait this many seconds for a reply
\t-4 use IPv4 only
\t-6 use IPv6 only
"""
SAYS = {
    T_A: "has address", T_NS: "name server", T_CNAME: "is an alias for", T_PTR: "domain name pointer",
    T_MX: "mail is handled by", T_TXT: "descriptive text", T_AAAA: "has IPv6 address",
}  # fmt: skip
FLAGS = ((QR, " qr"), (AA, " aa"), (TC, " tc"), (RD, " rd"), (RA, " ra"))


class Die(Exception):
    """The end, with a status; the message goes to standard error after the program's name. None: the usage does."""

    def __init__(self, status: int, message: str | None = None) -> None:
        self.status, self.message = status, message


@dataclass
class Host:
    """One run."""

    conf: Conf = field(default_factory=Conf)
    kind: int | None = None
    single: bool = False
    verbose: bool = False
    recursive: bool = True
    ignore_servfail: bool = True
    ndots: int = 1
    retries: int = 1
    timeout: int = 5
    server: str | None = None

    def parse(self, options: list[tuple[str, str]], operands: list[str]) -> str:
        """Take the command line in: the name. Raises Die."""
        for letter, value in options:
            if letter == "a":
                self.single, self.kind, self.verbose = True, T_ANY, True
            elif letter == "?":
                raise Die(1)
            elif letter in "dv":
                self.verbose = True
            elif letter == "r":
                self.recursive = False
            elif letter == "s":
                self.ignore_servfail = False
            elif letter == "N":
                self.ndots = max(atoi(value), 0)
            elif letter == "R":
                self.retries = min(max(atoi(value), 1), 255)
            elif letter == "W":
                self.timeout = max(atoi(value), 1)
            elif letter == "t":
                self.single, self.kind = True, TYPES.get(value.upper())
                if self.kind is None:
                    raise Die(2, f"invalid type: {value}\n")
        if not operands:
            raise Die(1)
        self.server = operands[1] if len(operands) > 1 else None
        return operands[0]

    async def query(self, name: str, kind: int) -> tuple[bool, Packet]:
        """Ask one server after another. Raises Die."""
        if self.verbose:
            await printf(f'Trying "{name.rstrip(".")}"\n')
        query = await new_query(name, kind, RD if self.recursive else 0)
        packet = None
        for server in self.conf.servers:
            packet = await send_to(server, query, self.timeout, self.retries + 1)
            if packet is None:
                continue
            failed = packet.message.rcode == SERVFAIL
            if self.ignore_servfail and failed and len(self.conf.servers) > 1:
                continue
            return packet.message.rcode == NOERROR, packet
        if packet is None:
            await printf(";; connection timed out; no servers could be reached\n")
            raise Die(1, "")
        return False, packet

    async def search(self, name: str, kind: int) -> tuple[bool, str, Packet]:
        """Ask for a name alone and within the domains of resolv.conf: which name was known."""
        absolute = name.count(".") >= self.ndots
        if absolute:
            found, packet = await self.query(name, kind)
            if found:
                return True, name, packet
        for domain in self.conf.search if not name.endswith(".") else ():
            known, packet = await self.query(f"{name}.{domain}", kind)
            if known:
                return True, f"{name}.{domain}", packet
        if not absolute:
            found, packet = await self.query(name, kind)
            if found:
                return True, name, packet
        return False, name, packet

    async def report(self, name: str, kind: int, packet: Packet, answer: list[Record]) -> None:
        """Say what came."""
        if self.server is not None:
            await printf(
                f"Using domain server:\nName: {self.server}\nAddress: {inet_ntoa(packet.server)}#53\nAliases: \n\n"
            )
            self.server = None
        message = packet.message
        if message.rcode != NOERROR:
            await printf(f"Host {name.rstrip('.')} not found: {message.rcode}({RCODES[message.rcode]})\n")
        elif self.verbose:
            await printf(_verbose(packet, answer))
        else:
            lines = [f"{one.name.rstrip('.')} {_says(one.type)} {rdata(one)}\n" for one in answer]
            if self.single and not message.answer:
                lines.append(f"{name.rstrip('.')} has no {type_name(kind)} record\n")
            await printf("".join(lines))
        if self.verbose:
            server = inet_ntoa(packet.server)
            await printf(f"Received {packet.size} bytes from {server}#53 in {packet.querytime} ms\n")

    async def run(self, name: str) -> bool:
        """Look one name up, and what goes with it."""
        reverse = _reverse(name)
        if reverse is not None:
            self.single = True
            found, packet = await self.query(reverse, T_PTR)
            await self.report(reverse, T_PTR, packet, packet.message.answer)
            return found
        if not check_name(name):
            raise Die(1, f"'{name}' is not a legal name ({_illegal(name)})")
        kind = T_A if self.kind is None else self.kind
        found, known, packet = await self.search(name, kind)
        await self.report(known, kind, packet, packet.message.answer)
        for other in () if self.single or not found else (T_AAAA, T_MX):
            found, packet = await self.query(known, other)
            await self.report(known, other, packet, [one for one in packet.message.answer if one.type == other])
            if not found:
                break
        return found


def _illegal(name: str) -> str:
    sizes = [len(label) for label in name.rstrip(".").split(".")]
    if 0 in sizes:
        return "Empty label"
    return "Label length overflow" if max(sizes) > 63 else "Domainname length overflow"


def _says(kind: int) -> str:
    return SAYS.get(kind, f"has {type_name(kind)} record")


def _reverse(name: str) -> str | None:
    """The name to ask for when an address was given, else None."""
    address = inet_aton(name) if name.count(".") == 3 else None
    if address is not None:
        return arpa(address)
    address = inet_pton6(name)
    return None if address is None else ".".join(reversed(f"{address:032x}")) + ".ip6.arpa."


def _pad(text: str, to: int) -> str:
    """Tabs, then blanks, up to a column; at least one (print_padding)."""
    at, out = len(text.expandtabs()), ""
    to = max(to, at + 1)
    while at + 8 - at % 8 <= to:
        at += 8 - at % 8
        out += "\t"
    return text + out + " " * (to - at)


def _row(record: Record | None, name: str, kind: int) -> str:
    line = name
    if record is not None:
        line = _pad(line, 24) + str(record.ttl)
    line = _pad(_pad(line, 32) + "IN", 40) + type_name(kind)
    return line + "\n" if record is None else _pad(line, 48) + rdata(record) + "\n"


def _verbose(packet: Packet, answer: list[Record]) -> str:
    message = packet.message
    flags = "".join(word for bit, word in FLAGS if message.flags & bit)
    sections = (("ANSWER", answer), ("AUTHORITY", message.authority), ("ADDITIONAL", message.additional))
    counts = ", ".join(f"{name}: {len(records)}" for name, records in sections)
    text = f";; ->>HEADER<<- opcode: QUERY, status: {RCODES[message.rcode]}, id: {message.id}\n"
    text += f";; flags:{flags}; QUERY: 1, {counts}\n\n"
    text += f";; QUESTION SECTION:\n;{_row(None, message.name, message.type)}\n"
    for name, records in sections:
        if records:
            text += f";; {name} SECTION:\n" + "".join(_row(one, one.name, one.type) for one in records) + "\n"
    return text


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    run = Host()
    try:
        name = run.parse(*await getopt(argv, "aCdilnrsTvw46c:N:R:t:W:"))
        run.conf = await res_init()
        run.conf.servers = [INADDR_LOOPBACK if server == 0 else server for server in run.conf.servers]
        if run.server is not None:
            try:
                run.conf.servers = [(await resolve(run.server))[1]]
            except Unresolved as why:
                raise Die(1, f"couldn't get address for '{run.server}': {why.gai}") from why
        return 0 if await run.run(name) else 1
    except Die as end:
        if end.message is None:
            await printf(USAGE, STDERR)
        elif end.message:
            await printf(f"host: {end.message}\n", STDERR)
        return end.status
