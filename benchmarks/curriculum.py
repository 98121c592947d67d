"""The course as a whole: what it costs to prove every lesson, and to verify an attempt at any of them.

`CURRICULUM_SEEDS=100 python -m benchmarks curriculum` proves for so many seeds (1 without it), in one process.
"""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

from benchmarks.bar import Bar, percentile
from lab.course.lesson import Catalogue, Lesson
from lab.course.lesson_file import load_catalogue
from lab.course.proof import prove
from lab.course.rehearsal import perform
from lab.grade import grade
from lab.journal import Journal
from lab.session import Session

ROOT = Path(__file__).parents[1] / "curriculum"
SEEDS = int(os.environ.get("CURRICULUM_SEEDS", "1"))
RUNS = 3
SLOWEST = 5


def main() -> None:
    """Prove every lesson, then replay a solved attempt at each."""
    catalogue = load_catalogue(ROOT)
    _proofs(catalogue)
    _verifications(catalogue)


def _proofs(catalogue: Catalogue) -> None:
    machines = promises = 0
    costs: dict[str, list[float]] = {}
    for lesson in catalogue.lessons():
        for seed in lesson.seeds(SEEDS):
            begin = time.perf_counter()
            proof = prove(lesson, seed)
            costs.setdefault(lesson.slug, []).append(time.perf_counter() - begin)
            machines += proof.machines
            promises += len(proof.faults)
    every = [seconds for of_one in costs.values() for seconds in of_one]
    print(f"{len(costs)} lessons, {SEEDS} seeds and each fault: {machines} machines in {sum(every):.1f} s, "
          f"{promises} promises broken")  # fmt: skip
    print(f"one lesson and seed proved: median {statistics.median(every) * 1000:.0f} ms, "
          f"p95 {percentile(every, 0.95) * 1000:.0f} ms")  # fmt: skip
    _slowest("proof", {slug: statistics.median(times) for slug, times in costs.items()})
    whole = sum(statistics.mean(times) for times in costs.values()) * 100 / (os.cpu_count() or 1)
    print(Bar("full check over 100 seeds, on all cores, from these means", "s", 3600).line(whole))


def _verifications(catalogue: Catalogue) -> None:
    medians = {lesson.slug: _verified(lesson) for lesson in catalogue.lessons()}
    times = list(medians.values())
    print(f"verification of one attempt: median of all lessons {statistics.median(times) * 1000:.0f} ms")
    _slowest("verification", medians)
    print(Bar("verification of one attempt, p95 of all lessons", "ms", 150).line(percentile(times, 0.95) * 1000))


def _verified(lesson: Lesson) -> float:
    journal = _solved(lesson)
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        verdict = grade(lesson, 0, "bench", journal)
        times.append(time.perf_counter() - begin)
        assert verdict.done, (lesson.slug, verdict)
    return statistics.median(times)


def _solved(lesson: Lesson) -> Journal:
    session = Session(lesson.plan(0), 0, lesson.release, "bench")
    for exchange in lesson.solution(0).exchanges:
        perform(session, exchange.command, exchange.tty)
    return session.journal()


def _slowest(what: str, seconds: dict[str, float]) -> None:
    worst = sorted(seconds.items(), key=lambda item: -item[1])[:SLOWEST]
    print(f"slowest {what}: " + ", ".join(f"{slug} {value * 1000:.0f} ms" for slug, value in worst))
