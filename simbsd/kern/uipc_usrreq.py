"""Local sockets: streams, datagrams and sequenced packets between processes of one machine, found by file name.

Models sys/kern/uipc_usrreq.c; leaves out ancillary messages (SCM_RIGHTS, LOCAL_CREDS), LOCAL_CONNWAIT, the *at forms,
sending to an address on an unconnected stream, and a datagram sender's own buffer: all senders share the receiver's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.uipc_sockbuf import sbappendaddr, sowakeup
from simbsd.kern.uipc_socket import soalloc, sofree
from simbsd.sys.errno import (
    EADDRINUSE,
    EAFNOSUPPORT,
    ECONNREFUSED,
    ECONNRESET,
    EDESTADDRREQ,
    EINVAL,
    EISCONN,
    EMSGSIZE,
    ENAMETOOLONG,
    ENOBUFS,
    ENOTCONN,
    ENOTSOCK,
    EOPNOTSUPP,
    EPROTOTYPE,
    Errno,
)
from simbsd.sys.fcntl import S_IFMT, S_IFSOCK, W_OK
from simbsd.sys.socketvar import SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM, Protosw, Socket
from simbsd.sys.unpcb import SOCK_MAXADDRLEN, SUN_PATH_MAX, Unpcb, Xucred
from simbsd.vfs.vfs_lookup import lookup, namei
from simbsd.vfs.vfs_subr import vaccess, vinode
from simbsd.vfs.vfs_syscalls_name import ACCESSPERMS, create_node

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnode import Vnode

PIPSIZ, DGRAM_MAX, DGRAM_SPACE = 8192, 8192, 16384  # unpst_*, unpdg_maxdgram, unpdg_recvspace


def uipc_attach(kernel: Kernel, p: Proc | None, so: Socket) -> None:
    """A local socket, unbound (uipc_attach)."""
    so.so_rcvhiwat = so.so_sndhiwat = DGRAM_SPACE if so.so_type == SOCK_DGRAM else PIPSIZ
    kernel.lastunp += 1
    so.so_pcb = kernel.unpcbs[kernel.lastunp] = Unpcb(kernel.lastunp, so)


def _sun_path(address: Any) -> str:
    """The path of a local address. Errors: EAFNOSUPPORT, EINVAL, ENAMETOOLONG (getsockaddr)."""
    if type(address) is not str:
        raise Errno(EAFNOSUPPORT, "The address is not of the local family.", "uipc_usrreq.c: uipc_bindat")
    size = len(address.encode("utf-8", "surrogateescape"))
    if size > SOCK_MAXADDRLEN - 2:
        raise Errno(ENAMETOOLONG, "A socket address has at most 255 bytes.", "uipc_syscalls.c: getsockaddr")
    if not 0 < size <= SUN_PATH_MAX:
        raise Errno(EINVAL, f"The path of a local socket has 1 to {SUN_PATH_MAX} bytes.", "uipc_usrreq.c: uipc_bindat")
    return address


def _lowest(vp: Vnode) -> Vnode:
    """The file below all null mounts: where a socket is bound, for all who see that file (null_bypass)."""
    lower: Vnode = vp.v_mount.mnt_ops.vop_lower(vp)
    return lower


def uipc_bind(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """Make the socket's file, which must not be there (uipc_bindat). Errors: EINVAL, EADDRINUSE, and those of making a
    file.
    """
    path = _sun_path(address)
    unp: Unpcb = so.so_pcb
    if unp.unp_vnode is not None:
        raise Errno(EINVAL, "The socket is bound already.", "uipc_usrreq.c: uipc_bindat")
    nd = lookup(kernel, p, path, follow=False)
    if nd.ni_vp is not None:
        raise Errno(EADDRINUSE, f"There is a file {path} already, in use or not.", "uipc_usrreq.c: uipc_bindat")
    vp = create_node(kernel, p, nd, S_IFSOCK | ACCESSPERMS & ~p.p_fd.fd_cmask)
    lower = _lowest(vp)
    lower.v_mount.mnt_ops.vop_ref(kernel, lower)
    kernel.unp_vnodes[lower] = unp
    unp.unp_vnode, unp.unp_lower, unp.unp_addr = vp, lower, path


def _unbind(kernel: Kernel, unp: Unpcb) -> None:
    """The file is no socket's any more, and stays until it is removed (VOP_UNP_DETACH)."""
    lower = unp.unp_lower
    if lower is not None:
        del kernel.unp_vnodes[lower]
        lower.v_mount.mnt_ops.vop_unref(kernel, lower)
    unp.unp_vnode = unp.unp_lower = None


