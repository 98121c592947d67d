"""A room as one server process serves it: reads its log once, wakes its sockets, hears nudges, looks anyway.

There is a hub for each room that has a socket here. Sockets pull: each has its place in the log and takes what comes
after it as fast as its network does, so a slow one delays nobody; one that is far behind gets a snapshot.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import Any

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer

from classroom import log, presence
from classroom.handover import HANDING, PATIENCE, complete_alone, is_due
from classroom.metrics import HUBS_HERE, MOVED, READERS
from classroom.models import Entry, Member
from classroom.nudges import BOARD, LOST, group_of, nudge
from classroom.pieces import Tail, batch, eyes_of, piece_of, snapshot_message
from classroom.thread import in_thread

POLL_SECONDS = 2.0
RETRY_SECONDS = 0.5
TICK_SECONDS = 0.02  # what comes within a tick is sent together
CROWDED_TICK_SECONDS = 0.08  # with many sockets: fewer and larger messages
CROWD = 150
BOARD_MESSAGE = '{"v":1,"type":"board"}'
logger = logging.getLogger("classroom")


class Reader:
    """One socket's place in the log. The hub wakes it; it takes what there is when it can."""

    def __init__(self, member: Member, follows: bool = True) -> None:
        self.member = member
        self.eyes = eyes_of(member, follows)
        self.cursor = 0
        self.fresh = False  # a newcomer starts at a snapshot; what happened before it is on its page
        self.counts = member.is_staff or member.role == Member.Role.PROJECTOR  # sees how many answered
        self.board = False
        self.gone = ""  # why it has to leave
        self.wake = asyncio.Event()


