"""UDP.

Models sys/netinet/udp_usrreq.c; leaves out UDP-Lite, tunnels and multicast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.uipc_sockbuf import sbappendaddr, sowakeup
from simbsd.kern.uipc_socket import check_address, sofree
from simbsd.net.bpf import drop
from simbsd.netinet.in_pcb import (
    in_pcballoc,
    in_pcbbind,
    in_pcbconnect,
    in_pcbconnect_setup,
    in_pcbfree,
    in_pcblookup,
)
from simbsd.netinet.ip_icmp import icmp_error
from simbsd.netinet.ip_output import IP_ALLOWBROADCAST, IP_HDR_LEN, ip_defttl, ip_newid, ip_output
from simbsd.netinet.raw_usrreq import check_sent
from simbsd.sys.errno import (
    EADDRNOTAVAIL,
    ECONNREFUSED,
    EDESTADDRREQ,
    EHOSTUNREACH,
    EISCONN,
    EMSGSIZE,
    EOPNOTSUPP,
    Errno,
)
from simbsd.sys.mbuf import ICMP_UNREACH, ICMP_UNREACH_PORT, ICMP_UNREACH_PROTOCOL, IPPROTO_UDP, Icmp, Ip, Mbuf, Udp
from simbsd.sys.socketvar import Inpcb, Protosw, Socket

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Ifnet, Vnet

UDP_HDR_LEN = 8
UDP_MAXDGRAM, UDP_RECVSPACE = 9216, 42080


def udp_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A datagram arrived (udp_input): to its socket, or back with port unreachable."""
    ip: Ip = m.m_payload
    udp: Udp = ip.payload
    vnet = ifp.if_vnet
    vnet.vnet_stats["udp.udps_ipackets"] += 1
    if m.m_broadcast:
        _broadcast(kernel, ifp, m, ip, udp)
        return
    inp = in_pcblookup(vnet, "udp", ip.src, udp.sport, ip.dst, udp.dport)
    if inp is not None:
        _append(kernel, ifp, m, inp, ip, udp)
        return
    vnet.vnet_stats["udp.udps_noport"] += 1
    drop(kernel, m, ifp, f"No program listens on UDP port {udp.dport}.")
    if not vnet.vnet_sysctls.get("net.inet.udp.blackhole", 0):
        icmp_error(kernel, ifp, m, ip, ICMP_UNREACH, ICMP_UNREACH_PORT)


def _broadcast(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip, udp: Udp) -> None:
    """Every socket on the port gets a copy (udp_multi_input); of what is for a group, only its members. Who has not
    asked to share the port is not looked behind. A stack without one passes it over, as it does an ARP question for
    somebody else: it is counted as undelivered here, and not lost, since others on the wire have it too.
    """
    found, stats = False, ifp.if_vnet.vnet_stats
    for inp in tuple(ifp.if_vnet.vnet_pcbhash.get(("udp", udp.dport), ())):
        if inp.inp_laddr in (0, ip.dst) and inp.inp_faddr in (0, ip.src) and inp.inp_fport in (0, udp.sport):
            if ip.dst >> 28 == 14 and not _is_member(inp, ifp, ip.dst):
                continue
            found = True
            _append(kernel, ifp, m, inp, ip, udp)
            so = inp.inp_socket
            if so is not None and not (so.so_options.get("SO_REUSEPORT") or so.so_options.get("SO_REUSEADDR")):
                break
    if not found:
        kind = "noportmcast" if ip.dst >> 28 == 14 else "noportbcast"
        for name in ("udp.udps_noport", f"udp.udps_{kind}"):
            stats[name] = stats.get(name, 0) + 1


def _is_member(inp: Inpcb, ifp: Ifnet, group: int) -> bool:
    from simbsd.netinet.in_mcast import has_moptions, is_member

    if not has_moptions(inp):
        return False
    member = is_member(inp, ifp, group)
    if not member:
        stats = ifp.if_vnet.vnet_stats
        stats["ip.ips_notmember"] = stats.get("ip.ips_notmember", 0) + 1
    return member


def _append(kernel: Kernel, ifp: Ifnet, m: Mbuf, inp: Inpcb, ip: Ip, udp: Udp) -> None:
    so = inp.inp_socket
    if so is None or not sbappendaddr(kernel, so, udp.data, (ip.src, udp.sport), len(udp.data) + 16):
        ifp.if_vnet.vnet_stats["udp.udps_fullsock"] += 1
        drop(kernel, m, ifp, "The socket's receive buffer is full.")
        return
    ifp.if_vnet.vnet_stats["udp.udps_delivered"] += 1


