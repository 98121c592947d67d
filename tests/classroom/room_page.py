"""A page in a room: its socket, and what it has seen."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.signed_cookies import SessionStore
from sockets import Page

from classroom.models import Member
from classroom.wire import VERSION, say
from jailsite.asgi import application
from lessons.learners import SESSION_FIELD

ORIGIN = "http://localhost"
PATIENCE_SECONDS = 20.0


def cookie_of(member: Member) -> bytes:
    session = SessionStore()
    session[SESSION_FIELD] = str(member.learner.key)
    session.save()
    return f"sessionid={session.session_key}".encode()


def shown(data: str) -> dict[str, Any]:
    """An item of frames: something printed at the terminal."""
    return {"v": 1, "type": "output", "tty": 0, "data": data}


class RoomPage(Page):
    """`entries` are those that came, in order; `seq` is the page's place in the log."""

    def __init__(self, member: Member, code: str | None = None, origin: str = ORIGIN) -> None:
        headers = [(b"origin", origin.encode()), (b"host", b"localhost"), (b"cookie", cookie_of(member))]
        super().__init__(application, f"/ws/rooms/{code or member.room.code}/", headers)
        self.seq: int | None = None
        self.entries: list[dict[str, Any]] = []
        self.welcome: dict[str, Any] = {}
        self.n = 0

    async def receive_output(self, timeout: float = PATIENCE_SECONDS) -> Any:
        """A busy machine takes its time."""
        return await super().receive_output(max(timeout, PATIENCE_SECONDS))

    async def say(self, kind: str, **content: Any) -> None:
        await self.send_to(say(kind, **content))

    async def enter(self, executes: bool = False, seq: int | None = None, page: str = "p") -> RoomPage:
        """Connects and says hello."""
        assert await self.connect() == (True, None)
        await self.say("hello", seq=seq, page=page, executes=executes)
        self.welcome = await self.hear("welcome")
        self.seq = seq if self.welcome["resumed"] else None
        self.n = self.welcome["lease"]["heard"] if executes else 0
        return self

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next message of that type; entries and snapshots that come before it are taken in."""
        while True:
            message: dict[str, Any] = await self.receive_json_from()
            assert message["v"] == VERSION
            self.take(message)
            if message["type"] == kind:
                return message

    def take(self, message: dict[str, Any]) -> None:
        if message["type"] == "snapshot":
            self.seq = message["seq"]
            self.entries.append(message["entry"])
        elif message["type"] == "entries":
            assert self.seq in (None, message["after"]), (self.seq, message)
            self.entries += message["entries"]
            self.seq = message["upto"]

    async def until(self, seq: int) -> list[dict[str, Any]]:
        """Everything seen, once the page is at that entry."""
        while (self.seq or 0) < seq:
            self.take(await self.receive_json_from())
        return self.entries

    async def show(self, *data: str, generation: int | None = None) -> dict[str, Any]:
        """Frames of the executor; the answer."""
        self.n += 1
        generation = generation or self.welcome["lease"]["generation"]
        await self.say("frames", generation=generation, n=self.n, items=[shown(one) for one in data])
        return await self.answer()

    async def snapshot(self, data: str, jump: bool = False) -> dict[str, Any]:
        self.n += 1
        items = [{"v": 1, "type": "screen", "tty": 0, "data": data, "rows": 24, "columns": 80}]
        await self.say("snapshot", generation=self.welcome["lease"]["generation"], n=self.n, jump=jump, items=items)
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = await self.receive_json_from()
            self.take(message)
            if message["type"] in ("heard", "refused"):
                return message

    async def refusal(self, text: str) -> str:
        """The code with which a message is refused."""
        await self.send_to(text)
        message = await self.answer()
        assert message["type"] == "refused", message
        code: str = message["code"]
        return code

    def texts(self) -> list[str]:
        """What the terminal was shown."""
        items = [item for entry in self.entries for item in entry["body"].get("items", [])]
        return [item["data"] for item in items]
