"""Reassembly of IPv6 fragments.

Models sys/netinet6/frag6.c (frag6_input, frag6_freef, frag6_slowtimo and its variables); leaves out the hash with a
seed of chance. A packet's time ends when it ends, where FreeBSD looks every half second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import cred_vnet
from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.bpf import drop
from simbsd.net.net_tables import mbuf_limits
from simbsd.netinet.ip_reass import IP_MAXPACKET, is_whole, join
from simbsd.netinet6.in6_ifstat import in6_ifstat_inc
from simbsd.netinet6.ip6_output import FRAGMENT_HDR_LEN
from simbsd.sys.mbuf import (
    ICMP6_PARAM_PROB,
    ICMP6_PARAMPROB_HEADER,
    ICMP6_TIME_EXCEEDED,
    IP6_HDR_LEN,
    Ip6,
    Mbuf,
)
from simbsd.sys.sysctl import Oid
from simbsd.sys.vnet import Ifnet, Ipq, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

ICMP6_TIME_EXCEED_REASSEMBLY = 1
IPV6_DEFFRAGTTL = 60_000  # milliseconds
IP6REASS_NHASH, MAXFRAGSPERPACKET = 1024, 64
_INTERVAL, _LONGEST = 500, 65535  # IP6_CALLOUT_INTERVAL_MS, and how many of them at most
_IP6 = "net.inet6.ip6"
_HEADERS = IP6_HDR_LEN + FRAGMENT_HDR_LEN
_PLEN, _OFFLG = 4, 2  # where a header has its payload length, a fragment's its offset
_ECN, _CE = 0x03, 0x03
_TOO_FAR = "A fragment that reaches beyond the longest packet."
Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Came:
    """A fragment as it came: by which interface, in which packet, and where in that its header is; and the interface
    that has the address it is for.
    """

    ifp: Ifnet
    m: Mbuf
    whole: Ip6
    place: int
    dstifp: Ifnet | None


def ip6_maxfrags(kernel: Kernel) -> int:
    """Fragments that all stacks together may keep: a share of the mbuf clusters (IP6_MAXFRAGS)."""
    return int(kernel.sysctls.get(f"{_IP6}.maxfrags", mbuf_limits(kernel)["nmbclusters"] // 32))


def _maxfragpackets(kernel: Kernel, vnet: Vnet) -> int:
    return int(vnet.vnet_sysctls.get(f"{_IP6}.maxfragpackets", min(ip6_maxfrags(kernel), IP6REASS_NHASH * 50)))


def _maxfragbucketsize(kernel: Kernel, vnet: Vnet) -> int:
    most = max(_maxfragpackets(kernel, vnet) // (IP6REASS_NHASH // 2), 1)
    return int(vnet.vnet_sysctls.get(f"{_IP6}.maxfragbucketsize", most))


def _maxfragsperpacket(kernel: Kernel, vnet: Vnet) -> int:
    return int(vnet.vnet_sysctls.get(f"{_IP6}.maxfragsperpacket", MAXFRAGSPERPACKET))


def _fraglifetime(kernel: Kernel, vnet: Vnet) -> int:
    return int(vnet.vnet_sysctls.get(f"{_IP6}.fraglifetime_ms", IPV6_DEFFRAGTTL))


def _set_fraglifetime(kernel: Kernel, p: Proc, value: Any) -> None:
    """Not longer than the host's own (sysctl_ip6_fraglifetime)."""
    vnet, host = cred_vnet(p.p_ucred), kernel.prison0.pr_vnet
    lifetime = min(int(value) if int(value) > 0 else IPV6_DEFFRAGTTL, _LONGEST * _INTERVAL)
    own = lifetime if vnet is host else min(lifetime, _fraglifetime(kernel, host))
    vnet.vnet_sysctls[f"{_IP6}.fraglifetime_ms"] = own


def _nfrags(kernel: Kernel) -> int:
    return sum(len(queue.ipq_parts) for vnet in kernel.vnets.values() for queue in vnet.vnet_fragments6.values())


