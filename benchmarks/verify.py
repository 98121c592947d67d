"""Verification of a lesson attempt on the server: a warm worker of the grading pool replays it.

The attempts are those that the course keeps: the right way through each lesson and the wrong ways that many go. The
site replays both: whoever is done hands in, and at a due date what there is goes in, finished or not.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.bar import Bar, percentile, plain

if TYPE_CHECKING:
    from lessons.grading import Pool

RUNS = 10
WARM = 2  # a worker's first replays of an attempt, which do not count
BAR = 150.0  # milliseconds
RIGHT = "the right way"


def main() -> None:
    """Hand every attempt to one warm worker again and again: p95 over all of them, and over the right ways alone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jailsite.settings")
    import django

    django.setup()
    from lessons.grading import Pool, start_worker

    pool = Pool(1, start_worker)
    times: dict[tuple[str, str], list[float]] = {}
    for slug, way, job in _attempts():
        times[slug, way] = _verified(pool, job, way == RIGHT)
    _print(times)


def _attempts() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Lesson, way and job of each attempt that the course keeps, all of seed 0."""
    from django.conf import settings

    from lab.course.lesson_file import load_catalogue
    from lab.course.rehearsal import perform
    from lab.session import Session
    from lessons.engines import current_engine

    engine = current_engine()
    for lesson in load_catalogue(Path(settings.BASE_DIR) / "curriculum").lessons():
        wrong = {f"wrong way {number}": way for number, way in enumerate(lesson.wrong(0), start=1)}
        for name, way in {RIGHT: lesson.solution(0), **wrong}.items():
            session = Session(lesson.plan(0), 0, lesson.release, engine)
            for exchange in way.exchanges:
                perform(session, exchange.command, exchange.tty)
            journal = session.journal().dump()
            yield lesson.slug, name, {"lesson": lesson.slug, "seed": 0, "engine": engine, "journal": journal}


def _verified(pool: Pool, job: dict[str, Any], right: bool) -> list[float]:
    """Milliseconds of each run; the verdict is what the way says of itself."""
    times = []
    for number in range(WARM + RUNS):
        begin = time.perf_counter()
        outcome = pool.run(job)
        if number >= WARM:
            times.append((time.perf_counter() - begin) * 1000)
        assert (outcome.done, outcome.error) == (right, None), (job["lesson"], outcome)
    return times


def _print(times: dict[tuple[str, str], list[float]]) -> None:
    every = [one for runs in times.values() for one in runs]
    right = [one for (_, way), runs in times.items() if way == RIGHT for one in runs]
    print(Bar(f"verification of an attempt, p95 of {len(times)} attempts", "ms", BAR).line(percentile(every, 0.95)))
    print(plain("the same, median", statistics.median(every), "ms"))
    print(plain("the right ways alone, p95", percentile(right, 0.95), "ms"))
    for (slug, way), runs in sorted(times.items(), key=lambda item: -percentile(item[1], 0.95)):
        if (dear := percentile(runs, 0.95)) > BAR:
            print(plain(f"  {slug}, {way}, p95", dear, "ms"))
