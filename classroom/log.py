"""A room's log: the truth of everything live. Appended to atomically, numbered without holes, read from any number on.

The room's row is the lock: its `last_seq` is raised and the entries written in one transaction, so on PostgreSQL as
on SQLite entries become visible in the order of their numbers, and a reader that saw n has seen all before it.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from classroom.models import Entry, Member, Room

FRAMES = "frames"
SNAPSHOT = "snapshot"
JUMP, STAY = '{"jump":true', '{"jump":false'  # how a snapshot's body begins: whether those who follow must take it
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
    """Writes entries at the log's end, all or none. Raises RoomClosed.

    Twenty times a second for each room, so in two statements: RETURNING is known to PostgreSQL and SQLite alike. Within
    a transaction it takes no savepoint: what fails there fails whole.
    """
    now = timezone.now()
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(RAISE, [len(drafts), adapted(now), column(room), Room.State.OPEN])
        row = cursor.fetchone()
        entries = [] if row is None else made(room, drafts, row[0] - len(drafts) + 1, now)
        for one in entries:
            values = (column(room), one.seq, one.kind, one.audience, one.author_id, one.body, adapted(now))
            cursor.execute(INSERT, values)
    if row is None:
        raise RoomClosed(str(room))
    return entries


def made(room: uuid.UUID, drafts: tuple[Draft, ...], first: int, now: datetime) -> list[Entry]:
    """The entries that drafts become, from that number on."""
    return [
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


RAISE = "UPDATE classroom_room SET last_seq = last_seq + %s, used = %s WHERE id = %s AND state = %s RETURNING last_seq"
INSERT = (
    "INSERT INTO classroom_entry (room_id, seq, kind, audience, author_id, body, at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


def column(room: uuid.UUID) -> object:
    """A room's id as its column has it."""
    return Room._meta.pk.get_db_prep_value(room, connection)


def adapted(moment: datetime) -> object:
    return connection.ops.adapt_datetimefield_value(moment)


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
