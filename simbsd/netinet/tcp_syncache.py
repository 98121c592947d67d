"""TCP: the answer to a SYN, and what both ends agree on in their SYNs.

Models sys/netinet/tcp_syncache.c (syncache_add, syncache_socket, syncache_respond) and of tcp_do_segment (tcp_input.c)
the options of an answer to an own SYN; leaves out SYN cookies. A connection that is being opened has a socket at once,
where FreeBSD keeps it in the cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.uipc_socket import soalloc
from simbsd.netinet.in_pcb import in_pcbinshash
from simbsd.netinet.tcp_options import (
    TF_RCVD_SCALE,
    TF_RCVD_TSTMP,
    TF_REQ_SCALE,
    TF_REQ_TSTMP,
    TF_SACK_PERMIT,
    TOF_SACKPERM,
    TOF_SCALE,
    TOF_TS,
    Tcpopt,
    has_noopt,
    tcp_ts_getticks,
)
from simbsd.netinet.tcp_output import tcp_send_syn
from simbsd.netinet.tcp_subr import (
    MASK,
    tcp_do_rfc1323,
    tcp_mss,
    tcp_new_iss,
    tcp_new_ts_offset,
    tcp_newtcpcb,
    tcp_window_scale,
)
from simbsd.netinet.tcp_timer import start_keepinit
from simbsd.sys.mbuf import Ip, Ip6, Tcp
from simbsd.sys.socketvar import INP_IPV4, INP_IPV6, Inpcb, Socket, Tcpcb

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_ONLY_SCALE, _ONLY_TSTMP = 2, 3  # net.inet.tcp.rfc1323


def syncache_add(kernel: Kernel, head: Socket, listener: Inpcb, ip: Ip | Ip6, th: Tcp, to: Tcpopt) -> None:
    """Begin a connection for a SYN to a listening socket, and answer (syncache_add)."""
    so = soalloc(kernel, listener.inp_cred, head.so_domain, head.so_type, head.so_proto, head.so_protosw)
    so.so_vnet = listener.inp_vnet
    so.so_options, so.so_fibnum = dict(head.so_options), head.so_fibnum
    so.so_rcvhiwat, so.so_sndhiwat = head.so_rcvhiwat, head.so_sndhiwat
    tp = tcp_newtcpcb(kernel, so)
    inp = tp.t_inpcb
    inp.inp_laddr, inp.inp_lport, inp.inp_faddr, inp.inp_fport = ip.dst, th.dport, ip.src, th.sport
    inp.inp_inet6, inp.inp_vflag = listener.inp_inet6, INP_IPV6 if type(ip) is Ip6 else INP_IPV4
    in_pcbinshash(inp)
    tp.t_listener = head
    tp.t_state = "SYN_RCVD"
    tp.iss = tcp_new_iss(kernel, inp)
    tp.snd_una = tp.iss
    tp.irs, tp.rcv_nxt = th.seq, th.seq + 1 & MASK
    tp.snd_wnd = th.win
    tp.t_flags = _granted(kernel, tp, to)
    tcp_mss(kernel, tp, to)
    start_keepinit(kernel, tp)
    tcp_send_syn(kernel, tp)


def _granted(kernel: Kernel, tp: Tcpcb, to: Tcpopt) -> int:
    """What is agreed on: what the SYN asks for, as far as this end does it too."""
    rfc1323 = tcp_do_rfc1323(kernel, tp.t_inpcb.inp_vnet)
    if has_noopt(tp):
        return 0
    flags = TF_SACK_PERMIT if to.to_flags & TOF_SACKPERM else 0
    if to.to_flags & TOF_TS and rfc1323 and rfc1323 != _ONLY_SCALE:
        flags |= TF_REQ_TSTMP | TF_RCVD_TSTMP
        tp.ts_offset = tcp_new_ts_offset(kernel, tp.t_inpcb)
        tp.ts_recent, tp.ts_recent_age = to.to_tsval, tcp_ts_getticks(kernel)
    if to.to_flags & TOF_SCALE and rfc1323 and rfc1323 != _ONLY_TSTMP:
        flags |= TF_REQ_SCALE | TF_RCVD_SCALE
        tp.request_r_scale, tp.snd_scale = tcp_window_scale(kernel), to.to_wscale
    return flags


def syncache_again(tp: Tcpcb, to: Tcpopt) -> None:
    """The same SYN came once more: its time is the one to echo, and without one there are none (syncache_add)."""
    if tp.t_flags & TF_RCVD_TSTMP and to.to_flags & TOF_TS:
        tp.ts_recent = to.to_tsval
    else:
        tp.t_flags &= ~(TF_REQ_TSTMP | TF_RCVD_TSTMP)


def take_answer(kernel: Kernel, tp: Tcpcb, to: Tcpopt) -> None:
    """The other SYN of a connection that this end opens: what was asked for and is not granted is dropped
    (tcp_do_segment).
    """
    has = 0 if has_noopt(tp) else to.to_flags
    if has & TOF_SCALE and tp.t_flags & TF_REQ_SCALE:
        tp.t_flags |= TF_RCVD_SCALE
        tp.snd_scale = to.to_wscale
    else:
        tp.t_flags &= ~TF_REQ_SCALE
    if has & TOF_TS and tp.t_flags & TF_REQ_TSTMP:
        tp.t_flags |= TF_RCVD_TSTMP
        tp.ts_recent, tp.ts_recent_age = to.to_tsval, tcp_ts_getticks(kernel)
    else:
        tp.t_flags &= ~TF_REQ_TSTMP
    if not has & TOF_SACKPERM:
        tp.t_flags &= ~TF_SACK_PERMIT
    tcp_mss(kernel, tp, to)
