"""Who is here, and whether the executor is: kept by each process for all its sockets at once, every so often."""

from __future__ import annotations

import uuid

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from classroom.models import Lease, Member
from classroom.rooms import LEASE

AWAY = (DatabaseError, InterfaceError)  # the database, for a moment
EVERY_SECONDS = 10.0
GATHER_SECONDS = 0.5  # who comes within that is noted together


def refresh(room: uuid.UUID, members: list[int]) -> None:
    """Notes that these are connected, and renews the lease if its holder is among them."""
    Member.objects.filter(pk__in=members).update(seen=timezone.now())
    Lease.objects.filter(room=room, executor__in=members).update(expires=timezone.now() + LEASE)
