"""drill(1): ask a name server, and show its whole answer.

Models contrib/ldns/drill/drill.c; leaves out DNSSEC, tracing, chasing, TCP, files of packets, keys, EDNS and IPv6
servers.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.files import access
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.ldns import NETWORK_ERR, Packet, rdata, send, type_name
from simbsd.lib.netdb import Unresolved, resolve
from simbsd.lib.printf import printf
from simbsd.lib.resolv import Conf, res_init
from simbsd.lib.stdio import STDERR
from simbsd.sys.calendar import ctime
from simbsd.sys.errno import Errno
from simbsd.sys.nameser import (
    AA,
    NS_DEFAULTPORT,
    QR,
    RA,
    RCODES,
    RD,
    T_A,
    T_NS,
    T_PTR,
    TC,
    TYPES,
    Record,
    arpa,
    check_name,
)
from simbsd.sys.strtol import atoi

RESOLV_CONF = "/etc/resolv.conf"
VERSION = """\
{} version 1.8.3 (ldns version 1.8.3)
Written by NLnet Labs.

Copyright (c) 2004-2008 NLnet Labs.
Licensed under the revised BSD license.
There is NO warranty; not even for MERCHANTABILITY or FITNESS
FOR A PARTICULAR PURPOSE.
"""
USAGE = """\
  Usage: {} name [@server] [type] [class]
\t<name>  can be a domain name or an IP address (-x lookups)
\t<type>  defaults to A
\t<class> defaults to IN

\targuments may be placed in random order

  Options:
\t-D\t\tenable DNSSEC (DO bit)
\t-T\t\ttrace from the root down to <name>
\t-S\t\tchase signature(s) from <name> to a known key [*]
\t-I <address>\tsource address to query from
\t-V <number>\tverbosity (0-5)
\t-Q\t\tquiet mode (overrules -V)

\t-f file\t\tread packet from file and send it
\t-i file\t\tread packet from file and print it
\t-w file\t\twrite answer packet to file
\t-q file\t\twrite query packet to file
\t-h\t\tshow this help
\t-v\t\tshow version

  Query options:
\t-4\t\tstay on ip4
\t-6\t\tstay on ip6
\t-a\t\tfallback to EDNS0 and TCP if the answer is truncated
\t-b <bufsize>\tuse <bufsize> as the buffer size (defaults to 512 b)
\t-c <file>\tuse file for recursive nameserver configuration
\t\t\t(/etc/resolv.conf)
\t-k <file>\tspecify a file that contains a trusted DNSSEC key [**]
\t\t\tUsed to verify any signatures in the current answer.
\t\t\tWhen DNSSEC enabled tracing (-TD) or signature
\t\t\tchasing (-S) and no key files are given, keys are read
\t\t\tfrom: /etc/unbound/root.key
\t-o <mnemonic>\tset flags to:
\t\t\t[QR|qr][AA|aa][TC|tc][RD|rd][CD|cd][RA|ra][AD|ad]
\t\t\tlowercase: unset bit, uppercase: set bit
\t-p <port>\tuse <port> as remote port number
\t-s\t\tshow the DS RR for each key in a packet
\t-u\t\tsend the query with udp (the default)
\t-x\t\tdo a reverse lookup
\twhen doing a secure trace:
\t-r <file>\tuse file as root servers hint file
\t-t\t\tsend the query with tcp (connected)
\t-d <domain>\tuse domain as the start point for the trace
\t-y <name:key[:algo]>\tspecify named base64 tsig key, and optional an
\t\t\talgorithm (defaults to hmac-md5.sig-alg.reg.int)
\t-z\t\tdon't randomize the nameservers before use

  [*] = enables/implies DNSSEC
  [**] = can be given more than once

  ldns-team@nlnetlabs.nl | http://www.nlnetlabs.nl/ldns/
