"""Reassembly of IPv6 fragments.

Models sys/netinet6/frag6.c (frag6_input, frag6_freef, frag6_slowtimo); leaves out limits per bucket. A packet is whole
when its pieces cover it; one whose pieces overlap is thrown away; after 60 s what is there is forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.bpf import drop
from simbsd.netinet.ip_reass import IP_MAXPACKET, is_whole, join
from simbsd.netinet6.ip6_output import FRAGMENT_HDR_LEN
from simbsd.sys.mbuf import (
    ICMP6_PARAM_PROB,
    ICMP6_PARAMPROB_HEADER,
    ICMP6_TIME_EXCEEDED,
    IP6_HDR_LEN,
    Ip6,
    Mbuf,
)
from simbsd.sys.vnet import Ifnet, Ipq, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

ICMP6_TIME_EXCEED_REASSEMBLY = 1
IPV6_FRAGTTL = 60_000_000
MAXFRAGPACKETS = 64
MAXFRAGSPERPACKET = 64  # net.inet6.ip6.maxfragsperpacket
_HEADERS = IP6_HDR_LEN + FRAGMENT_HDR_LEN
_PLEN, _OFFLG = 4, 2  # where a header has its payload length, a fragment's its offset
_ECN, _CE = 0x03, 0x03
Key = tuple[int, int, int]


def frag6_input(
    kernel: Kernel, ifp: Ifnet, m: Mbuf, whole: Ip6 | None = None, place: int = IP6_HDR_LEN
) -> Ip6 | None:
    """Keep a fragment; the whole packet once all have come (frag6_input). ``whole`` is the packet that the fragment's
    header was found in, at ``place``, where it is not the first header.
    """
    ip6: Ip6 = m.m_payload
    stats, size = ifp.if_vnet.vnet_stats, ip6.length - _HEADERS
    if ip6.mf and size % 8:
        return _problem(kernel, ifp, m, whole, "A fragment that is not the last and no multiple of 8.", _PLEN)
    stats["ip6.ip6s_fragments"] += 1
    if not size:
        stats["ip6.ip6s_fragdropped"] += 1
        return _problem(kernel, ifp, m, whole, "A fragment without data.", _PLEN)
    key = (ip6.src, ip6.dst, ip6.id)
    queue = _queue(kernel, ifp, m, key)
    if queue is None:
        return None
    if ip6.offset + size > IP_MAXPACKET:
        if not queue.ipq_parts:
            _forget(ifp.if_vnet, key)
        why = "A fragment that reaches beyond the longest packet."
        return _problem(kernel, ifp, m, whole, why, place + _OFFLG)
    if not _fits(kernel, ifp, m, queue, ip6, key):
        return None
    if not ip6.offset:
        queue.ipq_first = (ifp, m)
    queue.ipq_parts[ip6.offset] = ip6
    if not ip6.mf:
        queue.ipq_size = ip6.offset + size
    if max(queue.ipq_parts) != ip6.offset and not ip6.mf:
        queue.ipq_size = 0  # an end with pieces behind it is none
    if not is_whole(queue):
        if len(queue.ipq_parts) > MAXFRAGSPERPACKET:
            stats["ip6.ip6s_fragdropped"] += len(queue.ipq_parts)
            drop(kernel, m, ifp, "More fragments than one packet may have (net.inet6.ip6.maxfragsperpacket).")
            _freef(kernel, ifp.if_vnet, key)
        return None
    _forget(ifp.if_vnet, key)
    stats["ip6.ip6s_reassembled"] += 1
    first = queue.ipq_parts[0]
    assert type(first) is Ip6
    return first._replace(payload=join(queue), length=IP6_HDR_LEN + queue.ipq_size, mf=False, offset=0, id=0)


def _problem(kernel: Kernel, ifp: Ifnet, m: Mbuf, whole: Ip6 | None, why: str, pointer: int) -> Ip6 | None:
    """Tell the sender where in the packet the mistake is."""
    from simbsd.netinet6.icmp6 import icmp6_error

    drop(kernel, m, ifp, why)
    icmp6_error(kernel, ifp, m, whole or m.m_payload, ICMP6_PARAM_PROB, ICMP6_PARAMPROB_HEADER, pointer)
    return None


def _queue(kernel: Kernel, ifp: Ifnet, m: Mbuf, key: Key) -> Ipq | None:
    """The pieces of the packet that are here; a new list for the first to come."""
    vnet = ifp.if_vnet
    queue = vnet.vnet_fragments6.get(key)
    if queue is None:
        if len(vnet.vnet_fragments6) >= MAXFRAGPACKETS:
            vnet.vnet_stats["ip6.ip6s_fragdropped"] += 1
            drop(kernel, m, ifp, "Too many packets are waiting for fragments.")
            return None
        queue = Ipq(callout_reset(kernel, IPV6_FRAGTTL, frag6_slowtimo, vnet, key))
        vnet.vnet_fragments6[key] = queue
    return queue


def _fits(kernel: Kernel, ifp: Ifnet, m: Mbuf, queue: Ipq, ip6: Ip6, key: Key) -> bool:
    """Whether a piece overlaps none that is here: a copy is thrown away, else all is (RFC 8200, 4.5); and is marked
    like the first one for congestion.
    """
    parts, end = queue.ipq_parts, ip6.offset + ip6.length - _HEADERS
    if not parts:
        return True
    first = next(iter(parts.values())).tos & _ECN
    same = not (ip6.tos & _ECN == _CE and first == 0) and not (ip6.tos & _ECN == 0 and first)
    others = [at for at, part in parts.items() if at < end and at + part.length - _HEADERS > ip6.offset]
    if same and not others:
        return True
    ifp.if_vnet.vnet_stats["ip6.ip6s_fragdropped"] += 1
    drop(kernel, m, ifp, "A fragment that is here already, or that overlaps others.")
    if same and (others != [ip6.offset] or parts[ip6.offset].length != ip6.length):
        _freef(kernel, ifp.if_vnet, key)
    return False


def _forget(vnet: Vnet, key: Key) -> Ipq:
    queue = vnet.vnet_fragments6.pop(key)
    callout_stop(queue.ipq_timer)
    return queue


def _freef(kernel: Kernel, vnet: Vnet, key: Key) -> None:
    """Forget the pieces of a packet; its sender is told, if the first one came (frag6_freef)."""
    from simbsd.netinet6.icmp6 import icmp6_error

    queue = _forget(vnet, key)
    if queue.ipq_first is not None:
        ifp, m = queue.ipq_first
        drop(kernel, m, ifp, "The other fragments of this packet did not come within a minute, or did not fit.")
        first = queue.ipq_parts[0]
        assert type(first) is Ip6
        icmp6_error(kernel, ifp, m, first, ICMP6_TIME_EXCEEDED, ICMP6_TIME_EXCEED_REASSEMBLY)


def frag6_slowtimo(kernel: Kernel, vnet: Vnet, key: Key) -> None:
    """The fragments of one packet have waited long enough (frag6_slowtimo)."""
    queue = vnet.vnet_fragments6.get(key)
    if queue is not None:
        vnet.vnet_stats["ip6.ip6s_fragtimeout"] += len(queue.ipq_parts)
        _freef(kernel, vnet, key)
