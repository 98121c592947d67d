"""ICMP errors: one that quotes a packet of a known connection belongs to it, and is translated with it.

Models sys/netpfil/pf/pf.c (pf_test_state_icmp, pf_change_icmp); leaves out the window check of quoted segments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.netpfil.pf_packet import ports, settle, with_ends
from simbsd.netpfil.pf_rules import PfPdesc
from simbsd.netpfil.pf_state import find
from simbsd.sys.in6 import in6_clearscope
from simbsd.sys.mbuf import Fragment, Icmp, Icmp6
from simbsd.sys.pf import PF_IN
from simbsd.sys.pf_var import Pf, PfState
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


def test_related(kernel: Kernel, pf: Pf, pd: PfPdesc) -> PfState | None:
    """The state of the packet that an ICMP error quotes; the error and its quotation are translated by it."""
    if type(pd.inner) not in (Icmp, Icmp6) or pd.inner.original is None or pd.types[0] == 137:
        return None
    quoted = pd.inner.original
    inner = quoted.payload.payload if type(quoted.payload) is Fragment else quoted.payload
    sport, dport = ports(inner)
    src, dst = quoted.src, quoted.dst
    if pd.af != AF_INET:
        src, dst = in6_clearscope(src), in6_clearscope(dst)
    near, far = ((src, sport), (dst, dport)) if pd.dir == PF_IN else ((dst, dport), (src, sport))
    state = find(kernel, pf, (pd.af, quoted.proto, *far, *near), pd.dir, pd.ifp.if_xname)
    if state is None or state.wire == state.stack:
        return state
    key = state.stack if pd.dir == PF_IN else state.wire
    _translate(pd, quoted, (src, dst), ((key[2], key[3]), (key[4], key[5])))
    return state


def _translate(pd: PfPdesc, quoted: object, old: tuple[int, int], new: tuple[tuple[int, int], tuple[int, int]]) -> None:
    """Put the other side's ends into the quotation, and into the error's own header where they were its ends."""
    settle(pd)
    far, near = new
    src, dst = (near, far) if pd.dir == PF_IN else (far, near)
    packet = pd.m.m_payload
    inner = packet.payload._replace(original=with_ends(quoted, *src, *dst))
    out_src, out_dst = packet.src, packet.dst
    if old[0] != src[0]:
        out_dst = src[0]
    if old[1] != dst[0]:
        out_src = dst[0]
    pd.m.m_payload = packet._replace(src=out_src, dst=out_dst, payload=inner)
    pd.src, pd.dst, pd.inner = out_src, out_dst, inner
