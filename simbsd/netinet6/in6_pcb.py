"""Protocol control blocks of IPv6: local and foreign ends of sockets, and which socket a packet is for.

Models sys/netinet6/in6_pcb.c; leaves out IPV6_BINDANY, multicast and SO_REUSEPORT_LB groups. An IPv6 socket that is not
IPV6_V6ONLY takes IPv4 packets too, whose addresses it sees as ::ffff:a.b.c.d; inside, such a block is an IPv4 one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.netinet.in_jail import can_prison_ip6, prison_local_ip6, prison_remote_ip6
from simbsd.netinet.in_pcb import check_port, in_pcb_lport, in_pcbbind, in_pcbconnect, in_pcbinshash, in_pcbremhash
from simbsd.netinet6.in6_src import in6_selectif, in6_selectsrc
from simbsd.sys.errno import EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EHOSTUNREACH, EINVAL, ENXIO, Errno
from simbsd.sys.in6 import (
    ALL_ONES,
    IN6_IFF_ANYCAST,
    IN6_IFF_DETACHED,
    IN6_IFF_NOTREADY,
    IN6ADDR_LOOPBACK,
    V4MAPPED,
    in6_clearscope,
    in6_getscope,
    in6_setscope,
    inet_ntop6,
    is_multicast,
    is_scoped,
    is_v4mapped,
)
from simbsd.sys.socketvar import INP_IPV4, INP_IPV6, Inpcb, Socket
from simbsd.sys.vnet import Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_UNUSABLE = IN6_IFF_ANYCAST | IN6_IFF_NOTREADY | IN6_IFF_DETACHED


def check_address6(vnet: Vnet, address: Any) -> tuple[int, int]:
    """Address, its zone inside, and port from what a program gave: (address, port, zone). Errors: EAFNOSUPPORT, EINVAL,
    ENXIO (no such zone).
    """
    if type(address) is not tuple or len(address) != 3:
        raise Errno(EAFNOSUPPORT if type(address) is tuple else EINVAL, "not an IPv6 address")
    host, port, zone = address
    if not all(type(one) is int for one in address) or not (0 <= host <= ALL_ONES and 0 <= port <= 0xFFFF):
        raise Errno(EINVAL, "not an IPv6 address")
    if is_scoped(host) and zone:
        if zone not in vnet.vnet_ifnets:
            raise Errno(ENXIO, f"No interface of this stack has index {zone}.", "scope6.c: sa6_embedscope")
        host = in6_setscope(in6_clearscope(host), zone)
    return host, port


def in6_mapped_sockaddr(so: Socket) -> tuple[int, int, int]:
    """The local end of a socket: address, port and zone (in6_mapped_sockaddr)."""
    return _sockaddr(so.so_pcb, so.so_pcb.inp_laddr, so.so_pcb.inp_lport)


def in6_mapped_peeraddr(so: Socket) -> tuple[int, int, int]:
    """The foreign end of a socket (in6_mapped_peeraddr)."""
    return _sockaddr(so.so_pcb, so.so_pcb.inp_faddr, so.so_pcb.inp_fport)


def _sockaddr(inp: Inpcb, address: int, port: int) -> tuple[int, int, int]:
    if not inp.inp_vflag & INP_IPV6:
        return V4MAPPED | address, port, 0
    return in6_clearscope(address), port, in6_getscope(address)


def is_v6only(inp: Inpcb) -> bool:
    """IPV6_V6ONLY of a socket; without it net.inet6.ip6.v6only decides."""
    so = inp.inp_socket
    default = inp.inp_vnet.vnet_sysctls.get("net.inet6.ip6.v6only", 1)
    return bool(so.so_options.get("IPV6_V6ONLY", default)) if so is not None else True


def in6_pcbbind(kernel: Kernel, p: Proc, inp: Inpcb, laddr: int, lport: int) -> None:
    """Give a block its local end (in6_pcbbind, tcp6_usr_bind). Errors: EINVAL (it has one), EADDRNOTAVAIL, EACCES,
    EADDRINUSE.
    """
    v6only = is_v6only(inp)
    if is_v4mapped(laddr) and not v6only:
        in_pcbbind(kernel, p, inp, laddr & 0xFFFFFFFF, lport)
        inp.inp_vflag = INP_IPV4
        return
    if inp.inp_lport or inp.inp_laddr:
        raise Errno(EINVAL, "The socket is bound already.", "in6_pcb.c: in6_pcbbind")
    if not in6_getscope(laddr):
        laddr = prison_local_ip6(kernel, p, inp.inp_cred, laddr)
    ia = inp.inp_vnet.vnet_in6addrs.get(laddr)
    usable = ia is not None and not ia.ia6_flags & _UNUSABLE
    if laddr and not is_multicast(laddr) and not usable:
        raise Errno(
            EADDRNOTAVAIL, f"{inet_ntop6(in6_clearscope(laddr))} is no usable address here.", "in6_pcb.c: in6_pcbbind"
        )
    old, inp.inp_vflag = inp.inp_vflag, INP_IPV6 | (0 if v6only or laddr else INP_IPV4)
    try:
        if lport:
            check_port(kernel, p, inp, laddr, lport)
        else:
            lport = in_pcb_lport(inp, laddr)
    except Errno:
        inp.inp_vflag = old
        raise
    inp.inp_laddr, inp.inp_lport = laddr, lport
    in_pcbinshash(inp)


def in6_pcbconnect(kernel: Kernel, p: Proc, inp: Inpcb, faddr: int, fport: int) -> None:
    """Give a block its foreign end, and a local one if it has none (in6_pcbconnect). Errors: EADDRNOTAVAIL,
    EADDRINUSE, EHOSTUNREACH, EINVAL (an IPv4 address on an IPV6_V6ONLY socket) ...
    """
    if is_v4mapped(faddr):
        if is_v6only(inp):
            raise Errno(EINVAL, "An IPv4 address, and the socket is IPV6_V6ONLY.", "in6_pcb.c: in6_pcbconnect")
        in_pcbconnect(kernel, p, inp, faddr & 0xFFFFFFFF, fport)
        inp.inp_vflag = INP_IPV4
        return
    if not inp.inp_vflag & INP_IPV6:
        raise Errno(EAFNOSUPPORT, "The socket is bound to an IPv4 address.", "in6_pcb.c: in6_pcbconnect")
    if fport == 0:
        raise Errno(EADDRNOTAVAIL, "Port 0 cannot be connected to.", "in6_pcb.c: in6_pcbladdr")
    faddr, laddr = in6_pcbladdr(kernel, p, inp, faddr)
    lport = inp.inp_lport or in_pcb_lport(inp, laddr)
    for other in inp.inp_vnet.vnet_pcbhash.get((inp.inp_proto, lport), ()):
        if other is not inp and (other.inp_laddr, other.inp_faddr, other.inp_fport) == (laddr, faddr, fport):
            raise Errno(EADDRINUSE, "There is such a connection already.", "in6_pcb.c: in6_pcbconnect")
    in_pcbremhash(inp)
    inp.inp_vflag = INP_IPV6
    inp.inp_laddr, inp.inp_lport, inp.inp_faddr, inp.inp_fport = laddr, lport, faddr, fport
    in_pcbinshash(inp)


def in6_pcbladdr(kernel: Kernel, p: Proc, inp: Inpcb, faddr: int) -> tuple[int, int]:
    """The real foreign address (:: is this machine, a jail's loopback its primary address) and the source towards it
    (in6_pcbladdr). Errors: EHOSTUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT.
    """
    vnet, so = inp.inp_vnet, inp.inp_socket
    if faddr == 0 and vnet.vnet_in6addrs:
        faddr = IN6ADDR_LOOPBACK
    if not in6_getscope(faddr):
        faddr = prison_remote_ip6(kernel, p, inp.inp_cred, faddr)
    if inp.inp_laddr:
        laddr = inp.inp_laddr
        faddr = in6_setscope(faddr, in6_getscope(laddr))
    else:
        fib = so.so_fibnum if so is not None else 0
        ifp = in6_selectif(vnet, fib, faddr) if is_scoped(faddr) else None
        faddr = in6_setscope(faddr, ifp.if_index) if ifp is not None else faddr
        laddr = in6_selectsrc(kernel, vnet, fib, faddr, None, inp.inp_cred)
    if laddr == 0:
        raise Errno(EHOSTUNREACH, "There is no address to send from.", "in6_pcb.c: in6_pcbladdr")
    return faddr, laddr


def in6_pcblookup(vnet: Vnet, proto: str, faddr: int, fport: int, laddr: int, lport: int) -> Inpcb | None:
    """The socket a packet is for: connected, else a jail's before the host's, a particular address before the
    wildcard (in6_pcblookup_hash).
    """
    best: Inpcb | None = None
    rank = 0
    for inp in vnet.vnet_pcbhash.get((proto, lport), ()):
        if not inp.inp_vflag & INP_IPV6:
            continue
        if inp.inp_fport:
            if inp.inp_faddr == faddr and inp.inp_fport == fport and inp.inp_laddr == laddr:
                return inp
            continue
        if inp.inp_laddr not in (0, laddr) or not can_prison_ip6(inp.inp_cred, in6_clearscope(laddr)):
            continue
        jailed = inp.inp_cred.cr_prison.pr_ip6 is not None
        score = (4 if inp.inp_laddr else 1) + (2 if jailed else 0)
        if score > rank:
            best, rank = inp, score
    return best
