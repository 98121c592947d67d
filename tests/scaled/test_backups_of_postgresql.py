"""What `manage.py backup` wrote, `manage.py restore` brings back, on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.services import Postgres

ROOT = Path(__file__).resolve().parents[2]
COUNT = "from lessons.models import Learner; print(Learner.objects.count())"
ADD = "from lessons.models import Learner; Learner.objects.create()"


def manage(postgres: Postgres, var: Path, *arguments: str) -> str:
    environment = {**os.environ, "CELLBLOCK_ENV": "local", "CELLBLOCK_VAR": str(var), "DATABASE_URL": postgres.url}
    environment["DJANGO_SETTINGS_MODULE"] = "jailsite.settings"
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def shell(postgres: Postgres, var: Path, code: str) -> str:
    return manage(postgres, var, "shell", "--no-imports", "--command", code)


def test_there_and_back(postgres: Postgres, tmp_path: Path) -> None:
    manage(postgres, tmp_path, "migrate", "--verbosity", "0")
    shell(postgres, tmp_path, ADD)
    manage(postgres, tmp_path, "backup", str(tmp_path / "site.dump"))
    shell(postgres, tmp_path, ADD)
    assert shell(postgres, tmp_path, COUNT) == "2"
    manage(postgres, tmp_path, "restore", str(tmp_path / "site.dump"))
    assert shell(postgres, tmp_path, COUNT) == "1"
