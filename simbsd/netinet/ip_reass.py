"""Reassembly of IPv4 fragments.

Models sys/netinet/ip_reass.c; leaves out limits per bucket. A packet is whole when its pieces cover it; after 30 s
what is there is forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.bpf import drop
from simbsd.sys.mbuf import Fragment, Ip, Mbuf
from simbsd.sys.vnet import Ipq, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

IPFRAGTTL = 30_000_000
MAXFRAGPACKETS = 64
_HDR = 20


def ip_reass(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> Ip | None:
    """Keep a fragment; the whole packet once all have come (ip_reass)."""
    ip: Ip = m.m_payload
    vnet = ifp.if_vnet
    vnet.vnet_stats["ip.ips_fragments"] += 1
    key = (ip.src, ip.dst, ip.proto, ip.id)
    queue = vnet.vnet_fragments.get(key)
    if queue is None:
        if len(vnet.vnet_fragments) >= MAXFRAGPACKETS:
            vnet.vnet_stats["ip.ips_fragdropped"] += 1
            drop(kernel, m, ifp, "Too many packets are waiting for fragments.")
            return None
        queue = Ipq(callout_reset(kernel, IPFRAGTTL, ip_slowtimo, vnet, key))
        queue.ipq_first = (m, ifp)
        vnet.vnet_fragments[key] = queue
    queue.ipq_parts[ip.offset] = ip.length - _HDR
    if not ip.mf:
        queue.ipq_size = ip.offset + ip.length - _HDR
    if not is_whole(queue):
        return None
    callout_stop(queue.ipq_timer)
    del vnet.vnet_fragments[key]
    vnet.vnet_stats["ip.ips_reassembled"] += 1
    payload = ip.payload.payload if type(ip.payload) is Fragment else ip.payload
    return ip._replace(payload=payload, length=_HDR + queue.ipq_size, mf=False, offset=0)


def is_whole(queue: Ipq) -> bool:
    """Whether the pieces cover the packet."""
    have = 0
    for offset in sorted(queue.ipq_parts):
        if offset > have:
            return False
        have = max(have, offset + queue.ipq_parts[offset])
    return queue.ipq_size > 0 and have >= queue.ipq_size


def ip_slowtimo(kernel: Kernel, vnet: Vnet, key: tuple[int, int, int, int]) -> None:
    """The fragments of one packet have waited long enough (ipreass_slowtimo)."""
    queue = vnet.vnet_fragments.pop(key, None)
    if queue is not None:
        vnet.vnet_stats["ip.ips_fragtimeout"] += 1
        m, ifp = queue.ipq_first
        drop(kernel, m, ifp, "Other fragments of the packet have not come within 30 seconds.")
