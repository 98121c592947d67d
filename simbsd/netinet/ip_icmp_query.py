"""ICMP's other questions: what time it is, and what the network's mask is.

Models sys/netinet/ip_icmp.c (icmp_input: ICMP_TSTAMP, ICMP_MASKREQ; iptime).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.route import MASKS
from simbsd.netinet.ip_icmp import can_answer, icmp_reflect
from simbsd.sys.mbuf import ICMP_TSTAMP, Icmp, Ip, Mbuf

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifaddr, Ifnet

ICMP_TSTAMPREPLY, ICMP_MASKREPLY = 14, 18
TS_LEN, MASK_LEN = 12, 4  # behind the header of 8 bytes
DAY = 24 * 60 * 60
INADDR_BROADCAST = 0xFFFFFFFF


def icmp_query(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip, icmp: Icmp) -> bool:
    """Answer a question; False if it is left to raw sockets."""
    if icmp.type == ICMP_TSTAMP:
        return _tstamp(kernel, ifp, m, ip, icmp)
    return _mask(kernel, ifp, ip, icmp)


def iptime(kernel: Kernel) -> int:
    """Milliseconds since midnight."""
    seconds, micros = divmod(kernel.boottime * 1_000_000 + kernel.now, 1_000_000)
    return seconds % DAY * 1000 + micros // 1000


def _tstamp(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip, icmp: Icmp) -> bool:
    settings, stats = ifp.if_vnet.vnet_sysctls, ifp.if_vnet.vnet_stats
    if not settings.get("net.inet.icmp.tstamprepl", 1):
        return False
    if m.m_broadcast and not settings.get("net.inet.icmp.bmcastecho", 0):
        stats["icmp.icps_bmcasttstamp"] = stats.get("icmp.icps_bmcasttstamp", 0) + 1
        return False
    if len(icmp.data) < TS_LEN:
        stats["icmp.icps_badlen"] = stats.get("icmp.icps_badlen", 0) + 1
        return False
    if can_answer(kernel, ifp.if_vnet, "icmp tstamp response"):
        now = iptime(kernel).to_bytes(4, "big")
        reply = icmp._replace(type=ICMP_TSTAMPREPLY, data=icmp.data[:4] + now * 2 + icmp.data[12:])
        icmp_reflect(kernel, ifp, ip, reply)
    return True


def _mask(kernel: Kernel, ifp: Ifnet, ip: Ip, icmp: Icmp) -> bool:
    settings = ifp.if_vnet.vnet_sysctls
    if not settings.get("net.inet.icmp.maskrepl", 0) or len(icmp.data) < MASK_LEN:
        return False
    ifa = _ifaof_ifpforaddr(ifp, ip.src if ip.dst in (0, INADDR_BROADCAST) else ip.dst)
    if ifa is None:
        return False
    mask = int(settings.get("net.inet.icmp.maskfake", 0)) or MASKS[ifa.ia_plen]
    if not ip.src:
        ip = ip._replace(src=ifa.ia_broadcast or ifa.ia_dst or 0)
    reply = icmp._replace(type=ICMP_MASKREPLY, data=mask.to_bytes(4, "big") + icmp.data[4:])
    icmp_reflect(kernel, ifp, ip, reply)
    return True


def _ifaof_ifpforaddr(ifp: Ifnet, address: int) -> Ifaddr | None:
    for ifa in ifp.if_addrs:
        if (ifa.ia_addr ^ address) & MASKS[ifa.ia_plen] == 0:
            return ifa
    return ifp.if_addrs[0] if ifp.if_addrs else None
