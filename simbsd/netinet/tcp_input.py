"""TCP input: which connection a segment is for, and what it changes there.

Models sys/netinet/tcp_input.c (tcp_input, tcp_do_segment); leaves out header prediction and ECN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_stop
from simbsd.kern.uipc_sockbuf import sowakeup
from simbsd.net.bpf import drop
from simbsd.netinet.in_pcb import in_pcblookup
from simbsd.netinet.ip_output import IP_HDR_LEN
from simbsd.netinet.tcp_ack import tcp_process_ack
from simbsd.netinet.tcp_hostcache import tcp_hc_updatemtu, tcp_next_pmtu
from simbsd.netinet.tcp_options import (
    TF_RCVD_SCALE,
    TF_REQ_SCALE,
    TF_SACK_PERMIT,
    Tcpopt,
    tcp_dooptions,
    tcp_maxseg,
)
from simbsd.netinet.tcp_output import tcp_output, tcp_send_syn
from simbsd.netinet.tcp_reass import tcp_process_data
from simbsd.netinet.tcp_sack import tcp_update_sack_list
from simbsd.netinet.tcp_scoreboard import tcp_free_sackholes
from simbsd.netinet.tcp_subr import (
    HAVE_SYN,
    MASK,
    TCP_HDR_LEN,
    rcv_room,
    rcv_window,
    seq_diff,
    tcp_close,
    tcp_do_sack,
    tcp_drop,
    tcp_maxmtu,
    tcp_respond,
)
from simbsd.netinet.tcp_syncache import syncache_add, syncache_again, take_answer
from simbsd.netinet.tcp_timer import tcp_twstart
from simbsd.netinet.tcp_tstmp import is_old, lacks_timestamp, record
from simbsd.netinet6.in6_pcb import in6_pcblookup
from simbsd.sys.errno import ECONNREFUSED, ECONNRESET, EHOSTUNREACH
from simbsd.sys.mbuf import (
    ICMP_UNREACH_NEEDFRAG,
    ICMP_UNREACH_PORT,
    ICMP_UNREACH_PROTOCOL,
    TH_ACK,
    TH_FIN,
    TH_RST,
    TH_SYN,
    Icmp,
    Ip,
    Ip6,
    Mbuf,
    Tcp,
)
from simbsd.sys.socketvar import AF_INET, Inpcb, Tcpcb

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet, Vnet

INITCWND = 10  # net.inet.tcp.initcwnd_segments
_SCALED = TF_REQ_SCALE | TF_RCVD_SCALE
_CLOSING = ("CLOSING", "LAST_ACK", "TIME_WAIT", "FIN_WAIT_1", "FIN_WAIT_2")


def tcp_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A segment arrived (tcp_input)."""
    ip: Ip | Ip6 = m.m_payload
    th: Tcp = ip.payload
    vnet = ifp.if_vnet
    vnet.vnet_stats["tcp.tcps_rcvtotal"] += 1
    if m.m_broadcast or ip.dst >> 120 == 0xFF:
        drop(kernel, m, ifp, "TCP does not speak to broadcast addresses.")
        return
    lookup = in6_pcblookup if type(ip) is Ip6 else in_pcblookup
    inp = lookup(vnet, "tcp", ip.src, th.sport, ip.dst, th.dport)
    if inp is not None and inp.inp_tcpcb.t_state == "TIME_WAIT" and _is_new_attempt(inp.inp_tcpcb, th):
        tcp_close(kernel, inp.inp_tcpcb)
        inp = lookup(vnet, "tcp", ip.src, th.sport, ip.dst, th.dport)
    if inp is None or inp.inp_tcpcb.t_state == "CLOSED":
        _nobody(kernel, ifp, m, ip, th)
    elif inp.inp_tcpcb.t_state == "LISTEN":
        _listening(kernel, ifp, m, inp, ip, th)
    elif inp.inp_tcpcb.t_state == "SYN_SENT":
        _syn_sent(kernel, ifp, m, inp.inp_tcpcb, ip, th)
    else:
        _synchronised(kernel, ifp, m, inp.inp_tcpcb, ip, th)


def _is_new_attempt(tp: Tcpcb, th: Tcp) -> bool:
    return th.flags & (TH_SYN | TH_ACK | TH_RST) == TH_SYN and seq_diff(th.seq, tp.rcv_nxt) > 0


