"""Fixtures for tests of pf: a machine that is watched, and scripts in its root shell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simbsd.machine import Machine


@pytest.fixture
def machine() -> Machine:
    """A booted machine without terminals."""
    return Machine(ttys=0)


@pytest.fixture
def script(machine: Machine) -> Callable[[str], str]:
    """``script(text)``: what root's shell prints."""
    return lambda text: machine.script(text.encode())[0].decode()
