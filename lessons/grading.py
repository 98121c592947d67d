"""Grading: replays what a browser handed in, in a bounded pool of worker processes, and trusts only that.

Workers stay warm, so a job costs its replay. A worker that overruns or dies takes only its own job with it:
the answer is a refusal with its reason, and the next job gets a new worker. Attempts of an older engine are
replayed by that engine's kept bundle, in a worker for one job.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lab.course.plan import Plan
from lessons.engines import bundle_path, current_engine, is_kept
from lessons.grading_process import Limits, Worker, WorkerLost
from lessons.models import Attempt

QUEUE_SECONDS = 20.0  # how long a job waits for a free worker
MOST_JOBS = 200  # a worker's; then it is replaced, so that nothing can pile up in it
MEMORY = _("The replay needs more memory than the server gives it.")
BUSY = _("The server is replaying many attempts right now; ask again in a minute.")
ENGINE_GONE = _("The machine that this attempt was made on is no longer kept here; begin the lesson again.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a replay showed.

    Whether every check holds, each check, and why it could not be replayed, if so. `layers` names the first broken
    layer of each goal that fails, `seen` is a checksum of all that the terminals showed. Asked for a drawing, a replay
    tells the elements of its `network` graph, and nothing of checks.
    """

    done: bool = False
    checks: dict[str, bool] = field(default_factory=dict)
    error: str | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    diverged: bool = False
    layers: dict[str, str] = field(default_factory=dict)
    seen: str = ""
    network: list[dict[str, Any]] = field(default_factory=list)


class Pool:
    """At most `size` replays at once. `start` makes a worker for an engine's bundle (None: this tree)."""

    def __init__(self, size: int, start: Callable[[str | None], Worker], queue_seconds: float = QUEUE_SECONDS) -> None:
        self.size = size
        self.start = start
        self.queue_seconds = queue_seconds
        self.places = threading.BoundedSemaphore(size)
        self.lock = threading.Lock()
        self.idle: list[Worker] = []

    def warm(self) -> None:
        """Has one worker start, if none is idle; returns at once."""
        with self.lock:
            if not self.idle:
                self.idle.append(self.start(None))

    def run(self, job: dict[str, Any], engine: str | None = None) -> Outcome:
        """Replays one job, by an older engine if one is named."""
        if not self.places.acquire(timeout=self.queue_seconds):
            return Outcome(error=str(BUSY))
        try:
            return self.run_in(self.take(engine), job, keep=engine is None)
        finally:
            self.places.release()

    def run_in(self, worker: Worker, job: dict[str, Any], keep: bool) -> Outcome:
        try:
            answer = worker.ask(job)
        except WorkerLost as lost:
            worker.stop()
            return Outcome(error=lost.reason)
        if "refused" in answer:
            worker.stop()
            return Outcome(error=str(MEMORY))
        self.give_back(worker, keep)
        return Outcome(**answer)

    def take(self, engine: str | None) -> Worker:
        with self.lock:
            while engine is None and self.idle:
                worker = self.idle.pop()
                if worker.is_alive():
                    return worker
                worker.stop()
        return self.start(engine)

    def give_back(self, worker: Worker, keep: bool) -> None:
        with self.lock:
            if keep and worker.jobs < MOST_JOBS and len(self.idle) < self.size:
                self.idle.append(worker)
                return
        worker.stop()

    def close(self) -> None:
        with self.lock:
            while self.idle:
                self.idle.pop().stop()


def start_worker(engine: str | None) -> Worker:
    bundle = bundle_path(engine) if engine else None
    return Worker(settings.BASE_DIR, settings.CURRICULUM_DIR, Limits(), bundle)


@lru_cache(maxsize=1)
def pool() -> Pool:
    """This process's pool; its workers end with it."""
    made = Pool(settings.GRADING_WORKERS, start_worker)
    atexit.register(made.close)
    return made


def replay_plan(plan: Plan, seed: int, engine: str, journal: object, draw: bool = False) -> Outcome:
    """Replays a parsed journal of a machine that a plan makes, for whoever keeps it: no attempt is looked at."""
    if not is_kept(engine):
        return Outcome(error=str(ENGINE_GONE))
    job = {"plan": plan.dump(), "seed": seed, "engine": engine, "journal": journal, "draw": draw}
    return pool().run(job, engine if engine != current_engine() else None)


def grade(attempt: Attempt, journal: object) -> Outcome:
    """Replays a parsed journal against the attempt's row."""
    older = attempt.engine if attempt.engine != current_engine() else None
    if not is_kept(attempt.engine):
        return Outcome(error=str(ENGINE_GONE))
    job = {"lesson": attempt.lesson, "seed": attempt.seed, "engine": attempt.engine, "journal": journal}
    return pool().run(job, older)
