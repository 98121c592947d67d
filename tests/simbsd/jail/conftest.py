"""Fixtures for prisons."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prisonhost import Host


@pytest.fixture
def host() -> Iterator[Host]:
    """A booted machine with a root process."""
    host = Host()
    yield host
    host.close()
