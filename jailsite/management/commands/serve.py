"""`manage.py serve`: the site on uvicorn, in one process."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

SOCKET_BYTES = 4 * 1024 * 1024  # of one message; classroom/wire.py says less, in characters


class Command(BaseCommand):
    help = "Serves Cellblock; development settings reload on a change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        self.check(display_num_errors=True)
        self.stdout.write(f"Cellblock on http://{host}:{port}  (^C ends it)")
        self.stdout.flush()
        uvicorn.run(
            "jailsite.asgi:application",
            host=host,
            port=port,
            lifespan="on",
            ws="websockets-sansio",
            ws_max_size=SOCKET_BYTES,
            ws_per_message_deflate=False,  # a room's message would be packed anew for each of 500 sockets
            reload=settings.DEBUG,
            server_header=False,
            access_log=settings.DEBUG,
            log_level="info" if settings.DEBUG else "warning",
            timeout_graceful_shutdown=5,
        )