def _nobody(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip | Ip6, th: Tcp) -> None:
    reset = th.flags & TH_RST
    why = "A reset for a connection that is not here." if reset else f"No program listens on TCP port {th.dport}."
    drop(kernel, m, ifp, why)
    if not (ifp.if_vnet.vnet_sysctls.get("net.inet.tcp.blackhole", 0) and th.flags & TH_SYN):
        tcp_respond(kernel, ifp.if_vnet, ip, ifp.if_fib)


def _listening(kernel: Kernel, ifp: Ifnet, m: Mbuf, inp: Inpcb, ip: Ip | Ip6, th: Tcp) -> None:
    """A segment for a listening socket: SYN starts a connection (syncache_add)."""
    stats = ifp.if_vnet.vnet_stats
    head = inp.inp_socket
    if th.flags & TH_RST or head is None:
        drop(kernel, m, ifp, f"A reset for port {th.dport}, which only listens.")
        return
    if th.flags & TH_ACK or not th.flags & TH_SYN:
        stats["tcp.tcps_badsyn"] += 1
        drop(kernel, m, ifp, f"Port {th.dport} listens, and the segment belongs to no connection that is here.")
        tcp_respond(kernel, ifp.if_vnet, ip, ifp.if_fib)
        return
    if len(head.so_queue) > head.so_backlog * 3 // 2:
        stats["tcp.tcps_listendrop"] += 1
        drop(kernel, m, ifp, f"The listen queue of port {th.dport} is full.")
        return
    syncache_add(kernel, head, inp, ip, th, tcp_dooptions(th, tcp_do_sack(kernel, ifp.if_vnet)))


def tcp_established(kernel: Kernel, tp: Tcpcb) -> None:
    """The handshake is done: the opener's connect(2) ends, or the new one waits for accept(2) (soisconnected)."""
    so = tp.t_inpcb.inp_socket
    callout_stop(tp.t_2msl)
    tp.t_2msl = None
    tp.t_state = "ESTABLISHED"
    if tp.t_flags & _SCALED == _SCALED:
        tp.rcv_scale = tp.request_r_scale
    size = tcp_maxseg(tp)
    tp.snd_cwnd = min(INITCWND * size, max(2 * size, INITCWND * 1460))  # tcp_compute_initwnd
    tp.t_inpcb.inp_vnet.vnet_stats["tcp.tcps_connects"] += 1
    assert so is not None
    so.so_isconnected, so.so_isconnecting = True, False
    head, tp.t_listener = tp.t_listener, None
    if head is not None:
        tp.t_inpcb.inp_vnet.vnet_stats["tcp.tcps_accepts"] += 1
        so.so_head = head
        head.so_queue.append(so)
        sowakeup(kernel, head)
    sowakeup(kernel, so)


def _syn_sent(kernel: Kernel, ifp: Ifnet, m: Mbuf, tp: Tcpcb, ip: Ip | Ip6, th: Tcp) -> None:
    """An answer to our SYN."""
    tp.t_rcvtime = kernel.now
    acked = th.flags & TH_ACK
    if acked and (seq_diff(th.ack, tp.iss) <= 0 or seq_diff(th.ack, tp.snd_max) > 0):
        drop(kernel, m, ifp, "The segment acknowledges what was never sent.")
        tcp_respond(kernel, ifp.if_vnet, ip, ifp.if_fib)
        return
    if th.flags & TH_RST:
        if acked:
            tcp_drop(kernel, tp, ECONNREFUSED)
        else:
            drop(kernel, m, ifp, "A reset that acknowledges nothing does not end an attempt to connect.")
        return
    if not th.flags & TH_SYN:
        drop(kernel, m, ifp, "The segment is no answer to an attempt to connect.")
        return
    to = tcp_dooptions(th, tcp_do_sack(kernel, ifp.if_vnet))
    tp.irs, tp.rcv_nxt = th.seq, th.seq + 1 & MASK
    tp.rcv_adv = tp.rcv_nxt + rcv_window(tp) & MASK
    tp.snd_wnd = th.win
    take_answer(kernel, tp, to)
    if not acked:
        tp.t_state = "SYN_RCVD"  # both opened at once
        tcp_send_syn(kernel, tp)
        return
    tcp_process_ack(kernel, tp, th, to)
    tcp_established(kernel, tp)
    tp.t_acknow = True
    tcp_output(kernel, tp)


