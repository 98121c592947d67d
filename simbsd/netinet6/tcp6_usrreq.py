"""What programs do with TCP sockets of IPv6, where it differs from IPv4's.

Models the tcp6_usr_* functions of sys/netinet/tcp_usrreq.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.netinet.tcp_usrreq import (
    TCP_PROTOSW,
    tcp_attach,
    tcp_start,
    usable_tcpcb,
)
from simbsd.netinet6.in6_pcb import (
    check_address6,
    in6_mapped_peeraddr,
    in6_mapped_sockaddr,
    in6_pcbbind,
    in6_pcbconnect,
)
from simbsd.sys.errno import EAFNOSUPPORT, EINVAL, Errno
from simbsd.sys.in6 import is_multicast
from simbsd.sys.socketvar import INP_IPV6, Protosw, Socket

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


def tcp6_attach(kernel: Kernel, p: Proc, so: Socket) -> None:
    """A TCP socket of IPv6, closed."""
    tcp_attach(kernel, p, so)
    so.so_pcb.inp_inet6, so.so_pcb.inp_vflag = True, INP_IPV6


def tcp6_bind(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """bind(2) (tcp6_usr_bind). Errors: EAFNOSUPPORT (multicast), and those of in6_pcbbind."""
    host, port = check_address6(so.so_vnet, address)
    if is_multicast(host):
        raise Errno(EAFNOSUPPORT, "TCP has no multicast.", "tcp_usrreq.c: tcp6_usr_bind")
    in6_pcbbind(kernel, p, usable_tcpcb(so).t_inpcb, host, port)


def tcp6_listen(kernel: Kernel, p: Proc, so: Socket) -> None:
    """listen(2) (tcp6_usr_listen). Errors: EINVAL on a connected socket."""
    tp = usable_tcpcb(so)
    if tp.t_state not in ("CLOSED", "LISTEN"):
        raise Errno(EINVAL, "The socket is connected.", "tcp_usrreq.c: tcp6_usr_listen")
    if not tp.t_inpcb.inp_lport:
        in6_pcbbind(kernel, p, tp.t_inpcb, 0, 0)
    tp.t_state = "LISTEN"


def tcp6_connect(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """Start a connection (tcp6_usr_connect). Errors: EAFNOSUPPORT, and those of in6_pcbconnect and ip6_output."""
    host, port = check_address6(so.so_vnet, address)
    if is_multicast(host):
        raise Errno(EAFNOSUPPORT, "TCP has no multicast.", "tcp_usrreq.c: tcp6_usr_connect")
    tp = usable_tcpcb(so)
    in6_pcbconnect(kernel, p, tp.t_inpcb, host, port)
    tcp_start(kernel, so, tp)


TCP6_PROTOSW = Protosw(
    tcp6_attach, TCP_PROTOSW.detach, tcp6_bind, tcp6_connect, tcp6_listen, TCP_PROTOSW.send, TCP_PROTOSW.rcvd,
    TCP_PROTOSW.shutdown, sockaddr=in6_mapped_sockaddr, peeraddr=in6_mapped_peeraddr,
)  # fmt: skip
