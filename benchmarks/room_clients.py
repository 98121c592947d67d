"""Plain WebSocket clients of a room: participants that follow it, and an executor. They come back by themselves."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect as connect_shower
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from benchmarks.room_socket import PlainSocket, connect

LOST = (OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, TimeoutError, EOFError)
BACK_SECONDS = 0.4


@dataclass
class Place:
    """Where a client connects, and as whom."""

    url: str
    cookie: str
    origin: str


@dataclass
class Follower:
    """A participant. `latencies` in seconds, by frame; `seen` counts how often each frame came."""

    place: Place
    seq: int | None = None
    joined: float | None = None  # seconds from the first attempt to the room as it is
    latencies: list[float] = field(default_factory=list)
    seen: dict[int, int] = field(default_factory=dict)
    came_back: int = 0
    first: int = 0  # frames before it are in the snapshot that it came in on
    began: float = 0.0
    socket: PlainSocket | None = None

    async def follow(self) -> None:
        """Until cancelled."""
        self.began = time.time()
        headers = {"Origin": self.place.origin, "Cookie": self.place.cookie}
        while True:
            try:
                self.socket = await connect(self.place.url, headers, hello(self.seq).encode())
                await self.socket.over
            except LOST:
                pass
            self.read()
            self.came_back += 1
            await asyncio.sleep(BACK_SECONDS * (0.5 + random.random()))

    def read(self) -> None:
        """Makes sense of what has come since it was read last."""
        if self.socket is not None:
            messages, self.socket.messages = self.socket.messages, []
            for at, payload in messages:
                self.take(json.loads(payload), at)

    def take(self, message: dict[str, Any], at: float) -> None:
        if message["type"] == "snapshot":
            self.seq = message["seq"]
            self.first = number_of(message["entry"])
        elif message["type"] == "entries":
            for entry in message["entries"]:
                if entry["kind"] == "frames":
                    number, sent = mark_of(entry)
                    self.seen[number] = self.seen.get(number, 0) + 1
                    self.latencies.append(at - sent)
            self.seq = message["upto"]
        if self.joined is None and message["type"] in ("snapshot", "entries"):
            self.joined = at - self.began


def hello(seq: int | None, page: str = "bench", executes: bool = False) -> str:
    return json.dumps({"v": 1, "type": "hello", "seq": seq, "page": page, "executes": executes})


def mark_of(entry: dict[str, Any]) -> tuple[int, float]:
    """The number of a frame and when it was sent, from what it shows."""
    number, sent = entry["body"]["items"][0]["data"].split(" ")[:2]
    return int(number), float(sent)


def number_of(entry: dict[str, Any]) -> int:
    return int(entry["body"]["items"][0]["data"].split(" ")[0])


SNAPSHOT = 150  # every so many frames comes a snapshot
ENOUGH_WAITING = 4  # as static/js/models/outbox.js has it
PADDING = "x" * 300  # a frame is about as large as what a command prints


@dataclass
class Shower:
    """The executor: shows numbered frames, and says again what the room did not confirm."""

    place: Place
    rate: float
    shown: int = 0
    n: int = 0
    generation: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)
    socket: Any = None

    async def work(self, seconds: float) -> None:
        """Shows for so long, and stays until everything is confirmed."""
        keeper = asyncio.create_task(self.keep())
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if len(self.waiting) < ENOUGH_WAITING or self.socket is None:
                await self.show()
            await asyncio.sleep(1 / self.rate)
        while self.waiting:
            await asyncio.sleep(0.05)
        keeper.cancel()

    async def show(self) -> None:
        self.shown += 1
        kind, data = ("snapshot", "screen") if self.shown % SNAPSHOT == 1 else ("frames", "output")
        item = {"v": 1, "type": data, "tty": 0, "data": f"{self.shown} {time.time()} {PADDING}"}
        if kind == "snapshot":
            item |= {"rows": 24, "columns": 80}
        more = {"jump": False} if kind == "snapshot" else {}
        self.waiting.append({"kind": kind, "items": [item], **more})
        await self.flush_last()

    async def flush_last(self) -> None:
        if self.socket is not None:
            self.n += 1
            self.waiting[-1]["n"] = self.n
            await self.say(self.waiting[-1])

    async def say(self, message: dict[str, Any]) -> None:
        head = {"v": 1, "type": message["kind"], "generation": self.generation}
        body = head | {name: value for name, value in message.items() if name != "kind"}
        try:
            await self.socket.send(json.dumps(body))
        except LOST:
            self.socket = None

    async def keep(self) -> None:
        """Connected, until cancelled."""
        while True:
            try:
                async with connect_shower(
                    self.place.url, origin=self.place.origin, additional_headers={"Cookie": self.place.cookie},
                    compression=None, max_size=None, open_timeout=20, ping_interval=None,
                ) as socket:  # fmt: skip
                    await socket.send(hello(None, "executor", True))
                    async for text in socket:
                        await self.heard(json.loads(text), socket)
            except LOST:
                pass
            self.socket = None
            await asyncio.sleep(BACK_SECONDS)

    async def heard(self, message: dict[str, Any], socket: Any) -> None:
        if message["type"] == "welcome":
            self.generation, heard = message["lease"]["generation"], message["lease"]["heard"]
            self.waiting = [one for one in self.waiting if one.get("n", heard + 1) > heard]
            self.n, self.socket = heard, socket
            for one in list(self.waiting):
                self.n += 1
                one["n"] = self.n
                await self.say(one)
        elif message["type"] == "heard":
            self.waiting = [one for one in self.waiting if one.get("n", message["n"] + 1) > message["n"]]
        elif message["type"] == "refused":
            raise SystemExit(f"refused: {message}")
