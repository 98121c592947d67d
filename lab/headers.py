"""The headers of a frame, layer by layer, under the field names of FreeBSD's structures: for who clicks on a packet.

Models the fields of sys/net/ethernet.h, sys/net/if_arp.h, sys/netinet/{ip,ip_icmp,udp,tcp,ip6,icmp6,ip_carp}.h;
leaves out checksums, which are made only where bytes are.
"""

from __future__ import annotations

from typing import Any

from lab import words
from simbsd.netinet.tcp_options import TOF_SACK, TOF_SACKPERM, TOF_SCALE, TOF_TS, tcp_dooptions
from simbsd.sys.in6 import in6_clearscope, inet_ntop6
from simbsd.sys.mbuf import Arp, Carp, Encap, Ether, Fragment, Icmp, Icmp6, Ip, Ip6, Tcp, Udp

Layer = list[Any]  # [name, [[field, value], ...]]
TCP_FLAGS = ((0x01, "FIN"), (0x02, "SYN"), (0x04, "RST"), (0x08, "PUSH"), (0x10, "ACK"))
PROTOCOLS = {1: "ICMP", 4: "IPv4", 6: "TCP", 17: "UDP", 41: "IPv6", 44: "fragment", 58: "ICMPv6", 97: "EtherIP",
             112: "CARP"}  # fmt: skip
ETHERTYPES = {0x0800: "IPv4", 0x0806: "ARP", 0x8100: "802.1Q", 0x86DD: "IPv6", 0x88A8: "802.1ad"}
DEEPEST = 6  # packets in packets


def layers(frame: Any) -> list[Layer]:
    """The layers of a frame or packet, outermost first; none for what is no such thing."""
    found: list[Layer] = []
    while frame is not None and len(found) < DEEPEST:
        say = LAYERS.get(type(frame))
        if say is None:
            break
        layer, frame = say(frame)
        if layer is not None:
            found.append(layer)
    return found


def _named(number: int, names: dict[int, str], width: int = 0) -> str:
    shown = f"0x{number:0{width}x}" if width else str(number)
    return f"{shown} ({names[number]})" if number in names else shown


def _layer(name: str, **values: object) -> Layer:
    return [name, [[field, str(value)] for field, value in values.items()]]


def _ether(frame: Ether) -> tuple[Layer, Any]:
    tags = {f"tag {tag.vid}": f"0x{tag.proto:04x}, priority {tag.pcp}" for tag in frame.tags}
    ends = {"ether_dhost": words.lladdr(frame.dst), "ether_shost": words.lladdr(frame.src)}
    kind = _named(frame.type, ETHERTYPES, 4)
    return _layer("Ethernet", **ends, **tags, ether_type=kind), frame.payload


def _arp(arp: Arp) -> tuple[Layer, Any]:
    return _layer(
        "ARP", ar_op=_named(arp.op, {1: "request", 2: "reply"}), ar_sha=words.lladdr(arp.sender_mac),
        ar_spa=words.dotted(arp.sender_ip), ar_tha=words.lladdr(arp.target_mac), ar_tpa=words.dotted(arp.target_ip),
    ), None  # fmt: skip


def _ip(ip: Ip) -> tuple[Layer, Any]:
    pieces = " ".join(name for held, name in ((ip.df, "DF"), (ip.mf, "MF")) if held)
    return _layer(
        "IPv4", ip_src=words.dotted(ip.src), ip_dst=words.dotted(ip.dst), ip_p=_named(ip.proto, PROTOCOLS),
        ip_ttl=ip.ttl, ip_len=ip.length, ip_id=ip.id, ip_off=f"{ip.offset} {pieces}".strip(), ip_tos=ip.tos,
    ), ip.payload  # fmt: skip


def _ip6(ip6: Ip6) -> tuple[Layer, Any]:
    ends = [inet_ntop6(in6_clearscope(address)) for address in (ip6.src, ip6.dst)]
    return _layer(
        "IPv6", ip6_src=ends[0], ip6_dst=ends[1], ip6_nxt=_named(ip6.proto, PROTOCOLS), ip6_hlim=ip6.ttl,
        ip6_plen=ip6.length - 40, ip6_flow=ip6.flow,
    ), ip6.payload  # fmt: skip


