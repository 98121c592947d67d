"""net_receiver.py: take so many messages on some ports, and mind that each is the expected one.

Models tests/sys/common/net_receiver.py (test_listen_tcp, test_listen_udp).
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt_long import getopt_long
from simbsd.lib.printf import printf
from simbsd.lib.socket import Sockaddr, accept, bind, listen, recv, recvfrom, setsockopt, socket
from simbsd.lib.unistd import close, poll
from simbsd.sys.in6 import IN6ADDR_ANY
from simbsd.sys.socketvar import AF_INET, AF_INET6, INADDR_ANY, SOCK_DGRAM, SOCK_STREAM

OPTIONS = {name: (name, ":") for name in ("family", "ports", "match_str", "count", "test_name")}
BACKLOG, LONGEST = 5, 9000


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point; 1 when a message is not what was to come."""
    err = Err(argv)
    given = dict((await getopt_long(argv, "", OPTIONS))[0])
    streams = given["test_name"] == "test_listen_tcp"
    fds = [await _bound(given["family"] == "inet6", int(port), streams) for port in given["ports"].split(",")]
    expected = given.get("match_str", "").encode()
    for _ in range(int(given.get("count", "1"))):
        fd = min(await poll(dict.fromkeys(fds, "r"), None))
        data, peer = await (_of_connection(fd) if streams else _datagram(fd))
        await printf(f"C: {peer}\n")
        if expected and data != expected:
            await err.errx(1, f'Expected "{expected.decode()}" but got "{data.decode("utf-8", "replace")}"')
    return 0


async def _bound(inet6: bool, port: int, streams: bool) -> int:
    fd = await socket(AF_INET6 if inet6 else AF_INET, SOCK_STREAM if streams else SOCK_DGRAM)
    await setsockopt(fd, "SO_REUSEADDR", 1)
    await bind(fd, (IN6ADDR_ANY, port, 0) if inet6 else (INADDR_ANY, port))
    if streams:
        await listen(fd, BACKLOG)
    return fd


async def _of_connection(fd: int) -> tuple[bytes, Sockaddr]:
    connection, peer = await accept(fd)
    data = await recv(connection, LONGEST)
    await close(connection)
    return data, peer


async def _datagram(fd: int) -> tuple[bytes, Sockaddr | None]:
    data, peer = await recvfrom(fd, LONGEST)
    return bytes(data), peer
