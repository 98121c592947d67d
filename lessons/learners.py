"""Which learner a browser session is.

The key lives in the session; the row comes with the first attempt. Whoever signs in is their account's learner
for so long, and the browser's own key is kept underneath: signing out brings it back.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, MutableMapping
from typing import Any

from django.http import HttpRequest

from lessons.models import Learner

SESSION_FIELD = "learner"
BROWSER_FIELD = "browser"  # the browser's own key while the session is somebody's; empty if it had none


def key_in(session: Mapping[str, Any], field: str) -> uuid.UUID | None:
    text = session.get(field)
    try:
        return uuid.UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def learner_key(session: Mapping[str, Any]) -> uuid.UUID | None:
    """The key in a session, or None for a browser that has none, or an unreadable one."""
    return key_in(session, SESSION_FIELD)


def browser_key(session: Mapping[str, Any]) -> uuid.UUID | None:
    """The browser's own key under that of whoever uses it, or None."""
    return key_in(session, BROWSER_FIELD)


def take_on(session: MutableMapping[str, Any], learner: Learner) -> None:
    """The session is this learner's from now on; what the browser was is kept underneath."""
    if BROWSER_FIELD not in session:
        session[BROWSER_FIELD] = session.get(SESSION_FIELD, "")
    session[SESSION_FIELD] = str(learner.key)


def forget_browser(session: MutableMapping[str, Any]) -> None:
    """Whoever leaves this session leaves a browser that knows nothing."""
    session[BROWSER_FIELD] = ""


def remember(request: HttpRequest) -> uuid.UUID:
    """This browser's key, made now if it is new."""
    key = learner_key(request.session) or uuid.uuid4()
    # Set again on each page, so that the cookie's year runs from the last visit, not the first.
    request.session[SESSION_FIELD] = str(key)
    return key


def find_learner(request: HttpRequest) -> Learner | None:
    """This browser's learner, if there is a row yet."""
    key = learner_key(request.session)
    return Learner.objects.filter(key=key).first() if key else None


def make_learner(request: HttpRequest) -> Learner:
    """This browser's learner, with its row."""
    learner, _ = Learner.objects.get_or_create(key=remember(request))
    return learner