def _synchronised(kernel: Kernel, ifp: Ifnet, m: Mbuf, tp: Tcpcb, ip: Ip | Ip6, th: Tcp) -> None:
    """A segment of a connection whose peer's SYN has come (tcp_do_segment)."""
    tp.t_rcvtime = kernel.now
    to = tcp_dooptions(th, True)
    if tp.t_state == "SYN_RCVD" and th.flags & TH_SYN and th.seq == tp.irs and not th.flags & TH_RST:
        if tp.t_listener is not None:
            syncache_again(tp, to)
        tcp_send_syn(kernel, tp)  # the peer asks again: our SYN+ACK was lost
        if not th.flags & TH_ACK:
            return
    if not _is_timely(kernel, ifp, m, tp, th, to) or not _goes_on(kernel, ifp, m, tp, th):
        return
    if tp.t_state == "SYN_RCVD" and not _finish_handshake(kernel, ifp, tp, ip, th):
        drop(kernel, m, ifp, "The segment acknowledges what was never sent.")
        return
    so = tp.t_inpcb.inp_socket
    if th.data and tp.t_state in _CLOSING and so is not None and so.so_closed:
        drop(kernel, m, ifp, "Data came after the program had closed the connection.")
        tcp_close(kernel, tp)
        tcp_respond(kernel, ifp.if_vnet, ip, ifp.if_fib)
        return
    tcp_process_ack(kernel, tp, th, to)
    if tp.t_inpcb.inp_dropped:
        return
    why = tcp_process_data(kernel, tp, th)
    if why:
        drop(kernel, m, ifp, why)
    tcp_output(kernel, tp)


def _is_timely(kernel: Kernel, ifp: Ifnet, m: Mbuf, tp: Tcpcb, th: Tcp, to: Tcpopt) -> bool:
    """Whether the time that a segment was sent at is not against it, which is remembered then (RFC 7323)."""
    if lacks_timestamp(tp, th, to):
        drop(kernel, m, ifp, "The segment has no timestamp, and both ends had agreed on them.")
        return False
    if th.flags & (TH_RST | TH_SYN):
        return True
    if is_old(kernel, tp, th, to):
        drop(kernel, m, ifp, "The segment was sent before one that has come already (PAWS).")
        if th.data and tp.t_state != "SYN_RCVD":
            _ack_now(kernel, tp, th)
        return False
    record(kernel, tp, th, to)
    return True


def _goes_on(kernel: Kernel, ifp: Ifnet, m: Mbuf, tp: Tcpcb, th: Tcp) -> bool:
    """Whether there is more to a segment than a reset, a repetition or a challenge (tcp_do_segment)."""
    if not _acceptable(tp, th):
        drop(kernel, m, ifp, "Nothing of the segment is inside the receive window.")
        if not th.flags & TH_RST:
            stats = tp.t_inpcb.inp_vnet.vnet_stats
            stats["tcp.tcps_rcvduppack"] += 1
            stats["tcp.tcps_rcvdupbyte"] += len(th.data)
            if th.data and tp.t_flags & TF_SACK_PERMIT and seq_diff(th.seq, tp.rcv_nxt) < 0:
                tcp_update_sack_list(tp, th.seq, th.seq + len(th.data) & MASK)
            _ack_now(kernel, tp, th)
        return False
    if th.flags & TH_RST:
        if th.seq == tp.rcv_nxt:
            tcp_drop_by_peer(kernel, tp)
        else:
            drop(kernel, m, ifp, "A reset that is not for the next byte is challenged (RFC 5961).")
            _ack_now(kernel, tp, th)
        return False
    if th.flags & TH_SYN and tp.t_state != "SYN_RCVD":
        drop(kernel, m, ifp, "A SYN inside a connection is challenged (RFC 5961).")
        _ack_now(kernel, tp, th)
        return False
    if not th.flags & TH_ACK:
        drop(kernel, m, ifp, "The segment acknowledges nothing.")
        return False
    return True


