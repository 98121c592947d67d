"""The database in one file, and back again: SQLite by its own backup, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection

MAGIC = b"SQLite format 3\0"


class BackupError(Exception):
    """It could not be done; the message says why."""


def backup(target: Path) -> None:
    """Writes the database into a new file, while the site goes on. Raises BackupError."""
    if target.exists():
        raise BackupError(f"{target} exists already")
    part = target.with_name(f"{target.name}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"):
        pass  # nobody else may read it, from its first byte on
    if connection.vendor == "sqlite":
        copy(connection.settings_dict["NAME"], part)
    else:
        run("pg_dump", "--format=custom", "--no-owner", f"--file={part}")
    part.rename(target)


def restore(source: Path) -> None:
    """Puts a backup in the place of what the database holds. The site must not run. Raises BackupError."""
    if not source.exists():
        raise BackupError(f"there is no {source}")
    is_sqlite = source.open("rb").read(len(MAGIC)) == MAGIC
    if is_sqlite != (connection.vendor == "sqlite"):
        raise BackupError("the backup is of another kind of database than DATABASE_URL names")
    connection.close()
    if is_sqlite:
        copy(source, Path(connection.settings_dict["NAME"]))
    else:
        run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            "--dbname",
            name(),
            str(source),
        )


def copy(source: Path | str, target: Path) -> None:
    """Page by page, which is right whatever is being written meanwhile."""
    with sqlite3.connect(source) as here, sqlite3.connect(target) as there:
        here.backup(there)
    here.close()
    there.close()


def name() -> str:
    return str(connection.settings_dict["NAME"])


def run(program: str, *arguments: str) -> None:
    """A program of PostgreSQL's, with the database of the settings; the password goes by the environment."""
    settings: dict[str, Any] = connection.settings_dict
    found = shutil.which(program) or newest(program)
    if found is None:
        raise BackupError(f"{program} is missing; install it with: sudo apt-get install postgresql-client")
    environment = {**os.environ, "PGHOST": settings["HOST"], "PGPORT": settings["PORT"], "PGUSER": settings["USER"]}
    environment |= {"PGPASSWORD": settings["PASSWORD"], "PGDATABASE": settings["NAME"]}
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise BackupError(
            f"{program}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
        )


def newest(program: str) -> str | None:
    """Debian keeps the programs of each version in a folder of its own."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    return str(found[0]) if found else None
