"""A packet as pf looks at it, and the same packet with other addresses and ports.

Models sys/netpfil/pf/pf.c (pf_setup_pdesc, pf_change_ap, pf_change_a6); checksums are not carried by packets here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.netpfil.pf_rules import PfPdesc
from simbsd.sys.in6 import in6_clearscope
from simbsd.sys.mbuf import Fragment, Icmp, Icmp6, Ip, Tcp, Udp
from simbsd.sys.pf import PF_IN
from simbsd.sys.pf_var import StateKey
from simbsd.sys.socketvar import AF_INET, AF_INET6

if TYPE_CHECKING:
    from simbsd.sys.mbuf import Mbuf
    from simbsd.sys.vnet import Ifnet, Vnet


def ports(inner: Any) -> tuple[int, int]:
    """The ports of a payload; of an ICMP message its identification, twice."""
    if type(inner) in (Tcp, Udp):
        return inner.sport, inner.dport
    if type(inner) in (Icmp, Icmp6):
        return inner.ident, inner.ident
    return 0, 0


def describe_packet(vnet: Vnet, ifp: Ifnet, m: Mbuf, direction: int) -> PfPdesc:
    """What pf needs to know of a packet (pf_setup_pdesc)."""
    packet = m.m_payload
    inner = packet.payload
    fragment = type(inner) is Fragment or packet.mf or packet.offset > 0
    sport, dport = ports(None if fragment else inner)
    af = AF_INET if type(packet) is Ip else AF_INET6
    src, dst = packet.src, packet.dst
    if af == AF_INET6:
        src, dst = in6_clearscope(src), in6_clearscope(dst)
    proto, extended, refused = packet.proto, False, ""
    made = type(inner) is bytes and not fragment
    if made:
        from simbsd.netpfil.pf_wire import Refused, pull

        try:
            proto, inner, extended = pull(packet)
        except Refused as error:
            refused = str(error)
        sport, dport = ports(inner)
    pd = PfPdesc(
        vnet, ifp, m, direction, af, proto, src, sport, dst, dport, inner, packet.length, packet.tos,
        fragment=fragment, options=bool(packet.options) if af == AF_INET else extended, made=made, refused=refused,
    )  # fmt: skip
    if type(inner) is Tcp:
        pd.flags = inner.flags
    elif type(inner) in (Icmp, Icmp6):
        pd.types = (inner.type, inner.code)
    return pd


def rewrite(pd: PfPdesc, key: StateKey) -> None:
    """Give a packet the addresses and ports of a key, which has the far end first."""
    settle(pd)
    _, _, far, fport, near, nport = key
    ends = (far, fport, near, nport) if pd.dir == PF_IN else (near, nport, far, fport)
    pd.m.m_payload = with_ends(pd.m.m_payload, *ends)
    pd.src, pd.sport, pd.dst, pd.dport = ends
    pd.inner = pd.m.m_payload.payload


def settle(pd: PfPdesc) -> None:
    """Before a packet made of bytes is changed: it carries what its bytes say."""
    if pd.made and type(pd.inner) is not bytes:
        from simbsd.netpfil.pf_wire import settle

        pd.m.m_payload = settle(pd.m.m_payload, pd.proto, pd.inner)
        pd.made = False


def with_ends(packet: Any, src: int, sport: int, dst: int, dport: int) -> Any:
    """A packet with other ends (pf_change_ap); where only the zone differs the old address stays."""
    inner = packet.payload
    if type(inner) in (Tcp, Udp):
        inner = inner._replace(sport=sport, dport=dport)
    elif type(inner) is Icmp and inner.original is None:
        inner = inner._replace(ident=sport)
    if type(packet) is not Ip:
        src = packet.src if in6_clearscope(packet.src) == src else src
        dst = packet.dst if in6_clearscope(packet.dst) == dst else dst
    return packet._replace(src=src, dst=dst, payload=inner)
