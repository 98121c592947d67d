"""Recovery from losses that acknowledgements tell of: fast retransmission, and what may be sent until all is there.

Models the duplicate and partial acknowledgements of tcp_do_segment (sys/netinet/tcp_input.c), tcp_do_prr_ack,
tcp_newreno_partial_ack, tcp_sack_partialack (tcp_sack.c) and cc_newreno.c (newreno_post_recovery), with the
proportional rate reduction, RFC 6675 and RFC 3042 that are set by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_stop
from simbsd.netinet.tcp_options import TF_SACK_PERMIT, TOF_SACK, Tcpopt, tcp_maxseg
from simbsd.netinet.tcp_output import tcp_output
from simbsd.netinet.tcp_scoreboard import SACK_NEWLOSS, SACK_NOCHANGE, rescue, tcp_is_sack_recovery
from simbsd.netinet.tcp_subr import seq_diff
from simbsd.sys.mbuf import TH_FIN, TH_SYN, Tcp

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.socketvar import Tcpcb

_REXMTTHRESH = 3  # tcprexmtthresh


def duplicate_ack(kernel: Kernel, tp: Tcpcb, th: Tcp, to: Tcpopt, changed: int) -> None:
    """An acknowledgement of nothing new: the third, or many blocks, tell of a loss, later ones that something came."""
    equal = th.win << tp.snd_scale == tp.snd_wnd or tp.t_flags & TF_SACK_PERMIT
    if th.data or not equal or th.flags & (TH_SYN | TH_FIN):
        return
    tp.t_inpcb.inp_vnet.vnet_stats["tcp.tcps_rcvdupack"] += 1
    sack = tcp_is_sack_recovery(tp, to)
    if th.ack != tp.snd_una or (sack and changed == SACK_NOCHANGE):
        return
    if tp.snd_max == tp.snd_una or tp.t_rexmt is None:
        tp.t_dupacks = 0
        return
    tp.t_dupacks += 1
    hint, size = tp.sackhint, tcp_maxseg(tp)
    if hint.recovering or tp.t_dupacks > _REXMTTHRESH:
        if hint.recovering and tp.t_flags & TF_SACK_PERMIT:
            prr_ack(tp, to, changed)
        else:
            tp.snd_cwnd += size
        tcp_output(kernel, tp)
    elif tp.t_dupacks == _REXMTTHRESH or (tp.t_flags & TF_SACK_PERMIT and is_lost(tp)):
        enter_recovery(kernel, tp, th, to)
    else:
        _limited_transmit(kernel, tp, size)


def _limited_transmit(kernel: Kernel, tp: Tcpcb, size: int) -> None:
    """The first two tell that something left the network: as much new data may enter it (RFC 3042)."""
    hint, window, top = tp.sackhint, tp.snd_cwnd, tp.snd_max
    if tp.t_dupacks == 1:
        hint.snd_limited = 0
    tp.snd_cwnd = seq_diff(tp.snd_nxt, tp.snd_una) + (tp.t_dupacks - hint.snd_limited) * size
    tcp_output(kernel, tp)
    sent = seq_diff(tp.snd_max, top)
    if sent:
        hint.snd_limited = 2 if sent > size else hint.snd_limited + 1
    tp.snd_cwnd = window


def is_lost(tp: Tcpcb) -> bool:
    """Whether the peer has so much beyond what it acknowledges that the rest is lost (RFC 6675)."""
    return tp.sackhint.sacked_bytes > (_REXMTTHRESH - 1) * tcp_maxseg(tp)


def enter_recovery(kernel: Kernel, tp: Tcpcb, th: Tcp, to: Tcpopt) -> None:
    """Send again what is lost, and half as fast from here on."""
    hint, size, resume = tp.sackhint, tcp_maxseg(tp), tp.snd_nxt
    sack = tcp_is_sack_recovery(tp, to)
    tp.t_dupacks = _REXMTTHRESH
    hint.snd_recover, hint.recovering = tp.snd_max, True
    tp.snd_ssthresh = max(2 * size, seq_diff(tp.snd_max, tp.snd_una) // 2)
    _stop_timing(tp)
    flight = seq_diff(tp.snd_max, tp.snd_una)
    hint.prr_delivered, hint.prr_out = size if sack else min(flight, _REXMTTHRESH * size), 0
    hint.recover_fs = max(1, seq_diff(tp.snd_nxt, tp.snd_una))
    tp.snd_cwnd = size
    if sack:
        tp.t_inpcb.inp_vnet.vnet_stats["tcp.tcps_sack_recovery_episode"] += 1
        hint.snd_recover = tp.snd_nxt
        tcp_output(kernel, tp)
        return
    tp.snd_nxt = th.ack
    tcp_output(kernel, tp)
    tp.snd_cwnd = tp.snd_ssthresh + size * (_REXMTTHRESH - hint.snd_limited)
    if seq_diff(resume, tp.snd_nxt) > 0:
        tp.snd_nxt = resume


def _stop_timing(tp: Tcpcb) -> None:
    callout_stop(tp.t_rexmt)
    tp.t_rexmt, tp.t_rtttime = None, 0


def recovering_ack(kernel: Kernel, tp: Tcpcb, th: Tcp, to: Tcpopt, changed: int) -> None:
    """An acknowledgement of something new: of a part of what was under way when the loss was found, or of all of it."""
    if seq_diff(th.ack, tp.sackhint.snd_recover) >= 0:
        _end_recovery(tp)
        return
    _stop_timing(tp)
    if not tp.t_flags & TF_SACK_PERMIT:
        _newreno_partial_ack(kernel, tp, th.ack)
        return
    tp.t_acknow = True
    if to.to_flags & TOF_SACK:
        prr_ack(tp, to, changed)
    else:
        _sack_partial_ack(tp, th.ack)
    tcp_output(kernel, tp)


def _sack_partial_ack(tp: Tcpcb, ack: int) -> None:
    hint, size = tp.sackhint, tcp_maxseg(tp)
    segments = 2 if seq_diff(ack, tp.snd_una) >= 2 * size else 1
    window = hint.sack_bytes_rexmit + seq_diff(tp.snd_nxt, hint.snd_recover) + segments * size
    tp.snd_cwnd = max(min(window, tp.snd_ssthresh), 0)
    rescue(tp, ack, size)


def _newreno_partial_ack(kernel: Kernel, tp: Tcpcb, ack: int) -> None:
    """The next segment that is missing goes again at once (RFC 6582)."""
    resume, window, size = tp.snd_nxt, tp.snd_cwnd, tcp_maxseg(tp)
    acked = seq_diff(ack, tp.snd_una)
    tp.snd_nxt, tp.snd_cwnd, tp.t_acknow = ack, size + acked, True
    tcp_output(kernel, tp)
    if seq_diff(resume, tp.snd_nxt) > 0:
        tp.snd_nxt = resume
    tp.snd_cwnd = max(window - acked, 0) + size


def _end_recovery(tp: Tcpcb) -> None:
    hint = tp.sackhint
    pipe = compute_pipe(tp)
    tp.snd_cwnd = max(pipe, tp.t_maxseg) + tp.t_maxseg if pipe < tp.snd_ssthresh else tp.snd_ssthresh
    hint.recovering = False
    hint.delivered_data = hint.prr_delivered = hint.prr_out = 0


def compute_pipe(tp: Tcpcb) -> int:
    """How many bytes are under way (tcp_compute_pipe)."""
    hint = tp.sackhint
    return seq_diff(tp.snd_max, tp.snd_una) + hint.sack_bytes_rexmit - hint.sacked_bytes


def prr_ack(tp: Tcpcb, to: Tcpopt, changed: int) -> None:
    """As much may be sent as came, in the proportion of the new window to the old (tcp_do_prr_ack, RFC 6937)."""
    hint, size = tp.sackhint, tcp_maxseg(tp)
    sack = tcp_is_sack_recovery(tp, to)
    if sack:
        delivered, pipe = hint.delivered_data, compute_pipe(tp)
    else:
        few = hint.prr_delivered < _REXMTTHRESH * size + seq_diff(hint.snd_recover, tp.snd_una)
        delivered = size if few else 0
        pipe = max(0, seq_diff(tp.snd_max, tp.snd_una) - tp.t_dupacks * size)
    hint.prr_delivered += delivered
    if pipe >= tp.snd_ssthresh:
        count = -(-hint.prr_delivered * tp.snd_ssthresh // max(hint.recover_fs, 1)) - hint.prr_out + size - 1
    else:
        limit = hint.prr_delivered - hint.prr_out
        if changed != SACK_NEWLOSS and delivered:
            limit = max(limit, delivered) + size
        count = min(tp.snd_ssthresh - pipe, limit)
    segments = max(count, 0) // size
    if sack:
        window = seq_diff(tp.snd_nxt, hint.snd_recover) + hint.sack_bytes_rexmit + segments * size
    else:
        window = seq_diff(tp.snd_max, tp.snd_una) + segments * size
    tp.snd_cwnd = max(size, window)