def udp_ctlinput(kernel: Kernel, vnet: Vnet, icmp: Icmp) -> None:
    """An ICMP error about a datagram: a connected socket learns of it (udp_ctlinput, udp_notify)."""
    original: Ip = icmp.original
    udp = original.payload
    if type(udp) is not Udp:
        return
    inp = in_pcblookup(vnet, "udp", original.dst, udp.dport, original.src, udp.sport)
    if inp is None or inp.inp_socket is None or not inp.inp_fport:
        return
    refused = icmp.code in (ICMP_UNREACH_PORT, ICMP_UNREACH_PROTOCOL)
    inp.inp_socket.so_error = ECONNREFUSED if refused else EHOSTUNREACH
    sowakeup(kernel, inp.inp_socket)


def udp_attach(kernel: Kernel, p: Proc, so: Socket) -> None:
    """A UDP socket (udp_attach)."""
    in_pcballoc(so, "udp")
    so.so_rcvhiwat, so.so_sndhiwat = UDP_RECVSPACE, UDP_MAXDGRAM


def udp_detach(kernel: Kernel, so: Socket) -> None:
    """The socket is closed (udp_close)."""
    _leave_groups(kernel, so.so_pcb)
    in_pcbfree(so.so_pcb)
    sofree(kernel, so)


def _leave_groups(kernel: Kernel, inp: Inpcb) -> None:
    if "memberships" in inp.inp_options and not inp.inp_inet6:
        from simbsd.netinet.in_mcast import inp_freemoptions

        inp_freemoptions(kernel, inp)


def udp_bind(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """bind(2) (udp_bind)."""
    in_pcbbind(kernel, p, so.so_pcb, *check_address(address))


def udp_connect(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """Talk to one peer only (udp_connect). Errors: EISCONN, and those of in_pcbconnect."""
    if so.so_pcb.inp_fport:
        raise Errno(EISCONN, "udp_connect: the socket is connected")
    in_pcbconnect(kernel, p, so.so_pcb, *check_address(address))
    so.so_isconnected = True


def udp_send(kernel: Kernel, p: Proc, so: Socket, data: bytes, address: Any) -> int:
    """Send a datagram (udp_output). Errors: EMSGSIZE, EISCONN, EDESTADDRREQ, and those of in_pcbconnect and
    ip_output.
    """
    inp: Inpcb = so.so_pcb
    if len(data) > so.so_sndhiwat:
        raise Errno(EMSGSIZE, f"udp_send: a datagram of this socket has at most {so.so_sndhiwat} bytes")
    if address is None:
        if not inp.inp_fport:
            raise Errno(EDESTADDRREQ, "udp_send: no destination")
        laddr, faddr, fport = inp.inp_laddr, inp.inp_faddr, inp.inp_fport
    else:
        if inp.inp_fport:
            raise Errno(EISCONN, "udp_send: the socket is connected")
        faddr, fport = check_address(address)
        if fport == 0:
            raise Errno(EADDRNOTAVAIL, "Port 0 cannot be sent to.", "in_pcb.c: in_pcbconnect_setup")
        faddr, laddr = in_pcbconnect_setup(kernel, p, inp, faddr)
        if not inp.inp_lport:
            in_pcbbind(kernel, p, inp, 0, 0)
    _output(kernel, so, laddr, faddr, fport, data)
    return len(data)


def _output(kernel: Kernel, so: Socket, laddr: int, faddr: int, fport: int, data: bytes) -> None:
    vnet, options = so.so_vnet, so.so_options
    size = IP_HDR_LEN + UDP_HDR_LEN + len(data)
    packet = Ip(
        laddr, faddr, IPPROTO_UDP, options.get("IP_TTL", ip_defttl(vnet)), Udp(so.so_pcb.inp_lport, fport, data), size,
        ip_newid(vnet), options.get("IP_TOS", 0), bool(options.get("IP_DONTFRAG")),
    )  # fmt: skip
    vnet.vnet_stats["udp.udps_opackets"] += 1
    flags = IP_ALLOWBROADCAST if options.get("SO_BROADCAST") else 0
    if faddr >> 28 == 14:
        from simbsd.netinet.in_mcast import inp_moutput

        check_sent(inp_moutput(kernel, so, packet, flags))
        return
    check_sent(ip_output(kernel, vnet, packet, so.so_fibnum, flags))


def _listen(kernel: Kernel, p: Proc, so: Socket) -> None:
    raise Errno(EOPNOTSUPP, "a UDP socket cannot listen")


def _nothing(kernel: Kernel, so: Socket) -> None:
    """Nothing to do."""


UDP_PROTOSW = Protosw(udp_attach, udp_detach, udp_bind, udp_connect, _listen, udp_send, _nothing, _nothing)
