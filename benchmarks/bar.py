"""A bar, a way to measure against it, and the line that says how it went."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One figure: what it is, its unit, the bar, and whether less is better."""

    what: str
    unit: str
    limit: float
    less: bool = True

    def line(self, figure: float) -> str:
        """Figure and bar side by side."""
        met = figure <= self.limit if self.less else figure >= self.limit
        sign = "<=" if self.less else ">="
        return (
            f"{self.what:<70} {figure:>12,.2f} {self.unit:<8} bar {sign} {self.limit:,g}  {'met' if met else 'NOT MET'}"
        )


def median(action: Callable[[], object], runs: int = 5, warm: int = 1) -> float:
    """Median seconds of an action over several runs, after some that do not count."""
    times = []
    for number in range(warm + runs):
        begin = time.perf_counter()
        action()
        if number >= warm:
            times.append(time.perf_counter() - begin)
    return statistics.median(times)


def percentile(values: list[float], part: float) -> float:
    """The value below which ``part`` of the values lie."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


def plain(what: str, figure: float, unit: str) -> str:
    """A figure that has no bar."""
    return f"{what:<70} {figure:>12,.2f} {unit}"


def absent(what: str, why: str) -> str:
    """A figure that this machine cannot give."""
    return f"{what:<70} {'absent':>12} {why}"
