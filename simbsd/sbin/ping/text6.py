"""What the IPv6 half of ping says of a message that is no reply (with -v).

Models pr_icmph(), pr_retip() and pr_iph() of sbin/ping/ping6.c; leaves out extension headers and node information.
"""

from __future__ import annotations

from simbsd.sys.in6 import inet_ntop6
from simbsd.sys.mbuf import Fragment, Icmp6, Ip6, Tcp, Udp

UNREACHABLE = {
    0: "No Route to Destination", 1: "Destination Administratively Unreachable",
    2: "Destination Unreachable Beyond Scope", 3: "Destination Host Unreachable", 4: "Destination Port Unreachable",
}  # fmt: skip
EXCEEDED = {0: "Time to live exceeded", 1: "Frag reassembly time exceeded"}
PLAIN = {
    128: "Echo Request", 129: "Echo Reply", 130: "Listener Query", 131: "Listener Report", 132: "Listener Done",
    133: "Router Solicitation", 134: "Router Advertisement", 135: "Neighbor Solicitation",
    136: "Neighbor Advertisement",
}  # fmt: skip


def error_text6(message: Icmp6) -> str:
    """The message, and the packet that it quotes."""
    code = message.code
    if message.type in PLAIN:
        return PLAIN[message.type]
    if message.type == 137:
        return f"Redirect\nDestination: {inet_ntop6(message.dst)} New Target: {inet_ntop6(message.target)}"
    if message.type == 1:
        text = UNREACHABLE.get(code, f"Destination Unreachable, Bad Code: {code}")
    elif message.type == 2:
        text = f"Packet too big mtu = {message.extra}"
    elif message.type == 3:
        text = EXCEEDED.get(code, f"Time exceeded, Bad Code: {code}")
    else:
        return f"Bad ICMP type: {message.type}"
    return f"{text}\n{quoted_text(message.original)}"


def quoted_text(ip6: Ip6) -> str:
    """A quoted header in hexadecimal, and what is behind it."""
    fragment = ip6.mf or ip6.offset
    proto = 44 if fragment else ip6.proto
    text = "Vr TC  Flow Plen Nxt Hlim\n"
    text += f" 6 {ip6.tos:02x} {ip6.flow:05x} {ip6.length - 40:04x}  {proto:02x}   {ip6.ttl:02x}\n"
    text += f"{inet_ntop6(ip6.src)}->{inet_ntop6(ip6.dst)}\n"
    inner = ip6.payload.payload if isinstance(ip6.payload, Fragment) else ip6.payload
    text += "FRAG " if fragment else ""
    if isinstance(inner, Icmp6):
        return f"{text}ICMP6: type = {inner.type}, code = {inner.code}\n"
    if isinstance(inner, (Tcp, Udp)):
        name = "TCP" if isinstance(inner, Tcp) else "UDP"
        return f"{text}{name}: from port {inner.sport}, to port {inner.dport} (decimal)\n"
    return f"{text}Unknown Header({ip6.proto})\n"
