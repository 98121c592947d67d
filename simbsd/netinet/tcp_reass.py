"""TCP: received data put in order, and the peer's FIN.

Models sys/netinet/tcp_reass.c and the data part of tcp_do_segment (tcp_input.c); leaves out limits on the number of
pieces other than the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.uipc_sockbuf import sowakeup
from simbsd.netinet.tcp_options import TF_SACK_PERMIT
from simbsd.netinet.tcp_sack import tcp_update_dsack_list, tcp_update_sack_list
from simbsd.netinet.tcp_subr import MASK, MAY_RECEIVE, rcv_room, seq_diff
from simbsd.netinet.tcp_timer import tcp_twstart
from simbsd.sys.mbuf import TH_FIN, Tcp

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.socketvar import Tcpcb


def tcp_process_data(kernel: Kernel, tp: Tcpcb, th: Tcp) -> str:
    """Take the segment's data and FIN, as far as they are new and fit; why none of it was taken, or nothing."""
    if not th.data and not th.flags & TH_FIN:
        return ""
    tp.t_acknow = True
    if tp.t_state not in MAY_RECEIVE:
        if tp.t_state == "TIME_WAIT":
            tcp_twstart(kernel, tp)
        return "The peer has ended this direction of the connection already."
    stats = tp.t_inpcb.inp_vnet.vnet_stats
    ahead, before = seq_diff(th.seq, tp.rcv_nxt), tp.rcv_nxt
    if ahead > 0:
        stats["tcp.tcps_rcvoopack"] += 1
        stats["tcp.tcps_rcvoobyte"] += len(th.data)
        tp.t_rcvoopack += 1
        tp.t_reass[th.seq] = th.data
        if th.flags & TH_FIN:
            tp.t_reass[th.seq + len(th.data) & MASK] = None
        _report(tp, th.seq, th.data, before)
        return ""
    stats["tcp.tcps_rcvpack"] += 1
    stats["tcp.tcps_rcvbyte"] += len(th.data)
    data = th.data[-ahead:] if ahead else th.data
    if ahead:
        stats["tcp.tcps_rcvpartduppack"] += 1
        stats["tcp.tcps_rcvpartdupbyte"] -= ahead
        if tp.t_flags & TF_SACK_PERMIT:
            tcp_update_sack_list(tp, th.seq, before)  # that part came twice
    whole = _append(tp, data)
    fin = bool(th.flags & TH_FIN) and whole
    fin = _drain(tp) or fin
    if tp.sackblks:
        _report(tp, before, data, before)
    so = tp.t_inpcb.inp_socket
    if so is not None:
        sowakeup(kernel, so)
    if fin:
        _fin(kernel, tp)
    return "" if whole or tp.rcv_nxt != before else "The socket's receive buffer is full."


def _report(tp: Tcpcb, start: int, data: bytes, before: int) -> None:
    """What the peer is told of data, once it is in its place; ``before`` is what was next until then."""
    if not data or not tp.t_flags & TF_SACK_PERMIT:
        return
    if tp.rcv_nxt != before and tp.sackblks and tp.sackblks[0][1] == start:
        tcp_update_sack_list(tp, *tp.sackblks[0])
    else:
        tcp_update_dsack_list(tp, start, start + len(data) & MASK)


def _append(tp: Tcpcb, data: bytes) -> bool:
    """Put data in order into the receive buffer; False when not all of it fitted."""
    so = tp.t_inpcb.inp_socket
    room = rcv_room(tp)
    taken = data[:room]
    if so is not None and not so.so_cantrcvmore:
        so.so_rcvbuf += taken
    tp.rcv_nxt = tp.rcv_nxt + len(taken) & MASK
    return len(taken) == len(data)


def _drain(tp: Tcpcb) -> bool:
    """Append what had come too early and is next now; True when it ends in the FIN."""
    while tp.t_reass:
        ready = [seq for seq in tp.t_reass if seq_diff(seq, tp.rcv_nxt) <= 0]
        if not ready:
            return False
        for seq in ready:
            data = tp.t_reass.pop(seq)
            behind = seq_diff(tp.rcv_nxt, seq)
            if data is None:
                if behind == 0:
                    return True
            elif behind < len(data) and not _append(tp, data[behind:]):
                return False
    return False


def _fin(kernel: Kernel, tp: Tcpcb) -> None:
    """The peer has closed its direction (tcp_do_segment: dodata)."""
    so = tp.t_inpcb.inp_socket
    tp.rcv_nxt = tp.rcv_nxt + 1 & MASK
    tp.t_reass.clear()
    if so is not None:
        so.so_cantrcvmore = True
        sowakeup(kernel, so)
    if tp.t_state == "ESTABLISHED":
        tp.t_state = "CLOSE_WAIT"
    elif tp.t_state == "FIN_WAIT_1":
        tp.t_state = "CLOSING"
    elif tp.t_state == "FIN_WAIT_2":
        tcp_twstart(kernel, tp)
