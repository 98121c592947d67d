"""What the teacher draws on a graph is seen by all, stands for those who come late, and is wiped."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from room_page import RoomPage

from classroom import handover, marks
from classroom.models import Member, Room
from classroom.wire import say

pytestmark = pytest.mark.django_db(transaction=True)

STROKE: dict[str, Any] = {
    "graph": "network", "shape": "pen", "element": "vnet.0", "to": "", "text": "", "points": [0, 0, 12, -4],
}  # fmt: skip
LABEL: dict[str, Any] = {**STROKE, "shape": "label", "text": "look here", "points": []}
ARROW: dict[str, Any] = {**STROKE, "shape": "arrow", "to": "ifnet.0.1", "points": []}
FORGED: list[dict[str, Any]] = [
    {**STROKE, "points": [1]}, {**STROKE, "points": [0, 0] * 121}, {**STROKE, "points": [0.5, 1]},
    {**STROKE, "points": [10**6, 0]}, {**STROKE, "points": "0,0"}, {**STROKE, "shape": "bomb"},
    {**STROKE, "graph": "moon"}, {**LABEL, "text": "x" * 121}, {**STROKE, "more": 1},
]  # fmt: skip


def standing() -> list[tuple[str, str]]:
    return [(one["shape"], one["element"]) for one in Room.objects.get().marks]


async def test_marks_reach_everybody_and_stand_for_who_comes_late(teacher: Member, pupil: Member) -> None:
    desk, seat = await RoomPage(teacher).enter(executes=True), await RoomPage(pupil).enter()
    for number, mark in enumerate((STROKE, LABEL, ARROW), 1):
        await desk.say("draw", **mark)
        await seat.until(number)
    assert [entry["body"] for entry in seat.entries] == [
        {"id": number, **mark} for number, mark in enumerate((STROKE, LABEL, ARROW), 1)
    ]
    await desk.snapshot("a machine")
    late = await RoomPage(pupil).enter()
    assert [one["shape"] for one in late.welcome["marks"]] == ["pen", "label", "arrow"]
    for page in (desk, seat, late):
        await page.disconnect()


async def test_one_mark_is_taken_back_and_then_all(teacher: Member, pupil: Member) -> None:
    desk, seat = await RoomPage(teacher).enter(), await RoomPage(pupil).enter()
    for mark in (STROKE, LABEL, {**ARROW, "graph": "processes"}):
        await desk.say("draw", **mark)
    await desk.say("wipe", graph="network", last=True)
    await seat.until(4)
    assert seat.entries[-1]["body"] == {"ids": [2]}
    await desk.say("wipe", graph="network", last=False)
    await seat.until(5)
    assert seat.entries[-1]["body"] == {"ids": [1]}
    assert [one["graph"] for one in await sync_to_async(lambda: Room.objects.get().marks)()] == ["processes"]
    for page in (desk, seat):
        await page.disconnect()


async def test_there_is_one_point_and_wiping_leaves_it(teacher: Member) -> None:
    desk = await RoomPage(teacher).enter()
    await desk.say("point", graph="network", element="vnet.0")
    await desk.say("draw", **STROKE)
    await desk.say("point", graph="processes", element="proc.1")
    await desk.say("wipe", graph="network", last=False)
    await desk.until(4)
    assert await sync_to_async(standing)() == [("point", "proc.1")]
    await desk.say("point", graph="processes", element="")
    await desk.until(5)
    assert await sync_to_async(standing)() == []
    await desk.disconnect()


async def test_only_staff_and_whoever_has_the_machine_draw(teacher: Member, pupil: Member) -> None:
    seat = await RoomPage(pupil).enter()
    assert await seat.refusal(say("draw", **STROKE)) == "role"
    assert await seat.refusal(say("wipe", graph="network", last=False)) == "role"
    await sync_to_async(handover.hand_over)(teacher.room, pupil)
    await seat.say("draw", **STROKE)
    await seat.until(2)
    assert seat.entries[-1]["kind"] == "draw"
    await seat.disconnect()


async def test_what_is_no_mark_is_refused(teacher: Member) -> None:
    desk = await RoomPage(teacher).enter()
    for mark in FORGED:
        assert await desk.refusal(say("draw", **mark)) == "field", mark
    assert await sync_to_async(standing)() == []
    await desk.disconnect()


async def test_so_many_marks_and_no_more(teacher: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "MOST_MARKS", 1)
    desk = await RoomPage(teacher).enter()
    await desk.say("draw", **STROKE)
    assert await desk.refusal(say("draw", **STROKE)) == "full"
    await desk.disconnect()
