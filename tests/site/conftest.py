"""The site under test.

A small curriculum of its own, a clean cache, and the grading pool that it leaves behind.
"""

from __future__ import annotations

import pytest
from django.test import Client
from small_site import _curriculum, _pool

from lessons.models import Attempt

__all__ = ["_curriculum", "_pool"]


@pytest.fixture
def stranger() -> Client:
    """Another browser."""
    return Client()


@pytest.fixture
def attempt(client: Client, db: None) -> Attempt:
    """This browser's attempt at the first lesson."""
    client.get("/lessons/first-jail/")
    return Attempt.objects.get()
