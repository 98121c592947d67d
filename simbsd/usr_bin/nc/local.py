"""nc -U: local sockets in place of the network.

Models unix_bind(), unix_connect() and unix_listen() of contrib/netcat/netcat.c and the parts of its main() for AF_UNIX.
"""

from __future__ import annotations

from simbsd.lib.err import Refused
from simbsd.lib.files import unlink
from simbsd.lib.mktemp import mktemp
from simbsd.lib.socket import accept, bind, connect, listen, recvfrom, socket
from simbsd.lib.unistd import close
from simbsd.sys.errno import EINVAL, ENAMETOOLONG, Errno, strerror
from simbsd.sys.socketvar import AF_UNIX, SOCK_DGRAM, SOCK_STREAM
from simbsd.sys.unpcb import SUN_PATH_MAX
from simbsd.usr_bin.nc.options import Arguments
from simbsd.usr_bin.nc.readwrite import ReadWrite

BACKLOG = 5
TEMPLATE = "/tmp/nc.XXXXXXXXXX"


def _sun_path(path: str) -> str:
    """What fits in sun_path with its final zero. Errors: ENAMETOOLONG."""
    if len(path.encode("utf-8", "surrogateescape")) >= SUN_PATH_MAX:
        raise Errno(ENAMETOOLONG, "The path does not fit in a local address.", "netcat.c: unix_bind")
    return path


async def _bind(arguments: Arguments, path: str) -> int:
    fd = await socket(AF_UNIX, SOCK_DGRAM if arguments.udp else SOCK_STREAM)
    await bind(fd, _sun_path(path))
    return fd


async def serve(arguments: Arguments) -> int:
    """-l: take connections, one after the other with -k; the file stays when nc ends. Raises Refused."""
    assert arguments.host is not None
    try:
        fd = await _bind(arguments, arguments.host)
        if not arguments.udp:
            await listen(fd, BACKLOG)
    except Errno as error:
        raise Refused(str(error)) from error
    while True:
        if not arguments.udp:
            await _serve_connection(arguments, fd)
        elif arguments.keep:
            await ReadWrite(arguments, fd).run()
        else:
            await _serve_datagrams(arguments, fd)
        if arguments.udp:
            raise Refused(f"connect: {strerror(EINVAL)}")  # connect(s, NULL, 0), meant to dissolve the association
        if not arguments.keep:
            return 0


async def _serve_connection(arguments: Arguments, fd: int) -> None:
    try:
        connection, _ = await accept(fd)
    except Errno as error:
        raise Refused(f"accept: {error}") from error
    await ReadWrite(arguments, connection).run()
    await _close(connection)


async def _serve_datagrams(arguments: Arguments, fd: int) -> None:
    data, peer = await recvfrom(fd, 16384)
    try:
        await connect(fd, peer)
    except Errno as error:
        raise Refused(f"connect: {error}") from error
    await ReadWrite(arguments, fd, bytes(data)).run()


async def talk(arguments: Arguments) -> int:
    """Connect and carry bytes; 1, without a word, when that fails. Raises Refused."""
    assert arguments.host is not None
    own = (arguments.source or await mktemp(TEMPLATE)) if arguments.udp else ""
    status = 1
    try:
        fd = await _bind(arguments, own) if arguments.udp else await socket(AF_UNIX, SOCK_STREAM)
        await connect(fd, _sun_path(arguments.host))
        if not arguments.scan:
            status = 0
            await ReadWrite(arguments, fd).run()
            await _close(fd)
    except Errno:
        pass  # the real program says nothing
    if own:
        await _remove(own)
    return status


async def _close(fd: int) -> None:
    try:
        await close(fd)
    except Errno:
        return  # readwrite() has closed it already


async def _remove(path: str) -> None:
    try:
        await unlink(path)
    except Errno:
        return
