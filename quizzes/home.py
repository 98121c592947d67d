"""The server's home for machines, as the server sees it: a process for each, started, asked, heard, stopped.

The journal in the question's row is the truth: a process that is lost, or was idle for long, is made again from it.
"""

from __future__ import annotations

import asyncio
import json
import os
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from typing import Any

from django.conf import settings

from lessons.grading_process import PASSED_ON

LENGTH = struct.Struct(">I")
MEMORY = 768 * 1024 * 1024
CPU = 8  # seconds for one message
ANSWER_SECONDS = 12.0
START_SECONDS = 30.0
IDLE_SECONDS = 300.0
MOST = 64  # machines at once in this server process


class Lost(Exception):
    """The process has gone; the machine can be made again from its journal."""


class Full(Exception):
    """There are as many machines here as there may be."""


class Home:
    """One machine. `push` is called with what it says without being asked."""

    count = 0

    def __init__(self, push: Callable[[list[str]], None]) -> None:
        self.push = push
        self.process: Process | None = None
        self.listening: asyncio.Task[None] | None = None
        self.waiting: dict[int, asyncio.Future[list[str]]] = {}
        self.number = 0

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def start(self, opening: str) -> list[str]:
        """Starts the process and opens the machine. Raises Full and Lost."""
        if Home.count >= MOST:
            raise Full
        Home.count += 1
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "quizzes.home_worker", str(MEMORY), str(CPU)),
            cwd=settings.BASE_DIR,
            env={**environment, "PYTHONHASHSEED": "0"},
            stdin=PIPE,
            stdout=PIPE,
        )
        self.listening = asyncio.create_task(self.listen(self.process))
        return await self.ask(opening, START_SECONDS)

    async def ask(self, text: str, seconds: float = ANSWER_SECONDS) -> list[str]:
        """The answers to one wire message. Raises Lost."""
        if not self.is_alive or self.process is None or self.process.stdin is None:
            raise Lost
        self.number += 1
        number = self.number
        answer: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
        self.waiting[number] = answer
        body = json.dumps({"n": number, "text": text}).encode()
        try:
            self.process.stdin.write(LENGTH.pack(len(body)) + body)
            await self.process.stdin.drain()
            return await asyncio.wait_for(answer, seconds)
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            await self.stop()
            raise Lost from None
        finally:
            self.waiting.pop(number, None)

    async def listen(self, process: Process) -> None:
        """Hears the process until it ends."""
        assert process.stdout is not None
        try:
            while True:
                size = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))[0]
                said: dict[str, Any] = json.loads(await process.stdout.readexactly(size))
                answer = self.waiting.get(said["n"]) if said["n"] is not None else None
                if answer is not None and not answer.done():
                    answer.set_result(said["texts"])
                elif said["n"] is None:
                    self.push(said["texts"])
        except (asyncio.IncompleteReadError, ConnectionError):
            for answer in self.waiting.values():
                if not answer.done():
                    answer.set_exception(ConnectionError())

    async def stop(self) -> None:
        """Ends the process, whatever it is doing."""
        process, self.process = self.process, None
        if process is None:
            return
        Home.count -= 1
        if process.returncode is None:
            process.kill()
        await process.wait()
        if self.listening is not None:
            self.listening.cancel()
