"""What programs do with TCP sockets.

Models sys/netinet/tcp_usrreq.c; leaves out urgent data, Fast Open and function blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.uipc_socket import check_address, sofree
from simbsd.netinet.in_pcb import in_pcbbind, in_pcbconnect
from simbsd.netinet.raw_usrreq import check_sent
from simbsd.netinet.tcp_options import TF_REQ_TSTMP
from simbsd.netinet.tcp_output import tcp_output, tcp_send_syn
from simbsd.netinet.tcp_subr import (
    MAY_RECEIVE,
    TCP_MAXWIN,
    rcv_window,
    seq_diff,
    tcp_close,
    tcp_new_iss,
    tcp_new_ts_offset,
    tcp_newtcpcb,
    tcp_window_scale,
)
from simbsd.netinet.tcp_timer import start_finwait2, start_keepinit
from simbsd.sys.errno import EACCES, EAFNOSUPPORT, ECONNRESET, EINVAL, Errno
from simbsd.sys.socketvar import Inpcb, Protosw, Socket, Tcpcb

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


def tcp_attach(kernel: Kernel, p: Proc, so: Socket) -> None:
    """A TCP socket, closed (tcp_usr_attach)."""
    tcp_newtcpcb(kernel, so)


def usable_tcpcb(so: Socket) -> Tcpcb:
    """The control block of a socket whose connection has not ended. Errors: ECONNRESET."""
    inp: Inpcb = so.so_pcb
    if inp.inp_dropped:
        raise Errno(ECONNRESET, "the connection of this socket has ended")
    tp: Tcpcb = inp.inp_tcpcb
    return tp


def tcp_bind(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """bind(2) (tcp_usr_bind). Errors: EAFNOSUPPORT (multicast), and those of in_pcbbind."""
    host, port = check_address(address)
    if host >> 28 == 14:
        raise Errno(EAFNOSUPPORT, "tcp_usr_bind: TCP has no multicast")
    in_pcbbind(kernel, p, usable_tcpcb(so).t_inpcb, host, port)


def tcp_listen(kernel: Kernel, p: Proc, so: Socket) -> None:
    """listen(2) (tcp_usr_listen). Errors: EINVAL on a connected socket."""
    tp = usable_tcpcb(so)
    if tp.t_state not in ("CLOSED", "LISTEN"):
        raise Errno(EINVAL, "tcp_usr_listen: the socket is connected")
    if not tp.t_inpcb.inp_lport:
        in_pcbbind(kernel, p, tp.t_inpcb, 0, 0)
    tp.t_state = "LISTEN"


def tcp_connect(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """Start a connection (tcp_usr_connect). Errors: EAFNOSUPPORT, EACCES, and those of in_pcbconnect and
    ip_output.
    """
    host, port = check_address(address)
    if host >> 28 == 14:
        raise Errno(EAFNOSUPPORT, "tcp_usr_connect: TCP has no multicast")
    if host == 0xFFFFFFFF:
        raise Errno(EACCES, "TCP does not speak to broadcast addresses.", "tcp_usrreq.c: tcp_usr_connect")
    tp = usable_tcpcb(so)
    in_pcbconnect(kernel, p, tp.t_inpcb, host, port)
    tcp_start(kernel, so, tp)


def tcp_start(kernel: Kernel, so: Socket, tp: Tcpcb) -> None:
    """Send the first SYN of a connection whose ends are known (tcp_connect). Errors: those of ip_output."""
    inp = tp.t_inpcb
    so.so_isconnecting = True
    inp.inp_vnet.vnet_stats["tcp.tcps_connattempt"] += 1
    tp.t_state = "SYN_SENT"
    tp.iss = tp.snd_una = tcp_new_iss(kernel, inp)
    tp.request_r_scale = tcp_window_scale(kernel)
    if tp.t_flags & TF_REQ_TSTMP:
        tp.ts_offset = tcp_new_ts_offset(kernel, inp)
    start_keepinit(kernel, tp)
    error = tcp_send_syn(kernel, tp)
    if error:
        tcp_close(kernel, tp)
        check_sent(error)


def tcp_send(kernel: Kernel, p: Proc, so: Socket, data: bytes, address: Any) -> int:
    """Put as much into the send buffer as fits, and send what may go (tcp_usr_send)."""
    tp = usable_tcpcb(so)
    taken = data[: max(0, so.so_sndhiwat - len(so.so_sndbuf))]
    if taken:
        so.so_sndbuf += taken
        tcp_output(kernel, tp)
    return len(taken)


def tcp_rcvd(kernel: Kernel, so: Socket) -> None:
    """The program has read: tell the peer when the window has grown by so much that it is worth a segment
    (tcp_usr_rcvd, and the window updates of tcp_default_output).
    """
    inp: Inpcb = so.so_pcb
    if inp.inp_dropped:
        return
    tp: Tcpcb = inp.inp_tcpcb
    if tp.t_state in MAY_RECEIVE and _is_worth_telling(tp, so.so_rcvhiwat):
        tp.t_acknow = True
        tcp_output(kernel, tp)


def _is_worth_telling(tp: Tcpcb, hiwat: int) -> bool:
    room, said = rcv_window(tp), max(0, seq_diff(tp.rcv_adv, tp.rcv_nxt))
    grown = room - said
    if grown <= 0 or room >> tp.rcv_scale == said >> tp.rcv_scale:
        return False
    full = room <= hiwat // 8 or hiwat <= 8 * tp.t_maxseg
    much = grown >= hiwat // 4 or grown >= TCP_MAXWIN << tp.rcv_scale
    return 2 * grown >= hiwat or (grown >= 2 * tp.t_maxseg and (full or much))


def tcp_usrclosed(kernel: Kernel, tp: Tcpcb) -> None:
    """The program sends no more: FIN follows the last byte (tcp_usrclosed)."""
    if tp.t_state in ("CLOSED", "LISTEN", "SYN_SENT"):
        tcp_close(kernel, tp)
        return
    if tp.t_state in ("SYN_RCVD", "ESTABLISHED"):
        tp.t_state = "FIN_WAIT_1"
    elif tp.t_state == "CLOSE_WAIT":
        tp.t_state = "LAST_ACK"
    else:
        return
    tp.t_needfin = True
    tcp_output(kernel, tp)


def tcp_shutdown(kernel: Kernel, so: Socket) -> None:
    """shutdown(2) of the sending direction (tcp_usr_shutdown)."""
    inp: Inpcb = so.so_pcb
    if not inp.inp_dropped:
        tcp_usrclosed(kernel, inp.inp_tcpcb)


def tcp_detach(kernel: Kernel, so: Socket) -> None:
    """The socket is closed; the connection ends by itself, and holds the prison until it has (tcp_usr_close,
    tcp_usr_detach).
    """
    inp: Inpcb = so.so_pcb
    if inp.inp_dropped:
        sofree(kernel, so)
        return
    tp: Tcpcb = inp.inp_tcpcb
    if tp.t_state == "LISTEN":
        _drop_embryos(kernel, so)
    so.so_rcvbuf.clear()
    tcp_usrclosed(kernel, tp)
    if tp.t_state == "FIN_WAIT_2":
        start_finwait2(kernel, tp)


def _drop_embryos(kernel: Kernel, so: Socket) -> None:
    """Connections half open towards a listener that is gone go too (syncache)."""
    for inp in tuple(so.so_vnet.vnet_pcbs["tcp"]):
        if inp.inp_tcpcb.t_listener is so:
            tcp_close(kernel, inp.inp_tcpcb)


TCP_PROTOSW = Protosw(tcp_attach, tcp_detach, tcp_bind, tcp_connect, tcp_listen, tcp_send, tcp_rcvd, tcp_shutdown)
