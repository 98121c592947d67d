"""Opening, joining, locking, removing, handing the machine over, closing; and what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from room_machine import MACHINE

from classroom import limits, machines, names, retention, rooms
from classroom.log import since
from classroom.models import Member, Room
from lessons.curriculum import find_lesson
from lessons.models import Learner
from lessons.refusals import Conflict, Refusal


def told(member: Member) -> list[tuple[str, Any]]:
    """What the log says, by kind."""
    return [(entry.kind, json.loads(entry.body)) for entry in since(member.room_id, 0)]


def join(member: Member, name: str = "Grace") -> Member:
    return rooms.join(member.room, Learner.objects.create(), name)


def test_an_opened_room_has_a_teacher_who_holds_its_machine(teacher: Member) -> None:
    room = teacher.room
    assert (teacher.role, room.lease.executor, room.lease.generation) == ("teacher", teacher, 1)
    assert len(room.code) == names.LENGTH
    assert set(room.code) <= set(names.LETTERS)
    assert (room.lesson, room.release) == ("sandbox.empty", "14.0")


def test_a_room_of_a_lesson_boots_that_lesson(db: None) -> None:
    lesson = find_lesson("first-jail")
    room = rooms.open_room(Learner.objects.create(), "Ada", "One", machines.of_lesson(lesson)).room
    assert (room.lesson, room.revision, room.release) == (lesson.slug, lesson.revision, lesson.release)


def test_two_of_one_name_are_told_apart(teacher: Member) -> None:
    assert [join(teacher, name).name for name in ("Grace", "grace", "Grace")] == ["Grace", "grace 2", "Grace 3"]


def test_who_comes_again_has_the_place_of_before(teacher: Member, pupil: Member) -> None:
    rooms.switch(teacher.room, "lock", True)
    assert rooms.join(teacher.room, pupil.learner, "Somebody else") == pupil
    assert teacher.room.members.count() == 2


def test_a_locked_room_lets_no_newcomer_in(teacher: Member) -> None:
    rooms.switch(teacher.room, "lock", True)
    with pytest.raises(rooms.Locked):
        join(teacher)
    rooms.switch(teacher.room, "lock", False)
    assert join(teacher).name == "Grace"
    assert told(teacher) == [("room", {"locked": True}), ("room", {"locked": False})]


def test_a_full_room_lets_nobody_in(teacher: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_MEMBERS", 1)
    with pytest.raises(rooms.Full):
        join(teacher)


def test_who_was_removed_stays_outside(teacher: Member, pupil: Member) -> None:
    rooms.remove(pupil)
    with pytest.raises(rooms.Locked):
        rooms.join(teacher.room, pupil.learner, "Another")
    assert told(teacher) == [("removed", {})]


def test_staff_are_not_removed(teacher: Member) -> None:
    with pytest.raises(Conflict):
        rooms.remove(teacher)


def test_a_closed_room_lets_nobody_in_and_says_so_last(teacher: Member) -> None:
    rooms.close(teacher.room)
    with pytest.raises(Conflict):
        join(teacher)
    assert told(teacher) == [("closed", {})]


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "x" * 41])
def test_what_is_no_name_is_refused(teacher: Member, name: str) -> None:
    with pytest.raises(Refusal):
        join(teacher, name)
    assert teacher.room.members.count() == 1


def test_a_name_is_shown_without_what_could_draw(teacher: Member) -> None:
    assert join(teacher, " \x1b[31mGra\u202ece\t Hopper\n").name == "[31mGrace Hopper"


def test_a_speed_is_one_of_three(teacher: Member) -> None:
    with pytest.raises(Refusal):
        rooms.set_speed(teacher.room, 7)
    rooms.set_speed(teacher.room, 10)
    assert told(teacher) == [("room", {"speed": 10})]


def test_so_many_rooms_and_no_more(teacher: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROOMS", 1)
    with pytest.raises(rooms.Full):
        rooms.open_room(teacher.learner, "Ada", "Another", MACHINE)


def test_abandoned_rooms_are_closed_and_old_ones_forgotten(teacher: Member, settings: Any) -> None:
    settings.ROOM_DAYS = 7
    assert retention.sweep() == retention.Swept(0, 0)
    Room.objects.update(used=timezone.now() - timedelta(hours=25))
    assert retention.sweep() == retention.Swept(1, 0)
    Room.objects.update(closed_at=timezone.now() - timedelta(days=8))
    assert retention.sweep() == retention.Swept(0, 1)
    assert (Room.objects.count(), Member.objects.count()) == (0, 0)
