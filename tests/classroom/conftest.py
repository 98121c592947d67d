"""A site with a small curriculum of its own, and rooms in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SITE = Path(__file__).resolve().parents[1] / "site"
sys.path.insert(0, str(SITE))  # sockets.py, work.py: the page's end of things

from room_machine import MACHINE  # noqa: E402
from small_site import _curriculum, _pool  # noqa: E402

from classroom import rooms  # noqa: E402
from classroom.hub import HUBS  # noqa: E402
from classroom.models import Member  # noqa: E402
from lessons.models import Learner  # noqa: E402

__all__ = ["_curriculum", "_pool"]


@pytest.fixture
def teacher(db: None) -> Member:
    """The teacher of an open room without a lesson."""
    return rooms.open_room(Learner.objects.create(), "Ada", "Jails at nine", MACHINE)


@pytest.fixture
def pupil(teacher: Member) -> Member:
    """Somebody who joined that room."""
    return rooms.join(teacher.room, Learner.objects.create(), "Grace")


@pytest.fixture(autouse=True)
def _hubs() -> Iterator[None]:
    """A test's sockets end with its event loop."""
    yield
    HUBS.clear()
