"""A request body over the limit is refused before Django stores it, declared or not."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator

from jailsite.body_limit import BodyLimit

LIMIT = 10


async def echo(scope: Any, receive: Any, send: Any) -> None:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def post(pieces: list[bytes], headers: list[tuple[bytes, bytes]]) -> tuple[int, bytes]:
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    communicator = ApplicationCommunicator(BodyLimit(echo, LIMIT), scope)
    for number, piece in enumerate(pieces, 1):
        more = number < len(pieces)
        await communicator.send_input({"type": "http.request", "body": piece, "more_body": more})
    start = await communicator.receive_output()
    return start["status"], (await communicator.receive_output())["body"]


async def test_up_to_the_limit_is_passed_on() -> None:
    assert await post([b"01234", b"56789"], [(b"content-length", b"10")]) == (200, b"0123456789")


REFUSED = (413, b"The request is larger than this site accepts.\n")


@pytest.mark.parametrize("headers", [[(b"content-length", b"11")], [], [(b"content-length", b"zebra")]])
async def test_one_byte_more_is_refused(headers: list[tuple[bytes, bytes]]) -> None:
    assert await post([b"01234", b"56789", b"0"], headers) == REFUSED


async def test_a_false_declaration_does_not_help() -> None:
    assert await post([b"0123456789", b"0"], [(b"content-length", b"1")]) == REFUSED
