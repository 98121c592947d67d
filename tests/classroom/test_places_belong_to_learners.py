"""Places in rooms are exported, go along with an account, and hold a teacher of others back from going."""

from __future__ import annotations

import pytest

from classroom import belongings, rooms
from classroom.models import Member
from lessons.models import Learner
from lessons.refusals import Conflict


def test_places_are_exported(pupil: Member) -> None:
    [row] = belongings.export(pupil.learner)
    assert (row["room__title"], row["name"], row["role"], row["answers"]) == (
        "Jails at nine",
        "Grace",
        "participant",
        [],
    )


def test_places_go_along_but_nobody_has_two(teacher: Member, pupil: Member) -> None:
    account = Learner.objects.create()
    belongings.join(pupil.learner, account)
    pupil.refresh_from_db()
    assert pupil.learner == account
    belongings.join(teacher.learner, account)
    teacher.refresh_from_db()
    assert teacher.learner != account


def test_a_teacher_of_others_closes_the_room_first(teacher: Member, pupil: Member) -> None:
    with pytest.raises(Conflict):
        belongings.check_delete(teacher.learner)
    rooms.close(teacher.room)
    belongings.check_delete(teacher.learner)
    belongings.check_delete(pupil.learner)
