"""Sockets: making, connecting, sending, receiving, ending, whatever the protocol.

Models sys/kern/uipc_socket.c (socreate, sosend, soreceive, soclose, sosetopt); leaves out out-of-band data, accept
filters and splicing. A call that has to wait raises Sleep and is tried again; what it remembers is in
``p.p_call.state``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import cred_vnet, prison_free, prison_hold
from simbsd.kern.kern_sig import psignal
from simbsd.kern.uipc_sockbuf import sowakeup
from simbsd.net.vnet_walk import PCBINFO, vnet_walk
from simbsd.sys.errno import (
    EADDRNOTAVAIL,
    EAGAIN,
    EALREADY,
    ECONNREFUSED,
    ECONNRESET,
    EHOSTUNREACH,
    EINPROGRESS,
    EINVAL,
    EISCONN,
    ENOPROTOOPT,
    ENOTCONN,
    EPIPE,
    ETIMEDOUT,
    Errno,
)
from simbsd.sys.fcntl import O_NONBLOCK
from simbsd.sys.proc import Proc, Sleep
from simbsd.sys.signal import SIGPIPE
from simbsd.sys.socketvar import (
    AF_INET,
    AF_INET6,
    AF_NETLINK,
    SHUT_RD,
    SHUT_WR,
    SOCK_DGRAM,
    SOCK_SEQPACKET,
    SOCK_STREAM,
    Inpcb,
    Protosw,
    Socket,
)

if TYPE_CHECKING:
    from simbsd.sys.file import File
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.ucred import Ucred

SO_OPTIONS = (
    "SO_REUSEADDR", "SO_REUSEPORT", "SO_BROADCAST", "SO_KEEPALIVE", "SO_DONTROUTE", "SO_DEBUG", "SO_LINGER",
    "SO_TIMESTAMP", "SO_RCVTIMEO", "SO_SNDTIMEO", "IP_TTL", "IP_TOS", "IP_HDRINCL", "IP_DONTFRAG", "IP_RECVTTL",
    "IP_RECVTOS", "IP_RECVDSTADDR", "IP_OPTIONS",
    "IPV6_V6ONLY", "IPV6_UNICAST_HOPS", "IPV6_MULTICAST_IF", "IPV6_MULTICAST_HOPS", "IPV6_MULTICAST_LOOP",
    "IPV6_DONTFRAG", "IPV6_USE_MIN_MTU", "IPV6_TCLASS", "IPV6_PKTINFO", "ICMP6_FILTER",
    "TCP_NODELAY", "TCP_NOOPT", "TCP_NOPUSH", "TCP_MAXSEG", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT",
)  # fmt: skip
CONNECTED = (SOCK_STREAM, SOCK_SEQPACKET)  # PR_CONNREQUIRED
_MAX_BUFFER = 2 * 1024 * 1024


def soalloc(kernel: Kernel, cred: Ucred, domain: int, kind: int, proto: int, protosw: Protosw) -> Socket:
    """A socket in the network stack of a credential, whose prison it keeps alive (soalloc, crhold)."""
    prison_hold(kernel, cred.cr_prison)
    return Socket(domain, kind, proto, cred, cred_vnet(cred), so_protosw=protosw)


def socreate(kernel: Kernel, p: Proc, domain: int, kind: int, proto: int, protosw: Protosw) -> Socket:
    """A new socket for a process (socreate). Errors: those of the protocol's attach."""
    so = soalloc(kernel, p.p_ucred, domain, kind, proto, protosw)
    so.so_fibnum = p.p_fibnum if p.p_fibnum < len(so.so_vnet.vnet_fibs) else 0
    try:
        protosw.attach(kernel, p, so)
    except Errno:
        prison_free(kernel, p.p_ucred.cr_prison)
        raise
    if kernel.watched and isinstance(so.so_pcb, Inpcb):
        vnet_walk(kernel, so.so_vnet, PCBINFO[so.so_pcb.inp_proto])
    return so


def soclose(kernel: Kernel, so: Socket) -> None:
    """The last descriptor is gone: the protocol ends the rest by itself (soclose); unaccepted connections are
    dropped.
    """
    so.so_closed = True
    for waiting in tuple(so.so_queue):
        waiting.so_head = None
        if so.so_protosw.abort is not None:
            so.so_protosw.abort(kernel, waiting)
        soclose(kernel, waiting)
    so.so_queue = []
    so.so_protosw.detach(kernel, so)


def sofree(kernel: Kernel, so: Socket) -> None:
    """The protocol has let go of a closed socket too: its credential no longer holds the prison (sofree, crfree)."""
    prison_free(kernel, so.so_cred.cr_prison)


def _timeout(kernel: Kernel, p: Proc, so: Socket, option: str) -> int | None:
    """When a waiting call gives up; None for never. Errors: EAGAIN when that time has come."""
    limit = so.so_options.get(option, 0)
    if not limit or p.p_call is None:
        return None
    until: int = p.p_call.state.setdefault("until", kernel.now + limit)
    if kernel.now >= until:
        raise Errno(EAGAIN, f"The time that {option} gives to the call is over.", "uipc_sockbuf.c: sbwait")
    return until


