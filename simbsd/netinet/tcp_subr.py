"""TCP: sequence arithmetic, the birth and death of control blocks, and segments that belong to none.

Models sys/netinet/tcp_subr.c (tcp_newtcpcb, tcp_close, tcp_drop, tcp_respond, tcp_new_ts_offset), tcp_timewait.c
and of tcp_input.c tcp_mss; leaves out ECN and other stacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_stop
from simbsd.kern.siphash import siphash24
from simbsd.kern.uipc_sockbuf import sowakeup
from simbsd.kern.uipc_socket import sofree
from simbsd.net.route import fib4_lookup, fib6_lookup
from simbsd.netinet.in_pcb import in_pcballoc, in_pcbfree
from simbsd.netinet.ip_output import IP_HDR_LEN, ip_defttl, ip_newid, ip_output
from simbsd.netinet.tcp_hostcache import tcp_hc_getmtu
from simbsd.netinet.tcp_options import (
    TCP_MAX_WINSHIFT,
    TF_REQ_SCALE,
    TF_REQ_TSTMP,
    TF_SACK_PERMIT,
    Tcpopt,
    segment_options,
)
from simbsd.netinet6.ip6_output import in6_mtu, ip6_defhlim, ip6_output
from simbsd.sys.errno import ETIMEDOUT
from simbsd.sys.mbuf import IP6_HDR_LEN, IPPROTO_TCP, TH_ACK, TH_RST, Ip, Ip6, Tcp, payload_length
from simbsd.sys.socketvar import AF_INET, AF_INET6, INP_IPV6, Inpcb, Socket, Tcpcb

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Nhop, Vnet

MASK = 0xFFFFFFFF
TCP_HDR_LEN = 20
TCP_MAXWIN = 65535
MSS_DEFAULT, MSS6_DEFAULT = 536, 1220
SECOND = 1_000_000
_WORD = (1 << 64) - 1
_REQUESTS = {0: 0, 2: TF_REQ_SCALE, 3: TF_REQ_TSTMP}  # tcp_newtcpcb

# States in which a SYN of the peer has come (TCPS_HAVERCVDSYN) and in which data may be received (TCPS_HAVERCVDFIN
# not yet).
HAVE_SYN = ("SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "CLOSING", "LAST_ACK", "FIN_WAIT_2", "TIME_WAIT")
MAY_RECEIVE = ("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2")


def seq_diff(one: int, other: int) -> int:
    """``one - other`` of two sequence numbers, as a signed 32-bit number."""
    return (one - other + 0x80000000 & MASK) - 0x80000000


def tcp_do_rfc1323(kernel: Kernel, vnet: Vnet) -> int:
    """net.inet.tcp.rfc1323: whether windows are scaled and times told (1), only the one (2) or the other (3), or
    neither.
    """
    return int(vnet.vnet_sysctls.get("net.inet.tcp.rfc1323", kernel.release.tcp_rfc1323))


def tcp_do_sack(kernel: Kernel, vnet: Vnet) -> bool:
    """net.inet.tcp.sack.enable: whether what came out of order is acknowledged by itself."""
    return bool(vnet.vnet_sysctls.get("net.inet.tcp.sack.enable", kernel.release.tcp_sack))


def tcp_window_scale(kernel: Kernel) -> int:
    """The least scale that lets the largest receive buffer be offered (tcp_connect, syncache_add)."""
    scale = 0
    while scale < TCP_MAX_WINSHIFT and TCP_MAXWIN << scale < kernel.release.sb_max:
        scale += 1
    return scale


def tcp_new_ts_offset(kernel: Kernel, inp: Inpcb) -> int:
    """What is added to the clock in a connection's timestamps: a hash of its ends that nobody else can compute
    (tcp_new_ts_offset, tcp_keyed_hash); the secret comes from the machine's seed.
    """
    vnet = inp.inp_vnet
    if not kernel.release.tcp_ts_offset:
        return 0
    size = 16 if inp.inp_vflag & INP_IPV6 else 4
    ports = bytes(4)
    if vnet.vnet_sysctls.get("net.inet.tcp.ts_offset_per_conn", 1):
        ports = inp.inp_fport.to_bytes(2, "big") + inp.inp_lport.to_bytes(2, "big")
    ends = inp.inp_faddr.to_bytes(size, "big") + inp.inp_laddr.to_bytes(size, "big")
    secret = (kernel.seed & _WORD).to_bytes(8, "little") + (vnet.vnet_id & _WORD).to_bytes(8, "little")
    hashed = siphash24(secret, ports + ends)
    return hashed & MASK ^ hashed >> 32


def tcp_newtcpcb(kernel: Kernel, so: Socket) -> Tcpcb:
    """A control block for a socket (tcp_newtcpcb)."""
    inp = in_pcballoc(so, "tcp")
    flags = _REQUESTS.get(tcp_do_rfc1323(kernel, so.so_vnet), TF_REQ_SCALE | TF_REQ_TSTMP)
    if tcp_do_sack(kernel, so.so_vnet):
        flags |= TF_SACK_PERMIT
    tp = Tcpcb(inp, t_rcvtime=kernel.now, t_flags=flags)
    inp.inp_tcpcb = tp
    return tp


def tcp_new_iss(kernel: Kernel, inp: Inpcb) -> int:
    """The first sequence number of a connection: it grows with time and differs between connections (tcp_new_isn)."""
    return (kernel.now * 4 + kernel.seed * 64000 + inp.inp_lport * 12289 + inp.inp_fport * 7919) & MASK


def tcp_maxmtu(inp: Inpcb) -> int:
    """The largest segment towards the peer, from the MTU of the way (tcp_mssopt)."""
    so = inp.inp_socket
    fib = so.so_fibnum if so is not None else 0
    if inp.inp_vflag & INP_IPV6:
        nhop = fib6_lookup(inp.inp_vnet, fib, inp.inp_faddr)
        if nhop is None:
            return MSS6_DEFAULT
        mtu = tcp_hc_getmtu(inp.inp_vnet, AF_INET6, inp.inp_faddr, _mtu(nhop, in6_mtu(nhop.nh_ifp)))
        return mtu - IP6_HDR_LEN - TCP_HDR_LEN
    nhop = fib4_lookup(inp.inp_vnet, fib, inp.inp_faddr)
    if nhop is None:
        return MSS_DEFAULT
    mtu = tcp_hc_getmtu(inp.inp_vnet, AF_INET, inp.inp_faddr, _mtu(nhop, nhop.nh_ifp.if_mtu))
    return mtu - IP_HDR_LEN - TCP_HDR_LEN


def _mtu(nhop: Nhop, link: int) -> int:
    """The MTU of a route: what it was given, or its link's."""
    return min(nhop.nh_mtu, link) if nhop.nh_fixedmtu else link


