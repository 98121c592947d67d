"""Fixtures for whole-machine tests: run a script headless, or type at a terminal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simbsd.machine import Machine

MINUTE = 60_000_000
Run = Callable[..., tuple[str, int]]


@pytest.fixture
def sh() -> Run:
    """``sh(script)``: a fresh machine's root shell runs the script; (output, status)."""

    def run(script: str, seed: int = 0, limit: int = 60 * MINUTE, release: str = "14.0") -> tuple[str, int]:
        output, status = Machine(release, seed, ttys=0, watched=False).script(script.encode(), limit)
        return output.decode(), status

    return run


@pytest.fixture
def console() -> Callable[[str], str]:
    """``console(text)``: keys typed at a fresh machine's terminal once the prompt is there; everything shown
    afterwards.
    """

    def type_at(text: str) -> str:
        machine = Machine()
        assert machine.settle(MINUTE)
        machine.output(0)
        machine.type(0, text)
        machine.settle(MINUTE)
        return machine.output(0)

    return type_at