def _wait(kernel: Kernel, p: Proc, so: Socket, fp: File, wmesg: str, option: str) -> Sleep:
    """The Sleep for a call that cannot go on. Errors: EAGAIN (non-blocking, or the option's time ran out)."""
    if fp.f_flag & O_NONBLOCK:
        raise Errno(
            EAGAIN, "There is nothing to do yet, and the descriptor does not block.", "uipc_socket.c: soreceive_generic"
        )
    return Sleep(so, wmesg, _timeout(kernel, p, so, option))


_LATER = {
    ECONNREFUSED: "The other end answered that nothing listens on that port.",
    ECONNRESET: "The other end broke the connection off.",
    EHOSTUNREACH: "An earlier packet of this socket came back: it could not be delivered.",
    ETIMEDOUT: "The other end did not answer in time.",
}


def _take_error(so: Socket) -> None:
    """Report what happened to the socket since, once. Errors: that."""
    error, so.so_error = so.so_error, 0
    note = _LATER.get(error, "An earlier packet of this socket met this error.")
    raise Errno(error, note, "uipc_socket.c: soreceive_generic")


def soconnect(kernel: Kernel, p: Proc, so: Socket, fp: File, address: Any) -> None:
    """Connect, and wait until it is done (kern_connectat). Errors: EISCONN, EALREADY, EINPROGRESS, and what ended the
    attempt.
    """
    state = p.p_call.state if p.p_call is not None else {}
    if "started" not in state:
        if so.so_isconnecting:
            raise Errno(EALREADY, "a connection attempt is under way")
        if so.so_isconnected and so.so_type == SOCK_STREAM:
            raise Errno(EISCONN, "the socket is connected")
        so.so_error = 0
        so.so_protosw.connect(kernel, p, so, address)
        state["started"] = True
    if so.so_isconnecting:
        if fp.f_flag & O_NONBLOCK:
            raise Errno(EINPROGRESS, "the connection attempt goes on in the background")
        raise Sleep(so, "connec")
    if so.so_error:
        _take_error(so)


def sosend(kernel: Kernel, p: Proc, so: Socket, fp: File, data: Any, address: Any) -> int:
    """Send; how much was taken (sosend_generic). Errors: EPIPE (and SIGPIPE), and the protocol's."""
    if so.so_cantsendmore:
        if "SO_NOSIGPIPE" not in so.so_options:
            psignal(kernel, p, SIGPIPE)
        raise Errno(EPIPE, "this direction of the connection is closed")
    if so.so_error:
        _take_error(so)
    if so.so_type != SOCK_STREAM:
        sent: int = so.so_protosw.send(kernel, p, so, data, address)
        if so.so_type == SOCK_SEQPACKET and sent < len(data):
            raise _wait(kernel, p, so, fp, "sbwait", "SO_SNDTIMEO")
        return sent
    if not so.so_isconnected:
        raise Errno(ENOTCONN, "the socket is not connected")
    state = p.p_call.state if p.p_call is not None else {}
    done: int = state.get("sent", 0)
    rest = data[done:]
    done += so.so_protosw.send(kernel, p, so, rest, address)
    if done < len(data):
        if fp.f_flag & O_NONBLOCK and done:
            return done
        state["sent"] = done
        raise _wait(kernel, p, so, fp, "sbwait", "SO_SNDTIMEO")
    return done


def soreceive(kernel: Kernel, p: Proc, so: Socket, fp: File, nbytes: int) -> tuple[Any, Any]:
    """Receive: data and sender; no data at the end of a stream (soreceive_generic). Errors: ENOTCONN, EAGAIN, and
    what ended the connection.
    """
    if so.so_rcv:
        data, sender, size = so.so_rcv.popleft()
        so.so_rcvcc -= size
        if so.so_type == SOCK_SEQPACKET:
            so.so_protosw.rcvd(kernel, so)
        return (data[:nbytes] if isinstance(data, bytes) else data), sender
    if so.so_rcvbuf:
        part = bytes(so.so_rcvbuf[:nbytes])
        del so.so_rcvbuf[:nbytes]
        so.so_protosw.rcvd(kernel, so)
        return part, None
    if so.so_error:
        _take_error(so)
    if so.so_cantrcvmore:
        return b"", None
    if so.so_type in CONNECTED and not (so.so_isconnected or so.so_isconnecting):
        raise Errno(ENOTCONN, "the socket is not connected")
    if not so.so_options and not fp.f_flag & O_NONBLOCK:
        raise Sleep(so, "sbwait")
    raise _wait(kernel, p, so, fp, "sbwait", "SO_RCVTIMEO")


