"""UDP over IPv6.

Models sys/netinet6/udp6_usrreq.c; leaves out UDP-Lite, tunnels and packet options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.uipc_sockbuf import sbappendaddr, sowakeup
from simbsd.net.bpf import drop
from simbsd.netinet.in_pcb import in_pcballoc
from simbsd.netinet.raw_usrreq import check_sent
from simbsd.netinet.udp_usrreq import UDP_HDR_LEN, UDP_MAXDGRAM, UDP_PROTOSW, UDP_RECVSPACE, udp_detach, udp_send
from simbsd.netinet6.in6_pcb import (
    check_address6,
    in6_mapped_peeraddr,
    in6_mapped_sockaddr,
    in6_pcbbind,
    in6_pcbconnect,
    in6_pcbladdr,
    in6_pcblookup,
    is_v6only,
)
from simbsd.netinet6.ip6_output import IPV6_DONTFRAG, IPV6_MINMTU, ip6_defhlim, ip6_output
from simbsd.sys.errno import (
    EADDRNOTAVAIL,
    ECONNREFUSED,
    EDESTADDRREQ,
    EHOSTUNREACH,
    EINVAL,
    EISCONN,
    EMSGSIZE,
    Errno,
)
from simbsd.sys.in6 import in6_clearscope, in6_getscope, is_multicast, is_v4mapped
from simbsd.sys.mbuf import (
    ICMP6_DST_UNREACH,
    ICMP6_DST_UNREACH_NOPORT,
    ICMP_UNREACH_PORT,
    IP6_HDR_LEN,
    IPPROTO_UDP,
    Icmp,
    Ip6,
    Mbuf,
    Udp,
)
from simbsd.sys.socketvar import INP_IPV4, INP_IPV6, Inpcb, Protosw, Socket

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Ifnet, Vnet


def udp6_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A datagram arrived (udp6_input): to its socket, or back with port unreachable."""
    from simbsd.netinet6.icmp6 import icmp6_error

    ip6: Ip6 = m.m_payload
    udp: Udp = ip6.payload
    vnet = ifp.if_vnet
    vnet.vnet_stats["udp.udps_ipackets"] += 1
    if is_multicast(ip6.dst):
        found = [one for one in vnet.vnet_pcbhash.get(("udp", udp.dport), ()) if _hears(one, ip6, udp)]
    else:
        one = in6_pcblookup(vnet, "udp", ip6.src, udp.sport, ip6.dst, udp.dport)
        found = [one] if one is not None else []
    for inp in found:
        _append(kernel, ifp, m, inp, ip6, udp)
    if not found:
        vnet.vnet_stats["udp.udps_noport"] += 1
        drop(kernel, m, ifp, f"No program listens on UDP port {udp.dport}.")
        if not vnet.vnet_sysctls.get("net.inet.udp.blackhole", 0):
            icmp6_error(kernel, ifp, m, ip6, ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_NOPORT)


def _hears(inp: Inpcb, ip6: Ip6, udp: Udp) -> bool:
    open_ends = inp.inp_laddr in (0, ip6.dst) and inp.inp_faddr in (0, ip6.src) and inp.inp_fport in (0, udp.sport)
    return bool(inp.inp_vflag & INP_IPV6) and open_ends


def _append(kernel: Kernel, ifp: Ifnet, m: Mbuf, inp: Inpcb, ip6: Ip6, udp: Udp) -> None:
    so = inp.inp_socket
    sender = (in6_clearscope(ip6.src), udp.sport, in6_getscope(ip6.src))
    if so is None or not sbappendaddr(kernel, so, udp.data, sender, len(udp.data) + 28):
        ifp.if_vnet.vnet_stats["udp.udps_fullsock"] += 1
        drop(kernel, m, ifp, "The socket's receive buffer is full.")
        return
    ifp.if_vnet.vnet_stats["udp.udps_delivered"] += 1


def udp6_ctlinput(kernel: Kernel, vnet: Vnet, icmp: Icmp) -> None:
    """An error about a datagram: a connected socket learns of it (udp6_ctlinput)."""
    original: Ip6 = icmp.original
    udp = original.payload
    if type(udp) is not Udp:
        return
    inp = in6_pcblookup(vnet, "udp", original.dst, udp.dport, original.src, udp.sport)
    if inp is not None and inp.inp_socket is not None and inp.inp_fport:
        inp.inp_socket.so_error = ECONNREFUSED if icmp.code == ICMP_UNREACH_PORT else EHOSTUNREACH
        sowakeup(kernel, inp.inp_socket)


