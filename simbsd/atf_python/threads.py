"""The threads of one program: each runs until it waits, and the program waits for whichever is next.

Models Lib/threading.py of Python (Thread, Semaphore) as far as helpers of tests go; threads take turns where they wait.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from typing import Any

from simbsd.lib.unistd import monotonic, poll
from simbsd.sys.errno import Errno

SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Wait:
    """What a thread waits for, whichever comes first: a descriptor that can be read, a condition, a time (microseconds
    since boot).
    """

    fd: int | None = None
    condition: Callable[[], bool] | None = None
    until: int | None = None


@types.coroutine
def wait(what: Wait) -> Generator[Wait, None, None]:
    """Let the others run until what is waited for has come."""
    yield what


async def sleep(seconds: float) -> None:
    """time.sleep."""
    await wait(Wait(until=await monotonic() + round(seconds * SECOND)))


@dataclass(slots=True, eq=False)
class _Task:
    coroutine: Coroutine[Any, Any, Any]
    waits: Wait | None = None
    done: bool = False


class Threads:
    """All threads of a program, the first one's coroutine among them."""

    def __init__(self) -> None:
        self.tasks: list[_Task] = []

    def start(self, coroutine: Coroutine[Any, Any, Any]) -> _Task:
        """A thread more."""
        task = _Task(coroutine)
        self.tasks.append(task)
        return task

    async def run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Run until the first thread and all others have ended. Raises what a thread raises."""
        self.start(coroutine)
        while self.tasks:
            for task in tuple(self.tasks):
                if task.waits is None:
                    await _step(task)
            self.tasks = [task for task in self.tasks if not task.done]
            if self.tasks and all(task.waits for task in self.tasks):
                await self._next()

    async def _next(self) -> None:
        """Wait until at least one thread can go on."""
        now = await monotonic()
        if any(self._ready(task, {}, now) for task in self.tasks):
            ready = await poll({task.waits.fd: "r" for task in self.tasks if task.waits and task.waits.fd}, 0)
        else:
            waits = [task.waits for task in self.tasks if task.waits]
            times = [one.until for one in waits if one.until is not None]
            timeout = max(0, min(times) - now) if times else None
            ready = await poll({one.fd: "r" for one in waits if one.fd is not None}, timeout)
            now = await monotonic()
        for task in self.tasks:
            if self._ready(task, ready, now):
                task.waits = None

    def _ready(self, task: _Task, ready: dict[int, str], now: int) -> bool:
        waits = task.waits
        return waits is None or (
            waits.fd in ready
            or (waits.until is not None and now >= waits.until)
            or (waits.condition is not None and waits.condition())
        )


@types.coroutine
def _step(task: _Task) -> Generator[Any, Any, None]:
    """Run a thread until it waits or ends; its system calls are the program's."""
    answer: Any = None
    error: Errno | None = None
    while True:
        try:
            asked = task.coroutine.send(answer) if error is None else task.coroutine.throw(error)
        except StopIteration:
            task.done = True
            return
        if type(asked) is Wait:
            task.waits = asked
            return
        error = None
        try:
            answer = yield asked
        except Errno as refused:
            error = refused


class Thread:
    """threading.Thread, whose ``run`` a script overrides; ``threads`` are the program's."""

    threads: Threads

    def __init__(self) -> None:
        self._task: _Task | None = None

    async def run(self) -> None:
        """What the thread does."""

    def start(self) -> None:
        """Begin; it runs once others wait."""
        self._task = self.threads.start(self.run())

    async def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""
        task = self._task
        if task is None:
            raise RuntimeError("cannot join thread before it is started")
        await wait(Wait(condition=lambda: task.done))


class Semaphore:
    """threading.Semaphore."""

    def __init__(self, value: int = 1) -> None:
        self._value = value

    async def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        """Take one; False when the time is over before."""
        until = None if timeout is None else await monotonic() + round(timeout * SECOND)
        if not self._value:
            await wait(Wait(condition=lambda: self._value > 0, until=until))
        if not self._value:
            return False
        self._value -= 1
        return True

    def release(self) -> None:
        """Give one back."""
        self._value += 1
