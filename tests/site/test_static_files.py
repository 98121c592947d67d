"""Static files as they are served: types, packing, caching, isolation; and what is not a static file."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import brotli
import pytest
from asgiref.testing import ApplicationCommunicator

from jailsite.assets import StaticFiles

YEARS = "max-age=315360000, public, immutable"
AGAIN = "max-age=0, public"
STYLE = b"body { color: black }\n" * 40


async def nothing(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"passed on"})


async def ask(
    path: str, method: str = "GET", application: Any = None, **asked: str
) -> tuple[int, dict[str, str], bytes]:
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in asked.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    communicator = ApplicationCommunicator(application or StaticFiles(nothing), scope)
    await communicator.send_input({"type": "http.request"})
    start = await communicator.receive_output()
    body, more = b"", True
    while more:
        message = await communicator.receive_output()
        body, more = body + message["body"], message.get("more_body", False)
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body


@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> Path:
    """A collected folder as `manage.py collectstatic` leaves it, served with hashed names."""
    from jailsite.packing import pack_folder

    for name in ("css/base.css", "css/base.0123456789ab.css", "vendor/x/1/x.wasm", "js/machine/worker.0123456789ab.js"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(STYLE)
    pack_folder(tmp_path)
    settings.PLAIN_STATIC = False
    settings.STATIC_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    ("name", "media", "caching"),
    [
        ("css/base.css", 'text/css; charset="utf-8"', AGAIN),
        ("css/base.0123456789ab.css", 'text/css; charset="utf-8"', YEARS),
        ("vendor/x/1/x.wasm", "application/wasm", YEARS),
        ("js/machine/worker.0123456789ab.js", 'text/javascript; charset="utf-8"', YEARS),
    ],
)
async def test_type_and_caching(collected: Path, name: str, media: str, caching: str) -> None:
    status, headers, body = await ask(f"/static/{name}")
    assert (status, headers["content-type"], headers["cache-control"], body) == (200, media, caching, STYLE)
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


async def test_packed_as_the_browser_can_read_it(collected: Path) -> None:
    _, headers, body = await ask("/static/css/base.css", accept_encoding="gzip, br")
    assert (headers["content-encoding"], brotli.decompress(body)) == ("br", STYLE)
    _, headers, body = await ask("/static/css/base.css", accept_encoding="gzip")
    assert (headers["content-encoding"], gzip.decompress(body)) == ("gzip", STYLE)
    assert headers["vary"] == "Accept-Encoding"


async def test_unchanged_is_not_sent_again(collected: Path) -> None:
    _, headers, _ = await ask("/static/css/base.css")
    status, _, body = await ask("/static/css/base.css", if_none_match=headers["etag"])
    assert (status, body) == (304, b"")


async def test_a_large_file_arrives_whole(collected: Path) -> None:
    large = bytes(range(256)) * 4096
    (collected / "large.bin").write_bytes(large)
    assert (await ask("/static/large.bin"))[2] == large


async def test_nothing_is_written(collected: Path) -> None:
    assert (await ask("/static/css/base.css", method="POST"))[0] == 405


@pytest.mark.parametrize("path", ["/static/none.css", "/static/../settings.py", "/static/", "/lessons/x/", "/"])
async def test_everything_else_is_passed_on(collected: Path, path: str) -> None:
    assert (await ask(path))[2] == b"passed on"


async def test_plain_names_are_served_from_the_sources(settings: Any) -> None:
    source = settings.BASE_DIR / "static" / "css" / "tokens.css"
    status, headers, body = await ask("/static/css/tokens.css")
    assert (status, headers["cache-control"], body) == (200, AGAIN, source.read_bytes())


async def test_a_machine_is_served_as_soon_as_it_is_written(collected: Path, settings: Any, tmp_path: Path) -> None:
    settings.MACHINE_DIR = tmp_path / "machines"
    site = StaticFiles(nothing)
    path = "/static/machine/0123456789abcdef/machine.zip"
    assert (await ask(path, application=site))[2] == b"passed on"
    bundle = settings.MACHINE_DIR / "0123456789abcdef" / "machine.zip"
    bundle.parent.mkdir(parents=True)
    bundle.write_bytes(STYLE)
    status, headers, body = await ask(path, application=site)
    assert (status, headers["cache-control"], body) == (200, YEARS, STYLE)
