"""How well one concept went, over its answers: a small plot, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.models import Question

WIDTH, HEIGHT, MARGIN = 240, 40, 6  # of the plot, in its own units
MOST = 24  # answers that a plot shows: the latest
MEMORY = 0.6  # the weight of what was known before an answer


@dataclass(frozen=True, slots=True)
class Course:
    """A concept's course: its line, its dots, and what they say."""

    concept: str
    line: str
    dots: tuple[tuple[float, float, str], ...]
    words: str
    level: int


def course_of(concept: str, questions: Sequence[Question]) -> Course:
    """The course of a concept, from its answers in the order of time."""
    latest = questions[-MOST:]
    shares = [(one.points or 0) / (one.possible or 1) for one in latest]
    levels = smoothed(shares)
    step = (WIDTH - 2 * MARGIN) / max(1, MOST - 1)
    spots = [(round(MARGIN + place * step, 1), height(level)) for place, level in enumerate(levels)]
    line = " ".join(f"{'L' if place else 'M'}{x} {y}" for place, (x, y) in enumerate(spots))
    states = ["right" if share >= 1 else "partly" if share > 0 else "wrong" for share in shares]
    dots = tuple((x, y, state) for (x, y), state in zip(spots, states, strict=True))
    right = states.count("right")
    words = f"{right} of the last {len(states)} right; the latest was {states[-1]}"
    return Course(concept, line, dots, words, round(100 * levels[-1]))


def smoothed(shares: Sequence[float]) -> list[float]:
    """After each answer, how well the concept goes: what was before, moved towards the answer."""
    levels: list[float] = []
    for share in shares:
        levels.append(share if not levels else MEMORY * levels[-1] + (1 - MEMORY) * share)
    return levels


def height(level: float) -> float:
    """A level as a place in the plot: 1 is at the top."""
    return round(MARGIN + (1 - level) * (HEIGHT - 2 * MARGIN), 1)
