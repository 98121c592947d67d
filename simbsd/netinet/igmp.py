"""IGMP: messages about groups of IPv4, looked at and counted, then shown to raw sockets.

Models sys/netinet/igmp.c (igmp_input, igmp_input_v1_query, igmp_input_v2_query, igmp_input_v3_query,
igmp_input_v1_report, igmp_input_v2_report); questions of version 3 are answered, those of 1 and 2 only counted. What
is told is in igmp_report.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.net.bpf_wire import in_cksum
from simbsd.netinet.raw_ip import rip_input
from simbsd.sys.mbuf import Ip, Mbuf

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

IGMP_MINLEN, IGMP_V3_QUERY_MINLEN = 8, 12
QUERY, V1_REPORT, V2_REPORT, V3_REPORT, DVMRP = 0x11, 0x12, 0x16, 0x22, 0x13
_ALLHOSTS = 0xE0000001
_ROUTER_ALERT = b"\x94\x04\0\0"


class _Refused(Exception):
    """A message that ends here: its counter, then the reason."""


def igmp_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A message about groups (igmp_input)."""
    ip: Ip = m.m_payload
    data = bytes(ip.payload)
    try:
        counters = ["rcv_total", *_look(ip, data)]
    except _Refused as error:
        counter, why = error.args
        _count(ifp, ("rcv_total", *counter.split()))
        drop(kernel, m, ifp, f"{ifp.if_xname}: an IGMP message {why}.")
        return
    _count(ifp, counters)
    if "rcv_v3_queries" in counters and "rcv_badqueries" not in counters and ifp.if_multiaddrs:
        from simbsd.netinet.igmp_report import igmp_answer

        igmp_answer(kernel, ifp, int.from_bytes(data[4:8], "big"))
    rip_input(kernel, ifp, m)


def _count(ifp: Ifnet, names: tuple[str, ...] | list[str]) -> None:
    stats = ifp.if_vnet.vnet_stats
    for name in names:
        key = f"igmp.igps_{name}"
        stats[key] = stats.get(key, 0) + 1


def _look(ip: Ip, data: bytes) -> list[str]:
    """The counters that a message raises."""
    if len(data) < IGMP_MINLEN:
        raise _Refused("rcv_tooshort", "of too few bytes")
    if in_cksum(data):
        raise _Refused("rcv_badsum", "with a bad sum")
    if data[0] != DVMRP and ip.ttl != 1:
        raise _Refused("rcv_badttl", "that came from beyond this link")
    group = int.from_bytes(data[4:8], "big")
    if data[0] == QUERY:
        return _query(ip, data, group)
    alerted = [] if _ROUTER_ALERT in ip.options else ["rcv_nora"]
    if data[0] in (V1_REPORT, V2_REPORT):
        seen = alerted if data[0] == V2_REPORT else []
        if group >> 28 != 14 or group != ip.dst:
            raise _Refused(" ".join([*seen, "rcv_reports", "rcv_badreports"]), "that reports no group")
        return [*seen, "rcv_reports"]
    return alerted if data[0] == V3_REPORT else []


def _query(ip: Ip, data: bytes, group: int) -> list[str]:
    """Somebody asks which groups are listened to; the length tells the version."""
    if len(data) == IGMP_MINLEN and data[1] == 0:
        good = ip.dst == _ALLHOSTS and not group
        return ["rcv_v1v2_queries", "rcv_gen_queries" if good else "rcv_badqueries"]
    if len(data) == IGMP_MINLEN:
        if group:
            return ["rcv_v1v2_queries", "rcv_group_queries"]
        return ["rcv_v1v2_queries", *(["rcv_gen_queries"] if ip.dst == _ALLHOSTS else [])]
    if len(data) < IGMP_V3_QUERY_MINLEN:
        raise _Refused("rcv_tooshort", "of too few bytes")
    sources = int.from_bytes(data[10:12], "big")
    if len(data) < IGMP_V3_QUERY_MINLEN + 4 * sources:
        raise _Refused("rcv_v3_queries rcv_tooshort", "of too few bytes")
    if not group:
        bad = ["rcv_badqueries"] if ip.dst != _ALLHOSTS or sources else []
        return ["rcv_v3_queries", "rcv_gen_queries", *bad]
    return ["rcv_v3_queries", "rcv_gsr_queries" if sources else "rcv_group_queries"]
