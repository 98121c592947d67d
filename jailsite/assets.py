"""Static files over ASGI, in front of Django: WhiteNoise's tables and answers, without its WSGI middleware.

WhiteNoise's middleware hands Django a blocking file iterator, which an ASGI server must read whole into
memory; here a file is read in a thread, a piece at a time, and no session or middleware is touched for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from wsgiref.headers import Headers

from asgiref.sync import sync_to_async
from django.conf import settings
from whitenoise.base import WhiteNoise
from whitenoise.responders import Response

from jailsite.packing import is_fixed, is_hashed
from jailsite.security import static_headers

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MACHINES = "machine/"
PIECE = 64 * 1024  # bytes
ASKED = {
    b"accept-encoding": "HTTP_ACCEPT_ENCODING",
    b"if-modified-since": "HTTP_IF_MODIFIED_SINCE",
    b"if-none-match": "HTTP_IF_NONE_MATCH",
    b"range": "HTTP_RANGE",
}


def below_static(address: str) -> str:
    return address.removeprefix(settings.STATIC_URL)


def is_immutable(path: str, address: str) -> bool:
    """Whether the bytes at this address never change: its name holds a hash, or its folder a version."""
    name = below_static(address)
    return is_fixed(name) or is_hashed(name)


def add_headers(headers: Headers, path: str, address: str) -> None:
    for name, value in static_headers(below_static(address)).items():
        headers[name] = value


def table(plain: bool) -> WhiteNoise:
    return WhiteNoise(
        None,
        autorefresh=plain,
        max_age=0,
        allow_all_origins=False,
        add_headers_function=add_headers,
        immutable_file_test=is_immutable,
    )


def machines() -> WhiteNoise:
    """The machine bundles: looked up when asked for, because a server writes its engine's as it starts."""
    found = table(plain=True)
    found.add_files(str(settings.MACHINE_DIR), prefix=f"{settings.STATIC_URL}{MACHINES}")
    return found


def files() -> WhiteNoise:
    """The table of static files.

    Of the collected ones, or of the sources as they are while plain names are served.
    """
    found = table(plain=settings.PLAIN_STATIC)
    for folder in reversed(settings.STATICFILES_DIRS) if settings.PLAIN_STATIC else [settings.STATIC_ROOT]:
        found.add_files(str(folder), prefix=settings.STATIC_URL)
    return found


class StaticFiles:
    """An ASGI application that answers for STATIC_URL and passes everything else on."""

    def __init__(self, application: App) -> None:
        self.application = application
        self.files = files()
        self.machines = machines()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self.find(scope) if scope["type"] == "http" else None
        if found is None:
            await self.application(scope, receive, send)
            return
        asked = {ASKED[name]: value.decode("latin-1") for name, value in scope["headers"] if name in ASKED}
        response = await sync_to_async(found.get_response, thread_sensitive=False)(scope["method"], asked)
        await answer(response, send)

    def find(self, scope: Scope) -> Any:
        path = scope["path"]
        if not path.startswith(settings.STATIC_URL):
            return None
        if below_static(path).startswith(MACHINES):
            return self.machines.find_file(path)
        return self.files.find_file(path) if self.files.autorefresh else self.files.files.get(path)


async def answer(response: Response, send: Send) -> None:
    """Sends WhiteNoise's answer, a piece of the file at a time."""
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    await send({"type": "http.response.start", "status": int(response.status), "headers": headers})
    if response.file is not None:
        with response.file as file:
            read = sync_to_async(file.read, thread_sensitive=False)
            while piece := await read(PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
