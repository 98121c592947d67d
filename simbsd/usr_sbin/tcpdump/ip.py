"""ARP and IPv4 as text, and what is inside.

Models contrib/tcpdump/print-arp.c and print-ip.c; leaves out the protocols that this machine does not speak, whose
packets end with their number and length.
"""

from __future__ import annotations

import struct

from simbsd.lib.inet import ether_ntoa
from simbsd.usr_sbin.tcpdump.carp import advertisement
from simbsd.usr_sbin.tcpdump.ip6 import ip6_text
from simbsd.usr_sbin.tcpdump.ipproto import IPPROTO_VALUES, NETDB_NAMES
from simbsd.usr_sbin.tcpdump.packet import Header, in_cksum
from simbsd.usr_sbin.tcpdump.style import Style
from simbsd.usr_sbin.tcpdump.transport import icmp_text, tcp_text, udp_text

_FRAGMENT_BITS = ((0x2000, "+"), (0x4000, "DF"), (0x8000, "rsvd"))
_HEADERS = {1: ("icmp", 8), 6: ("tcp", 20), 17: ("udp", 8)}  # what must be there for a packet to be told of
_DEPTH = 16  # packets in each other; where more are, they are called cut off
_ECN = ("", ",ECT(1)", ",ECT(0)", ",CE")


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
    hlen = (data[0] & 15) * 4
    if hlen < 20:
        return f"{text}bad-hlen {hlen}"
    absent = ip.length - len(data) - style.missing
    text += f"truncated-ip - {absent} bytes missing! " if absent > 0 else ""
    if ip.length < hlen:
        return f"{text}bad-len {ip.length}"
    if style.verbose:
        text += _details(style, ip, data)
    ends = f"{await style.names.host(ip.src)} > {await style.names.host(ip.dst)}:"
    if ip.offset:
        return f"{text}{ends}{_protocol(style, ip)}"
    payload = data[hlen : ip.length]
    if style.missing and len(payload) < ip.length - hlen:
        return await _cut_off(style, ip, text, ends, payload.ljust(ip.length - hlen, b"\0"), len(payload))
    return text + await _inside(style, ip, ends, payload)


async def _cut_off(style: Style, ip: Header, text: str, ends: str, payload: bytes, caught: int) -> str:
    """A packet of which only the beginning was caught: its headers, if they are there."""
    name, size = _HEADERS.get(ip.proto, ("", 0))
    if caught < size:
        return f"{text}{ends}{' ' if ip.proto == 1 else ''} [|{name}]"
    unchecked, style.unchecked = style.unchecked, True
    text += await _inside(style, ip, ends, payload)
    style.unchecked = unchecked
    return text


async def _inside(style: Style, ip: Header, ends: str, payload: bytes) -> str:
    """What a packet carries (ip_demux_print)."""
    if ip.proto == 6:
        return await tcp_text(style, ip, payload)
    if ip.proto == 17:
        return await udp_text(style, ip, payload)
    text = f"{ends} "
    if ip.proto in (4, 41):
        style.depth += 1
        if style.depth > _DEPTH:
            return f"{text} [|ip]"
        return text + await (ip6_text if ip.proto == 41 else ip_text)(style, payload)
    if ip.proto == 112:
        return text + await advertisement(style, ip, payload)
    if ip.proto == 2:
        from simbsd.usr_sbin.tcpdump.igmp import igmp_text

        return text + igmp_text(style, payload)
    if ip.proto != 1:
        return f"{text}{_protocol(style, ip)} {len(payload)}"
    text += await icmp_text(style, ip, payload)
    if style.verbose and payload[0] in (3, 4, 5, 11, 12) and len(payload) >= 28:
        style.depth += 1
        text += "\n\t" + await _quoted(style, payload[8:])
    return text


async def _quoted(style: Style, data: bytes) -> str:
    """The packet that an error is about, as much of it as came back."""
    (length,) = struct.unpack_from(">H", data, 2)
    missing, style.missing = style.missing, max(0, length - len(data))
    text = await ip_text(style, data)
    style.missing = missing
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
