"""TCP's timers: retransmission, window probes, and the two waits before a connection is forgotten.

Models sys/netinet/tcp_timer.c; leaves out keepalives and delayed acknowledgements (every segment is acknowledged at
once).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.netinet.tcp_options import tcp_maxseg
from simbsd.netinet.tcp_output import RTO_MAX, arm_rexmt, tcp_output, tcp_probe, tcp_send_syn
from simbsd.netinet.tcp_scoreboard import tcp_free_sackholes
from simbsd.netinet.tcp_subr import SECOND, tcp_close, tcp_drop
from simbsd.sys.errno import ETIMEDOUT

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.socketvar import Tcpcb

MSL_MS = 30000
FINWAIT2_US = 60 * SECOND
KEEPINIT_US = 75 * SECOND
MAXRXTSHIFT = 12


def tcp_timer_rexmt(kernel: Kernel, tp: Tcpcb) -> None:
    """Nothing was acknowledged in time: send again, more slowly; after twelve times give up (tcp_timer_rexmt)."""
    tp.t_rexmt = None
    stats = tp.t_inpcb.inp_vnet.vnet_stats
    tp.t_rxtshift += 1
    if tp.t_rxtshift > MAXRXTSHIFT:
        stats["tcp.tcps_timeoutdrop"] += 1
        tcp_drop(kernel, tp, ETIMEDOUT)
        return
    stats["tcp.tcps_rexmttimeo"] += 1
    tp.t_rxtcur = min(tp.t_rxtcur * 2, RTO_MAX)
    tp.t_rtttime = 0
    if tp.t_state in ("SYN_SENT", "SYN_RCVD"):
        tcp_send_syn(kernel, tp)
        return
    flight = tp.snd_max - tp.snd_una & 0xFFFFFFFF
    size = tcp_maxseg(tp)
    tp.snd_ssthresh = max(2 * size, flight // 2)
    tp.snd_cwnd = size
    tp.t_dupacks, tp.sackhint.recovering = 0, False
    tcp_free_sackholes(tp)
    tp.snd_nxt, tp.sackhint.snd_recover = tp.snd_una, tp.snd_max
    tcp_output(kernel, tp)
    if tp.t_rexmt is None:
        arm_rexmt(kernel, tp)


def tcp_timer_keepinit(kernel: Kernel, tp: Tcpcb) -> None:
    """A connection attempt has lasted 75 s (net.inet.tcp.keepinit)."""
    tp.t_2msl = None
    tcp_drop(kernel, tp, ETIMEDOUT)


def tcp_timer_persist(kernel: Kernel, tp: Tcpcb) -> None:
    """The peer's window is still shut: probe it with one byte (tcp_timer_persist)."""
    tp.t_persist = None
    tp.t_rxtshift = min(tp.t_rxtshift + 1, MAXRXTSHIFT)
    tcp_probe(kernel, tp)


def tcp_timer_2msl(kernel: Kernel, tp: Tcpcb) -> None:
    """The wait before a connection is forgotten is over (tcp_timer_2msl)."""
    tp.t_2msl = None
    tcp_close(kernel, tp)


def start_keepinit(kernel: Kernel, tp: Tcpcb) -> None:
    """Give a connection attempt its time."""
    callout_stop(tp.t_2msl)
    tp.t_2msl = callout_reset(kernel, KEEPINIT_US, tcp_timer_keepinit, tp)


def start_finwait2(kernel: Kernel, tp: Tcpcb) -> None:
    """The program has closed, the peer has not: wait a minute for its FIN (net.inet.tcp.finwait2_timeout)."""
    callout_stop(tp.t_2msl)
    tp.t_2msl = callout_reset(kernel, FINWAIT2_US, tcp_timer_2msl, tp)


def tcp_twstart(kernel: Kernel, tp: Tcpcb) -> None:
    """Both sides have closed: wait twice the segment lifetime (tcp_twstart, net.inet.tcp.msl in milliseconds)."""
    tp.t_state = "TIME_WAIT"
    callout_stop(tp.t_rexmt)
    callout_stop(tp.t_persist)
    callout_stop(tp.t_2msl)
    tp.t_rexmt = tp.t_persist = None
    msl = int(tp.t_inpcb.inp_vnet.vnet_sysctls.get("net.inet.tcp.msl", MSL_MS))
    tp.t_2msl = callout_reset(kernel, 2 * msl * 1000, tcp_timer_2msl, tp)