def tcp_df(vnet: Vnet) -> bool:
    """Whether routers may not cut segments, but say that they are too big (path_mtu_discovery)."""
    return bool(vnet.vnet_sysctls.get("net.inet.tcp.path_mtu_discovery", 1))


def rcv_window(tp: Tcpcb) -> int:
    """How many bytes the receive buffer still takes, as far as a segment can say it."""
    so = tp.t_inpcb.inp_socket
    room = so.so_rcvhiwat - len(so.so_rcvbuf) if so is not None else 0
    return max(0, min(room, TCP_MAXWIN << tp.rcv_scale))


def rcv_room(tp: Tcpcb) -> int:
    """How many bytes the peer may send: what is free, and never less than was offered (rcv_wnd)."""
    return max(rcv_window(tp), seq_diff(tp.rcv_adv, tp.rcv_nxt))


def tcp_mss(kernel: Kernel, tp: Tcpcb, to: Tcpopt) -> None:
    """The size of segments, from the peer's offer, 536 or 1220 without, and the way's MTU; both buffers hold whole
    segments (tcp_mss).
    """
    inp = tp.t_inpcb
    least = MSS6_DEFAULT if inp.inp_vflag & INP_IPV6 else MSS_DEFAULT
    tp.t_maxseg = size = max(1, min(to.to_mss or least, tcp_maxmtu(inp)))
    so = inp.inp_socket
    if so is not None:
        so.so_sndhiwat = _whole(so.so_sndhiwat, size, kernel.release.sb_max)
        so.so_rcvhiwat = _whole(so.so_rcvhiwat, size, kernel.release.sb_max)


