"""The socket: hello, snapshot, frames, resuming; lost nudges lose nothing; who may not listen does not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from room_machine import MACHINE
from room_page import RoomPage

from classroom import executor, handover, hub, nudges, pieces, rooms
from classroom.board import board_context
from classroom.consumers import FLOOD, GONE, NO_MEMBER
from classroom.models import Lease, Member
from lessons.models import Learner

pytestmark = pytest.mark.django_db(transaction=True)


async def closed(page: RoomPage) -> int:
    """The code with which the server closes."""
    while True:
        message = await page.receive_output()
        if message["type"] == "websocket.close":
            return int(message["code"])


async def test_what_the_executor_shows_reaches_everybody_in_order(teacher: Member, pupil: Member) -> None:
    desk, seat = await RoomPage(teacher).enter(executes=True), await RoomPage(pupil).enter()
    assert await desk.show("a", "b") == {"v": 1, "type": "heard", "n": 1, "snapshot": False}
    await desk.show("c")
    await seat.until(2)
    assert seat.texts() == ["a", "b", "c"]
    assert [entry["author"] for entry in seat.entries] == [teacher.pk, teacher.pk]
    await desk.disconnect()
    await seat.disconnect()


async def test_whoever_comes_is_on_the_board_when_the_teacher_is_told(teacher: Member, pupil: Member) -> None:
    desk = await RoomPage(teacher).enter(executes=True)
    await desk.hear("board")
    seat = await RoomPage(pupil).enter()
    await desk.hear("board")
    here = await sync_to_async(lambda: board_context(pupil.room)["here"])()
    assert here == 1
    await seat.disconnect()
    await desk.disconnect()


async def test_a_newcomer_gets_the_snapshot_and_what_follows(teacher: Member, pupil: Member) -> None:
    desk = await RoomPage(teacher).enter(executes=True)
    await desk.show("old")
    await desk.snapshot("all of it")
    await desk.show("new")
    seat = await RoomPage(pupil).enter()
    await seat.until(3)
    assert seat.texts() == ["all of it", "new"]
    await desk.disconnect()
    late = await RoomPage(pupil).enter()
    await late.until(3)
    assert late.texts() == ["all of it", "new"]


async def test_a_snapshot_of_another_machine_is_taken_by_those_who_follow(teacher: Member, pupil: Member) -> None:
    desk, seat = await RoomPage(teacher).enter(executes=True), await RoomPage(pupil).enter()
    await desk.show("a")
    await desk.snapshot("a", jump=False)
    await desk.snapshot("another machine", jump=True)
    await desk.show("b")
    await seat.until(4)
    assert seat.texts() == ["a", "another machine", "b"]
    for page in (desk, seat):
        await page.disconnect()


async def test_who_comes_back_gets_what_was_missed_and_nothing_twice(teacher: Member, pupil: Member) -> None:
    desk, seat = await RoomPage(teacher).enter(executes=True), await RoomPage(pupil).enter()
    await desk.show("a")
    await seat.until(1)
    await seat.disconnect()
    await desk.show("b")
    await desk.snapshot("a and b")
    await desk.show("c")
    again = await RoomPage(pupil).enter(seq=1)
    await again.until(4)
    assert again.texts() == ["b", "c"]


async def test_a_page_that_knows_too_much_starts_anew(teacher: Member) -> None:
    page = await RoomPage(teacher).enter(executes=True, seq=99)
    assert page.welcome["resumed"] is False


async def test_lost_nudges_lose_nothing(teacher: Member, pupil: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(nudges, "group_of", lambda room: "nobody")
    seat = await RoomPage(pupil).enter()
    await sync_to_async(rooms.switch)(teacher.room, "pause", True)
    await seat.until(1)
    assert [(entry["kind"], entry["body"]) for entry in seat.entries] == [("room", {"paused": True})]
    await seat.disconnect()


async def test_what_is_for_one_is_seen_by_that_one_and_by_staff(teacher: Member, pupil: Member) -> None:
    other = await sync_to_async(rooms.join)(teacher.room, await Learner.objects.acreate(), "Linus")
    pages = [await RoomPage(member).enter() for member in (teacher, pupil, other)]
    await sync_to_async(rooms.rename)(pupil, "Grace Hopper")
    for page in pages:
        await page.until(1)
    assert [len(page.entries) for page in pages] == [1, 1, 0]
    for page in pages:
        await page.disconnect()


async def test_a_slow_reader_is_moved_to_the_snapshot_and_misses_no_event(
    teacher: Member, pupil: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MOST_BEHIND", 3)
    desk = await RoomPage(teacher).enter(executes=True)
    reader = hub.Reader(pupil)
    room = hub.HUBS[teacher.room_id]
    for text in "abcde":
        await desk.show(text)
        await sync_to_async(rooms.switch)(teacher.room, "lock", text == "c")
    await desk.snapshot("abcde")
    await desk.show("f")
    room.stale = True
    await room.look()
    texts = await room.next(reader)
    page = RoomPage(pupil)
    for text in texts:
        page.take(json.loads(text))
    assert page.texts() == ["abcde", "f"]
    assert [entry["body"].get("locked") for entry in page.entries if entry["kind"] == "room"].count(True) == 1
    assert reader.cursor == 12
    await desk.disconnect()


async def test_the_same_frames_are_written_once(teacher: Member) -> None:
    desk = await RoomPage(teacher).enter(executes=True)
    await desk.show("a")
    desk.n -= 1
    assert (await desk.show("a"))["code"] == "duplicate"
    desk.n += 1
    assert (await desk.show("c"))["code"] == "order"
    desk.n = 1
    assert (await desk.show("b"))["type"] == "heard"
    assert await sync_to_async(lambda: teacher.room.entries.count())() == 2
    await desk.disconnect()


async def test_frames_without_the_lease_are_forged(teacher: Member, pupil: Member) -> None:
    seat = await RoomPage(pupil).enter(executes=True)
    assert seat.welcome["lease"]["yours"] is False
    assert (await seat.show("mine"))["code"] == "lease"
    desk = await RoomPage(teacher).enter(executes=True)
    assert (await desk.show("x", generation=2))["code"] == "lease"
    await sync_to_async(handover.hand_over)(teacher.room, pupil)
    desk.n = 0
    assert (await desk.show("late"))["code"] == "lease"
    for page in (desk, seat):
        await page.disconnect()


async def test_a_silent_holder_loses_the_machine_by_itself(
    teacher: Member, pupil: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "PATIENCE", timedelta(seconds=0.3))
    monkeypatch.setattr(hub, "PATIENCE", timedelta(seconds=0.3))
    desk, seat = await RoomPage(teacher).enter(executes=True), await RoomPage(pupil).enter()
    await sync_to_async(handover.ask)(teacher.room, pupil)
    await seat.until(2)
    assert [entry["kind"] for entry in seat.entries] == ["handing", "control"]
    for page in (desk, seat):
        await page.disconnect()


async def test_the_page_that_claims_last_has_the_machine(teacher: Member) -> None:
    first = await RoomPage(teacher).enter(executes=True, page="one")
    await first.show("a")
    second = await RoomPage(teacher).enter(executes=True, page="two")
    assert (second.welcome["lease"]["generation"], second.welcome["lease"]["heard"]) == (2, 0)
    assert (await first.show("b"))["code"] == "lease"
    await first.disconnect()
    again = await RoomPage(teacher).enter(executes=True, page="two")
    assert again.welcome["lease"]["generation"] == 2
    assert (await Lease.objects.aget()).page == "two"
    for page in (second, again):
        await page.disconnect()


async def test_after_many_frames_a_snapshot_is_asked_for_and_then_wanted(
    teacher: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "SNAPSHOT_AFTER", 2)
    monkeypatch.setattr(executor, "MOST_FRAMES", 3)
    desk = await RoomPage(teacher).enter(executes=True)
    assert [(await desk.show("x"))["snapshot"] for _ in range(3)] == [False, True, True]
    assert (await desk.show("x"))["code"] == "snapshot"
    desk.n -= 1
    assert (await desk.snapshot("xxx"))["snapshot"] is False
    assert (await desk.show("x"))["type"] == "heard"
    await desk.disconnect()


async def test_strangers_and_the_removed_hear_nothing(teacher: Member, pupil: Member) -> None:
    other = await sync_to_async(rooms.open_room)(await Learner.objects.acreate(), "Eve", "Elsewhere", MACHINE)
    stranger = RoomPage(other, code=teacher.room.code)
    await stranger.connect()
    assert await closed(stranger) == NO_MEMBER
    seat = await RoomPage(pupil).enter()
    await sync_to_async(rooms.remove)(pupil)
    assert await closed(seat) == GONE["removed"]
    again = RoomPage(pupil)
    await again.connect()
    assert await closed(again) == NO_MEMBER
    await seat.disconnect()


async def test_a_closed_room_says_so(teacher: Member, pupil: Member) -> None:
    seat = await RoomPage(pupil).enter()
    await sync_to_async(rooms.close)(teacher.room)
    assert await closed(seat) == GONE["closed"]
    assert [entry["kind"] for entry in seat.entries] in ([], ["closed"])
    late = RoomPage(pupil)
    await late.connect()
    assert await closed(late) == GONE["closed"]
    await seat.disconnect()


async def test_a_page_of_another_site_is_refused(teacher: Member) -> None:
    connected, _ = await RoomPage(teacher, origin="http://elsewhere.example").connect()
    assert connected is False


async def test_where_pages_come_by_https_others_of_this_host_are_refused(teacher: Member, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert [(await RoomPage(teacher, origin=f"{scheme}://localhost").connect())[0] for scheme in ("http", "https")] == [
        False,
        True,
    ]


async def test_bad_messages_are_refused_with_a_code_and_change_nothing(teacher: Member) -> None:
    page = RoomPage(teacher)
    await page.connect()
    assert await page.refusal('{"v":1,"type":"point","graph":"network","element":"x"}') == "order"
    await page.say("hello", seq=None, page="p", executes=False)
    await page.hear("welcome")
    codes = {
        "{": "malformed",
        "[]": "malformed",
        '{"v":1,"type":"work","held":NaN}': "malformed",
        '{"v":2,"type":"hello"}': "version",
        '{"v":true,"type":"hello"}': "version",
        '{"v":1,"type":"shutdown"}': "unknown",
        '{"v":1,"type":"hello","seq":null,"page":"p","executes":false}': "order",
        '{"v":1,"type":"point","graph":"moon","element":"x"}': "field",
        '{"v":1,"type":"point","graph":"network"}': "field",
        '{"v":1,"type":"point","graph":"network","element":"x","also":1}': "field",
        '{"v":1,"type":"frames","generation":1,"n":0,"items":[]}': "field",
        '{"v":1,"type":"point","graph":"network","element":"' + "x" * 5000 + '"}': "oversized",
    }
    assert {text: await page.refusal(text) for text in codes} == codes
    await page.send_to(bytes_data=b"\0")
    assert (await page.answer())["code"] == "malformed"
    assert await sync_to_async(lambda: teacher.room.entries.count())() == 0
    await page.disconnect()


async def test_a_flood_is_stopped_and_ends_the_socket(teacher: Member) -> None:
    page = await RoomPage(teacher).enter()
    for _ in range(200):
        await page.send_to("{")
    assert await closed(page) == FLOOD
    await page.send_to("{")
    assert await page.receive_nothing(), "nothing is said after the end"
    await page.disconnect()


async def test_participants_do_not_point(teacher: Member, pupil: Member) -> None:
    desk, seat = await RoomPage(teacher).enter(), await RoomPage(pupil).enter()
    message: dict[str, Any] = {"graph": "network", "element": "vnet.0"}
    await seat.say("point", **message)
    assert (await seat.answer())["code"] == "role"
    await desk.say("point", **message)
    await seat.until(1)
    assert [(entry["kind"], entry["body"]) for entry in seat.entries] == [("point", message)]
    for page in (desk, seat):
        await page.disconnect()


async def test_nobody_is_left_behind_in_memory(teacher: Member) -> None:
    page = await RoomPage(teacher).enter()
    assert teacher.room_id in hub.HUBS
    await page.disconnect()
    assert teacher.room_id not in hub.HUBS
