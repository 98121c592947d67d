"""What IGMP says about groups, as text.

Models contrib/tcpdump/print-igmp.c (igmp_print, print_igmpv3_query, print_igmpv3_report); leaves out DVMRP, PIM
version 1 and mtrace.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from simbsd.lib.inet import inet_ntoa
from simbsd.usr_sbin.tcpdump.packet import in_cksum

if TYPE_CHECKING:
    from simbsd.usr_sbin.tcpdump.style import Style

_RECORDS = {1: "is_in", 2: "is_ex", 3: "to_in", 4: "to_ex", 5: "allow", 6: "block"}
_USUAL = 100  # tenths of a second that an answer may take


def igmp_text(style: Style, data: bytes) -> str:
    """igmp_print()."""
    if style.quiet:
        return "igmp"
    kind = data[0]
    if kind == 0x11:
        text = "igmp query" + (_query3(style, data) if len(data) >= 12 else _query(data))
    elif kind in (0x12, 0x16, 0x17):
        text = f"igmp {_NAMES[kind]} {_address(data, 4)}"
        if kind == 0x12 and len(data) != 8:
            text += f" [len {len(data)}]"
    elif kind == 0x22:
        text = "igmp v3 report" + _report3(style, data)
    else:
        text = f"igmp-{kind}"
    if style.verbose and len(data) >= 4 and in_cksum(data):
        text += f" bad igmp cksum {int.from_bytes(data[2:4], 'big'):x}!"
    return text


_NAMES = {0x12: "v1 report", 0x16: "v2 report", 0x17: "leave"}


def _address(data: bytes, at: int) -> str:
    return inet_ntoa(struct.unpack_from(">I", data, at)[0])


def _query(data: bytes) -> str:
    text = " v1"
    if data[1]:
        text = " v2" + (f" [max resp time {data[1]}]" if data[1] != _USUAL else "")
    if any(data[4:8]):
        text += f" [gaddr {_address(data, 4)}]"
    return text + (f" [len {len(data)}]" if len(data) != 8 else "")


def _query3(style: Style, data: bytes) -> str:
    text = " v3"
    if len(data) & 3:
        return f"{text} [invalid len {len(data)}]"
    code = data[1]
    tenths = code if code < 128 else (code & 15 | 16) << ((code >> 4 & 7) + 3)
    if code != _USUAL:
        time = f"{tenths // 10}.{tenths % 10}s" if tenths < 600 else _relts(tenths // 10)
        text += f" [max resp time {time}]"
    if not any(data[4:8]):
        return text
    return f"{text} [gaddr {_address(data, 4)}{_sources(style, data, 12, int.from_bytes(data[10:12], 'big'))}]"


def _sources(style: Style, data: bytes, at: int, count: int) -> str:
    if not count:
        return ""
    if len(data) < at + 4 * count:
        return " [invalid number of sources]"
    if style.verbose > 1:
        return " {" + "".join(f" {_address(data, at + 4 * one)}" for one in range(count)) + " }"
    return f", {count} source(s)"


def _relts(seconds: int) -> str:
    """unsigned_relts_print(): weeks, days, hours, minutes, seconds, those that are not 0."""
    text = ""
    for unit, length in (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        if seconds >= length:
            text += f"{seconds // length}{unit}"
            seconds %= length
    return text or "0s"


def _report3(style: Style, data: bytes) -> str:
    """The records of a report, one by one only with -v."""
    if len(data) < 16 or len(data) & 3:
        return f" [invalid len {len(data)}]"
    count = int.from_bytes(data[6:8], "big")
    text, at = f", {count} group record(s)", 8
    for _ in range(count if style.verbose else 0):
        if len(data) < at + 8:
            return f"{text} [invalid number of groups]"
        kind, sources = data[at], int.from_bytes(data[at + 2 : at + 4], "big")
        text += f" [gaddr {_address(data, at + 4)} {_RECORDS.get(kind, f' [v3-report-#{kind}]')}"
        if len(data) < at + 8 + 4 * sources:
            return f"{text} [invalid number of sources {sources}]"
        if style.verbose == 1:
            text += f", {sources} source(s)"
        else:
            text += " {" + "".join(f" {_address(data, at + 8 + 4 * one)}" for one in range(sources)) + " }"
        text += "]"
        at += 8 + 4 * sources
    return text
