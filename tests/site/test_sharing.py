"""Links to a state: stored ones expire, are limited, and lead to a copy; nothing of an attempt is in them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from work import journal_of

from lab.session import Session
from lessons.engines import current_engine
from lessons.models import Attempt, SharedState
from lessons.topologies import find_topology

pytestmark = pytest.mark.django_db


def sandbox_journal(line: str = "hostname shared", slug: str = "empty") -> dict[str, Any]:
    session = Session(find_topology(slug).plan("14.0"), 0, "14.0", current_engine())
    session.type(0, f"{line}\r")
    session.pump()
    return session.journal().dump()


def share(client: Client, journal: object) -> Any:
    return client.post("/s/", json.dumps(journal), content_type="application/json")


def test_a_state_is_kept_and_opened_as_a_copy_by_anybody(client: Client, stranger: Client) -> None:
    journal = sandbox_journal()
    answer = share(client, journal)
    assert answer.status_code == 201
    page = stranger.get(answer.json()["shared"])
    config = page.context["lab_config"]
    assert config["journal"] == journal
    assert config["attempt"] == f"shared.{SharedState.objects.get().id}"
    assert "journal" not in config["urls"]
    assert Attempt.objects.count() == 0


def test_a_lessons_machine_is_shared_without_its_attempt(client: Client, stranger: Client, attempt: Attempt) -> None:
    journal = journal_of(attempt, "jls")
    page = stranger.get(share(client, journal).json()["shared"])
    config = page.context["lab_config"]
    assert (config["lesson"]["slug"], config["seed"]) == ("first-jail", attempt.seed)
    assert str(attempt.id) not in page.content.decode()
    assert Attempt.objects.count() == 1


def test_a_lessons_link_opens_the_lessons_machine(client: Client) -> None:
    config = client.get("/sandbox/?lesson=first-jail&seed=77").context["lab_config"]
    assert (config["lesson"]["slug"], config["seed"]) == ("first-jail", 77)
    assert config["attempt"] == "copy.first-jail.77"
    assert client.get("/sandbox/?lesson=nothing&seed=1").status_code == 404
    assert client.get("/sandbox/?lesson=first-jail&seed=-1").context["lab_config"]["seed"] == 0


def test_an_expired_link_is_gone_and_so_is_its_row(client: Client) -> None:
    address = share(client, sandbox_journal()).json()["shared"]
    SharedState.objects.update(expires=timezone.now() - timedelta(seconds=1))
    gone = client.get(address)
    assert gone.status_code == 404
    assert "The machine behind this link was kept for a while and is gone" in gone.content.decode()
    share(client, sandbox_journal("hostname other"))
    assert SharedState.objects.count() == 1
    assert client.get("/s/never-was/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"lesson": "an-exam-item"}, "lesson"),
        ({"lesson": None}, "lesson"),
        ({"lesson": "sandbox.nothing"}, "lesson"),
        ({"engine": "0123456789abcdef"}, "engine"),
        ({"engine": "../../secret"}, "engine"),
        ({"revision": 9}, "revision"),
        ({"release": "4.1"}, "release"),
        ({"seed": 5}, "seed"),
        ({"inputs": [[0, 0, "type"]]}, "inputs[0]"),
    ],
)
def test_what_could_not_be_opened_is_not_kept(client: Client, changes: dict[str, Any], where: str) -> None:
    answer = share(client, {**sandbox_journal(), **changes})
    assert (answer.status_code, answer.json()["where"]) == (422, where)
    assert SharedState.objects.count() == 0


def test_size_rate_and_method_are_limited(client: Client) -> None:
    assert client.post("/s/", "x" * 300_000, content_type="application/json").status_code == 413
    assert client.post("/s/", "{", content_type="application/json").status_code == 422
    assert client.get("/s/").status_code == 405
    for _ in range(18):
        share(client, 3)
    answer = share(client, sandbox_journal())
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_only_the_embedded_page_may_stand_in_a_frame(client: Client) -> None:
    stored = share(client, sandbox_journal()).json()
    for address in ("/embed/?from=pair", stored["embedded"]):
        page = client.get(address)
        assert page.status_code == 200
        assert "frame-ancestors *" in page["Content-Security-Policy"]
        assert "X-Frame-Options" not in page
        assert "journal" not in page.context["lab_config"]["urls"]
    for address in ("/sandbox/", stored["shared"], "/lessons/first-jail/", "/"):
        page = client.get(address)
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
        assert page["X-Frame-Options"] == "DENY"
