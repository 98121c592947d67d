"""What watchers see of packets: each crossing of a link, each drop with its reason in one sentence.

Models the taps of sys/net/bpf.c (bpf_mtap) and the drop probes; programs listen by net/bpf_tap.py
and net/bpf_dev.py. Callers ask ``kernel.watched`` first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.sys.event import PacketHop
from simbsd.sys.in6 import in6_clearscope, inet_ntop6
from simbsd.sys.mbuf import (
    BSTP_ETHERADDR,
    ETHERTYPE_SLOW,
    ICMP6_DST_UNREACH,
    ICMP6_ECHO_REPLY,
    ICMP6_ECHO_REQUEST,
    ICMP6_PACKET_TOO_BIG,
    ICMP6_TIME_EXCEEDED,
    ICMP_ECHO,
    ICMP_ECHOREPLY,
    ICMP_MASKREQ,
    ICMP_REDIRECT,
    ICMP_TIMXCEED,
    ICMP_TSTAMP,
    ICMP_UNREACH,
    IPPROTO_IGMP,
    ND_NEIGHBOR_ADVERT,
    ND_NEIGHBOR_SOLICIT,
    ND_REDIRECT,
    ND_ROUTER_ADVERT,
    ND_ROUTER_SOLICIT,
    TH_ACK,
    TH_FIN,
    TH_RST,
    TH_SYN,
    Arp,
    Carp,
    Encap,
    Ether,
    Icmp,
    Icmp6,
    Ip,
    Ip6,
    Mbuf,
    Tcp,
    Udp,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

BEYOND = -1  # the index of nobody in particular beyond em0, whose machines have negative ones

_ICMP_LABELS = {
    ICMP_ECHO: "echo", ICMP_ECHOREPLY: "reply", ICMP_UNREACH: "unreachable", ICMP_REDIRECT: "redirect",
    ICMP_TIMXCEED: "time exceeded", ICMP_TSTAMP: "time?", ICMP_TSTAMP + 1: "time", ICMP_MASKREQ: "mask?",
    ICMP_MASKREQ + 1: "mask",
}  # fmt: skip
_ICMP6_LABELS = {
    ICMP6_ECHO_REQUEST: "echo6", ICMP6_ECHO_REPLY: "reply6", ICMP6_DST_UNREACH: "unreachable",
    ICMP6_PACKET_TOO_BIG: "too big", ICMP6_TIME_EXCEEDED: "time exceeded", ND_ROUTER_SOLICIT: "rs",
    ND_ROUTER_ADVERT: "ra", ND_NEIGHBOR_SOLICIT: "ns?", ND_NEIGHBOR_ADVERT: "na", ND_REDIRECT: "redirect",
}  # fmt: skip
_BYTES_LABELS = {1: "icmp", 6: "tcp", 17: "udp"}  # of what programs made and nobody has taken apart yet
_TCP_LABELS = ((TH_RST, "RST"), (TH_SYN | TH_ACK, "SYN+ACK"), (TH_SYN, "SYN"), (TH_FIN, "FIN"))


def inet_ntoa(address: int) -> str:
    """An IPv4 address in dotted form."""
    return f"{address >> 24}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}"


def ether_ntoa(mac: bytes) -> str:
    """A link-level address, two digits an octet (ether_sprintf)."""
    return ":".join(f"{octet:02x}" for octet in mac)


def describe(payload: Any) -> tuple[str, str]:
    """Label and detail of a frame or packet."""
    if type(payload) is Ether:
        if payload.dst == BSTP_ETHERADDR:
            return "bpdu", f"from {ether_ntoa(payload.src)}"
        if payload.type == ETHERTYPE_SLOW:
            return "lacp" if payload.payload[:1] == b"\1" else "marker", f"from {ether_ntoa(payload.src)}"
        payload = payload.payload
    if type(payload) is Arp:
        if payload.op == 1:
            return "arp?", f"who has {inet_ntoa(payload.target_ip)}, tell {inet_ntoa(payload.sender_ip)}"
        return "arp!", f"{inet_ntoa(payload.sender_ip)} is at {ether_ntoa(payload.sender_mac)}"
    if type(payload) is Ip6:
        ends = (in6_clearscope(payload.src), in6_clearscope(payload.dst))
        return _ip6_label(payload), " > ".join(inet_ntop6(address) for address in ends)
    if type(payload) is Ip:
        return _ip_label(payload), f"{inet_ntoa(payload.src)} > {inet_ntoa(payload.dst)}"
    return "frame", ""


def _ip6_label(ip6: Ip6) -> str:
    inner = ip6.payload
    if type(inner) is Icmp6:
        return _ICMP6_LABELS.get(inner.type, f"icmp6 {inner.type}")
    return "fragment" if ip6.mf or ip6.offset else _transport_label(inner) or f"ip6 {ip6.proto}"


def _ip_label(ip: Ip) -> str:
    inner = ip.payload
    if type(inner) is Encap:
        return f"{describe(inner.payload)[0]} in ip"
    if type(inner) is Icmp:
        return _ICMP_LABELS.get(inner.type, f"icmp {inner.type}")
    if ip.proto == IPPROTO_IGMP:
        return "igmp"
    if not (ip.mf or ip.offset) and type(inner) is bytes and ip.proto in _BYTES_LABELS:
        return _BYTES_LABELS[ip.proto]
    return _transport_label(inner) or ("fragment" if ip.mf or ip.offset else f"ip {ip.proto}")


def _transport_label(inner: Any) -> str:
    if type(inner) is Udp:
        return "udp"
    if type(inner) is Tcp:
        for flags, label in _TCP_LABELS:
            if inner.flags & flags == flags:
                return label
        return "data" if inner.data else "ACK"
    return "carp" if type(inner) is Carp else ""


def hop(kernel: Kernel, m: Mbuf, source: Ifnet, target: Ifnet, start: int, until: int) -> None:
    """Announce that ``m`` crosses from one interface to another between two virtual times."""
    _crossed(kernel, m, source.if_index, target.if_index, start, until)


def leave(kernel: Kernel, m: Mbuf, ifp: Ifnet) -> None:
    """Announce that ``m`` leaves the machine by ``ifp``, to all beyond and to nobody in particular."""
    if kernel.watched:
        _crossed(kernel, m, ifp.if_index, BEYOND, kernel.now, kernel.now)


def _crossed(kernel: Kernel, m: Mbuf, source: int, target: int, start: int, until: int) -> None:
    label, detail = describe(m.m_payload)
    kernel.emit(PacketHop(start, until, m.m_packet, source, target, label, detail, "delivered", "", m.m_payload))


def drop(kernel: Kernel, m: Mbuf, ifp: Ifnet | None, why: str) -> None:
    """Announce that ``m`` ends at ``ifp`` (None: before it reached any), and why. What a program of this stack took
    by bpf(4) has arrived, whatever the protocols make of it.
    """
    if not kernel.watched or (m.m_taken is not None and ifp is not None and m.m_taken is ifp.if_vnet):
        return
    label, detail = describe(m.m_payload)
    index = ifp.if_index if ifp is not None else 0
    now = kernel.now
    kernel.emit(PacketHop(now, now, m.m_packet, index, 0, label, detail, "dropped", why, m.m_payload))
