"""Likeness of attempts, as evidence for a person and never as a verdict.

Compared is what was typed. What the lesson itself says, and what most of the class typed, tells nothing: only lines
that few have in common do, above all mistakes that are the same to the letter. Speed is told where no hand types so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from lessons.keystrokes import Line

RARE_SHARE = 0.25  # of the class: a line that more have typed is common
LEAST_RARE = 3  # students: in a small class two may always share a line
LEAST_SHARED = 2  # rare lines in common before a pair is shown
FASTEST = 16.0  # keys a second over a whole line: typists at their best reach about that
LONG = 12  # keys; shorter lines are burst out by anybody
MOST_PAIRS = 100


@dataclass(frozen=True, slots=True)
class Pair:
    """Two students and the rare lines that they share, `run` the longest sequence of them in the same order.

    `share` is of the rare lines of the one with fewer.
    """

    one: int
    other: int
    shared: list[str]
    run: int
    share: float


@dataclass(frozen=True, slots=True)
class Haste:
    """Lines that came faster than hands type, and how many came at once though the lesson offers none such."""

    who: int
    lines: list[tuple[Line, float]]
    pasted: int


def normal(text: str) -> str:
    return " ".join(text.split())


def rare_lines(typed: Mapping[int, Sequence[Line]], given: Collection[str]) -> dict[int, list[str]]:
    """By student the lines, in order, that are neither the lesson's nor common in the class."""
    said = {who: [normal(line.text) for line in found] for who, found in typed.items()}
    counts = Counter(text for texts in said.values() for text in set(texts))
    most = max(LEAST_RARE, int(len(typed) * RARE_SHARE))
    told = {normal(text) for text in given}
    return {
        who: list(dict.fromkeys(text for text in texts if counts[text] <= most and text not in told and len(text) > 3))
        for who, texts in said.items()
    }


def pairs(typed: Mapping[int, Sequence[Line]], given: Collection[str]) -> list[Pair]:
    """Pairs that share rare lines, the most alike first. Only students that share a line are compared at all."""
    rare = rare_lines(typed, given)
    holders: dict[str, list[int]] = {}
    for who, texts in sorted(rare.items()):
        for text in texts:
            holders.setdefault(text, []).append(who)
    common = Counter(pair for found in holders.values() for pair in combinations(found, 2))
    found = [make_pair(one, other, rare) for (one, other), count in common.items() if count >= LEAST_SHARED]
    return sorted(found, key=lambda pair: (-pair.run, -len(pair.shared), pair.one, pair.other))[:MOST_PAIRS]


def make_pair(one: int, other: int, rare: Mapping[int, Sequence[str]]) -> Pair:
    theirs = set(rare[other])
    shared = [text for text in rare[one] if text in theirs]
    least = min(len(rare[one]), len(rare[other]))
    return Pair(one, other, shared, longest_run(rare[one], rare[other]), len(shared) / least)


def longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest sequence of lines that both typed one after another."""
    best = 0
    before: dict[int, int] = {}
    places: dict[str, list[int]] = {}
    for place, text in enumerate(other):
        places.setdefault(text, []).append(place)
    for text in one:
        now = {place: before.get(place - 1, 0) + 1 for place in places.get(text, ())}
        best = max(best, *now.values()) if now else best
        before = now
    return best


def hasty(typed: Mapping[int, Sequence[Line]], told: Mapping[int, Collection[str]]) -> list[Haste]:
    """Who typed faster than hands do, or brought lines along; `told` is what each one's lesson lets them tap."""
    found = []
    for who, typed_lines in sorted(typed.items()):
        fast = [(line, rate) for line in typed_lines if not line.pasted and (rate := speed(line)) > FASTEST]
        offered = {normal(text) for text in told.get(who, ())}
        pasted = sum(line.pasted and normal(line.text) not in offered for line in typed_lines)
        if fast or pasted:
            found.append(Haste(who, fast, pasted))
    return sorted(found, key=lambda one: (-len(one.lines), -one.pasted))


def speed(line: Line) -> float:
    """Keys a second, of a line long enough to tell."""
    seconds = (line.until - line.at) / 1_000_000
    return line.keys / seconds if line.keys >= LONG and seconds > 0 else 0.0
