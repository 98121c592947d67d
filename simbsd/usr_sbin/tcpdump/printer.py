"""A captured packet as a line: link header, ARP, IPv4, and what is inside.

Models contrib/tcpdump/print.c (pretty_print_packet), print-ether.c, print-null.c, print-pflog.c, print-arp.c and
print-ip.c; leaves out LLC, IP options, and truncated packets, for whole ones are always caught.
"""

from __future__ import annotations

import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from simbsd.lib.inet import ether_ntoa
from simbsd.lib.strftime import strftime
from simbsd.sys.bpf import DLT_NULL, DLT_PFLOG, PFLOG_HDRLEN, Captured
from simbsd.sys.pf import REASONS
from simbsd.sys.socketvar import AF_INET6
from simbsd.usr_sbin.tcpdump.carp import advertisement
from simbsd.usr_sbin.tcpdump.ip6 import ip6_text
from simbsd.usr_sbin.tcpdump.ipproto import IPPROTO_VALUES, NETDB_NAMES
from simbsd.usr_sbin.tcpdump.names import Names
from simbsd.usr_sbin.tcpdump.packet import Header, in_cksum
from simbsd.usr_sbin.tcpdump.transport import icmp_text, tcp_text, udp_text

_ETHERTYPES = {0x0800: "IPv4", 0x0806: "ARP", 0x8100: "802.1Q", 0x88A8: "802.1Q-QinQ", 0x86DD: "IPv6"}
_TAGS = (0x8100, 0x88A8)
_FRAGMENT_BITS = ((0x2000, "+"), (0x4000, "DF"), (0x8000, "rsvd"))
_ECN = ("", ",ECT(1)", ",ECT(0)", ",CE")


@dataclass
class Style:
    """What the options ask for. ``sequences`` remembers where each TCP conversation began, ``reference`` when a
    packet came from which others count. ``kind`` is the type that -T names.
    """

    names: Names
    link: bool = False
    quiet: bool = False
    verbose: int = 0
    absolute: bool = False
    unchecked: bool = False
    stamps: int = 0
    kind: str = ""
    reference: int = 0
    sequences: dict[tuple[int, int, int, int], tuple[int, int]] = field(default_factory=dict)


async def packet_line(style: Style, dlt: int, packet: Captured) -> str:
    """The line (with -v: lines) of a packet."""
    text = await _LINKS.get(dlt, _ether)(style, packet)
    return f"{_stamp(style, packet.when)}{text}\n"


def _stamp(style: Style, when: int) -> str:
    """ts_print(): time of day, nothing (-t), seconds since 1970 (-tt), since the last packet (-ttt), with the date
    (-tttt), since the first packet (-ttttt).
    """
    kind = style.stamps
    if kind == 1:
        return ""
    since = when
    if kind in (3, 5):
        style.reference = style.reference or when
        since -= style.reference
        style.reference = when if kind == 3 else style.reference
    seconds, micros = divmod(since, 1_000_000)
    if kind == 2:
        return f"{seconds}.{micros:06d} "
    date = "%Y-%m-%d %H:%M:%S" if kind == 4 else "%H:%M:%S"
    return f"{' ' if kind in (3, 5) else ''}{strftime(date, seconds)}.{micros:06d} "


async def _null(style: Style, packet: Captured) -> str:
    head = ""
    family = packet.data[0]
    name = "IPv6" if family == AF_INET6 else "IPv4"
    if style.link:
        head = f"{name if style.quiet else f'AF {name} ({family})'}, length {packet.length}: "
    return head + await _whole(_ip(family), style, packet.data[4:])


def _ip(family: int) -> Callable[[Style, bytes], Awaitable[str]]:
    return ip6_text if family == AF_INET6 else ip_text


def _type_name(style: Style, ethertype: int) -> str:
    if style.quiet:
        return _ETHERTYPES.get(ethertype, f"Unknown Ethertype (0x{ethertype:04x})")
    return f"ethertype {_ETHERTYPES.get(ethertype, 'Unknown')} (0x{ethertype:04x})"


async def _ether(style: Style, packet: Captured) -> str:
    data = packet.data
    addresses = f"{ether_ntoa(data[6:12])} > {ether_ntoa(data[:6])}, "
    parts, at = [], 12
    ethertype = int.from_bytes(data[12:14], "big")
    while ethertype in _TAGS and len(data) >= at + 4:
        (tag,) = struct.unpack_from(">H", data, at + 2)
        parts += [_type_name(style, ethertype), f"vlan {tag & 0xFFF}, p {tag >> 13}"]
        at += 4
        ethertype = int.from_bytes(data[at : at + 2], "big")
    parts.append(_type_name(style, ethertype))
    head = f"{addresses}{parts[0]}, length {packet.length}: " + "".join(f"{part}, " for part in parts[1:])
    payload = data[at + 2 :]
    printer = _PRINTERS.get(ethertype)
    if printer is None:
        return head if style.link else f"{addresses}{_type_name(style, ethertype)}, length {packet.length}: "
    return (head if style.link else "") + await _whole(printer, style, payload)


