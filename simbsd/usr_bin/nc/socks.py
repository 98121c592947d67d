"""nc -x: a connection that a proxy makes, by SOCKS 4, SOCKS 5 or the CONNECT of HTTP.

Models contrib/netcat/socks.c and atomicio.c; a password that the proxy wants (-P) is asked for at the terminal.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from simbsd.lib.err import Refused
from simbsd.lib.inet import inet_aton
from simbsd.lib.inet6 import parse_numeric
from simbsd.lib.netdb import getaddress
from simbsd.lib.printf import printf
from simbsd.lib.readpassphrase import ask
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import close, read, write
from simbsd.sys.errno import EPIPE, Errno, strerror
from simbsd.sys.in6 import in6_clearscope

if TYPE_CHECKING:
    from simbsd.usr_bin.nc.main import Netcat

SOCKS_PORT, HTTP_PROXY_PORT = "1080", "3128"
HTTP_MAXHDRS, LINE_MAX = 64, 1024
SOCKS_V5, SOCKS_V4, SOCKS_CONNECT = 5, 4, 1
SOCKS_NOAUTH, SOCKS_NOMETHOD, SOCKS_GRANTED = 0, 0xFF, 90
SOCKS_IPV4, SOCKS_DOMAIN, SOCKS_IPV6 = 1, 3, 4
BOUND = {SOCKS_IPV4: 6, SOCKS_IPV6: 18}  # bytes of the address that a SOCKS 5 proxy tells
ATTEMPTS = 3


async def socks_connect(nc: Netcat, port: str) -> int | None:
    """A socket whose other end is the destination, or None where the proxy itself cannot be reached. Raises Refused."""
    arguments = nc.arguments
    assert arguments.proxy is not None
    assert arguments.host is not None
    proxy, colon, proxy_port = arguments.proxy.partition(":")
    if not colon:
        proxy_port = SOCKS_PORT if arguments.socks else HTTP_PROXY_PORT
    for attempt in range(ATTEMPTS + 1):
        fd = await nc.remote_connect(proxy, proxy_port)
        if fd is None:
            return None
        if arguments.socks == SOCKS_V5:
            await _version5(fd, arguments.host, int(port))
        elif arguments.socks == SOCKS_V4:
            await _version4(fd, arguments.host, port)
        elif not await _http(fd, arguments.host, port, proxy, arguments.proxy_user, attempt):
            await close(fd)
            continue
        return fd
    raise Refused("Too many authentication failures")


async def _write(fd: int, data: bytes) -> None:
    """All of it (atomicio). Raises Refused."""
    sent = 0
    try:
        while sent < len(data):
            sent += await write(fd, data[sent:])
    except Errno as error:
        raise Refused(f"write failed ({sent}/{len(data)}): {error}") from error


async def _read(fd: int, count: int, told: int = 0) -> bytes:
    """So many bytes; the end of file before them is a broken pipe (atomicio). Raises Refused, which tells ``told``."""
    data, why = b"", strerror(EPIPE)
    try:
        while len(data) < count and (some := await read(fd, count - len(data))):
            data += some
    except Errno as error:
        why = str(error)
    if len(data) < count:
        raise Refused(f"read failed ({len(data)}/{told or count}): {why}")
    return data


async def _version5(fd: int, host: str, port: int) -> None:
    await _write(fd, bytes((SOCKS_V5, 1, SOCKS_NOAUTH)))
    if (await _read(fd, 2, 3))[1] == SOCKS_NOMETHOD:
        raise Refused("authentication method negotiation failed")
    head = bytes((SOCKS_V5, SOCKS_CONNECT, 0))
    await _write(fd, head + await _destination(host) + port.to_bytes(2))
    reply = await _read(fd, 4)
    if reply[1]:
        raise Refused(f"connection failed, SOCKS error {reply[1]}")
    if reply[3] not in BOUND:
        raise Refused("connection failed, unsupported address type")
    await _read(fd, BOUND[reply[3]])


async def _destination(host: str) -> bytes:
    """An address by its number, or a name for the proxy to look up. Raises Refused."""
    address = inet_aton(host)
    if address is not None:
        return bytes((SOCKS_IPV4,)) + address.to_bytes(4)
    address6 = await parse_numeric(host)
    if address6 is not None:
        return bytes((SOCKS_IPV6,)) + in6_clearscope(address6).to_bytes(16)
    name = host.encode("utf-8", "surrogateescape")
    if len(name) > 255:
        raise Refused("host name too long for SOCKS5")
    return bytes((SOCKS_DOMAIN, len(name))) + name


async def _version4(fd: int, host: str, port: str) -> None:
    """SOCKS 4 knows no names: nc looks them up, of IPv4 alone."""
    address, why = await getaddress(host)
    if address is None:
        raise Refused(f'getaddrinfo("{host:.64}", "{port:.64}"): {why}')
    await _write(fd, bytes((SOCKS_V4, SOCKS_CONNECT)) + int(port).to_bytes(2) + address.to_bytes(4) + b"\0")
    reply = await _read(fd, 8)
    if reply[1] != SOCKS_GRANTED:
        raise Refused(f"connection failed, SOCKS error {reply[1]}")


async def _http(fd: int, host: str, port: str, proxy: str, user: str | None, attempt: int) -> bool:
    """CONNECT; whether the proxy made the connection, and did not ask for a password. Raises Refused."""
    if any(char in "\r\n\t []:" for char in host):
        raise Refused("Invalid hostname")
    request = f"CONNECT {host}:{port} HTTP/1.0\r\n".encode("utf-8", "surrogateescape")
    if len(request) >= LINE_MAX:
        raise Refused("hostname too long")
    await _write(fd, request)
    if attempt:
        await _write(fd, f"Proxy-Authorization: Basic {await _secret(user or '', proxy)}\r\n".encode())
    await _write(fd, b"\r\n")
    status = await _line(fd)
    if user is not None and status.startswith("HTTP/1.0 407"):
        if attempt:
            await printf("Proxy authentication failed\n", STDERR)
        return False
    if not status.startswith(("HTTP/1.0 200", "HTTP/1.1 200")):
        raise Refused(f'Proxy error: "{status}"')
    for _ in range(HTTP_MAXHDRS):
        if not await _line(fd):
            return True
    raise Refused("Too many proxy headers received")


async def _secret(user: str, proxy: str) -> str:
    """User and password as HTTP wants them; nothing is echoed. Raises Refused."""
    word = await ask(f"Proxy password for {user}@{proxy}: ", required=True)
    if word is None:
        raise Refused("Unable to read proxy passphrase")
    return b64encode(f"{user}:{word}".encode("utf-8", "surrogateescape")).decode()


async def _line(fd: int) -> str:
    """A line of the proxy's answer, read byte by byte so that nothing of what follows is lost. Raises Refused."""
    line = b""
    while len(line) < LINE_MAX:
        try:
            byte = await read(fd, 1)
        except Errno as error:
            raise Refused(f"proxy read: {error}") from error
        if not byte:
            raise Refused(f"proxy read: {strerror(EPIPE)}")
        if byte == b"\n":
            return line.decode("utf-8", "surrogateescape")
        line += byte if byte != b"\r" else b""
    raise Refused("proxy read too long")
