"""TCP output: what may be sent now, and sending it.

Models sys/netinet/tcp_output.c (tcp_default_output); leaves out pacing, TSO and path MTU discovery's black
hole detection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.netinet.tcp_options import TF_SACK_PERMIT, segment_options, syn_options, tcp_addoptions, tcp_maxseg
from simbsd.netinet.tcp_sack import tcp_clean_dsack_blocks
from simbsd.netinet.tcp_scoreboard import tcp_sack_adjust, tcp_sack_output
from simbsd.netinet.tcp_subr import HAVE_SYN, MASK, SECOND, rcv_window, seq_diff, tcp_maxmtu, tcp_segment
from simbsd.sys.mbuf import TH_ACK, TH_FIN, TH_PUSH, TH_SYN, Tcp

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.socketvar import Tcpcb

RTO_INITIAL, RTO_MIN, RTO_MAX = SECOND, 30_000, 64 * SECOND
_PERSIST_MIN, _PERSIST_MAX = 5 * SECOND, 60 * SECOND
_ONLY_MSS = 4  # octets; a segment bears that option as its mss
_SENDING = ("ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "CLOSING", "LAST_ACK")


def arm_rexmt(kernel: Kernel, tp: Tcpcb) -> None:
    """Start the retransmission timer."""
    from simbsd.netinet.tcp_timer import tcp_timer_rexmt

    callout_stop(tp.t_rexmt)
    tp.t_rexmt = callout_reset(kernel, tp.t_rxtcur, tcp_timer_rexmt, tp)


def _arm_persist(kernel: Kernel, tp: Tcpcb) -> None:
    from simbsd.netinet.tcp_timer import tcp_timer_persist

    wait = min(max(_PERSIST_MIN, tp.t_rxtcur << tp.t_rxtshift), _PERSIST_MAX)
    tp.t_persist = callout_reset(kernel, wait, tcp_timer_persist, tp)


def tcp_send_syn(kernel: Kernel, tp: Tcpcb) -> int:
    """Send SYN, or SYN+ACK once the peer's has come; an errno or 0."""
    inp = tp.t_inpcb
    flags = TH_SYN | (TH_ACK if tp.t_state in HAVE_SYN else 0)
    tp.snd_nxt = tp.snd_max = tp.iss + 1 & MASK
    if tp.t_rxtshift == 0 and not tp.t_rtttime:
        tp.t_rtttime, tp.t_rtseq = kernel.now + 1, tp.iss
    window = rcv_window(tp)
    tp.rcv_adv = tp.rcv_nxt + window & MASK
    arm_rexmt(kernel, tp)
    inp.inp_vnet.vnet_stats["tcp.tcps_sndctrl"] += 1
    ack = tp.last_ack_sent = tp.rcv_nxt if flags & TH_ACK else 0
    to = syn_options(kernel, tp, max(tcp_maxmtu(inp), 1))
    options = tcp_addoptions(to)
    syn = Tcp(inp.inp_lport, inp.inp_fport, tp.iss, ack, flags, window, b"", to.to_mss)
    return tcp_segment(kernel, inp, syn._replace(options=options) if len(options) > _ONLY_MSS else syn)


def tcp_output(kernel: Kernel, tp: Tcpcb) -> int:
    """Send all that may be sent now: data within both windows, FIN, an acknowledgement (tcp_output). An errno or 0."""
    error, idle = 0, tp.snd_max == tp.snd_una
    while not error and tp.t_state in HAVE_SYN and tp.t_state != "SYN_RCVD":
        if tp.sackhint.snd_holes:
            if seq_diff(tp.snd_nxt, tp.snd_max) < 0:
                tcp_sack_adjust(tp)
            if tp.sackhint.recovering and _fill_hole(kernel, tp):
                continue
        plan = _plan(tp, idle)
        if plan is None:
            break
        error = _send(kernel, tp, *plan)
    _check_persist(kernel, tp)
    waits = tp.t_flags & TF_SACK_PERMIT and tp.snd_max != tp.snd_una
    if waits and tp.t_rexmt is None and tp.t_persist is None and tp.t_state in _SENDING:
        arm_rexmt(kernel, tp)  # recovery may have stopped it, and sent nothing
    return 0 if tp.t_state in HAVE_SYN else error


def _plan(tp: Tcpcb, idle: bool) -> tuple[int, int, int] | None:
    """Offset into the send buffer, length and flags of the next segment, or None when there is nothing to send."""
    so = tp.t_inpcb.inp_socket
    pending = len(so.so_sndbuf) if so is not None and tp.t_state in _SENDING else 0
    offset = seq_diff(tp.snd_nxt, tp.snd_una)
    window = min(tp.snd_wnd, tp.snd_cwnd)
    most = tcp_maxseg(tp)
    length = max(0, min(pending - offset, window - offset, most))
    again = tp.sackhint.sack_bytes_rexmit
    if again and tp.sackhint.recovering:  # new data, beside what fills holes
        room = tp.snd_cwnd - max(0, seq_diff(tp.snd_nxt, tp.sackhint.snd_recover)) - again
        length = max(0, min(pending - offset, tp.snd_wnd - offset, most, room))
    options: dict[str, Any] = so.so_options if so is not None else {}
    last = offset + length >= pending
    at_once = tp.t_needfin or (last and (idle or options.get("TCP_NODELAY"))) or tp.snd_nxt != tp.snd_max
    if 0 < length < most and offset > 0 and not at_once:
        length = 0  # Nagle: a short segment waits while another is unacknowledged
    fin = tp.t_needfin and last and offset + length == pending and tp.t_state in ("FIN_WAIT_1", "CLOSING", "LAST_ACK")
    if length or fin or tp.t_acknow:
        flags = TH_ACK | (TH_FIN if fin else 0) | (TH_PUSH if length and last else 0)
        return offset, length, flags
    return None


