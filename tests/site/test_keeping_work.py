"""Work in progress is kept on the server, and only good work of one's own.

Every refusal leaves what was there.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from work import journal_of, journal_url

from lessons import limits
from lessons.models import Attempt

pytestmark = pytest.mark.django_db


def put(client: Client, attempt_id: uuid.UUID, body: Any, **headers: str) -> Any:
    return client.put(journal_url(attempt_id), body, content_type="application/json", headers=headers)


def kept(attempt: Attempt) -> str:
    attempt.refresh_from_db()
    return attempt.journal


def test_journal_is_kept(client: Client, attempt: Attempt) -> None:
    journal = journal_of(attempt, "hostname")
    response = put(client, attempt.id, journal)
    assert (response.status_code, response.content) == (204, b"")
    assert json.loads(kept(attempt)) == journal


def test_a_later_one_replaces_it(client: Client, attempt: Attempt) -> None:
    put(client, attempt.id, journal_of(attempt, "hostname"))
    later = journal_of(attempt, "hostname", "jls")
    put(client, attempt.id, later)
    assert json.loads(kept(attempt)) == later


def test_another_sessions_attempt_is_not_there(stranger: Client, client: Client, attempt: Attempt) -> None:
    journal = journal_of(attempt, "hostname")
    stranger.get("/lessons/second-jail/")
    assert put(stranger, attempt.id, journal).status_code == 404
    assert put(Client(), attempt.id, journal).status_code == 404
    assert kept(attempt) == ""


def test_a_forged_attempt_is_not_there(client: Client, attempt: Attempt) -> None:
    assert put(client, uuid.uuid4(), journal_of(attempt)).status_code == 404


def test_text_that_is_not_json(client: Client, attempt: Attempt) -> None:
    for body in ("{", "\xff", "[" * 100_000, ""):
        response = put(client, attempt.id, body)
        assert (response.status_code, response.json()) == (422, {"error": "This is not JSON.", "where": "journal"})
    assert kept(attempt) == ""


def test_json_that_is_no_journal(client: Client, attempt: Attempt) -> None:
    journal = journal_of(attempt, "hostname")
    journal["inputs"][0] = [0, 0, "type"]
    response = put(client, attempt.id, journal)
    expected = {"error": "not [time, tty, kind, data]", "where": "inputs[0]"}
    assert (response.status_code, response.json()) == (422, expected)
    assert kept(attempt) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("engine", "0" * 16), ("release", "4.0"), ("seed", 7), ("lesson", "second-jail"), ("revision", 2)],
)
def test_journal_of_another_machine(client: Client, attempt: Attempt, name: str, value: object) -> None:
    Attempt.objects.update(seed=5)
    attempt.refresh_from_db()
    response = put(client, attempt.id, {**journal_of(attempt), name: value})
    expected = {"error": f"The journal is of another {name} than this attempt.", "where": name}
    assert (response.status_code, response.json()) == (409, expected)
    assert kept(attempt) == ""


def test_too_large(client: Client, attempt: Attempt) -> None:
    body = json.dumps(journal_of(attempt)) + " " * limits.MOST_JOURNAL
    response = put(client, attempt.id, body)
    assert response.status_code == 413
    assert response.json() == {
        "error": f"The journal has {len(body)} bytes; this server keeps at most {limits.MOST_JOURNAL}.",
        "where": "journal",
    }
    assert kept(attempt) == ""


def test_too_fast_for_this_session_but_not_for_another(
    client: Client, stranger: Client, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SAVES", limits.Rate("saves", 2, 3600))
    journal = journal_of(attempt, "hostname")
    assert [put(client, attempt.id, journal).status_code for _ in range(3)] == [204, 204, 429]
    refused = put(client, attempt.id, journal)
    wait = int(refused["Retry-After"])
    assert 1 <= wait <= 3600
    expected = f"More than 2 saves in 3600 seconds; wait {wait} s."
    assert refused.json() == {"error": expected, "where": ""}
    stranger.get("/lessons/first-jail/")
    other = Attempt.objects.exclude(pk=attempt.pk).get()
    assert put(stranger, other.id, journal_of(other)).status_code == 204


def test_without_the_pages_token(attempt: Attempt, client: Client) -> None:
    checking = Client(enforce_csrf_checks=True)
    checking.cookies = client.cookies
    journal = journal_of(attempt, "hostname")
    assert put(checking, attempt.id, journal).status_code == 403
    assert kept(attempt) == ""
    token = checking.get("/lessons/first-jail/").cookies["csrftoken"].value
    assert put(checking, attempt.id, journal, **{"X-CSRFToken": token}).status_code == 204


def test_only_by_put(client: Client, attempt: Attempt) -> None:
    assert client.get(journal_url(attempt.id)).status_code == 405
    assert client.post(journal_url(attempt.id)).status_code == 405


def test_two_devices_at_one_attempt_throw_nothing_away(client: Client, attempt: Attempt) -> None:
    """Each says what its work goes on from; whoever comes second is given what is kept, and goes on from that."""
    begun = client.get("/lessons/first-jail/").context["lab_config"]["mark"]
    one, other = journal_of(attempt, "hostname"), journal_of(attempt, "jls")
    first = put(client, attempt.id, one, **{"If-Match": begun})
    assert first.status_code == 204
    second = put(client, attempt.id, other, **{"If-Match": begun})
    assert (second.status_code, second.json()["journal"], second["ETag"]) == (412, one, first["ETag"])
    assert json.loads(kept(attempt)) == one, "a refused save changes nothing"
    assert put(client, attempt.id, other, **{"If-Match": second["ETag"]}).status_code == 204
    assert json.loads(kept(attempt)) == other
    assert client.get("/lessons/first-jail/").context["lab_config"]["mark"] != begun


def test_the_mark_is_of_what_is_kept(client: Client, attempt: Attempt) -> None:
    marks = [put(client, attempt.id, journal_of(attempt, *lines))["ETag"] for lines in (["ls"], ["ls", "id"], ["ls"])]
    assert marks[0] == marks[2] != marks[1]
