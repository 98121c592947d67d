"""A room's socket: says hello, then takes the log from its place on; the executor's also writes to it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from classroom import board, executor, marks, state
from classroom.flood import Bucket
from classroom.hub import Hub, Reader, enter, leave
from classroom.log import CLOSED, REMOVED, RoomClosed, dump
from classroom.metrics import APPENDED, ENTRIES, REFUSED
from classroom.models import Member
from classroom.nudges import BOARD, nudge
from classroom.permissions import can, find_member
from classroom.presence import AWAY
from classroom.thread import in_thread
from classroom.wire import Draw, Frames, Hello, Malformed, Message, Point, Snapshot, Wipe, Work, parse, refused, say
from lessons.learners import learner_key

NO_MEMBER = 4403
NO_HELLO = 4400
GONE = {REMOVED: 4408, CLOSED: 4410}
FLOOD = 4429
HELLO_SECONDS = 20.0


class RoomConsumer(AsyncWebsocketConsumer):
    """One page in one room."""

    channel_layer_alias = "none"  # the hub hears nudges, once for all sockets of a room

    member: Member
    hub: Hub
    reader: Reader | None = None
    pump: asyncio.Task[None] | None = None
    over = False

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Without what Channels does first, in the pages' thread: the log's thread sees to its connection itself."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        await self.accept()  # a refused handshake could not tell the page why
        key, code = learner_key(self.scope["session"]), self.scope["url_route"]["kwargs"]["code"]
        member = await in_thread(find_member, key, code)
        if member is None or not can(member, "watch") or not member.room.is_open:
            await self.close(NO_MEMBER if member is None or member.room.is_open else GONE[CLOSED])
            return
        self.member = member
        self.bucket = Bucket()
        self.pump = asyncio.create_task(self.expect_hello())

    async def expect_hello(self) -> None:
        await asyncio.sleep(HELLO_SECONDS)
        await self.close(NO_HELLO)

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        """Once: nothing is read or said afterwards, whatever is still on its way."""
        if self.over:
            return
        self.over = True
        if self.pump is not None and self.pump is not asyncio.current_task():
            self.pump.cancel()
        await super().close(code, reason)

    async def disconnect(self, code: int) -> None:
        if self.pump is not None:
            self.pump.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await self.pump
        if self.reader is not None:
            leave(self.hub, self.reader)
            await nudge(self.member.room_id, BOARD)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.pump is None or self.over:
            return
        try:
            message = self.check(text_data)
            await self.do(message)
        except Malformed as error:
            await self.refuse(error)
        except RoomClosed:
            await self.close(GONE[CLOSED])
        except AWAY:
            await self.refuse(Malformed("busy", "room", "the server could not write this down; say it again"))

    def check(self, text: str | None) -> Message:
        """The message, if it may be said now. Raises Malformed."""
        if text is None:
            raise Malformed("malformed", "message", "text, not bytes")
        if not self.bucket.takes(len(text)):
            raise Malformed("flood", "message", "too much at once")
        message = parse(text)
        if isinstance(message, Hello) == (self.reader is not None):
            raise Malformed("order", "type", "a page says hello once, and first")
        return message

    async def refuse(self, error: Malformed) -> None:
        REFUSED.labels(error.code).inc()
        if self.bucket.refuse():
            await self.close(FLOOD)
        else:
            await self.send(refused(error))

    async def do(self, message: Message) -> None:
        if isinstance(message, Hello):
            await self.greet(message)
        elif isinstance(message, Frames | Snapshot):
            await self.show(message)
        elif isinstance(message, Work):
            if await in_thread(board.report, self.member, message):
                await nudge(self.member.room_id, BOARD)
        else:
            await self.mark(message)

    async def greet(self, message: Hello) -> None:
        """Says how things stand, then follows the log."""
        lease = await in_thread(executor.claim, self.member, message.page) if message.executes else None
        told = await in_thread(state.welcome, self.member)
        told["lease"]["yours"] = lease is not None
        reader = self.reader = Reader(self.member, follows=lease is None)
        self.hub = enter(reader)
        await self.hub.ready.wait()
        # A page that claims to know more than there is (the database was restored) starts anew.
        reader.fresh = message.seq is None or message.seq > told["last"]
        reader.cursor = 0 if reader.fresh else message.seq or 0
        await self.send(say("welcome", resumed=not reader.fresh, **told))
        if self.pump is not None:
            self.pump.cancel()
        self.pump = asyncio.create_task(self.follow(reader))
        reader.wake.set()

    async def follow(self, reader: Reader) -> None:
        """Takes what comes as fast as the network does, until the network is gone."""
        with contextlib.suppress(OSError):
            while not reader.gone:
                await reader.wake.wait()
                reader.wake.clear()
                for text in await self.hub.next(reader):
                    await self.base_send({"type": "websocket.send", "text": text})
            await self.close(GONE[reader.gone])

    async def show(self, message: Frames | Snapshot) -> None:
        if isinstance(message, Frames) and self.hub.frames >= executor.MOST_FRAMES:
            raise Malformed("snapshot", "frames", "a snapshot is due first")
        with APPENDED.time():
            entries = await in_thread(executor.accept, self.member, message, dump(message.items))
        ENTRIES.labels(entries[0].kind).inc()
        await self.hub.wrote(entries)
        due = self.hub.frames >= executor.SNAPSHOT_AFTER
        await self.send(say("heard", n=message.n, snapshot=due))

    async def mark(self, message: Point | Draw | Wipe) -> None:
        """Staff, and whoever has the machine, point and draw at the graph."""
        if not await in_thread(board.may_point, self.member):
            raise Malformed("role", "type", "only staff and whoever has the machine may point")
        await self.hub.wrote(await in_thread(marks.mark, self.member, message))