def _whole(hiwat: int, size: int, most: int) -> int:
    return max(hiwat, min(-(-hiwat // size) * size, most)) if hiwat > size else hiwat


def stop_timers(tp: Tcpcb) -> None:
    """Stop every timer of a connection (tcp_timer_stop)."""
    for callout in (tp.t_rexmt, tp.t_persist, tp.t_2msl):
        callout_stop(callout)
    tp.t_rexmt = tp.t_persist = tp.t_2msl = None


def tcp_close(kernel: Kernel, tp: Tcpcb) -> None:
    """The connection is no more (tcp_close): out of every table; a socket still open sees the end of file."""
    inp = tp.t_inpcb
    stop_timers(tp)
    if inp.inp_dropped:
        return
    inp.inp_dropped = True
    tp.t_state = "CLOSED"
    inp.inp_vnet.vnet_stats["tcp.tcps_closed"] += 1
    in_pcbfree(inp)
    so = inp.inp_socket
    if so is None:
        return
    so.so_isconnected = so.so_isconnecting = False
    so.so_cantrcvmore = so.so_cantsendmore = True
    so.so_sndbuf.clear()
    tp.t_reass.clear()
    sowakeup(kernel, so)
    if so.so_closed or tp.t_listener is not None:
        sofree(kernel, so)
        inp.inp_socket = None
        tp.t_listener = None


def tcp_drop(kernel: Kernel, tp: Tcpcb, error: int) -> None:
    """End a connection with an error, telling the peer by RST if it knows of it (tcp_drop)."""
    inp = tp.t_inpcb
    stats = inp.inp_vnet.vnet_stats
    if tp.t_state in HAVE_SYN:
        reset = Tcp(inp.inp_lport, inp.inp_fport, tp.snd_nxt, tp.rcv_nxt, TH_RST | TH_ACK, 0)
        tcp_segment(kernel, inp, reset._replace(options=segment_options(kernel, tp)))
        stats["tcp.tcps_drops"] += 1
    else:
        stats["tcp.tcps_conndrops"] += 1
    if error == ETIMEDOUT and tp.t_softerror:
        error = tp.t_softerror
    if inp.inp_socket is not None:
        inp.inp_socket.so_error = error
    tcp_close(kernel, tp)


def tcp_segment(kernel: Kernel, inp: Inpcb, segment: Tcp) -> int:
    """Send one segment of a connection; an errno or 0."""
    vnet, so = inp.inp_vnet, inp.inp_socket
    options = so.so_options if so is not None else inp.inp_options
    vnet.vnet_stats["tcp.tcps_sndtotal"] += 1
    size = IP_HDR_LEN + payload_length(segment)
    if inp.inp_vflag & INP_IPV6:
        hlim = options.get("IPV6_UNICAST_HOPS", ip6_defhlim(vnet))
        length = size + IP6_HDR_LEN - IP_HDR_LEN
        packet6 = Ip6(inp.inp_laddr, inp.inp_faddr, IPPROTO_TCP, hlim, segment, length)
        return ip6_output(kernel, vnet, packet6, so.so_fibnum if so is not None else 0)
    packet = Ip(
        inp.inp_laddr, inp.inp_faddr, IPPROTO_TCP, options.get("IP_TTL", ip_defttl(vnet)), segment, size,
        ip_newid(vnet), options.get("IP_TOS", 0), tcp_df(vnet),
    )  # fmt: skip
    return ip_output(kernel, vnet, packet, so.so_fibnum if so is not None else 0)


def tcp_respond(kernel: Kernel, vnet: Vnet, ip: Ip | Ip6, fib: int = 0) -> None:
    """Answer a segment that belongs to no connection with RST (tcp_dropwithreset)."""
    th: Tcp = ip.payload
    if th.flags & TH_RST:
        return
    if th.flags & TH_ACK:
        answer = Tcp(th.dport, th.sport, th.ack, 0, TH_RST, 0)
    else:
        length = len(th.data) + (1 if th.flags & 0x03 else 0)
        answer = Tcp(th.dport, th.sport, 0, th.seq + length & MASK, TH_RST | TH_ACK, 0)
    vnet.vnet_stats["tcp.tcps_sndtotal"] += 1
    vnet.vnet_stats["tcp.tcps_sndctrl"] += 1
    if type(ip) is Ip6:
        length = IP6_HDR_LEN + TCP_HDR_LEN
        ip6_output(kernel, vnet, Ip6(ip.dst, ip.src, IPPROTO_TCP, ip6_defhlim(vnet), answer, length), fib)
        return
    length = IP_HDR_LEN + TCP_HDR_LEN
    packet = Ip(ip.dst, ip.src, IPPROTO_TCP, ip_defttl(vnet), answer, length, ip_newid(vnet), 0, tcp_df(vnet))
    ip_output(kernel, vnet, packet, fib)
