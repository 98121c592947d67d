"""Sockets and protocol control blocks.

Models sys/sys/socketvar.h, sys/netinet/in_pcb.h and sys/netinet/tcp_var.h; leaves out out-of-band data and ancillary
messages.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simbsd.sys.ucred import Ucred
    from simbsd.sys.vnet import Vnet

AF_UNSPEC, AF_UNIX, AF_INET, AF_ROUTE, AF_LINK, AF_INET6, AF_NETLINK = 0, 1, 2, 17, 18, 28, 38
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET = 1, 2, 3, 5
INADDR_ANY, INADDR_LOOPBACK, INADDR_BROADCAST = 0, 0x7F000001, 0xFFFFFFFF
SHUT_RD, SHUT_WR, SHUT_RDWR = 0, 1, 2
SOMAXCONN = 128
IPPORT_RESERVED, IPPORT_EPHEMERALFIRST, IPPORT_MAX = 1024, 10000, 65535  # netinet/in.h
INP_IPV4, INP_IPV6 = 0x1, 0x2


@dataclass(frozen=True, slots=True)
class Protosw:
    """What a protocol does for its sockets (struct protosw); every function takes the kernel first, then the caller
    where it has one.

    ``attach(kernel, p, so)``, ``detach(kernel, so)``, ``bind(kernel, p, so, address)``, ``connect(kernel, p, so,
    address)``, ``listen(kernel, p, so)``, ``send(kernel, p, so, data, address) -> int``, ``rcvd(kernel, so)``,
    ``shutdown(kernel, so)``. What only some have, None elsewhere: ``connect2(kernel, p, so, so2)``, ``sockaddr(so)``,
    ``peeraddr(so)``, ``ctloutput(so, name)``, ``abort(kernel, so)``.
    """

    attach: Callable[..., None]
    detach: Callable[..., None]
    bind: Callable[..., None]
    connect: Callable[..., None]
    listen: Callable[..., None]
    send: Callable[..., int]
    rcvd: Callable[..., None]
    shutdown: Callable[..., None]
    connect2: Callable[..., None] | None = None
    sockaddr: Callable[[Socket], Any] | None = None
    peeraddr: Callable[[Socket], Any] | None = None
    ctloutput: Callable[[Socket, str], Any] | None = None
    abort: Callable[..., None] | None = None


@dataclass(slots=True, eq=False)
class Socket:
    """A socket; ``so_vnet`` is the stack it was made in, whatever its owner does later (sys/net/vnet.h).

    A stream's received bytes are in ``so_rcvbuf``, datagrams ``(data, sender, size)`` in ``so_rcv``, their sizes
    summed in ``so_rcvcc``. ``so_sndstop``: the other end of a local socket has no room (SB_STOP). A socket of the
    kernel's own has ``so_upcall(kernel, so)``, told of every change (soupcall_set).
    """

    so_domain: int
    so_type: int
    so_proto: int
    so_cred: Ucred
    so_vnet: Vnet
    so_pcb: Any = None
    so_options: dict[str, Any] = field(default_factory=dict)
    so_rcvbuf: bytearray = field(default_factory=bytearray)
    so_rcv: deque[tuple[Any, Any, int]] = field(default_factory=deque)
    so_sndbuf: bytearray = field(default_factory=bytearray)
    so_protosw: Any = None
    so_error: int = 0
    so_isconnected: bool = False
    so_isconnecting: bool = False
    so_accepting: bool = False
    so_queue: list[Socket] = field(default_factory=list)
    so_backlog: int = 0
    so_head: Socket | None = None
    so_cantrcvmore: bool = False
    so_cantsendmore: bool = False
    so_closed: bool = False
    so_sndstop: bool = False
    so_fibnum: int = 0
    so_rcvcc: int = 0
    so_rcvhiwat: int = 65536
    so_sndhiwat: int = 32768
    so_upcall: Callable[..., None] | None = None


@dataclass(slots=True)
class Sackhole:
    """Sequence numbers that the peer lacks: the first, the first behind, and the next one to send again (struct
    sackhole).
    """

    start: int
    end: int
    rxmit: int


@dataclass(slots=True)
class Sackhint:
    """What a sender knows of a loss (struct sackhint, and what of struct tcpcb belongs to it): the holes, the last byte
    that the peer has, where recovery ends, if there is one, and counts of bytes.
    """

    snd_holes: list[Sackhole] = field(default_factory=list)
    snd_fack: int = 0
    snd_recover: int = 0
    recovering: bool = False  # IN_FASTRECOVERY
    sack_bytes_rexmit: int = 0
    sacked_bytes: int = 0
    delivered_data: int = 0
    prr_delivered: int = 0
    prr_out: int = 0
    recover_fs: int = 0
    snd_limited: int = 0  # segments sent for the first two duplicates


@dataclass(slots=True, eq=False)
class Inpcb:
    """An Internet protocol control block: the four-tuple and its socket (None once the program let go of it).

    ``inp_vflag``: which IP versions its packets have (INP_IPV4, INP_IPV6); ``inp_inet6``: its socket is of AF_INET6.
    ``inp_number`` tells the blocks of a stack apart as long as it lives.
    """

    inp_proto: str
    inp_vnet: Vnet
    inp_cred: Ucred
    inp_socket: Socket | None
    inp_laddr: int = 0
    inp_lport: int = 0
    inp_faddr: int = 0
    inp_fport: int = 0
    inp_options: dict[str, Any] = field(default_factory=dict)
    inp_tcpcb: Any = None
    inp_dropped: bool = False
    inp_vflag: int = INP_IPV4
    inp_inet6: bool = False
    inp_number: int = 0


@dataclass(slots=True, eq=False)
class Tcpcb:
    """State of one TCP connection (RFC 9293 names). ``snd_max`` is the highest sequence number sent, ``snd_cwnd`` the
    congestion window.

    ``t_reass`` holds what came out of order: sequence number -> data, or None for a FIN; ``sackblks`` are the stretches
    of it that the peer is told of, newest first: the first number, and the first behind. ``ts_offset`` is what is added
    to this end's clock, ``ts_recent`` the peer's that is echoed (milliseconds, ``ts_recent_age`` when it came).
    """

    t_inpcb: Inpcb
    t_state: str = "CLOSED"
    iss: int = 0
    irs: int = 0
    snd_una: int = 0
    snd_nxt: int = 0
    snd_max: int = 0
    snd_wnd: int = 0
    snd_cwnd: int = 14600
    snd_ssthresh: int = 0xFFFF << 14  # TCP_MAXWIN << TCP_MAX_WINSHIFT
    rcv_nxt: int = 0
    rcv_adv: int = 0
    t_maxseg: int = 1460
    t_rxtshift: int = 0
    t_rxtcur: int = 1_000_000
    t_srtt: int = 0
    t_rttvar: int = 0
    t_rtseq: int = 0
    t_rtttime: int = 0
    t_dupacks: int = 0
    t_rexmt: Any = None
    t_persist: Any = None
    t_2msl: Any = None
    t_acknow: bool = False
    t_needfin: bool = False
    t_softerror: int = 0
    t_reass: dict[int, bytes | None] = field(default_factory=dict)
    t_listener: Socket | None = None
    t_sndrexmitpack: int = 0
    t_rcvoopack: int = 0
    t_sndzerowin: int = 0
    t_rcvtime: int = 0  # when a segment came last
    t_flags: int = 0  # TF_ of netinet/tcp_options.py
    snd_scale: int = 0
    rcv_scale: int = 0
    request_r_scale: int = 0
    ts_offset: int = 0
    ts_recent: int = 0
    ts_recent_age: int = 0
    last_ack_sent: int = 0
    sackblks: list[tuple[int, int]] = field(default_factory=list)
    sackhint: Sackhint = field(default_factory=lambda: Sackhint())
