"""Beyond the cable of em0: a local network, an access line, a backbone, and a network of servers.

Models no file of FreeBSD: another's machines, made of the same stacks as jails (sys/net/vnet.h), which belong to no
prison, are in none of the kernel's lists, and have negative numbers; leaves out loss, and queues. They are built with
the first frame that wants an answer, so a machine without a network conversation pays nothing for them; their IPv6 is
in net/internet6.py.

    em0 --- 10.0.2.0/24 --- gateway --- 198.51.100.0/30 --- access --- 203.0.113.0/29 --- core --- 192.0.2.0/24
            ns .3, peer .20  .2 / .2                        .1 / .1                    .2 / .1     the web servers
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simbsd.net.bpf import drop, hop
from simbsd.net.if_ethersubr import ether_input, ether_output
from simbsd.net.if_loop import lo_new
from simbsd.net.internet_services import serve
from simbsd.net.net_stats import STATS
from simbsd.net.netisr import netisr_queue
from simbsd.net.route import MASKS, rib_add
from simbsd.netinet.in_ import in_aifaddr
from simbsd.sys.if_softc import Segment
from simbsd.sys.mbuf import Mbuf
from simbsd.sys.socketvar import INADDR_LOOPBACK
from simbsd.sys.vnet import (
    IFF_BROADCAST,
    IFF_MULTICAST,
    IFF_RUNNING,
    IFF_SIMPLEX,
    RTF_GATEWAY,
    RTF_STATIC,
    RTF_UP,
    Ifnet,
    Nhop,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

LAN, ACCESS, BACKBONE, SERVERS = "lan", "access", "backbone", "servers"
DELAYS = {LAN: 150, ACCESS: 1_500, BACKBONE: 4_000, SERVERS: 350}  # microseconds, one way: 12 ms there and back


def ip4(text: str) -> int:
    """A dotted quad as an integer."""
    one, two, three, four = (int(octet) for octet in text.split("."))
    return one << 24 | two << 16 | three << 8 | four


@dataclass(frozen=True, slots=True)
class Host:
    """A machine: its links ``(segment, address, prefix length)``, its routes ``(network, prefix length, gateway)``,
    its other addresses on the first link, and the services it runs.
    """

    links: tuple[tuple[str, str, int], ...]
    routes: tuple[tuple[str, int, str], ...]
    services: tuple[str, ...] = ()
    aliases: tuple[str, ...] = field(default=())


HOSTS = (
    Host(
        ((LAN, "10.0.2.2", 24), (ACCESS, "198.51.100.2", 30)), (("0.0.0.0", 0, "198.51.100.1"),), ("dhcp",),
    ),
    Host(((LAN, "10.0.2.3", 24),), (("0.0.0.0", 0, "10.0.2.2"),), ("domain",)),
    Host(((LAN, "10.0.2.20", 24),), (("0.0.0.0", 0, "10.0.2.2"),), ("echo", "discard", "daytime", "http")),
    Host(
        ((ACCESS, "198.51.100.1", 30), (BACKBONE, "203.0.113.1", 29)),
        (("10.0.2.0", 24, "198.51.100.2"), ("192.0.2.0", 24, "203.0.113.2")),
    ),
    Host(
        ((BACKBONE, "203.0.113.2", 29), (SERVERS, "192.0.2.1", 24)),
        (("10.0.2.0", 24, "203.0.113.1"), ("198.51.100.0", 30, "203.0.113.1")),
    ),
    Host(((SERVERS, "192.0.2.10", 24),), (("0.0.0.0", 0, "192.0.2.1"),), ("http",)),
    Host(((SERVERS, "192.0.2.53", 24),), (("0.0.0.0", 0, "192.0.2.1"),), ("domain",)),
    Host(((SERVERS, "192.0.2.80", 24),), (("0.0.0.0", 0, "192.0.2.1"),), ("http",), ("192.0.2.81",)),
)  # fmt: skip


def internet_attach(kernel: Kernel, em: Ifnet) -> None:
    """Build what is at the other end of a card's cable, and plug it in."""
    segments = {name: Segment(delay) for name, delay in DELAYS.items()}
    for number, host in enumerate(HOSTS):
        _host(kernel, -1 - number, host, segments)
    em.if_softc = segments[LAN]
    segments[LAN].ports.append(em)


