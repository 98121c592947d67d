"""A fresh machine for each test."""

from __future__ import annotations

import pytest
from vfshost import Host


@pytest.fixture
def host() -> Host:
    """A fresh machine."""
    return Host()
