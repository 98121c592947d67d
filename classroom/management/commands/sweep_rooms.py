"""`manage.py sweep_rooms`: closes abandoned rooms and forgets old ones; for a timer, once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from classroom.retention import sweep


class Command(BaseCommand):
    help = "Closes rooms that nobody used for a day; deletes rooms closed longer than CELLBLOCK_ROOM_DAYS."

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep()
        self.stdout.write(f"{swept.closed} closed, {swept.deleted} deleted")