"""
FLAGS = ((QR, "qr "), (AA, "aa "), (TC, "tc "), (RD, "rd "), (RA, "ra "))
OPTIONS = {"AA": AA, "TC": TC, "RD": RD, "RA": RA, "QR": QR}


class DrillError(Exception):
    """The end: ``Error:`` and the message."""


@dataclass
class Question:
    """What is asked of whom, and how it is shown."""

    name: str | None = None
    kind: int | None = None
    server: str | None = None
    flags: int = RD
    port: int = NS_DEFAULTPORT
    reverse: bool = False
    quiet: bool = False
    conf: str | None = None


def parse(options: list[tuple[str, str]], operands: list[str]) -> Question:
    """The command line; names, types and servers come in any order."""
    question = Question()
    for letter, value in options:
        if letter == "x":
            question.reverse = True
        elif letter == "Q":
            question.quiet = True
        elif letter == "p":
            question.port = atoi(value)
        elif letter == "c":
            question.conf = value
        elif letter == "o":
            for word, bit in OPTIONS.items():
                if word in value:
                    question.flags |= bit
                if word.lower() in value:
                    question.flags &= ~bit
    for word in operands:
        if word.startswith("@"):
            question.server = word[1:]
        elif "." not in word and question.kind is None and word.upper() in TYPES:
            question.kind = TYPES[word.upper()]
        elif "." in word or word.upper() != "IN":
            question.name = word
    if question.name is None:
        question.name, question.kind = ".", T_NS
    if question.kind is None:
        question.kind = T_PTR if question.reverse else T_A
    return question


async def _servers(question: Question) -> Conf | None:
    """Whom to ask; None, with a warning, when resolv.conf cannot be read. Raises DrillError."""
    if question.server is not None:
        try:
            return Conf([(await resolve(question.server))[1]])
        except Unresolved as why:
            raise DrillError(f"could not find any address for the name: `{question.server}'") from why
    try:
        await access(question.conf or RESOLV_CONF, 4)
    except Errno:
        await printf(
            f"Warning: Could not create a resolver structure: Could not open the files ({question.conf or '(null)'})\n"
            "Try drill @localhost if you have a resolver running on your machine.\n",
            STDERR,
        )
        return None
    return await res_init(question.conf or RESOLV_CONF)


def _row(record: Record) -> str:
    return f"{record.name}\t{record.ttl}\tIN\t{type_name(record.type)}\t{rdata(record)}\n"


def shown(packet: Packet) -> str:
    """The answer as ldns_pkt2buffer_str_fmt writes it."""
    message = packet.message
    flags = "".join(word for bit, word in FLAGS if message.flags & bit)
    counts = f"ANSWER: {len(message.answer)}, AUTHORITY: {len(message.authority)}, ADDITIONAL: "
    text = f";; ->>HEADER<<- opcode: QUERY, rcode: {RCODES[message.rcode]}, id: {message.id}\n"
    text += f";; flags: {flags}; QUERY: 1, {counts}{len(message.additional)} \n"
    text += f";; QUESTION SECTION:\n;; {message.name}\tIN\t{type_name(message.type)}\n\n"
    sections = (("ANSWER", message.answer), ("AUTHORITY", message.authority), ("ADDITIONAL", message.additional))
    for name, records in sections:
        text += f";; {name} SECTION:\n" + "".join(map(_row, records)) + "\n"
    return text + (
        f";; Query time: {packet.querytime} msec\n;; SERVER: {inet_ntoa(packet.server)}\n"
        f";; WHEN: {ctime(packet.timestamp)}\n;; MSG SIZE  rcvd: {packet.size}\n"
    )


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    options, operands = await getopt(argv, "46ab:c:d:Df:hi:I:k:o:p:q:Qr:sStTuvV:w:xy:z")
    for letter, _ in options:
        if letter in "hv":
            await printf(VERSION.format(argv[0]) + (USAGE.format(argv[0]) if letter == "h" else ""))
            return 0
    if any(letter == "?" for letter, _ in options):
        await printf("Unknown argument: -?, use -h to see usage\n", STDERR)
        return 1
    question = parse(options, operands)
    assert question.name is not None
    assert question.kind is not None
    try:
        conf = await _servers(question)
        if conf is None:
            return 1
        name = question.name
        if question.reverse:
            address = inet_aton(name)
            if address is None:
                raise DrillError("Syntax error: cannot parse IPv4 address\n")
            name = arpa(address)
        if not check_name(name):
            raise DrillError("error in making qname")
        packet = await send(conf, name, question.kind, question.flags, question.port)
        if packet is None:
            raise DrillError(f"error sending query: {NETWORK_ERR}")
    except DrillError as error:
        await printf(f"Error: {error}\n", STDERR)
        return 1
    if question.quiet:
        await printf("".join(f"{rdata(one)}\n" for one in packet.message.answer))
    else:
        await printf(shown(packet))
    return 0
