"""Who may touch an attempt. `can_` asks, `check_` raises; another's attempt does not exist for a stranger."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import Http404, HttpRequest

from lessons.learners import learner_key
from lessons.models import Attempt


def can_touch(key: uuid.UUID | None, attempt: Attempt) -> bool:
    """Whether the browser with that key made the attempt."""
    return key is not None and attempt.learner.key == key


def check_attempt(request: HttpRequest, attempt_id: uuid.UUID) -> Attempt:
    """The attempt, if it is this browser's. Http404 otherwise: a 403 would tell that the guess was right."""
    attempt = Attempt.objects.select_related("learner").filter(pk=attempt_id).first()
    if attempt is None or not can_touch(learner_key(request.session), attempt):
        raise Http404("There is no such attempt here.")
    return attempt


TEACHING: list[Callable[[HttpRequest], bool]] = []  # what floors above know of who teaches


def can_teach(request: HttpRequest) -> bool:
    """Whether whoever asks may see teacher's notes: staff of this site, and whoever teaches by a floor above."""
    user = getattr(request, "user", None)
    return user is not None and (bool(user.is_staff) or any(ask(request) for ask in TEACHING))


def check_teaches(request: HttpRequest) -> None:
    """Http404 for those who may not see teacher's notes."""
    if not can_teach(request):
        raise Http404("There is no such page here.")
