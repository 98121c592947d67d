"""The small services that inetd(8) does itself.

Models usr.sbin/inetd/builtins.c (echo, discard, daytime, time, chargen); leaves out ident and tcpmux.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from simbsd.lib.socket import recvfrom, sendto
from simbsd.lib.stdio import put
from simbsd.lib.unistd import gettimeofday, read, write
from simbsd.sys.calendar import ctime
from simbsd.sys.errno import Errno

BUFSIZE = 4096
EPOCH_1900 = 25567 * 86400  # seconds between 1900 and 1970
RING = bytes(range(0x20, 0x7F))
LINESIZE = 72
LOOPING = (7, 9, 13, 19, 37)  # an answer to one of these services might go round for ever (check_loop)
SECOND = 1_000_000


async def echo_stream(fd: int) -> None:
    """Give back what comes."""
    while data := await read(fd, BUFSIZE):
        await put(fd, data)


async def discard_stream(fd: int) -> None:
    """Read, and no more."""
    while await read(fd, BUFSIZE):
        pass


async def chargen_stream(fd: int) -> None:
    """Lines of letters, until the reader has had enough."""
    start = 0
    while True:
        line = (RING[start:] + RING)[:LINESIZE]
        await put(fd, line + b"\r\n")
        start = (start + 1) % len(RING)


async def daytime_stream(fd: int) -> None:
    """The time, for people."""
    await write(fd, await _daytime())


async def machtime_stream(fd: int) -> None:
    """The seconds since 1900, in four bytes."""
    await write(fd, await _machtime())


async def _daytime() -> bytes:
    return f"{ctime(await gettimeofday() // SECOND)}\r\n".encode()


async def _machtime() -> bytes:
    seconds = (await gettimeofday() // SECOND + EPOCH_1900) & 0xFFFFFFFF
    return seconds.to_bytes(4, "big")


async def _nothing() -> bytes:
    return b""


async def datagram(name: str, fd: int) -> None:
    """Answer one datagram, unless that might begin a loop."""
    data, sender = await recvfrom(fd, BUFSIZE)
    if sender is None or name == "discard" or sender[1] in LOOPING:
        return
    answers: dict[str, Callable[[], Awaitable[bytes]]] = {"daytime": _daytime, "time": _machtime}
    answer = bytes(data) if name == "echo" else await answers.get(name, _nothing)()
    if name == "chargen":
        answer = RING[:LINESIZE] + b"\r\n"
    try:
        await sendto(fd, answer, sender)
    except Errno:
        return


# Name -> what serves a connection, and whether it has a process of its own.
STREAMS: dict[str, tuple[Callable[[int], Any], bool]] = {
    "echo": (echo_stream, True),
    "discard": (discard_stream, True),
    "time": (machtime_stream, False),
    "daytime": (daytime_stream, False),
    "chargen": (chargen_stream, True),
}
DATAGRAMS = ("echo", "discard", "time", "daytime", "chargen")
