"""DNS messages: what a resolver and a name server send each other.

Models include/arpa/nameser.h and lib/libc/nameser (ns_name_compress, ns_parserr) after RFC 1035 and RFC 3596; leaves
out EDNS, classes other than IN, and the record types not named here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simbsd.sys.errno import EMSGSIZE, Errno

NS_DEFAULTPORT, NS_PACKETSZ = 53, 512
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = range(6)
RCODES = ("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMPL", "REFUSED")
T_A, T_NS, T_CNAME, T_SOA, T_PTR, T_MX, T_TXT, T_AAAA, T_ANY = 1, 2, 5, 6, 12, 15, 16, 28, 255
TYPES = {
    "A": T_A, "NS": T_NS, "CNAME": T_CNAME, "SOA": T_SOA, "PTR": T_PTR, "MX": T_MX, "TXT": T_TXT, "AAAA": T_AAAA,
    "ANY": T_ANY,
}  # fmt: skip
TYPE_NAMES = {number: name for name, number in TYPES.items()}
C_IN = 1
QR, AA, TC, RD, RA = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080


@dataclass(slots=True)
class Record:
    """A resource record. ``data``: an integer (A, AAAA), a name (NS, CNAME, PTR), ``(preference, name)`` (MX), a text
    (TXT), ``(mname, rname, serial, refresh, retry, expire, minimum)`` (SOA), else bytes. Names end in a dot.
    """

    name: str
    type: int
    ttl: int
    data: Any


@dataclass(slots=True)
class Message:
    """A question and what was said to it; ``flags`` without the response code."""

    id: int
    flags: int
    rcode: int
    name: str
    type: int
    answer: list[Record] = field(default_factory=list)
    authority: list[Record] = field(default_factory=list)
    additional: list[Record] = field(default_factory=list)


class _Writer:
    """Bytes of one message; a name written before is pointed to."""

    def __init__(self) -> None:
        self.out = bytearray()
        self.known: dict[str, int] = {}

    def number(self, value: int, size: int) -> None:
        self.out += value.to_bytes(size, "big")

    def name(self, name: str) -> None:
        rest = name.rstrip(".").lower()
        while rest:
            if rest in self.known:
                self.number(0xC000 | self.known[rest], 2)
                return
            if len(self.out) < 0x4000:
                self.known[rest] = len(self.out)
            label, _, rest = rest.partition(".")
            octets = label.encode("utf-8", "surrogateescape")
            self.out += bytes([len(octets)]) + octets
        self.out.append(0)

    def record(self, record: Record) -> None:
        self.name(record.name)
        for value, size in ((record.type, 2), (C_IN, 2), (record.ttl, 4), (0, 2)):
            self.number(value, size)
        start = len(self.out)
        self._data(record)
        self.out[start - 2 : start] = (len(self.out) - start).to_bytes(2, "big")

    def _data(self, record: Record) -> None:
        data = record.data
        if record.type in (T_A, T_AAAA):
            self.number(data, 4 if record.type == T_A else 16)
        elif record.type in (T_NS, T_CNAME, T_PTR):
            self.name(data)
        elif record.type == T_MX:
            self.number(data[0], 2)
            self.name(data[1])
        elif record.type == T_TXT:
            octets = data.encode()
            self.out += bytes([len(octets)]) + octets
        elif record.type == T_SOA:
            self.name(data[0])
            self.name(data[1])
            for value in data[2:]:
                self.number(value, 4)
        else:
            self.out += data


def check_name(name: str) -> bool:
    """Whether a name can be asked for: labels of 1 to 63 octets, 255 in all (ns_name_pton)."""
    labels = [len(label.encode("utf-8", "surrogateescape")) for label in name.rstrip(".").split(".")]
    return name == "." or (all(0 < size < 64 for size in labels) and sum(labels) + len(labels) < 255)


def pack(message: Message) -> bytes:
    """A message as bytes."""
    writer = _Writer()
    counts = (1, len(message.answer), len(message.authority), len(message.additional))
    for value in (message.id, message.flags | message.rcode, *counts):
        writer.number(value, 2)
    writer.name(message.name)
    writer.number(message.type, 2)
    writer.number(C_IN, 2)
    for record in (*message.answer, *message.authority, *message.additional):
        writer.record(record)
    return bytes(writer.out)


class _Reader:
    """A place in a message. Errors: EMSGSIZE where the message is not well formed."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def take(self, size: int) -> bytes:
        part = self.data[self.at : self.at + size]
        if len(part) < size:
            raise Errno(EMSGSIZE)
        self.at += size
        return part

    def name(self) -> str:
        labels: list[str] = []
        back = 0
        while size := self.number(1):
            if size < 64:
                labels.append(self.take(size).decode("utf-8", "surrogateescape"))
            elif len(labels) > 127 or (target := (size & 0x3F) << 8 | self.number(1)) >= self.at - 2:
                raise Errno(EMSGSIZE)
            else:
                back = back or self.at
                self.at = target
        self.at = back or self.at
        return ".".join(labels) + "."

    def record(self) -> Record:
        name, kind, _class, ttl, size = self.name(), self.number(2), self.number(2), self.number(4), self.number(2)
        end = self.at + size
        record = Record(name, kind, ttl, self._data(kind, size))
        self.at = end
        return record

    def _data(self, kind: int, size: int) -> Any:
        if kind in (T_A, T_AAAA):
            return self.number(size)
        if kind in (T_NS, T_CNAME, T_PTR):
            return self.name()
        if kind == T_MX:
            return self.number(2), self.name()
        if kind == T_TXT:
            return self.take(self.number(1)).decode("utf-8", "surrogateescape")
        if kind == T_SOA:
            return (self.name(), self.name(), *(self.number(4) for _ in range(5)))
        return self.take(size)


def unpack(data: bytes) -> Message:
    """A message from bytes. Errors: EMSGSIZE."""
    reader = _Reader(data)
    ident, flags, questions, *counts = (reader.number(2) for _ in range(6))
    if questions != 1:
        raise Errno(EMSGSIZE)
    name, kind, _class = reader.name(), reader.number(2), reader.number(2)
    answer, authority, additional = ([reader.record() for _ in range(count)] for count in counts)
    return Message(ident, flags & ~0xF, flags & 0xF, name, kind, answer, authority, additional)


def arpa(address: int) -> str:
    """The name under which the name of an IPv4 address is asked for."""
    return ".".join(str(address >> shift & 255) for shift in (0, 8, 16, 24)) + ".in-addr.arpa."


def arpa6(address: int) -> str:
    """The name under which the name of an IPv6 address is asked for."""
    return ".".join(reversed(f"{address:032x}")) + ".ip6.arpa."
