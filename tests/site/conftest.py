"""The site under test.

A small curriculum of its own, a clean cache, and the grading pool that it leaves behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from work import CURRICULUM

from lessons import grading
from lessons.models import Attempt


@pytest.fixture(autouse=True)
def _curriculum(settings: Any) -> None:
    settings.CURRICULUM_DIR = CURRICULUM
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _pool() -> Iterator[None]:
    yield
    grading.pool().close()


@pytest.fixture
def stranger() -> Client:
    """Another browser."""
    return Client()


@pytest.fixture
def attempt(client: Client, db: None) -> Attempt:
    """This browser's attempt at the first lesson."""
    client.get("/lessons/first-jail/")
    return Attempt.objects.get()
