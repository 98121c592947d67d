"""Refuses request bodies over a limit before Django stores them.

By their declared length, or as they arrive.
"""

from __future__ import annotations

from typing import Any

from jailsite.assets import App, Receive, Scope, Send

REFUSAL = b"The request is larger than this site accepts.\n"


class TooLarge(Exception):
    """The body outgrew the limit while it was being read."""


class BodyLimit:
    """An ASGI application in front of another; `limit` is in bytes."""

    def __init__(self, application: App, limit: int) -> None:
        self.application = application
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
        elif declared_length(scope) > self.limit:
            await refuse(send)
        else:
            try:
                await self.application(scope, self.counted(receive), send)
            except TooLarge:
                await refuse(send)

    def counted(self, receive: Receive) -> Receive:
        so_far = 0

        async def count() -> dict[str, Any]:
            nonlocal so_far
            message = await receive()
            so_far += len(message.get("body", b""))
            if so_far > self.limit:
                raise TooLarge
            return message

        return count


def declared_length(scope: Scope) -> int:
    values = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(values[0]) if values and values[0].isdigit() else 0


async def refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSAL})
