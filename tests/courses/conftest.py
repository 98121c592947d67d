"""A course with one of each role, on a small curriculum; a client for each."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.test import Client

SITE_TESTS = Path(__file__).resolve().parents[1] / "site"
sys.path.insert(0, str(SITE_TESTS))

from course_cast import Cast, make_cast  # noqa: E402
from small_site import _curriculum, _pool  # noqa: E402

__all__ = ["_curriculum", "_pool"]


@pytest.fixture
def cast(db: None) -> Cast:
    """Somebody of each role in one course."""
    return make_cast()


@pytest.fixture
def owner(cast: Cast) -> Client:
    return cast.client("owner")