def _finish_handshake(kernel: Kernel, ifp: Ifnet, tp: Tcpcb, ip: Ip | Ip6, th: Tcp) -> bool:
    if seq_diff(th.ack, tp.snd_una) <= 0 or seq_diff(th.ack, tp.snd_max) > 0:
        tcp_respond(kernel, ifp.if_vnet, ip, ifp.if_fib)
        return False
    tcp_established(kernel, tp)
    return True


def _acceptable(tp: Tcpcb, th: Tcp) -> bool:
    """Some of the segment is inside the receive window (RFC 9293, 3.10.7.4)."""
    window = rcv_room(tp)
    length = len(th.data) + (1 if th.flags & TH_FIN else 0)
    first = seq_diff(th.seq, tp.rcv_nxt)
    if length == 0:
        return -1 <= first <= window if tp.t_state == "SYN_RCVD" else 0 <= first <= window
    return first < max(window, 1) and first + length > 0


def _ack_now(kernel: Kernel, tp: Tcpcb, th: Tcp) -> None:
    if tp.t_state == "TIME_WAIT":
        tcp_twstart(kernel, tp)
    tp.t_acknow = True
    tcp_output(kernel, tp)


def tcp_drop_by_peer(kernel: Kernel, tp: Tcpcb) -> None:
    """The peer sent RST (tcp_do_segment)."""
    so = tp.t_inpcb.inp_socket
    tp.t_inpcb.inp_vnet.vnet_stats["tcp.tcps_drops"] += 1
    if so is not None and tp.t_state not in ("CLOSING", "LAST_ACK", "TIME_WAIT"):
        so.so_error = ECONNREFUSED if tp.t_state == "SYN_RCVD" else ECONNRESET
    tcp_close(kernel, tp)


def tcp_mtudisc(kernel: Kernel, tp: Tcpcb) -> None:
    """A segment was too big for a link on its way: send it again, in smaller ones (tcp_mtudisc)."""
    most = tcp_maxmtu(tp.t_inpcb)
    if most >= tp.t_maxseg or tp.t_state not in HAVE_SYN:
        return
    tp.t_inpcb.inp_vnet.vnet_stats["tcp.tcps_mturesent"] += 1
    tp.t_maxseg, tp.t_rtttime, tp.snd_nxt = max(1, most), 0, tp.snd_una
    tcp_free_sackholes(tp)
    tp.sackhint.snd_recover, tp.sackhint.recovering = tp.snd_max, False
    tcp_output(kernel, tp)


def tcp_ctlinput(kernel: Kernel, vnet: Vnet, icmp: Icmp) -> None:
    """An ICMP error about a segment that is under way (tcp_ctlinput): an attempt to connect fails at once where no
    retry can help, and what was too big goes again in smaller segments.
    """
    original: Ip | Ip6 = icmp.original
    th = original.payload
    if type(th) is not Tcp:
        return
    lookup = in6_pcblookup if type(original) is Ip6 else in_pcblookup
    inp = lookup(vnet, "tcp", original.dst, th.dport, original.src, th.sport)
    if inp is None or not inp.inp_fport:
        return
    tp: Tcpcb = inp.inp_tcpcb
    if not 0 <= seq_diff(th.seq, tp.snd_una) < seq_diff(tp.snd_max, tp.snd_una):
        return
    if icmp.code == ICMP_UNREACH_NEEDFRAG:
        if type(original) is Ip:  # the cache of IPv6 has been told already
            mtu = tcp_next_pmtu(icmp.extra, original.length)
            if mtu >= tp.t_maxseg + IP_HDR_LEN + TCP_HDR_LEN:
                return
            tcp_hc_updatemtu(kernel, vnet, AF_INET, original.dst, mtu)
        tcp_mtudisc(kernel, tp)
    elif icmp.code in (ICMP_UNREACH_PORT, ICMP_UNREACH_PROTOCOL) and tp.t_state == "SYN_SENT":
        tcp_drop(kernel, tp, ECONNREFUSED)
    elif tp.t_state in ("SYN_SENT", "SYN_RCVD"):
        if tp.t_rxtshift > 3 and tp.t_softerror:
            tcp_drop(kernel, tp, EHOSTUNREACH)
        else:
            tp.t_softerror = EHOSTUNREACH
