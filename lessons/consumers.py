"""The progress socket: tells a learner's other tabs that something changed.

A nudge may be lost; the database is the truth.
"""

from __future__ import annotations

import uuid
from typing import Any

from asgiref.sync import async_to_sync
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer

from lessons.learners import learner_key

NO_LEARNER = 4401
CHANGED = "progress.changed"


def group_of(key: uuid.UUID) -> str:
    return f"learner.{key.hex}"


def nudge(key: uuid.UUID) -> None:
    """Tells the open pages of the learner with that key to look again."""
    async_to_sync(get_channel_layer().group_send)(group_of(key), {"type": CHANGED})


class ProgressConsumer(AsyncJsonWebsocketConsumer):
    """Joins its session's group; says nothing but nudges, and hears nothing."""

    group: str | None = None

    async def connect(self) -> None:
        key = learner_key(self.scope["session"])
        if key is None:
            await self.accept()  # a refused handshake could not tell the page why
            await self.close(NO_LEARNER)
            return
        self.group = group_of(key)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Pages have nothing to say here; what they send is dropped unread."""

    async def progress_changed(self, event: dict[str, Any]) -> None:
        await self.send_json({"type": CHANGED})
