"""A server process has its machine for the browser ready before it answers, and ends its graders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator

from jailsite.asgi import application
from jailsite.bundle import current_engine
from lessons.grading import pool


@pytest.fixture
def tree(settings: Any, tmp_path: Path) -> Path:
    """A small machine of its own, so that the test does not depend on this tree standing still."""
    module = tmp_path / "tree" / "lab" / "a.py"
    module.parent.mkdir(parents=True)
    module.write_text("a = 1\n" * 200, encoding="utf-8")
    settings.BASE_DIR, settings.MACHINE_DIR = tmp_path / "tree", tmp_path / "machines"
    settings.ENGINE = current_engine(settings.BASE_DIR)
    return settings.BASE_DIR


async def begin() -> tuple[ApplicationCommunicator, dict[str, Any]]:
    server = ApplicationCommunicator(application, {"type": "lifespan"})
    await server.send_input({"type": "lifespan.startup"})
    return server, await server.receive_output()


async def test_machine_is_there_when_the_server_has_started(tree: Path, settings: Any) -> None:
    server, answer = await begin()
    assert answer == {"type": "lifespan.startup.complete"}
    bundle = settings.MACHINE_DIR / settings.ENGINE / "machine.zip"
    assert bundle.is_file()
    assert bundle.with_name("machine.zip.br").is_file()
    await server.send_input({"type": "lifespan.shutdown"})
    assert await server.receive_output() == {"type": "lifespan.shutdown.complete"}
    assert pool().idle == []


async def test_a_server_whose_sources_changed_meanwhile_does_not_start(tree: Path) -> None:
    (tree / "lab" / "a.py").write_text("a = 2\n", encoding="utf-8")
    _, answer = await begin()
    message = "The sources of the machine changed while the server was starting; start it again."
    assert answer == {"type": "lifespan.startup.failed", "message": message}
