"""The socket of a course: tells open pages of its staff that something changed. A nudge may be lost; the database is
the truth.
"""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer
from django.http import Http404

from courses.permissions import can, find_seat

NOT_HERE, NOT_ALLOWED = 4404, 4403
CHANGED = "course.changed"
ACTION = "see marks"


def group_of(course_id: int) -> str:
    return f"course.{course_id}"


def nudge(course_id: int) -> None:
    async_to_sync(get_channel_layer().group_send)(group_of(course_id), {"type": CHANGED})


class CourseConsumer(AsyncJsonWebsocketConsumer):
    """Joins its course's group; says nothing but nudges, and hears nothing."""

    group: str | None = None

    async def connect(self) -> None:
        course_id = self.scope["url_route"]["kwargs"]["course_id"]
        refused = await self.refusal(course_id)
        await self.accept()  # a refused handshake could not tell the page why
        if refused:
            await self.close(refused)
            return
        self.group = group_of(course_id)
        await self.channel_layer.group_add(self.group, self.channel_name)

    @database_sync_to_async
    def refusal(self, course_id: int) -> int | None:
        """The code to close with, or None for whoever may see the marks."""
        try:
            seat = find_seat(course_id, self.scope["session"], self.scope["user"])
        except Http404:
            return NOT_HERE
        return None if can(seat, ACTION) else NOT_ALLOWED

    async def disconnect(self, code: int) -> None:
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Pages have nothing to say here; what they send is dropped unread."""

    async def course_changed(self, event: dict[str, Any]) -> None:
        await self.send_json({"type": CHANGED})