async def _whole(printer: Callable[[Style, bytes], Awaitable[str]], style: Style, payload: bytes) -> str:
    """A packet; one that ends within its headers has a mark in place of them (nd_print_trunc)."""
    try:
        return await printer(style, payload)
    except (struct.error, IndexError):
        name, mark = _TRUNCATED[printer]
        return ("" if style.link else f"{name} ") + f"[|{mark}]"


async def arp_text(style: Style, data: bytes) -> str:
    """arp_print(): who asks for whom, or who is where."""
    (op,) = struct.unpack_from(">H", data, 6)
    sender_mac, sender, target_mac, target = struct.unpack_from(">6sI6sI", data, 8)
    text = "" if style.link else "ARP, "
    if style.verbose:
        text += "Ethernet (len 6), IPv4 (len 4), "
    if op == 1:
        known = f" ({ether_ntoa(target_mac)})" if any(target_mac) else ""
        text += f"Request who-has {await style.names.host(target)}{known} tell {await style.names.host(sender)}"
    else:
        text += f"Reply {await style.names.host(sender)} is-at {ether_ntoa(sender_mac)}"
    return f"{text}, length {len(data)}"


async def ip_text(style: Style, data: bytes) -> str:
    """ip_print()."""
    ip = Header.parse(data)
    text = "" if style.link else "IP "
    if style.verbose:
        text += _details(style, ip, data)
    if ip.offset:
        return f"{text}{await style.names.host(ip.src)} > {await style.names.host(ip.dst)}:{_protocol(style, ip)}"
    hlen = (data[0] & 15) * 4
    if hlen < 20:
        return f"{text}bad-hlen {hlen}"
    payload = data[hlen : ip.length]
    if ip.proto == 6:
        return text + await tcp_text(style, ip, payload)
    if ip.proto == 17:
        return text + await udp_text(style, ip, payload)
    text += f"{await style.names.host(ip.src)} > {await style.names.host(ip.dst)}: "
    if ip.proto == 41:
        return text + await ip6_text(style, payload)
    if ip.proto == 4:
        return text + await ip_text(style, payload)
    if ip.proto == 112:
        return text + await advertisement(style, ip, payload)
    if ip.proto == 2:
        from simbsd.usr_sbin.tcpdump.igmp import igmp_text

        return text + igmp_text(style, payload)
    if ip.proto != 1:
        return f"{text}{_protocol(style, ip)} {len(payload)}"
    text += await icmp_text(style, ip, payload)
    if style.verbose and payload[0] in (3, 4, 5, 11, 12):
        text += "\n\t" + await ip_text(style, payload[8:])
    return text


def _protocol(style: Style, ip: Header) -> str:
    name = None if style.names.numeric else NETDB_NAMES.get(ip.proto)
    return f" {name}" if name else f" ip-proto-{ip.proto}"


def _details(style: Style, ip: Header, data: bytes) -> str:
    """What -v adds: the header's fields, on a line of their own."""
    bits = ip.pieces & 0xE000
    flags = ", ".join(name for bit, name in _FRAGMENT_BITS if bits & bit) or "none"
    text = f"(tos 0x{ip.tos:x}{_ECN[ip.tos & 3]}"
    if ip.ttl:
        text += f", ttl {ip.ttl}"
    text += f", id {ip.id}, offset {ip.offset}, flags [{flags}]"
    text += f", proto {IPPROTO_VALUES.get(ip.proto, 'unknown')} ({ip.proto}), length {ip.length}"
    hlen = max(20, (data[0] & 15) * 4)
    if hlen > 20:
        from simbsd.usr_sbin.tcpdump.options import options_text

        text += f", options ({options_text(data[20:hlen])})"
    right = in_cksum(data[:10] + b"\0\0" + data[12:hlen])
    if not style.unchecked and right != ip.sum:
        text += f", bad cksum {ip.sum:x} (->{right:x})!"
    return f"{text})\n    "


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


async def _pflog(style: Style, packet: Captured) -> str:
    head = _pflog_head(packet.data) if style.link else ""
    return head + await _whole(_ip(packet.data[1]), style, packet.data[PFLOG_HDRLEN:])


_PF_ACTIONS = {0: "pass", 1: "block", 2: "scrub", 4: "nat", 5: "nat", 6: "binat", 7: "binat", 8: "rdr", 9: "rdr",
               12: "match"}  # fmt: skip
_TRUNCATED: dict[Callable[[Style, bytes], Awaitable[str]], tuple[str, str]] = {
    ip_text: ("IP", "ip"), arp_text: ("ARP,", "arp"), ip6_text: ("IP6", "ip6"),
}  # fmt: skip
_LINKS: dict[int, Callable[[Style, Captured], Awaitable[str]]] = {DLT_NULL: _null, DLT_PFLOG: _pflog}
_PRINTERS: dict[int, Callable[[Style, bytes], Awaitable[str]]] = {
    0x0800: ip_text, 0x0806: arp_text, 0x86DD: ip6_text,
}  # fmt: skip
