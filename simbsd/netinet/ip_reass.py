"""Reassembly of IPv4 fragments.

Models sys/netinet/ip_reass.c (ip_reass, ipreass_slowtimo); leaves out limits per bucket. A packet is whole when its
pieces cover it; after 30 s what is there is forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.bpf import drop
from simbsd.sys.mbuf import IP_HDR_LEN, Fragment, Ip, Mbuf
from simbsd.sys.vnet import Ipq, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

IPFRAGTTL = 30_000_000
MAXFRAGPACKETS = 64
MAXFRAGSPERPACKET = 16  # net.inet.ip.maxfragsperpacket
IP_MAXPACKET = 65535
_ECN, _CE = 0x03, 0x03


def ip_reass(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> Ip | None:
    """Keep a fragment; the whole packet once all have come (ip_reass)."""
    ip: Ip = m.m_payload
    vnet, size = ifp.if_vnet, _size(ip)
    if not size or (ip.mf and size % 8):
        why = "A fragment that is empty, or not the last and no multiple of 8."
        return _lost(kernel, ifp, m, "ip.ips_toosmall", why)
    if ip.offset + size > IP_MAXPACKET:
        return _lost(kernel, ifp, m, "ip.ips_toolong", "A fragment that reaches beyond the longest packet.")
    vnet.vnet_stats["ip.ips_fragments"] += 1
    key = (ip.src, ip.dst, ip.proto, ip.id)
    queue = vnet.vnet_fragments.get(key)
    if queue is None:
        if len(vnet.vnet_fragments) >= MAXFRAGPACKETS:
            return _lost(kernel, ifp, m, "", "Too many packets are waiting for fragments.")
        queue = Ipq(callout_reset(kernel, IPFRAGTTL, ip_slowtimo, vnet, key))
        queue.ipq_first = (m, ifp)
        vnet.vnet_fragments[key] = queue
    elif not _fits(queue, ip, size):
        return _lost(kernel, ifp, m, "", "A fragment that contradicts those that are here.")
    if not ip.mf:
        queue.ipq_size = ip.offset + size
    ip = _insert(vnet, queue, ip)
    if not is_whole(queue):
        if len(queue.ipq_parts) > MAXFRAGSPERPACKET:
            _forget(vnet, key)
            vnet.vnet_stats["ip.ips_fragdropped"] += len(queue.ipq_parts)
            drop(kernel, m, ifp, "More fragments than one packet may have (net.inet.ip.maxfragsperpacket).")
        return None
    _forget(vnet, key)
    first = queue.ipq_parts[0]
    assert type(first) is Ip
    length = IP_HDR_LEN + len(first.options) + queue.ipq_size
    if length > IP_MAXPACKET:
        return _lost(kernel, ifp, m, "ip.ips_toolong", "Fragments of more than the longest packet.")
    vnet.vnet_stats["ip.ips_reassembled"] += 1
    return first._replace(payload=join(queue), length=length, mf=False, offset=0)


def _size(ip: Ip) -> int:
    return ip.length - IP_HDR_LEN - len(ip.options)


def _lost(kernel: Kernel, ifp: Ifnet, m: Mbuf, counter: str, why: str) -> Ip | None:
    stats = ifp.if_vnet.vnet_stats
    for name in (counter, "ip.ips_fragdropped"):
        if name:
            stats[name] = stats.get(name, 0) + 1
    drop(kernel, m, ifp, why)
    return None


def _forget(vnet: Vnet, key: tuple[int, int, int, int]) -> None:
    callout_stop(vnet.vnet_fragments.pop(key).ipq_timer)


def _fits(queue: Ipq, ip: Ip, size: int) -> bool:
    """Whether a piece says nothing else of the packet's end than what is known, adds something, and is marked like the
    first one for congestion.
    """
    end = ip.offset + size
    if queue.ipq_size and (end >= queue.ipq_size if ip.mf else end != queue.ipq_size):
        return False
    first = next(iter(queue.ipq_parts.values())).tos & _ECN
    if (ip.tos & _ECN == _CE and first == 0) or (ip.tos & _ECN == 0 and first):
        return False
    before = [at for at in queue.ipq_parts if at <= ip.offset]
    return not before or _end(queue, max(before)) < end


def _end(queue: Ipq, offset: int) -> int:
    part = queue.ipq_parts[offset]
    assert type(part) is Ip
    return offset + _size(part)


def _insert(vnet: Vnet, queue: Ipq, ip: Ip) -> Ip:
    """Put a piece in its place: what an earlier one has is cut from it, later ones lose what it has."""
    parts = queue.ipq_parts
    before = max((at for at in parts if at <= ip.offset), default=None)
    if before is not None and (have := _end(queue, before) - ip.offset) > 0:
        ip = _behind(ip, have)
    end = ip.offset + _size(ip)
    for at in sorted(at for at in parts if ip.offset < at < end):
        later = parts.pop(at)
        assert type(later) is Ip
        if at + _size(later) > end:
            later = _behind(later, end - at)
            parts[later.offset] = later
        else:
            vnet.vnet_stats["ip.ips_fragdropped"] += 1
    parts[ip.offset] = ip
    return ip


def _behind(ip: Ip, cut: int) -> Ip:
    """A piece without its first bytes (m_adj)."""
    payload = ip.payload
    payload = payload._replace(size=payload.size - cut) if type(payload) is Fragment else payload[cut:]
    return ip._replace(payload=payload, offset=ip.offset + cut, length=ip.length - cut)


def is_whole(queue: Ipq) -> bool:
    """Whether the pieces cover the packet."""
    have = 0
    for offset in sorted(queue.ipq_parts):
        if offset > have:
            return False
        part = queue.ipq_parts[offset]
        size = _size(part) if type(part) is Ip else part.length - 48
        have = max(have, offset + size)
    return queue.ipq_size > 0 and have >= queue.ipq_size


def join(queue: Ipq) -> Any:
    """What the pieces carried: the value that was cut, if all are of one; else their bytes."""
    parts = [queue.ipq_parts[offset] for offset in sorted(queue.ipq_parts)]
    first = parts[0].payload
    if type(first) is Fragment and all(
        type(one.payload) is Fragment and one.payload.payload is first.payload for one in parts
    ):
        return first.payload
    from simbsd.net.bpf_wire import payload_bytes

    return b"".join(payload_bytes(one) for one in parts)


def ip_slowtimo(kernel: Kernel, vnet: Vnet, key: tuple[int, int, int, int]) -> None:
    """The fragments of one packet have waited long enough (ipreass_slowtimo)."""
    queue = vnet.vnet_fragments.pop(key, None)
    if queue is not None:
        vnet.vnet_stats["ip.ips_fragtimeout"] += len(queue.ipq_parts)
        m, ifp = queue.ipq_first
        drop(kernel, m, ifp, "Other fragments of the packet have not come within 30 seconds.")
