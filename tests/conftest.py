"""For every test: those that drive a browser come last, because Playwright's loop would run beneath the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How fast examples are made says something of the machine that tests run on, and nothing of what they test.
settings.register_profile("cellblock", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("cellblock")

E2E = Path(__file__).parent / "e2e"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what stands in tests/e2e, before `-m` chooses, and puts it at the end."""
    for item in items:
        if E2E in item.path.parents:
            item.add_marker("e2e")
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)
