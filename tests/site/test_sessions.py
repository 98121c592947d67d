"""A session is a cookie until it holds more than which browser this is; then it is a row, and the cookie its name."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client

from lessons.learners import SESSION_FIELD
from lessons.models import Attempt, Learner
from lessons.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> object:
    return get_user_model().objects.create_user("ada@example.org", "correct horse battery")


def cookie(client: Client) -> str:
    return client.cookies["sessionid"].value


def test_a_look_leaves_a_signed_cookie_and_no_row(client: Client) -> None:
    client.get("/")
    assert ":" in cookie(client)
    assert not Session.objects.exists()


def test_a_secret_is_never_in_the_cookie() -> None:
    session = SessionStore()
    session["account_login"] = "123456"
    session.save()
    assert session.session_key is not None
    assert session.session_key.isalnum()
    assert SessionStore(session.session_key)["account_login"] == "123456"


def test_without_its_secret_it_is_a_cookie_again() -> None:
    session = SessionStore()
    session[SESSION_FIELD] = "a"
    session["secret"] = "b"
    session.save()
    del session["secret"]
    session.save()
    assert ":" in (session.session_key or "")
    assert SessionStore(session.session_key)[SESSION_FIELD] == "a"
    assert not Session.objects.exists()


@pytest.mark.parametrize("value", ["", "x", "0" * 32, "eyJsZWFybmVyIjoiYSJ9:x:y"])
def test_what_was_not_given_out_here_is_an_empty_session(value: str) -> None:
    session = SessionStore(value)
    assert dict(session.items()) == {}
    session["secret"] = 1
    session.save()
    assert session.session_key != value


def test_signing_in_changes_the_name_and_signing_out_deletes_the_row(client: Client, user: object) -> None:
    client.force_login(user)
    name = cookie(client)
    client.get("/")
    assert cookie(client) == name
    client.post("/account/logout/")
    assert not Session.objects.exists()
    assert SessionStore(name).get("_auth_user_id") is None


def test_the_account_is_the_learner_while_signed_in_and_the_browser_afterwards(
    client: Client, user: object, attempt: Attempt
) -> None:
    own = attempt.learner.key
    client.post("/account/login/", {"login": "ada@example.org", "password": "correct horse battery"})
    account = Learner.objects.get(user=user)
    assert client.session[SESSION_FIELD] == str(account.key) != str(own)
    assert client.get(f"/attempts/{attempt.id}/journal").status_code in (404, 405)
    assert client.put(f"/attempts/{attempt.id}/journal", b"{}").status_code == 404
    client.post("/account/logout/")
    assert client.session[SESSION_FIELD] == str(own)


def test_a_browser_that_had_no_key_has_none_of_the_account_afterwards(user: object) -> None:
    client = Client()
    client.force_login(user)
    account = str(Learner.objects.get(user=user).key)
    client.post("/account/logout/")
    client.get("/")
    assert client.session[SESSION_FIELD] != account
    assert uuid.UUID(client.session[SESSION_FIELD])


def test_a_changed_password_ends_other_sessions(client: Client, user: object) -> None:
    client.force_login(user)
    account = client.session[SESSION_FIELD]
    user.set_password("another horse battery")  # type: ignore[attr-defined]
    user.save()  # type: ignore[attr-defined]
    client.get("/account/data/")
    assert client.session.get(SESSION_FIELD) != account