def cru2xt(p: Proc) -> Xucred:
    """Who a process is (cru2xt)."""
    return Xucred(p.p_ucred.cr_uid, p.p_ucred.cr_groups, p.p_pid)


def uipc_listen(kernel: Kernel, p: Proc, so: Socket) -> None:
    """Take connections (uipc_listen). Errors: EOPNOTSUPP, EINVAL, EDESTADDRREQ."""
    unp: Unpcb = so.so_pcb
    if so.so_type == SOCK_DGRAM:
        raise Errno(EOPNOTSUPP, "A datagram socket takes no connections.", "uipc_socket.c: solisten")
    if unp.unp_conn is not None:
        raise Errno(EINVAL, "The socket is connected.", "uipc_usrreq.c: uipc_listen")
    if unp.unp_vnode is None:
        raise Errno(EDESTADDRREQ, "The socket is not bound to a file.", "uipc_usrreq.c: uipc_listen")
    unp.unp_listencred = cru2xt(p)


def _find(kernel: Kernel, p: Proc, so: Socket, path: str) -> Unpcb:
    """The socket bound to a file, which the caller must be allowed to write (unp_connectat). Errors: those of the path,
    ENOTSOCK, EACCES, ECONNREFUSED (nobody is bound to it any more), EPROTOTYPE.
    """
    vp = namei(kernel, p, path)
    if vinode(kernel, vp).mode & S_IFMT != S_IFSOCK:
        raise Errno(ENOTSOCK, f"{path} is no socket.", "uipc_usrreq.c: unp_connectat")
    vaccess(kernel, p, vp, W_OK)
    unp2 = kernel.unp_vnodes.get(_lowest(vp))
    if unp2 is None:
        raise Errno(
            ECONNREFUSED, f"The process that was bound to {path} has closed it.", "uipc_usrreq.c: unp_connectat"
        )
    if unp2.unp_socket.so_type != so.so_type:
        raise Errno(EPROTOTYPE, f"{path} is a socket of another type.", "uipc_usrreq.c: unp_connectat")
    return unp2


