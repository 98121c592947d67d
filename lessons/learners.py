"""Which learner a browser session is.

The key lives in the signed session cookie; the row comes with the first attempt.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from lessons.models import Learner

SESSION_FIELD = "learner"


def learner_key(session: Mapping[str, Any]) -> uuid.UUID | None:
    """The key in a session, or None for a browser that has none, or an unreadable one."""
    text = session.get(SESSION_FIELD)
    try:
        return uuid.UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def remember(request: HttpRequest) -> uuid.UUID:
    """This browser's key, made now if it is new."""
    key = learner_key(request.session) or uuid.uuid4()
    # Set again on each page, so that the cookie's year runs from the last visit, not the first.
    request.session[SESSION_FIELD] = str(key)
    return key


def make_learner(request: HttpRequest) -> Learner:
    """This browser's learner, with its row."""
    learner, _ = Learner.objects.get_or_create(key=remember(request))
    return learner
