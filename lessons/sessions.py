"""Sessions that keep two promises: a look around leaves no row behind, and no secret lies in a cookie.

What only says which browser this is lives in a signed cookie, which its holder can read. As soon as a session
holds anything else (who signed in, a code on its way, a key for two-factor) it lives in the database, and the
cookie holds only a random name. See docs/decisions/0020-a-session-is-a-cookie-until-it-has-a-secret.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.backends import signed_cookies
from django.contrib.sessions.backends.db import SessionStore as Rows
from django.core import signing

from lessons.learners import BROWSER_FIELD, SESSION_FIELD

OPEN = {SESSION_FIELD, BROWSER_FIELD}  # what a browser may read of its own session
SALT = signed_cookies.__name__


def is_open(data: Mapping[str, Any]) -> bool:
    return OPEN.issuperset(data)


class SessionStore(Rows):
    """A session by its cookie's value: a signed text, or the name of a row."""

    @property
    def is_row(self) -> bool:
        return self.session_key is not None and ":" not in self.session_key

    def load(self) -> dict[str, Any]:
        if self.is_row:
            found: dict[str, Any] = super().load()
            return found
        try:
            return self.read_cookie()
        except (signing.BadSignature, ValueError):
            self._session_key = None
            return {}

    def read_cookie(self) -> dict[str, Any]:
        text, age = self.session_key or "", self.get_session_cookie_age()
        found: dict[str, Any] = signing.loads(text, serializer=self.serializer, max_age=age, salt=SALT)
        return found

    def save(self, must_create: bool = False) -> None:
        data = self._get_session(no_load=must_create)
        if is_open(data):
            self.delete()
            self._session_key = signing.dumps(data, compress=True, serializer=self.serializer, salt=SALT)
            self.modified = True
        elif self.is_row:
            super().save(must_create)
        else:
            Rows.create(self)  # under a new name: what the browser sent is never one

    def create(self) -> None:
        self.cycle_key()
        self.save()

    def exists(self, session_key: str) -> bool:
        found: bool = ":" not in session_key and super().exists(session_key)
        return found

    def delete(self, session_key: str | None = None) -> None:
        name = session_key or self.session_key
        if name is not None and ":" not in name:
            super().delete(name)

    def cycle_key(self) -> None:
        """What was known under the old name is kept under a new one, made when it is saved."""
        data = self._session
        self.delete()
        self._session_key = None
        self._session_cache = data
        self.modified = True

    def flush(self) -> None:
        """Forgets who signed in. The browser stays the one that it was before."""
        own = self.get(BROWSER_FIELD) if BROWSER_FIELD in self else self.get(SESSION_FIELD)
        super().flush()
        if own:
            self[SESSION_FIELD] = own
