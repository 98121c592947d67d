"""The progress socket nudges a learner's own pages when an attempt is confirmed, and nobody else's."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.contrib.sessions.backends.signed_cookies import SessionStore
from sockets import Page
from work import journal_of, solution

from jailsite.asgi import application
from lessons import attempts, grading
from lessons.consumers import NO_LEARNER, nudge
from lessons.curriculum import find_lesson
from lessons.learners import SESSION_FIELD
from lessons.models import Learner

pytestmark = pytest.mark.django_db(transaction=True)  # Channels looks after connections on every message

ADDRESS = "/ws/progress/"
NUDGE = {"type": "progress.changed"}


def cookie_of(key: uuid.UUID) -> bytes:
    session = SessionStore()
    session[SESSION_FIELD] = str(key)
    session.save()
    return f"sessionid={session.session_key}".encode()


def socket(key: uuid.UUID | None, origin: str = "http://localhost") -> Page:
    headers = [(b"origin", origin.encode()), (b"host", b"localhost")]
    if key is not None:
        headers.append((b"cookie", cookie_of(key)))
    return Page(application, ADDRESS, headers)


async def test_a_nudge_reaches_every_page_of_the_learner_and_no_others() -> None:
    mine, other = uuid.uuid4(), uuid.uuid4()
    pages = [socket(mine), socket(mine), socket(other)]
    assert [await page.connect() for page in pages] == [(True, None)] * 3
    await sync_to_async(nudge)(mine)
    assert [await page.receive_json_from() for page in pages[:2]] == [NUDGE, NUDGE]
    assert await pages[2].receive_nothing()
    for page in pages:
        await page.disconnect()


async def test_a_page_that_went_is_not_in_the_group() -> None:
    key = uuid.uuid4()
    page = socket(key)
    await page.connect()
    await page.disconnect()
    assert not get_channel_layer().groups.get(f"learner.{key.hex}")


async def test_what_a_page_says_is_ignored() -> None:
    key = uuid.uuid4()
    page = socket(key)
    await page.connect()
    await page.send_to(text_data="not JSON")
    await page.send_to(bytes_data=b"\xff")
    assert await page.receive_nothing()
    await sync_to_async(nudge)(key)
    assert await page.receive_json_from() == NUDGE
    await page.disconnect()


async def test_a_browser_without_a_learner_is_told_so() -> None:
    page = socket(None)
    assert await page.connect() == (True, None)
    assert await page.receive_output() == {"type": "websocket.close", "code": NO_LEARNER}


async def test_a_page_of_another_site_is_refused() -> None:
    connected, _ = await socket(uuid.uuid4(), origin="http://elsewhere.example").connect()
    assert connected is False


async def test_a_forged_cookie_is_no_learner() -> None:
    headers = [
        (b"origin", b"http://localhost"),
        (b"host", b"localhost"),
        (b"cookie", b"sessionid=eyJsZWFybmVyIjoxfQ:x:y"),
    ]
    page = Page(application, ADDRESS, headers)
    await page.connect()
    assert await page.receive_output() == {"type": "websocket.close", "code": NO_LEARNER}


async def test_a_confirmed_attempt_nudges_and_a_refused_one_does_not() -> None:
    learner = await Learner.objects.acreate()
    lesson = find_lesson("first-jail")
    attempt = await sync_to_async(attempts.begin)(learner, lesson)
    page = socket(learner.key)
    await page.connect()
    await hand_in(attempt, lesson, "true")
    assert await page.receive_nothing()
    await hand_in(attempt, lesson, solution(attempt))
    assert await page.receive_json_from() == NUDGE
    await page.disconnect()


async def hand_in(attempt: Any, lesson: Any, line: str) -> None:
    outcome = await sync_to_async(grading.grade)(attempt, journal_of(attempt, line))
    await sync_to_async(attempts.record)(attempt, outcome)
