"""Socket system calls.

Models sys/kern/uipc_syscalls.c; leaves out ancillary messages and sendfile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_descrip import check_falloc, falloc, getfile
from simbsd.kern.sys_generic import FILEOPS
from simbsd.kern.sys_socket import SOCKETOPS
from simbsd.kern.uipc_domain import pffindproto
from simbsd.kern.uipc_socket import (
    soconnect,
    socreate,
    sogetopt,
    soreceive,
    sosend,
    sosetopt,
    soshutdown,
)
from simbsd.net.netlink_route import netlink_request
from simbsd.netinet.in_jail import prison_check_af
from simbsd.sys.errno import EAGAIN, EINVAL, ENOTCONN, ENOTSOCK, EOPNOTSUPP, EPROTONOSUPPORT, Errno
from simbsd.sys.fcntl import O_NONBLOCK, O_RDWR
from simbsd.sys.file import File
from simbsd.sys.proc import Sleep
from simbsd.sys.socketvar import AF_NETLINK, SOMAXCONN, Socket

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

FILEOPS["socket"] = SOCKETOPS  # sys_generic.py cannot import this floor


def getsock(kernel: Kernel, p: Proc, fd: int) -> tuple[File, Socket]:
    """The open file and socket of a descriptor (getsock). Errors: EBADF, ENOTSOCK."""
    fp = p.p_fd.fd_files.get(fd)
    if fp is None or fp.f_type != "socket":
        getfile(kernel, p, fd)
        raise Errno(ENOTSOCK, f"descriptor {fd} is no socket")
    return fp, fp.f_data


def sys_socket(kernel: Kernel, p: Proc, domain: int, kind: int, protocol: int) -> int:
    """socket(2). Errors: EAFNOSUPPORT, EPROTOTYPE, EPROTONOSUPPORT (also: the jail has no address of the family),
    EPERM, EMFILE.
    """
    protosw = pffindproto(domain, kind, protocol)
    try:
        prison_check_af(p.p_ucred, domain)
    except Errno as error:
        raise Errno(EPROTONOSUPPORT, f"socreate: {error.note}") from error
    check_falloc(kernel, p)
    so = socreate(kernel, p, domain, kind, protocol, protosw)
    return falloc(kernel, p, File("socket", so, O_RDWR, p.p_ucred))


def sys_bind(kernel: Kernel, p: Proc, fd: int, address: Any) -> None:
    """bind(2). Errors: EADDRNOTAVAIL, EADDRINUSE, EACCES, EINVAL."""
    _, so = getsock(kernel, p, fd)
    so.so_protosw.bind(kernel, p, so, address)


def sys_listen(kernel: Kernel, p: Proc, fd: int, backlog: int) -> None:
    """listen(2). Errors: EINVAL, EOPNOTSUPP."""
    _, so = getsock(kernel, p, fd)
    so.so_protosw.listen(kernel, p, so)
    so.so_accepting = True
    most = kernel.sysctls.get("kern.ipc.soacceptqueue", SOMAXCONN)
    so.so_backlog = backlog if 0 <= backlog <= most else most


def sys_accept(kernel: Kernel, p: Proc, fd: int) -> tuple[int, Any]:
    """accept(2). Errors: EINVAL (not listening), EAGAIN, EMFILE."""
    fp, so = getsock(kernel, p, fd)
    if not so.so_accepting:
        raise Errno(EINVAL, "the socket does not listen")
    if not so.so_queue:
        if fp.f_flag & O_NONBLOCK:
            raise Errno(
                EAGAIN,
                "No connection waits to be accepted, and the descriptor does not block.",
                "uipc_syscalls.c: kern_accept4",
            )
        raise Sleep(so, "accept")
    check_falloc(kernel, p)
    new = so.so_queue.pop(0)
    new.so_head = None
    child = falloc(kernel, p, File("socket", new, O_RDWR | fp.f_flag & O_NONBLOCK, p.p_ucred))
    return child, _peeraddr(new)


def _peeraddr(so: Socket) -> Any:
    """The address of the other end."""
    if so.so_protosw.peeraddr is not None:
        return so.so_protosw.peeraddr(so)
    return so.so_pcb.inp_faddr, so.so_pcb.inp_fport


def sys_socketpair(kernel: Kernel, p: Proc, domain: int, kind: int, protocol: int) -> tuple[int, int]:
    """socketpair(2): two connected sockets. Errors: those of socket(2), EOPNOTSUPP."""
    protosw = pffindproto(domain, kind, protocol)
    if protosw.connect2 is None:
        raise Errno(EOPNOTSUPP, "Only local sockets come in pairs.", "uipc_socket.c: soconnect2")
    check_falloc(kernel, p, 2)
    one, two = (socreate(kernel, p, domain, kind, protocol, protosw) for _ in range(2))
    protosw.connect2(kernel, p, one, two)
    files = (File("socket", so, O_RDWR, p.p_ucred) for so in (one, two))
    first, second = (falloc(kernel, p, file) for file in files)
    return first, second


def sys_connect(kernel: Kernel, p: Proc, fd: int, address: Any) -> None:
    """connect(2). Errors: ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EINPROGRESS ..."""
    fp, so = getsock(kernel, p, fd)
    if so.so_accepting:
        raise Errno(EOPNOTSUPP, "the socket listens")
    soconnect(kernel, p, so, fp, address)


def sys_sendto(kernel: Kernel, p: Proc, fd: int, data: Any, address: Any) -> int:
    """sendto(2); ``address`` None: the connected peer. Errors: EPIPE, ENOTCONN, EHOSTUNREACH, EHOSTDOWN, ENETDOWN,
    EACCES ...
    """
    fp, so = getsock(kernel, p, fd)
    return sosend(kernel, p, so, fp, data, address)


def sys_recvfrom(kernel: Kernel, p: Proc, fd: int, nbytes: int) -> tuple[Any, Any]:
    """recvfrom(2). Errors: ENOTCONN, ECONNRESET, EAGAIN ..."""
    fp, so = getsock(kernel, p, fd)
    return soreceive(kernel, p, so, fp, nbytes)


def sys_shutdown(kernel: Kernel, p: Proc, fd: int, how: int) -> None:
    """shutdown(2). Errors: EINVAL, ENOTCONN."""
    _, so = getsock(kernel, p, fd)
    soshutdown(kernel, so, how)


def sys_setsockopt(kernel: Kernel, p: Proc, fd: int, name: str, value: Any) -> None:
    """setsockopt(2), by the option's C name. Errors: ENOPROTOOPT, EINVAL."""
    _, so = getsock(kernel, p, fd)
    sosetopt(kernel, so, name, value)


