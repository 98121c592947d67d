"""The name server beyond em0: what it knows, and what it answers.

Models the answers of a caching resolver (RFC 1034, 4.3.2): the chain of aliases and what it leads to, or the zone's
SOA when there is nothing; leaves out zone transfers, EDNS, DNSSEC and caching (time to live never runs down).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from simbsd.sys.errno import Errno
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.nameser import (
    NOERROR,
    NOTIMP,
    NS_PACKETSZ,
    NXDOMAIN,
    QR,
    RA,
    RD,
    REFUSED,
    T_A,
    T_AAAA,
    T_ANY,
    T_CNAME,
    T_MX,
    T_NS,
    T_PTR,
    T_SOA,
    T_TXT,
    TC,
    Message,
    Record,
    arpa,
    arpa6,
    pack,
    unpack,
)

TTL, LAN_TTL = 3600, 300
ZONES = ("example.org.", "freebsd.org.", "example.net.", "home.arpa.", "in-addr.arpa.", "ip6.arpa.")
SERVER = "ns.example.net."
# name, address; the reverse is known too, under the first name that an address has
ADDRESSES = (
    ("gateway.home.arpa.", "10.0.2.2"), ("ns.home.arpa.", "10.0.2.3"), ("peer.home.arpa.", "10.0.2.20"),
    ("line-2.example.net.", "198.51.100.2"), ("access.example.net.", "198.51.100.1"),
    ("access-backbone.example.net.", "203.0.113.1"), ("core.example.net.", "203.0.113.2"),
    ("core-servers.example.net.", "192.0.2.1"), ("ns.example.net.", "192.0.2.53"),
    ("example.org.", "192.0.2.10"), ("mail.example.org.", "192.0.2.10"),
    ("web.freebsd.org.", "192.0.2.80"), ("freebsd.org.", "192.0.2.80"), ("papers.freebsd.org.", "192.0.2.81"),
)  # fmt: skip
ADDRESSES6 = (
    ("gateway.home.arpa.", "2001:db8:0:2::2"), ("ns.home.arpa.", "2001:db8:0:2::3"),
    ("peer.home.arpa.", "2001:db8:0:2::20"), ("line-2.example.net.", "2001:db8:0:51::2"),
    ("access.example.net.", "2001:db8:0:51::1"), ("access-backbone.example.net.", "2001:db8:0:203::1"),
    ("core.example.net.", "2001:db8:0:203::2"), ("core-servers.example.net.", "2001:db8:0:10::1"),
    ("ns.example.net.", "2001:db8:0:10::53"), ("example.org.", "2001:db8:0:10::10"),
    ("web.freebsd.org.", "2001:db8:0:10::80"), ("freebsd.org.", "2001:db8:0:10::80"),
    ("papers.freebsd.org.", "2001:db8:0:10::81"),
)  # fmt: skip
OTHERS: tuple[tuple[str, int, Any], ...] = (
    ("www.example.org.", T_CNAME, "example.org."),
    ("www.freebsd.org.", T_CNAME, "web.freebsd.org."),
    ("example.org.", T_MX, (10, "mail.example.org.")),
    ("example.org.", T_TXT, "v=spf1 mx -all"),
)


def _number(text: str) -> int:
    return int.from_bytes(bytes(int(octet) for octet in text.split(".")), "big")


@cache
def zone() -> dict[str, list[Record]]:
    """Everything the server knows, by name."""
    known: dict[str, list[Record]] = {}
    rows: list[tuple[str, int, Any]] = []
    for name in ZONES:
        soa = (SERVER, "hostmaster.example.net.", 2024030100, 3600, 900, 604800, 300)
        rows += [(name, T_SOA, soa), (name, T_NS, SERVER)]
    reversed_names: dict[str, bool] = {}
    known_addresses = [(name, T_A, _number(text)) for name, text in ADDRESSES]
    known_addresses += [(name, T_AAAA, inet_pton6(text) or 0) for name, text in ADDRESSES6]
    for name, kind, address in known_addresses:
        rows.append((name, kind, address))
        back = arpa(address) if kind == T_A else arpa6(address)
        if back not in reversed_names:
            reversed_names[back] = True
            rows.append((back, T_PTR, name))
    for name, kind, data in (*rows, *OTHERS):
        ttl = LAN_TTL if name.endswith("home.arpa.") else TTL
        known.setdefault(name, []).append(Record(name, kind, ttl, data))
    return known


def answer(data: bytes) -> bytes | None:
    """The answer to a datagram, truncated when it would be too long; None for what is no question."""
    try:
        query = unpack(data)
    except Errno:
        return None
    if query.flags & QR:
        return None
    reply = Message(query.id, QR | RA | query.flags & RD, NOERROR, query.name, query.type)
    if query.flags & 0x7800:
        reply.rcode = NOTIMP
    elif not query.flags & RD:
        reply.rcode = REFUSED
    else:
        _resolve(reply)
    packed = pack(reply)
    if len(packed) > NS_PACKETSZ:
        packed = pack(Message(reply.id, reply.flags | TC, reply.rcode, reply.name, reply.type))
    return packed


def _resolve(reply: Message) -> None:
    """Follow aliases from the name that was asked for."""
    name = reply.name.lower()
    known = zone()
    while True:
        records = known.get(name)
        if records is None:
            _nothing(reply, name)
            return
        found = [record for record in records if reply.type in (record.type, T_ANY)]
        alias = next((record for record in records if record.type == T_CNAME), None)
        if found or alias is None:
            reply.answer += found
            if not found:
                _soa(reply, name)
            return
        reply.answer.append(alias)
        name = alias.data


def _nothing(reply: Message, name: str) -> None:
    """No such name; a name above known ones exists, without records (RFC 8020)."""
    if not any(other.endswith("." + name) for other in zone()):
        reply.rcode = NXDOMAIN
    _soa(reply, name)


def _soa(reply: Message, name: str) -> None:
    for apex in ZONES:
        if name == apex or name.endswith("." + apex):
            reply.authority += [record for record in zone()[apex] if record.type == T_SOA]
            return
    root = ("a.root-servers.net.", "nstld.verisign-grs.com.", 2024030100, 1800, 900, 604800, 86400)
    reply.authority.append(Record(".", T_SOA, 86400, root))
