"""The socket of a task's machine in the server's home: the same wire as in the browser.

The page sends wire messages; a list answers the oldest that has no answer, a single message comes by itself. The
server opens the machine and says everything anew at each connection; the page never sends `open`. Whether goals hold,
what is broken first and how it should look stay here: all that would be a mark, or the answer, before the work is
handed in. A code of 4000 or more is final, with its reason.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from lab.items.grading import WrongShape
from lab.wire import VERSION
from lessons.learners import learner_key
from quizzes import home, tasks
from quizzes.home import Full, Home, Lost
from quizzes.models import Question

NOT_HERE, OVER, ELSEWHERE, BUSY, BROKEN = 4404, 4408, 4409, 4429, 4500
SAVE_AFTER = 0.5  # seconds after the last message that changed something
LONGEST = 128 * 1024  # characters of one message
CHANGES = ('"input"', '"resize"', '"undo"', '"reset"')
SAVES = '"save"'
UNTOLD = ('{"v":1,"type":"goals",', '{"v":1,"type":"graph","name":"wanted",')
SAVE = json.dumps({"v": VERSION, "type": "save"})


def told(texts: list[str]) -> list[str]:
    """What of a machine's words its page may have."""
    return [text for text in texts if not text.startswith(UNTOLD)]


class Closed(Exception):
    """The machine is not, or no longer, for this page: a code, and a sentence."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@database_sync_to_async
def find(question_id: int, session: Any) -> Question:
    """The question, if its machine is the server's and this learner may still use it. Raises Closed."""
    found = Question.objects.select_related("sitting__learner", "sitting__exam").filter(pk=question_id).first()
    if found is None or found.sitting.learner.key != learner_key(session) or not tasks.at_home(found):
        raise Closed(NOT_HERE, "There is no such machine here.")
    try:
        tasks.task_of(found)
    except WrongShape as error:
        raise Closed(NOT_HERE, error.message) from None
    check_open(found)
    return tasks.begin(found)


def check_open(question: Question) -> None:
    """Raises Closed when nothing may be typed any more."""
    if question.sitting.is_over(timezone.now()):
        raise Closed(OVER, "The time is over.")
    if question.answered is not None and question.sitting.one_way:
        raise Closed(OVER, "This question is answered.")


@database_sync_to_async
def opening_of(question: Question) -> str:
    """The message that opens the machine, or makes it again."""
    question.refresh_from_db()
    plan = tasks.plan_for(question)
    return json.dumps({
        "v": VERSION,
        "type": "open",
        "lesson": plan.dump(),
        "seed": question.seed,
        "release": plan.release,
        "engine": question.engine,
        "journal": json.loads(question.journal) if question.journal else None,
    })  # fmt: skip


@database_sync_to_async
def keep(question: Question, journal: Any) -> None:
    """Writes the journal, unless the sitting has ended meanwhile."""
    text = json.dumps(journal, separators=(",", ":"))
    Question.objects.filter(pk=question.pk, sitting__ended=None).update(journal=text)


class MachineConsumer(AsyncWebsocketConsumer):
    """One page at one machine. The page that comes last has it."""

    here: dict[int, MachineConsumer] = {}

    async def connect(self) -> None:
        await self.accept()  # a refused handshake could not tell the page why
        self.question: Question | None = None
        self.home = Home(self.push)
        self.words: asyncio.Queue[str] = asyncio.Queue()
        self.speaker = asyncio.ensure_future(self.speak())
        self.turn = asyncio.Lock()
        self.later: asyncio.Task[None] | None = None
        self.idle: asyncio.Task[None] | None = None
        try:
            self.question = await find(self.scope["url_route"]["kwargs"]["question_id"], self.scope["session"])
            before = self.here.get(self.question.pk)
            if before is not None:
                await before.give_up(ELSEWHERE, "This machine was opened in another window.")
            self.here[self.question.pk] = self
            async with self.turn:
                await self.wake(self.question)
        except Closed as closed:
            await self.close(closed.code, closed.reason)

    async def wake(self, question: Question) -> None:
        """Makes the machine from its journal and says everything anew. Raises Closed."""
        try:
            self.push(await self.home.start(await opening_of(question)))
        except Full:
            raise Closed(BUSY, "Too many machines are running here. Try again in a minute.") from None
        except Lost:
            raise Closed(BROKEN, "The machine could not be started.") from None
        self.watch()

    def push(self, texts: list[str]) -> None:
        """Says single messages to the page, after what was said before."""
        for text in told(texts):
            self.words.put_nowait(text)

    async def speak(self) -> None:
        while True:
            await self.send(text_data=await self.words.get())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        question = self.question
        if question is None:
            return
        try:
            async with self.turn:
                texts = await self.answer(question, text_data or "")
        except Closed as closed:
            await self.give_up(closed.code, closed.reason)
            return
        self.words.put_nowait("[" + ",".join(told(texts)) + "]")

    async def answer(self, question: Question, text: str) -> list[str]:
        """What the machine says to one message. Raises Closed."""
        if len(text) > LONGEST or '"open"' in text[:200]:
            raise Closed(BROKEN, "That message is not for this machine.")
        check_open(question)
        if not self.home.is_alive:
            await self.wake(question)
        try:
            texts = await self.home.ask(text)
        except Lost:
            await self.wake(question)  # the journal is the truth; what was typed since is typed again
            return []
        self.watch()
        if SAVES in text[:80]:  # what is handed in next is what stands here now
            await self.keep_said(question, texts)
        elif any(word in text[:80] for word in CHANGES):
            self.save_later()
        return texts

    def save_later(self) -> None:
        if self.later is None or self.later.done():
            self.later = asyncio.ensure_future(self.save_soon())

    async def save_soon(self) -> None:
        await asyncio.sleep(SAVE_AFTER)
        async with self.turn:
            await self.save()

    async def save(self) -> None:
        """Writes the journal as it is now."""
        if self.question is None or not self.home.is_alive:
            return
        try:
            texts = await self.home.ask(SAVE)
        except Lost:
            return
        await self.keep_said(self.question, texts)

    async def keep_said(self, question: Question, texts: list[str]) -> None:
        """Writes the journal that the machine has just said."""
        for text in texts:
            said = json.loads(text)
            if said["type"] == "journal":
                await keep(question, said["journal"])

    def watch(self) -> None:
        """Begins to wait for silence anew."""
        if self.idle is not None:
            self.idle.cancel()
        self.idle = asyncio.ensure_future(self.sleep())

    async def sleep(self) -> None:
        """After a long silence the process goes; the next message makes the machine again."""
        await asyncio.sleep(home.IDLE_SECONDS)
        async with self.turn:
            await self.save()
            await self.home.stop()

    async def give_up(self, code: int, reason: str) -> None:
        await self.leave()
        await self.close(code, reason)

    async def leave(self) -> None:
        """Keeps the work and lets the process go."""
        question, self_here = self.question, self.here
        for task in (self.idle, self.later, self.speaker):
            if task is not None:
                task.cancel()
        async with self.turn:
            await self.save()
            await self.home.stop()
        self.question = None
        if question is not None and self_here.get(question.pk) is self:
            del self_here[question.pk]

    async def disconnect(self, code: int) -> None:
        await self.leave()
