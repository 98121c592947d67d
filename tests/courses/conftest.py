"""A course with one of each role, on a small curriculum; a client for each."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

SITE_TESTS = Path(__file__).resolve().parents[1] / "site"
sys.path.insert(0, str(SITE_TESTS))

from course_cast import Cast, make_cast  # noqa: E402
from work import CURRICULUM  # noqa: E402

from lessons import grading  # noqa: E402


@pytest.fixture(autouse=True)
def _curriculum(settings: Any) -> None:
    settings.CURRICULUM_DIR = CURRICULUM
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _pool() -> Iterator[None]:
    yield
    grading.pool().close()


@pytest.fixture
def cast(db: None) -> Cast:
    """Somebody of each role in one course."""
    return make_cast()


@pytest.fixture
def owner(cast: Cast) -> Client:
    return cast.client("owner")
