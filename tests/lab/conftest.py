"""A session at a sandbox machine, and a page that speaks to a bridge."""

from __future__ import annotations

import pytest
from bridge_page import Page

from lab.session import Session


@pytest.fixture
def page() -> Page:
    """A page whose machine is not open yet."""
    return Page()


@pytest.fixture
def session() -> Session:
    """A sandbox, at its first prompt."""
    return Session(None, 3, engine="test")