def _fill_hole(kernel: Kernel, tp: Tcpcb) -> bool:
    """Send again what the peer lacks, as far as the window of the recovery goes; False when it goes no further."""
    hint, so, stats = tp.sackhint, tp.t_inpcb.inp_socket, tp.t_inpcb.inp_vnet.vnet_stats
    hole = tcp_sack_output(tp)
    if hole is None or so is None:
        return False
    room = min(tp.snd_wnd, tp.snd_cwnd) - hint.sack_bytes_rexmit
    offset = seq_diff(hole.rxmit, tp.snd_una)
    limit = min(seq_diff(hole.end, hole.rxmit), seq_diff(hint.snd_recover, hole.rxmit), len(so.so_sndbuf) - offset)
    length = min(room, limit, tcp_maxseg(tp))
    if length <= 0:
        return False
    stats["tcp.tcps_sack_rexmits"] += 1
    stats["tcp.tcps_sack_rexmit_bytes"] += length
    resume, tp.snd_nxt = tp.snd_nxt, hole.rxmit
    error = _send(kernel, tp, offset, length, TH_ACK | (TH_PUSH if offset + length == len(so.so_sndbuf) else 0))
    tp.snd_nxt = resume
    hole.rxmit = hole.rxmit + length & MASK
    hint.sack_bytes_rexmit += length
    return not error


def _send(kernel: Kernel, tp: Tcpcb, offset: int, length: int, flags: int) -> int:
    inp = tp.t_inpcb
    so, stats = inp.inp_socket, inp.inp_vnet.vnet_stats
    data = bytes(so.so_sndbuf[offset : offset + length]) if so is not None and length else b""
    numbered = length or flags & TH_FIN or tp.t_persist is not None
    seq = tp.snd_nxt if numbered else tp.snd_max
    window = -(-_offer(tp) >> tp.rcv_scale)  # in its unit, rounded up
    if numbered:
        tp.snd_nxt = seq + length + (1 if flags & TH_FIN else 0) & MASK
    fresh = seq_diff(tp.snd_nxt, tp.snd_max) > 0
    again = seq_diff(seq, tp.snd_max) < 0
    _count(stats, length, flags, again)
    if tp.sackhint.recovering:
        tp.sackhint.prr_out += length
    tp.t_sndrexmitpack += bool(again and length)
    tp.t_sndzerowin += not window
    if fresh:
        tp.snd_max = tp.snd_nxt
        if not tp.t_rtttime:
            tp.t_rtttime, tp.t_rtseq = kernel.now + 1, seq
    tp.t_acknow, tp.last_ack_sent = False, tp.rcv_nxt
    tp.rcv_adv = tp.rcv_nxt + (window << tp.rcv_scale) & MASK
    if (length or flags & TH_FIN) and tp.t_rexmt is None:
        arm_rexmt(kernel, tp)
    options = segment_options(kernel, tp)
    error = tcp_segment(
        kernel, inp, Tcp(inp.inp_lport, inp.inp_fport, seq, tp.rcv_nxt, flags, window, data, 0, options)
    )
    if error:
        tp.t_softerror = error
    elif tp.sackblks:
        tcp_clean_dsack_blocks(tp)
    return error


def _offer(tp: Tcpcb) -> int:
    """The window to tell: nothing where little is free, but never less than was told before."""
    so, room = tp.t_inpcb.inp_socket, rcv_window(tp)
    if so is not None and room < so.so_rcvhiwat // 4 and room < tp.t_maxseg:
        room = 0
    return max(room, seq_diff(tp.rcv_adv, tp.rcv_nxt))


def _count(stats: dict[str, int], length: int, flags: int, again: bool) -> None:
    if length:
        kind = "rexmit" if again else ""
        stats[f"tcp.tcps_snd{kind}pack"] += 1
        stats[f"tcp.tcps_snd{kind}byte"] += length
    elif flags & TH_FIN:
        stats["tcp.tcps_sndctrl"] += 1
    else:
        stats["tcp.tcps_sndacks"] += 1


def _check_persist(kernel: Kernel, tp: Tcpcb) -> None:
    """Data waits, nothing is under way and the peer's window is shut: ask now and then (tcp_setpersist)."""
    so = tp.t_inpcb.inp_socket
    shut = so is not None and so.so_sndbuf and tp.snd_wnd == 0 and tp.snd_nxt == tp.snd_una
    if shut and tp.t_rexmt is None and tp.t_persist is None and tp.t_state in _SENDING:
        _arm_persist(kernel, tp)
    elif not shut and tp.t_persist is not None:
        callout_stop(tp.t_persist)
        tp.t_persist = None
        tp.t_rxtshift = 0


def tcp_probe(kernel: Kernel, tp: Tcpcb) -> None:
    """Send one byte beyond a shut window, to learn when it opens (tcp_output with t_force)."""
    inp = tp.t_inpcb
    so = inp.inp_socket
    if so is None or not so.so_sndbuf:
        return
    window, data = rcv_window(tp) >> tp.rcv_scale, bytes(so.so_sndbuf[:1])
    segment = Tcp(inp.inp_lport, inp.inp_fport, tp.snd_una, tp.rcv_nxt, TH_ACK, window, data)
    segment = segment._replace(options=segment_options(kernel, tp))
    if seq_diff(tp.snd_una + 1, tp.snd_max) > 0:
        tp.snd_max = tp.snd_una + 1 & MASK
    tcp_segment(kernel, inp, segment)
    _arm_persist(kernel, tp)