def frag6_input(
    kernel: Kernel, ifp: Ifnet, m: Mbuf, whole: Ip6 | None = None, place: int = IP6_HDR_LEN
) -> Ip6 | None:
    """Keep a fragment; the whole packet once all have come (frag6_input). ``whole`` is the packet that the fragment's
    header was found in, at ``place``, where it is not the first header.
    """
    ip6: Ip6 = m.m_payload
    vnet, size = ifp.if_vnet, ip6.length - _HEADERS
    ia = vnet.vnet_in6addrs.get(ip6.dst)
    came = Came(ifp, m, whole or ip6, place, ia.ia_ifp if ia is not None else None)
    if ip6.mf and size % 8:
        in6_ifstat_inc(came.dstifp, "reass_fail")
        return _problem(kernel, came, "A fragment that is not the last and no multiple of 8.", _PLEN)
    vnet.vnet_stats["ip6.ip6s_fragments"] += 1
    in6_ifstat_inc(came.dstifp, "reass_reqd")
    if not size:
        in6_ifstat_inc(came.dstifp, "reass_fail")
        vnet.vnet_stats["ip6.ip6s_fragdropped"] += 1
        return _problem(kernel, came, "A fragment without data.", _PLEN)
    most = ip6_maxfrags(kernel)
    if most >= 0 and _nfrags(kernel) >= most:
        return _dropped(kernel, came, "All stacks together keep as many fragments as they may (maxfrags).")
    key = (ip6.src, ip6.dst, ip6.id)
    queue = vnet.vnet_fragments6.get(key) or _queue(kernel, vnet, key)
    if queue is None:
        return _dropped(kernel, came, "Too many packets are waiting for fragments.")
    if not ip6.offset and queue.ipq_first is None:
        queue.ipq_first = came
    if _unfragmented(queue) + ip6.offset + size > IP_MAXPACKET:
        if not queue.ipq_parts:
            _forget(vnet, key)
        return _problem(kernel, came, _TOO_FAR, place + _OFFLG)
    if not ip6.offset:
        _too_far(kernel, queue)
    if not _fits(queue, ip6):
        if _overlaps(queue, ip6):
            _freef(kernel, vnet, key)
        return _dropped(kernel, came, "A fragment that is here already, or that does not fit the others.")
    return _insert(kernel, vnet, key, queue, came)


def _insert(kernel: Kernel, vnet: Vnet, key: Key, queue: Ipq, came: Came) -> Ip6 | None:
    """Put a fragment in its place; the packet, if that was the last one missing."""
    ip6: Ip6 = came.m.m_payload
    queue.ipq_parts[ip6.offset], queue.ipq_came[ip6.offset] = ip6, came
    last = queue.ipq_parts[max(queue.ipq_parts)]
    queue.ipq_size = 0 if last.mf else last.offset + last.length - _HEADERS  # an end with pieces behind it is none
    if not is_whole(queue):
        if len(queue.ipq_parts) > _maxfragsperpacket(kernel, vnet):
            vnet.vnet_stats["ip6.ip6s_fragdropped"] += len(queue.ipq_parts)
            drop(kernel, came.m, came.ifp, "More fragments than one packet may have (maxfragsperpacket).")
            _freef(kernel, vnet, key)
        return None
    _forget(vnet, key)
    vnet.vnet_stats["ip6.ip6s_reassembled"] += 1
    in6_ifstat_inc(came.dstifp, "reass_ok")
    first = queue.ipq_parts[0]
    assert type(first) is Ip6
    return first._replace(payload=join(queue), length=IP6_HDR_LEN + queue.ipq_size, mf=False, offset=0, id=0)


def _problem(kernel: Kernel, came: Came, why: str, pointer: int) -> Ip6 | None:
    """Tell the sender where in the packet the mistake is."""
    from simbsd.netinet6.icmp6 import icmp6_error

    drop(kernel, came.m, came.ifp, why)
    icmp6_error(kernel, came.ifp, came.m, came.whole, ICMP6_PARAM_PROB, ICMP6_PARAMPROB_HEADER, pointer)
    return None


def _dropped(kernel: Kernel, came: Came, why: str) -> Ip6 | None:
    """Throw a fragment away without a word (dropfrag)."""
    in6_ifstat_inc(came.dstifp, "reass_fail")
    came.ifp.if_vnet.vnet_stats["ip6.ip6s_fragdropped"] += 1
    drop(kernel, came.m, came.ifp, why)
    return None


def _bucket(key: Key) -> int:
    return (key[0] ^ key[1] ^ key[2]) % IP6REASS_NHASH


