"""What answers say of an item. Pure functions of rows.

How hard it is, whether it tells those who know from those who do not, how long it takes, what was chosen, and whether
a draw of its parameters was unfair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import fmean, median

LEAST = 8  # answers on each side, before a draw is called unfair
UNFAIR = 2.58  # standard errors: one in a hundred by chance
LEAST_PAIRS = 5  # answers, before a discrimination is told


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its share of the points, the share of the rest of its sitting (None where there is none), the
    seconds it took, the values drawn, and which of the options as written were chosen.
    """

    share: float
    rest: float | None = None
    seconds: float | None = None
    values: dict[str, str] = field(default_factory=dict)
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Draw:
    """Those answers for which a parameter had one value, against all others."""

    name: str
    value: str
    count: int
    facility: float
    deviation: float
    unfair: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is known of an item."""

    count: int
    facility: float | None
    discrimination: float | None
    seconds: float | None
    chosen: dict[int, int]
    draws: tuple[Draw, ...]

    @property
    def unfair(self) -> tuple[Draw, ...]:
        """The draws that made the item harder, or easier, than chance explains."""
        return tuple(draw for draw in self.draws if draw.unfair)


def statistics_of(answers: Sequence[Answer]) -> Statistics:
    """The statistics of an item's answers."""
    times = [one.seconds for one in answers if one.seconds is not None]
    return Statistics(
        count=len(answers),
        facility=fmean(one.share for one in answers) if answers else None,
        discrimination=discrimination(answers),
        seconds=median(times) if times else None,
        chosen=dict(sorted(Counter(place for one in answers for place in one.chosen).items())),
        draws=tuple(draws(answers)),
    )


def discrimination(answers: Sequence[Answer]) -> float | None:
    """The correlation of this item's share with that of the rest of the sitting (the corrected item-total one)."""
    pairs = [(one.share, one.rest) for one in answers if one.rest is not None]
    if len(pairs) < LEAST_PAIRS:
        return None
    mean_share, mean_rest = fmean(share for share, _ in pairs), fmean(rest for _, rest in pairs)
    along = sum((share - mean_share) * (rest - mean_rest) for share, rest in pairs)
    across = sqrt(
        sum((share - mean_share) ** 2 for share, _ in pairs) * sum((rest - mean_rest) ** 2 for _, rest in pairs)
    )
    return along / across if across else None


def draws(answers: Sequence[Answer]) -> list[Draw]:
    """For each value of each parameter: how it went, and how far that is from the others, in standard errors."""
    groups: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in answers:
        for name, value in one.values.items():
            groups[name, value].append(one.share)
    found: list[Draw] = []
    for (name, value), shares in sorted(groups.items()):
        others = [one.share for one in answers if name in one.values and one.values[name] != value]
        if others:
            away = deviation(shares, others)
            unfair = abs(away) > UNFAIR and min(len(shares), len(others)) >= LEAST
            found.append(Draw(name, value, len(shares), fmean(shares), away, unfair))
    return found


def deviation(shares: Sequence[float], others: Sequence[float]) -> float:
    """How far two groups are apart, in standard errors of a pooled share (the test of two proportions)."""
    pooled = fmean([*shares, *others])
    error = sqrt(pooled * (1 - pooled) * (1 / len(shares) + 1 / len(others)))
    return (fmean(shares) - fmean(others)) / error if error else 0.0
