"""A captured packet as a line: its number and time, its link's header, what is inside, and its bytes.

Models contrib/tcpdump/print.c (pretty_print_packet), print-ether.c, print-null.c and print-pflog.c; leaves out MACsec,
and frames of other types than this machine sends.
"""

from __future__ import annotations

import struct
from collections.abc import Awaitable, Callable

from simbsd.lib.inet import ether_ntoa
from simbsd.sys.bpf import DLT_NULL, DLT_PFLOG, PFLOG_HDRLEN, Captured
from simbsd.sys.pf import REASONS
from simbsd.sys.socketvar import AF_INET6
from simbsd.usr_sbin.tcpdump.dump import ascii_dump, hex_and_ascii, hex_dump
from simbsd.usr_sbin.tcpdump.ip import arp_text, ip_text
from simbsd.usr_sbin.tcpdump.ip6 import ip6_text
from simbsd.usr_sbin.tcpdump.style import Style, stamp

_ETHERTYPES = {
    0x0800: "IPv4", 0x0806: "ARP", 0x8100: "802.1Q", 0x88A8: "802.1Q-QinQ", 0x86DD: "IPv6", 0x8809: "Slow Protocols",
    0x8035: "Reverse ARP", 0x9100: "802.1Q-9100", 0x9200: "802.1Q-9200", 0x8847: "MPLS unicast", 0x8863: "PPPoE D",
    0x8864: "PPPoE S", 0x888E: "EAPOL", 0x88CC: "LLDP", 0x9000: "Loopback",
}  # fmt: skip
_TAGS = (0x8100, 0x88A8, 0x9100, 0x9200)
_LENGTHS = 1500  # of 802.3: greater numbers are types
_PF_ACTIONS = {0: "pass", 1: "block", 2: "scrub", 4: "nat", 5: "nat", 6: "binat", 7: "binat", 8: "rdr", 9: "rdr",
               12: "match"}  # fmt: skip


async def packet_text(style: Style, dlt: int, packet: Captured, number: int) -> str:
    """The line of a packet; with -v, -x, -X and -A: lines."""
    style.depth, style.missing = 0, packet.length - len(packet.data)
    head = f"{number:5}  " if style.numbered else ""
    head += stamp(style, packet.when)
    text, header = await _LINKS.get(dlt, _ether)(style, packet)
    return f"{head}{text}{_bytes(style, packet.data, header)}\n"


def _bytes(style: Style, data: bytes, header: int) -> str:
    """The packet's bytes; the link's header goes with them when a letter was given twice."""
    for count, form in ((style.both, hex_and_ascii), (style.hexadecimal, hex_dump), (style.ascii, ascii_dump)):
        if count:
            rest = data if count > 1 else data[header:]
            return form("\n\t", rest) if rest else ""
    return ""


async def _null(style: Style, packet: Captured) -> tuple[str, int]:
    head = ""
    family = packet.data[0] if packet.data else 0
    name = "IPv6" if family == AF_INET6 else "IPv4"
    if len(packet.data) < 4:
        return "[|null]", len(packet.data)
    if style.link:
        head = f"{name if style.quiet else f'AF {name} ({family})'}, length {packet.length}: "
    return head + await _whole(_ip(family), style, packet.data[4:]), 4


def _ip(family: int) -> Callable[[Style, bytes], Awaitable[str]]:
    return ip6_text if family == AF_INET6 else ip_text


def _type_name(style: Style, ethertype: int) -> str:
    if style.quiet:
        return _ETHERTYPES.get(ethertype, f"Unknown Ethertype (0x{ethertype:04x})")
    return f"ethertype {_ETHERTYPES.get(ethertype, 'Unknown')} (0x{ethertype:04x})"


def _tag_text(tag: int) -> str:
    """ieee8021q_tci_string()."""
    return f"vlan {tag & 0xFFF}, p {tag >> 13}" + (", DEI" if tag & 0x1000 else "")