def _host(kernel: Kernel, vnet_id: int, host: Host, segments: dict[str, Segment]) -> None:
    vnet = Vnet(vnet_id, kernel.prison0, vnet_stats=dict(STATS))
    vnet.vnet_forwarding = len(host.links) > 1
    vnet.vnet_lo = _attach(vnet, lo_new(vnet, 0), 0)
    in_aifaddr(kernel, vnet.vnet_lo, INADDR_LOOPBACK, 8)
    for number, (segment, address, plen) in enumerate(host.links, 1):
        ifp = _attach(vnet, _card(vnet, number), number)
        in_aifaddr(kernel, ifp, ip4(address), plen)
        for alias in host.aliases:
            in_aifaddr(kernel, ifp, ip4(alias), 32)
        ifp.if_softc = segments[segment]
        segments[segment].ports.append(ifp)
    for network, plen, gateway in host.routes:
        _route(vnet, ip4(network), plen, ip4(gateway))
    for service in host.services:
        for address in (*(link[1] for link in host.links), *host.aliases):
            serve(kernel, vnet, service, ip4(address))


def _card(vnet: Vnet, number: int) -> Ifnet:
    mac = b"\x52\x54\x00\x12" + bytes([0x34 - vnet.vnet_id, number + 1])
    return Ifnet(
        if_index=0, if_xname=f"net{number - 1}", if_type="ether", if_unit=number - 1, if_vnet=vnet, if_home_vnet=vnet,
        if_flags=IFF_BROADCAST | IFF_SIMPLEX | IFF_MULTICAST | IFF_RUNNING, if_mtu=1500, if_lladdr=mac,
        if_output=ether_output, if_input=ether_input, if_transmit=_transmit, if_init=_init,
    )  # fmt: skip


def _attach(vnet: Vnet, ifp: Ifnet, number: int) -> Ifnet:
    """An interface of another machine: not in the kernel's list, its index below zero."""
    ifp.if_index = vnet.vnet_id * 4 + number
    vnet.vnet_ifnets[ifp.if_index] = ifp
    vnet.vnet_names[ifp.if_xname] = ifp
    return ifp


def _init(kernel: Kernel, ifp: Ifnet) -> None:
    """IFF_UP changed: another's cards are always running."""


def _route(vnet: Vnet, network: int, plen: int, gateway: int) -> None:
    for ifp in vnet.vnet_ifnets.values():
        for ifa in ifp.if_addrs:
            if (ifa.ia_addr ^ gateway) & MASKS[ifa.ia_plen] == 0:
                nhop = Nhop(network, plen, RTF_UP | RTF_GATEWAY | RTF_STATIC, ifp, gateway, ifa, ifp.if_mtu)
                rib_add(vnet.vnet_fibs[0], nhop)
                return


def _transmit(kernel: Kernel, ifp: Ifnet, m: Mbuf, wait: int = 0) -> int:
    if ifp.if_softc is not None:
        segment_transmit(kernel, ifp.if_softc, ifp, m, wait)
    return 0


def segment_transmit(kernel: Kernel, segment: Segment, ifp: Ifnet, m: Mbuf, wait: int = 0) -> None:
    """A frame on a wire: to whom it is addressed, or to all; what no machine there has is for those behind em0 (a
    bridge may be there).
    """
    frame = m.m_payload
    others = [port for port in segment.ports if port is not ifp]
    if not frame.dst[0] & 1:
        named = [port for port in others if port.if_lladdr == frame.dst]
        others = named or [port for port in others if port.if_type == "em"]
    if not others:
        drop(kernel, m, ifp, f"{ifp.if_xname}: nobody at the other end of the cable has that link-level address.")
        return
    for port in others:
        copy = Mbuf(m.m_packet, frame, port, False, m.m_hops, m.m_len)
        if netisr_queue(kernel, segment.delay + wait, port, copy):
            drop(kernel, m, ifp, f"{ifp.if_xname}: too many packets are under way (queue full).")
    if kernel.watched and (ifp.if_type == "em" or others[-1].if_type == "em"):
        at = kernel.now + wait
        hop(kernel, m, ifp, others[0] if ifp.if_type == "em" else others[-1], at, at + segment.delay)
