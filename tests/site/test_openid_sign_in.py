"""Signing in through an OpenID Connect provider, the whole way, against one that checks secret, code and PKCE too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.test import Client
from openid_provider import CLIENT, SECRET, Provider

from lessons.models import Attempt, Learner

pytestmark = pytest.mark.django_db

ADA = {"sub": "248289", "name": "Ada Lovelace", "email": "Ada@School.example", "email_verified": True}
CALLBACK = "/account/oidc/openid/login/callback/"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    made = Provider()
    app = {"provider_id": "openid", "name": "School", "client_id": CLIENT, "secret": SECRET}
    app["settings"] = {"server_url": made.url}  # type: ignore[assignment]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    settings.FORM_TARGETS = [made.url]
    yield made
    made.close()


def go_there(client: Client) -> str:
    """The button of the sign-in page; the address at the provider."""
    assert "School" in client.get("/account/login/").content.decode()
    response = client.post("/account/oidc/openid/login/")
    assert response.status_code == 302
    return str(response["Location"])


def sign_in(client: Client, provider: Provider, person: dict[str, Any] = ADA) -> Any:
    return client.get(CALLBACK, provider.authorize(go_there(client), person))


def test_the_first_sign_in_makes_an_account(client: Client, provider: Provider) -> None:
    assert sign_in(client, provider)["Location"] == "/"
    user = get_user_model().objects.get()
    assert (user.email, user.name, user.has_usable_password()) == ("ada@school.example", "Ada Lovelace", False)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session["learner"] == str(Learner.objects.get(user=user).key)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified) == ("ada@school.example", True), "a place on a roster can be theirs"


def test_the_next_one_in_another_browser_is_the_same_person(
    client: Client, stranger: Client, provider: Provider
) -> None:
    sign_in(client, provider)
    sign_in(stranger, provider, {**ADA, "email": "changed@school.example"})
    assert get_user_model().objects.count() == SocialAccount.objects.count() == 1
    assert stranger.session["learner"] == client.session["learner"]


def test_a_browser_with_work_is_asked_whose_it_is(client: Client, attempt: Attempt, provider: Provider) -> None:
    assert sign_in(client, provider)["Location"] == "/account/join/?next=%2F"


def test_an_address_that_has_an_account_here_is_not_taken_over(client: Client, provider: Provider) -> None:
    """The provider's word gives nobody another's account: its holder signs in and connects the two."""
    get_user_model().objects.create_user("ada@school.example", "correct horse battery")
    sign_in(client, provider)
    assert "_auth_user_id" not in client.session
    assert get_user_model().objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_its_holder_connects_the_two(client: Client, provider: Provider) -> None:
    user = get_user_model().objects.create_user("ada@school.example", "correct horse battery")
    client.post("/account/login/", {"login": "ada@school.example", "password": "correct horse battery"})
    address = client.post("/account/oidc/openid/login/?process=connect")["Location"]
    client.get(CALLBACK, provider.authorize(address, ADA))
    assert SocialAccount.objects.get().user == user


@pytest.mark.parametrize("forged", [{"state": "made-up"}, {"code": "made-up"}, {"state": ""}])
def test_a_forged_return_is_refused(client: Client, provider: Provider, forged: dict[str, str]) -> None:
    answer = provider.authorize(go_there(client), ADA)
    response = client.get(CALLBACK, {**answer, **forged})
    assert response.status_code in (200, 401)
    assert "could not sign you in" in response.content.decode()
    assert not get_user_model().objects.exists()


def test_another_browser_cannot_finish_a_sign_in(client: Client, stranger: Client, provider: Provider) -> None:
    answer = provider.authorize(go_there(client), ADA)
    stranger.get(CALLBACK, answer)
    assert not get_user_model().objects.exists()


def test_a_code_is_used_once(client: Client, provider: Provider) -> None:
    answer = provider.authorize(go_there(client), ADA)
    client.get(CALLBACK, answer)
    client.post("/account/logout/")
    client.get(CALLBACK, answer)
    assert "_auth_user_id" not in client.session


def test_a_token_for_somebody_else_is_refused(client: Client, provider: Provider) -> None:
    provider.audience = "another-site"
    sign_in(client, provider)
    assert not get_user_model().objects.exists()


def test_whoever_turns_back_is_told(client: Client, provider: Provider) -> None:
    asked = provider.authorize(go_there(client), ADA)
    response = client.get(CALLBACK, {"error": "access_denied", "state": asked["state"]}, follow=True)
    assert "You turned back" in response.content.decode()


def test_a_provider_that_does_not_answer_is_said(client: Client, provider: Provider) -> None:
    provider.close()
    response = client.post("/account/oidc/openid/login/")
    assert "could not sign you in" in response.content.decode()


def test_the_way_there_is_a_form(client: Client, provider: Provider) -> None:
    """A link would let any page begin a sign-in: a look asks for the button first."""
    response = client.get("/account/oidc/openid/login/")
    assert response.status_code == 200
    assert "csrfmiddlewaretoken" in response.content.decode()
