"""Which protocol takes which IPv4 packet.

Models sys/netinet/in_proto.c and the protocol switch of ip_input.c; leaves out SCTP and the tunnels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simbsd.netinet.ip_icmp import icmp_input
from simbsd.netinet.tcp_input import tcp_ctlinput, tcp_input
from simbsd.netinet.udp_usrreq import udp_ctlinput, udp_input
from simbsd.sys.mbuf import (
    IPPROTO_CARP,
    IPPROTO_ETHERIP,
    IPPROTO_ICMP,
    IPPROTO_IGMP,
    IPPROTO_IPV4,
    IPPROTO_IPV6,
    IPPROTO_TCP,
    IPPROTO_UDP,
    Icmp,
    Mbuf,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet, Vnet

CTLINPUT: dict[int, Callable[[Kernel, Vnet, Icmp], None]] = {IPPROTO_TCP: tcp_ctlinput, IPPROTO_UDP: udp_ctlinput}


def icmp_deliver(kernel: Kernel, vnet: Vnet, icmp: Icmp) -> None:
    """Tell the sender of the packet that an error quotes (icmp_input: deliver)."""
    if icmp.original is not None:
        handler = CTLINPUT.get(icmp.original.proto)
        if handler is not None and type(icmp.original.payload) is not bytes:
            handler(kernel, vnet, icmp)


def _encap(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """Tunnels are imported when the first packet of one comes (encap4_input)."""
    from simbsd.net.if_gif import gif_input

    gif_input(kernel, ifp, m)


def _igmp(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """Messages about groups are read by a module of their own, imported when one comes."""
    from simbsd.netinet.igmp import igmp_input

    igmp_input(kernel, ifp, m)


def _carp(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """Advertisements of CARP are read by a module of their own, imported when one comes."""
    from simbsd.netinet.ip_carp_input import carp_input

    carp_input(kernel, ifp, m)


PROTOSW: dict[int, Callable[[Kernel, Ifnet, Mbuf], None]] = {
    IPPROTO_ICMP: icmp_input, IPPROTO_IGMP: _igmp, IPPROTO_TCP: tcp_input, IPPROTO_UDP: udp_input,
    IPPROTO_IPV4: _encap, IPPROTO_IPV6: _encap, IPPROTO_ETHERIP: _encap, IPPROTO_CARP: _carp,
}  # fmt: skip
