"""What a server process does as it starts and ends (ASGI lifespan): machine and lessons are there, graders go."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.conf import settings

from jailsite.assets import Receive, Scope, Send
from jailsite.bundle import write_bundle
from lessons.checks import check_curriculum
from lessons.grading import pool


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers startup and shutdown."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            wrong = await sync_to_async(prepare)()
            if wrong:
                await send({"type": "lifespan.startup.failed", "message": wrong})
                return
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await sync_to_async(pool().close)()
            await send({"type": "lifespan.shutdown.complete"})
            return


def prepare() -> str:
    """Makes ready what every page needs; returns what is wrong, or nothing."""
    write_bundle(settings.MACHINE, settings.MACHINE_DIR)
    return "\n".join(error.msg for error in check_curriculum(None))