def soshutdown(kernel: Kernel, so: Socket, how: int) -> None:
    """End one direction or both (soshutdown); an unconnected datagram socket's too, though the call says ENOTCONN.

    Errors: EINVAL, ENOTCONN.
    """
    if how not in (0, 1, 2):
        raise Errno(EINVAL, "shutdown takes SHUT_RD, SHUT_WR or SHUT_RDWR")
    connected = so.so_isconnected or so.so_accepting
    if not connected and so.so_type != SOCK_DGRAM:
        raise Errno(ENOTCONN, "the socket is not connected")
    if how != SHUT_WR:
        so.so_cantrcvmore = True
        so.so_rcvbuf.clear()
    if how != SHUT_RD:
        so.so_cantsendmore = True
        so.so_protosw.shutdown(kernel, so)
    sowakeup(kernel, so)
    if not connected:
        raise Errno(ENOTCONN, "The socket is not connected, but it is shut down.", "uipc_socket.c: soshutdown")


def sopoll(so: Socket, events: str) -> str:
    """What of ``r`` and ``w`` is ready (sopoll_generic)."""
    ready = ""
    if "r" in events and (so.so_rcvbuf or so.so_rcv or so.so_cantrcvmore or so.so_error or so.so_queue):
        ready += "r"
    room = so.so_isconnected and not so.so_sndstop and len(so.so_sndbuf) < so.so_sndhiwat
    if "w" in events and (so.so_type not in CONNECTED or room or so.so_cantsendmore or so.so_error):
        ready += "w"
    return ready


def sosetopt(kernel: Kernel, so: Socket, name: str, value: Any) -> None:
    """Set an option by its C name (sosetopt). Errors: ENOPROTOOPT, EINVAL."""
    if name in ("SO_RCVBUF", "SO_SNDBUF"):
        if not 0 < value <= _MAX_BUFFER:
            raise Errno(EINVAL, f"a socket buffer has at most {_MAX_BUFFER} bytes")
        setattr(so, "so_rcvhiwat" if name == "SO_RCVBUF" else "so_sndhiwat", value)
    elif name == "SO_SETFIB":
        if not 0 <= value < len(so.so_vnet.vnet_fibs):
            raise Errno(EINVAL, f"there is no routing table {value}")
        so.so_fibnum = value
    elif name == "IP_TTL" and not 0 <= value <= 255:
        raise Errno(EINVAL, "a time to live is between 0 and 255")
    elif name == "NETLINK_ADD_MEMBERSHIP" and so.so_domain == AF_NETLINK:
        from simbsd.net.netlink_group import nl_add_group

        nl_add_group(kernel, so, value)
    elif name == "IP_VLAN_PCP":
        if not -1 <= value <= 7:
            raise Errno(EINVAL, "a priority is between 0 and 7, or -1 for none")
        so.so_options[name] = None if value == -1 else value
    elif name in ("IPV6_JOIN_GROUP", "IPV6_LEAVE_GROUP") and so.so_domain == AF_INET6:
        from simbsd.netinet6.in6_mcast import ip6_setmoptions

        ip6_setmoptions(kernel, so, name, value)
    elif name.startswith(("IP_MULTICAST_", "IP_ADD_M", "IP_DROP_M")) and so.so_domain == AF_INET:
        from simbsd.netinet.in_mcast import inp_setmoptions

        inp_setmoptions(kernel, so, name, value)
    elif name in SO_OPTIONS:
        so.so_options[name] = value
    else:
        raise Errno(ENOPROTOOPT, f"{name} is no option of this socket")


def sogetopt(kernel: Kernel, so: Socket, name: str) -> Any:
    """Get an option; asking for SO_ERROR clears it (sogetopt). Errors: ENOPROTOOPT."""
    if name == "SO_ERROR":
        error, so.so_error = so.so_error, 0
        return error
    fixed = {
        "SO_TYPE": so.so_type, "SO_PROTOCOL": so.so_proto, "SO_RCVBUF": so.so_rcvhiwat, "SO_SNDBUF": so.so_sndhiwat,
        "SO_ACCEPTCONN": int(so.so_accepting), "SO_SETFIB": so.so_fibnum,
    }  # fmt: skip
    if name in fixed:
        return fixed[name]
    if name.startswith("LOCAL_") and so.so_protosw.ctloutput is not None:
        return so.so_protosw.ctloutput(so, name)
    if name not in SO_OPTIONS:
        raise Errno(ENOPROTOOPT, f"{name} is no option of this socket")
    return so.so_options.get(name, 0)


def check_address(address: Any) -> tuple[int, int]:
    """An Internet address and port from what a program gave. Errors: EINVAL, EADDRNOTAVAIL."""
    if type(address) is not tuple or len(address) != 2:
        raise Errno(EINVAL, "not an Internet address")
    host, port = address
    if not type(host) is type(port) is int:
        raise Errno(EINVAL, "not an Internet address")
    if host >> 32 or port >> 16:
        raise Errno(EADDRNOTAVAIL, "An Internet address has 32 bits and a port 16.", "in_pcb.c: in_pcbbind")
    return host, port
