"""The IPv6 of the machines beyond em0: addresses, routes and services beside those of IPv4.

Models no file of FreeBSD: the machines of net/internet.py with addresses of the prefix for documentation (RFC 3849);
leaves out name servers that are announced, and DHCPv6. It is there from the first IPv6 frame that leaves em0.

    em0 --- 2001:db8:0:2::/64 --- gateway --- 2001:db8:0:51::/64 --- access --- ...:203::/64 --- core --- ...:10::/64
            ns ::3, peer ::20     ::2 / ::2                         ::1 / ::1                  ::2 / ::1  web servers

The gateway advertises itself and its prefix (net/internet_rtadvd.py), and sends 2001:db8:0:100::/56 to the link-local
address that em0 makes of its hardware's: the networks that one may have behind this host.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simbsd.net.internet import HOSTS, Host
from simbsd.net.internet_services import serve
from simbsd.net.route import rib_add
from simbsd.netinet6.in6_ifattach import in6_addifaddr, in6_ifattach
from simbsd.sys.if_softc import Segment
from simbsd.sys.in6 import (
    MASKS6,
    ND6_IFF_AUTO_LINKLOCAL,
    ND6_IFF_NO_DAD,
    ND6_IFF_PERFORMNUD,
    ND6_INFINITE_LIFETIME,
    in6_setscope,
    inet_pton6,
)
from simbsd.sys.socketvar import AF_INET6
from simbsd.sys.vnet import RTF_GATEWAY, RTF_STATIC, RTF_UP, Ifnet, Nhop, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

FOREVER = (ND6_INFINITE_LIFETIME, ND6_INFINITE_LIFETIME)
LAN6, DELEGATED = "2001:db8:0:2::", "2001:db8:0:100::"
_FLAGS = ND6_IFF_PERFORMNUD | ND6_IFF_AUTO_LINKLOCAL | ND6_IFF_NO_DAD


@dataclass(frozen=True, slots=True)
class Host6:
    """IPv6 of a machine: an address for each of its links, all of /64, its routes ``(network, prefix length,
    gateway)``, its other addresses.
    """

    addresses: tuple[str, ...]
    routes: tuple[tuple[str, int, str], ...]
    aliases: tuple[str, ...] = ()


_BY_GATEWAY, _BY_CORE = (("::", 0, "2001:db8:0:2::2"),), (("::", 0, "2001:db8:0:10::1"),)
# in the order of net/internet.py: HOSTS
HOSTS6 = (
    Host6(
        ("2001:db8:0:2::2", "2001:db8:0:51::2"),
        (("::", 0, "2001:db8:0:51::1"), (DELEGATED, 56, "fe80::a00:27ff:fe8a:1102")),
    ),
    Host6(("2001:db8:0:2::3",), _BY_GATEWAY),
    Host6(("2001:db8:0:2::20",), _BY_GATEWAY),
    Host6(
        ("2001:db8:0:51::1", "2001:db8:0:203::1"),
        ((LAN6, 64, "2001:db8:0:51::2"), (DELEGATED, 56, "2001:db8:0:51::2"),
         ("2001:db8:0:10::", 64, "2001:db8:0:203::2")),
    ),
    Host6(
        ("2001:db8:0:203::2", "2001:db8:0:10::1"),
        ((LAN6, 64, "2001:db8:0:203::1"), (DELEGATED, 56, "2001:db8:0:203::1"),
         ("2001:db8:0:51::", 64, "2001:db8:0:203::1")),
    ),
    Host6(("2001:db8:0:10::10",), _BY_CORE),
    Host6(("2001:db8:0:10::53",), _BY_CORE),
    Host6(("2001:db8:0:10::80",), _BY_CORE, ("2001:db8:0:10::81",)),
)  # fmt: skip


def ip6(text: str) -> int:
    """The text of an address as an integer."""
    address = inet_pton6(text)
    assert address is not None, text
    return address


def internet6_attach(kernel: Kernel, lan: Segment) -> None:
    """Give IPv6 to every machine that a wire leads to."""
    wires, seen = [lan], []
    lan.speaks6 = True
    while wires:
        for port in wires.pop().ports:
            vnet = port.if_vnet
            if vnet.vnet_id >= 0 or vnet in seen:
                continue
            seen.append(vnet)
            _host(kernel, vnet, HOSTS[-1 - vnet.vnet_id], HOSTS6[-1 - vnet.vnet_id])
            for card in _cards(vnet):
                if not card.if_softc.speaks6:
                    card.if_softc.speaks6 = True
                    wires.append(card.if_softc)


def _cards(vnet: Vnet) -> list[Ifnet]:
    return [ifp for ifp in vnet.vnet_ifnets.values() if ifp is not vnet.vnet_lo]


def _host(kernel: Kernel, vnet: Vnet, host: Host, host6: Host6) -> None:
    cards = _cards(vnet)
    vnet.vnet_forwarding6 = len(cards) > 1
    for ifp, address in zip(cards, host6.addresses, strict=True):
        ifp.if_nd6_flags = _FLAGS
        in6_ifattach(kernel, ifp)
        in6_addifaddr(kernel, ifp, ip6(address), 64, 0, None, FOREVER)
    for alias in host6.aliases:
        in6_addifaddr(kernel, cards[0], ip6(alias), 128, 0, None, FOREVER)
    for network, plen, gateway in host6.routes:
        _route(vnet, cards, ip6(network), plen, ip6(gateway))
    for service in host.services:
        if service == "dhcp":
            from simbsd.net.internet_rtadvd import rtadvd

            rtadvd(kernel, vnet, cards[0])
            continue
        for address in (*host6.addresses, *host6.aliases):
            serve(kernel, vnet, service, ip6(address), AF_INET6)


def _route(vnet: Vnet, cards: list[Ifnet], network: int, plen: int, gateway: int) -> None:
    for ifp in cards:
        near = in6_setscope(gateway, ifp.if_index)
        for ia in ifp.if_addrs6:
            if (ia.ia_addr ^ near) & MASKS6[ia.ia_plen] == 0:
                flags = RTF_UP | RTF_GATEWAY | RTF_STATIC
                rib_add(vnet.vnet_fibs6[0], Nhop(network, plen, flags, ifp, near, ia, ifp.if_mtu))
                return
