"""Nudges: word to every server process that a room's log, or its board, has something new.

A nudge carries nothing and may be lost; whoever serves the room reads the log, and looks from time to time anyway.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from functools import partial

from asgiref.sync import async_to_sync
from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

from classroom.metrics import NUDGES_LOST

LOG = "log"
BOARD = "board"
SECONDS = 1.0  # that one may take; nothing waits for it longer
LOST = (OSError, RedisError, ChannelFull, TimeoutError)
logger = logging.getLogger("classroom")


def group_of(room: uuid.UUID) -> str:
    return f"room.{room.hex}"


async def nudge(room: uuid.UUID, what: str = LOG, seq: int = 0) -> bool:
    """Sends one, with the number of the log's last entry where it is known; False if it was lost."""
    message = {"type": "nudge", "what": what, "seq": seq}
    try:
        async with asyncio.timeout(SECONDS):
            await get_channel_layer().group_send(group_of(room), message)
    except LOST as error:
        logger.warning("nudge lost", extra={"why": type(error).__name__})
        NUDGES_LOST.inc()
        return False
    return True


def nudge_later(room: uuid.UUID, what: str = LOG) -> None:
    """Sends one when the transaction under way is committed, or now if there is none."""
    transaction.on_commit(partial(async_to_sync(nudge), room, what))
