"""Reassembly of IPv6 fragments.

Models sys/netinet6/frag6.c; leaves out limits per bucket and overlapping fragments. A packet is whole when its pieces
cover it; after 60 s what is there is forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.bpf import drop
from simbsd.netinet.ip_reass import is_whole
from simbsd.netinet6.ip6_output import FRAGMENT_HDR_LEN
from simbsd.sys.mbuf import ICMP6_TIME_EXCEEDED, IP6_HDR_LEN, Fragment, Ip6, Mbuf
from simbsd.sys.vnet import Ifnet, Ipq, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

ICMP6_TIME_EXCEED_REASSEMBLY = 1
IPV6_FRAGTTL = 60_000_000
MAXFRAGPACKETS = 64
_HEADERS = IP6_HDR_LEN + FRAGMENT_HDR_LEN


def frag6_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> Ip6 | None:
    """Keep a fragment; the whole packet once all have come (frag6_input)."""
    ip6: Ip6 = m.m_payload
    vnet = ifp.if_vnet
    vnet.vnet_stats["ip6.ip6s_fragments"] += 1
    key = (ip6.src, ip6.dst, ip6.id)
    queue = vnet.vnet_fragments6.get(key)
    if queue is None:
        if len(vnet.vnet_fragments6) >= MAXFRAGPACKETS:
            vnet.vnet_stats["ip6.ip6s_fragdropped"] += 1
            drop(kernel, m, ifp, "Too many packets are waiting for fragments.")
            return None
        queue = Ipq(callout_reset(kernel, IPV6_FRAGTTL, frag6_slowtimo, vnet, key))
        vnet.vnet_fragments6[key] = queue
    if not ip6.offset:
        queue.ipq_first = (ifp, m)
    queue.ipq_parts[ip6.offset] = ip6.length - _HEADERS
    if not ip6.mf:
        queue.ipq_size = ip6.offset + ip6.length - _HEADERS
    if not is_whole(queue):
        return None
    callout_stop(queue.ipq_timer)
    del vnet.vnet_fragments6[key]
    vnet.vnet_stats["ip6.ip6s_reassembled"] += 1
    payload = ip6.payload.payload if type(ip6.payload) is Fragment else ip6.payload
    return ip6._replace(payload=payload, length=IP6_HDR_LEN + queue.ipq_size, mf=False, offset=0, id=0)


def frag6_slowtimo(kernel: Kernel, vnet: Vnet, key: tuple[int, int, int]) -> None:
    """The fragments of one packet have waited long enough: its sender is told, if the first one came (frag6_slowtimo,
    frag6_freef).
    """
    from simbsd.netinet6.icmp6 import icmp6_error

    queue = vnet.vnet_fragments6.pop(key, None)
    if queue is None:
        return
    vnet.vnet_stats["ip6.ip6s_fragtimeout"] += 1
    if queue.ipq_first is not None:
        ifp, m = queue.ipq_first
        drop(kernel, m, ifp, "The other fragments of this packet did not come within a minute.")
        icmp6_error(kernel, ifp, m, m.m_payload, ICMP6_TIME_EXCEEDED, ICMP6_TIME_EXCEED_REASSEMBLY)
