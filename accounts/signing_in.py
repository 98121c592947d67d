"""What signing in does to a browser's session: it becomes the account's learner, and stays itself underneath."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from lessons.learners import take_on
from lessons.models import Learner


def connect() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")


def learner_of(user: Any) -> Learner:
    """The learner of an account, made with the account's first sign-in."""
    learner, _ = Learner.objects.get_or_create(user=user)
    return learner


def signed_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    take_on(request.session, learner_of(user))