def _icmp(icmp: Icmp) -> tuple[Layer, Any]:
    names = {0: "echo reply", 3: "unreachable", 5: "redirect", 8: "echo", 11: "time exceeded", 12: "parameter problem"}
    values: dict[str, object] = {"icmp_type": _named(icmp.type, names), "icmp_code": icmp.code}
    if icmp.original is None:
        values |= {"icmp_id": icmp.ident, "icmp_seq": icmp.seq, "data": f"{len(icmp.data)} bytes"}
    return _layer("ICMP", **values), icmp.original


def _icmp6(icmp: Icmp6) -> tuple[Layer, Any]:
    names = {1: "unreachable", 2: "packet too big", 3: "time exceeded", 128: "echo request", 129: "echo reply",
             133: "router solicitation", 134: "router advertisement", 135: "neighbor solicitation",
             136: "neighbor advertisement", 137: "redirect"}  # fmt: skip
    values: dict[str, object] = {"icmp6_type": _named(icmp.type, names), "icmp6_code": icmp.code}
    if icmp.type in (128, 129):
        values |= {"icmp6_id": icmp.ident, "icmp6_seq": icmp.seq}
    if icmp.target:
        values["nd_target"] = inet_ntop6(in6_clearscope(icmp.target))
    if icmp.lladdr is not None:
        values["link-layer option"] = words.lladdr(icmp.lladdr)
    return _layer("ICMPv6", **values), icmp.original


def _udp(udp: Udp) -> tuple[Layer, Any]:
    return _layer("UDP", uh_sport=udp.sport, uh_dport=udp.dport, uh_ulen=8 + len(udp.data)), None


def _tcp(tcp: Tcp) -> tuple[Layer, Any]:
    flags = " ".join(name for bit, name in TCP_FLAGS if tcp.flags & bit)
    options = {f"option {name}": value for name, value in _tcp_options(tcp)}
    return _layer(
        "TCP", th_sport=tcp.sport, th_dport=tcp.dport, th_seq=tcp.seq, th_ack=tcp.ack, th_flags=flags or "none",
        th_win=tcp.win, **options, data=f"{len(tcp.data)} bytes",
    ), None  # fmt: skip


def _tcp_options(tcp: Tcp) -> list[tuple[str, object]]:
    to = tcp_dooptions(tcp, True)
    blocks = " ".join(f"{start}:{end}" for start, end in to.to_sacks)
    found = (
        (tcp.mss, "MSS", tcp.mss), (to.to_flags & TOF_SCALE, "wscale", to.to_wscale),
        (to.to_flags & TOF_SACKPERM, "sackOK", "yes"), (to.to_flags & TOF_TS, "TS val", to.to_tsval),
        (to.to_flags & TOF_TS, "TS ecr", to.to_tsecr), (to.to_flags & TOF_SACK, "sack", blocks),
    )  # fmt: skip
    return [(name, value) for there, name, value in found if there]


def _carp(carp: Carp) -> tuple[Layer, Any]:
    return _layer(
        "CARP", carp_version=carp.version, carp_type=_named(carp.type, {1: "advertisement"}), carp_vhid=carp.vhid,
        carp_advskew=carp.advskew, carp_advbase=carp.advbase, carp_counter=carp.counter, carp_md=carp.md.hex(),
    ), None  # fmt: skip


def _fragment(fragment: Fragment) -> tuple[Layer, Any]:
    return _layer("Fragment", carried=f"{fragment.size} bytes"), None


def _encap(encap: Encap) -> tuple[None, Any]:
    return None, encap.payload


LAYERS: dict[type, Any] = {
    Ether: _ether, Arp: _arp, Ip: _ip, Ip6: _ip6, Icmp: _icmp, Icmp6: _icmp6, Udp: _udp, Tcp: _tcp,
    Carp: _carp, Fragment: _fragment, Encap: _encap,
}  # fmt: skip