class Hub:
    """The sockets of one room in this process."""

    def __init__(self, room: uuid.UUID) -> None:
        self.room = room
        self.readers: set[Reader] = set()
        self.tail = Tail(0)
        self.frames = 0  # since the last snapshot
        self.loaded = False
        self.stale = True  # the log may hold more than the tail
        self.news = asyncio.Event()
        self.outgoing = asyncio.Event()
        self.ready = asyncio.Event()
        self.arrived = asyncio.Event()  # somebody came, and is not noted yet
        self.reading = asyncio.Lock()
        self.tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self.tasks = [asyncio.create_task(work()) for work in (self.follow, self.listen, self.publish, self.tend)]

    def stop(self) -> None:
        for task in self.tasks:
            task.cancel()

    async def follow(self) -> None:
        """Looks at the log when there is news, and from time to time without."""
        while True:
            await self.look()
            await asyncio.sleep(CROWDED_TICK_SECONDS if len(self.readers) > CROWD else TICK_SECONDS)
            try:
                async with asyncio.timeout(POLL_SECONDS):  # Python 3.11's wait_for may swallow a cancellation
                    await self.news.wait()
            except TimeoutError:
                self.stale = True
            self.news.clear()

    async def look(self) -> None:
        """One look; a database that is away for a moment is asked again at the next."""
        try:
            if self.stale:
                self.stale = False
                await self.read()
        except presence.AWAY as error:
            self.stale = True
            logger.warning("log unread", extra={"why": type(error).__name__})
        for reader in self.readers:
            if reader.fresh or reader.board or reader.gone or reader.cursor != self.tail.last:
                reader.wake.set()

    async def read(self) -> None:
        """Takes what the log has after the tail; the first time, from its latest snapshot on."""
        async with self.reading:
            if not self.loaded:
                snapshot: Entry | None = await in_thread(log.latest_snapshot, self.room)
                if snapshot is not None:
                    self.tail = Tail(snapshot.seq - 1)
                    self.take([snapshot])
            more = True
            while more:
                entries: list[Entry] = await in_thread(log.since, self.room, self.tail.last)
                self.take(entries)
                more = len(entries) == log.MOST_READ
            self.loaded = True
            self.ready.set()

    def take(self, entries: list[Entry]) -> None:
        for entry in entries:
            self.frames = 0 if entry.kind == log.SNAPSHOT else self.frames + (entry.kind == log.FRAMES)
            if entry.seq != self.tail.last + 1:  # pruned: whoever misses what was there gets a snapshot
                self.tail = self.tail.emptied(entry.seq - 1)
            self.tail.add(piece_of(entry))
            if entry.kind in (log.REMOVED, log.CLOSED):
                for reader in self.readers:
                    if entry.kind == log.CLOSED or entry.audience == reader.eyes.member:
                        reader.gone = entry.kind
            elif entry.kind == HANDING:
                self.tasks.append(asyncio.create_task(self.see_to_handover(PATIENCE.total_seconds() + TICK_SECONDS)))

    async def wrote(self, entries: list[Entry]) -> None:
        """This process added entries: known here without reading, told to the others by a nudge."""
        async with self.reading:
            if entries[0].seq == self.tail.last + 1:
                self.take(entries)
            elif entries[-1].seq > self.tail.last:
                self.stale = True
        self.news.set()
        self.outgoing.set()

    async def publish(self) -> None:
        """Nudges the other processes; a layer that is away delays nobody."""
        while True:
            await self.outgoing.wait()
            self.outgoing.clear()
            await nudge(self.room, seq=self.tail.last)
            await asyncio.sleep(TICK_SECONDS)

    async def tend(self) -> None:
        """Says who is here, from time to time and when somebody came; sees to a machine that is not handed on."""
        while True:
            try:
                async with asyncio.timeout(presence.EVERY_SECONDS):
                    await self.arrived.wait()
                await asyncio.sleep(presence.GATHER_SECONDS)
            except TimeoutError:
                pass
            came = self.arrived.is_set()
            self.arrived.clear()
            try:
                await in_thread(presence.refresh, self.room, [reader.member.pk for reader in self.readers])
                if came:
                    await nudge(self.room, BOARD)
                await self.see_to_handover()
            except presence.AWAY as error:
                logger.warning("room not tended", extra={"why": type(error).__name__})

    async def see_to_handover(self, after: float = 0.0) -> None:
        """Takes the machine from a holder that did not give it in time; there may be a replay in that."""
        await asyncio.sleep(after)
        if await in_thread(is_due, self.room):
            await sync_to_async(complete_alone, thread_sensitive=False)(self.room)

    async def listen(self) -> None:
        """Hears nudges. When the layer is away, tries again; the log is looked at all the same."""
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(group_of(self.room), channel)
                while True:
                    self.nudged(await layer.receive(channel))
            except LOST:
                await asyncio.sleep(RETRY_SECONDS)

    def nudged(self, message: dict[str, Any]) -> None:
        if message["what"] == BOARD:
            for reader in self.readers:
                reader.board = reader.counts
        elif 0 < message["seq"] <= self.tail.last:
            return
        else:
            self.stale = True
        self.news.set()

    async def next(self, reader: Reader) -> list[str]:
        """The messages that a reader is to be sent now; its place moves behind them."""
        texts: list[str] = []
        if reader.board:
            reader.board = False
            texts.append(BOARD_MESSAGE)
        if reader.fresh or not self.tail.holds(reader.cursor) or self.tail.is_far(reader.cursor):
            texts += await self.leap(reader)
        if self.tail.holds(reader.cursor) and reader.cursor < self.tail.last:
            texts.append(self.tail.text(reader.cursor, reader.eyes))
            reader.cursor = self.tail.last
        return texts

    async def leap(self, reader: Reader) -> list[str]:
        """To the latest snapshot: what was shown before it is left out, what happened is not."""
        tail, fresh = self.tail, reader.fresh
        reader.fresh = False
        snapshot, texts = tail.snapshot, []
        if snapshot is not None and (fresh or reader.cursor < snapshot.seq):
            MOVED.labels("newcomer" if fresh else "behind").inc()
            if not fresh:
                texts += await self.stored(reader, snapshot.seq, frames=False)
            if reader.eyes.frames:
                texts.append(snapshot_message(snapshot))
            reader.cursor = snapshot.seq
        if reader.cursor < tail.first - 1:
            texts += await self.stored(reader, tail.first - 1, frames=True)
        return texts

    async def stored(self, reader: Reader, upto: int, frames: bool) -> list[str]:
        """What the tail no longer holds, from the log."""
        entries: list[Entry] = await in_thread(log.stored, self.room, reader.cursor, upto, frames)
        pieces = [piece for piece in map(piece_of, entries) if reader.eyes.sees(piece)]
        text = batch(pieces, reader.cursor, upto)
        reader.cursor = upto
        return [text]


HUBS: dict[uuid.UUID, Hub] = {}


def enter(reader: Reader) -> Hub:
    """The room's hub in this process, with this reader in it."""
    room = reader.member.room_id
    hub = HUBS.get(room)
    if hub is None:
        hub = HUBS[room] = Hub(room)
        hub.start()
        HUBS_HERE.inc()
    hub.readers.add(reader)
    hub.arrived.set()
    READERS.inc()
    return hub


def leave(hub: Hub, reader: Reader) -> None:
    """The last one out puts the hub away."""
    if reader not in hub.readers:
        return
    hub.readers.discard(reader)
    READERS.dec()
    if not hub.readers:
        del HUBS[hub.room]
        hub.stop()
        HUBS_HERE.dec()
