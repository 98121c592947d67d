"""How well one concept went, over its answers: a small plot, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from quizzes.models import Question

WIDTH, HEIGHT, MARGIN = 240, 40, 6  # of the plot, in its own units
NEAR = 8.0  # dots of one hour are drawn so far apart
MOST = 24  # answers that a plot shows: the latest
MEMORY = 0.6  # the weight of what was known before an answer


HOUR = timedelta(hours=1)
Span = tuple[datetime, datetime]  # of all plots of a page: they share their axis


@dataclass(frozen=True, slots=True)
class Course:
    """A concept's course: its line, its dots, and what they say."""

    concept: str
    line: str
    dots: tuple[tuple[float, float, str], ...]
    words: str
    level: int

STATES = {"right": gettext_lazy("right"), "partly": gettext_lazy("partly"), "wrong": gettext_lazy("wrong")}


def course_of(concept: str, questions: Sequence[Question], span: Span) -> Course:
    """The course of a concept over a span of time, from its answers in the order of time."""
    latest = questions[-MOST:]
    shares = [(one.points or 0) / (one.possible or 1) for one in latest]
    levels = smoothed(shares)
    spots = list(zip(places([one.answered for one in latest], span), map(height, levels), strict=True))
    line = " ".join(f"{'L' if number else 'M'}{x} {y}" for number, (x, y) in enumerate(spots))
    states = ["right" if share >= 1 else "partly" if share > 0 else "wrong" for share in shares]
    dots = tuple((x, y, state) for (x, y), state in zip(spots, states, strict=True))
    right = states.count("right")
    day = date_format(latest[-1].answered, pgettext("form of a date", "j F"))
    words = _("%(right)s of the last %(all)s right; the latest was %(state)s, on %(day)s") % {
        "right": right, "all": len(states), "state": STATES[states[-1]], "day": day,
    }  # fmt: skip
    return Course(concept, line, dots, words, round(100 * levels[-1]))


def places(times: Sequence[datetime], span: Span) -> list[float]:
    """Where moments stand along the plot: by time, those that are close moved apart, and all of them within it."""
    first, last = span
    whole = (last - first) / HOUR
    room = WIDTH - 2 * MARGIN
    found: list[float] = []
    for time in times:
        place = MARGIN + room * ((time - first) / HOUR) / whole if whole else float(MARGIN)
        found.append(max(place, found[-1] + NEAR) if found else place)
    most = float(WIDTH - MARGIN)
    for number in range(len(found) - 1, -1, -1):
        found[number] = min(found[number], most)
        most = found[number] - NEAR
    return [round(place, 1) for place in found]


def smoothed(shares: Sequence[float]) -> list[float]:
    """After each answer, how well the concept goes: what was before, moved towards the answer."""
    levels: list[float] = []
    for share in shares:
        levels.append(share if not levels else MEMORY * levels[-1] + (1 - MEMORY) * share)
    return levels


def height(level: float) -> float:
    """A level as a place in the plot: 1 is at the top."""
    return round(MARGIN + (1 - level) * (HEIGHT - 2 * MARGIN), 1)
