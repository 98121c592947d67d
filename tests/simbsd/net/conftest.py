"""Fixtures of the network tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from nethost import NetHost


@pytest.fixture
def net() -> NetHost:
    """A fresh machine for network tests."""
    return NetHost()
