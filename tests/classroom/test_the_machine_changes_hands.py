"""The room's machine is asked for, then given; a holder that is away or silent is not waited for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from room_machine import MACHINE

from classroom import actions, handover, journals, rooms
from classroom.log import since
from classroom.models import Lease, Member, Room
from lessons.models import Learner
from lessons.refusals import Conflict


def kinds(member: Member) -> list[str]:
    return [entry.kind for entry in since(member.room_id, 0)]


def lease_of(member: Member) -> Lease:
    return Lease.objects.select_related("executor", "heir").get(room=member.room_id)


@pytest.fixture
def held(teacher: Member) -> Lease:
    """A page of the teacher has the machine and is there."""
    Lease.objects.update(page="desk", expires=timezone.now() + rooms.LEASE)
    return lease_of(teacher)


def test_a_page_that_is_there_is_asked_first(teacher: Member, pupil: Member, held: Lease) -> None:
    handover.ask(teacher.room, pupil)
    lease = lease_of(teacher)
    assert (lease.executor, lease.heir, lease.generation) == (teacher, pupil, 1)
    assert kinds(teacher) == ["handing"]
    handover.complete(teacher.room)
    lease = lease_of(teacher)
    assert (lease.executor, lease.heir, lease.generation, lease.page) == (pupil, None, 2, "")
    assert kinds(teacher) == ["handing", "control"]


@pytest.mark.parametrize("away", [{"page": ""}, {"page": "desk", "expires": timezone.now() - timedelta(hours=1)}])
def test_nobody_waits_for_a_holder_that_is_away(teacher: Member, pupil: Member, away: dict[str, Any]) -> None:
    Lease.objects.update(**away)
    handover.ask(teacher.room, pupil)
    assert lease_of(teacher).executor == pupil
    assert kinds(teacher) == ["control"]


def test_a_silent_holder_is_waited_for_so_long(teacher: Member, pupil: Member, held: Lease) -> None:
    handover.ask(teacher.room, pupil)
    handover.ask(teacher.room, pupil)
    assert not handover.is_due(teacher.room_id)
    assert lease_of(teacher).executor == teacher
    Lease.objects.update(asked=timezone.now() - handover.PATIENCE - timedelta(seconds=1))
    assert handover.is_due(teacher.room_id)
    handover.complete(teacher.room)
    assert lease_of(teacher).executor == pupil
    assert not handover.is_due(teacher.room_id)
    handover.complete(teacher.room)
    assert lease_of(teacher).generation == 2


def test_asked_again_in_vain_it_is_taken(teacher: Member, pupil: Member, held: Lease) -> None:
    handover.ask(teacher.room, pupil)
    Lease.objects.update(asked=timezone.now() - handover.PATIENCE - timedelta(seconds=1))
    handover.ask(teacher.room, pupil)
    assert lease_of(teacher).executor == pupil


def test_who_has_it_already_calls_the_handover_off(teacher: Member, pupil: Member, held: Lease) -> None:
    handover.ask(teacher.room, pupil)
    handover.ask(teacher.room, teacher)
    handover.complete(teacher.room)
    lease = lease_of(teacher)
    assert (lease.executor, lease.heir, lease.generation) == (teacher, None, 1)


def test_who_is_removed_leaves_the_machine_to_the_teacher(
    teacher: Member, pupil: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what they did at it goes on only if it replays."""
    handover.hand_over(teacher.room, pupil)
    Room.objects.update(journal="theirs", trusted="before")
    monkeypatch.setattr(journals, "replayed", lambda *_: type("Outcome", (), {"error": "it does not"}))
    actions.remove(teacher, {"member": str(pupil.pk)})
    lease = lease_of(teacher)
    assert (lease.executor, lease.generation, lease.room.journal) == (teacher, 3, "before")


def test_the_machine_is_not_handed_to_a_stranger(teacher: Member, pupil: Member, held: Lease) -> None:
    other = rooms.open_room(Learner.objects.create(), "Eve", "Elsewhere", MACHINE)
    projector = rooms.promote(teacher.room, Learner.objects.create(), "projector")
    for member in (other, projector):
        with pytest.raises(Conflict):
            handover.ask(teacher.room, member)
        with pytest.raises(Conflict):
            handover.hand_over(teacher.room, member)
    assert lease_of(teacher).heir is None
    assert kinds(teacher) == []


def test_handing_over_makes_a_new_generation_once(teacher: Member, pupil: Member) -> None:
    assert handover.hand_over(teacher.room, pupil).generation == 2
    assert handover.hand_over(teacher.room, pupil).generation == 2
    assert [entry.body for entry in since(teacher.room_id, 0)] == [
        f'{{"executor":{pupil.pk},"name":"Grace","generation":2}}'
    ]


def test_whoever_has_it_gives_it_back(teacher: Member, pupil: Member) -> None:
    handover.hand_over(teacher.room, pupil)
    Lease.objects.update(page="desk", expires=timezone.now() + rooms.LEASE)
    actions.perform(pupil, "give", {})
    lease = lease_of(teacher)
    assert (lease.executor, lease.heir) == (pupil, teacher)
    assert kinds(teacher) == ["control", "handing"]
    handover.complete(teacher.room)
    with pytest.raises(Conflict):
        actions.perform(pupil, "give", {})
    assert lease_of(teacher).executor == teacher


def test_the_hand_of_whoever_is_given_it_is_down(teacher: Member, pupil: Member) -> None:
    rooms.set_hand(pupil, True)
    actions.perform(teacher, "control", {"member": str(pupil.pk)})
    pupil.refresh_from_db()
    assert pupil.hand is None
    assert lease_of(teacher).executor == pupil
