"""TCP: what an acknowledgement changes at the sender.

Models the ACK part of sys/netinet/tcp_input.c (tcp_do_segment, tcp_xmit_timer) and cc_newreno.c; leaves out SACK,
limited transmit and ABC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_stop
from simbsd.kern.uipc_sockbuf import sowakeup
from simbsd.netinet.tcp_options import TF_SACK_PERMIT, Tcpopt, tcp_maxseg
from simbsd.netinet.tcp_output import RTO_MAX, RTO_MIN, arm_rexmt, tcp_output
from simbsd.netinet.tcp_subr import seq_diff, tcp_close
from simbsd.netinet.tcp_timer import start_finwait2, tcp_twstart
from simbsd.netinet.tcp_tstmp import round_trip
from simbsd.sys.mbuf import TH_FIN, TH_SYN, Tcp

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.socketvar import Tcpcb

_DUPTHRESH = 3
MAXWIN = 1 << 20


def tcp_process_ack(kernel: Kernel, tp: Tcpcb, th: Tcp, to: Tcpopt) -> None:
    """Free what was acknowledged, open the windows, move on in closing."""
    stats = tp.t_inpcb.inp_vnet.vnet_stats
    acked = seq_diff(th.ack, tp.snd_una)
    if seq_diff(th.ack, tp.snd_max) > 0:
        tp.t_acknow = True  # of what was never sent
        return
    if acked <= 0:
        _duplicate(kernel, tp, th, acked)
        _update_window(tp, th)
        return
    acked -= tp.snd_una == tp.iss  # the SYN is no data
    if tp.t_state != "SYN_SENT":
        stats["tcp.tcps_rcvackpack"] += 1
        stats["tcp.tcps_rcvackbyte"] += acked
    _measure(kernel, tp, th, to)
    fin_acked = _free(kernel, tp, th, acked)
    if acked:
        _open_cwnd(tp)
    tp.t_dupacks = 0
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


def _duplicate(kernel: Kernel, tp: Tcpcb, th: Tcp, acked: int) -> None:
    """Three equal acknowledgements with nothing else: a segment was lost, send it again (RFC 5681)."""
    outstanding = seq_diff(tp.snd_max, tp.snd_una) > 0
    equal = th.win << tp.snd_scale == tp.snd_wnd or tp.t_flags & TF_SACK_PERMIT
    if acked < 0 or th.data or not equal or not outstanding or th.flags & (TH_SYN | TH_FIN):
        return
    tp.t_inpcb.inp_vnet.vnet_stats["tcp.tcps_rcvdupack"] += 1
    tp.t_dupacks += 1
    if tp.t_dupacks != _DUPTHRESH:
        return
    flight = seq_diff(tp.snd_max, tp.snd_una)
    size = tcp_maxseg(tp)
    tp.snd_ssthresh = max(2 * size, flight // 2)
    tp.snd_cwnd = size
    tp.t_rtttime = 0
    resume = tp.snd_nxt
    tp.snd_nxt = tp.snd_una
    tcp_output(kernel, tp)
    tp.snd_cwnd = tp.snd_ssthresh
    if seq_diff(resume, tp.snd_nxt) > 0:
        tp.snd_nxt = resume


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
