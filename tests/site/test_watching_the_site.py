"""readyz, metrics, logs, backups: what whoever runs the site relies on, and that none of it tells of people."""

from __future__ import annotations

import json
import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client, RequestFactory

from jailsite import backup, watching
from jailsite.logs import JsonFormatter, LineFormatter, RouteFilter


@pytest.mark.django_db(transaction=True)
def test_a_site_that_has_everything_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "cache": "ok", "layer": "ok"})


@pytest.mark.django_db(transaction=True)
def test_a_site_that_lacks_something_says_what(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(watching, "MigrationExecutor", away)
    monkeypatch.setattr(cache, "get", lambda *_: None)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "away", "cache": "forgets", "layer": "ok"})


@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_for_the_tokens_holder(client: Client, settings: Any) -> None:
    assert b"cellblock_room_sockets" in client.get("/metrics").content
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    settings.METRICS_TOKEN = "a secret"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer a secret"}).status_code == 200


def record(**extra: Any) -> logging.LogRecord:
    made = logging.LogRecord("classroom", logging.WARNING, "x.py", 1, "nudge %s", ("lost",), None)
    made.__dict__.update(extra)
    return made


def test_a_line_of_json_holds_what_is_allowed_and_no_more() -> None:
    line = json.loads(JsonFormatter().format(record(why="OSError", address="192.0.2.7", name_of_pupil="Grace")))
    assert {name: value for name, value in line.items() if name != "at"} == {
        "level": "WARNING",
        "logger": "classroom",
        "message": "nudge lost",
        "why": "OSError",
    }
    assert LineFormatter().format(record(why="OSError")).endswith("WARNING classroom: nudge lost why=OSError")


def test_a_request_is_told_by_its_route(client: Client) -> None:
    request = RequestFactory().get("/rooms/BCDFGH/as/a-secret-token")
    made = record(request=request, status_code=404)
    made.msg, made.args = "Not Found: %s", ("/rooms/BCDFGH/as/a-secret-token",)
    assert RouteFilter().filter(made) is True
    text = JsonFormatter().format(made)
    assert "secret" not in text
    assert json.loads(text)["route"] == "no route"


def database(path: Path, rows: int) -> Path:
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE IF NOT EXISTS t (n)")
        made.executemany("INSERT INTO t VALUES (?)", [(n,) for n in range(rows)])
    made.close()
    return path


def count(path: Path) -> int:
    with sqlite3.connect(path) as made:
        found: int = made.execute("SELECT count(*) FROM t").fetchone()[0]
    made.close()
    return found


def test_a_backup_comes_back(tmp_path: Path) -> None:
    live = database(tmp_path / "live", 3)
    target = tmp_path / "kept"
    backup.copy(live, target)
    database(live, 2)
    assert count(live) == 5
    backup.copy(target, live)
    assert count(live) == 3


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_private_and_never_overwrites(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    call_command("backup", str(target))
    assert target.stat().st_mode & 0o077 == 0
    assert target.read_bytes().startswith(backup.MAGIC)
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(target))
    with pytest.raises(CommandError, match="there is no"):
        call_command("restore", str(tmp_path / "nothing"))
    (tmp_path / "other").write_bytes(b"PGDMP")
    with pytest.raises(CommandError, match="another kind of database"):
        call_command("restore", str(tmp_path / "other"))
