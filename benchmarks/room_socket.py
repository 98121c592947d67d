"""A WebSocket client that costs next to nothing: what comes is noted with its time and read afterwards.

Five hundred of them share a core with the server that they measure; a client that understands each message as it
comes would measure itself.
"""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import struct
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
LONG = 126  # a length that says how many bytes the length has


class PlainSocket(asyncio.Protocol):
    """One connection. `messages` are (seconds of the clock, payload) in the order in which they came.

    `request` opens it, `hello` is the first message; `over` is done when it is gone.
    """

    def __init__(self, request: bytes, hello: bytes) -> None:
        self.request = request
        self.hello = hello
        self.buffer = bytearray()
        self.messages: list[tuple[float, bytes]] = []
        self.open = False
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        self.buffer += data
        if not self.open and not self.opened():
            return
        while self.frame(now):
            pass

    def opened(self) -> bool:
        """Whether the handshake is over; what refuses it ends the connection."""
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        self.open = self.buffer.startswith(b"HTTP/1.1 101")
        del self.buffer[: end + 4]
        if self.open:
            self.send(self.hello)
        elif self.transport:
            self.transport.close()
        return self.open

    def frame(self, now: float) -> bool:
        """Takes one frame from the buffer; False when it is not all there."""
        buffer = self.buffer
        if len(buffer) < 2:
            return False
        kind, size, start = buffer[0] & 15, buffer[1] & 127, 2
        if size >= LONG:
            start = 4 if size == LONG else 10
            if len(buffer) < start:
                return False
            size = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + size:
            return False
        payload = bytes(buffer[start : start + size])
        del buffer[: start + size]
        if kind == TEXT:
            self.messages.append((now, payload))
        elif kind == PING:
            self.send(payload, PONG)
        elif kind == CLOSE and self.transport:
            self.transport.close()
        return True

    def send(self, payload: bytes, kind: int = TEXT) -> None:
        """Masked with nothing, as a client may."""
        assert self.transport is not None
        size = len(payload)
        head = bytes([128 | kind, 128 | size]) if size < LONG else struct.pack("!BBH", 128 | kind, 128 | LONG, size)
        self.transport.write(head + bytes(4) + payload)


async def connect(
    url: str, headers: Mapping[str, str], hello: bytes, ready: socket.socket | None = None
) -> PlainSocket:
    """A connection under way, on a socket that is connected if there is one. Raises OSError when nobody listens."""
    parts = urlsplit(url)
    asked = {
        "Host": parts.netloc, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **headers,
    }  # fmt: skip
    lines = [f"GET {parts.path} HTTP/1.1", *(f"{name}: {text}" for name, text in asked.items())]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    loop = asyncio.get_running_loop()
    there = {"sock": ready} if ready else {"host": parts.hostname, "port": parts.port}
    _, made = await loop.create_connection(lambda: PlainSocket(request, hello), **there)
    return made
