"""Whatever happens in whichever order, one room's messages never reach another's pages, and no page misses any."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from asgiref.sync import sync_to_async
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from room_machine import MACHINE
from room_page import RoomPage

from classroom import rooms
from classroom.models import Member
from lessons.models import Learner

ROOMS = 3
# A room does something: its executor shows, makes a snapshot or points; a page goes and comes back; staff switch.
STEPS = st.lists(
    st.tuples(st.integers(0, ROOMS - 1), st.sampled_from("show snapshot point switch leave".split())), max_size=12
)


@dataclass
class Scene:
    """One room: the executor's page, a participant's, and what it was shown."""

    teacher: Member
    pupil: Member
    desk: RoomPage
    seat: RoomPage
    seq: int = 0


async def opened(name: str) -> Scene:
    teacher = await sync_to_async(rooms.open_room)(await Learner.objects.acreate(), "Ada", name, MACHINE)
    pupil = await sync_to_async(rooms.join)(teacher.room, await Learner.objects.acreate(), "Grace")
    desk = await RoomPage(teacher).enter(executes=True)
    return Scene(teacher, pupil, desk, await RoomPage(pupil).enter())


async def step(scene: Scene, what: str, number: int) -> None:
    mark = f"{scene.teacher.room_id}-{number}"
    if what == "leave":
        await scene.seat.until(scene.seq)
        await scene.seat.disconnect()
        entries = scene.seat.entries
        scene.seat = await RoomPage(scene.pupil).enter(seq=scene.seq)
        scene.seat.entries = entries
        return
    scene.seq += 1
    if what == "show":
        await scene.desk.show(mark)
    elif what == "snapshot":
        await scene.desk.snapshot(mark)
    elif what == "point":
        await scene.desk.say("point", graph="network", element=mark)
        await scene.desk.until(scene.seq)
    else:
        await sync_to_async(rooms.switch)(scene.teacher.room, "lock", True)


async def play(steps: list[tuple[int, str]]) -> None:
    scenes = [await opened(f"Room {number}") for number in range(ROOMS)]
    for number, (which, what) in enumerate(steps):
        await step(scenes[which], what, number)
    for scene in scenes:
        await scene.seat.until(scene.seq)
        own = str(scene.teacher.room_id)
        numbers = [entry["seq"] for entry in scene.seat.entries]
        assert numbers == sorted(set(numbers))
        marks = [
            *scene.seat.texts(),
            *(entry["body"]["element"] for entry in scene.seat.entries if entry["kind"] == "point"),
        ]
        assert all(mark.startswith(own) for mark in marks)
        assert {entry["author"] for entry in scene.seat.entries} <= {scene.teacher.pk, None}
        kinds = [what for which, what in steps if scenes[which] is scene]
        seen = [entry["kind"] for entry in scene.seat.entries if entry["kind"] != "snapshot"]
        assert [kind for kind in seen if kind == "frames"] == ["frames"] * kinds.count("show")
        assert seen.count("point") == kinds.count("point")
    for scene in scenes:
        await scene.desk.disconnect()
        await scene.seat.disconnect()


@pytest.mark.django_db(transaction=True)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_message_reaches_another_room_and_none_is_missed(steps: list[tuple[int, str]]) -> None:
    asyncio.run(play(steps))
