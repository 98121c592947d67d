"""The catalogue: the path in order, with what this learner has begun and done."""

from __future__ import annotations

import pytest
from django.test import Client

from lessons.models import Attempt, Learner

pytestmark = pytest.mark.django_db


def states(client: Client) -> list[tuple[str, str]]:
    modules = client.get("/").context["modules"]
    return [(lesson["slug"], lesson["state"]) for module in modules for lesson in module["lessons"]]


def test_lists_modules_and_lessons_in_their_order(client: Client) -> None:
    (module,) = client.get("/").context["modules"]
    assert {key: module[key] for key in ("slug", "title", "summary")} == {
        "slug": "jails",
        "title": "Jails",
        "summary": "A jail is made, and another.",
    }
    assert module["lessons"][0] == {
        "slug": "first-jail",
        "title": "A first jail",
        "summary": "Makes a jail and keeps it.",
        "minutes": 5,
        "state": "open",
        "language": "en",
        "url": "/lessons/first-jail/",
    }
    assert [lesson["slug"] for lesson in module["lessons"]] == ["first-jail", "second-jail"]


def test_says_where_to_begin_and_where_to_go_on(client: Client, attempt: Attempt) -> None:
    found = client.get("/").context["next"]
    assert (found["slug"], found["state"]) == ("first-jail", "begun")
    Attempt.objects.update(state=Attempt.State.CONFIRMED)
    context = client.get("/").context
    assert (context["next"]["slug"], context["next"]["state"]) == ("second-jail", "open")
    assert [module["done"] for module in context["modules"]] == [1]


def test_a_newcomer_begins_at_the_beginning(client: Client) -> None:
    page = client.get("/")
    assert page.context["next"]["slug"] == "first-jail"
    assert "Begin" in page.text


def test_a_look_leaves_no_row_behind(client: Client) -> None:
    client.get("/")
    assert not Learner.objects.exists()


def test_shows_what_is_begun_and_done(client: Client, attempt: Attempt) -> None:
    assert states(client) == [("first-jail", "begun"), ("second-jail", "open")]
    Attempt.objects.update(state=Attempt.State.CONFIRMED)
    assert states(client) == [("first-jail", "done"), ("second-jail", "open")]


def test_a_new_attempt_takes_nothing_back(client: Client, attempt: Attempt) -> None:
    Attempt.objects.update(state=Attempt.State.CONFIRMED)
    client.post("/lessons/first-jail/again")
    assert Attempt.objects.count() == 2
    assert states(client) == [("first-jail", "done"), ("second-jail", "open")]


def test_another_browser_has_a_path_of_its_own(stranger: Client, attempt: Attempt) -> None:
    assert states(stranger) == [("first-jail", "open"), ("second-jail", "open")]


def test_nothing_can_be_posted(client: Client) -> None:
    assert client.post("/").status_code == 405
