"""SYN proxying: pf shakes hands with who calls, then with who is called, and afterwards only renumbers.

Models sys/netpfil/pf/pf.c (pf_synproxy, and the end of pf_create_state).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.netpfil.pf_packet import rewrite
from simbsd.netpfil.pf_rules import PfPdesc, arc4random
from simbsd.netpfil.pf_send import build_tcp, calc_mss, offered_mss, send_tcp
from simbsd.netpfil.pf_state import connlimit
from simbsd.netpfil.pf_track import ESTABLISHED
from simbsd.sys.mbuf import TH_ACK, TH_FIN, TH_RST, TH_SYN, Tcp
from simbsd.sys.pf import PF_IN, PF_TCPS_PROXY_DST, PF_TCPS_PROXY_SRC
from simbsd.sys.pf_var import Pf, PfState, StateKey

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_MASK = 0xFFFFFFFF


def begin(kernel: Kernel, pf: Pf, pd: PfPdesc, state: PfState, before: StateKey) -> None:
    """The first segment of a connection that is proxied is answered at once, in the name of who is called."""
    state.src.state = PF_TCPS_PROXY_SRC
    rewrite(pd, before)
    state.src.seqhi = arc4random(kernel)
    fib = pd.ifp.if_fib
    mss = calc_mss(pd.vnet, pd.af, fib, pd.src, offered_mss(pd.vnet, pd.inner))
    state.src.mss = calc_mss(pd.vnet, pd.af, fib, pd.dst, mss)
    _greet(kernel, pd, state)
    _done(kernel, pf, pd, "answered in the name of the one who is called")


def _greet(kernel: Kernel, pd: PfPdesc, state: PfState) -> None:
    tcp: Tcp = pd.inner
    answer = Tcp(tcp.dport, tcp.sport, state.src.seqhi, tcp.seq + 1 & _MASK, TH_SYN | TH_ACK, 0, mss=state.src.mss)
    packet = build_tcp(pd.vnet, pd.af, pd.dst, pd.src, answer)
    send_tcp(kernel, pd.vnet, packet, True, rtable=state.krule.rule.rtable)


def _done(kernel: Kernel, pf: Pf, pd: PfPdesc, what: str) -> None:
    """The segment ends here because pf has done its work (PF_SYNPROXY_DROP)."""
    pf.counters["synproxy"] += 1
    pd.m.m_consumed = True
    drop(kernel, pd.m, pd.ifp, f"pf: {what} (synproxy).")


def _bad(kernel: Kernel, pf: Pf, pd: PfPdesc) -> None:
    pf.counters["synproxy"] += 1
    drop(kernel, pd.m, pd.ifp, "pf: the segment does not fit the handshake that pf makes (synproxy).")


def pf_synproxy(kernel: Kernel, pf: Pf, pd: PfPdesc, state: PfState) -> None:
    """A segment of a connection whose handshake pf makes; it ends here, whatever it is."""
    tcp: Tcp = pd.inner
    src = state.src
    forth = pd.dir == state.direction
    if src.state == PF_TCPS_PROXY_SRC:
        if not forth:
            _done(kernel, pf, pd, "nothing is said to the caller but by pf")
            return
        if tcp.flags & TH_SYN:
            if tcp.seq != src.seqlo:
                _bad(kernel, pf, pd)
            else:
                _greet(kernel, pd, state)
                _done(kernel, pf, pd, "answered once more in the name of the one who is called")
            return
        if tcp.flags & (TH_ACK | TH_RST | TH_FIN) != TH_ACK or not _fits(tcp, state):
            _bad(kernel, pf, pd)
            return
        if state.source is not None and connlimit(kernel, pf, state):
            drop(kernel, pd.m, pd.ifp, f"pf: its source has too many connections (src-limit), rule {state.krule.nr}.")
            return
        src.state = PF_TCPS_PROXY_DST
    if forth:
        _call(kernel, pf, pd, state)
    else:
        _join(kernel, pf, pd, state)


def _fits(tcp: Tcp, state: PfState) -> bool:
    return tcp.ack == state.src.seqhi + 1 & _MASK and tcp.seq == state.src.seqlo + 1 & _MASK


def _ends(pd: PfPdesc, state: PfState) -> tuple[int, int, int, int]:
    """Source and destination of a segment as the other side of the translation knows them: addresses, then ports."""
    _, _, far, fport, near, nport = state.stack if pd.dir == PF_IN else state.wire
    return (far, near, fport, nport) if pd.dir == PF_IN else (near, far, nport, fport)


def _call(kernel: Kernel, pf: Pf, pd: PfPdesc, state: PfState) -> None:
    """The caller has answered: the one who is called gets a SYN."""
    tcp: Tcp = pd.inner
    if tcp.flags & (TH_SYN | TH_ACK) != TH_ACK or not _fits(tcp, state):
        _bad(kernel, pf, pd)
        return
    state.src.max_win = max(tcp.win, 1)
    if state.dst.seqhi == 1:
        state.dst.seqhi = arc4random(kernel)
    src, dst, sport, dport = _ends(pd, state)
    syn = Tcp(sport, dport, state.dst.seqhi, 0, TH_SYN, 0, mss=state.src.mss)
    rule = state.krule.rule
    send_tcp(kernel, pd.vnet, build_tcp(pd.vnet, pd.af, src, dst, syn), False, state.tag, rule.rtable)
    _done(kernel, pf, pd, "the caller is there, and who is called is asked")


def _join(kernel: Kernel, pf: Pf, pd: PfPdesc, state: PfState) -> None:
    """The one who is called has answered: both hear that the connection stands, each in its own numbers."""
    tcp: Tcp = pd.inner
    src, dst, rule, both = state.src, state.dst, state.krule.rule, TH_SYN | TH_ACK
    if tcp.flags & both != both or tcp.ack != dst.seqhi + 1 & _MASK:
        _bad(kernel, pf, pd)
        return
    dst.max_win = max(tcp.win, 1)
    dst.seqlo = tcp.seq
    back = Tcp(tcp.dport, tcp.sport, tcp.ack, tcp.seq + 1 & _MASK, TH_ACK, src.max_win)
    packet = build_tcp(pd.vnet, pd.af, pd.dst, pd.src, back)
    send_tcp(kernel, pd.vnet, packet, False, state.tag, rule.rtable)
    one, other, sport, dport = _ends(pd, state)
    on = Tcp(sport, dport, src.seqhi + 1 & _MASK, src.seqlo + 1 & _MASK, TH_ACK, dst.max_win)
    send_tcp(kernel, pd.vnet, build_tcp(pd.vnet, pd.af, one, other, on), True, rtable=rule.rtable)
    src.seqdiff = dst.seqhi - src.seqlo & _MASK
    dst.seqdiff = src.seqhi - dst.seqlo & _MASK
    src.seqhi = src.seqlo + dst.max_win & _MASK
    dst.seqhi = dst.seqlo + src.max_win & _MASK
    src.wscale = dst.wscale = 0
    src.state = dst.state = ESTABLISHED
    _done(kernel, pf, pd, "both ends are there, and each is told")
