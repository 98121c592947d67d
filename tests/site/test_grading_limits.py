"""Grading is bounded.

A replay that overruns, or a worker that dies, is a refusal with its reason, and grading goes on.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from work import CURRICULUM, journal_of, solution

from lab.journal import MAX_END
from lessons.grading import BUSY, ENGINE_GONE, Outcome, Pool, grade
from lessons.grading_process import Limits, Worker
from lessons.models import Attempt

ROOT = Path(__file__).resolve().parents[2]
LOST = "The replay broke off on the server."


def start(limits: Limits) -> Callable[[str | None], Worker]:
    return lambda engine: Worker(ROOT, CURRICULUM, limits)


@pytest.fixture
def make_pool() -> Iterator[Callable[..., Pool]]:
    made: list[Pool] = []

    def make(limits: Limits, size: int = 1, queue_seconds: float = 60) -> Pool:
        made.append(Pool(size, start(limits), queue_seconds))
        return made[-1]

    yield make
    for pool in made:
        pool.close()


def job(attempt: Attempt, *lines: str, end: int | None = None) -> dict[str, Any]:
    journal = journal_of(attempt, *lines)
    if end is not None:
        journal["end"] = end
    return {"lesson": attempt.lesson, "seed": attempt.seed, "engine": attempt.engine, "journal": journal}


def endless(attempt: Attempt) -> dict[str, Any]:
    return job(attempt, "while :; do :; done", end=MAX_END)


@pytest.fixture
def fair(attempt: Attempt) -> dict[str, Any]:
    return job(attempt, solution(attempt))


def test_a_fair_replay_is_answered(make_pool: Callable[..., Pool], fair: dict[str, Any]) -> None:
    outcome = make_pool(Limits()).run(fair)
    assert outcome.error is None
    assert outcome == Outcome(True, {"exists": True, "stays": True}, seen=outcome.seen)
    assert outcome.seen.startswith("0:")


def test_a_worker_is_kept_for_the_next_job(make_pool: Callable[..., Pool], fair: dict[str, Any]) -> None:
    pool = make_pool(Limits())
    pool.run(fair)
    (worker,) = pool.idle
    pool.run(fair)
    assert pool.idle == [worker]
    assert worker.jobs == 2


def test_too_long_by_the_wall_clock(make_pool: Callable[..., Pool], attempt: Attempt, fair: dict[str, Any]) -> None:
    pool = make_pool(Limits(wall=5))
    assert pool.run(endless(attempt)) == Outcome(error="The replay took longer than 5 seconds.")
    assert pool.idle == []
    assert pool.run(fair).done


def test_too_much_processor_time(make_pool: Callable[..., Pool], attempt: Attempt, fair: dict[str, Any]) -> None:
    pool = make_pool(Limits(cpu=1, wall=60))
    assert pool.run(endless(attempt)) == Outcome(error="The replay used more than 1 seconds of processor time.")
    assert pool.run(fair).done


def test_a_worker_cannot_take_more_memory_than_it_is_given() -> None:
    take = "from lessons.grading_worker import limit_process; limit_process(1 << 28); bytearray(1 << 28)"
    result = subprocess.run([sys.executable, "-c", take], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr.splitlines()[-1]) == (1, "MemoryError")


def test_a_worker_that_cannot_start(make_pool: Callable[..., Pool], fair: dict[str, Any]) -> None:
    assert make_pool(Limits(memory=16 * 1024 * 1024)).run(fair) == Outcome(error=LOST)


def test_a_worker_that_died_while_idle_is_replaced(make_pool: Callable[..., Pool], fair: dict[str, Any]) -> None:
    pool = make_pool(Limits())
    pool.run(fair)
    (worker,) = pool.idle
    worker.process.kill()
    worker.process.wait()
    assert pool.run(fair).done
    assert pool.idle != [worker]


def test_a_worker_that_dies_at_work(make_pool: Callable[..., Pool], attempt: Attempt, fair: dict[str, Any]) -> None:
    pool = make_pool(Limits())
    pool.warm()
    (worker,) = pool.idle
    outcomes: list[Outcome] = []
    thread = threading.Thread(target=lambda: outcomes.append(pool.run(endless(attempt))))
    thread.start()
    wait_until(lambda: worker.jobs == 1)
    worker.process.kill()
    thread.join()
    assert outcomes == [Outcome(error=LOST)]
    assert pool.run(fair).done


def test_no_more_at_once_than_there_are_places(make_pool: Callable[..., Pool], attempt: Attempt) -> None:
    pool = make_pool(Limits(wall=5), queue_seconds=0.01)
    hanging = endless(attempt)
    thread = threading.Thread(target=lambda: pool.run(hanging))
    thread.start()
    wait_until(lambda: not pool.places.acquire(blocking=False) or pool.places.release() is not None)
    assert pool.run(hanging) == Outcome(error=BUSY)
    thread.join()


def test_the_worker_gets_none_of_the_servers_secrets(
    make_pool: Callable[..., Pool], fair: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELLBLOCK_SECRET_KEY", "zebra")
    pool = make_pool(Limits())
    pool.run(fair)
    environment = Path(f"/proc/{pool.idle[0].process.pid}/environ").read_bytes()
    assert b"PYTHONHASHSEED=0" in environment
    assert b"zebra" not in environment


def test_an_attempt_whose_engine_is_gone(attempt: Attempt, settings: Any, tmp_path: Path) -> None:
    settings.MACHINE_DIR = tmp_path
    attempt.engine = "0" * 16
    assert grade(attempt, journal_of(attempt)) == Outcome(error=ENGINE_GONE)


def test_an_attempt_of_an_older_engine_is_replayed_by_its_bundle(
    attempt: Attempt, settings: Any, tmp_path: Path
) -> None:
    from jailsite.bundle import sources, zipped

    settings.MACHINE_DIR = tmp_path
    attempt.engine = "0" * 16
    bundle = tmp_path / attempt.engine / "machine.zip"
    bundle.parent.mkdir()
    bundle.write_bytes(zipped(sources(ROOT)))
    assert grade(attempt, journal_of(attempt, solution(attempt))).done


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.01)
