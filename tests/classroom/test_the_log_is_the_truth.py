"""The log's numbers have no holes and no doubles, and nothing is written to a closed room."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from classroom import log, rooms
from classroom.log import Draft, RoomClosed, append, latest_snapshot, prune, since
from classroom.models import Entry, Member


def numbers(member: Member, seq: int = 0) -> list[int]:
    return [entry.seq for entry in since(member.room_id, seq)]


@transaction.atomic
def append_and_check(room: uuid.UUID, draft: Draft) -> None:
    append(room, draft)
    connection.check_constraints()


def test_entries_are_numbered_from_one_without_holes(teacher: Member) -> None:
    append(teacher.room_id, Draft("frames", {"a": 1}))
    append(teacher.room_id, Draft("frames", {"a": 2}), Draft("room", {"locked": True}))
    entries = since(teacher.room_id, 0)
    assert [(entry.seq, entry.kind, entry.body) for entry in entries] == [
        (1, "frames", '{"a":1}'),
        (2, "frames", '{"a":2}'),
        (3, "room", '{"locked":true}'),
    ]
    assert numbers(teacher, 2) == [3]


def test_an_append_that_fails_leaves_no_hole(teacher: Member) -> None:
    append(teacher.room_id, Draft("frames", {}))
    with pytest.raises(IntegrityError):
        append_and_check(teacher.room_id, Draft("frames", {}, author=10**9))
    append(teacher.room_id, Draft("frames", {}))
    assert numbers(teacher) == [1, 2]


def test_a_number_is_given_once(teacher: Member) -> None:
    entry = append(teacher.room_id, Draft("frames", {}))[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(room=teacher.room, seq=entry.seq, kind="frames", body="{}", at=entry.at)


def test_a_closed_room_takes_no_entry(teacher: Member) -> None:
    rooms.close(teacher.room)
    with pytest.raises(RoomClosed):
        append(teacher.room_id, Draft("frames", {}))
    assert [entry.kind for entry in since(teacher.room_id, 0)] == ["closed"]


def test_pruning_keeps_two_snapshots_what_follows_them_and_every_event(teacher: Member) -> None:
    kinds = "frames room snapshot frames snapshot frames snapshot frames".split()
    for kind in kinds:
        append(teacher.room_id, Draft(kind, {}))
    assert prune(teacher.room_id) == 3
    assert [(entry.seq, entry.kind) for entry in since(teacher.room_id, 0)] == [
        (2, "room"),
        (5, "snapshot"),
        (6, "frames"),
        (7, "snapshot"),
        (8, "frames"),
    ]
    snapshot = latest_snapshot(teacher.room_id)
    assert snapshot is not None
    assert snapshot.seq == 7
    assert prune(teacher.room_id) == 0


def test_text_that_is_json_already_is_written_as_it_is(teacher: Member) -> None:
    append(teacher.room_id, Draft(log.FRAMES, '{"x":"ü"}'))
    assert since(teacher.room_id, 0)[0].body == '{"x":"ü"}'
