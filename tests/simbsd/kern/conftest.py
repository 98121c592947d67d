"""A machine whose init is a test's own program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from simbsd.image import EPOCH, base_image
from simbsd.kern.init_main import boot
from simbsd.kern.syscall import run
from simbsd.limits import Limits
from simbsd.release import RELEASES
from simbsd.sys.kernel import Kernel

Body = Callable[[list[Any]], Awaitable[int]]
FOREVER = 1 << 62


@pytest.fixture
def given() -> Callable[..., Kernel]:
    """``given(body, ttys=0, programs={})``: boot with ``body(log)`` as a child of init; the log is ``kernel.log``-like
    list given back.
    """

    def start(body: Body, log: list[Any], ttys: int = 0, limits: Limits | None = None, **programs: Any) -> Kernel:
        async def init(argv: list[str], envp: dict[str, str]) -> int:
            from simbsd.lib.unistd import nanosleep, vfork, waitpid
            from simbsd.sys.errno import Errno

            await vfork(body, log)
            while True:
                try:
                    await waitpid(-1)
                except Errno:
                    await nanosleep(3_600_000_000)

        table = {"init": init, **programs}
        return boot(RELEASES["14.0"], 0, limits or Limits(), base_image("14.0"), table, EPOCH, ttys)

    return start


@pytest.fixture
def after(given: Callable[..., Kernel]) -> Callable[..., list[Any]]:
    """``after(body)``: what ``body(log)`` has logged when a virtual minute has passed."""

    def finish(body: Body, us: int = 60_000_000, **options: Any) -> list[Any]:
        log: list[Any] = []
        kernel = given(body, log, **options)
        run(kernel, us, FOREVER)
        return log

    return finish