def uipc_connect(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """Connect to the socket bound to a file (unp_connectat). Errors: those of _find, EISCONN, ECONNREFUSED (it does not
    listen, or too many wait).
    """
    path, unp = _sun_path(address), so.so_pcb
    if so.so_type == SOCK_DGRAM:
        found = _find(kernel, p, so, path)
        _disconnect(kernel, unp)
        _connect2(unp, found)
        return
    if unp.unp_conn is not None:
        raise Errno(EISCONN, "The socket is connected.", "uipc_usrreq.c: unp_connectat")
    unp2 = _find(kernel, p, so, path)
    child = _sonewconn(kernel, unp2.unp_socket)
    unp3: Unpcb = child.so_pcb
    unp3.unp_addr = unp2.unp_addr
    unp3.unp_peercred, unp.unp_peercred = cru2xt(p), unp2.unp_listencred
    _connect2(unp, unp3)
    unp2.unp_socket.so_queue.append(child)
    sowakeup(kernel, unp2.unp_socket)


def _sonewconn(kernel: Kernel, head: Socket) -> Socket:
    """The listener's end of a new connection, with the listener's credential (sonewconn). Errors: ECONNREFUSED."""
    if not head.so_accepting:
        raise Errno(ECONNREFUSED, "The socket does not listen.", "uipc_usrreq.c: unp_connectat")
    if len(head.so_queue) > 3 * head.so_backlog // 2:
        raise Errno(ECONNREFUSED, "Too many connections wait to be accepted.", "uipc_socket.c: sonewconn")
    child = soalloc(kernel, head.so_cred, head.so_domain, head.so_type, head.so_proto, head.so_protosw)
    child.so_head = head
    uipc_attach(kernel, None, child)
    return child


def _connect2(unp: Unpcb, unp2: Unpcb) -> None:
    unp.unp_conn = unp2
    unp.unp_socket.so_isconnected = True
    if unp.unp_socket.so_type == SOCK_DGRAM:
        unp2.unp_refs.insert(0, unp)
    else:
        unp2.unp_conn = unp
        unp2.unp_socket.so_isconnected = True


def uipc_connect2(kernel: Kernel, p: Proc, so: Socket, so2: Socket) -> None:
    """Connect the two of a socketpair(2), datagrams both ways (uipc_connect2, kern_socketpair)."""
    so.so_pcb.unp_peercred = so2.so_pcb.unp_peercred = cru2xt(p)
    _connect2(so.so_pcb, so2.so_pcb)
    if so.so_type == SOCK_DGRAM:
        _connect2(so2.so_pcb, so.so_pcb)


def _disconnect(kernel: Kernel, unp: Unpcb) -> None:
    """End a connection; a stream's other end reads what is left and then the end of it (unp_disconnect)."""
    unp2, unp.unp_conn = unp.unp_conn, None
    if unp2 is None:
        return
    unp.unp_socket.so_isconnected = False
    if unp.unp_socket.so_type == SOCK_DGRAM:
        unp2.unp_refs.remove(unp)
        return
    unp2.unp_conn = None
    for so in (unp.unp_socket, unp2.unp_socket):
        so.so_isconnected = so.so_sndstop = False
        so.so_cantrcvmore = so.so_cantsendmore = True
        sowakeup(kernel, so)


def _drop(kernel: Kernel, unp: Unpcb) -> None:
    """The other end went away without a word: the next call says ECONNRESET (unp_drop)."""
    unp.unp_socket.so_error = ECONNRESET
    _disconnect(kernel, unp)
    sowakeup(kernel, unp.unp_socket)


def uipc_abort(kernel: Kernel, so: Socket) -> None:
    """A connection that nobody accepted, of a listener that closes (uipc_abort)."""
    unp2 = so.so_pcb.unp_conn
    if unp2 is not None:
        _drop(kernel, unp2)


def uipc_detach(kernel: Kernel, so: Socket) -> None:
    """The socket is closed (uipc_close, uipc_detach)."""
    unp: Unpcb = so.so_pcb
    del kernel.unpcbs[unp.unp_ino]
    _unbind(kernel, unp)
    _disconnect(kernel, unp)
    for ref in tuple(unp.unp_refs):
        _drop(kernel, ref)
    sofree(kernel, so)


def uipc_send(kernel: Kernel, p: Proc, so: Socket, data: bytes, address: Any) -> int:
    """Put bytes into the other end's receive buffer; how many fit: a sequenced packet goes whole or not (uipc_send).

    Errors: ENOTCONN, EMSGSIZE, and those of a datagram.
    """
    if so.so_type == SOCK_DGRAM:
        return _send_datagram(kernel, p, so, data, address)
    unp2 = so.so_pcb.unp_conn
    if unp2 is None:
        raise Errno(ENOTCONN, "The socket is not connected.", "uipc_usrreq.c: uipc_send")
    peer: Socket = unp2.unp_socket
    room = max(0, so.so_sndhiwat - len(peer.so_rcvbuf) - peer.so_rcvcc)
    if so.so_type == SOCK_SEQPACKET:
        if len(data) > so.so_sndhiwat:
            raise Errno(EMSGSIZE, f"A packet here has at most {so.so_sndhiwat} bytes.", "uipc_socket.c: sosend_generic")
        sent = len(data) if sbappendaddr(kernel, peer, data, "", len(data)) else 0
    else:
        sent = min(room, len(data))
        peer.so_rcvbuf += data[:sent]
    so.so_sndstop = sent < len(data) or sent == room
    if sent:
        sowakeup(kernel, peer)
    return sent


def _send_datagram(kernel: Kernel, p: Proc, so: Socket, data: bytes, address: Any) -> int:
    """A datagram to the connected socket, or to the one bound to a file (uipc_sosend_dgram). Errors: EMSGSIZE,
    EDESTADDRREQ, EISCONN, ENOBUFS, and those of _find.
    """
    unp: Unpcb = so.so_pcb
    if len(data) > DGRAM_MAX:
        raise Errno(EMSGSIZE, f"A datagram here has at most {DGRAM_MAX} bytes.", "uipc_usrreq.c: uipc_sosend_dgram")
    if address is None:
        unp2 = unp.unp_conn
        if unp2 is None:
            raise Errno(EDESTADDRREQ, "No destination was given.", "uipc_usrreq.c: uipc_sosend_dgram")
    elif unp.unp_conn is not None:
        raise Errno(EISCONN, "The socket is connected.", "uipc_usrreq.c: unp_connectat")
    else:
        unp2 = _find(kernel, p, so, _sun_path(address))
    if not sbappendaddr(kernel, unp2.unp_socket, data, unp.unp_addr, len(data) + len(unp.unp_addr) + 2):
        raise Errno(ENOBUFS, "The receiver's buffer is full.", "uipc_usrreq.c: uipc_sosend_dgram")
    return len(data)


def uipc_rcvd(kernel: Kernel, so: Socket) -> None:
    """The program has read: the sender may go on (uipc_rcvd)."""
    unp2 = so.so_pcb.unp_conn
    if unp2 is not None and so.so_type != SOCK_DGRAM:
        unp2.unp_socket.so_sndstop = False
        sowakeup(kernel, unp2.unp_socket)


def uipc_shutdown(kernel: Kernel, so: Socket) -> None:
    """No more is sent: the other end reads the end of it (unp_shutdown)."""
    unp2 = so.so_pcb.unp_conn
    if unp2 is not None and so.so_type != SOCK_DGRAM:
        unp2.unp_socket.so_cantrcvmore = True
        sowakeup(kernel, unp2.unp_socket)


def uipc_sockaddr(so: Socket) -> str:
    """The path the socket was bound to, or empty (uipc_sockaddr)."""
    path: str = so.so_pcb.unp_addr
    return path


def uipc_peeraddr(so: Socket) -> str:
    """The path the other end was bound to, or empty (uipc_peeraddr)."""
    unp2 = so.so_pcb.unp_conn
    return unp2.unp_addr if unp2 is not None else ""


def uipc_ctloutput(so: Socket, name: str) -> Any:
    """LOCAL_PEERCRED: who is at the other end (uipc_ctloutput). Errors: ENOTCONN, EINVAL, EOPNOTSUPP."""
    if name != "LOCAL_PEERCRED":
        raise Errno(EOPNOTSUPP, f"{name} is no option of a local socket.", "uipc_usrreq.c: uipc_ctloutput")
    if so.so_pcb.unp_peercred is None:
        error = ENOTCONN if so.so_type == SOCK_STREAM else EINVAL
        raise Errno(error, "The socket was never connected.", "uipc_usrreq.c: uipc_ctloutput")
    return so.so_pcb.unp_peercred


LOCAL_PROTOSW = Protosw(
    uipc_attach, uipc_detach, uipc_bind, uipc_connect, uipc_listen, uipc_send, uipc_rcvd, uipc_shutdown,
    connect2=uipc_connect2, sockaddr=uipc_sockaddr, peeraddr=uipc_peeraddr, ctloutput=uipc_ctloutput, abort=uipc_abort,
)  # fmt: skip
