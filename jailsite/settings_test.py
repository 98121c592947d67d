"""The settings under test: plain static names, and nothing of this machine's environment."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ["CELLBLOCK_ENV"] = "test"
for _variable in (
    "DATABASE_URL",
    "REDIS_URL",
    "CELLBLOCK_HOSTS",
    "CELLBLOCK_ORIGINS",
    "CELLBLOCK_CURRICULUM",
    "CELLBLOCK_MAIL",
    "CELLBLOCK_OPENID_URL",
):
    os.environ.pop(_variable, None)

from jailsite.settings import *  # noqa: E402, F403

# A file, as when it is served: a database in memory answers "locked" at once where a file's waits.
DATABASES["default"]["TEST"] = {"NAME": Path(tempfile.gettempdir()) / f"cellblock-test-{os.getpid()}.sqlite3"}  # noqa: F405
SECRET_KEY = "only for tests, and long enough for the checks that look at its length"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
REGRADE_AT_ONCE = True
