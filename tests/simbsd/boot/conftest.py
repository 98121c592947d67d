"""A machine at whose console one types, and which one may boot again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simbsd.machine import Machine

MINUTE = 60_000_000


class Console:
    """A machine with its first prompt on the screen."""

    def __init__(self, seed: int = 0) -> None:
        self.machine = Machine("14.0", seed)
        assert self.machine.settle(MINUTE)
        self.machine.output(0)

    def type(self, line: str, limit: int = 10 * MINUTE) -> str:
        """Type a line and wait for the next prompt; what was shown after the line, with plain line ends."""
        self.machine.type(0, f"{line}\r")
        self.machine.settle(limit)
        shown = self.machine.output(0).replace("\r\n", "\n")
        return shown.partition("\n")[2].removesuffix("# ")


@pytest.fixture
def console() -> Callable[..., Console]:
    """``console(seed)``: a machine just booted."""
    return Console
