"""A task's machine in the server's home: the same wire, a journal that outlives its process, one page at a time."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from answering import ask, variant_of
from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import Client
from django.utils import timezone

from jailsite.asgi import application
from lab.items.item import Task
from lessons import grading
from lessons.models import Learner
from quizzes import consumers, sittings, tasks
from quizzes.models import Question, Sitting

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
from sockets import Page

pytestmark = pytest.mark.django_db(transaction=True)
SLOW = 30


@pytest.fixture
def question(browser: Client, learner: Learner) -> Question:
    return ask(learner, "do-persistent-jail", Sitting.Mode.TEST)


@pytest.fixture(scope="module", autouse=True)
def _pool() -> Any:
    yield
    grading.pool().close()


def page_of(client: Client, question: Question) -> Page:
    name = settings.SESSION_COOKIE_NAME
    cookie = f"{name}={client.cookies[name].value}".encode()
    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost"), (b"cookie", cookie)]
    return Page(application, f"/ws/quizzes/questions/{question.pk}/", headers)


async def hear(page: Page) -> Any:
    message = await page.receive_output(timeout=SLOW)
    return json.loads(message["text"]) if message["type"] == "websocket.send" else message


async def opened(client: Client, question: Question) -> tuple[Page, list[Any]]:
    """A page at its machine, and what it was told at first."""
    page = page_of(client, question)
    await page.connect()
    told: list[Any] = []
    while not told or told[-1].get("type") not in ("clock", "websocket.close"):
        told.append(await hear(page))
    return page, told


async def say(page: Page, kind: str, **fields: Any) -> list[Any]:
    """The answers to one message; what comes by itself is let go."""
    await page.send_to(json.dumps({"v": 1, "type": kind, **fields}))
    while True:
        said = await hear(page)
        if isinstance(said, list):
            return said


async def type_line(page: Page, line: str) -> None:
    """Types a command and lets time pass until its prompt is back."""
    said = await say(page, "input", tty=0, data=f"{line}\r")
    for _ in range(50):
        clocks = [one for one in said if one["type"] == "clock"]
        if clocks and clocks[-1].get("prompt") and not clocks[-1]["running"]:
            return
        said = await say(page, "advance", us=200_000)


async def test_everything_is_said_at_a_connection(browser: Client, question: Question) -> None:
    page, told = await opened(browser, question)
    kinds = [one["type"] for one in told]
    assert kinds[0] == "opened"
    assert "screen" in kinds
    assert "goals" not in kinds
    await page.disconnect()


@pytest.mark.parametrize("slug", ["do-persistent-jail", "mend-default-route", "mend-end-down"])
async def test_no_word_of_the_machine_is_an_answer(browser: Client, learner: Learner, slug: str) -> None:
    """Every message of a page that works, asks for what the goals want, saves, takes back and begins again."""
    question = await sync_to_async(ask)(learner, slug, Sitting.Mode.TEST)
    page, told = await opened(browser, question)
    told += await say(page, "watch", graphs=["wanted", "network", "processes"], opened=[])
    await type_line(page, "jls")
    for kind in ("save", "undo", "reset"):
        told += await say(page, kind)
    await page.disconnect()
    assert {one["type"] for one in told} >= {"opened", "screen", "graph", "clock", "journal"}
    assert [one for one in told if one["type"] == "goals" or one.get("name") == "wanted"] == []
    text = json.dumps(told)
    body = variant_of(question).body
    assert isinstance(body, Task)
    secret = [hint for goal in body.goals for hint in goal.hints] + [way.feedback for way in body.wrong]
    secret += [line.strip().removeprefix("$ ") for line in body.solution.splitlines() if line.strip().startswith("$ ")]
    assert secret != []
    assert [one for one in secret if json.dumps(one)[1:-1] in text] == []


async def test_work_at_the_server_is_marked(browser: Client, question: Question) -> None:
    page, _ = await opened(browser, question)
    body = variant_of(question).body
    assert isinstance(body, Task)
    line = body.solution.strip().splitlines()[0].strip().removeprefix("$ ")
    await type_line(page, line)
    await page.disconnect()
    await question.arefresh_from_db()
    assert line in "".join(entry[3] for entry in json.loads(question.journal)["inputs"])
    marked = await sync_to_async(tasks.hand_in)(question, "")
    assert marked.is_right


async def test_what_is_handed_in_is_what_stands_there_now(
    browser: Client, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page asks for a save before it hands in; the journal is written when that is answered, not some time later."""
    monkeypatch.setattr(consumers, "SAVE_AFTER", 60.0)
    page, _ = await opened(browser, question)
    body = variant_of(question).body
    assert isinstance(body, Task)
    await type_line(page, body.solution.strip().splitlines()[0].strip().removeprefix("$ "))
    said = await say(page, "save")
    assert [one["type"] for one in said] == ["journal"]
    await question.arefresh_from_db()
    marked = await sync_to_async(tasks.hand_in)(question, "")
    assert marked.is_right
    await page.disconnect()


