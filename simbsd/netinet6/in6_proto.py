"""Which protocol takes which IPv6 packet.

Models sys/netinet6/in6_proto.c; leaves out SCTP, the tunnels and routing headers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simbsd.netinet.tcp_input import tcp_ctlinput, tcp_input
from simbsd.netinet6.icmp6 import icmp6_input, icmp6_mtudisc_update
from simbsd.netinet6.udp6_usrreq import udp6_ctlinput, udp6_input
from simbsd.sys.in6 import in6_setscope
from simbsd.sys.mbuf import (
    ICMP6_DST_UNREACH,
    ICMP6_DST_UNREACH_ADMIN,
    ICMP6_DST_UNREACH_NOPORT,
    ICMP6_PACKET_TOO_BIG,
    ICMP_UNREACH,
    ICMP_UNREACH_HOST,
    ICMP_UNREACH_NEEDFRAG,
    ICMP_UNREACH_PORT,
    IPPROTO_CARP,
    IPPROTO_ICMPV6,
    IPPROTO_TCP,
    IPPROTO_UDP,
    Icmp,
    Icmp6,
    Ip6,
    Mbuf,
    Tcp,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet, Vnet

_CTLINPUT: dict[int, Callable[[Kernel, Vnet, Icmp], None]] = {IPPROTO_TCP: tcp_ctlinput, IPPROTO_UDP: udp6_ctlinput}


def _icmp6(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """Tell the sender of a packet that an error quotes, in the words of ICMP (inet6ctlerrmap), then treat the message
    itself.
    """
    icmp: Icmp6 = m.m_payload.payload
    original = icmp.original
    if icmp.type == ICMP6_PACKET_TOO_BIG and original is not None:
        quoted = _scoped(original, ifp)
        icmp6_mtudisc_update(kernel, ifp.if_vnet, quoted, icmp.extra)
        if type(quoted.payload) is Tcp:
            tcp_ctlinput(kernel, ifp.if_vnet, Icmp(ICMP_UNREACH, ICMP_UNREACH_NEEDFRAG, original=quoted))
    if icmp.type == ICMP6_DST_UNREACH and original is not None:
        refused = icmp.code in (ICMP6_DST_UNREACH_NOPORT, ICMP6_DST_UNREACH_ADMIN)
        quoted = _scoped(original, ifp)
        handler = _CTLINPUT.get(original.proto)
        if handler is not None and type(original.payload) is not bytes:
            code = ICMP_UNREACH_PORT if refused else ICMP_UNREACH_HOST
            handler(kernel, ifp.if_vnet, Icmp(ICMP_UNREACH, code, original=quoted))
    icmp6_input(kernel, ifp, m)


def _scoped(original: Ip6, ifp: Ifnet) -> Ip6:
    index = ifp.if_index
    return original._replace(src=in6_setscope(original.src, index), dst=in6_setscope(original.dst, index))


def _carp6(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """Advertisements of CARP are read by a module of their own, imported when one comes."""
    from simbsd.netinet.ip_carp_input import carp6_input

    carp6_input(kernel, ifp, m)


PROTOSW6: dict[int, Callable[[Kernel, Ifnet, Mbuf], None]] = {
    IPPROTO_ICMPV6: _icmp6, IPPROTO_TCP: tcp_input, IPPROTO_UDP: udp6_input, IPPROTO_CARP: _carp6,
}  # fmt: skip
