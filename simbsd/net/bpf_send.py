"""Frames that a program made itself, written to /dev/bpf.

Models bpfwrite and bpf_movein of sys/net/bpf.c; leaves out every payload but UDP in whole IPv4 packets, ARP for IPv4,
and frames with tags: a network here carries packets as values, not bytes.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from simbsd.net.if_bridge import bridge_output
from simbsd.sys.errno import EINVAL, EMSGSIZE, ENETDOWN, ENXIO, Errno
from simbsd.sys.mbuf import ETHERTYPE_ARP, ETHERTYPE_IP, IPPROTO_UDP, Arp, Ether, Ip, Mbuf, Udp
from simbsd.sys.vnet import IFF_UP

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

_ETHER = 14


def bpfwrite(kernel: Kernel, ifp: Ifnet | None, data: bytes) -> int:
    """Send one frame, with the interface's own address as its sender. Errors: ENXIO (no interface), ENETDOWN,
    EMSGSIZE, EINVAL (no frame that is understood here).
    """
    if ifp is None:
        raise Errno(ENXIO, "The listener is on no interface.", "bpf.c: bpfwrite")
    if not ifp.if_flags & IFF_UP:
        raise Errno(ENETDOWN, f"{ifp.if_xname} is down.", "bpf.c: bpfwrite")
    if not data:
        return 0
    if not 0 <= len(data) - _ETHER <= ifp.if_mtu:
        raise Errno(EMSGSIZE, f"A frame has {_ETHER} to {ifp.if_mtu + _ETHER} bytes here.", "bpf.c: bpf_movein")
    payload = _payload(int.from_bytes(data[12:14], "big"), data[_ETHER:])
    if payload is None or ifp.if_type == "lo":
        raise Errno(EINVAL, "No frame of a kind that is sent here.", "bpf.c: bpf_movein")
    frame = Ether(data[:6], ifp.if_lladdr or bytes(6), int.from_bytes(data[12:14], "big"), payload)
    kernel.lastpacket += 1
    m = Mbuf(kernel.lastpacket, frame, None, bool(data[0] & 1), 0, len(data))
    error = bridge_output(kernel, ifp, m) if ifp.if_bridge is not None else ifp.if_transmit(kernel, ifp, m)
    if error:
        raise Errno(error, "The interface did not take the frame.", "bpf.c: bpfwrite")
    return len(data)


def _payload(kind: int, data: bytes) -> Any:
    if kind == ETHERTYPE_ARP and len(data) >= 28:
        op, sender, target = int.from_bytes(data[6:8], "big"), data[8:18], data[18:28]
        ends = (sender[:6], int.from_bytes(sender[6:], "big"), target[:6], int.from_bytes(target[6:], "big"))
        return Arp(op, *ends)
    if kind != ETHERTYPE_IP or len(data) < 28 or data[0] != 0x45 or data[9] != IPPROTO_UDP:
        return None
    tos, length, ident, pieces, ttl, proto, _sum, src, dst = struct.unpack(">xBHHHBBHII", data[:20])
    if pieces & 0x3FFF or not 28 <= length <= len(data):
        return None
    sport, dport, size = struct.unpack(">HHH", data[20:26])
    udp = Udp(sport, dport, bytes(data[28 : 20 + size]))
    return Ip(src, dst, proto, ttl, udp, 28 + len(udp.data), ident, tos, bool(pieces & 0x4000))
