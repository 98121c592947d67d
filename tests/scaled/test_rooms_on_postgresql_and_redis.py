"""The classroom's own tests hold on PostgreSQL and Redis; two processes lose nothing when one dies."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.rooms import chaos, site
from tools.services import Postgres, Redis

ROOT = Path(__file__).resolve().parents[2]


def run(postgres: Postgres, redis: Redis, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SCALED_DATABASE": postgres.url, "SCALED_REDIS": redis.url}
    environment |= {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "tests.scaled.settings"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--ds=tests.scaled.settings"]
    return subprocess.run([*command, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)


def test_the_classrooms_tests_hold(postgres: Postgres, redis: Redis) -> None:
    done = run(postgres, redis, "tests/classroom")
    assert done.returncode == 0, done.stdout[-4000:]


def test_two_processes_lose_nothing_when_one_is_killed_and_redis_is_away() -> None:
    with site(2) as served:
        losses = asyncio.run(chaos(served, people=8, seconds=3))
    assert (losses.frames, losses.twice, losses.answers) == (0, 0, 0)
    assert losses.came_back > 0
