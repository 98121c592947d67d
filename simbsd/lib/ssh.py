"""What ssh and sshd say to each other.

Models the shape of RFC 4252 to 4254 (their message numbers and method names) over a wire of our own: after the banners,
frames of a length, a number and strings, **without encryption**. Host keys and users' keys are real ED25519 keys, and
sign what binds them to one connection.
"""

from __future__ import annotations

from hashlib import sha256

from simbsd.lib.inet import inet_ntoa
from simbsd.lib.inet6 import Zones, from_sockaddr6
from simbsd.lib.socket import Sockaddr, recv, send
from simbsd.lib.stdio import decode
from simbsd.sys.errno import EINTR, Errno

VERSION = "SSH-2.0-OpenSSH_9.6"
VERSION_FREEBSD = "FreeBSD-20240104"  # crypto/openssh/version.h
PORT = 22
DISCONNECT, KEX_INIT, KEX_REPLY, USERAUTH_REQUEST, USERAUTH_FAILURE, USERAUTH_SUCCESS = 1, 30, 31, 50, 51, 52
USERAUTH_BANNER, INFO_REQUEST, INFO_RESPONSE = 53, 60, 61
CHANNEL_DATA, CHANNEL_EXTENDED_DATA, CHANNEL_EOF, CHANNEL_CLOSE, CHANNEL_REQUEST = 94, 95, 96, 97, 98
FRAME_MAX = 1 << 20
LINE_MAX = 255


class Closed(Exception):
    """The other end has gone, or does not speak this protocol."""


class Wire:
    """One end of a connection."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.buffer = b""

    async def banner(self, text: str) -> str:
        """Say one's banner, hear the other's. Raises Closed."""
        await self._write(text.encode() + b"\r\n")
        while b"\n" not in self.buffer:
            if len(self.buffer) > LINE_MAX:
                raise Closed
            await self.fill()
        line, _, self.buffer = self.buffer.partition(b"\n")
        return decode(line.rstrip(b"\r"))

    async def fill(self) -> None:
        """Take what has come. Raises Closed at the end."""
        while True:
            try:
                data = await recv(self.fd, 16384)
                break
            except Errno as error:
                if error.errno != EINTR:
                    raise Closed from error
        if not data:
            raise Closed
        self.buffer += data

    async def _write(self, data: bytes) -> None:
        while data:
            try:
                data = data[await send(self.fd, data) :]
            except Errno as error:
                if error.errno != EINTR:
                    raise Closed from error

    async def send(self, number: int, *strings: bytes | str) -> None:
        """Send one message. Raises Closed."""
        parts = [part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part for part in strings]
        body = bytes((number,)) + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        await self._write(len(body).to_bytes(4, "big") + body)

    def next(self) -> tuple[int, list[bytes]] | None:
        """The next message that has come whole, or None. Raises Closed for one that makes no sense."""
        size = int.from_bytes(self.buffer[:4], "big")
        if len(self.buffer) >= 4 and not 0 < size <= FRAME_MAX:
            raise Closed
        if len(self.buffer) < 5 or len(self.buffer) < 4 + size:
            return None
        body, self.buffer = self.buffer[4 : 4 + size], self.buffer[4 + size :]
        strings, rest = [], body[1:]
        while rest:
            length = int.from_bytes(rest[:4], "big")
            strings.append(rest[4 : 4 + length])
            rest = rest[4 + length :]
        return body[0], strings

    async def receive(self) -> tuple[int, list[bytes]]:
        """Wait for a message. Raises Closed."""
        while True:
            found = self.next()
            if found is not None:
                return found
            await self.fill()

    async def expect(self, number: int, count: int) -> list[bytes]:
        """Wait for one kind of message with at least so many strings. Raises Closed for any other."""
        found, strings = await self.receive()
        if found != number or len(strings) < count:
            raise Closed
        return strings


async def host_of(address: Sockaddr) -> str:
    """The host of an address, in numbers (get_peer_ipaddr)."""
    return await Zones().text(from_sockaddr6(address)) if len(address) == 3 else inet_ntoa(address[0])


def session_id(client: bytes, server: bytes, host_key: bytes) -> bytes:
    """What a connection's signatures are about."""
    return sha256(client + server + host_key).digest()
