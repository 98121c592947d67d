"""Socket stubs.

Models sys/socket.h, netinet/in.h and sys/un.h; an Internet address is ``(address as an integer, port)``, one of IPv6
``(address, port, zone)``, a local one the path of its file.
"""

from __future__ import annotations

import types
from typing import Any

from simbsd.lib.syscall import Trap, caught, syscall
from simbsd.sys.signal import SignalFrame
from simbsd.sys.unpcb import Xucred

Sockaddr = tuple[int, int] | tuple[int, int, int]


async def socket(domain: int, kind: int, protocol: int = 0) -> int:
    """A socket. Errors: EPROTONOSUPPORT, EPERM (raw), EMFILE."""
    return int(await syscall("socket", domain, kind, protocol))


async def socketpair(domain: int, kind: int, protocol: int = 0) -> tuple[int, int]:
    """Two connected sockets. Errors: EOPNOTSUPP, EMFILE."""
    result: tuple[int, int] = await syscall("socketpair", domain, kind, protocol)
    return result


async def getpeereid(fd: int) -> tuple[int, int]:
    """User and group at the other end of a local connection (getpeereid(3)). Errors: ENOTCONN, EINVAL, ENOPROTOOPT."""
    peer: Xucred = await getsockopt(fd, "LOCAL_PEERCRED")
    return peer.cr_uid, peer.cr_groups[0]


async def bind(fd: int, address: Any) -> None:
    """Give a socket its address. Errors: EADDRNOTAVAIL, EADDRINUSE, EACCES, EINVAL."""
    await syscall("bind", fd, address)


async def listen(fd: int, backlog: int = 128) -> None:
    """Take connections. Errors: EINVAL, EOPNOTSUPP."""
    await syscall("listen", fd, backlog)


async def accept(fd: int) -> tuple[int, Sockaddr]:
    """The next connection: (descriptor, peer). Errors: EINTR, EINVAL, EMFILE."""
    result: tuple[int, Sockaddr] = await syscall("accept", fd)
    return result


async def connect(fd: int, address: Any) -> None:
    """Connect. Errors: ECONNREFUSED, EHOSTUNREACH, ENETDOWN, ETIMEDOUT, EADDRNOTAVAIL, EINTR ..."""
    await syscall("connect", fd, address)


async def send(fd: int, data: bytes) -> int:
    """Send on a connected socket. Errors: EPIPE, ENOTCONN, EDESTADDRREQ ..."""
    return int(await syscall("sendto", fd, data, None))


@types.coroutine
def sendto(fd: int, data: bytes, address: Sockaddr | None) -> Trap[int]:
    """Send to an address. Errors: EHOSTUNREACH, EHOSTDOWN, ENETDOWN, EACCES, EMSGSIZE, EADDRNOTAVAIL ..."""
    sent = yield ("sendto", (fd, data, address))
    if type(sent) is SignalFrame:
        sent = yield from caught(sent)
    return int(sent)


async def recv(fd: int, nbytes: int) -> bytes:
    """Receive; empty at the end of a stream. Errors: ECONNRESET, ENOTCONN, EINTR ..."""
    data, _ = await recvfrom(fd, nbytes)
    return bytes(data)


@types.coroutine
def recvfrom(fd: int, nbytes: int) -> Trap[tuple[Any, Sockaddr | None]]:
    """Receive data and its sender. A raw socket gives the whole ``Ip`` value of sys/mbuf.py. Errors: EINTR, EAGAIN ...
    """
    result: Any = yield ("recvfrom", (fd, nbytes))
    if type(result) is SignalFrame:
        result = yield from caught(result)
    came: tuple[Any, Sockaddr | None] = result
    return came


async def setsockopt(fd: int, name: str, value: Any) -> None:
    """Set an option by its C name (``SO_REUSEADDR``, ``SO_BROADCAST``, ``SO_RCVTIMEO`` in microseconds, ``IP_TTL``,
    ``IP_HDRINCL``, ``SO_SETFIB`` ...). Errors: ENOPROTOOPT, EINVAL, EPERM.
    """
    await syscall("setsockopt", fd, name, value)


async def getsockopt(fd: int, name: str) -> Any:
    """Get an option (``SO_ERROR`` clears it). Errors: ENOPROTOOPT."""
    return await syscall("getsockopt", fd, name)


async def getsockname(fd: int) -> Sockaddr:
    """The local address. Errors: EBADF, ENOTSOCK."""
    result: Sockaddr = await syscall("getsockname", fd)
    return result


async def getpeername(fd: int) -> Sockaddr:
    """The peer's address. Errors: ENOTCONN."""
    result: Sockaddr = await syscall("getpeername", fd)
    return result


async def shutdown(fd: int, how: int) -> None:
    """Close one direction (SHUT_RD, SHUT_WR, SHUT_RDWR). Errors: ENOTCONN."""
    await syscall("shutdown", fd, how)


async def netlink(fd: int, request: str, attributes: dict[str, Any]) -> Any:
    """One request on an AF_NETLINK socket: ``RTM_GETLINK``, ``RTM_NEWADDR`` ... (net/netlink_route.py lists them).

    Errors: EPERM, EEXIST, ESRCH, EADDRNOTAVAIL, EINVAL, ENXIO ...
    """
    return await syscall("netlink", fd, request, attributes)
