"""Packets as the bytes that would be on the wire, made only for somebody who listens.

Models the headers of sys/net/ethernet.h, sys/net/if_arp.h, sys/netinet/{ip,ip_icmp,udp,tcp,ip6}.h and in_cksum.c;
leaves out padding to the least frame length.
"""

from __future__ import annotations

import struct
from typing import Any

from simbsd.sys.in6 import in6_clearscope
from simbsd.sys.mbuf import (
    IP_HDR_LEN,
    IPPROTO_FRAGMENT,
    IPPROTO_HOPOPTS,
    IPPROTO_ICMPV6,
    IPPROTO_TCP,
    IPPROTO_UDP,
    Arp,
    Carp,
    Encap,
    Ether,
    Fragment,
    Icmp,
    Icmp6,
    Ip,
    Ip6,
    Tcp,
    Udp,
)

_AF_INET, _AF_INET6 = struct.pack("<I", 2), struct.pack("<I", 28)
_TCP_MSS = 2
_ROUTER_ALERT = bytes((1, 0, 5, 2, 0, 0))  # PadN, then the alert (mld6.c: mld_ra)


def frame_bytes(frame: Ether, offload: bool) -> bytes:
    """An Ethernet frame. ``offload``: sums are left to hardware that has not seen it yet."""
    tags = b"".join(struct.pack(">HH", tag.proto, tag.pcp << 13 | tag.vid) for tag in frame.tags)
    payload = frame.payload
    if type(payload) is Arp:
        inner = arp_bytes(payload)
    elif type(payload) is Ip:
        inner = ip_bytes(payload, offload)
    else:
        inner = ip6_bytes(payload, offload) if type(payload) is Ip6 else bytes(payload)
    return frame.dst + frame.src + tags + frame.type.to_bytes(2, "big") + inner


def loop_bytes(ip: Any) -> bytes:
    """A packet of a loopback interface: its address family, as this host writes integers, and no sums."""
    if type(ip) is Ip6:
        return _AF_INET6 + ip6_bytes(ip, True)
    return _AF_INET + (ip_bytes(ip, True) if type(ip) is Ip else ip)


def arp_bytes(arp: Arp) -> bytes:
    """An ARP message for IPv4 over Ethernet."""
    head = struct.pack(">HHBBH", 1, 0x0800, 6, 4, arp.op)
    ends = ((arp.sender_mac, arp.sender_ip), (arp.target_mac, arp.target_ip))
    return head + b"".join(mac + address.to_bytes(4, "big") for mac, address in ends)


def in_cksum(data: bytes, start: int = 0) -> int:
    """The Internet checksum of ``data``, ``start`` added."""
    words = struct.unpack(f">{(len(data) + 1) // 2}H", data + b"\0" * (len(data) & 1))
    total = sum(words, start)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return int(~total & 0xFFFF)


