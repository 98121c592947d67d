"""A server process has its machine for the browser ready before it answers, and ends its graders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator

from jailsite.asgi import application
from jailsite.bundle import Machine
from lessons.grading import pool


@pytest.fixture
def machine(settings: Any, tmp_path: Path) -> Machine:
    """A small machine."""
    settings.MACHINE = Machine("0123456789abcdef", [("lab/a.py", b"a = 1\n" * 200)])
    settings.MACHINE_DIR = tmp_path / "machines"
    return settings.MACHINE


async def begin() -> tuple[ApplicationCommunicator, dict[str, Any]]:
    server = ApplicationCommunicator(application, {"type": "lifespan"})
    await server.send_input({"type": "lifespan.startup"})
    return server, await server.receive_output()


async def test_machine_is_there_when_the_server_has_started(machine: Machine, settings: Any) -> None:
    server, answer = await begin()
    assert answer == {"type": "lifespan.startup.complete"}
    bundle = settings.MACHINE_DIR / machine.engine / "machine.zip"
    assert bundle.is_file()
    assert bundle.with_name("machine.zip.br").is_file()
    await server.send_input({"type": "lifespan.shutdown"})
    assert await server.receive_output() == {"type": "lifespan.shutdown.complete"}
    assert pool().idle == []


async def test_a_server_with_a_broken_lesson_does_not_start(machine: Machine, settings: Any, tmp_path: Path) -> None:
    settings.CURRICULUM_DIR = tmp_path / "curriculum"
    _, answer = await begin()
    message = "curriculum/modules.toml: file: there is no such file"
    assert answer == {"type": "lifespan.startup.failed", "message": message}
