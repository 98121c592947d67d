"""The page's end of a WebSocket, spoken straight to the ASGI application (Channels' own needs daphne installed)."""

from __future__ import annotations

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

Header = tuple[bytes, bytes]


class Page(ApplicationCommunicator):
    """One page's socket."""

    def __init__(self, application: Any, path: str, headers: list[Header]) -> None:
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers, "subprotocols": []}
        super().__init__(application, scope)

    async def connect(self) -> tuple[bool, int | None]:
        """Whether the site accepted, and the close code if it did not."""
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output()
        return (True, None) if answer["type"] == "websocket.accept" else (False, answer.get("code"))

    async def send_to(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.send_input({"type": "websocket.receive", "text": text_data, "bytes": bytes_data})

    async def receive_json_from(self) -> Any:
        message = await self.receive_output()
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    async def disconnect(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait()
