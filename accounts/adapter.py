"""What allauth asks of the site: where to go after signing in, and how secrets of two-factor are kept."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.joining import found_work


class AccountAdapter(DefaultAccountAdapter):
    """After signing in, a browser with work of its own is asked once whose that is."""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if not found_work(request) or not response.has_header("Location"):
            return response
        return redirect(f"{reverse('accounts:join')}?{urlencode({'next': response['Location']})}")


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
