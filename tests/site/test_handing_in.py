"""Handing in: the server replays the journal itself, and trusts nothing else."""

from __future__ import annotations

import html
import json
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from work import journal_of, solution, submit_url

from lessons import limits
from lessons.curriculum import find_lesson
from lessons.models import Attempt

pytestmark = pytest.mark.django_db


def hand_in(client: Client, attempt_id: uuid.UUID, journal: object) -> Any:
    text = journal if isinstance(journal, str) else json.dumps(journal)
    return client.post(submit_url(attempt_id), {"journal": text})


def verdict(response: Any) -> tuple[str, list[str]]:
    """State and reasons, as the fragment says them."""
    body = response.content.decode()
    (state,) = re.findall(r'data-state="(\w+)"', body)
    listed = re.search(r"<ul>(.*?)</ul>", body, re.DOTALL)
    reasons = re.findall(r"<li>(.*?)</li>", listed[1], re.DOTALL) if listed else []
    return state, [html.unescape(reason) for reason in reasons]


def missed(response: Any) -> list[str]:
    """The goals that do not hold, as the fragment lists them."""
    listed = re.search(r'<ul class="checks">(.*?)</ul>', response.content.decode(), re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", listed[1], re.DOTALL) if listed else []


def test_a_solution_is_confirmed(client: Client, attempt: Attempt) -> None:
    response = hand_in(client, attempt.id, journal_of(attempt, solution(attempt)))
    assert verdict(response) == ("confirmed", [])
    assert missed(response) == []
    attempt.refresh_from_db()
    assert attempt.state == "confirmed"
    assert attempt.confirmed_at is not None
    assert not attempt.diverged


def test_answers_with_the_fragment_only(client: Client, attempt: Attempt) -> None:
    body = hand_in(client, attempt.id, journal_of(attempt, solution(attempt))).content.decode()
    assert body.strip().startswith('<div id="verdict"')
    assert 'data-state="confirmed"' in body
    assert "<html" not in body


def test_work_that_misses_a_goal_is_refused_with_the_broken_layer(client: Client, attempt: Attempt) -> None:
    response = hand_in(client, attempt.id, journal_of(attempt, "true"))
    state, reasons = verdict(response)
    assert (response.status_code, state) == (200, "refused")
    jail = find_lesson("first-jail").values(attempt.seed)["jail"]
    assert reasons == [f"The jail {jail} does not exist."] * 2
    assert missed(response) == [f"The jail {jail} exists.", f"The jail {jail} stays without a process."]
    attempt.refresh_from_db()
    assert (attempt.state, attempt.confirmed_at) == ("refused", None)


def test_confirmed_stays_confirmed(client: Client, attempt: Attempt) -> None:
    hand_in(client, attempt.id, journal_of(attempt, solution(attempt)))
    assert verdict(hand_in(client, attempt.id, journal_of(attempt, "true")))[0] == "refused"
    attempt.refresh_from_db()
    assert attempt.state == "confirmed"


def test_another_machines_journal_is_refused(client: Client, attempt: Attempt) -> None:
    journal = {**journal_of(attempt, solution(attempt)), "engine": "0" * 16}
    response = hand_in(client, attempt.id, journal)
    assert response.status_code == 409
    assert verdict(response) == ("refused", ["The journal is of another engine than this attempt."])


def test_a_changed_lesson_is_refused(client: Client, attempt: Attempt) -> None:
    journal = journal_of(attempt, solution(attempt))
    Attempt.objects.update(revision=7)
    response = hand_in(client, attempt.id, journal)
    reason = "The lesson has changed since this attempt was begun; begin it again."
    assert (response.status_code, verdict(response)) == (409, ("refused", [reason]))


def test_nothing_handed_in(client: Client, attempt: Attempt) -> None:
    response = client.post(submit_url(attempt.id))
    assert (response.status_code, verdict(response)) == (422, ("refused", ["This is not JSON."]))


def test_too_large(client: Client, attempt: Attempt) -> None:
    response = hand_in(client, attempt.id, " " * (limits.MOST_JOURNAL + 1))
    assert (response.status_code, verdict(response)[0]) == (413, "refused")


def test_too_fast(client: Client, attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SUBMITS", limits.Rate("submits", 1, 3600))
    hand_in(client, attempt.id, "")
    response = hand_in(client, attempt.id, "")
    assert (response.status_code, verdict(response)[0]) == (429, "refused")
    assert 1 <= int(response["Retry-After"]) <= 3600


def test_another_sessions_attempt_is_not_there(stranger: Client, attempt: Attempt) -> None:
    stranger.get("/lessons/first-jail/")
    assert hand_in(stranger, attempt.id, journal_of(attempt)).status_code == 404


def test_without_the_pages_token(client: Client, attempt: Attempt) -> None:
    checking = Client(enforce_csrf_checks=True)
    checking.cookies = client.cookies
    assert hand_in(checking, attempt.id, journal_of(attempt)).status_code == 403
    attempt.refresh_from_db()
    assert attempt.state == "begun"
