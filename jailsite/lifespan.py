"""What a server process does as it starts and ends (ASGI lifespan): its machine is there, its graders go."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.conf import settings

from jailsite.assets import Receive, Scope, Send
from jailsite.bundle import write_bundle
from lessons.grading import pool

CHANGED = "The sources of the machine changed while the server was starting; start it again."


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers startup and shutdown."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            engine, _ = await sync_to_async(write_bundle)(settings.BASE_DIR, settings.MACHINE_DIR)
            if engine != settings.ENGINE:
                await send({"type": "lifespan.startup.failed", "message": CHANGED})
                return
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await sync_to_async(pool().close)()
            await send({"type": "lifespan.shutdown.complete"})
            return
