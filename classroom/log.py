"""A room's log: the truth of everything live. Appended to atomically, numbered without holes, read from any number on.

The room's row is the lock: its `last_seq` is raised and the entries written in one transaction, so on PostgreSQL as
on SQLite entries become visible in the order of their numbers, and a reader that saw n has seen all before it.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from classroom.models import Entry, Member, Room

FRAMES = "frames"
SNAPSHOT = "snapshot"
EVERYBODY = ""
STAFF = "staff"
REMOVED = "removed"
CLOSED = "closed"
MOST_READ = 500  # entries at once
SNAPSHOTS_KEPT = 2


class RoomClosed(Exception):
    """There is no open room to write to."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be; `body` is plain values, or text that is JSON already."""

    kind: str
    body: dict[str, Any] | str
    audience: str = EVERYBODY
    author: int | None = None

    @property
    def text(self) -> str:
        return self.body if isinstance(self.body, str) else dump(self.body)


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def only(member: Member) -> str:
    """The audience that is one member (and staff, who see everything)."""
    return str(member.pk)


def append(room: uuid.UUID, *drafts: Draft) -> list[Entry]:
    """Writes entries at the log's end, all or none. Raises RoomClosed."""
    now = timezone.now()
    with transaction.atomic():
        open_room = Room.objects.filter(pk=room, state=Room.State.OPEN)
        if not open_room.update(last_seq=F("last_seq") + len(drafts), used=now):
            raise RoomClosed(str(room))
        last = Room.objects.values_list("last_seq", flat=True).get(pk=room)
        first = last - len(drafts) + 1
        entries = [
            Entry(
                room_id=room,
                seq=seq,
                kind=draft.kind,
                audience=draft.audience,
                author_id=draft.author,
                body=draft.text,
                at=now,
            )
            for seq, draft in enumerate(drafts, first)
        ]
        return Entry.objects.bulk_create(entries)


def since(room: uuid.UUID, seq: int, most: int = MOST_READ) -> list[Entry]:
    """The entries after `seq`, at most so many, in order. After a pruning the first of them may not be seq + 1."""
    return list(Entry.objects.filter(room_id=room, seq__gt=seq).order_by("seq")[:most])


def stored(room: uuid.UUID, after: int, upto: int, frames: bool) -> list[Entry]:
    """The entries in that range, those that end it included; with or without what was shown."""
    entries = Entry.objects.filter(room_id=room, seq__gt=after, seq__lte=upto).exclude(kind=SNAPSHOT)
    return list((entries if frames else entries.exclude(kind=FRAMES)).order_by("seq"))


def latest_snapshot(room: uuid.UUID) -> Entry | None:
    return Entry.objects.filter(room_id=room, kind=SNAPSHOT).order_by("-seq").first()


def prune(room: uuid.UUID) -> int:
    """Drops frames and snapshots that no newcomer needs: all before the oldest of the snapshots kept."""
    snapshots = Entry.objects.filter(room_id=room, kind=SNAPSHOT).order_by("-seq")
    seqs = list(snapshots.values_list("seq", flat=True)[:SNAPSHOTS_KEPT])
    if len(seqs) < SNAPSHOTS_KEPT:
        return 0
    old = Entry.objects.filter(Q(kind=FRAMES) | Q(kind=SNAPSHOT), room_id=room, seq__lt=seqs[-1])
    return old.delete()[0]
