"""What a packet of a known connection does to its state: TCP's levels and windows, and the simpler ones of the rest.

Models sys/netpfil/pf/pf.c (pf_tcp_track_full, pf_tcp_track_sloppy, pf_test_state_udp, pf_test_state_other); leaves
out window scaling, which this machine's TCP does not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.netpfil.pf_packet import settle
from simbsd.netpfil.pf_rules import PfPdesc, arc4random
from simbsd.sys.mbuf import IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, TH_ACK, TH_FIN, TH_RST, TH_SYN, Tcp
from simbsd.sys.pf import TCP_STATES
from simbsd.sys.pf_var import PfPeer, PfState

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

CLOSED, SYN_SENT, ESTABLISHED, CLOSING, FIN_WAIT_2, TIME_WAIT = (
    TCP_STATES.index(name) for name in ("CLOSED", "SYN_SENT", "ESTABLISHED", "CLOSING", "FIN_WAIT_2", "TIME_WAIT")
)
NO_TRAFFIC, SINGLE, MULTIPLE = 0, 1, 2
MAXACKWINDOW = 0xFFFF + 1500
_MASK = 0xFFFFFFFF


def _geq(one: int, other: int) -> bool:
    return (one - other & _MASK) < 0x80000000


def start(pd: PfPdesc, src: PfPeer, dst: PfPeer) -> None:
    """The levels of a connection whose first packet this is (pf_create_state)."""
    if pd.proto != IPPROTO_TCP:
        if pd.proto not in (IPPROTO_ICMP, IPPROTO_ICMPV6):
            src.state = SINGLE
        return
    tcp: Tcp = pd.inner
    src.state = SYN_SENT
    src.seqlo = tcp.seq
    ends = bool(tcp.flags & TH_SYN) + bool(tcp.flags & TH_FIN)
    src.seqhi = tcp.seq + len(tcp.data) + 1 + ends & _MASK
    src.max_win = max(tcp.win, 1)
    dst.seqhi = dst.max_win = 1


def is_over(pd: PfPdesc, src: PfPeer, dst: PfPeer) -> bool:
    """Whether a connection of TCP is over, and another may begin in its place (pf_test_state_tcp)."""
    return pd.proto == IPPROTO_TCP and src.state >= FIN_WAIT_2 and dst.state >= FIN_WAIT_2


def track(kernel: Kernel, pd: PfPdesc, state: PfState, src: PfPeer, dst: PfPeer) -> bool:
    """Account a packet from ``src`` to ``dst``; False when it cannot be of this connection."""
    if pd.proto == IPPROTO_TCP:
        if dst.seqdiff and not src.seqdiff and not src.seqlo:
            src.seqdiff = (arc4random(kernel) - pd.inner.seq) & _MASK or 1
        tcp = pd.inner._replace(ack=pd.inner.ack - dst.seqdiff & _MASK)
        if not (_track_sloppy(tcp, src, dst) if state.krule.rule.sloppy else _track_full(tcp, src, dst)):
            return False
        state.timeout = _tcp_timeout(src.state, dst.state)
    elif pd.proto in (IPPROTO_ICMP, IPPROTO_ICMPV6):
        state.timeout = "icmp.error"
    else:
        src.state = max(src.state, SINGLE)
        if dst.state == SINGLE:
            dst.state = MULTIPLE
        both = src.state == MULTIPLE and dst.state == MULTIPLE
        state.timeout = f"{'udp' if pd.proto == IPPROTO_UDP else 'other'}.{'multiple' if both else 'single'}"
    state.since = kernel.now
    return True


def begin_modulation(kernel: Kernel, pd: PfPdesc, src: PfPeer) -> None:
    """Give a connection that begins another first sequence number, one of chance (pf_create_state)."""
    if pd.proto == IPPROTO_TCP and pd.flags & (TH_SYN | TH_ACK) == TH_SYN:
        src.seqdiff = (arc4random(kernel) - src.seqlo) & _MASK or 1
        _renumber(pd, pd.inner.seq + src.seqdiff, pd.inner.ack)


def modulate(pd: PfPdesc, src: PfPeer, dst: PfPeer) -> None:
    """A packet from ``src`` to ``dst`` of such a connection gets the numbers that the other end knows."""
    if src.seqdiff and pd.proto == IPPROTO_TCP:
        _renumber(pd, pd.inner.seq + src.seqdiff, pd.inner.ack - dst.seqdiff)


def _renumber(pd: PfPdesc, seq: int, ack: int) -> None:
    settle(pd)
    pd.inner = pd.inner._replace(seq=seq & _MASK, ack=ack & _MASK)
    pd.m.m_payload = pd.m.m_payload._replace(payload=pd.inner)


def _tcp_timeout(one: int, other: int) -> str:
    low, high = min(one, other), max(one, other)
    if low >= FIN_WAIT_2:
        return "tcp.closed"
    if low >= CLOSING:
        return "tcp.finwait"
    if low < ESTABLISHED:
        return "tcp.opening"
    return "tcp.closing" if high >= CLOSING else "tcp.established"


def _levels(tcp: Tcp, src: PfPeer, dst: PfPeer) -> None:
    """The levels that flags lead to."""
    if tcp.flags & TH_SYN:
        src.state = max(src.state, SYN_SENT)
    if tcp.flags & TH_FIN:
        src.state = max(src.state, CLOSING)
    if tcp.flags & TH_ACK:
        if dst.state == SYN_SENT:
            dst.state = ESTABLISHED
        elif dst.state == CLOSING:
            dst.state = FIN_WAIT_2
    if tcp.flags & TH_RST:
        src.state = dst.state = TIME_WAIT


def _track_sloppy(tcp: Tcp, src: PfPeer, dst: PfPeer) -> bool:
    """Levels only; half of a connection is enough to see (pf_tcp_track_sloppy)."""
    _levels(tcp, src, dst)
    if tcp.flags & TH_ACK and src.state == SYN_SENT and dst.state == CLOSED:
        src.state = dst.state = ESTABLISHED
    return True


def _first(tcp: Tcp, src: PfPeer, dst: PfPeer, end: int) -> None:
    """The first packet of an end: its window begins."""
    src.seqlo = tcp.seq
    src.state = max(src.state, SYN_SENT)
    limit = end + max(1, dst.max_win) & _MASK
    if src.seqhi == 1 or _geq(limit, src.seqhi):
        src.seqhi = limit
    src.max_win = max(src.max_win, tcp.win)


def _track_full(tcp: Tcp, src: PfPeer, dst: PfPeer) -> bool:
    """Sequence numbers must fit the windows seen so far (pf_tcp_track_full)."""
    seq = tcp.seq
    end = seq + len(tcp.data) + bool(tcp.flags & TH_SYN) + bool(tcp.flags & TH_FIN) & _MASK
    if src.seqlo == 0:
        _first(tcp, src, dst, end)
    ack = tcp.ack
    reset_unseen = ack == 0 and tcp.flags & (TH_ACK | TH_RST) == TH_ACK | TH_RST
    if not tcp.flags & TH_ACK or reset_unseen or dst.state < SYN_SENT:
        ack = dst.seqlo
    if seq == end:
        seq = end = src.seqlo
    skew = (dst.seqlo - ack + 0x80000000 & _MASK) - 0x80000000
    exact = not tcp.flags & TH_RST or abs(tcp.seq - src.seqlo) <= 1
    fits = _geq(src.seqhi, end) and _geq(seq, src.seqlo - dst.max_win & _MASK) and abs(skew) <= MAXACKWINDOW
    if fits and exact:
        _slide(tcp, src, dst, end, ack)
        _levels(tcp, src, dst)
        return True
    loose = dst.state < SYN_SENT or dst.state >= FIN_WAIT_2 or src.state >= FIN_WAIT_2
    near = _geq(src.seqhi + MAXACKWINDOW & _MASK, end) and _geq(seq, src.seqlo - MAXACKWINDOW & _MASK)
    if not (loose and near):
        return False
    _slide(tcp, src, dst, end, ack)
    if tcp.flags & TH_FIN:
        src.state = max(src.state, CLOSING)
    if tcp.flags & TH_RST:
        src.state = dst.state = TIME_WAIT
    return True


def _slide(tcp: Tcp, src: PfPeer, dst: PfPeer, end: int, ack: int) -> None:
    src.max_win = max(src.max_win, tcp.win)
    if end != src.seqlo and _geq(end, src.seqlo):
        src.seqlo = end
    if _geq(ack + tcp.win & _MASK, dst.seqhi):
        dst.seqhi = ack + max(tcp.win, 1) & _MASK
