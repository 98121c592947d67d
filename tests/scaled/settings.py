"""The settings under test, on the PostgreSQL and the Redis that the test has started."""

from __future__ import annotations

import os

from jailsite.settings_test import *  # noqa: F403

os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = os.environ["SCALED_DATABASE"], os.environ["SCALED_REDIS"]

from jailsite import environment  # noqa: E402

DATABASES = {"default": environment.postgresql(os.environ["DATABASE_URL"])}
CHANNEL_LAYERS = {"default": environment.channel_layer()}
CACHES = {"default": environment.cache()}