def ip_bytes(ip: Ip, offload: bool = False) -> bytes:
    """An IPv4 packet."""
    pieces = ip.df << 14 | ip.mf << 13 | ip.offset >> 3
    fields = (0x45 + len(ip.options) // 4, ip.tos, ip.length, ip.id & 0xFFFF, pieces, ip.ttl, ip.proto)
    ends = ip.src.to_bytes(4, "big") + ip.dst.to_bytes(4, "big") + ip.options
    check = 0 if offload else in_cksum(struct.pack(">BBHHHBBH", *fields, 0) + ends)
    return struct.pack(">BBHHHBBH", *fields, check) + ends + payload_bytes(ip, offload)


def ip6_bytes(ip6: Ip6, offload: bool = False) -> bytes:
    """An IPv6 packet; its addresses have no zone on the wire. ICMPv6 sums are never left to hardware."""
    fragment = ip6.mf or ip6.offset
    ends = b"".join(in6_clearscope(address).to_bytes(16, "big") for address in (ip6.src, ip6.dst))
    first = 6 << 28 | ip6.tos << 20 | ip6.flow
    alerts = type(ip6.payload) is Icmp6 and ip6.payload.records
    following = IPPROTO_FRAGMENT if fragment else IPPROTO_HOPOPTS if alerts else ip6.proto
    head = struct.pack(">IHBB", first, ip6.length - 40, following, ip6.ttl) + ends
    if alerts:
        head += bytes((ip6.proto, 0)) + _ROUTER_ALERT
    if fragment:
        head += struct.pack(">BBHI", ip6.proto, 0, ip6.offset | ip6.mf, ip6.id)
    return head + payload_bytes(ip6, offload and type(ip6.payload) is not Icmp6)


def payload_bytes(ip: Ip | Ip6, offload: bool = False) -> bytes:
    """What a packet carries, of a fragment its part."""
    payload = ip.payload
    if type(payload) is Fragment:
        whole = _transport(ip, payload.payload, False)  # a packet that is cut is summed before
        return whole[ip.offset : ip.offset + payload.size]
    return _transport(ip, payload, offload)


def _transport(ip: Ip | Ip6, payload: Any, offload: bool) -> bytes:
    if type(payload) is Icmp6:
        return icmp6_bytes(ip, payload)
    if type(payload) is Icmp:
        return _icmp(payload, ip.length - IP_HDR_LEN)
    if type(payload) is Udp:
        head = struct.pack(">HHH", payload.sport, payload.dport, 8 + len(payload.data))
        return _summed(ip, IPPROTO_UDP, head, payload.data, offload)
    if type(payload) is Tcp:
        return _tcp(ip, payload, offload)
    if type(payload) is Encap:
        return _encap(payload.payload)
    return carp_bytes(payload) if type(payload) is Carp else bytes(payload)


def carp_bytes(carp: Carp) -> bytes:
    """An advertisement of CARP (struct carp_header), whose sum is never left to hardware."""
    head = bytes((carp.version << 4 | carp.type, carp.vhid, carp.advskew, carp.authlen, 0, carp.advbase))
    rest = carp.counter.to_bytes(8, "big") + carp.md
    return head + in_cksum(head + b"\0\0" + rest).to_bytes(2, "big") + rest


def _encap(inner: Any) -> bytes:
    """A packet in a tunnel; a frame has the two octets of EtherIP (net/if_gif.h) before it."""
    if type(inner) is Ether:
        return b"\x30\0" + frame_bytes(inner, False)
    return ip6_bytes(inner) if type(inner) is Ip6 else ip_bytes(inner)


def _icmp(icmp: Icmp, room: int) -> bytes:
    """A message of ``room`` bytes at most, which an error fills with the packet that it quotes."""
    head = bytes((icmp.type, icmp.code))
    if icmp.original is None:
        rest = struct.pack(">HH", icmp.ident & 0xFFFF, icmp.seq & 0xFFFF) + icmp.data
    else:
        rest = icmp.extra.to_bytes(4, "big") + ip_bytes(icmp.original)[: room - 8]
    return head + in_cksum(head + b"\0\0" + rest).to_bytes(2, "big") + rest


def tcp_mss_option(mss: int) -> bytes:
    """The option that says the segment size."""
    return struct.pack(">BBH", _TCP_MSS, 4, mss)


def _tcp(ip: Ip | Ip6, tcp: Tcp, offload: bool) -> bytes:
    options = tcp.options or (tcp_mss_option(tcp.mss) if tcp.mss else b"")
    offset = (20 + len(options)) // 4 << 4
    head = struct.pack(">HHIIBBH", tcp.sport, tcp.dport, tcp.seq, tcp.ack, offset, tcp.flags, tcp.win)
    return _summed(ip, IPPROTO_TCP, head, b"\0\0" + options + tcp.data, offload)


def pseudo_header(ip: Ip | Ip6, proto: int, length: int) -> bytes:
    """What a transport's sum covers of the packet around it."""
    if type(ip) is Ip6:
        ends = b"".join(in6_clearscope(address).to_bytes(16, "big") for address in (ip.src, ip.dst))
        return ends + struct.pack(">II", length, proto)
    return struct.pack(">IIHH", ip.src, ip.dst, proto, length)


def icmp6_bytes(ip: Ip | Ip6, icmp: Icmp6) -> bytes:
    """An ICMPv6 message (net/bpf_wire6.py has its inside)."""
    from simbsd.net.bpf_wire6 import icmp6_body

    body = icmp6_body(icmp)
    head = bytes((icmp.type, icmp.code))
    check = in_cksum(pseudo_header(ip, IPPROTO_ICMPV6, 4 + len(body)) + head + b"\0\0" + body)
    return head + check.to_bytes(2, "big") + body


def _summed(ip: Ip | Ip6, proto: int, head: bytes, rest: bytes, offload: bool) -> bytes:
    """``head``, the sum over the pseudo header and everything, ``rest`` (which for TCP begins with the urgent pointer).

    What is left to hardware holds the pseudo header's sum meanwhile (in_pseudo).
    """
    length = len(head) + 2 + len(rest)
    pseudo = pseudo_header(ip, proto, length)
    check = ~in_cksum(pseudo) & 0xFFFF if offload else in_cksum(pseudo + head + b"\0\0" + rest)
    if proto == IPPROTO_UDP and check == 0:
        check = 0xFFFF
    return head + check.to_bytes(2, "big") + rest
