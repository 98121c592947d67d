"""What traceroute's probes are made of, and how an answer is known by the probe that it quotes.

Models contrib/traceroute/traceroute.c (protos, udp_prep, udplite_prep, tcp_prep, gre_prep, gen_prep and the checks
beside them); leaves out SCTP.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from simbsd.sys.mbuf import IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, TH_SYN, Icmp, Tcp, Udp

_UDP_PORT, _GRE_PPTP_PROTO = 32768 + 666, 0x880B
_GRE_FLAGS = 0x2001
IPPROTO_GRE, IPPROTO_UDPLITE = 47, 136
Payload = Icmp | Udp | Tcp | bytes


class Probe(NamedTuple):
    """A protocol: its number, the size of its header, and the port that counting begins with."""

    name: str
    number: int
    size: int
    port: int


PROTOS = {
    probe.name: probe
    for probe in (
        Probe("udp", IPPROTO_UDP, 8, _UDP_PORT), Probe("udplite", IPPROTO_UDPLITE, 8, _UDP_PORT),
        Probe("tcp", IPPROTO_TCP, 20, _UDP_PORT), Probe("gre", IPPROTO_GRE, 8, _GRE_PPTP_PROTO),
        Probe("icmp", IPPROTO_ICMP, 8, 0),
    )
}  # fmt: skip


def generic(number: int) -> Probe:
    """Any other protocol: two words of 16 bits."""
    return Probe("", number, 4, 0)


def payload(probe: Probe, ident: int, port: int, sequence: int, fixed: bool, size: int) -> Payload:
    """What the probe of a number carries, ``size`` bytes; ``fixed``: the destination's port does not count."""
    room = bytes(max(size - probe.size, 0))
    source = ident + (sequence if fixed else 0) & 0xFFFF
    target = port + (0 if fixed else sequence) & 0xFFFF
    if probe.name == "icmp":
        return Icmp(8, 0, ident, sequence, room)
    if probe.name == "udp":
        return Udp(source, target, room)
    if probe.name == "tcp":
        return Tcp(ident, target, target << 16 | ident, 0, TH_SYN, 0, room)
    if probe.name == "udplite":
        return struct.pack(">HHHH", source, target, 8, 0) + room
    if probe.name == "gre":
        return struct.pack(">HHHH", _GRE_FLAGS, port & 0xFFFF, 0, ident + sequence & 0xFFFF) + room
    return struct.pack(">HH", ident, port + sequence & 0xFFFF) + room


def mark(carried: object) -> object:
    """That of a payload by which an answer is known to be to it; None for what is none of these."""
    if isinstance(carried, Icmp):
        return carried.ident, carried.seq
    if isinstance(carried, Udp):
        return carried.sport, carried.dport
    if isinstance(carried, Tcp):
        return carried.sport, carried.dport, carried.seq
    return carried[:8] if isinstance(carried, bytes) else None
