"""The course as a whole: what it costs to prove every lesson.

`CURRICULUM_SEEDS=100 python -m benchmarks curriculum` proves for so many seeds (1 without it), in one process.
"""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

from benchmarks.bar import Bar, percentile
from lab.course.lesson import Catalogue
from lab.course.lesson_file import load_catalogue
from lab.course.proof import prove

ROOT = Path(__file__).parents[1] / "curriculum"
SEEDS = int(os.environ.get("CURRICULUM_SEEDS", "1"))
SLOWEST = 5


def main() -> None:
    """Prove every lesson."""
    _proofs(load_catalogue(ROOT))


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


def _slowest(what: str, seconds: dict[str, float]) -> None:
    worst = sorted(seconds.items(), key=lambda item: -item[1])[:SLOWEST]
    print(f"slowest {what}: " + ", ".join(f"{slug} {value * 1000:.0f} ms" for slug, value in worst))
