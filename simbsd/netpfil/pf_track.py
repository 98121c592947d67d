"""What a packet of a known connection does to its state: TCP's levels and windows, and the simpler ones of the rest.

Models sys/netpfil/pf/pf.c (pf_tcp_track_full, pf_tcp_track_sloppy, pf_modulate_sack, pf_test_state_udp,
pf_test_state_other).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from simbsd.netpfil.pf_packet import settle
from simbsd.netpfil.pf_rules import PfPdesc, arc4random
from simbsd.netpfil.pf_send import PF_WSCALE_FLAG, PF_WSCALE_MASK, offered_wscale
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
_TCPOPT_EOL, _TCPOPT_NOP, _TCPOPT_SACK, _TCPOLEN_SACKLEN = 0, 1, 5, 10


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
    src.wscale = offered_wscale(tcp) if tcp.flags & TH_SYN else 0
    src.max_win = _unscaled(max(tcp.win, 1), src.wscale)
    dst.seqhi = dst.max_win = 1


def _unscaled(win: int, wscale: int) -> int:
    """The window of a SYN, which is never scaled, as a scaled one."""
    scale = wscale & PF_WSCALE_MASK
    return win + (1 << scale) - 1 >> scale


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
        if dst.seqdiff and pd.inner.options:
            pd.inner = pd.inner._replace(options=_modulate_sack(pd.inner.options, dst.seqdiff))
            pd.m.m_payload = pd.m.m_payload._replace(payload=pd.inner)


def _modulate_sack(options: bytes, seqdiff: int) -> bytes:
    """Options whose blocks have the numbers that their receiver knows (pf_modulate_sack)."""
    opts, at = bytearray(options), 0
    while len(opts) - at >= _TCPOLEN_SACKLEN:
        if opts[at] in (_TCPOPT_EOL, _TCPOPT_NOP):
            at += 1
            continue
        size = opts[at + 1]
        if opts[at] == _TCPOPT_SACK:
            for edge in range(at + 2, at + min(size, len(opts) - at) - 7, 8):
                start, end = struct.unpack_from(">II", opts, edge)
                struct.pack_into(">II", opts, edge, start - seqdiff & _MASK, end - seqdiff & _MASK)
        at += max(size, 2)
    return bytes(opts)


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


def _scales(tcp: Tcp, src: PfPeer, dst: PfPeer) -> tuple[int, int]:
    """How far the windows of both ends are scaled in a segment from ``src``."""
    if src.wscale and dst.wscale and not tcp.flags & TH_SYN:
        return src.wscale & PF_WSCALE_MASK, dst.wscale & PF_WSCALE_MASK
    return 0, 0


def _first(tcp: Tcp, src: PfPeer, dst: PfPeer, end: int, scales: tuple[int, int]) -> tuple[int, tuple[int, int]]:
    """The first packet of an end: its window begins. The window that it offers, and both scales."""
    win = tcp.win
    if tcp.flags & TH_SYN and dst.wscale & PF_WSCALE_FLAG:
        src.wscale = offered_wscale(tcp)
        if src.wscale & PF_WSCALE_FLAG:
            scales = src.wscale & PF_WSCALE_MASK, dst.wscale & PF_WSCALE_MASK
            win = _unscaled(win, src.wscale)
        else:
            dst.max_win <<= dst.wscale & PF_WSCALE_MASK
            dst.wscale = 0
    src.seqlo = tcp.seq
    src.state = max(src.state, SYN_SENT)
    limit = end + max(1, dst.max_win << scales[1]) & _MASK
    if src.seqhi == 1 or _geq(limit, src.seqhi):
        src.seqhi = limit
    src.max_win = max(src.max_win, win)
    return win, scales


def _track_full(tcp: Tcp, src: PfPeer, dst: PfPeer) -> bool:
    """Sequence numbers must fit the windows seen so far (pf_tcp_track_full)."""
    seq = tcp.seq
    end = seq + len(tcp.data) + bool(tcp.flags & TH_SYN) + bool(tcp.flags & TH_FIN) & _MASK
    win, scales = tcp.win, _scales(tcp, src, dst)
    if src.seqlo == 0:
        win, scales = _first(tcp, src, dst, end, scales)
    sws, dws = scales
    ack = tcp.ack
    reset_unseen = ack == 0 and tcp.flags & (TH_ACK | TH_RST) == TH_ACK | TH_RST
    if not tcp.flags & TH_ACK or reset_unseen or dst.state < SYN_SENT:
        ack = dst.seqlo
    if seq == end:
        seq = end = src.seqlo
    skew = (dst.seqlo - ack + 0x80000000 & _MASK) - 0x80000000
    exact = not tcp.flags & TH_RST or abs(tcp.seq - src.seqlo) <= 1
    fits = _geq(src.seqhi, end) and _geq(seq, src.seqlo - (dst.max_win << dws) & _MASK)
    if fits and -MAXACKWINDOW <= skew <= MAXACKWINDOW << sws and exact:
        _slide(src, dst, end, ack, win, sws)
        _levels(tcp, src, dst)
        return True
    loose = dst.state < SYN_SENT or dst.state >= FIN_WAIT_2 or src.state >= FIN_WAIT_2
    near = _geq(src.seqhi + MAXACKWINDOW & _MASK, end) and _geq(seq, src.seqlo - MAXACKWINDOW & _MASK)
    if not (loose and near):
        return False
    _slide(src, dst, end, ack, win, sws)
    if tcp.flags & TH_FIN:
        src.state = max(src.state, CLOSING)
    if tcp.flags & TH_RST:
        src.state = dst.state = TIME_WAIT
    return True


def _slide(src: PfPeer, dst: PfPeer, end: int, ack: int, win: int, scale: int) -> None:
    src.max_win = max(src.max_win, win)
    if end != src.seqlo and _geq(end, src.seqlo):
        src.seqlo = end
    if _geq(ack + (win << scale) & _MASK, dst.seqhi):
        dst.seqhi = ack + max(win << scale, 1) & _MASK
