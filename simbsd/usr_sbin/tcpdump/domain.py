"""Questions to name servers, and their answers, as text.

Models contrib/tcpdump/print-domain.c; leaves out bit labels, TSIG, A6, and what is inside EDNS options.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from simbsd.lib.inet import inet_ntoa
from simbsd.sys.in6 import inet_ntop6

if TYPE_CHECKING:
    from simbsd.usr_sbin.tcpdump.style import Style

_OPS = (
    "", " inv_q", " stat", " op3", " notify", " update", " op6", " op7", " op8", " updateA", " updateD", " updateDA",
    " updateM", " updateMA", " zoneInit", " zoneRef",
)  # fmt: skip
_RESPONSES = (
    "", " FormErr", " ServFail", " NXDomain", " NotImp", " Refused", " YXDomain", " YXRRSet", " NXRRSet", " NotAuth",
    " NotZone", " Resp11", " Resp12", " Resp13", " Resp14", " NoChange", " BadVers", "Resp17", " Resp18", " Resp19",
    " Resp20", "Resp21", " Resp22", " BadCookie",
)  # fmt: skip
_TYPES = {
    1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 7: "MB", 10: "NULL", 11: "WKS", 12: "PTR", 13: "HINFO", 14: "MINFO",
    15: "MX", 16: "TXT", 17: "RP", 18: "AFSDB", 24: "SIG", 25: "KEY", 28: "AAAA", 29: "LOC", 33: "SRV", 35: "NAPTR",
    37: "CERT", 39: "DNAME", 41: "OPT", 43: "DS", 44: "SSHFP", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 50: "NSEC3",
    51: "NSEC3PARAM", 52: "TLSA", 64: "SVCB", 65: "HTTPS", 99: "SPF", 249: "TKEY", 250: "TSIG", 251: "IXFR",
    252: "AXFR", 255: "ANY", 257: "CAA",
}  # fmt: skip
_CLASSES = {3: "CHAOS", 4: "HS", 255: "ANY"}
_IN, _OPT = 1, 41
_NAMES = (2, 5, 12, 39)
_MAXIMUM = 255  # characters of a name that are printed (MAXCDNAME)
_HEADER = 12


class _Truncated(Exception):
    """The message ends early; what was printed stays."""


def domain_text(style: Style, data: bytes) -> str:
    """domain_print(), of a datagram."""
    if len(data) < _HEADER:
        return f"domain [length {len(data)} < {_HEADER}] (invalid)"
    reader = _Reader(style, data)
    try:
        reader.message()
    except (_Truncated, IndexError, struct.error):
        return "".join(reader.pieces) + " [|domain]"
    return "".join(reader.pieces) + f" ({len(data)})"


class _Reader:
    """A message being read, and what was printed of it."""

    def __init__(self, style: Style, data: bytes) -> None:
        self.verbose = style.verbose
        self.data = data
        self.at = _HEADER
        self.pieces: list[str] = []

    def put(self, text: str) -> None:
        self.pieces.append(text)

    def number(self, size: int) -> int:
        """The next ``size`` octets."""
        if self.at + size > len(self.data):
            raise _Truncated
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at], "big")

    def message(self) -> None:
        ident, flags, questions, answers, servers, others = struct.unpack_from(">HHHHHH", self.data)
        operation = _OPS[flags >> 11 & 15]
        if flags & 0x8000:
            marks = ("*" if flags & 0x400 else "") + ("" if flags & 0x80 else "-")
            marks += ("|" if flags & 0x200 else "") + ("$" if flags & 0x20 else "")
            self.put(f"{ident}{operation}{_RESPONSES[flags & 15]}{marks}")
            self.put(f" [{questions}q]" if questions != 1 else "")
            self._asked(questions)
            self.put(f" {answers}/{servers}/{others}")
            self._records("", answers)
        else:
            self.put(f"{ident}{operation}" + ("+" if flags & 0x100 else "") + ("%" if flags & 0x10 else ""))
            self.put(f" [b2&3=0x{flags:x}]" if flags & 0x6CF else "")
            self.put(f" [{answers}a]" if answers else "")
            self.put(f" [{questions}q]" if questions != 1 else "")
            self.put((f" [{servers}n]" if servers else "") + (f" [{others}au]" if others else ""))
            for _ in range(questions):
                self._question()
            if self.verbose > 1:
                self._records("", answers)
        if self.verbose > 1:
            self._records(" ns:", servers)
            self._records(" ar:", others)

    def _asked(self, count: int) -> None:
        """The question that an answer repeats, shown with -vv."""
        for number in range(count):
            self.put("," if number else "")
            if self.verbose > 1:
                self.put(" q:")
                self._question()
            else:
                self.skip()
                self.number(4)

    def _records(self, head: str, count: int) -> None:
        for number in range(count):
            self.put("," if number else head)
            self._record()

    def skip(self) -> None:
        """ns_nskip()."""
        while True:
            size = self.number(1)
            if not size:
                return
            if size & 0xC0 == 0xC0:
                self.number(1)
                return
            if size & 0xC0:
                raise _Truncated
            self.number(size)

    def name(self) -> None:
        """fqdn_print(): a name may go on before itself, never behind."""
        data, at, bound, end = self.data, self.at, self.at, -1
        printed = 0
        size = data[at]
        if not size:
            self.put(".")
        while size:
            if size & 0xC0 == 0xC0:
                end = at + 2 if end < 0 else end
                target = (size << 8 | data[at + 1]) & 0x3FFF
                if target >= bound:
                    self.put("<BAD PTR>")
                    raise _Truncated
                at = bound = target
                size = data[at]
                continue
            if size & 0xC0:
                self.put("<BAD LABEL TYPE>" if size & 0xC0 == 0x80 else f"<ELT {size & 0x3F}>")
                raise _Truncated
            label = data[at + 1 : at + 1 + size]
            if len(label) < size:
                raise _Truncated
            self.put(printable(label[: max(0, _MAXIMUM - printed)]))
            printed += size
            self.put("." if printed <= _MAXIMUM else "")
            printed += 1
            at += 1 + size
            size = data[at]
        self.put("<DOMAIN NAME TOO LONG>" if printed > _MAXIMUM else "")
        self.at = end if end >= 0 else at + 1

    def _question(self) -> None:
        start = self.at
        self.skip()
        kind, group = self.number(2), self.number(2)
        end = self.at
        self.put(f" {_TYPES.get(kind, f'Type{kind}')}")
        self.put(f" {_CLASSES.get(group, f'(Class {group})')}" if group != _IN else "")
        self.put("? ")
        self.at = start
        self.name()
        self.at = end

    def _record(self) -> None:
        """ns_rprint()."""
        if self.verbose:
            self.put(" ")
            self.name()
        else:
            self.skip()
        kind, group, lifetime, size = self.number(2), self.number(2), self.number(4), self.number(2)
        if kind != _OPT:
            self.put(f" {_CLASSES.get(group, f'(Class {group})')}" if group != _IN else "")
            self.put(f" [{relative(lifetime)}]" if self.verbose > 2 else "")
        self.put(f" {_TYPES.get(kind, f'Type{kind}')}")
        start, end = self.at, self.at + size
        if end > len(self.data):
            raise _Truncated
        if kind == _OPT:
            self.put(f" UDPsize={group}" + (" DO" if lifetime & 0x8000 else ""))
        else:
            self._data(kind, start, end)
        self.at = end

    def _data(self, kind: int, start: int, end: int) -> None:
        if kind == 1:
            self.put(f" {inet_ntoa(self.number(4))}")
        elif kind == 28:
            self.put(f" {inet_ntop6(self.number(16))}")
        elif kind in _NAMES:
            self.put(" ")
            self.name()
        elif kind == 6 and self.verbose:
            for _ in range(2):
                self.put(" ")
                self.name()
            self.put("".join(f" {self.number(4)}" for _ in range(5)))
        elif kind == 15:
            preference = self.number(2)
            self.put(" ")
            self.name()
            self.put(f" {preference}")
        elif kind == 16:
            while self.at < end:
                size = self.number(1)
                self.put(f' "{printable(self.data[self.at : self.at + size])}"')
                self.number(size)
        elif kind == 33:
            priority, weight, port = (self.number(2) for _ in range(3))
            self.put(" ")
            self.name()
            self.put(f":{port} {priority} {weight}")


def printable(data: bytes) -> str:
    """nd_printn(): what is no character of ASCII is shown as with a caret, or with M- before it."""
    text = ""
    for octet in data:
        if octet > 127:
            text += "M-"
            octet &= 127
        text += chr(octet) if 32 <= octet < 127 else f"^{chr(octet ^ 0x40)}"
    return text


def relative(seconds: int) -> str:
    """unsigned_relts_print(): weeks, days, hours, minutes, seconds, those that are not 0."""
    text = ""
    for unit, length in (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        if seconds >= length:
            text += f"{seconds // length}{unit}"
            seconds %= length
    return text or "0s"
