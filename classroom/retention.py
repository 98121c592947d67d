"""How long rooms are kept: abandoned ones are closed, closed ones forgotten with everybody and everything in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from classroom import rooms
from classroom.log import RoomClosed
from classroom.models import Room

ABANDONED = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many rooms a sweep closed and deleted."""

    closed: int
    deleted: int


def sweep() -> Swept:
    """Closes what nobody used for a day; deletes what has been closed for CELLBLOCK_ROOM_DAYS."""
    now = timezone.now()
    closed = 0
    for room in Room.objects.filter(state=Room.State.OPEN, used__lt=now - ABANDONED):
        try:
            rooms.close(room)
        except RoomClosed:
            continue  # its teacher closed it meanwhile
        closed += 1
    old = Room.objects.filter(state=Room.State.CLOSED, closed_at__lt=now - timedelta(days=settings.ROOM_DAYS))
    count = old.count()
    old.delete()
    return Swept(closed, count)
