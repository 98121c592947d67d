"""Accounts: made, signed in to, joined with a browser's work only on request, taken along, deleted."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.joining import join_learners
from accounts.signing_in import learner_of
from lessons.models import Attempt, Learner

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
SIGN_UP = {"email": "Ada@Example.org", "password1": PASSWORD, "name": "Ada"}


def sign_up(client: Client) -> Any:
    response = client.post("/account/signup/", SIGN_UP)
    assert response.status_code == 302, response.context["form"].errors
    return response


def test_an_account_is_made_with_address_password_and_name(client: Client) -> None:
    assert sign_up(client)["Location"] == "/"
    user = get_user_model().objects.get()
    assert (user.email, user.name, str(user)) == ("ada@example.org", "Ada", "Ada")
    assert Learner.objects.get(user=user).attempts.count() == 0


def test_an_address_has_one_account(client: Client, stranger: Client) -> None:
    sign_up(client)
    stranger.post("/account/signup/", {**SIGN_UP, "email": "ADA@example.org"})
    assert get_user_model().objects.count() == 1
    assert "_auth_user_id" not in stranger.session


def test_a_browser_with_work_is_asked_whose_it_is(client: Client, attempt: Attempt) -> None:
    assert sign_up(client)["Location"] == "/account/join/?next=%2F"
    page = client.get("/account/join/").content.decode()
    assert "This browser has work of 1 lesson that was done without an account. Is it yours?" in page
    attempt.refresh_from_db()
    assert attempt.learner.user is None


def test_yes_moves_the_work_and_the_browser_forgets_it(client: Client, attempt: Attempt) -> None:
    old = attempt.learner
    sign_up(client)
    response = client.post("/account/join/", {"answer": "mine", "next": "/lessons/first-jail/"})
    assert response["Location"] == "/lessons/first-jail/"
    attempt.refresh_from_db()
    assert attempt.learner == learner_of(get_user_model().objects.get())
    assert not Learner.objects.filter(pk=old.pk).exists()
    client.post("/account/logout/")
    client.get("/")
    assert client.session["learner"] not in (str(old.key), str(attempt.learner.key))


def test_no_leaves_it_and_is_not_asked_again(client: Client, attempt: Attempt) -> None:
    sign_up(client)
    client.post("/account/join/", {"answer": "leave"})
    attempt.refresh_from_db()
    assert attempt.learner.user is None
    client.post("/account/logout/")
    assert client.get("/").context["modules"][0]["lessons"][0]["state"] == "begun"


def test_another_accounts_work_cannot_be_joined(client: Client, attempt: Attempt) -> None:
    owner = get_user_model().objects.create_user("owner@example.org", PASSWORD)
    Learner.objects.filter(pk=attempt.learner.pk).update(user=owner)
    sign_up(client)
    client.post("/account/join/", {"answer": "mine"})
    attempt.refresh_from_db()
    assert attempt.learner.user == owner


def test_joining_goes_only_to_this_site(client: Client) -> None:
    sign_up(client)
    assert client.post("/account/join/", {"answer": "leave", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_joining_needs_an_account(client: Client) -> None:
    assert client.get("/account/join/").status_code == 302


def test_wrong_password_says_nothing_of_the_account(client: Client) -> None:
    get_user_model().objects.create_user("ada@example.org", PASSWORD)
    answers = [
        client.post("/account/login/", {"login": login, "password": "no"}).context["form"].non_field_errors()
        for login in ("ada@example.org", "nobody@example.org")
    ]
    assert answers == [["The email address and/or password you specified are not correct."]] * 2


def test_secrets_of_two_factor_are_sealed_in_the_database(client: Client) -> None:
    from allauth.mfa.totp.internal import auth

    sign_up(client)
    user = get_user_model().objects.get()
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    kept = json.dumps(Authenticator.objects.get().data)
    assert secret not in kept
    client.post("/account/logout/")
    response = client.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert response["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_everything_can_be_taken_along(client: Client, attempt: Attempt) -> None:
    response = client.get("/account/data/take")
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert response["Content-Disposition"] == 'attachment; filename="cellblock-data.zip"'
    assert [row["lesson"] for row in json.loads(archive.read("attempts.json"))] == ["first-jail"]
    assert json.loads(archive.read("you.json"))[0]["account"] is None


def test_a_look_at_ones_data_leaves_nothing_behind(client: Client) -> None:
    assert client.get("/account/data/take").status_code == client.get("/account/data/").status_code == 200
    assert client.get("/account/progress/").status_code == 200
    assert not Learner.objects.exists()


def test_deletion_needs_its_word(client: Client, attempt: Attempt) -> None:
    assert client.post("/account/data/delete", {"word": "yes"}).status_code == 422
    assert Attempt.objects.exists()
    client.post("/account/data/delete", {"word": "Delete"})
    assert not Attempt.objects.exists()
    assert not Learner.objects.exists()


def test_deletion_of_an_account_asks_for_the_password_and_takes_everything(client: Client) -> None:
    sign_up(client)
    client.get("/lessons/first-jail/")
    response = client.post("/account/data/delete", {"word": "delete"})
    assert response["Location"].startswith("/account/reauthenticate/")
    client.post(response["Location"], {"password": "wrong"})
    assert get_user_model().objects.exists()
    client.post(response["Location"], {"password": PASSWORD})
    assert not get_user_model().objects.exists()
    assert not Learner.objects.exists()
    assert "_auth_user_id" not in client.session


def test_the_way_to_deletion_leads_to_ones_data(client: Client) -> None:
    assert client.get("/account/data/delete")["Location"] == "/account/data/"


def test_progress_tells_tries_and_when(client: Client, attempt: Attempt) -> None:
    Attempt.objects.update(state="confirmed", confirmed_at=timezone.now())
    row = client.get("/account/progress/").context["modules"][0]["lessons"][0]
    assert (row["state"], row["tries"]) == ("done", 1)


def test_unused_work_is_forgotten_and_used_work_is_not(attempt: Attempt, stranger: Client) -> None:
    stranger.get("/lessons/first-jail/")
    old = timezone.now() - timedelta(days=500)
    Attempt.objects.filter(pk=attempt.pk).update(updated=old)
    call_command("forget", dry_run=True, stdout=io.StringIO())
    assert Attempt.objects.count() == 2
    said = io.StringIO()
    call_command("forget", stdout=said)
    assert said.getvalue().splitlines()[0] == "1 browsers without an account unused for 400 days"
    assert [one.pk for one in Attempt.objects.all()] != [attempt.pk]
    assert Attempt.objects.count() == 1


def test_joining_two_learners_moves_attempts(attempt: Attempt) -> None:
    target = Learner.objects.create()
    join_learners(attempt.learner, target)
    assert list(Learner.objects.all()) == [target]
    assert target.attempts.count() == 1


PAGES = ("login/", "signup/", "password/reset/", "progress/", "data/")
OWN = ("email/", "password/change/", "2fa/", "join/", "logout/")


@pytest.mark.parametrize("page", PAGES + OWN)
def test_pages_are_in_the_sites_look_under_its_policy(client: Client, page: str) -> None:
    if page in OWN:
        sign_up(client)
    response = client.get(f"/account/{page}", follow=True)
    text = response.content.decode()
    assert response.status_code == 200
    assert "css/paper.css" in text
    assert "style=" not in text
    assert "default-src 'none'" in response["Content-Security-Policy"]
    opened = [tag.split(">")[0] for tag in text.split("<script")[1:]]
    assert [tag for tag in opened if not any(mark in tag for mark in (" src=", "nonce=", "application/json"))] == []


def test_the_bar_has_the_rooms_and_says_where_one_is(client: Client) -> None:
    page = client.get("/").content.decode()
    assert '<a href="/" aria-current="page">Path</a>' in page
    for address in ("/sandbox/", "/quizzes/", "/courses/", "/account/login/"):
        assert f'href="{address}"' in page
