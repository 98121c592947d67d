"""Verification of a lesson attempt on the server: the grading pool replays a solved lesson."""

from __future__ import annotations

import os
import time
from pathlib import Path

from benchmarks.bar import Bar, percentile

RUNS = 60


def main() -> None:
    """Solve each lesson, hand its journal to a warm worker again and again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jailsite.settings")
    import django

    django.setup()
    from django.conf import settings

    from lab.course.lesson_file import load_catalogue
    from lab.course.rehearsal import perform
    from lab.session import Session
    from lessons.engines import current_engine
    from lessons.grading import Pool, start_worker

    pool = Pool(1, start_worker)
    for lesson in load_catalogue(Path(settings.BASE_DIR) / "curriculum").lessons():
        session = Session(lesson.plan(0), 0, lesson.release, current_engine())
        for exchange in lesson.solution(0).exchanges:
            perform(session, exchange.command, exchange.tty)
        journal = session.journal().dump()
        job = {"lesson": lesson.slug, "seed": 0, "engine": current_engine(), "journal": journal}
        times = []
        for number in range(RUNS + 3):
            begin = time.perf_counter()
            outcome = pool.run(job)
            if number >= 3:
                times.append(time.perf_counter() - begin)
            assert outcome.done, outcome
        print(Bar(f"verification of an attempt at {lesson.slug}, p95", "ms", 150).line(percentile(times, 0.95) * 1000))
