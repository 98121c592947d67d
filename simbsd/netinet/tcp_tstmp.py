"""Timestamps of TCP: which segments are too old, which time is echoed, and how long the way there and back took.

Models the parts of sys/netinet/tcp_input.c (tcp_do_segment) and tcp_syncache.c (syncache_expand) about RFC 7323; leaves
out the recovery from needless retransmissions (t_badrxtwin).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.netinet.tcp_options import TF_RCVD_TSTMP, TOF_TS, Tcpopt, tcp_ts_getticks
from simbsd.netinet.tcp_subr import MASK, seq_diff
from simbsd.sys.mbuf import TH_FIN, TH_RST, TH_SYN, Tcp

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.socketvar import Tcpcb

TCP_PAWS_IDLE = 24 * 24 * 60 * 60 * 1000  # milliseconds after which a time says nothing


def lacks_timestamp(tp: Tcpcb, th: Tcp, to: Tcpopt) -> bool:
    """Whether a segment has no time where both ends agreed on times, and this is not put up with."""
    if to.to_flags & TOF_TS or not tp.t_flags & TF_RCVD_TSTMP or th.flags & TH_RST:
        return False
    return not tp.t_inpcb.inp_vnet.vnet_sysctls.get("net.inet.tcp.tolerate_missing_ts", 1)


def is_old(kernel: Kernel, tp: Tcpcb, th: Tcp, to: Tcpopt) -> bool:
    """Whether a segment was sent before one that has come already, and its numbers may be used again (PAWS)."""
    if not to.to_flags & TOF_TS or not tp.ts_recent or seq_diff(to.to_tsval, tp.ts_recent) >= 0:
        return False
    if tp.t_state == "TIME_WAIT":
        return False  # tcp_twcheck: not needed there
    if tp.t_state == "SYN_RCVD":
        return True
    if tcp_ts_getticks(kernel) - tp.ts_recent_age > TCP_PAWS_IDLE:
        tp.ts_recent = 0
        return False
    stats = tp.t_inpcb.inp_vnet.vnet_stats
    stats["tcp.tcps_rcvduppack"] += 1
    stats["tcp.tcps_rcvdupbyte"] += len(th.data)
    stats["tcp.tcps_pawsdrop"] += 1
    return True


def record(kernel: Kernel, tp: Tcpcb, th: Tcp, to: Tcpopt) -> None:
    """Remember the time of the segment in which the last acknowledgement lies: that one is echoed."""
    if not to.to_flags & TOF_TS or seq_diff(th.seq, tp.last_ack_sent) > 0:
        return
    end = th.seq + len(th.data) + (1 if th.flags & (TH_SYN | TH_FIN) else 0)
    if seq_diff(tp.last_ack_sent, end) <= 0:
        tp.ts_recent_age = tcp_ts_getticks(kernel)
        tp.ts_recent = to.to_tsval


def round_trip(kernel: Kernel, tp: Tcpcb, to: Tcpopt) -> int:
    """Microseconds from when this end's time was sent to its echo, in whole milliseconds and one more; 0 where nothing
    is echoed, or what cannot be.
    """
    if not to.to_flags & TOF_TS or not to.to_tsecr:
        return 0
    now = tcp_ts_getticks(kernel)
    echoed = to.to_tsecr - tp.ts_offset & MASK
    if not echoed or seq_diff(echoed, now) > 0:
        return 0
    return ((now - echoed & MASK) + 1) * 1000
