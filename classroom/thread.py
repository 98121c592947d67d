"""The log's thread: it asks the database for all rooms of this process, one question after the other.

Frames do not wait behind pages that are being rendered. Nothing that is called here may call back into the event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import close_old_connections, connection

CONNECTION_SECONDS = 5.0
THREAD = ThreadPoolExecutor(1, "rooms")


async def in_thread(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls something that asks the database.

    asgiref's `sync_to_async` may swallow the cancellation of whoever waits, and a hub's endless task then never ends.
    """
    return await asyncio.get_running_loop().run_in_executor(THREAD, partial(call, function, *arguments))


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    renew_connection()
    return function(*arguments)


def renew_connection() -> None:
    """Lets go of a connection that is too old or broken; asked now and then, for asking costs a query."""
    now = time.monotonic()
    if now - Connection.looked > CONNECTION_SECONDS or connection.errors_occurred:
        Connection.looked = now
        close_old_connections()


class Connection:
    """When the log's thread last looked after its connection."""

    looked = 0.0
