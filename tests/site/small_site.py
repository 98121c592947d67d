"""The small curriculum of tests/site, a clean cache, and graders that end with the tests: for several conftests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from work import CURRICULUM

from lessons import grading


@pytest.fixture(autouse=True)
def _curriculum(settings: Any) -> None:
    settings.CURRICULUM_DIR = CURRICULUM
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _pool() -> Iterator[None]:
    yield
    grading.pool().close()


__all__ = ["_curriculum", "_pool"]
