"""Accounts by environment: a mail server makes addresses verified, an OpenID provider is offered and reachable."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from jailsite import environment
from jailsite.security import page_policy

OPENID = {"_URL": "https://id.example/realm", "_CLIENT": "cellblock", "_SECRET": "s3cret", "_NAME": "School"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://me:p%40ss@mail.example", ("mail.example", 587, "me", "p@ss", True, False)),
        ("smtps://mail.example:4465", ("mail.example", 4465, "", "", False, True)),
        ("smtp+plain://localhost", ("localhost", 25, "", "", False, False)),
    ],
)
def test_a_mail_server_by_url(monkeypatch: pytest.MonkeyPatch, url: str, expected: tuple[Any, ...]) -> None:
    monkeypatch.setenv("CELLBLOCK_MAIL", url)
    assert tuple(environment.mail().values()) == expected


def test_what_is_no_mail_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLBLOCK_MAIL", "https://mail.example")
    with pytest.raises(ImproperlyConfigured, match="CELLBLOCK_MAIL begins with"):
        environment.mail()


def test_an_openid_provider_by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (environment.openid(), environment.openid_origins()) == ({}, [])
    for name, value in OPENID.items():
        monkeypatch.setenv(f"CELLBLOCK_OPENID{name}", value)
    (app,) = environment.openid()["openid_connect"]["APPS"]
    assert (app["name"], app["client_id"], app["settings"]) == ("School", "cellblock", {"server_url": OPENID["_URL"]})
    assert environment.openid_origins() == ["https://id.example"]
    monkeypatch.setenv("CELLBLOCK_OPENID_ORIGINS", "https://a.example https://b.example")
    assert environment.openid_origins() == ["https://a.example", "https://b.example"]


def test_half_an_openid_provider_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLBLOCK_OPENID_URL", OPENID["_URL"])
    with pytest.raises(ImproperlyConfigured, match="needs CELLBLOCK_OPENID_CLIENT and CELLBLOCK_OPENID_SECRET"):
        environment.openid()


@pytest.mark.django_db
def test_the_provider_is_offered_and_a_form_may_lead_there(settings: Any) -> None:
    app = {"provider_id": "openid", "name": "School", "client_id": "c", "secret": "s"}
    app["settings"] = {"server_url": "https://id.example"}  # type: ignore[assignment]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    settings.FORM_TARGETS = ["https://id.example"]
    response = Client().get("/account/login/")
    assert "School" in response.content.decode()
    assert "form-action 'self' https://id.example;" in response["Content-Security-Policy"]


def test_without_one_forms_lead_only_here() -> None:
    assert "form-action 'self';" in page_policy("n")


@pytest.mark.django_db
def test_with_a_mail_server_an_address_is_verified_by_a_code(settings: Any, client: Client) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    client.post("/account/signup/", {"email": "ada@example.org", "password1": "correct horse battery"})
    assert "_auth_user_id" not in client.session
    assert ":" not in client.cookies["sessionid"].value, "the code lies in no cookie"
    (message,) = mail.outbox
    (code,) = re.findall(r"^[A-Z0-9-]{6,9}$", message.body, re.MULTILINE)
    client.post("/account/confirm-email/", {"code": code})
    assert "_auth_user_id" in client.session
