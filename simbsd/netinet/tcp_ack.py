"""TCP: what an acknowledgement changes at the sender.

Models the ACK part of sys/netinet/tcp_input.c (tcp_do_segment, tcp_xmit_timer) and cc_newreno.c; leaves out ABC. What
tells of losses is in tcp_recovery.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_stop
from simbsd.kern.uipc_sockbuf import sowakeup
from simbsd.netinet.tcp_options import Tcpopt, tcp_maxseg
from simbsd.netinet.tcp_output import RTO_MAX, RTO_MIN, arm_rexmt
from simbsd.netinet.tcp_recovery import duplicate_ack, enter_recovery, is_lost, recovering_ack
from simbsd.netinet.tcp_scoreboard import SACK_NOCHANGE, tcp_is_sack_recovery, tcp_sack_doack
from simbsd.netinet.tcp_subr import seq_diff, tcp_close
from simbsd.netinet.tcp_timer import start_finwait2, tcp_twstart
from simbsd.netinet.tcp_tstmp import round_trip
from simbsd.sys.mbuf import TH_SYN, Tcp

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.socketvar import Tcpcb

MAXWIN = 1 << 20


def tcp_process_ack(kernel: Kernel, tp: Tcpcb, th: Tcp, to: Tcpopt) -> None:
    """Free what was acknowledged, open the windows, move on in closing."""
    stats = tp.t_inpcb.inp_vnet.vnet_stats
    acked = seq_diff(th.ack, tp.snd_una)
    if seq_diff(th.ack, tp.snd_max) > 0:
        tp.t_acknow = True  # of what was never sent
        return
    changed = SACK_NOCHANGE
    if tcp_is_sack_recovery(tp, to):
        changed = tcp_sack_doack(tp, to, th.ack)
    else:
        tp.sackhint.sacked_bytes = 0
    if acked <= 0:
        duplicate_ack(kernel, tp, th, to, changed)
        _update_window(tp, th)
        return
    tp.t_dupacks = int(changed != SACK_NOCHANGE)
    if changed != SACK_NOCHANGE and not tp.sackhint.recovering and is_lost(tp):
        enter_recovery(kernel, tp, th, to)
    recovering = tp.sackhint.recovering
    if recovering:
        recovering_ack(kernel, tp, th, to, changed)
    acked -= tp.snd_una == tp.iss  # the SYN is no data
    if tp.t_state != "SYN_SENT":
        stats["tcp.tcps_rcvackpack"] += 1
        stats["tcp.tcps_rcvackbyte"] += acked
    _measure(kernel, tp, th, to)
    fin_acked = _free(kernel, tp, th, acked)
    if acked and not recovering:
        _open_cwnd(tp)
    _update_window(tp, th)
    callout_stop(tp.t_rexmt)
    tp.t_rexmt = None
    if th.ack != tp.snd_max:
        arm_rexmt(kernel, tp)
    if fin_acked:
        _fin_acked(kernel, tp)


def _free(kernel: Kernel, tp: Tcpcb, th: Tcp, acked: int) -> bool:
    """Take acknowledged bytes out of the send buffer; True when our FIN is acknowledged too."""
    so = tp.t_inpcb.inp_socket
    size = len(so.so_sndbuf) if so is not None else 0
    gone = min(acked, size)
    if so is not None and gone:
        del so.so_sndbuf[:gone]
        sowakeup(kernel, so)
    tp.snd_una = th.ack
    if seq_diff(tp.snd_una, tp.sackhint.snd_recover) > 0:
        tp.sackhint.snd_recover = tp.snd_una
    if seq_diff(tp.snd_nxt, tp.snd_una) < 0:
        tp.snd_nxt = tp.snd_una
    return tp.t_needfin and acked > size


def _fin_acked(kernel: Kernel, tp: Tcpcb) -> None:
    so = tp.t_inpcb.inp_socket
    if tp.t_state == "FIN_WAIT_1":
        tp.t_state = "FIN_WAIT_2"
        if so is not None and so.so_closed:
            start_finwait2(kernel, tp)
    elif tp.t_state == "CLOSING":
        tcp_twstart(kernel, tp)
    elif tp.t_state == "LAST_ACK":
        tcp_close(kernel, tp)


def _update_window(tp: Tcpcb, th: Tcp) -> None:
    if not th.flags & TH_SYN and seq_diff(th.seq, tp.rcv_nxt) <= 0:
        tp.snd_wnd = th.win << tp.snd_scale


def _open_cwnd(tp: Tcpcb) -> None:
    step = size = tcp_maxseg(tp)
    if tp.snd_cwnd > tp.snd_ssthresh:
        step = max(1, size * size // tp.snd_cwnd)
    tp.snd_cwnd = min(tp.snd_cwnd + step, MAXWIN)


def _measure(kernel: Kernel, tp: Tcpcb, th: Tcp, to: Tcpopt) -> None:
    """Round trip time, from an echoed timestamp where there is one, smoothed, and from it the retransmission time
    (tcp_xmit_timer, RFC 6298).
    """
    rtt = round_trip(kernel, tp, to)
    if not rtt and tp.t_rtttime and seq_diff(th.ack, tp.t_rtseq) > 0:
        rtt = kernel.now + 1 - tp.t_rtttime
    if rtt:
        if tp.t_srtt == 0:
            tp.t_srtt, tp.t_rttvar = max(rtt, 1), rtt // 2
        else:
            tp.t_rttvar += (abs(tp.t_srtt - rtt) - tp.t_rttvar) // 4
            tp.t_srtt = max(1, tp.t_srtt + (rtt - tp.t_srtt) // 8)
        tp.t_rtttime = 0
    if tp.t_srtt:
        tp.t_rxtcur = min(max(tp.t_srtt + 4 * tp.t_rttvar, RTO_MIN) + 200_000, RTO_MAX)
    tp.t_rxtshift = 0