def udp6_attach(kernel: Kernel, p: Proc, so: Socket) -> None:
    """A UDP socket of IPv6 (udp6_attach)."""
    inp = in_pcballoc(so, "udp")
    inp.inp_inet6, inp.inp_vflag = True, INP_IPV6
    so.so_rcvhiwat, so.so_sndhiwat = UDP_RECVSPACE, UDP_MAXDGRAM


def udp6_bind(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """bind(2) (udp6_bind)."""
    in6_pcbbind(kernel, p, so.so_pcb, *check_address6(so.so_vnet, address))


def udp6_connect(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """Talk to one peer only (udp6_connect). Errors: EISCONN, and those of in6_pcbconnect."""
    if so.so_pcb.inp_fport:
        raise Errno(EISCONN, "The socket is connected.", "udp6_usrreq.c: udp6_connect")
    in6_pcbconnect(kernel, p, so.so_pcb, *check_address6(so.so_vnet, address))
    so.so_isconnected = True


def udp6_send(kernel: Kernel, p: Proc, so: Socket, data: bytes, address: Any) -> int:
    """Send a datagram (udp6_send). Errors: EMSGSIZE, EISCONN, EDESTADDRREQ, EINVAL, and those of in6_pcbconnect and
    ip6_output.
    """
    inp: Inpcb = so.so_pcb
    if len(data) > so.so_sndhiwat:
        raise Errno(
            EMSGSIZE, f"A datagram of this socket has at most {so.so_sndhiwat} bytes.", "udp6_usrreq.c: udp6_send"
        )
    if address is None:
        if not inp.inp_fport:
            raise Errno(EDESTADDRREQ, "No destination.", "udp6_usrreq.c: udp6_send")
        if not inp.inp_vflag & INP_IPV6:
            return udp_send(kernel, p, so, data, None)
        laddr, faddr, fport = inp.inp_laddr, inp.inp_faddr, inp.inp_fport
    else:
        faddr, fport = check_address6(so.so_vnet, address)
        if is_v4mapped(faddr):
            if is_v6only(inp):
                raise Errno(EINVAL, "An IPv4 address, and the socket is IPV6_V6ONLY.", "udp6_usrreq.c: udp6_send")
            inp.inp_vflag |= INP_IPV4
            return udp_send(kernel, p, so, data, (faddr & 0xFFFFFFFF, fport))
        if inp.inp_fport:
            raise Errno(EISCONN, "The socket is connected.", "udp6_usrreq.c: udp6_send")
        if fport == 0:
            raise Errno(EADDRNOTAVAIL, "Port 0 cannot be sent to.", "udp6_usrreq.c: udp6_send")
        faddr, laddr = in6_pcbladdr(kernel, p, inp, faddr)
        if not inp.inp_lport:
            in6_pcbbind(kernel, p, inp, 0, 0)
    _output(kernel, so, laddr, faddr, fport, data)
    return len(data)


def _output(kernel: Kernel, so: Socket, laddr: int, faddr: int, fport: int, data: bytes) -> None:
    vnet, options = so.so_vnet, so.so_options
    hlim = options.get("IPV6_UNICAST_HOPS", ip6_defhlim(vnet))
    if is_multicast(faddr):
        hlim = options.get("IPV6_MULTICAST_HOPS", 1)
    size = IP6_HDR_LEN + UDP_HDR_LEN + len(data)
    packet = Ip6(laddr, faddr, IPPROTO_UDP, hlim, Udp(so.so_pcb.inp_lport, fport, data), size)
    vnet.vnet_stats["udp.udps_opackets"] += 1
    flags = (IPV6_MINMTU if options.get("IPV6_USE_MIN_MTU") else 0) | (
        IPV6_DONTFRAG if options.get("IPV6_DONTFRAG") else 0
    )
    check_sent(ip6_output(kernel, vnet, packet, so.so_fibnum, flags))


def udp6_detach(kernel: Kernel, so: Socket) -> None:
    """The socket is closed (udp6_detach)."""
    if "memberships" in so.so_pcb.inp_options:
        from simbsd.netinet6.in6_mcast import ip6_freemoptions

        ip6_freemoptions(kernel, so.so_pcb)
    udp_detach(kernel, so)


UDP6_PROTOSW = Protosw(
    udp6_attach, udp6_detach, udp6_bind, udp6_connect, UDP_PROTOSW.listen, udp6_send, UDP_PROTOSW.rcvd,
    UDP_PROTOSW.shutdown, sockaddr=in6_mapped_sockaddr, peeraddr=in6_mapped_peeraddr,
)  # fmt: skip