async def _ether(style: Style, packet: Captured) -> tuple[str, int]:
    data = packet.data
    if len(data) < 14:
        return "[|ether]", len(data)
    addresses = f"{ether_ntoa(data[6:12])} > {ether_ntoa(data[:6])}, "
    parts, at = [], 12
    ethertype = int.from_bytes(data[12:14], "big")
    while ethertype in _TAGS:
        if len(data) < at + 6:
            return (addresses if style.link else "") + "[|vlan]", len(data)
        (tag,) = struct.unpack_from(">H", data, at + 2)
        parts += [_type_name(style, ethertype), _tag_text(tag)]
        at += 4
        ethertype = int.from_bytes(data[at : at + 2], "big")
    payload = data[at + 2 :]
    if ethertype <= _LENGTHS:
        return await _framed(style, packet, addresses, parts, at + 2, payload[:ethertype])
    parts.append(_type_name(style, ethertype))
    head = f"{addresses}{parts[0]}, length {packet.length}: " + ", ".join(parts[1:]) + (", " if parts[1:] else "")
    printer = _PRINTERS.get(ethertype)
    if printer is not None:
        return (head if style.link else "") + await _whole(printer, style, payload), at + 2
    text = head if style.link else f"{addresses}{_type_name(style, ethertype)}, length {packet.length}: "
    return text + (hex_and_ascii("\n\t", payload) if style.dumps_unknown else ""), at + 2


async def _framed(
    style: Style, packet: Captured, addresses: str, parts: list[str], header: int, payload: bytes
) -> tuple[str, int]:
    """A frame of 802.3, which has a length where others have a type."""
    from simbsd.usr_sbin.tcpdump.llc import llc_text

    text = ""
    if style.link:
        tags = f"{parts[0]}, length {packet.length}: " + ", ".join(parts[1:]) + ", " if parts else ""
        text = f"{addresses}{tags}802.3" + ("" if parts else f", length {len(payload)}: ")
    inner, size = await llc_text(style, payload, packet.data[6:12], packet.data[:6])
    return text + inner, header + size


async def _whole(printer: Callable[[Style, bytes], Awaitable[str]], style: Style, payload: bytes) -> str:
    """A packet; one that ends within its headers has a mark in place of them (nd_print_trunc)."""
    try:
        return await printer(style, payload)
    except (struct.error, IndexError):
        name, mark = _TRUNCATED[printer]
        return ("" if style.link else name) + f" [|{mark}]"


async def _slow(style: Style, data: bytes) -> str:
    from simbsd.usr_sbin.tcpdump.slow import slow_text

    return slow_text(style, data)


def _pflog_head(data: bytes) -> str:
    """The rule that logged a packet (pflog_print)."""
    action, reason = data[2], data[3]
    ifname, ruleset = (data[at : at + 16].rstrip(b"\0").decode() for at in (4, 20))
    rule, inner, uid = struct.unpack_from(">IiI", data, 36)
    text = f"rule {rule}/" if inner < 0 else f"rule {rule}.{ruleset}.{inner}/"
    text += f"{reason}({REASONS[reason]})" + (f" [uid {uid}]" if uid != 0xFFFFFFFF else "")
    (ridentifier,) = struct.unpack_from(">I", data, 64)
    text += f" [ridentifier {ridentifier}]" if ridentifier else ""
    return f"{text}: {_PF_ACTIONS.get(action, f'unkn({action})')} {'in' if data[60] == 1 else 'out'} on {ifname}: "


async def _pflog(style: Style, packet: Captured) -> tuple[str, int]:
    if len(packet.data) < PFLOG_HDRLEN:
        return "[|pflog]", len(packet.data)
    head = _pflog_head(packet.data) if style.link else ""
    return head + await _whole(_ip(packet.data[1]), style, packet.data[PFLOG_HDRLEN:]), PFLOG_HDRLEN


_TRUNCATED: dict[Callable[[Style, bytes], Awaitable[str]], tuple[str, str]] = {
    ip_text: ("IP ", "ip"), arp_text: ("ARP, ", "arp"), ip6_text: ("IP6 ", "ip6"), _slow: ("", "slow"),
}  # fmt: skip
_LINKS: dict[int, Callable[[Style, Captured], Awaitable[tuple[str, int]]]] = {DLT_NULL: _null, DLT_PFLOG: _pflog}
_PRINTERS: dict[int, Callable[[Style, bytes], Awaitable[str]]] = {
    0x0800: ip_text, 0x0806: arp_text, 0x86DD: ip6_text, 0x8809: _slow,
}  # fmt: skip
