"""What allauth asks of the site: where to go after signing in, and how secrets of two-factor are kept."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.joining import found_work
from lessons.refusals import Refusal

TIMEOUT = 10  # seconds for one answer of a provider
BROKEN = 500  # and more: it could not answer


class AccountAdapter(DefaultAccountAdapter):
    """After signing in, a browser with work of its own is asked once whose that is."""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if not found_work(request) or not response.has_header("Location"):
            return response
        return redirect(f"{reverse('accounts:join')}?{urlencode({'next': response['Location']})}")


class Patient(requests.Session):
    """Asks a provider, for so long; one that does not answer, or is broken, is said to whoever waits."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        try:
            response = super().request(*args, **{"timeout": TIMEOUT, **kwargs})
            if response.status_code >= BROKEN:
                response.raise_for_status()
        except requests.RequestException:
            error = _("The other site could not sign you in: it does not answer. Try again later.")
            raise Refusal(error) from None
        return response


class SocialAdapter(DefaultSocialAccountAdapter):
    """Whoever comes from a provider is called what the provider calls them."""

    def get_requests_session(self) -> requests.Session:
        return Patient()

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "").strip()[:120]
        return user


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are sealed: a copy of the database alone makes no codes."""

    def encrypt(self, text: str) -> str:
        return seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return seal().decrypt(encrypted_text.encode()).decode()


def seal() -> Fernet:
    """A key of its own, derived from the site's."""
    digest = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"two-factor").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