def _queue(kernel: Kernel, vnet: Vnet, key: Key) -> Ipq | None:
    """A list for the first fragment of a packet to come; None where there are enough."""
    queues, most = vnet.vnet_fragments6, _maxfragpackets(kernel, vnet)
    if most >= 0:
        same = sum(_bucket(other) == _bucket(key) for other in queues)
        if same >= _maxfragbucketsize(kernel, vnet) or len(queues) >= most:
            return None
    lifetime = max(_fraglifetime(kernel, vnet) // _INTERVAL, 1) * _INTERVAL * 1000
    queues[key] = Ipq(callout_reset(kernel, lifetime, frag6_slowtimo, vnet, key))
    return queues[key]


def _unfragmented(queue: Ipq) -> int:
    """Bytes of the headers before the fragment's, which the first fragment tells (ip6q_unfrglen)."""
    return queue.ipq_first.place - IP6_HDR_LEN if queue.ipq_first is not None else 0


def _too_far(kernel: Kernel, queue: Ipq) -> None:
    """With the headers that the first fragment brings, others may reach beyond the longest packet."""
    for offset, part in tuple(queue.ipq_parts.items()):
        if _unfragmented(queue) + offset + part.length - _HEADERS > IP_MAXPACKET:
            del queue.ipq_parts[offset]
            came = queue.ipq_came.pop(offset)
            _problem(kernel, came, _TOO_FAR, came.place + _OFFLG)


def _others(queue: Ipq, ip6: Ip6) -> list[int]:
    """Which of the pieces overlap one."""
    end = ip6.offset + ip6.length - _HEADERS
    return [at for at, part in queue.ipq_parts.items() if at < end and at + part.length - _HEADERS > ip6.offset]


def _marks_fit(queue: Ipq, ip6: Ip6) -> bool:
    """Whether a piece is marked for congestion as the first that came allows."""
    first = next(iter(queue.ipq_parts.values())).tos & _ECN
    return not (ip6.tos & _ECN == _CE and first == 0) and not (ip6.tos & _ECN == 0 and first)


def _fits(queue: Ipq, ip6: Ip6) -> bool:
    return not queue.ipq_parts or (_marks_fit(queue, ip6) and not _others(queue, ip6))


def _overlaps(queue: Ipq, ip6: Ip6) -> bool:
    """Whether a piece overlaps others and is no copy of one, so that nothing is kept (RFC 8200, 4.5)."""
    others = _others(queue, ip6)
    copy = others == [ip6.offset] and queue.ipq_parts[ip6.offset].length == ip6.length
    return _marks_fit(queue, ip6) and bool(others) and not copy


def _forget(vnet: Vnet, key: Key) -> Ipq:
    queue = vnet.vnet_fragments6.pop(key)
    callout_stop(queue.ipq_timer)
    return queue


def _freef(kernel: Kernel, vnet: Vnet, key: Key) -> None:
    """Forget the pieces of a packet; its sender is told, if the first one came (frag6_freef)."""
    from simbsd.netinet6.icmp6 import icmp6_error

    came = _forget(vnet, key).ipq_came.get(0)
    if came is not None and came.ifp.if_vnet is vnet:
        drop(kernel, came.m, came.ifp, "The other fragments of this packet did not come in time, or did not fit.")
        code = ICMP6_TIME_EXCEED_REASSEMBLY
        icmp6_error(kernel, came.ifp, came.m, came.whole, ICMP6_TIME_EXCEEDED, code)


def frag6_slowtimo(kernel: Kernel, vnet: Vnet, key: Key) -> None:
    """The fragments of one packet have waited long enough (frag6_slowtimo)."""
    queue = vnet.vnet_fragments6.get(key)
    if queue is not None:
        vnet.vnet_stats["ip6.ip6s_fragtimeout"] += len(queue.ipq_parts)
        _freef(kernel, vnet, key)


def _of_vnet(name: str, description: str, get: Any) -> Oid:
    def read(kernel: Kernel, p: Proc) -> int:
        return int(get(kernel, cred_vnet(p.p_ucred)))

    def write(kernel: Kernel, p: Proc, value: Any) -> None:
        cred_vnet(p.p_ucred).vnet_sysctls[f"{_IP6}.{name}"] = int(value)

    return Oid(f"{_IP6}.{name}", "int", description, get=read, set=write, writable=True, vnet=True)


def _set_maxfrags(kernel: Kernel, p: Proc, value: Any) -> None:
    kernel.sysctls[f"{_IP6}.maxfrags"] = int(value)


FRAG6_SYSCTLS = (
    Oid(f"{_IP6}.frag6_nfrags", "int", "Global number of IPv6 fragments across all reassembly queues.",
        get=lambda kernel, p: _nfrags(kernel)),
    Oid(f"{_IP6}.maxfrags", "int",
        "Maximum allowed number of outstanding IPv6 packet fragments. A value of 0 means no fragmented packets will be "
        "accepted, while a value of -1 means no limit",
        get=lambda kernel, p: ip6_maxfrags(kernel), set=_set_maxfrags, writable=True),
    _of_vnet("maxfragpackets",
             "Default maximum number of outstanding fragmented IPv6 packets. A value of 0 means no fragmented packets "
             "will be accepted, while a a value of -1 means no limit", _maxfragpackets),
    Oid(f"{_IP6}.frag6_nfragpackets", "int", "Per-VNET number of IPv6 fragments across all reassembly queues.",
        get=lambda kernel, p: len(cred_vnet(p.p_ucred).vnet_fragments6), vnet=True),
    _of_vnet("maxfragsperpacket", "Maximum allowed number of fragments per packet", _maxfragsperpacket),
    _of_vnet("maxfragbucketsize", "Maximum number of reassembly queues per hash bucket", _maxfragbucketsize),
    Oid(f"{_IP6}.fraglifetime_ms", "int", "Fragment lifetime, in milliseconds",
        get=lambda kernel, p: _fraglifetime(kernel, cred_vnet(p.p_ucred)), set=_set_fraglifetime, writable=True,
        vnet=True),
)  # fmt: skip
