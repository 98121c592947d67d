"""Where the site's settings come from: the environment, and var/ for what one machine keeps for itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

CONNECTION_SECONDS = 60  # a thread keeps its connection to the database so long
KINDS = ("local", "development", "test", "production")
# Counts of rate limits must outlive the visit of a whole school; the default of 300 entries would forget them.
MEMORY = {"MAX_ENTRIES": 20_000}
MAIL_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
ENGINES = {"postgres": "postgresql", "postgresql": "postgresql"}


def kind() -> str:
    """CELLBLOCK_ENV.

    `local` (the default), `development` (debug pages, nothing hashed), `test` or `production`.
    """
    name = os.environ.get("CELLBLOCK_ENV", "local")
    if name not in KINDS:
        raise ImproperlyConfigured(f"CELLBLOCK_ENV is {name!r}; it is one of {', '.join(KINDS)}")
    return name


def log_format() -> str:
    """CELLBLOCK_LOG: `line` (the default) for people, `json` for machines."""
    name = os.environ.get("CELLBLOCK_LOG", "line")
    if name not in ("line", "json"):
        raise ImproperlyConfigured(f"CELLBLOCK_LOG is {name!r}; it is line or json")
    return name


def anybody_teaches(production: bool) -> bool:
    """CELLBLOCK_TEACHERS: `anybody` with an account, or whoever is `named` (the default in production)."""
    name = os.environ.get("CELLBLOCK_TEACHERS") or ("named" if production else "anybody")
    if name not in ("anybody", "named"):
        raise ImproperlyConfigured(f"CELLBLOCK_TEACHERS is {name!r}; it is anybody or named")
    return name == "anybody"


def names(variable: str) -> list[str]:
    """A list of names separated by commas or blanks."""
    return os.environ.get(variable, "").replace(",", " ").split()


def folder(variable: str, default: Path) -> Path:
    return Path(os.environ.get(variable) or default)


def number(variable: str, default: int) -> int:
    value = os.environ.get(variable) or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{variable} is {value!r}; it is a whole number")
    return int(value)


def secret_key(var: Path, production: bool) -> str:
    """CELLBLOCK_SECRET_KEY; a machine of one's own makes a key once and keeps it in var/."""
    key = os.environ.get("CELLBLOCK_SECRET_KEY")
    if key:
        return key
    if production:
        raise ImproperlyConfigured("CELLBLOCK_ENV=production needs CELLBLOCK_SECRET_KEY (50 or more random characters)")
    kept = var / "secret_key"
    if not kept.exists():
        var.mkdir(parents=True, exist_ok=True)
        # Exclusive: of two processes that start together, one writes and the other reads.
        try:
            with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(get_random_secret_key())
        except FileExistsError:
            pass
    return kept.read_text(encoding="ascii")


def database(var: Path) -> dict[str, Any]:
    """DATABASE_URL (postgresql://user:password@host:port/name?sslmode=...), else SQLite in var/."""
    url = os.environ.get("DATABASE_URL")
    return postgresql(url) if url else sqlite(var / "cellblock.sqlite3")


def sqlite(path: Path) -> dict[str, Any]:
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;"
    # IMMEDIATE: a transaction that will write takes the lock at its start and waits, instead of failing half
    # way.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "OPTIONS": {"init_command": pragmas, "transaction_mode": "IMMEDIATE", "timeout": 20},
    }


def postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ENGINES:
        raise ImproperlyConfigured("DATABASE_URL begins with postgresql://")
    return {
        "ENGINE": f"django.db.backends.{ENGINES[parts.scheme]}",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }


def channel_layer() -> dict[str, Any]:
    """REDIS_URL: many processes; else the one process's memory."""
    url = os.environ.get("REDIS_URL")
    if not url:
        return {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    return {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [url]}}


def cache() -> dict[str, Any]:
    """Counts of rate limits and rendered first screens: shared when there is a REDIS_URL."""
    url = os.environ.get("REDIS_URL")
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "cellblock", "OPTIONS": MEMORY}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "cellblock",
    }


def mail() -> dict[str, Any]:
    """CELLBLOCK_MAIL: smtp://user:password@host:port (STARTTLS), smtps:// (TLS), smtp+plain:// (none); or empty."""
    url = os.environ.get("CELLBLOCK_MAIL")
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in MAIL_PORTS:
        raise ImproperlyConfigured("CELLBLOCK_MAIL begins with smtp://, smtps:// or smtp+plain://")
    return {
        "host": parts.hostname or "localhost",
        "port": parts.port or MAIL_PORTS[parts.scheme],
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": parts.scheme == "smtp",
        "ssl": parts.scheme == "smtps",
    }


def openid() -> dict[str, Any]:
    """An OpenID Connect provider by CELLBLOCK_OPENID_URL, _CLIENT, _SECRET and _NAME; none without the first."""
    url = os.environ.get("CELLBLOCK_OPENID_URL")
    if not url:
        return {}
    missing = [name for name in ("CELLBLOCK_OPENID_CLIENT", "CELLBLOCK_OPENID_SECRET") if not os.environ.get(name)]
    if missing:
        raise ImproperlyConfigured(f"CELLBLOCK_OPENID_URL needs {' and '.join(missing)}")
    app = {
        "provider_id": "openid",
        "name": os.environ.get("CELLBLOCK_OPENID_NAME", "OpenID"),
        "client_id": os.environ["CELLBLOCK_OPENID_CLIENT"],
        "secret": os.environ["CELLBLOCK_OPENID_SECRET"],
        "settings": {"server_url": url},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def openid_origins() -> list[str]:
    """Where signing in with that provider leads: CELLBLOCK_OPENID_ORIGINS, else the origin of its address."""
    url = os.environ.get("CELLBLOCK_OPENID_URL")
    if not url:
        return []
    parts = urlsplit(url)
    return names("CELLBLOCK_OPENID_ORIGINS") or [f"{parts.scheme}://{parts.netloc}"]