async def test_a_machine_that_is_lost_is_made_again(browser: Client, question: Question) -> None:
    page, _ = await opened(browser, question)
    await type_line(page, "touch /tmp/kept")
    await asyncio.sleep(2 * consumers.SAVE_AFTER)
    process = consumers.MachineConsumer.here[question.pk].home.process
    assert process is not None
    process.kill()
    await process.wait()
    await type_line(page, "ls /tmp")
    told = await say(page, "save")
    (journal,) = [one["journal"] for one in told if one["type"] == "journal"]
    typed = "".join(entry[3] for entry in journal["inputs"])
    assert "touch /tmp/kept" in typed
    assert "ls /tmp" in typed
    await page.disconnect()


async def test_a_second_window_takes_the_machine(browser: Client, question: Question) -> None:
    first, _ = await opened(browser, question)
    second, told = await opened(browser, question)
    assert told[0]["type"] == "opened"
    closed = await hear(first)
    while closed.get("type") != "websocket.close":
        closed = await hear(first)
    assert closed["code"] == consumers.ELSEWHERE
    await second.disconnect()


@pytest.mark.parametrize("case", ["stranger", "over", "form", "practice"])
async def test_whose_it_is_not_gets_none(browser: Client, learner: Learner, case: str, question: Question) -> None:
    client, wanted, code = browser, question, consumers.NOT_HERE
    if case == "stranger":
        client = await sync_to_async(Client)()
        await sync_to_async(client.get)("/quizzes/")
    elif case == "over":
        await Sitting.objects.aupdate(deadline=timezone.now() - timedelta(minutes=1))
        code = consumers.OVER
    elif case == "form":
        wanted = await sync_to_async(ask)(learner, "which-jail-pings", Sitting.Mode.TEST)
    else:
        wanted = await sync_to_async(ask)(learner, "do-persistent-jail")
    _, told = await opened(client, wanted)
    assert (told[-1]["type"], told[-1]["code"]) == ("websocket.close", code)


async def test_after_the_time_nothing_is_typed(browser: Client, question: Question) -> None:
    page, _ = await opened(browser, question)
    await sync_to_async(sittings.end)(question.sitting)
    question.sitting.ended = timezone.now()
    consumer = consumers.MachineConsumer.here[question.pk]
    assert consumer.question is not None
    consumer.question.sitting.deadline = timezone.now() - timedelta(seconds=1)
    await page.send_to(json.dumps({"v": 1, "type": "input", "tty": 0, "data": "true\r"}))
    closed = await hear(page)
    while closed.get("type") != "websocket.close":
        closed = await hear(page)
    assert closed["code"] == consumers.OVER


async def test_a_page_may_not_open_another_machine(browser: Client, question: Question) -> None:
    page, _ = await opened(browser, question)
    await page.send_to(json.dumps({"v": 1, "type": "open", "lesson": None, "seed": 0, "release": "14.0", "engine": "",
                                   "journal": None}))  # fmt: skip
    closed = await hear(page)
    while closed.get("type") != "websocket.close":
        closed = await hear(page)
    assert closed["code"] == consumers.BROKEN
