"""Which protocol serves which kind of socket.

Models sys/kern/uipc_domain.c (pffindproto) and the domains of sys/netinet, sys/netinet6, sys/netlink and
sys/kern/uipc_usrreq.c; leaves out the routing socket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.uipc_socket import sofree
from simbsd.kern.uipc_usrreq import LOCAL_PROTOSW
from simbsd.netinet.raw_usrreq import RIP_PROTOSW
from simbsd.netinet.tcp_usrreq import TCP_PROTOSW
from simbsd.netinet.udp_usrreq import UDP_PROTOSW
from simbsd.netinet6.raw6_usrreq import RIP6_PROTOSW
from simbsd.netinet6.tcp6_usrreq import TCP6_PROTOSW
from simbsd.netinet6.udp6_usrreq import UDP6_PROTOSW
from simbsd.sys.errno import EAFNOSUPPORT, EOPNOTSUPP, EPROTONOSUPPORT, EPROTOTYPE, Errno
from simbsd.sys.mbuf import IPPROTO_TCP, IPPROTO_UDP
from simbsd.sys.socketvar import (
    AF_INET,
    AF_INET6,
    AF_NETLINK,
    AF_UNIX,
    SOCK_DGRAM,
    SOCK_RAW,
    SOCK_SEQPACKET,
    SOCK_STREAM,
    Protosw,
    Socket,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


def _nothing(kernel: Kernel, *rest: Any) -> None:
    """The protocol has nothing to do here."""


def _unsupported(kernel: Kernel, *rest: Any) -> Any:
    raise Errno(EOPNOTSUPP, "this kind of socket cannot do that")


def _detach(kernel: Kernel, so: Socket) -> None:
    if so.so_vnet.vnet_netlink:
        from simbsd.net.netlink_group import nl_detach

        nl_detach(so)
    sofree(kernel, so)


_BARE = Protosw(_nothing, _detach, _unsupported, _unsupported, _unsupported, _unsupported, _nothing, _nothing)

# (domain, type) -> protocol numbers it may be asked for (None: any), protocol
_PROTOSW: dict[tuple[int, int], tuple[tuple[int, ...] | None, Protosw]] = {
    (AF_INET, SOCK_STREAM): ((0, IPPROTO_TCP), TCP_PROTOSW),
    (AF_INET, SOCK_DGRAM): ((0, IPPROTO_UDP), UDP_PROTOSW),
    (AF_INET, SOCK_RAW): (None, RIP_PROTOSW),
    (AF_INET6, SOCK_STREAM): ((0, IPPROTO_TCP), TCP6_PROTOSW),
    (AF_INET6, SOCK_DGRAM): ((0, IPPROTO_UDP), UDP6_PROTOSW),
    (AF_INET6, SOCK_RAW): (None, RIP6_PROTOSW),
    (AF_UNIX, SOCK_STREAM): ((0,), LOCAL_PROTOSW),
    (AF_UNIX, SOCK_DGRAM): ((0,), LOCAL_PROTOSW),
    (AF_UNIX, SOCK_SEQPACKET): ((0,), LOCAL_PROTOSW),
    (AF_NETLINK, SOCK_RAW): ((0,), _BARE),
    (AF_NETLINK, SOCK_DGRAM): ((0,), _BARE),
}


def pffindproto(domain: int, kind: int, proto: int) -> Protosw:
    """The protocol for a socket (pffindproto). Errors: EAFNOSUPPORT, EPROTOTYPE, EPROTONOSUPPORT."""
    found = _PROTOSW.get((domain, kind))
    if found is None:
        known = any(family == domain for family, _ in _PROTOSW)
        raise Errno(EPROTOTYPE if known else EAFNOSUPPORT, f"there is no socket of domain {domain} and type {kind}")
    numbers, protosw = found
    if numbers is not None and proto not in numbers:
        raise Errno(EPROTONOSUPPORT, f"protocol {proto} is not of this domain and type")
    return protosw
