"""Normalisation: fragments are put together, and headers mended as rules ask for it.

Models sys/netpfil/pf/pf_norm.c (pf_normalize_ip, pf_normalize_ip6, pf_scrub_ip, pf_scrub_ip6, pf_normalize_mss); leaves
out random identifications, of which nothing here depends on the value. That of TCP by states is in pf_norm_tcp.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.net.wire_input import tcp_mss_at
from simbsd.netpfil.pf_packet import describe_packet
from simbsd.netpfil.pf_reass import Bad, reassemble
from simbsd.netpfil.pf_rules import PfPdesc, count, evaluate
from simbsd.sys.mbuf import Ip, Mbuf, Tcp
from simbsd.sys.pf import NO_SCRUB, NOSCRUB, PfScrub
from simbsd.sys.pf_var import Pf
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

REASS_ENABLED, REASS_NODF = 1, 2  # PF_REASS_
_ECN = 0x03
_REASSEMBLED = 64  # packets between two hooks that are remembered


def normalize(kernel: Kernel, pf: Pf, ifp: Ifnet, m: Mbuf, direction: int) -> PfScrub | None:
    """Put fragments together; what is to be mended, or None: the packet ends here, or waits for its other pieces."""
    scrubs = pf.anchors[""].rules["scrub"]
    packet = m.m_payload
    fragment = packet.mf or packet.offset > 0
    scrub = NO_SCRUB
    if scrubs:
        pd = describe_packet(ifp.if_vnet, ifp, m, direction)
        evaluate(kernel, pf, pd, "", "scrub")
        if pd.krule is None or pd.krule.rule.action == NOSCRUB:
            return scrub
        count(kernel, pf, pd.krule, pd)
        scrub = pd.krule.rule.scrub
    elif fragment and type(packet) is Ip and not pf.reassemble:
        _bad(kernel, pf, ifp, m, "pf: a fragment, and no rule or option has it reassembled (normalize).")
        return None
    if type(packet) is Ip and packet.df and (scrub.no_df or pf.reassemble & REASS_NODF):
        packet = m.m_payload = packet._replace(df=False)
    if not fragment or scrub.no_reassemble:
        return scrub
    if type(packet) is Ip and packet.df:
        _bad(kernel, pf, ifp, m, "pf: a fragment that must not be one (normalize).")
        return None
    try:
        found = reassemble(kernel, pf, packet)
    except Bad as bad:
        pf.counters[str(bad)] += 1
        drop(kernel, m, ifp, f"pf: a fragment that cannot be one, or does not fit the others ({bad}).")
        return None
    if found is None:
        return None
    m.m_payload, longest = found
    if type(packet) is not Ip:
        _remember(pf, m, longest, packet.id)
    return scrub


def _remember(pf: Pf, m: Mbuf, longest: int, ident: int) -> None:
    """A packet of IPv6 that is passed on is cut again as its sender cut it (PACKET_TAG_PF_REASSEMBLED)."""
    if len(pf.reassembled) >= _REASSEMBLED:
        del pf.reassembled[next(iter(pf.reassembled))]
    pf.reassembled[m.m_packet] = (longest, ident)


def _bad(kernel: Kernel, pf: Pf, ifp: Ifnet, m: Mbuf, why: str) -> None:
    pf.counters["normalize"] += 1
    drop(kernel, m, ifp, why)


def _with_mss(tcp: Tcp, mss: int) -> Tcp:
    at = tcp_mss_at(tcp.options)
    options = tcp.options[:at] + mss.to_bytes(2, "big") + tcp.options[at + 2 :] if at else tcp.options
    return tcp._replace(mss=mss, options=options)


def mend(pd: PfPdesc, scrub: PfScrub) -> None:
    """Mend the headers of a packet that passes (pf_scrub_ip, pf_normalize_mss)."""
    packet = pd.m.m_payload
    if scrub.set_tos >= 0:
        packet = packet._replace(tos=scrub.set_tos | packet.tos & _ECN)
    if packet.ttl < scrub.min_ttl:
        packet = packet._replace(ttl=scrub.min_ttl)
    if pd.af == AF_INET and scrub.no_df and packet.df:
        packet = packet._replace(df=False)
    inner = packet.payload
    if scrub.max_mss and type(inner) is Tcp and inner.mss > scrub.max_mss:
        packet = packet._replace(payload=_with_mss(inner, scrub.max_mss))
    pd.m.m_payload = packet