def sys_getsockopt(kernel: Kernel, p: Proc, fd: int, name: str) -> Any:
    """getsockopt(2), by the option's C name. Errors: ENOPROTOOPT."""
    _, so = getsock(kernel, p, fd)
    return sogetopt(kernel, so, name)


def sys_getsockname(kernel: Kernel, p: Proc, fd: int) -> Any:
    """getsockname(2): a local socket's is the path it was bound to, or empty."""
    _, so = getsock(kernel, p, fd)
    if so.so_protosw.sockaddr is not None:
        return so.so_protosw.sockaddr(so)
    inp = so.so_pcb
    return (inp.inp_laddr, inp.inp_lport) if inp is not None else (0, 0)


def sys_getpeername(kernel: Kernel, p: Proc, fd: int) -> Any:
    """getpeername(2). Errors: ENOTCONN."""
    _, so = getsock(kernel, p, fd)
    if not so.so_isconnected or so.so_pcb is None:
        raise Errno(ENOTCONN, "the socket is not connected")
    return _peeraddr(so)


def sys_netlink(kernel: Kernel, p: Proc, fd: int, request: str, attributes: dict[str, Any]) -> Any:
    """One request and its answer on a netlink socket (send and recv in one). Errors: EOPNOTSUPP (not a netlink
    socket), and the request's.
    """
    _, so = getsock(kernel, p, fd)
    if so.so_domain != AF_NETLINK:
        raise Errno(EOPNOTSUPP, f"descriptor {fd} is no netlink socket")
    kernel.netlink_pid = p.p_pid
    try:
        return netlink_request(kernel, p, so.so_vnet, request, attributes)
    finally:
        kernel.netlink_pid = 0


SYSCALLS = {
    "socket": sys_socket, "bind": sys_bind, "listen": sys_listen, "accept": sys_accept, "connect": sys_connect,
    "sendto": sys_sendto, "recvfrom": sys_recvfrom, "shutdown": sys_shutdown, "setsockopt": sys_setsockopt,
    "getsockopt": sys_getsockopt, "getsockname": sys_getsockname, "getpeername": sys_getpeername,
    "netlink": sys_netlink, "socketpair": sys_socketpair,
}  # fmt: skip
