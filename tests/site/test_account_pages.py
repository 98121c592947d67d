"""Every page of an account speaks this site's words: none of the library's own templates is shown to anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

pytestmark = pytest.mark.django_db

OWN = str(settings.BASE_DIR / "templates")
PASSWORD = "correct horse battery"
FOR_ALL = (
    "login", "signup", "password/reset", "oidc/openid/login", "3rdparty/login/cancelled", "3rdparty/login/error",
)  # fmt: skip
SIGNED_IN = (
    "email", "password/change", "2fa", "2fa/totp/activate", "logout", "3rdparty", "reauthenticate",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _provider(settings: Any) -> None:
    app = {"provider_id": "openid", "name": "School", "client_id": "c", "secret": "s"}
    app["settings"] = {"server_url": "https://id.example"}  # type: ignore[assignment]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


@pytest.fixture
def holder(client: Client) -> Client:
    """Somebody who has just signed in, and said their password once more."""
    get_user_model().objects.create_user("ada@example.org", PASSWORD, name="Ada")
    client.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def check(response: Any) -> None:
    """A page of this site, made of this site's templates alone but for the forms' widgets."""
    assert response.status_code in (200, 401), response
    shown = [one for one in response.templates if one.name and not one.name.startswith("django/forms/")]
    assert shown
    assert [one.name for one in shown if not str(one.origin).startswith(OWN)] == []
    text = response.content.decode()
    for word in ("Third-Party", "third-party", "Please ", "Sign In", "Signup", "example.com"):
        assert word not in text, word


@pytest.mark.parametrize("path", FOR_ALL)
def test_pages_for_everybody(client: Client, path: str) -> None:
    check(client.get(f"/account/{path}/"))


@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_of_who_is_signed_in(holder: Client, path: str) -> None:
    check(holder.get(f"/account/{path}/"))


def test_pages_of_two_factor(holder: Client) -> None:
    user = get_user_model().objects.get()
    auth.TOTP.activate(user, auth.generate_totp_secret())
    RecoveryCodes.activate(user)
    for path in ("2fa", "2fa/totp/deactivate", "2fa/recovery-codes", "2fa/recovery-codes/generate"):
        check(holder.get(f"/account/{path}/"))
    holder.post("/account/logout/")
    check(holder.post("/account/login/", {"login": user.email, "password": PASSWORD}, follow=True))


def test_codes_by_mail_for_a_forgotten_password(holder: Client, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    holder.post("/account/logout/")
    check(holder.post("/account/password/reset/", {"email": "ada@example.org"}, follow=True))
    (message,) = mail.outbox
    assert message.subject == "[Cellblock] Your code"
    assert "do nothing: your password stays" in message.body
    code = message.body.splitlines()[2]
    response = holder.post("/account/password/reset/confirm/", {"code": code}, follow=True)
    check(response)
    new = {"password1": "another horse battery", "password2": "another horse battery"}
    answer = holder.post(response.request["PATH_INFO"], new, follow=True)
    assert answer.status_code == 200
    assert get_user_model().objects.get().check_password("another horse battery")
    assert mail.outbox[-1].subject == "[Cellblock] Your password was changed"


def test_every_mail_that_can_be_sent_is_this_sites() -> None:
    """Signing in by a code from a mail is off."""
    theirs = Path(allauth.__file__).parent / "templates/account/email"
    ours = Path(OWN) / "account/email"
    missing = {one.name for one in theirs.iterdir()} - {one.name for one in ours.iterdir()}
    assert missing == {"login_code_message.txt", "login_code_subject.txt"}


def test_an_address_without_an_account_is_told_by_mail_alone(client: Client) -> None:
    check(client.post("/account/password/reset/", {"email": "nobody@example.org"}, follow=True))
    (message,) = mail.outbox
    assert "No account has this address." in message.body
