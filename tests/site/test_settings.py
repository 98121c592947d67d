"""Settings from the environment.

What is read, what is refused, and that production passes Django's deployment checks.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from jailsite import environment

ROOT = Path(__file__).resolve().parents[2]


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CELLBLOCK", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_checks(tmp_path: Path) -> None:
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "INFO",
        CELLBLOCK_ENV="production",
        CELLBLOCK_SECRET_KEY="k3y-" * 20 + "abcdefghij",
        CELLBLOCK_HOSTS="cellblock.example",
        CELLBLOCK_VAR=str(tmp_path),
        CELLBLOCK_CURRICULUM=str(Path(__file__).parent / "curriculum"),
    )
    assert (result.returncode, result.stdout) == (0, "System check identified no issues (0 silenced).\n"), result.stderr


def test_production_refuses_to_make_up_a_key(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="needs CELLBLOCK_SECRET_KEY"):
        environment.secret_key(tmp_path, production=True)
    assert list(tmp_path.iterdir()) == []


def test_a_machine_of_ones_own_keeps_its_key_to_itself(tmp_path: Path) -> None:
    key = environment.secret_key(tmp_path / "var", production=False)
    assert len(key) >= 50
    assert environment.secret_key(tmp_path / "var", production=False) == key
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_key_of_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLBLOCK_SECRET_KEY", "given")
    assert environment.secret_key(tmp_path, production=True) == "given"


def test_unknown_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLBLOCK_ENV", "prod")
    with pytest.raises(ImproperlyConfigured, match="it is one of local, development, test, production"):
        environment.kind()


def test_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLBLOCK_GRADERS", "two")
    with pytest.raises(ImproperlyConfigured, match="CELLBLOCK_GRADERS is 'two'; it is a whole number"):
        environment.number("CELLBLOCK_GRADERS", 2)


def test_postgresql_by_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@db.example:5433/cells?sslmode=require")
    assert environment.database(Path("var")) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "cells",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def test_another_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://db.example/cells")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL begins with postgresql://"):
        environment.database(Path("var"))


def test_redis_by_url(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.channel_layer()["BACKEND"] == "channels.layers.InMemoryChannelLayer"
    assert environment.cache()["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"
    monkeypatch.setenv("REDIS_URL", "redis://redis.example:6379/0")
    assert environment.channel_layer() == {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": ["redis://redis.example:6379/0"]},
    }
    assert environment.cache()["LOCATION"] == "redis://redis.example:6379/0"


@pytest.mark.django_db
def test_sqlite_writes_ahead() -> None:
    """In a file, as `make run` has it."""
    options = environment.sqlite(Path("x"))["OPTIONS"]
    assert "journal_mode=WAL" in options["init_command"]
    assert options["transaction_mode"] == "IMMEDIATE"
