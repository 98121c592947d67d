"""A reader that stops reading, on a real connection: the room goes on, and it comes back by the snapshot.

The site is served by uvicorn as in production; the reader's socket has a small receive buffer and is not read at all.
"""

from __future__ import annotations

import asyncio
import json
import socket
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from benchmarks.room_answers import Browser
from benchmarks.room_clients import Place, Shower, hello
from benchmarks.room_socket import PlainSocket, connect
from benchmarks.rooms import Served, places, site

BUFFER = 4096  # bytes
SEGMENT = 1400  # bytes, as on a real network: loopback's are so large that the kernel would take a megabyte meanwhile
LARGE = "x" * 30_000  # what a frame carries: more of them than any buffer between the two holds
FRAMES = 40
PATIENCE = 60.0


class Reader:
    """A participant's connection and what came through it, understood."""

    def __init__(self, made: PlainSocket) -> None:
        self.made = made

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(payload) for _, payload in self.made.messages]

    def entries(self, kind: str) -> list[dict[str, Any]]:
        found = [one for message in self.messages if message["type"] == "entries" for one in message["entries"]]
        return [one for one in found if one["kind"] == kind]

    def frames(self) -> list[int]:
        return [number(entry) for entry in self.entries("frames")]

    def snapshots(self) -> list[int]:
        return [number(message["entry"]) for message in self.messages if message["type"] == "snapshot"]

    def switches(self) -> list[bool]:
        return [entry["body"]["locked"] for entry in self.entries("room")]

    async def until(self, what: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while not what(self):
                await asyncio.sleep(0.05)


def number(entry: dict[str, Any]) -> int:
    return int(entry["body"]["items"][0]["data"].split(" ")[0])


async def reader(place: Place, buffer: int | None = None) -> Reader:
    headers = {"Origin": place.origin, "Cookie": place.cookie}
    if buffer is None:
        return Reader(await connect(place.url, headers, hello(None).encode()))
    parts = urlsplit(place.url)
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    narrow.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
    narrow.setblocking(False)
    await asyncio.get_running_loop().sock_connect(narrow, (parts.hostname, parts.port))
    return Reader(await connect(place.url, headers, hello(None).encode(), narrow))


async def shows(shower: Shower, kind: str, data: str) -> None:
    """One message of the executor, confirmed before the next."""
    shower.shown += 1
    item: dict[str, Any] = {"v": 1, "type": "output", "tty": 0, "data": f"{shower.shown} {data}"}
    more: dict[str, Any] = {}
    if kind == "snapshot":
        item |= {"type": "screen", "rows": 24, "columns": 80}
        more = {"jump": False}
    shower.waiting.append({"kind": kind, "items": [item], **more})
    await shower.flush_last()
    async with asyncio.timeout(PATIENCE):
        while shower.waiting:
            await asyncio.sleep(0.01)


async def play(served: Served) -> None:
    [own] = places(served.port, 1, 2)
    shower, staff = Shower(own[0], 0), Browser(own[0])
    keeper = asyncio.create_task(shower.keep())
    while shower.socket is None:
        await asyncio.sleep(0.01)
    await shows(shower, "snapshot", "")
    slow, fast = await reader(own[1], BUFFER), await reader(own[2])
    for one in (slow, fast):
        await one.until(lambda one: one.snapshots() == [1])
    assert slow.made.transport is not None
    slow.made.transport.pause_reading()
    for at in range(FRAMES):
        await shows(shower, "frames", LARGE)
        if at % 10 == 5:
            await asyncio.to_thread(staff.post, "do/lock", on=str(at // 10 % 2))
    await shows(shower, "snapshot", "")
    await shows(shower, "frames", "the last")
    last = shower.shown
    every = [*range(2, FRAMES + 2), last]

    # The room is not held up: everybody else has everything while this one has read nothing.
    await fast.until(lambda one: one.frames()[-1:] == [last] and len(one.switches()) == FRAMES // 10)
    assert fast.frames() == every
    assert fast.snapshots() == [1]
    assert slow.frames() == []

    # Once it reads, it comes by the snapshot: nothing twice, no event missing, what was shown meanwhile left out.
    slow.made.transport.resume_reading()
    await slow.until(lambda one: one.frames()[-1:] == [last])
    seen = slow.frames()
    assert seen == sorted(set(seen))
    assert slow.snapshots() == [1, last - 1]
    assert len(seen) < len(every) / 2
    assert slow.switches() == fast.switches()
    keeper.cancel()
    for one in (slow, fast):
        assert one.made.transport is not None
        one.made.transport.abort()


def test_a_reader_that_stops_reading_comes_back_by_the_snapshot() -> None:
    with site(1) as served:
        asyncio.run(play(served))
        with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/metrics") as told:
            metrics = told.read().decode()
    assert 'cellblock_room_snapshots_total{why="behind"} 1.0' in metrics


async def play_to_one_who_is_gone(served: Served) -> None:
    """Somebody's socket stays open and unread while the site is told to end."""
    [own] = places(served.port, 1, 1)
    shower = Shower(own[0], 0)
    keeper = asyncio.create_task(shower.keep())
    while shower.socket is None:
        await asyncio.sleep(0.01)
    await shows(shower, "snapshot", "")
    stuck = await reader(own[1], BUFFER)
    await stuck.until(lambda one: one.snapshots() == [1])
    assert stuck.made.transport is not None
    stuck.made.transport.pause_reading()
    for _ in range(20):
        await shows(shower, "frames", LARGE)
    keeper.cancel()
    served.process.terminate()
    await asyncio.to_thread(served.process.wait, PATIENCE)
    stuck.made.transport.abort()


def test_a_site_ends_though_somebody_does_not_let_go() -> None:
    with site(1) as served:
        asyncio.run(play_to_one_who_is_gone(served))
